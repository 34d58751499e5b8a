package selftest

import (
	"slices"

	"mtbf/model"
	"mtbf/model/markov"
)

// duplexCases are what is called the MTBF of a pair.
func duplexCases() []Case {
	pair := markov.Pair{MTBF: 1000, MTTR: 10}
	one := pair
	one.Crews = 1
	discs := markov.Pair{MTBF: 10_000, MTTR: 24}
	drives := markov.Pair{MTBF: 1e6, MTTR: 24}
	covered := markov.Pair{MTBF: 5000, MTTR: 20, Crews: 1, Coverage: .95}
	return slices.Concat(
		of("duplex", "closed forms by hand: M^2/2R, +M, +3M/2, (M+R)^2/2R", "M = 1,000 h, R = 10 h",
			near("approximation", "M^2/2R, h", 50_000, 1e-12, number(pair.Solve, figure(markov.GrayApproximation))),
			near("mean-up-time", "mean up time, h", 51_000, 1e-12, number(pair.Solve, figure(markov.MeanUpTime))),
			near("mttf", "mean time to the first failure, h", 51_500, 1e-12, number(pair.Solve, figure(markov.MTTFF))),
			near("failure-to-failure", "failure to failure, h", 51_005, 1e-12, number(pair.Solve, figure(markov.MeanCycleTime))),
			near("availability", "availability with two crews", .999901970395059, 1e-14, number(pair.Solve, up)),
			near("availability-one-crew", "availability with one crew", .999803960007842, 1e-14, number(one.Solve, up)),
		),
		of("duplex", "Gray, TR 85.7 (1985), p. 5, his module numbers; arithmetic by hand", "discs of 10,000 h and 24 h",
			printed("gray-years", "M^2/2R, years", 237.7, 1, inYears(number(discs.Solve, figure(markov.GrayApproximation)))),
			printed("gray-target", "module MTBF for 1,000 years, h", 20_513, 0, func() (float64, error) {
				return discs.MTBFFor(markov.GrayApproximation, 1000*model.HoursPerYear)
			}),
		),
		of("duplex", "birth and death by exact fractions", "mirrored drives of 1e6 h and 24 h",
			near("mirror", "mean time to data loss, h", 2.08348333333e10, 1e-11, number(drives.Solve, figure(markov.MTTFF))),
		),
		of("duplex", "mpmath, 40 digits; peers R expm, PRISM 4.10.2", "coverage 0.95, one crew, M = 5,000 h, R = 20 h",
			near("covered-unavailability", "unavailability", 0.00042838783378552084, 1e-13, number(covered.Solve, down)),
			near("covered-mttf", "mean time to the first failure, h", 46833.33333333329, 1e-13, number(covered.Solve, figure(markov.MTTFF))),
			near("covered-up-time", "mean up time, h", 46666.66666666663, 1e-13, number(covered.Solve, figure(markov.MeanUpTime))),
		),
	)
}

func figure(f markov.PairConvention) func(markov.PairResult) float64 {
	return func(r markov.PairResult) float64 { return r.MTBF.By(f) }
}

func up(r markov.PairResult) float64   { return r.Outages.Availability }
func down(r markov.PairResult) float64 { return r.Outages.Unavailability }

func inYears(get getter) getter {
	return number(get, func(hours float64) float64 { return hours / model.HoursPerYear })
}
