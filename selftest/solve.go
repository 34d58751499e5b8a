package selftest

import (
	"context"
	"math"
	"slices"

	"mtbf/model/solve"
	"mtbf/model/system"
)

// solveCases are exact answers for systems.
func solveCases() []Case {
	return slices.Concat(staticCases(), treeCases(), timeCases(), lifeCases(), repairCases(), groupCases())
}

const bridge = "structure: {network: {edges: [[s, x, a], [x, t, b], [y, t, c], [s, y, d], [x, y, e]], source: s, target: t}}\n"

func staticCases() []Case {
	const rational = "enumeration in exact fractions; peer SCRAM 0.16.2"
	return slices.Concat(
		of("solve", "RePyability, tests/test_rbd_sf.py", "bridge of five links, each 0.95",
			near("bridge", "reliability", .994780625, 1e-12, number(solved(modules(reliability, .95, .95, .95, .95, .95)+bridge), works)),
		),
		of("solve", rational, "grid of 4 by 4 places, 24 links of 0.9",
			near("grid", "reliability from corner to corner", .9750463495770658, 1e-12, number(solved(grid(4, .9)), works)),
			near("grid-fails", "its complement", .02495365042293417, 1e-12, number(solved(grid(4, .9)), fails)),
		),
		of("solve", rational, "five units of 0.9999, one needed",
			near("rare", "probability to fail", 1e-20, 1e-11, number(solved(modules(reliability, .9999)+"structure: {k_of_n: {k: 1, n: 5, of: a}}"), fails)),
		),
	)
}

func treeCases() []Case {
	trains := solved(modules(reliability, .4, .6, .3, .5) + "structure: {parallel: [{series: [a, b]}, {series: [c, d]}]}")
	motors := modules(reliability, slices.Repeat([]float64{.98}, 11)...) +
		"structure: {series: [a, {parallel: [b, {series: [c, {parallel: [{series: [f, g]}, {series: [h, i]}, {series: [j, k]}]}, d, e]}]}]}"
	shared := solved(modules(reliability, .991, .991, .999) + "shared: {cc: c}\nstructure: {parallel: [{series: [a, cc]}, {series: [b, cc]}]}")
	return slices.Concat(
		of("solve", "SCRAM, tests/risk_analysis_tests.cc", "two trains of a pump and a valve; importance of the first pump",
			near("trains", "probability to fail", .646, 1e-12, number(trains, fails)),
			printed("trains-birnbaum", "Birnbaum importance", .51, 2, number(trains, func(r *solve.Result) float64 { return r.Importance[0].Birnbaum })),
			printed("trains-criticality", "criticality", .4737, 4, number(trains, func(r *solve.Result) float64 { return r.Importance[0].Criticality })),
			printed("trains-achievement", "risk achievement worth", 1.316, 3, number(trains, func(r *solve.Result) float64 { return r.Importance[0].RiskAchievementWorth })),
			printed("trains-reduction", "risk reduction worth", 1.9, 1, number(trains, func(r *solve.Result) float64 { return r.Importance[0].RiskReductionWorth })),
		),
		of("solve", "SCRAM, tests/bench_theatre_tests.cc", "theatre: 0.03, with 0.02 or 0.05",
			near("theatre", "probability to fail", .00207, 1e-12, number(solved(modules(reliability, .97, .98, .95)+"structure: {parallel: [a, {series: [b, c]}]}"), fails)),
		),
		of("solve", "SCRAM, tests/bench_three_motor_tests.cc", "three motors, all events 0.02",
			printed("motors", "probability to fail", .0211538, 7, number(solved(motors), fails)),
			count("motors-cut-sets", "minimal cut sets", 12, number(cutSets(motors), func(s *system.Sets) float64 { return s.Count })),
			printed("motors-rare", "sum over cut sets", .0212013, 7, number(cutSets(motors), func(s *system.Sets) float64 { return s.RareEventSum })),
		),
		of("solve", "enumeration in exact fractions; peer SCRAM 0.16.2", "a pair with a common cause, and its importance",
			near("common", "probability to fail", .001080919, 1e-11, number(shared, fails)),
			near("common-criticality", "criticality", .9250637651849953, 1e-11, number(shared, common(func(i system.Importance) float64 { return i.Criticality }))),
			near("common-reduction", "risk reduction worth", 13.34467901234568, 1e-11, number(shared, common(func(i system.Importance) float64 { return i.RiskReductionWorth }))),
		),
	)
}

func timeCases() []Case {
	const cut = 1.1e-8 // they cut after eight places
	tmr := modules(rateOf, .1, .2, .3) + "structure: {k_of_n: {k: 2, of: [a, b, c]}}"
	crossed := modules(rateOf, .1, .2, .3, .4, .5) + bridge
	unit := at(steady, 2)
	return slices.Concat(
		of("solve", "jreliability, testsystems/TMRTest.java", "two of three, rates 0.1, 0.2, 0.3",
			near("tmr-early", "reliability at 0.1", .99893533, cut, number(at(tmr, .1), reliable)),
			near("tmr-later", "reliability at 2.7", .64789645, cut/.6, number(at(tmr, 2.7), reliable)),
		),
		of("solve", "jreliability, testsystems/BridgeSystemTest.java", "bridge, rates 0.1 to 0.5",
			near("bridge-early", "reliability at 0.1", .99897497, cut, number(at(crossed, .1), reliable)),
			near("bridge-later", "reliability at 2.7", .55972244, cut/.5, number(at(crossed, 2.7), reliable)),
		),
		of("solve", "closed form, rates 0.2 and 1", "one repaired unit",
			near("unit-at", "unavailability at 2 h", .2/1.2*(1-math.Exp(-2.4)), 1e-13, number(unit, func(p system.Point) float64 { return p.Unavailability })),
		),
	)
}

