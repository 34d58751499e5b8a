package recurrent

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// TestMCFByHand: unit a is watched over (0, 10], b over (0, 4], c from 3 on. b
// fails at 2, a twice at 3, c at 6 and a at 10. At risk are 2, 2 (c enters after
// 3), 2, 2. So M is 1/2, 3/2, 2, 5/2. The squared sums of [d_k - d/Y]/Y:
//
//	t = 2   a (0-1/2)/2 = -1/4              b (1-1/2)/2 = 1/4
//	t = 3   a -1/4 + (2-1)/2 = 1/4          b 1/4 + (0-1)/2 = -1/4
//	t = 6   a 1/4 - 1/4 = 0                 c +1/4                      b as before
//	t = 10  a 0 + 1/4                       c 1/4 - 1/4 = 0
//
// with sums of squares 1/8, 1/8, 1/8, 1/8. The Poisson variance is the sum of
// d/Y^2: 1/4, 3/4, 1, 5/4.
func TestMCFByHand(t *testing.T) {
	curve := must(MCF(context.Background(), []History{
		{Unit: "a", To: 10, Times: []float64{3, 3, 10}},
		{Unit: "b", To: 4, Times: []float64{2}},
		{Unit: "c", From: 3, To: 10, Times: []float64{6}},
	}, 0.9, Natural))
	want := []Point{
		{Time: 2, AtRisk: 2, Failures: 1, Mean: 0.5, Variance: 0.125, PoissonVariance: 0.25},
		{Time: 3, AtRisk: 2, Failures: 2, Mean: 1.5, Variance: 0.125, PoissonVariance: 0.75},
		{Time: 6, AtRisk: 2, Failures: 1, Mean: 2, Variance: 0.125, PoissonVariance: 1},
		{Time: 10, AtRisk: 2, Failures: 1, Mean: 2.5, Variance: 0.125, PoissonVariance: 1.25},
	}
	if len(curve.Points) != len(want) {
		t.Fatalf("%d points, want %d", len(curve.Points), len(want))
	}
	reach := -num.NormalQuantile(0.05) * math.Sqrt(0.125)
	for i, w := range want {
		p := curve.Points[i]
		if p.Time != w.Time || p.AtRisk != w.AtRisk || p.Failures != w.Failures {
			t.Errorf("point %d: %+v", i, p)
		}
		oracle.Near(t, "mean", p.Mean, w.Mean, 1e-15)
		oracle.Near(t, "variance", p.Variance, w.Variance, 1e-14)
		oracle.Near(t, "Poisson variance", p.PoissonVariance, w.PoissonVariance, 1e-15)
		oracle.Near(t, "lower", p.Lo, w.Mean-reach, 1e-14)
		oracle.Near(t, "upper", p.Hi, w.Mean+reach, 1e-14)
	}
	if got := codes(curve.Warnings); got != "few-units" {
		t.Errorf("warnings %q", got)
	}
}

// TestMCFAt: before the first failure only a bound holds: with two units and
// Poisson failures, P(none) = exp(-2M) = 0.1 at M = log(10)/2.
func TestMCFAt(t *testing.T) {
	curve := must(MCF(context.Background(), []History{{To: 10, Times: []float64{3, 7}}, {To: 8}, {To: 2}}, 0.9, Log))
	early := must(curve.At(2.5))
	oracle.Near(t, "bound", early.Hi, math.Log(10)/2, 1e-14)
	if early.Estimable() || early.Lo != 0 {
		t.Errorf("before any failure: %+v", early)
	}
	between, at := must(curve.At(6.9)), must(curve.At(3))
	closeTo(t, "step", between, at, 0)
	oracle.Near(t, "last", must(curve.At(10)).Point, 1, 0)

	none := must(MCF(context.Background(), []History{{To: 10}}, 0.9, Log))
	oracle.Near(t, "no failures at all", must(none.At(10)).Hi, math.Log(10), 1e-14)
}

// TestMCFWithoutRobustVariance: one unit, and units that fail together, have
// none; the limits are then those of Poisson failures and not a point.
func TestMCFWithoutRobustVariance(t *testing.T) {
	one := must(MCF(context.Background(), []History{{To: 10, Times: []float64{2, 5}}}, 0.9, Natural))
	oracle.Near(t, "one unit", one.Points[1].Hi, 2-num.NormalQuantile(0.05)*math.Sqrt2, 1e-14)
	if codes(one.Warnings) != "one-unit" {
		t.Errorf("warnings %v", one.Warnings)
	}
	h := History{To: 10, Times: []float64{2, 5}}
	tied := must(MCF(context.Background(), []History{h, h, h}, 0.9, Natural))
	oracle.Near(t, "tied", tied.Points[1].Hi, 2-num.NormalQuantile(0.05)*math.Sqrt(2./3), 1e-14)
	gap := must(MCF(context.Background(), []History{{To: 10, Times: []float64{2}}, {From: 12, To: 20, Times: []float64{13}}}, 0.9, Log))
	if codes(gap.Warnings) != "few-units unwatched" {
		t.Errorf("warnings %v", gap.Warnings)
	}
}

