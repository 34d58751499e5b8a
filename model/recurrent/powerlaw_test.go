package recurrent

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// singleCase is an oracle file of kind nhpp_single_system, made with R from the
// formulas of MIL-HDBK-189, with the Python packages reliability and SurPyval as
// peers.
type singleCase struct {
	Input struct {
		Times       []float64 `json:"failure_times"`
		End         float64
		Termination string
		Confidence  float64
	}
	Expected struct {
		Crow struct {
			Beta          float64    `json:"beta_mle"`
			Lambda        float64    `json:"lambda_mle"`
			Unbiased      float64    `json:"beta_unbiased"`
			MTBF          float64    `json:"mtbf_instantaneous_at_T"`
			Cumulative    float64    `json:"mtbf_cumulative_at_T"`
			LogLikelihood float64    `json:"loglik"`
			Limits        [2]float64 `json:"beta_ci95_chi2"`
			Goodness      struct {
				M         int
				Statistic float64
			} `json:"cramer_von_mises"`
		} `json:"crow_amsaa"`
		Duane   struct{ Alpha, B float64 }
		Laplace struct {
			U, P  float64
			TwoP  float64 `json:"p_two_sided"`
			M     int
			Lewis float64 `json:"lewis_robinson"`
		}
		Military struct {
			Chi2      float64
			DF        int
			P         float64 `json:"p_two_sided"`
			Improving float64 `json:"p_improving"`
			Worsening float64 `json:"p_worsening"`
		} `json:"mil_hdbk_189"`
		HPP struct {
			Rate          float64
			LogLikelihood float64 `json:"loglik"`
		}
	}
	Peers struct {
		SurPyval []float64 `json:"surpyval.CrowAMSAA"`
	}
}

// singleCases calls f with d01 (a growth test), d03 (air conditioning), d04
// (simulated, time-terminated) and d06 (two failures) of oracles/d_trend_growth.
func singleCases(t *testing.T, f func(t *testing.T, c *singleCase, h []History)) {
	for _, file := range oracle.Shared(t, "oracles/d_trend_growth/d0[1346]_*.json") {
		name := file[strings.LastIndexByte(file, '/')+1:]
		t.Run(name, func(t *testing.T) {
			var c singleCase
			oracle.Load(t, file, &c)
			h := []History{{To: c.Input.End, Times: c.Input.Times}}
			if h[0].FailureTruncated() != (c.Input.Termination == "failure") {
				t.Fatalf("taken for failure-truncated: %t", h[0].FailureTruncated())
			}
			f(t, &c, h)
		})
	}
}

func TestPowerLawOracles(t *testing.T) {
	singleCases(t, func(t *testing.T, c *singleCase, h []History) {
		p := must(FitPowerLaw(h, c.Input.Confidence))
		want := c.Expected.Crow
		const rel = 1e-11
		oracle.Near(t, "beta", p.Beta.Point, want.Beta, rel)
		oracle.Near(t, "beta, lower", p.Beta.Lo, want.Limits[0], 1e-9)
		oracle.Near(t, "beta, upper", p.Beta.Hi, want.Limits[1], 1e-9)
		oracle.Near(t, "unbiased", p.BetaUnbiased.Point, want.Unbiased, rel)
		oracle.Near(t, "log-likelihood", p.LogLikelihood, want.LogLikelihood, rel)
		oracle.Near(t, "lambda", p.Lambda().Point, want.Lambda, rel)
		oracle.Near(t, "MTBF", must(p.MTBF(c.Input.End)).Point, want.MTBF, rel)
		oracle.Near(t, "cumulative MTBF", must(p.CumulativeMTBF(c.Input.End)).Point, want.Cumulative, rel)
		// SurPyval states (t/alpha)^beta, found by a search that stops early.
		oracle.Near(t, "SurPyval's alpha", p.Alpha().Point, c.Peers.SurPyval[0], 1e-5)
		oracle.Near(t, "SurPyval's beta", p.Beta.Point, c.Peers.SurPyval[1], 2e-6)

		d := must(Duane(h[0]))
		oracle.Near(t, "Duane growth", d.Growth, c.Expected.Duane.Alpha, rel)
		oracle.Near(t, "Duane scale", d.Scale, c.Expected.Duane.B, rel)
		hpp := must(ConstantRate(h, c.Input.Confidence))
		oracle.Near(t, "constant rate", hpp.Rate.Point, c.Expected.HPP.Rate, rel)
		oracle.Near(t, "its log-likelihood", hpp.LogLikelihood, c.Expected.HPP.LogLikelihood, rel)
		if len(h[0].free()) >= 2 {
			g := must(GoodnessOfFit(context.Background(), h, 9, random(1)))
			oracle.Near(t, "Cramer-von Mises", g.Statistic, want.Goodness.Statistic, rel)
			oracle.Near(t, "M", float64(g.Failures), float64(want.Goodness.M), 0)
		}
	})
}