func lifeCases() []Case {
	return slices.Concat(
		of("solve", "RePyability, tests", "MTTF of units not repaired",
			near("mttf-series", "series of rates 0.01, 0.02, 0.03", 50./3, 1e-12, number(solved(modules(rateOf, .01, .02, .03)+"structure: {series: [a, b, c]}"), mttf)),
			near("mttf-parallel", "pair of rates 0.01 and 0.02", 350./3, 1e-12, number(solved(modules(rateOf, .01, .02)+"structure: {parallel: [a, b]}"), mttf)),
			near("mttf-bridge", "bridge of rates 0.01", 4900./60, 1e-11, number(solved(modules(rateOf, .01, .01, .01, .01, .01)+bridge), mttf)),
			printed("mttf-weibull", "pair of Weibull 2, 100", 114.58, 2, number(solved(wearing), mttf)),
		),
		of("solve", "Storm, TestBdd.cpp", "MTTF of units not repaired",
			near("mttf-and", "pair of rates ln 2", 2.164042561, 3e-10, number(solved(modules(rateOf, math.Ln2)+"structure: {parallel: [a, a]}"), mttf)),
			near("mttf-2-of-4", "three of four of rate ln 2", .8415721072, 1e-10, number(solved(modules(rateOf, math.Ln2)+"structure: {k_of_n: {k: 3, n: 4, of: a}}"), mttf)),
		),
		of("solve", "Storm, DftModelCheckerTest.cpp", "MTTF of units not repaired",
			near("mttf-2-of-3", "two of three of rates 0.3, 0.4, 1", 2685./1547, 1e-11, number(solved(modules(rateOf, .3, .4, 1)+"structure: {k_of_n: {k: 2, of: [a, b, c]}}"), mttf)),
		),
	)
}

func repairCases() []Case {
	return slices.Concat(
		of("solve", "RePyability, tests", "one unit",
			near("unit-up", "rates 0.2 and 1, mean up time, h", 5, 1e-13, number(solved(steady), mut)),
			near("unit-frequency", "rates 0.2 and 1, failures an hour", 1./6, 1e-13, number(solved(steady), func(r *solve.Result) float64 { return r.FailureFrequency })),
			near("worn-availability", "Weibull, lognormal, availability", .9949491865865466, 1e-12, number(solved(worn), works)),
		),
		of("solve", "closed form, 1-(1-q^3)^10", "ten modules of three units, 517,200 h and 24 h",
			near("triples", "unavailability", 9.990741433e-13, 5e-11, number(solved(triples), fails)),
		),
	)
}

func groupCases() []Case {
	two := solved(voters)
	warm := solved(`
modules: {unit: {mtbf: 1000, mttr: 50}}
structure: {standby: {of: unit, spares: 1, mode: warm, dormancy: 0.2, coverage: 0.97, idle_coverage: 1, uncovered_mttr: 2, crews: 1}}
`)
	const chains = "mpmath, 40 digits; peers R expm, PRISM 4.10.2"
	return slices.Concat(
		of("solve", chains, "two of three with one crew, 1,000 h and 24 h",
			near("crew-unavailability", "unavailability", .003290391314737926, 1e-12, number(two, fails)),
			near("crew-up-time", "mean up time, h", 7444.444444444443, 1e-12, number(two, mut)),
		),
		of("solve", chains, "warm spare whose switch fails 3 times in 100",
			near("switch-unavailability", "unavailability", .0028784828702048803, 1e-12, number(warm, fails)),
			near("switch-up-time", "mean up time, h", 11777.777777777777, 1e-12, number(warm, mut)),
		),
	)
}

func works(r *solve.Result) float64   { return r.Availability }
func fails(r *solve.Result) float64   { return r.Unavailability }
func mut(r *solve.Result) float64     { return r.MUT }
func mttf(r *solve.Result) float64    { return r.MTTF }
func reliable(p system.Point) float64 { return p.UnrepairedReliability }

func cutSets(file string) func() (*system.Sets, error) {
	return func() (*system.Sets, error) {
		r, err := solved(file)()
		if err != nil {
			return nil, err
		}
		return r.Structure.CutSets(context.Background(), system.SetOptions{}, solve.Groups)
	}
}

// common picks an importance of the shared unit cc.
func common(pick func(system.Importance) float64) func(*solve.Result) float64 {
	return func(r *solve.Result) float64 {
		i := slices.IndexFunc(r.Importance, func(i system.Importance) bool { return i.Unit == "cc" })
		return pick(r.Importance[i])
	}
}
