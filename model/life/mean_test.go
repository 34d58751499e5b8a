package life

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// must returns the mean of a valid sample.
func must(t *testing.T, s RepairTimes, confidence float64) model.Estimate {
	t.Helper()
	e, err := Mean(s, confidence)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func codes(e model.Estimate) string {
	var c []string
	for _, w := range e.Warnings {
		c = append(c, w.Code)
	}
	return strings.Join(c, " ")
}

// spread is nearly log-normal: median 3, log standard deviation 0.9.
var spread = []float64{0.6, 1.1, 1.7, 2.2, 2.8, 3.3, 4.1, 5.5, 7.9, 14}

// TestPoint: time spent on repairs per completed repair.
func TestPoint(t *testing.T) {
	for _, c := range []struct {
		name string
		s    RepairTimes
		want float64
	}{
		{"complete", RepairTimes{Times: spread}, 4.32},
		{"with zeros", RepairTimes{Times: spread, Zeros: 6}, 2.7},
		{"with censoring", RepairTimes{Times: spread, Censored: []float64{3.8, 0}}, 4.7},
		{"with both", RepairTimes{Times: spread, Zeros: 6, Censored: []float64{3.8}}, 2.9375},
		{"one", RepairTimes{Times: []float64{7}}, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := must(t, c.s, 0.9)
			oracle.Near(t, c.name, e.Point, c.want, 1e-14)
			if !(e.Lo <= e.Point && e.Point <= e.Hi) || e.Confidence != 0.9 {
				t.Errorf("%s: %g outside [%g, %g] at %g", c.name, e.Point, e.Lo, e.Hi, e.Confidence)
			}
		})
	}
}

// TestOneRepair: the mean of a log-normal of one known value x is at least
// x exp(-z^2/2) and, with a log standard deviation up to 2, at most
// x exp(2 + 2z); z = 1.6448536 at 90 %.
func TestOneRepair(t *testing.T) {
	e := must(t, RepairTimes{Times: []float64{3}}, 0.9)
	oracle.Near(t, "lower", e.Lo, 3*math.Exp(-1.6448536269514722*1.6448536269514722/2), 1e-12)
	oracle.Near(t, "upper", e.Hi, 3*math.Exp(2+2*1.6448536269514722), 1e-12)
	if codes(e) != "few-repairs" || !strings.Contains(e.Method, "up to 2") {
		t.Errorf("warnings %q, method %q", codes(e), e.Method)
	}
}

// TestNothingCompleted: an unfinished repair of 10 h would last that long with
// a chance of mean/10 at most, so the mean is above 1 h with 90 % confidence.
// For 40 h and 10 h the chance is mean^2/400, and sqrt(0.1 400) beats 0.1 40.
// For 10 and 0.1 h the longer alone says more.
func TestNothingCompleted(t *testing.T) {
	for _, c := range []struct {
		censored []float64
		lo       float64
	}{
		{nil, 0}, {[]float64{0}, 0}, {[]float64{10}, 1},
		{[]float64{10, 40}, math.Sqrt(40)}, {[]float64{0.1, 10}, 1},
	} {
		t.Run(fmt.Sprint(c.lo), func(t *testing.T) {
			e := must(t, RepairTimes{Censored: c.censored}, 0.9)
			oracle.Near(t, "lower", e.Lo, c.lo, 1e-12)
			oracle.Near(t, "upper", e.Hi, math.Inf(1), 0)
			if e.Estimable() || codes(e) != "no-repairs" {
				t.Errorf("%v: point %g, warnings %q", c.censored, e.Point, codes(e))
			}
		})
	}
	e := must(t, RepairTimes{Zeros: 3, Censored: []float64{5}}, 0.9)
	oracle.Near(t, "zeros only, lower", e.Lo, 0, 0)
	oracle.Near(t, "zeros only, upper", e.Hi, math.Inf(1), 0)
	if e.Estimable() || codes(e) != "no-repairs" {
		t.Errorf("zeros only: point %g, warnings %q", e.Point, codes(e))
	}
}

