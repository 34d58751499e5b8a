package selftest

import (
	"context"
	"slices"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// trendCases are power laws, tests of trend and a mean cumulative function.
func trendCases() []Case {
	growth := []recurrent.History{{To: 620, Times: []float64{2.7, 10.3, 12.5, 30.6, 57, 61.3, 80, 109.5, 125, 128.6, 143.8, 167.9,
		229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620}}}
	test := []recurrent.History{{To: 340700, Times: []float64{10400, 26900, 43400, 66400, 89400, 130400, 163400, 232000, 242000, 340700}}}
	return slices.Concat(growthCases(growth), lawCases(test), testCases(), recurrenceCases())
}

func growthCases(h []recurrent.History) []Case {
	return of("trend", "R 4.2.2 by the formulas of MIL-HDBK-189; data of Python reliability", "22 failures, the last at 620",
		near("growth-beta", "power law exponent", 0.61421039993173, 1e-11, number(law(h), beta)),
		near("growth-beta-lower", "lower 95 % limit of the exponent", 0.362923831026107, 1e-9, number(law(h), betaLower)),
		near("growth-beta-upper", "upper 95 % limit of the exponent", 0.862361952038372, 1e-9, number(law(h), betaUpper)),
		near("growth-mtbf", "MTBF at the end", 45.883003910306, 1e-11, number(mtbfAt(h, 620), point)),
		near("growth-likelihood", "log-likelihood", -92.3557398048956, 1e-11, number(law(h), func(p *recurrent.PowerLaw) float64 { return p.LogLikelihood })),
		near("growth-laplace", "Laplace U", -2.78315968560698, 1e-11, number(tested(recurrent.Laplace, h), statistic)),
		near("growth-laplace-p", "p-value of Laplace's test", 0.00538323037752554, 1e-11, number(tested(recurrent.Laplace, h), pValue)),
		near("growth-military", "chi-square of MIL-HDBK-189C", 71.6366899760907, 1e-11, number(tested(recurrent.MILHDBK189, h), statistic)),
		near("growth-military-p", "p-value of MIL-HDBK-189C", 0.00587523027933101, 1e-11, number(tested(recurrent.MILHDBK189, h), pValue)),
	)
}

func lawCases(h []recurrent.History) []Case {
	line := func() (recurrent.DuaneLine, error) { return recurrent.Duane(h[0]) }
	return of("trend", "Python reliability, tests/test_Repairable_systems.py", "ten failures, the last at 340,700 h",
		near("law-beta", "power law exponent", 0.741656619656656, 1e-12, number(law(h), beta)),
		near("law-lambda", "power law factor", 7.886414235385733e-4, 1e-11, number(law(h), func(p *recurrent.PowerLaw) float64 { return p.Lambda().Point })),
		near("law-mtbf", "MTBF at the end, h", 45937.70094814556, 1e-12, number(mtbfAt(h, 340700), point)),
		near("duane-growth", "growth by Duane's line", 0.33617199465, 1e-10, number(line, func(d recurrent.DuaneLine) float64 { return d.Growth })),
	)
}

func testCases() []Case {
	gaps := []float64{104, 131, 1597, 59, 4, 503, 157, 6, 118, 173, 114, 62, 101, 216, 106,
		140, 1, 102, 3, 393, 96, 232, 89, 61, 37, 293, 7, 165, 87, 99}
	var ended recurrent.History
	for _, gap := range gaps {
		ended.To += gap
		ended.Times = append(ended.Times, ended.To)
	}
	aging := []recurrent.History{{To: 60, Times: []float64{10, 19, 27, 34, 40, 45, 49, 52, 54}}}
	return slices.Concat(
		of("trend", "Python reliability, tests/test_Repairable_systems.py", "30 gaps",
			near("gaps-laplace", "Laplace U", 2.4094382960447107, 1e-12, number(tested(recurrent.Laplace, []recurrent.History{ended}), statistic)),
			near("gaps-beta", "power law exponent", 1.5880533880966818, 1e-12, number(law([]recurrent.History{ended}), beta)),
		),
		of("trend", "SurPyval, tests/recurrent/test_trend_tests.py", "9 failures in 60",
			near("aging-laplace", "Laplace U", 1.1547005383792517, 1e-13, number(tested(recurrent.Laplace, aging), statistic)),
			near("aging-military", "chi-square of MIL-HDBK-189C", 10.904579180154693, 1e-13, number(tested(recurrent.MILHDBK189, aging), statistic)),
		),
	)
}

func recurrenceCases() []Case {
	curve := func() (*recurrent.Curve, error) {
		return recurrent.MCF(context.Background(), []recurrent.History{
			{To: 17, Times: []float64{5, 10, 15}},
			{To: 19, Times: []float64{6, 13, 17}},
			{To: 26, Times: []float64{12, 20, 25}},
			{To: 24, Times: []float64{13, 15}},
			{To: 28, Times: []float64{16, 22, 25}},
		}, confidence, recurrent.Log)
	}
	first := func(c *recurrent.Curve) recurrent.Point { return c.Points[0] }
	return of("trend", "Python reliability, tests/test_Repairable_systems.py, MCF_1", "five units, mean cumulative function",
		near("mcf-variance", "variance at the first failure", .032, 1e-12, number(curve, func(c *recurrent.Curve) float64 { return first(c).Variance })),
		printed("mcf-lower", "lower limit at the first failure", .0459299, 7, number(curve, func(c *recurrent.Curve) float64 { return first(c).Lo })),
		printed("mcf-upper", "upper limit at the first failure", .870893, 6, number(curve, func(c *recurrent.Curve) float64 { return first(c).Hi })),
		printed("mcf-last", "failures a unit by the end", 3.66667, 5, number(curve, func(c *recurrent.Curve) float64 { return c.Points[len(c.Points)-1].Mean })),
	)
}

// law fits a power law, with limits of 95 %.
func law(h []recurrent.History) func() (*recurrent.PowerLaw, error) {
	return func() (*recurrent.PowerLaw, error) { return recurrent.FitPowerLaw(h, .95) }
}

func beta(p *recurrent.PowerLaw) float64      { return p.Beta.Point }
func betaLower(p *recurrent.PowerLaw) float64 { return p.Beta.Lo }
func betaUpper(p *recurrent.PowerLaw) float64 { return p.Beta.Hi }

// mtbfAt is the instantaneous MTBF of a power law at an age.
func mtbfAt(h []recurrent.History, age float64) func() (model.Estimate, error) {
	return func() (model.Estimate, error) {
		p, err := law(h)()
		if err != nil {
			return model.Estimate{}, err
		}
		return p.MTBF(age)
	}
}

func tested(test func([]recurrent.History) (recurrent.Test, error), h []recurrent.History) func() (recurrent.Test, error) {
	return func() (recurrent.Test, error) { return test(h) }
}

func statistic(t recurrent.Test) float64 { return t.Statistic }
func pValue(t recurrent.Test) float64    { return t.PValue }