// mcfCase is an oracle file of kind mcf, made with R (reda 0.5.6) and by hand.
type mcfCase struct {
	Input struct {
		Systems []struct {
			Events []float64
			End    float64
		}
		Confidence float64
	}
	Expected struct {
		Time    []float64
		AtRisk  []int `json:"at_risk"`
		Events  []int
		MCF     []float64
		Robust  []float64 `json:"var_lawless_nadeau"`
		Poisson []float64 `json:"var_poisson"`
		Limits  struct{ Lower, Upper []float64 }
		Log     struct{ Lower, Upper []float64 } `json:"ci95_log_lawless_nadeau"`
	}
	Peers struct {
		Reda struct{ MCF, SE []float64 } `json:"reda_mcf_LawlessNadeau"`
	}
}

func (c *mcfCase) histories() []History {
	var all []History
	for _, s := range c.Input.Systems {
		all = append(all, History{To: s.End, Times: s.Events})
	}
	return all
}

// TestMCFOracles holds d07 (valve seats of 41 engines) and d09 (MCF_1) of
// oracles/d_trend_growth: R reda 0.5.6.
func TestMCFOracles(t *testing.T) {
	for _, file := range oracle.Shared(t, "oracles/d_trend_growth/d0[79]_*.json") {
		var c mcfCase
		oracle.Load(t, file, &c)
		curve := must(MCF(context.Background(), c.histories(), c.Input.Confidence, Log))
		if len(curve.Points) != len(c.Expected.Time) || len(c.Peers.Reda.SE) != len(c.Expected.Time) {
			t.Fatalf("%s: %d points, want %d", file, len(curve.Points), len(c.Expected.Time))
		}
		for i, p := range curve.Points {
			if p.Time != c.Expected.Time[i] || p.AtRisk != c.Expected.AtRisk[i] || p.Failures != c.Expected.Events[i] {
				t.Errorf("%s, point %d: %+v", file, i, p)
			}
			oracle.Near(t, "mean", p.Mean, c.Expected.MCF[i], 1e-12)
			oracle.Near(t, "robust variance", p.Variance, c.Expected.Robust[i], 1e-10)
			oracle.Near(t, "Poisson variance", p.PoissonVariance, c.Expected.Poisson[i], 1e-12)
			oracle.Near(t, "lower", p.Lo, c.Expected.Log.Lower[i], 1e-10)
			oracle.Near(t, "upper", p.Hi, c.Expected.Log.Upper[i], 1e-10)
			oracle.Near(t, "reda mean", p.Mean, c.Peers.Reda.MCF[i], 1e-12)
			oracle.Near(t, "reda standard error", math.Sqrt(p.Variance), c.Peers.Reda.SE[i], 1e-10)
		}
	}
}

// TestMCFReliability holds the first limits of G-01 (Python reliability), which
// that program calls 95 % one-sided, so 90 % between both. Its later variances
// are not those of Lawless and Nadeau: it adds up those of the steps, as if they
// were independent.
func TestMCFReliability(t *testing.T) {
	curve := must(MCF(context.Background(), mcf1, 0.9, Log))
	oracle.Near(t, "lower", curve.Points[0].Lo, 0.0459299, 1e-6)
	oracle.Near(t, "upper", curve.Points[0].Hi, 0.870893, 1e-6)
	oracle.Near(t, "first variance", curve.Points[0].Variance, 0.032, 1e-14)
	oracle.Near(t, "last", curve.Points[10].Mean, 3.66667, 1e-6)
}

// mcf1 is the data MCF_1 of the Python package reliability.
var mcf1 = []History{
	{To: 17, Times: []float64{5, 10, 15}},
	{To: 19, Times: []float64{6, 13, 17}},
	{To: 26, Times: []float64{12, 20, 25}},
	{To: 24, Times: []float64{13, 15}},
	{To: 28, Times: []float64{16, 22, 25}},
}

