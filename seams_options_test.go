package mtbf_test

import (
	"math"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/dist"
	"mtbf/model/life"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/montecarlo/rare"
)

// repairable is a module of the mean times given.
func repairable(t *testing.T, mtbf, mttr float64) system.Component {
	up, err := dist.NewExponentialMean(mtbf)
	if err != nil {
		t.Fatal(err)
	}
	down, err := dist.NewExponentialMean(mttr)
	if err != nil {
		t.Fatal(err)
	}
	return system.Component{Name: "disc", Life: up, Repair: down, Resources: map[string]float64{"cost": 3}}
}

// discs are so many in parallel.
func discs(t *testing.T, n int) *system.Model {
	m, pool := &system.Model{Components: []system.Component{repairable(t, 10_000, 24)}}, &system.Parallel{}
	for i := range n {
		m.Units = append(m.Units, system.Unit{Name: "disc." + string(rune('a'+i))})
		pool.Of = append(pool.Of, system.Use{Unit: i})
	}
	m.Top = pool
	return m
}

// Options out of their domains are refused, not taken for the default.
func TestOptionsOutOfDomain(t *testing.T) {
	ctx, m := t.Context(), discs(t, 2)
	for param, o := range map[string]mtbf.SolveOptions{
		"cut-sets": {CutSets: -1}, "max-order": {MaxOrder: -1}, "time": {Times: []float64{5, math.NaN()}},
	} {
		oracle.Refused(t, param)(mtbf.Solve(ctx, m, o))
	}
	oracle.Refused(t, "cut-sets")(mtbf.Solve(ctx, m, mtbf.SolveOptions{CutSets: 1e9}))
	oracle.Refused(t, "max-order")(mtbf.Solve(ctx, m, mtbf.SolveOptions{MaxOrder: 1e9}))
	oracle.Refused(t, "time")(mtbf.Solve(ctx, m, mtbf.SolveOptions{Times: []float64{-1}}))

	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{}, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	h, err := mtbf.Histories(ctx, log, rules)
	if err != nil {
		t.Fatal(err)
	}
	bad := -1.0
	for param, o := range map[string]mtbf.TrendOptions{
		"drawings": {Drawings: -4}, "penalty": {Penalty: -1}, "confidence": {Confidence: 2}, "target MTBF": {Target: &bad}, "ahead": {Ahead: &bad},
	} {
		oracle.Refused(t, param)(mtbf.Trend(ctx, h, o))
	}

	s := mtbf.SimulateOptions{}
	s.Shards = -1
	oracle.Refused(t, "shards")(mtbf.Simulate(ctx, m, s))
	s = mtbf.SimulateOptions{Method: rare.Biasing}
	s.Shards = -1
	oracle.Refused(t, "shards")(mtbf.Simulate(ctx, m, s))

	lives := life.Observations{life.Exact(3), life.Exact(5), life.Exact(7), life.Exact(8)}
	oracle.Refused(t, "replications")(mtbf.Fit(ctx, lives, mtbf.FitOptions{Replications: -1}))
	oracle.Refused(t, "samples")(mtbf.GoodnessOfFit(ctx, "weibull", lives, mtbf.FitOptions{Replications: -1}, nil))
	_, err = mtbf.LogOptions{Exposure: mtbf.Exposure{Units: -1}}.Rules(ctx, log)
	oracle.Refused(t, "units")(nil, err)
}

// A limit on what neither the modules nor the file know is a slip of the pen.
func TestLimitOfNothing(t *testing.T) {
	m := discs(t, 1)
	m.Top = &system.Choose{Components: []int{0}, Need: 1, Max: 4}
	oracle.Refused(t, "limit of coast")(mtbf.Size(t.Context(), m, sizing.Options{Target: 0.999, Limits: map[string]float64{"coast": 2}}, 1))
	m.Limits = map[string]float64{"weight": 2}
	if _, err := mtbf.Size(t.Context(), m, sizing.Options{Target: 0.999, Limits: map[string]float64{"weight": 2, "cost": 9}}, 1); err != nil {
		t.Error(err)
	}
}

// A bound on events is for missions, as their number is: three discs, all down 1.4e-8
// of the time, are not left to an accelerated method, which has no such bound.
func TestEventsAreBounded(t *testing.T) {
	for name, set := range map[string]func(*mtbf.SimulateOptions){
		"events":         func(o *mtbf.SimulateOptions) { o.MaxEvents = 1_000_000 },
		"first failures": func(o *mtbf.SimulateOptions) { o.FirstFailures, o.MaxEvents = 10, 1_000_000 },
	} {
		o := mtbf.SimulateOptions{}
		o.Seed = 1
		set(&o)
		s, err := mtbf.Simulate(t.Context(), discs(t, 3), o)
		if err != nil || s.Plain == nil {
			t.Fatalf("%s: %+v, %v", name, s, err)
		}
		if s.Plain.Events > 2_000_000 {
			t.Errorf("%s: %d events", name, s.Plain.Events)
		}
		o.Method = rare.Biasing
		oracle.Refused(t, "method")(mtbf.Simulate(t.Context(), discs(t, 3), o))
	}
	o := mtbf.SimulateOptions{}
	o.MaxEvents = math.MaxUint64 // no bound
	if s, err := mtbf.Simulate(t.Context(), discs(t, 3), o); err != nil || s.Rare == nil {
		t.Errorf("%+v, %v", s, err)
	}
}

// The window of a replay is refused for what is wrong with it.
func TestReplayWindows(t *testing.T) {
	ctx, m := t.Context(), discs(t, 1)
	log := &ingest.Log{Log: &model.Log{}}
	for want, window := range map[string]*model.Interval{
		"no outages":            nil,
		"ends after it begins":  {From: 5, To: 3},
		"bounded on both sides": {From: 5, To: math.Inf(1)},
	} {
		_, err := mtbf.Replay(ctx, m, log, census.Options{Window: window})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, not %q", window, err, want)
		}
	}
	if _, err := mtbf.Replay(ctx, m, log, census.Options{Window: &model.Interval{From: 5, To: math.NaN()}}); err == nil {
		t.Error("a window to NaN is taken")
	}
	shop, err := mtbf.LogOptions{}.Read(ctx, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	for want, w := range map[string]mtbf.Window{
		`to: "2019-01-01" is not after the beginning, "2020-01-01"`:      {From: "2020-01-01", To: "2019-01-01"},
		`from: "2099-01-01" is not before the last event of the log`:     {From: "2099-01-01"},
		`to: "1971-01-01" is not after the first start of the log`:       {To: "1971-01-01"},
		`to: "2020-01-01" is not after the beginning, "2020-01-01 0:00"`: {From: "2020-01-01 0:00", To: "2020-01-01"},
	} {
		if _, err := (mtbf.LogOptions{Window: w}).Rules(ctx, shop); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v", w, err)
		}
	}
}
