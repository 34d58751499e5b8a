package selftest

import (
	"context"
	"slices"

	"mtbf/model"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

// simulateCases are systems simulated with a fixed seed, against exact answers.
func simulateCases() []Case {
	return slices.Concat(
		of("simulate", "RePyability, tests/test_non_repairable.py", "Weibull life, lognormal repair",
			random("worn-availability", "availability", .9949491865865466, missions(worn, func(m montecarlo.Measures) montecarlo.Estimate { return m.Availability })),
		),
		of("simulate", "RePyability, tests", "one unit of rates 0.2 and 1",
			random("unit-up", "mean up time, h", 5, missions(steady, func(m montecarlo.Measures) montecarlo.Estimate { return m.MUT })),
			random("unit-down", "mean down time, h", 1, missions(steady, func(m montecarlo.Measures) montecarlo.Estimate { return m.MDT })),
		),
		of("simulate", "RePyability, tests", "pair of Weibull 2, 100, not repaired",
			random("wearing-mttf", "MTTF", 114.58, missions(wearing, func(m montecarlo.Measures) montecarlo.Estimate { return m.MTTF })),
		),
		of("simulate", "mpmath, 40 digits; peers R expm, PRISM 4.10.2", "two of three with one crew",
			random("crew-unavailability", "unavailability", .003290391314737926, missions(voters, func(m montecarlo.Measures) montecarlo.Estimate { return m.Unavailability })),
			random("crew-mttf", "mean time to the first failure, h", 7777.777777777777, missions(voters, func(m montecarlo.Measures) montecarlo.Estimate { return m.MTTF })),
		),
		of("simulate", "Storm, testfiles/dft/spare.dft", "warm spare at 0.3 of rate 0.5, not repaired",
			random("warm-mttf", "MTTF", 46./13, missions(warm, func(m montecarlo.Measures) montecarlo.Estimate { return m.MTTF })),
		),
		of("simulate", "closed form, 1-(1-q^3)^10", "ten modules of three units, as a rare event",
			random("triples", "unavailability", 9.990741433e-13, rarely(triples, func(r *rare.Result) model.Estimate { return r.Unavailability })),
		),
		of("simulate", "birth and death by exact fractions", "RAID-6 of eight drives, 1e6 h and 24 h, as a rare event",
			random("raid6", "mean time to data loss, h", 5.1687339001e12, rarely(raid6, func(r *rare.Result) model.Estimate { return r.MTTF })),
		),
	)
}

// missions simulates a system and picks a measure.
func missions(file string, pick func(montecarlo.Measures) montecarlo.Estimate) func(context.Context) (Figure, error) {
	return func(ctx context.Context) (Figure, error) {
		m, err := parse(file)
		if err != nil {
			return Figure{}, err
		}
		r, err := montecarlo.Simulate(ctx, m, montecarlo.Options{Seed: seed, MaxReplications: 50_000, FirstFailures: 50_000})
		if err != nil {
			return Figure{}, err
		}
		return simulated(pick(r.Measures)), nil
	}
}

// rarely simulates a system that hardly ever fails and picks a measure, with
// limits that are a standard error away.
func rarely(file string, pick func(*rare.Result) model.Estimate) func(context.Context) (Figure, error) {
	const oneSigma = 0.6827
	return func(ctx context.Context) (Figure, error) {
		m, err := parse(file)
		if err != nil {
			return Figure{}, err
		}
		r, err := rare.Simulate(ctx, m, rare.Options{Seed: seed, Workers: 1, Confidence: oneSigma})
		if err != nil {
			return Figure{}, err
		}
		e := pick(r)
		return Figure{e.Point, (e.Hi - e.Lo) / 2}, nil
	}
}

// seed of all that is simulated.
const seed = 1

func simulated(e montecarlo.Estimate) Figure { return Figure{e.Point, e.RelativeError * e.Point} }
