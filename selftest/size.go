package selftest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtbf/datasets"
	"mtbf/model/sizing"
)

// sizeCases are published problems of redundancy allocation.
func sizeCases() []Case {
	const known = "Fyffe, Hines and Lee; published optimum in RePyability's benchmark"
	weighing := func(mix bool, weight float64) getter {
		return number(allocated(fyffe(mix), 0, map[string]float64{"cost": 130, "weight": weight}), best)
	}
	line := modules("{reliability: %g, resources: {cost: 1}}", .9, .8) + "structure: {series: [" + choose("a", 4, false) + ", " + choose("b", 4, false) + "]}\n"
	spending := func(budget float64) getter {
		return number(allocated(typed(line), 0, map[string]float64{"cost": budget}), best)
	}
	wear := allocated(typed(pumps), 5000, map[string]float64{"cost": 40_000})
	return slices.Concat(
		of("size", known, "14 subsystems, cost 130, parts may mix",
			printed("fyffe-191", "greatest reliability at weight 191", .986811, 6, weighing(true, 191)),
			printed("fyffe-190", "greatest reliability at weight 190", .986416, 6, weighing(true, 190)),
			printed("fyffe-189", "greatest reliability at weight 189", .985922, 6, weighing(true, 189)),
			printed("fyffe-159", "greatest reliability at weight 159", .954565, 6, weighing(true, 159)),
		),
		of("size", "Fyffe, Hines and Lee; an independent dynamic programme", "14 subsystems, cost 130, parts may not mix",
			printed("like-191", "greatest reliability at weight 191", .98639920, 8, weighing(false, 191)),
			printed("like-170", "greatest reliability at weight 170", .97001500, 8, weighing(false, 170)),
		),
		of("size", "RePyability, tests; by hand", "0.9 and 0.8 in series at a cost of 1",
			near("budget-2", "greatest reliability for 2", .72, 1e-12, spending(2)),
			near("budget-3", "greatest reliability for 3", .864, 1e-12, spending(3)),
			near("budget-4", "greatest reliability for 4", .9504, 1e-12, spending(4)),
		),
		of("size", "RePyability, docs/guide/design.md", "pump, valve and controller for 5,000 h at 40,000",
			printed("pumps", "greatest reliability", .9513, 4, number(wear, best)),
			near("pumps-cost", "its cost", 39_600, 1e-12, number(wear, cost)),
		),
	)
}

func best(r *sizing.Result) float64 { return r.Best.Availability }
func cost(r *sizing.Result) float64 { return r.Best.Resources["cost"] }

// pumps are a pump, a valve and a controller that wear out.
const pumps = `
modules:
  pump: {life: {weibull: {shape: 1.8, scale: 8000}}, resources: {cost: 4000}}
  valve: {life: {weibull: {shape: 1.5, scale: 20000}}, resources: {cost: 900}}
  controller: {life: {weibull: {shape: 1.2, scale: 40000}}, resources: {cost: 12000}}
structure:
  series:
    - choose: {of: [pump], need: 1, redundancy: 1..6}
    - choose: {of: [valve], need: 1, redundancy: 1..6}
    - choose: {of: [controller], need: 1, redundancy: 1..6}
`

// allocated finds the greatest reliability of a system file within limits, for
// a mission of so many hours where it has lives.
func allocated(file func() (string, error), mission float64, limits map[string]float64) func() (*sizing.Result, error) {
	return func() (*sizing.Result, error) {
		text, err := file()
		if err != nil {
			return nil, err
		}
		m, err := parse(text)
		if err != nil {
			return nil, err
		}
		r, err := sizing.Size(context.Background(), m, sizing.Options{Maximize: true, Limits: limits, Mission: mission})
		if err == nil && !r.ProvedOptimal {
			err = errors.New("not proved optimal")
		}
		return r, err
	}
}

func choose(of string, most int, mix bool) string {
	return fmt.Sprintf("{choose: {of: [%s], need: 1, redundancy: 1..%d, mix: %t}}", of, most, mix)
}

// fyffe returns the problem of Fyffe, Hines and Lee that ships with the program,
// with parts that may be mixed or not.
func fyffe(mix bool) func() (string, error) {
	return func() (string, error) {
		file, err := datasets.Open("redundancy-allocation")
		if err != nil {
			return "", err
		}
		defer file.Close()
		text, err := io.ReadAll(file)
		return strings.ReplaceAll(string(text), "mix: true", fmt.Sprintf("mix: %t", mix)), err
	}
}

// typed is a system file that stands in the code.
func typed(file string) func() (string, error) { return func() (string, error) { return file, nil } }
