package mtbf_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mtbf"
	"mtbf/model/sizing"
)

// The whole road: a log, its failure-category model, modules that take their
// numbers from it, the system they make, and how many of them to buy.
func Example() {
	ctx := context.Background()
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{Exposure: mtbf.Exposure{Units: 4}}, "dataset:shop")
	if err != nil {
		panic(err)
	}
	a, err := mtbf.Analyze(ctx, log, rules, mtbf.FitsNo)
	if err != nil {
		panic(err)
	}
	all := a.Table.Total
	fmt.Printf("%d failures, MTBF %.0f h [%.0f, %.0f]\n", all.Failures, all.MTBF.Point, all.MTBF.Lo, all.MTBF.Hi)

	const text = `modules:
  web: {from: {log: "dataset:shop", units: 4}, resources: {cost: 3}}
structure: {choose: {of: web, need: 2, redundancy: 2..8}}
`
	m, _, err := mtbf.ParseSystem(ctx, "shop.yaml", strings.NewReader(text), mtbf.SystemOptions{Confidence: mtbf.LimitsConfidence})
	if err != nil {
		panic(err)
	}
	r, err := mtbf.Size(ctx, m, sizing.Options{Target: 0.99999}, 1)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Best.Copies(0), "copies for 99.999 %")
	// Output:
	// 68 failures, MTBF 1500 h [1226, 1854]
	// 4 copies for 99.999 %
}

// Exact where it can be, simulated where it must: the same system both ways.
func ExampleSimulate() {
	ctx := context.Background()
	m, _, err := mtbf.ReadSystem(ctx, "dataset:raid6", mtbf.SystemOptions{})
	if err != nil {
		panic(err)
	}
	exact, err := mtbf.Solve(ctx, m, mtbf.SolveOptions{})
	if err != nil {
		panic(err)
	}
	s, err := mtbf.Simulate(ctx, m, mtbf.SimulateOptions{})
	if err != nil {
		panic(err)
	}
	u := s.Rare.Unavailability
	fmt.Printf("%s: unavailability %.3g\n", exact.Method, exact.Unavailability)
	fmt.Printf("%s: covers it: %t\n", s.Rare.Method, u.Lo <= exact.Unavailability && exact.Unavailability <= u.Hi)
	// Output:
	// exact: unavailability 6.47e-10
	// zerovariance: covers it: true
}

// Does the failure rate change?
func ExampleTrend() {
	ctx := context.Background()
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{}, "dataset:shop")
	if err != nil {
		panic(err)
	}
	histories, err := mtbf.Histories(ctx, log, rules)
	if err != nil {
		panic(err)
	}
	t, err := mtbf.Trend(ctx, histories, mtbf.TrendOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(t.Verdict.Text)
	// Output:
	// no evidence of a trend (Laplace U = 0.61, p = 0.54; Lewis-Robinson p = 0.56)
}

// Which family describes repair times, and how long is the tenth longest?
func ExampleFit() {
	ctx := context.Background()
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{}, "dataset:shop")
	if err != nil {
		panic(err)
	}
	times, err := mtbf.LogTimes(ctx, log, rules, mtbf.Repair)
	if err != nil {
		panic(err)
	}
	ranking, err := mtbf.Fit(ctx, times.Sample, mtbf.FitOptions{})
	if err != nil {
		panic(err)
	}
	best := ranking.Fits[0]
	p90, err := best.Quantile(ctx, 0.9)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s: nine in ten are over within %.1f h [%.1f, %.1f]\n", best.Family, p90.Point, p90.Lo, p90.Hi)
	// Output:
	// lognormal: nine in ten are over within 5.2 h [3.9, 7.4]
}

// A page that needs nothing else, written to a file.
func ExampleSystemReport() {
	ctx := context.Background()
	m, warnings, err := mtbf.ReadSystem(ctx, "dataset:raid6", mtbf.SystemOptions{})
	if err != nil {
		panic(err)
	}
	page, _, err := mtbf.SystemReport(ctx, m, warnings, mtbf.ReportOptions{Seed: 1})
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	f, err := os.Create(filepath.Join(dir, "raid6.html"))
	if err != nil {
		panic(err)
	}
	defer f.Close()
	fmt.Println(page.Title, page.Write(f))
	// Output:
	// System: raid6 <nil>
}