// TestPowerLawPooledOracle holds d10 of oracles/d_trend_growth, MCF_1 with ends
// that differ, computed in R.
func TestPowerLawPooledOracle(t *testing.T) {
	var c struct {
		Expected struct {
			Beta, Lambda, LogLik, N float64
			Laplace                 float64 `json:"laplace_pooled"`
			Military                float64 `json:"mil_pooled"`
			DF                      float64 `json:"mil_df"`
		}
	}
	oracle.Load(t, oracle.Shared(t, "oracles/d_trend_growth/d10_*.json")[0], &c)
	p := must(FitPowerLaw(mcf1, 0.9))
	oracle.Near(t, "beta", p.Beta.Point, c.Expected.Beta, 1e-7)
	oracle.Near(t, "lambda", p.Lambda().Point, c.Expected.Lambda, 1e-6)
	oracle.Near(t, "log-likelihood", p.LogLikelihood, c.Expected.LogLik, 1e-11)
	oracle.Near(t, "failures", float64(p.Failures), c.Expected.N, 0)
	oracle.Near(t, "Laplace", must(Laplace(mcf1)).Statistic, c.Expected.Laplace, 1e-11)
	m := must(MILHDBK189(mcf1))
	oracle.Near(t, "MIL-HDBK-189C", m.Statistic, c.Expected.Military, 1e-11)
	oracle.Near(t, "degrees of freedom", float64(m.DF), c.Expected.DF, 0)
}

// TestGrowthReliability holds G-03 and G-04 (Python reliability).
func TestGrowthReliability(t *testing.T) {
	h := History{Times: []float64{10400, 26900, 43400, 66400, 89400, 130400, 163400, 232000, 242000, 340700}, To: 340700}
	p := must(FitPowerLaw([]History{h}, 0.9))
	oracle.Near(t, "beta", p.Beta.Point, 0.741656619656656, 1e-14)
	oracle.Near(t, "lambda", p.Lambda().Point, 7.886414235385733e-4, 1e-12)
	oracle.Near(t, "MTBF", must(p.MTBF(h.To)).Point, 45937.70094814556, 1e-13)
	oracle.Near(t, "cumulative MTBF", must(p.CumulativeMTBF(h.To)).Point, 34070, 1e-13)
	d := must(Duane(h))
	oracle.Near(t, "Duane growth", d.Growth, 0.33617199465, 1e-10)
	oracle.Near(t, "Duane 1/scale", 1/d.Scale, 0.0023558782941, 1e-10)
	oracle.Near(t, "Duane cumulative MTBF", d.CumulativeMTBF(h.To), 30738.008367719, 1e-12)
}

// TestCrowFactors: the limits of the instantaneous MTBF over its point depend on
// N alone. Expected are mpmath 1.3 values, from the Bessel function I_1 for a
// fixed end, and from an integral over one of two gamma variables for an end with
// a failure. To three digits they are those that the tables of MIL-HDBK-189 are
// known by, such as 0.261 and 18.66 for two failures at 80 %.
func TestCrowFactors(t *testing.T) {
	for _, c := range []struct {
		times          []float64
		to, confidence float64
		lo, hi         float64
	}{
		{[]float64{40, 90}, 200, 0.8, 0.261446951886764179, 18.6548814816007929},
		{[]float64{40, 90}, 200, 0.9, 0.199563141813599399, 38.6609483567878313},
		{[]float64{1, 2, 90}, 200, 0.8, 0.332527516895165780, 6.32625064204783750},
		{[]float64{1, 2, 90}, 200, 0.9, 0.263343681112566253, 9.73595598705451777},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 90}, 200, 0.8, 0.549104294626562766, 2.13556991894214107},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 90}, 200, 0.9, 0.475788858530556566, 2.57478564724729830},
		{[]float64{40, 90}, 90, 0.8, 0.806534197148582185, 33.7640207093697164},
		{[]float64{40, 90}, 90, 0.95, 0.409934448231722362, 151.494310726561413},
		{[]float64{1, 2, 90}, 90, 0.9, 0.513657391811597103, 14.2450942572772132},
		{[]float64{1, 2, 90}, 90, 0.95, 0.405431414002347696, 21.9561589045458202},
	} {
		t.Run(fmt.Sprint(c.to, c.confidence, c.lo), func(t *testing.T) {
			m := must(must(FitPowerLaw([]History{{To: c.to, Times: c.times}}, c.confidence)).MTBF(c.to))
			oracle.Near(t, "lower", m.Lo/m.Point, c.lo, 1e-10)
			oracle.Near(t, "upper", m.Hi/m.Point, c.hi, 1e-10)
		})
	}
	one := must(must(FitPowerLaw([]History{{To: 100, Times: []float64{30}}}, 0.9)).MTBF(100))
	oracle.Near(t, "one failure, upper", one.Hi, math.Inf(1), 0)
	if codes(one.Warnings) != "few-failures" || !(one.Lo > 0 && one.Lo < one.Point) {
		t.Errorf("one failure: %+v", one)
	}
}

