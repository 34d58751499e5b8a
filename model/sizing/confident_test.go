package sizing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/rate"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

func pcg(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 99)) }

// A rate of 7 failures in 5,000 h has the exact limits of model/rate as
// quantiles: the upper ones of the drawn rate are the lower limits of the MTBF.
func TestDrawnMTBF(t *testing.T) {
	for _, n := range []int{0, 1, 7, 300} {
		e, err := rate.MTBF(n, 5000, .9, rate.TimeTerminated)
		if err != nil {
			t.Fatal(err)
		}
		of, err := fromLimits("x", &e)
		if err != nil {
			t.Fatal(err)
		}
		u := &unknown{of: of}
		oracle.Near(t, fmt.Sprintf("%d failures: hours", n), u.hours(), 5000, 1e-6)
		oracle.Near(t, fmt.Sprintf("%d failures", n), of.(uncertain.MTBF).Failures, float64(n), 1e-6)
		tail := .05
		if n == 0 {
			tail = .1
		}
		oracle.Near(t, fmt.Sprintf("%d failures: limit", n), u.value(tail, 1), e.Lo, 1e-9)
	}
}

func TestDrawnMTTR(t *testing.T) {
	e := &model.Estimate{Point: 6, Lo: 4, Hi: 13, Confidence: .9}
	of, err := repairFrom("x", e)
	if err != nil {
		t.Fatal(err)
	}
	u := &unknown{of: of}
	oracle.Near(t, "lo", u.value(.05, 1), 4, 1e-12)
	oracle.Near(t, "median", u.value(.5, 1), 6, 1e-12)
	oracle.Near(t, "hi", u.value(.95, 1), 13, 1e-12)
	oracle.Near(t, "four times as long", math.Log(u.value(.95, 4)/6), math.Log(13./6)/2, 1e-12)
}

// Estimates that are none are refused, and no limit of a repair time is 0 or
// endless; a point may be at a limit.
func TestDrawnFromNoEstimate(t *testing.T) {
	inf := math.Inf(1)
	for name, e := range map[string]model.Estimate{
		"lo of 0":          {Point: 6, Lo: 0, Hi: 13, Confidence: .9},
		"point below lo":   {Point: 3, Lo: 4, Hi: 13, Confidence: .9},
		"point above hi":   {Point: 14, Lo: 4, Hi: 13, Confidence: .9},
		"endless":          {Point: 6, Lo: 4, Hi: inf, Confidence: .9},
		"confidence of 0":  {Point: 6, Lo: 4, Hi: 13, Confidence: 0},
		"confidence of 1":  {Point: 6, Lo: 4, Hi: 13, Confidence: 1},
		"nothing":          {},
		"not known at all": {Point: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), Confidence: .9},
	} {
		t.Run("mttr/"+name, func(t *testing.T) {
			oracle.Refused(t, "mttr of x")(repairFrom("x", &e))
		})
	}
	for name, e := range map[string]model.Estimate{
		"lo of 0":                     {Point: 6, Lo: 0, Hi: 13, Confidence: .9},
		"no width":                    {Point: 6, Lo: 6, Hi: 6, Confidence: .9},
		"confidence of 0":             {Point: 6, Lo: 4, Hi: 13, Confidence: 0},
		"confidence of 1":             {Point: 6, Lo: 4, Hi: 13, Confidence: 1},
		"wider than any count":        {Point: 6, Lo: 1e-200, Hi: 1e200, Confidence: .9},
		"narrower than a billion has": {Point: 6, Lo: 6, Hi: 6 + 1e-6, Confidence: .9},
	} {
		t.Run("mtbf/"+name, func(t *testing.T) {
			oracle.Refused(t, "mtbf of x")(fromLimits("x", &e))
		})
	}
	for _, e := range []model.Estimate{{Point: 4, Lo: 4, Hi: 13, Confidence: .9}, {Point: 13, Lo: 4, Hi: 13, Confidence: .9}} {
		u, err := repairFrom("x", &e)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "lo", u.Quantile(.05), 4, 1e-12)
		oracle.Near(t, "hi", u.Quantile(.95), 13, 1e-12)
	}
}