func TestIdenticalRepairs(t *testing.T) {
	e := must(t, RepairTimes{Times: slices.Repeat([]float64{0.7}, 30)}, 0.9)
	oracle.Near(t, "lower", e.Lo, 0.7, 1e-14)
	oracle.Near(t, "upper", e.Hi, 0.7, 1e-14)
	if codes(e) != "identical-repairs" {
		t.Errorf("warnings %q", codes(e))
	}
}

// TestMethods: the shape of the sample picks the limits, and the method says
// which.
func TestMethods(t *testing.T) {
	twoHumps := slices.Concat(slices.Repeat([]float64{0.2, 0.21}, 20), slices.Repeat([]float64{50, 55}, 6))
	for _, c := range []struct {
		name, want string
		s          RepairTimes
	}{
		{"log-normal", "generalized confidence interval", RepairTimes{Times: spread}},
		{"in doubt", "in doubt", RepairTimes{Times: append(slices.Clone(spread), 0.03)}},
		{"rejected", "Hall", RepairTimes{Times: twoHumps}},
		{"zeros", "; 4 of zero length", RepairTimes{Times: spread, Zeros: 4}},
		{"unfinished", "; 1 unfinished", RepairTimes{Times: spread, Censored: []float64{2}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if e := must(t, c.s, 0.9); !strings.Contains(e.Method, c.want) || len(e.Warnings) > 0 {
				t.Errorf("%s: method %q, warnings %q", c.name, e.Method, codes(e))
			}
		})
	}
}

// TestLaws: other units scale the limits, another order changes nothing, more
// confidence is wider, and zeros pull the limits down.
func TestLaws(t *testing.T) {
	for _, s := range []RepairTimes{
		{Times: spread}, {Times: spread[:3]}, {Times: spread, Censored: []float64{2, 9}},
		{Times: spread, Zeros: 3}, {Times: append(slices.Clone(spread), 0.03)},
	} {
		e := must(t, s, 0.9)
		scaled, turned := s, s
		scaled.Times, scaled.Censored = times(s.Times, 60), times(s.Censored, 60)
		turned.Times = slices.Clone(s.Times)
		slices.Reverse(turned.Times)
		for name, got := range map[string]model.Estimate{"scaled": must(t, scaled, 0.9).Scale(1. / 60), "turned": must(t, turned, 0.9)} {
			oracle.Near(t, name+" lower", got.Lo, e.Lo, 1e-10)
			oracle.Near(t, name+" upper", got.Hi, e.Hi, 1e-10)
		}
		if wider := must(t, s, 0.99); !(wider.Lo < e.Lo && e.Hi < wider.Hi) {
			t.Errorf("99 %%: [%g, %g], 90 %%: [%g, %g]", wider.Lo, wider.Hi, e.Lo, e.Hi)
		}
		more := s
		more.Zeros += 10
		if low := must(t, more, 0.9); !(low.Lo < e.Lo && low.Hi < e.Hi) {
			t.Errorf("with zeros: [%g, %g], without: [%g, %g]", low.Lo, low.Hi, e.Lo, e.Hi)
		}
	}
}

func times(x []float64, k float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] *= k
	}
	return y
}

func TestParamErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		s          RepairTimes
		confidence float64
	}{
		"repair time":             {RepairTimes{Times: []float64{3, 0}}, 0.9},
		"repair time NaN":         {RepairTimes{Times: []float64{3, nan}}, 0.9},
		"repair time inf":         {RepairTimes{Times: []float64{3, inf}}, 0.9},
		"unfinished repair time":  {RepairTimes{Censored: []float64{-3}}, 0.9},
		"unfinished repair time ": {RepairTimes{Censored: []float64{inf}}, 0.9},
		"zero-length repairs":     {RepairTimes{Zeros: -2}, 0.9},
		"confidence":              {RepairTimes{Times: spread}, 1},
		"confidence NaN":          {RepairTimes{Times: spread}, nan},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Mean(c.s, c.confidence)
			var param *model.ParamError
			if !errors.As(err, &param) || !strings.HasPrefix(name, param.Param) {
				t.Errorf("%s: error %v", name, err)
			}
		})
	}
}

