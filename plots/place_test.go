package plots

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/model/life"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

// A median stands at log log 2 on Weibull paper, 0 on lognormal, log 2 on
// exponential; what 2.275 % outlast two standard deviations up on lognormal.
func TestPaperPlaces(t *testing.T) {
	all := papers()
	near(t, "weibull", all["weibull"].at(0.5), math.Log(math.Ln2))
	near(t, "lognormal", all["lognormal"].at(0.5), 0)
	near(t, "exponential", all["exponential"].at(0.5), math.Ln2)
	near(t, "lognormal, far", all["lognormal"].at(0.5*math.Erfc(math.Sqrt2)), 2)
}

// Of failures at 1, 2 and 4 with a censored time of 3, the survival falls from
// 1 to 3/4, 1/2 and 0: the middles are 7/8, 5/8 and 1/4.
func TestPaperPoints(t *testing.T) {
	s, err := life.KaplanMeier(context.Background(), life.Observations{life.Exact(1), life.Exact(2), life.RightCensored(3), life.Exact(4)})
	if err != nil {
		t.Fatal(err)
	}
	got := papers()["exponential"].points(Times{Survival: s})
	for i, want := range []float64{7. / 8, 5. / 8, 1. / 4} {
		near(t, "survival", math.Exp(-got.Y[i]), want)
	}
}

// The bars of a complete sample add up to 100 %, and each has its count.
func TestBins(t *testing.T) {
	times, shares := []float64{1, 2, 3, 4, 100}, []float64{0.2, 0.2, 0.2, 0.2, 0.2}
	for _, logarithm := range []bool{false, true} {
		b := newBins(times, shares, logarithm)
		sum := 0.0
		for i, h := range b.heights {
			n := 0
			for _, x := range times {
				if x > b.edges[i] && x <= b.edges[i+1] || i == 0 && x == b.edges[0] {
					n++
				}
			}
			near(t, "bar", h, 20*float64(n))
			sum += h
		}
		near(t, "sum", sum, 100)
		from, to := b.about(10)
		if !(from < 10 && 10 < to) {
			t.Errorf("bin about 10: %g to %g", from, to)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 100, "0 20 40 60 80 100"}, {0, 25_500, "0 5,000 10,000 15,000 20,000 25,000"}, {-1, 1, "-1 -0.5 0 0.5 1"}, {2e-6, 3e-6, "2×10^-6 2.2×10^-6 2.4×10^-6 2.6×10^-6 2.8×10^-6 3×10^-6"}, {0, 1.05e-5, "0 2×10^-6 4×10^-6 6×10^-6 8×10^-6 10×10^-6"},
	} {
		t.Run(fmt.Sprint(c.lo, c.hi), func(t *testing.T) {
			var labels []string
			for _, tick := range (ticks{}).Ticks(c.lo, c.hi) {
				if tick.Label != "" {
					labels = append(labels, tick.Label)
				}
			}
			if got := strings.Join(labels, " "); got != c.want {
				t.Errorf("ticks from %g to %g: %s, want %s", c.lo, c.hi, got, c.want)
			}
		})
	}
	for _, c := range [][2]float64{{math.NaN(), 1}, {1, math.Inf(1)}, {1, 1}, {1e300, 1e300 * (1 + 1e-15)}, {2, 1}} {
		if n := len((ticks{}).Ticks(c[0], c[1])); n > 60 {
			t.Errorf("%d ticks from %g to %g", n, c[0], c[1])
		}
	}
}

func TestThin(t *testing.T) {
	x := grid(1, 1e6, 100_000, true)
	for _, logarithm := range []bool{false, true} {
		kept := thin(x, logarithm)
		if len(kept) > 1202 || kept[0] != 0 || kept[len(kept)-1] != len(x)-1 {
			t.Errorf("%d of %d kept, from %d to %d", len(kept), len(x), kept[0], kept[len(kept)-1])
		}
	}
	for i, c := range []struct {
		x    []float64
		want []int
	}{
		{[]float64{5, 5, 5}, []int{0, 2}},
		{[]float64{0, 1, 1, 1, 2, 9000}, []int{0, 4, 5}}, // the 4 before the gap is not lost
		{nil, nil},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := thin(c.x, false); !slices.Equal(got, c.want) {
				t.Errorf("of %v: %v, want %v", c.x, got, c.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{wrap("one two  three", 7), "one two\nthree"}, {wrap("", 5), ""}, {wrap("unbreakable", 4), "unbreakable"},
		{capital("élan"), "Élan"}, {capital(""), ""},
		{percent(0.0072), "99.28"}, {percent(1.234e-5), "99.9988"}, {percent(0.14), "86"}, {percent(0), "100.0"}, {percent(1), "0.0"},
	} {
		t.Run(c.got, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%q, want %q", c.got, c.want)
			}
		})
	}
}
