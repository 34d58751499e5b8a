package selftest

import (
	"context"
	"fmt"
	"strings"

	"mtbf/ingest/systemfile"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Systems that several commands answer for, as system files.
const (
	// worn is RePyability's unit that wears out.
	worn = `
modules: {unit: {life: {weibull: {shape: 2.5, scale: 1000}}, repair: {lognormal: {meanlog: 1.5, sdlog: 0.1}}}}
structure: unit
`
	// steady is RePyability's unit of rates 0.2 and 1.
	steady = `
modules: {unit: {mtbf: 5, mttr: 1}}
structure: unit
`
	// voters are two of three with one crew.
	voters = `
modules: {unit: {mtbf: 1000, mttr: 24}}
structure: {k_of_n: {k: 2, n: 3, of: unit, crews: 1}}
`
	// raid6 is of eight drives, one of which is rebuilt at a time.
	raid6 = `
modules: {drive: {mtbf: 1000000, mttr: 24}}
structure: {k_of_n: {k: 6, n: 8, of: drive, crews: 1}}
`
	// triples are ten modules of three.
	triples = `
modules: {unit: {mtbf: 517200, mttr: 24}}
structure: {k_of_n: {k: 10, n: 10, of: {k_of_n: {k: 1, n: 3, of: unit}}}}
`
	// warm is Storm's warm spare.
	warm = `
modules: {unit: {life: {exponential: {rate: 0.5}}}}
structure: {standby: {of: unit, spares: 1, mode: warm, dormancy: 0.3}}
`
	// wearing is a pair of RePyability's that is not repaired.
	wearing = `
modules: {unit: {life: {weibull: {shape: 2, scale: 100}}}}
structure: {parallel: [unit, unit]}
`
)

// parse reads a system file.
func parse(file string) (*system.Model, error) {
	m, _, err := systemfile.Parse("system", strings.NewReader(file), systemfile.Options{})
	return m, err
}

// solved answers for a system file exactly.
func solved(file string) func() (*solve.Result, error) {
	return func() (*solve.Result, error) {
		m, err := parse(file)
		if err != nil {
			return nil, err
		}
		return solve.System(context.Background(), m)
	}
}

// at is the state of a system at so many hours.
func at(file string, hours float64) func() (system.Point, error) {
	return func() (system.Point, error) {
		r, err := solved(file)()
		if err != nil {
			return system.Point{}, err
		}
		points, err := r.Structure.At(context.Background(), nil, hours)
		if err != nil {
			return system.Point{}, err
		}
		return points[0], nil
	}
}

// modules writes parts named a, b, c, ... that have a number each.
func modules(key string, numbers ...float64) string {
	var parts []string
	for i, x := range numbers {
		parts = append(parts, fmt.Sprintf("%c: "+key, 'a'+i, x))
	}
	return "modules: {" + strings.Join(parts, ", ") + "}\n"
}

// Ways to give a part its number in modules.
const (
	reliability = "{reliability: %g}"
	rateOf      = "{life: {exponential: {rate: %.17g}}}"
)

// grid is a square of n by n places whose links work with probability p, from
// corner to corner.
func grid(n int, p float64) string {
	var edges []string
	link := func(i, j, k, l int) {
		edges = append(edges, fmt.Sprintf("[p%d-%d, p%d-%d, a]", i, j, k, l))
	}
	for i := range n {
		for j := range n {
			if i+1 < n {
				link(i, j, i+1, j)
			}
			if j+1 < n {
				link(i, j, i, j+1)
			}
		}
	}
	return modules(reliability, p) + fmt.Sprintf("structure: {network: {edges: [%s], source: p0-0, target: p%d-%d}}\n", strings.Join(edges, ", "), n-1, n-1)
}