// TestGroupedByHand: 12 failures by age 100 and 8 more by 200 are met exactly:
// 20/12 = 2^beta, and lambda 100^beta = 12. The log-likelihood is 12 log 12 + 8
// log 8 - 20.
func TestGroupedByHand(t *testing.T) {
	p := must(FitGrouped([]Count{{0, 100, 1, 12, ""}, {100, 200, 1, 8, ""}}, 0.9))
	beta := math.Log2(20. / 12)
	oracle.Near(t, "beta", p.Beta.Point, beta, 1e-13)
	oracle.Near(t, "lambda", p.Lambda().Point, 12/math.Pow(100, beta), 1e-12)
	oracle.Near(t, "log-likelihood", p.LogLikelihood, 12*math.Log(12)+8*math.Log(8)-20, 1e-13)
	oracle.Near(t, "expected", must(p.Expected(Ages{From: 100, To: 200})).Point, 8, 1e-12)
	if p.BetaUnbiased.Estimable() {
		t.Error("an unbiased estimate from grouped counts")
	}
	// The same as seen by 3 units each, of which the third saw only the second half.
	q := must(FitGrouped([]Count{{0, 100, 2, 24, ""}, {100, 200, 3, 24, ""}}, 0.9))
	oracle.Near(t, "several units", q.Beta.Point, beta, 1e-13)
}

// TestFineGroupsAreTimes: with groups as narrow as 1 in 1,000 of the age they
// begin at, the fit is that of the times, and the limits nearly the chi-square
// ones.
func TestFineGroupsAreTimes(t *testing.T) {
	h := powerLaw(random(3), 0.7, 0.3, 0, 1000)
	var counts []Count
	for at := 1e-3; at < 1000; {
		c := Count{From: at, To: math.Min(1000, at*1.001), Units: 1}
		if at == 1e-3 {
			c.From = 0
		}
		at = c.To
		for _, x := range h.Times {
			if c.From < x && x <= c.To {
				c.Failures++
			}
		}
		counts = append(counts, c)
	}
	p, q := must(FitPowerLaw([]History{h}, 0.9)), must(FitGrouped(counts, 0.9))
	closeTo(t, "beta", q.Beta, p.Beta, 1e-4)
	closeTo(t, "alpha", q.Alpha(), p.Alpha(), 1e-3)
}

// TestLateEntryIsUsed: a unit watched from 0 is the same as two, one watched to
// 300 and one from there on; one watched from 1e-9 of the end on nearly so.
func TestLateEntryIsUsed(t *testing.T) {
	h := powerLaw(random(4), 0.8, 0.2, 0, 1000)
	cut := 0
	for h.Times[cut] < 300 {
		cut++
	}
	p := must(FitPowerLaw([]History{h}, 0.9))
	q := must(FitPowerLaw([]History{{To: 300, Times: h.Times[:cut]}, {From: 300, To: 1000, Times: h.Times[cut:]}}, 0.9))
	closeTo(t, "cut", q.Beta, p.Beta, 1e-10)
	oracle.Near(t, "log-likelihood", q.LogLikelihood, p.LogLikelihood, 1e-12)
	h.From = 1e-6
	late := must(FitPowerLaw([]History{h}, 0.9))
	oracle.Near(t, "late", late.Beta.Point, p.Beta.Point, 1e-6)
	if late.BetaUnbiased.Estimable() {
		t.Error("an unbiased estimate without the failures before the entry")
	}
}

