package rate

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// TestPublishedBounds holds ../shared/ORACLES.md C-01, C-02, C-04 and C-06.
func TestPublishedBounds(t *testing.T) {
	oracle.Near(t, "C-01", must(MTBF(7, 19520, 0.8, TimeTerminated)).Lo, 1658.3248534993454, 1e-12)
	oracle.Near(t, "C-02", must(MTBFLower(6, 10000, 0.8, TimeTerminated)).Lo, 1101.8815940201118, 1e-12)
	oracle.Near(t, "C-02 failure-terminated", must(MTBFLower(6, 10000, 0.8, FailureTerminated)).Lo, 1264.863, 1e-6)
	oracle.Near(t, "C-06 MTBF", must(MTBF(5, 45000, 0.9, TimeTerminated)).Point, 9000, 0)
	oracle.Near(t, "C-06 rate", must(Rate(75, 100*5000, 0.9, TimeTerminated)).Point, 1.5e-4, 1e-15)
	nist := must(MTBF(2, 800, 0.9, TimeTerminated))
	oracle.Near(t, "C-04 example lower", nist.Lo, 127.07, 1e-4)
	oracle.Near(t, "C-04 example upper", nist.Hi, 2251.23, 1e-5)
}

// TestNISTFactors: the factors by which the point is multiplied are the limits
// for r failures in r hours, where the point is 1 hour.
func TestNISTFactors(t *testing.T) {
	for _, c := range []struct {
		failures           int
		confidence, lo, hi float64
	}{
		{1, 0.90, .2108, 19.4957},
		{2, 0.90, .3177, 5.6281},
		{5, 0.90, .4756, 2.5379},
		{10, 0.90, .5895, 1.8432},
		{2, 0.95, .2768, 8.2573},
	} {
		t.Run(fmt.Sprint(c.failures, c.confidence, c.lo), func(t *testing.T) {
			e := must(MTBF(c.failures, float64(c.failures), c.confidence, TimeTerminated))
			oracle.Near(t, "lower factor", e.Lo, c.lo, 5e-5/c.lo)
			oracle.Near(t, "upper factor", e.Hi, c.hi, 5e-5/c.hi)
		})
	}
}

// TestTestTime holds C-03 and a plan by hand: with no failure allowed the
// multiple is -log(1-confidence).
func TestTestTime(t *testing.T) {
	for _, c := range []struct {
		allowed          int
		confidence, want float64
	}{
		{0, .9, 2.302585}, {1, .9, 3.88972}, {2, .9, 5.32232}, {0, .8, 1.609438},
	} {
		t.Run(fmt.Sprint(c.allowed, c.confidence), func(t *testing.T) {
			got, err := TestTime(1, c.allowed, c.confidence)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "C-03", got, c.want, 1e-6)
		})
	}
	total, _ := TestTime(250, 3, 0.7)
	oracle.Near(t, "the bound of a passed test", must(MTBFLower(3, total, 0.7, TimeTerminated)).Lo, 250, 1e-13)
}

// TestNoFailures: the chance of none in T is exp(-T/MTBF), so the one-sided
// bound is T/-log(1-confidence).
func TestNoFailures(t *testing.T) {
	m := must(MTBF(0, 7000, 0.75, TimeTerminated))
	oracle.Near(t, "bound", m.Lo, 7000/math.Log(4), 1e-14)
	oracle.Near(t, "upper", m.Hi, math.Inf(1), 0)
	r := must(Rate(0, 7000, 0.75, TimeTerminated))
	oracle.Near(t, "rate lower", r.Lo, 0, 0)
	oracle.Near(t, "rate upper", r.Hi, math.Log(4)/7000, 1e-14)
	for _, e := range []model.Estimate{m, r} {
		if e.Estimable() || code(e) != "no-failures" || !strings.Contains(e.Method, "one-sided") {
			t.Errorf("no failures: point %g, warnings %v, method %q", e.Point, e.Warnings, e.Method)
		}
	}
}

// TestOneFailure: one failure ending the observation has an exponential time,
// with quantiles -MTBF log(1-p).
func TestOneFailure(t *testing.T) {
	e := must(MTBF(1, 300, 0.8, FailureTerminated))
	oracle.Near(t, "lower", e.Lo, 300/-math.Log(0.1), 1e-14)
	oracle.Near(t, "upper", e.Hi, 300/-math.Log(0.9), 1e-14)
}

