package number

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/model"
)

func TestSig(t *testing.T) {
	for _, c := range []struct {
		x    float64
		n    int
		want string
	}{
		{0, 4, "0"}, {1234567, 4, "1,235,000"}, {999.96, 4, "1,000"}, {0.00012345, 3, "1.23e-04"}, {0.0012345, 3, "0.00123"}, {1.2345e-7, 3, "1.23e-07"},
		{2.5e12, 3, "2.50e+12"}, {-1234.5, 5, "-1,234.5"}, {math.NaN(), 3, "–"}, {math.Inf(1), 3, "∞"}, {math.Inf(-1), 3, "-∞"}, {3, 4, "3.000"},
		{1e-3, 3, "0.00100"}, {-1e-3, 3, "-0.00100"}, {9.99e-4, 3, "9.99e-04"}, {1e9, 3, "1.00e+09"}, {-1e9, 3, "-1.00e+09"}, {999_999_999, 9, "999,999,999"}, {99.96, 3, "100"}, {1000, 1, "1,000"},
	} {
		t.Run(fmt.Sprint(c.x, c.n), func(t *testing.T) {
			if got := Sig(c.x, c.n); got != c.want {
				t.Errorf("Sig(%g, %d) = %q, want %q", c.x, c.n, got, c.want)
			}
		})
	}
}

// No nine is rounded away: three figures of the distance from 100 % show.
func TestPercentKeepsNines(t *testing.T) {
	for _, c := range []struct {
		u    float64
		want string
	}{
		{0.25, "75.00"}, {0.0123, "98.77"}, {0.00145, "99.855"}, {1.23e-5, "99.99877"}, {1e-9, "99.999999900"},
		{0, "100.00"}, {0.01, "99.00"}, {0.00999, "99.001"}, {0.001, "99.900"}, {1, "0.00"}, {0.1, "90.00"}, {1e-4, "99.9900"}, {1e-5, "99.99900"}, {1e-6, "99.999900"}, {1e-7, "99.9999900"}, {1e-8, "99.99999900"},
		{1.01e-5, "99.99899"}, {9.99e-6, "99.999001"}, {9.996e-6, "99.99900"}, {0.009996, "99.00"}, {1e-20, "100.000000000000000"},
	} {
		t.Run(fmt.Sprint(c.u), func(t *testing.T) {
			if got := Percent(1-c.u, c.u); got != c.want {
				t.Errorf("Percent of 1-%g = %q, want %q", c.u, got, c.want)
			}
		})
	}
	if got := Percent(math.NaN(), math.NaN()); got != Absent {
		t.Errorf("not estimable is %q", got)
	}
}

// The middle of hours is geometric, and what has no logarithm does not count.
func TestUnitFor(t *testing.T) {
	for i, c := range []struct {
		hours []float64
		want  string
	}{
		{nil, "h"}, {[]float64{math.NaN(), math.Inf(1), 0}, "h"}, {[]float64{0.001}, "s"}, {[]float64{0.05}, "min"},
		{[]float64{1, 100, math.Inf(1)}, "h"}, {[]float64{49}, "d"}, {[]float64{2}, "h"}, {[]float64{1.99}, "min"}, {[]float64{-5, 49}, "d"}, {[]float64{2 * model.HoursPerYear}, "y"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := UnitFor(c.hours).Name; got != c.want {
				t.Errorf("UnitFor(%g) = %s, want %s", c.hours, got, c.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	e := model.Estimate{Point: 4800, Lo: 2400, Hi: math.Inf(1)}
	if got := Limits(e, model.HoursPerDay, 3); got != "200 [100, ∞]" {
		t.Errorf("%q", got)
	}
}

func TestCounts(t *testing.T) {
	if got := Counted(1, "row") + ", " + Counted(23739, "row"); got != "1 row, 23,739 rows" {
		t.Errorf("%q", got)
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {1.5, "1.5"}, {10000, "10,000"}, {1234567, "1,234,570"}, {-1234.5, "-1,234.5"}, {0.001, "0.001"}, {0.00025, "2.5e-04"}, {2.5e-5, "2.5e-05"}, {1e9, "1e+09"}, {999999999, "1e+09"}, {5e8, "500,000,000"},
	} {
		t.Run(c.want, func(t *testing.T) {
			if got := Plain(c.x); got != c.want {
				t.Errorf("Plain(%g) = %q, want %q", c.x, got, c.want)
			}
		})
	}
}

// Numbers below 1 that stand together are written in one way; where one is not below
// 1, or none is in scientific notation, each is left as it is.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		name     string
		in, want []string
	}{
		{"a column", []string{"0.01234", "6.33e-06", "–", "0"}, []string{"1.234e-02", "6.33e-06", "–", "0"}},
		{"a row", []string{"6.000e-05", "1.635e-05 to 0.001551", "at most 0.001336"}, []string{"6.000e-05", "1.635e-05 to 1.551e-03", "at most 1.336e-03"}},
		{"limits", []string{"0.0123 [9.00e-04, 0.100]"}, []string{"1.23e-02 [9.00e-04, 1.00e-01]"}},
		{"beyond 1", []string{"0.0542 [2.31e-04, 12.8]"}, []string{"0.0542 [2.31e-04, 12.8]"}},
		{"1 itself", []string{"1.000", "2.39e-04", "0.95"}, []string{"1.000", "2.39e-04", "9.5e-01"}},
		{"thousands", []string{"0.5", "1,000", "2.39e-04"}, []string{"0.5", "1,000", "2.39e-04"}},
		{"no power", []string{"0.0123", "0.00456"}, []string{"0.0123", "0.00456"}},
		{"ends unknown", []string{"0.012 [2.00e-05, ∞]"}, []string{"1.2e-02 [2.00e-05, ∞]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := slices.Clone(c.in)
			if Alike(got); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