// TestPowerLawLaws: time in days scales what is a time; two units like one halve
// the rate of each, and the failures of both together are the same process.
func TestPowerLawLaws(t *testing.T) {
	h := []History{{To: 900, Times: []float64{3, 50, 52, 170, 400, 410, 700}}}
	days := []History{{To: 900 / 24.}}
	for _, x := range h[0].Times {
		days[0].Times = append(days[0].Times, x/24)
	}
	p, q := must(FitPowerLaw(h, 0.9)), must(FitPowerLaw(days, 0.9))
	closeTo(t, "beta", q.Beta, p.Beta, 1e-10)
	closeTo(t, "alpha", q.Alpha().Scale(24), p.Alpha(), 1e-9)
	closeTo(t, "MTBF", must(q.MTBF(50)).Scale(24), must(p.MTBF(1200)), 1e-9)
	closeTo(t, "expected", must(q.Expected(Ages{From: 10, To: 20})), must(p.Expected(Ages{From: 240, To: 480})), 1e-9)

	twins := must(FitPowerLaw([]History{h[0], {To: 900}}, 0.9))
	closeTo(t, "twins, beta", twins.Beta, p.Beta, 1e-10)
	closeTo(t, "twins, MTBF", must(twins.MTBF(900)), must(p.MTBF(900)).Scale(2), 1e-9)
	closeTo(t, "twins, both", must(twins.Expected(Ages{From: 900, To: 1000}, Ages{From: 900, To: 1000})), must(p.Expected(Ages{From: 900, To: 1000})), 1e-9)
}

// TestMoreConfidenceIsWider holds for every figure of a fit.
func TestMoreConfidenceIsWider(t *testing.T) {
	h := []History{{To: 900, Times: []float64{3, 50, 52, 170, 400, 410, 700}}, {From: 100, To: 700, Times: []float64{130, 700}}}
	for i := range 5 {
		last := figure(t, h, 0.5, i)
		for _, c := range []float64{0.8, 0.95, 0.999, 1 - 1e-7} {
			e := figure(t, h, c, i)
			if !(e[0] < last[0] && last[0] < e[1] && e[1] < last[2] && last[2] < e[2]) {
				t.Errorf("figure %d at %g: %v after %v", i, c, e, last)
			}
			last = e
		}
	}
}

func figure(t *testing.T, h []History, confidence float64, i int) [3]float64 {
	t.Helper()
	p := must(FitPowerLaw(h, confidence))
	switch i {
	case 0:
		return [3]float64{p.Beta.Lo, p.Beta.Point, p.Beta.Hi}
	case 1:
		e := p.Lambda()
		return [3]float64{e.Lo, e.Point, e.Hi}
	case 2:
		e := p.Alpha()
		return [3]float64{e.Lo, e.Point, e.Hi}
	case 3:
		e := must(p.MTBF(2000))
		return [3]float64{e.Lo, e.Point, e.Hi}
	}
	e := must(p.CumulativeMTBF(300))
	return [3]float64{e.Lo, e.Point, e.Hi}
}

// TestConstantRate: no failures in 200 h bound the rate by log(10)/200, and a
// failure at every end makes the limits those of 2n degrees of freedom: 5
// failures in 10 h are gamma(5) of mean 10 rate at either end.
func TestConstantRate(t *testing.T) {
	none := must(ConstantRate([]History{{To: 120}, {From: 20, To: 100}}, 0.9))
	oracle.Near(t, "none", none.Rate.Hi, math.Log(10)/200, 1e-14)
	if none.Rate.Estimable() || codes(none.Rate.Warnings) != "no-failures" {
		t.Errorf("no failures: %+v", none.Rate)
	}
	// chi-square quantiles at 5 % and 95 % on 10 degrees, from scipy 1.17.1.
	ended := must(ConstantRate([]History{{To: 10, Times: []float64{1, 2, 3, 7, 10}}}, 0.9))
	oracle.Near(t, "lower", ended.Rate.Lo, 3.9402991361190605/20, 1e-12)
	oracle.Near(t, "upper", ended.Rate.Hi, 18.307038053275146/20, 1e-12)
}