// TestOneSided: of one failure the chances are those of an exponential time, and
// of none or one in T they are (1+T/MTBF) exp(-T/MTBF), which is 0.2 at
// T/MTBF = 2.994308. The other limit is none.
func TestOneSided(t *testing.T) {
	lower := must(MTBFLower(1, 300, 0.8, FailureTerminated))
	oracle.Near(t, "lower", lower.Lo, 300/-math.Log(0.2), 1e-14)
	oracle.Near(t, "no upper", lower.Hi, math.Inf(1), 0)
	timed := must(MTBFLower(1, 300, 0.8, TimeTerminated))
	oracle.Near(t, "time-terminated", timed.Lo, 300/2.994308, 1e-6)
	for _, e := range []model.Estimate{lower, timed} {
		if e.Point != 300 || e.Confidence != 0.8 || !strings.Contains(e.Method, "one-sided") || code(e) != "few-failures" {
			t.Errorf("%+v", e)
		}
	}
}

func TestWarningsAndMethods(t *testing.T) {
	for n, want := range []string{"no-failures", "few-failures", "few-failures", "few-failures", "few-failures", ""} {
		if got := code(must(MTBF(n, 123, 0.9, TimeTerminated))); got != want {
			t.Errorf("%d failures: warning %q, want %q", n, got, want)
		}
	}
	for term, want := range map[Termination]bool{TimeTerminated: true, FailureTerminated: false} {
		e := must(MTBF(9, 123, 0.9, term))
		if strings.Contains(e.Method, "conservative") != want || !strings.Contains(e.Method, term.String()) {
			t.Errorf("%v: method %q", term, e.Method)
		}
	}
}

// code returns the code of the only warning, "" if there is none.
func code(e model.Estimate) string {
	if len(e.Warnings) != 1 {
		return fmt.Sprintf("%.0d", len(e.Warnings))
	}
	return e.Warnings[0].Code
}

func TestParamErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	two := []float64{3, 5}
	ratio := func(n1 int, t1 float64, n2 int, t2, c float64) error {
		_, _, err := Ratio(n1, t1, n2, t2, c)
		return err
	}
	weighted := func(n []int, p []float64) error { _, err := Weighted(n, p, 90, 0.9); return err }
	same := func(n []int, t []float64) error { _, _, err := Homogeneity(n, t); return err }
	laplace := func(f ...float64) error { _, _, err := Laplace(f); return err }
	plan := func(m float64, n int, c float64) error { _, err := TestTime(m, n, c); return err }
	of := func(_ model.Estimate, err error) error { return err }
	cases := map[string]error{
		"failures":              of(MTBF(-1, 50, 0.9, TimeTerminated)),
		"failures none":         of(Rate(0, 50, 0.9, FailureTerminated)),
		"operating time zero":   of(MTBF(2, 0, 0.9, TimeTerminated)),
		"operating time NaN":    of(Rate(2, nan, 0.9, TimeTerminated)),
		"operating time inf":    of(MTBFLower(2, inf, 0.9, TimeTerminated)),
		"confidence zero":       of(MTBFLower(2, 50, 0, TimeTerminated)),
		"confidence one":        of(Rate(2, 50, 1, TimeTerminated)),
		"confidence NaN":        of(Rate(2, 50, nan, TimeTerminated)),
		"failures ratio":        ratio(2, 50, -2, 50, 0.9),
		"operating time ratio":  ratio(2, -50, 2, 50, 0.9),
		"confidence ratio":      ratio(2, 50, 2, 50, 90),
		"demands":               of(PerDemand(0, 0, 0.9)),
		"failures demand":       of(PerDemand(4, 3, 0.9)),
		"confidence demand":     of(PerDemand(2, 3, 2)),
		"reported shares":       weighted([]int{1, 2}, []float64{0.5}),
		"reported share zero":   weighted([]int{1, 2}, []float64{0.5, 0}),
		"reported share above":  weighted([]int{1, 2}, []float64{0.5, 1.5}),
		"failures weighted":     weighted([]int{1, -2}, []float64{0.5, 0.7}),
		"groups":                same([]int{3}, []float64{3}),
		"groups length":         same([]int{3, 4, 5}, two),
		"failures group":        same([]int{3, -4}, two),
		"operating time group":  same([]int{3, 4}, []float64{3, 0}),
		"failures trend":        laplace(),
		"fraction of exposure":  laplace(0.2, 1.2),
		"fraction of exposure ": laplace(0.2, nan),
		"MTBF":                  plan(-3, 2, 0.9),
		"failures plan":         plan(3, -2, 0.9),
		"confidence plan":       plan(3, 2, -0.9),
	}
	for name, err := range cases {
		var param *model.ParamError
		if !errors.As(err, &param) || !strings.HasPrefix(name, param.Param) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
