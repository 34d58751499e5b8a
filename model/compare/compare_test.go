package compare

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
)

// normal is an estimator of a figure with a normal error: its limits are the point
// and so many standard errors.
func normal(point, se float64) Estimator {
	return func(confidence float64) (model.Estimate, error) {
		d := -num.NormalQuantile((1-confidence)/2) * se
		return model.Estimate{Point: point, Lo: point - d, Hi: point + d, Confidence: confidence}, nil
	}
}

// fixed is an estimator that always says the same.
func fixed(point, lo, hi float64) Estimator {
	return func(confidence float64) (model.Estimate, error) {
		return model.Estimate{Point: point, Lo: lo, Hi: hi, Confidence: confidence, Warnings: []model.Warning{{Code: "few-failures"}}}, nil
	}
}

// Of normal errors of 3 and 4 the difference has one of 5: 0.03 less 0.02 at 90 % is
// 0.01 give or take 1.6449 x 0.005, and 2 standard errors have a p-value of 0.0455.
func TestDifferenceOfNormalErrors(t *testing.T) {
	r, err := Difference(normal(0.03, 0.003), normal(0.02, 0.004), 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "point", r.Point, 0.01, 1e-12)
	oracle.Near(t, "lower", r.Lo, 0.01-0.005*1.6448536269514722, 1e-10)
	oracle.Near(t, "upper", r.Hi, 0.01+0.005*1.6448536269514722, 1e-10)
	oracle.Near(t, "p", r.P, 0.04550026389635842, 1e-9)
	back, _ := Difference(normal(0.02, 0.004), normal(0.03, 0.003), 0.9)
	oracle.Near(t, "the other way", back.Point, -0.01, 1e-12)
	oracle.Near(t, "its upper", back.Hi, -r.Lo, 1e-10)
	oracle.Near(t, "its p", back.P, r.P, 1e-9)
}

// By hand, on the scale of logarithms to the base of 2: 8 in [2, 16] over 1 in
// [1/2, 16] is 3, less the root of 2^2 + 4^2, and more by that of 1^2 + 1^2.
func TestRatioByHand(t *testing.T) {
	r, err := Ratio(fixed(8, 2, 16), fixed(1, 0.5, 16), 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "point", r.Point, 8, 1e-14)
	oracle.Near(t, "lower", r.Lo, math.Exp2(3-math.Sqrt(20)), 1e-13)
	oracle.Near(t, "upper", r.Hi, math.Exp2(3+math.Sqrt(2)), 1e-13)
	if r.P != 1 || len(r.Warnings) != 1 {
		t.Errorf("p %g of limits that hold 1 at any confidence; warnings %v", r.P, r.Warnings)
	}
}

// Without a point on one side the limits are corners, each of half the doubt, and
// nothing known of a side makes no comparison.
func TestSidesThatAreNotEstimable(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	asked := []float64{}
	least := func(confidence float64) (model.Estimate, error) {
		asked = append(asked, confidence)
		return model.NotEstimable(50, inf, confidence, "one-sided"), nil
	}
	for _, c := range []struct {
		name      string
		of        func(a, b Estimator, c float64) (Result, error)
		a, b      Estimator
		lo, hi, p float64
	}{
		{"a lower bound alone", Ratio, least, fixed(8, 2, 16), 50. / 16, inf, finest},
		{"no repairs", Ratio, fixed(nan, 0, inf), fixed(8, 2, 16), 0, inf, nan},
		{"no repairs anywhere", Ratio, fixed(nan, 0, inf), fixed(nan, 0, inf), 0, inf, nan},
		{"no failures", Difference, fixed(0.25, 0.125, 0.5), fixed(nan, 0, 1), -0.875, 0.5, nan},
		{"identical repairs", Ratio, fixed(2, 2, 2), fixed(1, 1, 1), 2, 2, nan},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := c.of(c.a, c.b, 0.8)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "lower", r.Lo, c.lo, 1e-14)
			oracle.Near(t, "upper", r.Hi, c.hi, 1e-14)
			if math.IsNaN(c.p) != math.IsNaN(r.P) || r.P > c.p*(1+1e-12) || r.Comparable() == math.IsNaN(c.p) {
				t.Errorf("p = %g, want %g", r.P, c.p)
			}
		})
	}
	if !slices.ContainsFunc(asked, func(c float64) bool { return math.Abs(c-0.9) < 1e-12 }) {
		t.Errorf("limits of 80 %% were made of sides of %v", asked)
	}
}

// The p-value is at most one minus the confidence just where the limits leave out no
// difference.
func TestPValuesAgreeWithLimits(t *testing.T) {
	for _, gap := range []float64{-3.1, -1.6, -0.4, 0, 0.2, 1.7, 2.5, 9} {
		a, b := normal(0.5+gap*0.05, 0.03), normal(0.5, 0.04)
		for _, confidence := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
			r, err := Difference(a, b, confidence)
			if err != nil {
				t.Fatal(err)
			}
			if outside := r.Lo > 0 || r.Hi < 0; outside != (r.P < 1-confidence) {
				t.Errorf("%g standard errors at %g: [%g, %g] but p = %g", gap, confidence, r.Lo, r.Hi, r.P)
			}
		}
	}
}

// An error of a side, at whatever confidence, is that of the comparison.
func TestErrorsOfSides(t *testing.T) {
	broken := errors.New("broken")
	for _, from := range []float64{0, 0.91} {
		bad := func(confidence float64) (model.Estimate, error) {
			if confidence >= from {
				return model.Estimate{}, broken
			}
			return model.Estimate{Point: 2, Lo: 1.9, Hi: 2.1, Confidence: confidence}, nil
		}
		for i, sides := range [][2]Estimator{{bad, fixed(1, 0.9, 1.1)}, {fixed(1, 0.9, 1.1), bad}} {
			if _, err := Ratio(sides[0], sides[1], 0.9); !errors.Is(err, broken) {
				t.Errorf("from %g, side %d: %v", from, i, err)
			}
		}
	}
	var param *model.ParamError
	if _, err := Ratio(fixed(1, 1, 2), fixed(1, 1, 2), 1); !errors.As(err, &param) || param.Param != "confidence" {
		t.Error(err)
	}
}

// R 4.2.2: p.adjust(c(.01, .04, .03, .005, .5), "holm") is .04 .09 .09 .025 .5. A
// p-value that there is none of counts as one that shows nothing.
func TestHolm(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ p, want []float64 }{
		{[]float64{0.01, 0.04, 0.03, 0.005, 0.5}, []float64{0.04, 0.09, 0.09, 0.025, 0.5}},
		{[]float64{0.02, nan, nan}, []float64{0.06, nan, nan}},
		{[]float64{0.6, 0.7}, []float64{1, 1}},
		{[]float64{0.03}, []float64{0.03}},
		{nil, nil},
	} {
		t.Run(fmt.Sprint(c.p), func(t *testing.T) {
			for i, got := range Holm(c.p) {
				if math.IsNaN(c.want[i]) != math.IsNaN(got) || math.Abs(got-c.want[i]) > 1e-15 {
					t.Errorf("%g becomes %g, want %g", c.p[i], got, c.want[i])
				}
			}
		})
	}
}