func TestDrawsAreStratified(t *testing.T) {
	const n = 200
	all := draws(pcg(3), n, 3)
	for k := range 3 {
		var seen [n]bool
		for i := range all {
			seen[int(all[i][k]*n)] = true
		}
		for i, s := range seen {
			if !s {
				t.Fatalf("dimension %d: nothing in stratum %d", k, i)
			}
		}
	}
}

// observedModel asks for copies of a cpu of which some failures were seen.
func observedModel(t testing.TB, failures int, hours float64) (*system.Model, []Uncertain) {
	m := &system.Model{Components: []system.Component{repaired(t, "cpu", hours/math.Max(float64(failures), 1), 8, 20)}, Top: choose(0, 1, 6)}
	return m, []Uncertain{{Component: "cpu", Failures: failures, Operating: hours}}
}

// One part, n copies, 8 h of repair: q^n <= U is met where the MTBF is
// 8 (U^(-1/n) - 1) or more, which has the chance P(rate <= 1/that) of a gamma
// of shape 4 for 3 failures in 20,000 h. Shares of 4,000 stratified draws agree
// within 1/4,000; at the point, 2 copies would do.
func TestShareOfDrawsIsGamma(t *testing.T) {
	m, known := observedModel(t, 3, 20_000)
	const unmet = 2e-6
	o := Options{AllowedUnavailability: unmet, Confidence: .9, Uncertain: known, Draws: 4000, Stream: pcg(1)}
	r := sized(t, m, o)
	chanceOf := func(n float64) float64 {
		lower, _ := num.LogGammaTails(4, 20_000/(8*(math.Pow(unmet, -1/n)-1)))
		return math.Exp(lower)
	}
	c := r.Confident
	if c.Point.Copies(0) != 2 || r.Best.Copies(0) != 3 || !r.ProvedOptimal {
		t.Errorf("%d copies at the point, %d with confidence, proved %v", c.Point.Copies(0), r.Best.Copies(0), r.ProvedOptimal)
	}
	if got, want := c.PointMeets, chanceOf(2); math.Abs(got-want) > 1./4000 {
		t.Errorf("two copies meet it in %g of draws, want %g", got, want)
	}
	if got, want := c.ProbabilityOfCompliance, chanceOf(3); math.Abs(got-want) > 1./4000 {
		t.Errorf("three copies meet it in %g of draws, want %g", got, want)
	}
	if len(c.Levels) < 2 || c.Levels[0].ProbabilityOfCompliance >= c.Levels[1].ProbabilityOfCompliance {
		t.Errorf("levels: %+v", c.Levels)
	}
	if len(c.Inputs) != 1 || math.Abs(c.Inputs[0].VarianceShare-1) > 1e-9 {
		t.Errorf("inputs: %+v", c.Inputs)
	}
	// Longer observation, failures at the same rate, shows two copies to do:
	// where P(gamma(3k+1) <= 20,000 k / that MTBF) reaches 0.9.
	k := 1 + c.Inputs[0].AdditionalTestHours/20_000
	at := func(k float64) float64 {
		lower, _ := num.LogGammaTails(3*k+1, 20_000*k/(8*(math.Pow(unmet, -.5)-1)))
		return math.Exp(lower)
	}
	if !(k > 1) || at(k) < .9-1e-3 || at(k/1.06) > .9+1e-3 {
		t.Errorf("observe %g times as long: chance %g, %g before", k, at(k), at(k/1.06))
	}
}

