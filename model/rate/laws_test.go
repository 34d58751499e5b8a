package rate

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func same(t *testing.T, name string, got, want model.Estimate, rel float64) {
	t.Helper()
	oracle.Near(t, name+" point", got.Point, want.Point, rel)
	oracle.Near(t, name+" lower", got.Lo, want.Lo, rel)
	oracle.Near(t, name+" upper", got.Hi, want.Hi, rel)
}

// TestUnits: counting time in years instead of hours divides an MTBF and
// multiplies a rate by 8766.
func TestUnits(t *testing.T) {
	for _, term := range []Termination{TimeTerminated, FailureTerminated} {
		hours := must(MTBF(7, 19520, 0.8, term))
		years := must(MTBF(7, 19520/model.HoursPerYear, 0.8, term))
		same(t, "MTBF", years.Scale(model.HoursPerYear), hours, 1e-14)
	}
	same(t, "weighted",
		must(Weighted([]int{7, 2}, []float64{0.5, 0.9}, 19520/model.HoursPerYear, 0.8)).Scale(1/model.HoursPerYear),
		must(Weighted([]int{7, 2}, []float64{0.5, 0.9}, 19520, 0.8)), 1e-14)
}

// TestSplitExposure: a category split in two with the same reporting share is
// the category as a whole, and the exact limits where all is reported.
func TestSplitExposure(t *testing.T) {
	whole := must(Rate(9, 1300, 0.9, TimeTerminated))
	same(t, "all reported", must(Weighted([]int{4, 5}, []float64{1, 1}, 1300, 0.9)), whole, 1e-12)
	same(t, "half reported", must(Weighted([]int{9}, []float64{0.5}, 1300, 0.9)), whole.Scale(2), 1e-12)
	same(t, "half of each", must(Weighted([]int{2, 7}, []float64{0.5, 0.5}, 1300, 0.9)), whole.Scale(2), 1e-12)
}

// TestWeighted: 7 failures at 50 % and 3 at 80 % reported make y = 17.75 and
// v = 32.6875; the limits are mpmath's gamma quantiles of the matched moments.
func TestWeighted(t *testing.T) {
	e := must(Weighted([]int{7, 3}, []float64{0.5, 0.8}, 1000, 0.9))
	oracle.Near(t, "point", e.Point, 0.01775, 1e-15)
	oracle.Near(t, "lower", e.Lo, 0.0095021690844122457, 1e-12)
	oracle.Near(t, "upper", e.Hi, 0.030652409190555231, 1e-12)

	none := must(Weighted([]int{0, 0}, []float64{0.5, 0.8}, 1000, 0.9))
	oracle.Near(t, "none, upper", none.Hi, math.Log(10)*2/1000, 1e-13)
	if none.Estimable() || code(none) != "no-failures" {
		t.Errorf("none: point %g, warnings %v", none.Point, none.Warnings)
	}
}

// TestMoreConfidenceIsWider holds for every kind of limits.
func TestMoreConfidenceIsWider(t *testing.T) {
	kinds := map[string]func(c float64) model.Estimate{
		"exact":    func(c float64) model.Estimate { return must(Rate(3, 777, c, TimeTerminated)) },
		"failure":  func(c float64) model.Estimate { return must(Rate(3, 777, c, FailureTerminated)) },
		"demand":   func(c float64) model.Estimate { return must(PerDemand(3, 777, c)) },
		"weighted": func(c float64) model.Estimate { return must(Weighted([]int{3, 2}, []float64{0.3, 0.7}, 777, c)) },
	}
	for name, estimate := range kinds {
		last := estimate(0.5)
		for _, c := range []float64{0.8, 0.95, 0.999, 1 - 1e-9} {
			e := estimate(c)
			if !(e.Lo < last.Lo && last.Lo < e.Point && e.Point < last.Hi && last.Hi < e.Hi) {
				t.Errorf("%s at %g: [%g, %g] after [%g, %g], point %g", name, c, e.Lo, e.Hi, last.Lo, last.Hi, e.Point)
			}
			last = e
		}
	}
}

// covered returns the exact probability, where mean failures are expected,
// that limits of the mean contain it: the sum of the Poisson probabilities of
// the counts whose limits do.
func covered(mean float64, limits [][2]float64) float64 {
	var sum float64
	mass := math.Exp(-mean)
	for n, l := range limits {
		if l[0] <= mean && mean <= l[1] {
			sum += mass
		}
		mass *= mean / float64(n+1)
	}
	return sum
}

// TestCoverage: the exact two-sided limits at 90 % contain the true rate with
// a probability of at least 90 %, whatever the rate. Those of Rate do too but
// where 2.3 to 3.0 failures are expected: with no failures the bound is the
// one-sided one, and e^-2.3 = 10 % of logs are such. There it is 87 %.
func TestCoverage(t *testing.T) {
	const confidence = 0.9
	var exact, house [140][2]float64 // limits by count
	for n := range exact {
		exact[n] = [2]float64{1 / mtbfUpper(n, 1, (1-confidence)/2), 1 / mtbfLower(n, 1, (1-confidence)/2, TimeTerminated)}
		e := must(Rate(n, 1, confidence, TimeTerminated))
		house[n] = [2]float64{e.Lo, e.Hi}
	}
	least, most, leastHouse := 1.0, 0.0, 1.0
	for mean := 0.5; mean <= 50; mean += 0.01 {
		c, h := covered(mean, exact[:]), covered(mean, house[:])
		least, most = min(least, c), max(most, c)
		leastHouse = min(leastHouse, h)
		if gap := mean > 2.30 && mean < 3.00; c < confidence || (h < confidence && !gap) {
			t.Fatalf("%g failures expected: covered %.4f, with the one-sided bound %.4f", mean, c, h)
		}
	}
	t.Logf("two-sided exact: %.4f to %.4f; with the one-sided bound for none: at least %.4f", least, most, leastHouse)
	if leastHouse < 0.86 {
		t.Errorf("with the one-sided bound for none: %.4f", leastHouse)
	}
}
