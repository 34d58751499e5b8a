package mechanism_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// By hand: x in 2..3 about 2.5, y in 5..7 about 6, both monotone: x/y from 2/7 to 3/5
// about 2.5/6; x-y from -5 to -2 about -3.5.
func TestCarryTakesEveryEnd(t *testing.T) {
	of := func(point, lo, hi, confidence float64) model.Estimate {
		return model.Estimate{Point: point, Lo: lo, Hi: hi, Confidence: confidence}
	}
	got, err := mechanism.Carry(func(x []float64) ([]float64, error) { return []float64{x[0] / x[1], x[0] - x[1]}, nil }, of(2.5, 2, 3, .9), of(6, 5, 7, .8))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][3]float64{{2.5 / 6, 2. / 7, 3. / 5}, {-3.5, -5, -2}} {
		oracle.Near(t, "point", got[i].Point, want[0], 1e-14)
		oracle.Near(t, "lo", got[i].Lo, want[1], 1e-14)
		oracle.Near(t, "hi", got[i].Hi, want[2], 1e-14)
		if got[i].Confidence != .8 || len(got[i].Warnings) > 0 {
			t.Errorf("confidence %g, warnings %v: want the lesser confidence and none", got[i].Confidence, got[i].Warnings)
		}
	}
}

func TestCarryKnownAndHalfKnown(t *testing.T) {
	twice := func(x []float64) ([]float64, error) { return []float64{2 * x[0]}, nil }
	for _, c := range []struct {
		name          string
		in            model.Estimate
		point, lo, hi float64
	}{
		{"known", mechanism.Known(3), 6, 6, 6},
		{"no upper limit", model.Estimate{Point: 3, Lo: 2, Hi: math.Inf(1)}, 6, 4, math.Inf(1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := mechanism.Carry(twice, c.in)
			if err != nil || got[0].Point != c.point || got[0].Lo != c.lo || got[0].Hi != c.hi {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	t.Run("a range has no point", func(t *testing.T) {
		got, err := mechanism.Carry(twice, mechanism.Between(2, 5))
		if err != nil || got[0].Estimable() || got[0].Lo != 4 || got[0].Hi != 10 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// A result that does not depend on an input without a point has one.
func TestCarryHasAPointWithoutWhatIsUncertain(t *testing.T) {
	got, err := mechanism.Carry(func(x []float64) ([]float64, error) { return []float64{x[0], x[0] * x[1]}, nil }, mechanism.Known(3), mechanism.Between(2, 5))
	if err != nil || got[0].Point != 3 || got[1].Estimable() {
		t.Errorf("%+v, %v: the first has a point, the second has none", got, err)
	}
}

// x(1-x) from .2 to .9 is .16 and .09 at its ends and .25 at .5 between them.
func TestCarryTellsOfWhatIsNotMonotone(t *testing.T) {
	got, err := mechanism.Carry(func(x []float64) ([]float64, error) { return []float64{x[0] * (1 - x[0])}, nil }, mechanism.Between(.2, .9))
	if err != nil {
		t.Fatal(err)
	}
	if len(got[0].Warnings) != 1 || got[0].Warnings[0].Code != "limits-not-monotone" {
		t.Errorf("warnings: %v", got[0].Warnings)
	}
	oracle.Near(t, "lo", got[0].Lo, .09, 1e-14)
	oracle.Near(t, "hi", got[0].Hi, .25, .01)
}

// Of 1/x + x/100 from .1 to 1e5 the ends are 10.001 and 1000; the least, at 10, is .2,
// and 6250, the first of 16 equal steps, gives 62.5.
func TestCarryLooksBetweenEndsFarApart(t *testing.T) {
	got, err := mechanism.Carry(func(x []float64) ([]float64, error) { return []float64{1/x[0] + x[0]/100}, nil }, mechanism.Between(.1, 1e5))
	if err != nil {
		t.Fatal(err)
	}
	if len(got[0].Warnings) != 1 || got[0].Warnings[0].Code != "limits-not-monotone" {
		t.Errorf("warnings: %v", got[0].Warnings)
	}
	oracle.Near(t, "lo", got[0].Lo, .2, .1)
	oracle.Near(t, "hi", got[0].Hi, 1000.00001, 1e-14)
}

func TestCarryRefuses(t *testing.T) {
	bad := errors.New("bad")
	if _, err := mechanism.Carry(func(x []float64) ([]float64, error) { return nil, bad }, mechanism.Known(1)); !errors.Is(err, bad) {
		t.Errorf("the error of the function became %v", err)
	}
	many := make([]model.Estimate, 13)
	for i := range many {
		many[i] = mechanism.Between(1, 2)
	}
	var param *model.ParamError
	if _, err := mechanism.Carry(func(x []float64) ([]float64, error) { return x[:1], nil }, many...); !errors.As(err, &param) {
		t.Errorf("13 uncertain inputs: %v", err)
	}
}