// Two kinds of part, equal at the point: one seen for long, one hardly; the
// dearer is known better. At the points the cheap one is chosen, with confidence
// the dear one.
func TestConfidencePaysForKnowledge(t *testing.T) {
	q := choose(0, 1, 3)
	q.Components = []int{0, 1}
	m := &system.Model{Components: []system.Component{repaired(t, "new", 10_000, 8, 10), repaired(t, "proven", 10_000, 8, 14)}, Top: q}
	r := sized(t, m, Options{AllowedUnavailability: 2e-6, Confidence: .95, Stream: pcg(5), Uncertain: []Uncertain{
		{Component: "new", Failures: 1, Operating: 10_000}, {Component: "proven", Failures: 400, Operating: 4e6},
	}})
	if got := fmt.Sprint(r.Confident.Point.Choices, r.Best.Choices); got != "[[2 0]] [[0 2]]" || !r.ProvedOptimal {
		t.Errorf("at the points and with confidence: %s, proved %v", got, r.ProvedOptimal)
	}
	if r.Confident.PointMeets > .8 || r.Confident.ProbabilityOfCompliance < .95 {
		t.Errorf("meets %g and %g", r.Confident.PointMeets, r.Confident.ProbabilityOfCompliance)
	}
}

// Limits from a log do what counts do: the same answer by MTBFEstimate.
func TestLimitsFromALog(t *testing.T) {
	m, known := observedModel(t, 5, 30_000)
	byCount := sized(t, m, Options{AllowedUnavailability: 2e-6, Confidence: .9, Uncertain: known, Stream: pcg(2)})
	e, err := rate.MTBF(5, 30_000, .9, rate.TimeTerminated)
	if err != nil {
		t.Fatal(err)
	}
	m.Components[0].MTBFEstimate = &e
	byLimits := sized(t, m, Options{AllowedUnavailability: 2e-6, Confidence: .9, Stream: pcg(2)})
	oracle.Near(t, "unavailability", byLimits.Confident.UpperLimit, byCount.Confident.UpperLimit, 1e-5)
	if fmt.Sprint(byLimits.Best) != fmt.Sprint(byCount.Best) {
		t.Errorf("by limits %v, by count %v", byLimits.Best, byCount.Best)
	}
}

