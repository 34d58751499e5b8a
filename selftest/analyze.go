package selftest

import (
	"slices"

	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/rate"
)

// analyzeCases are the exact limits of rates, and the accounting of logs.
func analyzeCases() []Case {
	return slices.Concat(limitCases(), comparisonCases(), accountingCases())
}

func limitCases() []Case {
	five, one, ten := mtbf(5, 10_000, .80), mtbf(1, 1, .90), mtbf(10, 10, .90)
	testLength := func(failures int) getter {
		return func() (float64, error) { return rate.TestTime(1, failures, .90) }
	}
	return slices.Concat(
		of("analyze", "Python reliability, documentation of its test planner", "80 % limits of MTBF, h",
			near("mtbf-lower", "7 failures in 19,520 h, lower", 1658.3248534993454, 1e-12, number(mtbf(7, 19_520, .80), lower)),
			near("mtbf-bound", "6 in 10,000 h, one-sided", 1101.8815940201118, 1e-12, number(mtbfBound(6, 10_000, .80, rate.TimeTerminated), lower)),
			printed("mtbf-bound-ended", "6 in 10,000 h, ended by the last", 1264.863, 3, number(mtbfBound(6, 10_000, .80, rate.FailureTerminated), lower)),
		),
		of("analyze", "R 4.2.2, qchisq and poisson.test", "limits of MTBF, h",
			near("mtbf-lower-of-5", "5 failures in 10,000 h, lower 80 %", 1078.20502531828, 1e-12, number(five, lower)),
			near("mtbf-upper-of-5", "5 failures in 10,000 h, upper 80 %", 4110.84308594069, 1e-12, number(five, upper)),
			near("mtbf-lower-of-0", "none in 50,000 h, one-sided 90 %", 21714.7240951626, 1e-12, number(mtbf(0, 50_000, .90), lower)),
		),
		of("analyze", "NIST/SEMATECH e-Handbook 8.4.5.1, recomputed", "90 % factors",
			printed("nist-lower-1", "1 failure, lower limit over MTBF", .2108, 4, number(one, lower)),
			printed("nist-upper-1", "1 failure, upper limit over MTBF", 19.4957, 4, number(one, upper)),
			printed("nist-lower-10", "10 failures, lower limit over MTBF", .5895, 4, number(ten, lower)),
			printed("nist-upper-10", "10 failures, upper limit over MTBF", 1.8432, 4, number(ten, upper)),
			printed("nist-test-0", "MTBFs to test with no failure", 2.302585, 6, testLength(0)),
			printed("nist-test-2", "MTBFs to test with two failures", 5.32232, 5, testLength(2)),
		),
	)
}

func comparisonCases() []Case {
	ratio := func() (model.Estimate, error) {
		r, _, err := rate.Ratio(11, 800, 21, 3011, .95)
		return r, err
	}
	equal := func() (float64, error) {
		_, p, err := rate.Ratio(11, 800, 21, 3011, .95)
		return p, err
	}
	demands := func() (model.Estimate, error) { return rate.PerDemand(3, 1000, .95) }
	return slices.Concat(
		of("analyze", "R 4.2.2, poisson.test", "11 failures in 800 h against 21 in 3,011 h",
			near("ratio", "ratio of the rates", 1.9714880952381, 1e-12, number(ratio, point)),
			near("ratio-lower", "lower 95 % limit of the ratio", .858426403391639, 1e-9, number(ratio, lower)),
			near("ratio-upper", "upper 95 % limit of the ratio", 4.27726594365407, 1e-9, number(ratio, upper)),
			near("ratio-p", "p-value of equal rates", .0796686330333295, 1e-9, equal),
		),
		of("analyze", "R 4.2.2, binom.test", "3 failures in 1,000 demands",
			near("demand-lower", "lower 95 % limit", .000619099931649572, 1e-9, number(demands, lower)),
			near("demand-upper", "upper 95 % limit", .00874202323847828, 1e-9, number(demands, upper)),
		),
	)
}

func accountingCases() []Case {
	const days = "unit,start,end\npump,03/04/2024,05/04/2024\n"
	planned := hours("unit,start,end,planned\nx,1200,1236,no\nx,4100,4108,yes\nx,7000,7072,no\n", 8760, census.Options{IncludePlanned: true})
	joined := hours("unit,start,end\nx,100,104\nx,102,110\nx,500,520\nx,520,530\n", 1000, census.Options{MergeOverlapping: true})
	working := hours("unit,start,end\nx,100,220\n", 3*365*24, census.Options{})
	return slices.Concat(
		of("analyze", "Reliafy, backend/tests/test_outage_logs.py @164c73f0", "03/04/2024 to 05/04/2024",
			near("day-first", "down with the day first, h", 48, 1e-12, number(dates(days, "day-month"), downtime)),
			near("month-first", "down with the month first, h", 1464, 1e-12, number(dates(days, "month-day"), downtime)),
		),
		of("analyze", "RePyability, tests/test_timelines.py", "36 h and 72 h down and 8 h planned in 8,760 h",
			near("planned-availability", "availability, planned work counted", 8644./8760, 1e-12, number(planned, availability)),
			count("planned-failures", "failures", 2, number(planned, failures)),
		),
		of("analyze", "RePyability, tests/test_timelines.py", "two rows that overlap and two that touch, joined",
			near("joined-downtime", "down, h", 40, 1e-12, number(joined, downtime)),
			count("joined-failures", "failures", 2, number(joined, failures)),
		),
		of("analyze", "ReliaLearnR, articles/helpers", "5 days down in 3 years of 365",
			printed("availability", "availability", .9954338, 7, number(working, availability)),
		),
	)
}

func downtime(t *census.Table) float64     { return t.Total.DowntimeHours }
func failures(t *census.Table) float64     { return float64(t.Total.Failures) }
func availability(t *census.Table) float64 { return t.Total.Availability.Point }

func mtbf(failures int, operating, confidence float64) func() (model.Estimate, error) {
	return func() (model.Estimate, error) {
		return rate.MTBF(failures, operating, confidence, rate.TimeTerminated)
	}
}

func mtbfBound(failures int, operating, confidence float64, end rate.Termination) func() (model.Estimate, error) {
	return func() (model.Estimate, error) { return rate.MTBFLower(failures, operating, confidence, end) }
}