// Three short repairs and one that has run for 2942 h: the mean is not bounded
// by the time so far. On the logarithmic scale the upper limit stands
// z widest/sqrt(3) = 1.6449 x 2/1.7321 above the time per completed repair.
func TestALongUnfinishedRepairKeepsTheLimitOpen(t *testing.T) {
	e, err := Mean(RepairTimes{Times: []float64{3.42, 0.583, 1}, Censored: []float64{2942}}, 0.90)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "point", e.Point, (3.42+0.583+1+2942)/3, 1e-12)
	oracle.Near(t, "hi", e.Hi, e.Point*math.Exp(1.6448536269514722*2/math.Sqrt(3)), 1e-9)
}

// Above 50,000 times the limits are the skewness-corrected ones. For log-normal
// times they are a fifth wider than the generalized ones, which know more. Repairs that all take one time have limits at it.
func TestMeanOfMany(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 19))
	var all RepairTimes
	for range manyTimes + 1 {
		all.Times = append(all.Times, math.Exp(1.4*random.NormFloat64()))
	}
	fewer := RepairTimes{Times: all.Times[:manyTimes]}
	a, err := Mean(fewer, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Mean(all, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(a.Method, "log-normal") || !strings.HasPrefix(b.Method, "skewness") {
		t.Errorf("methods %q, %q", a.Method, b.Method)
	}
	if width := a.Hi - a.Lo; math.Abs(a.Lo-b.Lo) > width/3 || math.Abs(a.Hi-b.Hi) > width/3 || b.Hi-b.Lo > 1.3*width {
		t.Errorf("limits %g to %g of %d, %g to %g of one more", a.Lo, a.Hi, manyTimes, b.Lo, b.Hi)
	}
	all.Times[0] = 1e9 // in which the mean is nearly all this one's
	for _, confidence := range rising {
		if e := must(t, all, confidence); !(0 < e.Lo && e.Lo <= e.Point && e.Point <= e.Hi) {
			t.Errorf("with one of 1e9: %g in [%g, %g] at %g", e.Point, e.Lo, e.Hi, confidence)
		}
	}
	same := RepairTimes{Times: slices.Repeat([]float64{2.5}, manyTimes+1)}
	e, err := Mean(same, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lower limit of one time", e.Lo, 2.5, 1e-13)
	oracle.Near(t, "upper limit of one time", e.Hi, 2.5, 1e-13)
}

// The mean and the quantiles of repairs are the same to the last bit in whatever order
// the repairs come: few, many, with some unfinished.
func TestMeanDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(61, 67))
	for _, n := range []int{3, 40, 5_000, manyTimes + 1000} {
		for _, unfinished := range []int{0, 7} {
			s := complete(lognormal(1.1), n, r)
			s.Zeros = n / 10
			for range unfinished {
				s.Censored = append(s.Censored, 3*r.Float64())
			}
			want, quantiles := sure(Mean(s, 0.9)), sure(s.Quantiles([]float64{0.5, 0.95}, 0.9))
			for range 3 {
				r.Shuffle(len(s.Times), func(i, j int) { s.Times[i], s.Times[j] = s.Times[j], s.Times[i] })
				r.Shuffle(len(s.Censored), func(i, j int) { s.Censored[i], s.Censored[j] = s.Censored[j], s.Censored[i] })
				if got := sure(Mean(s, 0.9)); !reflect.DeepEqual(got, want) {
					t.Errorf("%d repairs: %v, in another order %v", n, want, got)
				}
				if got := sure(s.Quantiles([]float64{0.5, 0.95}, 0.9)); !reflect.DeepEqual(got, quantiles) {
					t.Errorf("%d repairs: quantiles %v, in another order %v", n, quantiles, got)
				}
			}
		}
	}
}
