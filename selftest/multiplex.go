package selftest

import (
	"context"
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/multiplex"
	bundles "mtbf/montecarlo/multiplex"
)

// multiplexCases are residual errors of bundles, thresholds and sizes.
func multiplexCases() []Case {
	return slices.Concat(bundleCases(), printedCases(), thresholdCases(), sampledCases())
}

// bundleCases are exact residual errors.
func bundleCases() []Case {
	var nand, chain []Case
	for _, c := range []struct {
		n, stages int
		p         float64
	}{{20, 1, .28641904}, {20, 2, .41286262}, {20, 4, .49415805}, {40, 1, .28648730}, {40, 4, .61868222}, {60, 2, .51753355}} {
		const cut = 1e-8 // PRISM's values end after eight places
		nand = append(nand, near(fmt.Sprintf("prism-%d-%d", c.n, c.stages), fmt.Sprintf("%d lines, restorative stages: %d", c.n, c.stages), c.p, cut/c.p, small(c.n, c.stages)))
	}
	for _, c := range []struct {
		n int
		p float64
	}{{1000, 2.2276641955360235e-2}, {5000, 6.377937452544693e-6}, {20000, 1.969388420120507e-18}} {
		chain = append(chain, near(fmt.Sprintf("residual-%d", c.n), fmt.Sprintf("%d lines", c.n), c.p, 1e-13, func() (float64, error) { return multiplex.VonNeumann(c.n).Residual(context.Background()) }))
	}
	return slices.Concat(
		of("multiplex", "PRISM, prism-benchmarks nand/reliable.pctl", "NAND multiplexing, gate error 0.02, P(less than a tenth stimulated)", nand...),
		of("multiplex", "numpy 2.4.6, long double (model/multiplex/testdata/large.py)", "von Neumann's scheme, residual error", chain...),
	)
}

// printedCases are von Neumann's own numbers.
func printedCases() []Case {
	var eq26 []Case
	for _, row := range []struct {
		n        float64
		rho      float64
		decimals int
	}{{1000, 2.98e-2, 4}, {2000, 3.08e-3, 5}, {3000, 3.68e-4, 6}, {5000, 6.10e-6, 8}, {10000, 2.90e-10, 11}, {20000, 9.20e-19, 21}, {25000, 5.52e-23, 25}} {
		eq26 = append(eq26, printed(fmt.Sprintf("eq26-%g", row.n), fmt.Sprintf("%g lines", row.n), row.rho, row.decimals,
			func() (float64, error) { return multiplex.Eq26(row.n), nil }))
	}
	vacuum := multiplex.Demand{Organs: 2500, Interval: 5e-6 / 3600, Mission: 8, Errors: 1}
	century := vacuum
	century.Mission = 100 * model.HoursPerYear
	neurons := multiplex.Demand{Organs: 1e13, Interval: .1 / 3600, Mission: 10_000 * model.HoursPerYear, Errors: 1}
	return slices.Concat(
		of("multiplex", "von Neumann (1956), typeset Caltech edition, editor's column", "residual error by eq. 26", eq26...),
		of("multiplex", "von Neumann (1956), p. 45, in round figures", "lines by his table for an error a mission",
			near("lines-tubes", "2,500 tubes, 8 h", 14_000, .02, linesFor(vacuum)),
			near("lines-neurons", "1e13 neurons, 10,000 years", 28_000, .02, linesFor(neurons)),
		),
		of("multiplex", "Gray, TR 85.7 (1985), p. 4, in round figures", "lines by von Neumann's table for an error a mission",
			near("lines-century", "2,500 tubes, 100 years", 20_000, .03, linesFor(century)),
		),
	)
}

// linesFor is the size of bundle that von Neumann's table has for a machine.
func linesFor(d multiplex.Demand) getter {
	return func() (float64, error) {
		delta, err := d.Residual()
		if err != nil {
			return 0, err
		}
		n, _, err := multiplex.SizePrinted(delta)
		return n, err
	}
}

// thresholdCases are errors that organs may have at most.
func thresholdCases() []Case {
	const cut = 1e-4 // he cuts .01075 after four places
	return slices.Concat(
		of("multiplex", "von Neumann (1956), typeset Caltech edition, sections 8 and 10", "greatest error of an organ",
			near("threshold-restoring", "NAND scheme at level 0.07", .0107, cut/.0107, func() (float64, error) { return multiplex.CriticalError(multiplex.NAND, .07, 2) }),
			printed("threshold-rigorous", "triplication by his proof", .0073, 4, func() (float64, error) {
				_, e := multiplex.RigorousTriplication()
				return e, nil
			}),
			near("threshold-majority", "triplication, errors independent", 1./6, 1e-13, func() (float64, error) { return multiplex.MajorityThreshold(3) }),
		),
		of("multiplex", "Evans and Pippenger, UBC TR-95-20", "greatest error of an organ",
			printed("threshold-nand", "formulas of two-input NAND", .0885622, 7, func() (float64, error) { return multiplex.NANDThreshold(), nil }),
		),
	)
}

// sampledCases simulate bundles.
func sampledCases() []Case {
	scheme := func(n int) bundles.Scheme { return bundles.Scheme{N: n, Error: .005, Fiducial: .07, Tiers: 2} }
	return of("multiplex", "numpy 2.4.6, long double (model/multiplex/testdata/large.py)", "von Neumann's scheme, residual error, simulated",
		random("lines-1000", "1000 lines, line by line", 2.2276641955360235e-2, sampled(bundles.Simulate, scheme(1000))),
		random("tilted-20000", "20000 lines, tilted counts", 1.969388420120507e-18, sampled(bundles.Tilted, scheme(20_000))),
	)
}

// small is the chance that a bundle of PRISM's model has less than a tenth of
// its lines stimulated.
func small(n, stages int) getter {
	s := multiplex.Scheme{Bundle: multiplex.Bundle{N: n, Fiducial: .1}, Error: .02, Tiers: 2 * stages}
	return number(func() (multiplex.Result, error) { return s.Run(context.Background(), multiplex.Independently(.9, .9)) }, func(r multiplex.Result) float64 {
		return r.Stages[len(r.Stages)-1].AtMost(n/10 - 1)
	})
}

func sampled(run func(context.Context, bundles.Scheme, bundles.Options) (*bundles.Result, error), s bundles.Scheme) func(context.Context) (Figure, error) {
	return func(ctx context.Context) (Figure, error) {
		r, err := run(ctx, s, bundles.Options{Seed: seed})
		if err != nil {
			return Figure{}, err
		}
		return simulated(r.Probability), nil
	}
}