// TestMCFVarianceIsItsDefinition compares with the double sum, for units that
// come and go, with costs.
func TestMCFVarianceIsItsDefinition(t *testing.T) {
	r := random(7)
	var hs []History
	for range 40 {
		from := 50 * r.Float64()
		h := powerLaw(r, 0.7, 1, from, from+5+60*r.Float64())
		for i := range h.Times {
			h.Times[i] = math.Max(math.Ceil(h.Times[i]), math.Nextafter(h.From, 1e9))
			h.To = math.Max(h.To, h.Times[i])
			h.Costs = append(h.Costs, 10*r.Float64())
		}
		hs = append(hs, h)
	}
	curve := must(MCF(context.Background(), hs, 0.9, Log))
	for i, p := range curve.Points {
		if i%7 != 0 {
			continue
		}
		mean, variance := direct(hs, p.Time)
		oracle.Near(t, "mean", p.Mean, mean, 1e-13)
		oracle.Near(t, "variance", p.Variance, variance, 1e-11)
	}
}

// direct returns the mean cost by time t and its robust variance from the
// formulas of [MCF].
func direct(hs []History, t float64) (mean, variance float64) {
	times := map[float64]bool{}
	for _, h := range hs {
		for _, s := range h.Times {
			times[s] = s <= t
		}
	}
	excess := make([]float64, len(hs))
	for s, counts := range times {
		if !counts {
			continue
		}
		var y, total float64
		for _, h := range hs {
			if h.From < s && s <= h.To {
				y, total = y+1, total+h.cost(s)
			}
		}
		mean += total / y
		for k, h := range hs {
			if h.From < s && s <= h.To {
				excess[k] += (h.cost(s) - total/y) / y
			}
		}
	}
	for _, e := range excess {
		variance += e * e
	}
	return mean, variance
}

// cost returns that of the failures at time s.
func (h *History) cost(s float64) float64 {
	var sum float64
	for i, t := range h.Times {
		if t == s {
			sum += h.Costs[i]
		}
	}
	return sum
}

// TestMCFLaws: in days instead of hours the curve is the same at 1/24 of the
// times; costs that are all 3 give 3 times the curve; twins of every unit halve
// the variance; order does not matter.
func TestMCFLaws(t *testing.T) {
	whole := must(MCF(context.Background(), mcf1, 0.9, Log))
	var days, thrice, twins, backwards []History
	for i, h := range mcf1 {
		d, c := History{To: h.To / 24}, h
		for _, x := range h.Times {
			d.Times, c.Costs = append(d.Times, x/24), append(c.Costs, 3)
		}
		days, thrice, twins = append(days, d), append(thrice, c), append(twins, h, h)
		backwards = append(backwards, mcf1[len(mcf1)-1-i])
	}
	d, c := must(MCF(context.Background(), days, 0.9, Log)), must(MCF(context.Background(), thrice, 0.9, Log))
	w, b := must(MCF(context.Background(), twins, 0.9, Log)), must(MCF(context.Background(), backwards, 0.9, Log))
	for i, p := range whole.Points {
		oracle.Near(t, "time in days", d.Points[i].Time, p.Time/24, 1e-15)
		oracle.Near(t, "upper in days", d.Points[i].Hi, p.Hi, 1e-13)
		oracle.Near(t, "cost", c.Points[i].Mean, 3*p.Mean, 1e-14)
		oracle.Near(t, "cost, upper", c.Points[i].Hi, 3*p.Hi, 1e-13)
		oracle.Near(t, "twins", w.Points[i].Variance, p.Variance/2, 1e-12)
		oracle.Near(t, "backwards", b.Points[i].Variance, p.Variance, 1e-12)
	}
}

// From 50 units on the limits by the robust variance are wide enough; of one they
// have another reason.
func TestFewUnits(t *testing.T) {
	alone := must(MCF(context.Background(), []History{{To: 10, Times: []float64{3}}}, 0.9, Log))
	if got := codes(alone.Warnings); got != "one-unit" {
		t.Errorf("1 unit: %q", got)
	}
	for units, want := range map[int]string{2: "few-units", 4: "few-units", 5: "few-units", 49: "few-units", 50: "", 51: ""} {
		curve := must(MCF(context.Background(), []History{{To: 10, Times: []float64{3}}, {To: 10, Count: units - 1}}, 0.9, Log))
		if got := codes(curve.Warnings); got != want {
			t.Errorf("%d units: %q, want %q", units, got, want)
		}
	}
}

// The series of a narrow span goes over into the difference: at d = 0.0299, where
// 1/(e^d-1) - 1/d still keeps 13 digits, they are the same.
func TestNarrowSpan(t *testing.T) {
	const d = 0.0299
	oracle.Near(t, "mean", meanBelow(d), 1/math.Expm1(d)-1/d, 2e-13)
	s := 2 * math.Sinh(d/2)
	oracle.Near(t, "variance", varianceBelow(d), 1/(d*d)-1/(s*s), 2e-11)
}