func TestConfidenceRefusals(t *testing.T) {
	m, known := observedModel(t, 0, 500)
	m.Components[0].Life = exponential(t, 5000)
	var no *InfeasibleError
	_, err := Size(context.Background(), m, Options{AllowedUnavailability: 1e-12, Confidence: .99, Uncertain: known, Stream: pcg(4)})
	if !errors.As(err, &no) || no.Reason != InsufficientData || !(no.ProbabilityOfCompliance > 0 && no.ProbabilityOfCompliance < .99) {
		t.Errorf("nothing known: %v", err)
	}
	r := sized(t, m, Options{Target: .999, Confidence: .9, Stream: pcg(4)})
	if r.Confident != nil || len(r.Warnings) != 1 || r.Warnings[0].Code != "nothing-uncertain" {
		t.Errorf("nothing uncertain: %v, %v", r.Confident, r.Warnings)
	}
	for _, bad := range [][]Uncertain{
		{{Component: "disc", Operating: 5}}, {{Component: "cpu", Operating: -5}}, {{Component: "cpu", Failures: -1, Operating: 5}},
		{{Component: "cpu", MTTR: &model.Estimate{Point: 5, Lo: 7, Hi: 9, Confidence: .9}}},
	} {
		var p *model.ParamError
		if _, err := Size(context.Background(), m, Options{Target: .9, Confidence: .9, Uncertain: bad, Stream: pcg(4)}); !errors.As(err, &p) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// Of 7 failures in 5,000 h, an MTBF m that is too low with a chance of 10 % gives
// n copies an unavailability of (r/(m+r))^n, not exceeded with 90 %. Next to the
// choice are the levels that this separates.
func TestNeighboursWithConfidence(t *testing.T) {
	m := &system.Model{Components: []system.Component{repaired(t, "cpu", 5000./7, 80, 20)}, Top: choose(0, 1, 9)}
	r := sized(t, m, Options{AllowedUnavailability: 1e-3, Confidence: .9, Stream: pcg(5), Uncertain: []Uncertain{{Component: "cpu", Failures: 7, Operating: 5000}}})
	q := 80 / (80 + 5000/num.GammaQuantileUpper(8, .1))
	n := r.Best.Copies(0)
	if r.Cheaper == nil || r.Costlier == nil || r.Cheaper.Copies(0) != n-1 || r.Costlier.Copies(0) != n+1 {
		t.Fatalf("%d copies between %v and %v", n, r.Cheaper, r.Costlier)
	}
	oracle.Near(t, "missed", r.TargetRatio, math.Pow(q, float64(n-1))/1e-3, .02)
	for _, level := range r.Confident.Levels {
		oracle.Near(t, "at most", level.UpperLimit, math.Pow(q, float64(level.Design.Copies(0))), .03)
	}
	if !(r.TargetRatio > 1) || r.Confident.UpperLimit > 1e-3 {
		t.Errorf("missed %g, at most %g", r.TargetRatio, r.Confident.UpperLimit)
	}
}

// The most available design by its tail: with Maximize the tail of the choice is
// no greater than that of any other design within the limit.
func TestMaximizeWithConfidence(t *testing.T) {
	q := choose(0, 1, 3)
	q.Components = []int{0, 1}
	m := &system.Model{Components: []system.Component{repaired(t, "new", 12_000, 8, 10), repaired(t, "proven", 10_000, 8, 10)}, Top: q}
	r := sized(t, m, Options{Maximize: true, Limits: map[string]float64{"cost": 20}, Confidence: .9, Stream: pcg(6), Uncertain: []Uncertain{
		{Component: "new", Failures: 1, Operating: 12_000}, {Component: "proven", Failures: 400, Operating: 4e6},
	}})
	if got := fmt.Sprint(r.Confident.Point.Choices, r.Best.Choices); got != "[[2 0]] [[0 2]]" || r.Bound > r.Confident.UpperLimit {
		t.Errorf("at the points and with confidence: %s, bound %g of %g", got, r.Bound, r.Confident.UpperLimit)
	}
}

// Simulated logs of two modules of known rate: designs chosen at 90 % from each
// log must truly meet the target in 88 % of the logs at least. With repeated
// logs the share's standard error is 1.4 % or less.
func TestCalibration(t *testing.T) {
	logs := 150
	if testing.Short() {
		logs = 60
	}
	rng := pcg(11)
	const unmet = 1.1e-6 // two of each are truly down for 1.13e-6
	truth := [2]float64{9_000, 25_000}
	met, tight := 0, 0
	for range logs {
		m := &system.Model{Top: series(choose(0, 1, 9), choose(1, 1, 9))}
		var known []Uncertain
		for i, mtbf := range truth {
			hours := 60_000.0
			n := poisson(rng, hours/mtbf)
			name := fmt.Sprintf("m%d", i)
			m.Components = append(m.Components, repaired(t, name, hours/math.Max(float64(n), .5), 9, 10+float64(i)))
			known = append(known, Uncertain{Component: name, Failures: n, Operating: hours})
		}
		r := sized(t, m, Options{AllowedUnavailability: unmet, Confidence: .9, Draws: 200, Uncertain: known, Stream: rng})
		q := chance{down: 0, up: 1}
		point := q
		for i, mtbf := range truth {
			c := chance{up: mtbf / (mtbf + 9), down: 9 / (mtbf + 9)}
			both := func(n int) chance {
				return chance{up: 1 - math.Pow(c.down, float64(n)), down: math.Pow(c.down, float64(n))}
			}
			q = q.and(both(r.Best.Copies(i)))
			point = point.and(both(r.Confident.Point.Copies(i)))
		}
		count(&met, q.down <= unmet)
		count(&tight, point.down <= unmet)
	}
	t.Logf("%d of %d designs at 90 %% meet the target, %d chosen at the points", met, logs, tight)
	if share := float64(met) / float64(logs); share < .88 {
		t.Errorf("only %g meet the target", share)
	}
}

// poisson draws a count by its waiting times.
func poisson(rng *rand.Rand, mean float64) int {
	n := 0
	for x := rng.ExpFloat64(); x < mean; x += rng.ExpFloat64() {
		n++
	}
	return n
}
