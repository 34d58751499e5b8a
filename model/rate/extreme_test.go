package rate

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Limits of the MTBF at counts, times and confidences at the ends of what is
// possible. Gamma quantiles by mpmath 1.3 with 40 digits, the tails inverted, and
// from a million failures on by the expansion of Cornish and Fisher.
func TestExtremes(t *testing.T) {
	for _, c := range []struct {
		failures         int
		confidence       float64
		lo, hi, oneSided float64
	}{
		{0, 1.0000000000000001e-17, 99999999999999992.0, math.Inf(1), 99999999999999992.0},
		{0, 1.0000000000000001e-09, 999999999.49999994, math.Inf(1), 999999999.49999994},
		{1, 1.0000000000000001e-17, 0.5958243473776976, 1.4426950408889634, 223606797.41664563},
		{1, 0.99999999999999989, 0.024288530019313507, 18014398509481983.0, 0.02471481117032824},
		{7, 1.0000000000000001e-09, 0.1303908559822521, 0.14993319566053842, 3.4297586086701095},
		{1000, 0.99999999999999989, 0.00077737628380498136, 0.0013159766452572745, 0.00077924793591907082},
		{1000000, 0.99999999900000003, 9.9391473052223078e-7, 1.0061347122880248e-6, 9.9402543720981327e-7},
		{1000000000, 1.0000000000000001e-09, 9.999999993332937e-10, 1.000000000333373e-9, 1.0001896906293974e-9},
		{1000000000000000, 0.90000000000000002, 9.9999994798516235e-16, 1.0000000520148409e-15, 9.9999995947378157e-16},
		{1000000000000000, 0.99999999999999989, 9.9999973777256337e-16, 1.000000262227528e-15, 9.9999974039171654e-16},
	} {
		t.Run(fmt.Sprintf("%d failures at %g", c.failures, c.confidence), func(t *testing.T) {
			for _, hours := range []float64{1e-100, 3, 1e100} {
				both := must(MTBF(c.failures, hours, c.confidence, TimeTerminated))
				oracle.Near(t, "lower", both.Lo, c.lo*hours, 1e-12)
				oracle.Near(t, "upper", both.Hi, c.hi*hours, 1e-12)
				oracle.Near(t, "one-sided", must(MTBFLower(c.failures, hours, c.confidence, TimeTerminated)).Lo, c.oneSided*hours, 1e-12)
				oracle.Near(t, "rate", must(Rate(c.failures, hours, c.confidence, TimeTerminated)).Hi, 1/c.lo/hours, 1e-12)
			}
		})
	}
}

// Of one demand too many, of a time whose rate is none, and of a share that is
// nearly none there is no estimate. One share for all counts makes the weighted
// limits the exact ones, however small it is.
func TestExtremesAreRefusedByName(t *testing.T) {
	for name, err := range map[string]error{
		"operating time": second(MTBF(3, 1e308, 0.9, TimeTerminated)), "failures": second(Rate(maxCount+1, 3, 0.9, TimeTerminated)),
		"demands": second(PerDemand(3, maxDemands+1, 0.9)), "reported share": second(Weighted([]int{3}, []float64{1e-320}, 5, 0.9)),
		"confidence": second(MTBF(3, 5, 1, TimeTerminated)), "MTBF": second(TestTime(1e300, 0, 0.9)),
	} {
		var param *model.ParamError
		if !errors.As(err, &param) || param.Param != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	const share = 1e-90
	weighted, exact := must(Weighted([]int{3, 4}, []float64{share, share}, 5, 0.9)), must(Rate(7, 5, 0.9, TimeTerminated))
	oracle.Near(t, "lower", weighted.Lo, exact.Lo/share, 1e-12)
	oracle.Near(t, "upper", weighted.Hi, exact.Hi/share, 1e-12)
}

func second[T any](_ T, err error) error { return err }

// With no failure, or nothing else, the limit has a closed form: 1-(1-c)^(1/n).
func TestDemandsWithoutFailure(t *testing.T) {
	for _, c := range []struct {
		demands        int
		confidence, hi float64
	}{{1, 1e-17, 1e-17}, {4, 1e-9, 2.5000000009375000e-10}, {maxDemands, 1e-17, 1e-26}, {3, 0.875, 0.5}, {maxDemands, 0.9, 2.3025850903430455e-9}} {
		t.Run(fmt.Sprintf("%d demands at %g", c.demands, c.confidence), func(t *testing.T) {
			oracle.Near(t, "none", must(PerDemand(0, c.demands, c.confidence)).Hi, c.hi, 1e-13)
			oracle.Near(t, "all", must(PerDemand(c.demands, c.demands, c.confidence)).Lo, 1-c.hi, 1e-13)
		})
	}
}
