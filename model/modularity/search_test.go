package modularity

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model"
)

// TestSearch: a hill with its top at 1000, and a slope without one. All numbers
// that are looked at are few.
func TestSearch(t *testing.T) {
	hill := func(n int) float64 { return 1e6 - math.Abs(float64(n-1000)) }
	slope := func(n int) float64 { return float64(n) }
	for _, c := range []struct {
		name       string
		f          func(n int) float64
		target     float64
		most       int
		want, peak int
	}{
		{"up the hill", hill, 1e6 - 300, 5000, 700, 0},
		{"near the top, between two powers", hill, 1e6 - 1, 5000, 999, 0},
		{"over the hill", hill, 2e6, 5000, 0, 1000},
		{"hill cut off", hill, 2e6, 900, 0, 900},
		{"up the slope", slope, 77777.5, 1 << 20, 77778, 0},
		{"slope too short", slope, 77777.5, 70_000, 0, 70_000},
		{"at once", slope, 1, 70_000, 1, 1},
		{"few", slope, 12, 7, 0, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := 0
			s := search{f: func(n int) (float64, error) { calls++; return c.f(n), nil }}
			if got := s.reach(c.target, c.most); got != c.want {
				t.Errorf("%s: reached at %d, want %d", c.name, got, c.want)
			}
			if c.peak != 0 && s.peak != c.peak {
				t.Errorf("%s: peak at %d, want %d", c.name, s.peak, c.peak)
			}
			if calls > 100 {
				t.Errorf("%s: %d calls", c.name, calls)
			}
		})
	}
	fault := errors.New("fault")
	s := search{f: func(n int) (float64, error) {
		if n > 40 {
			return 0, fault
		}
		return float64(n), nil
	}}
	if s.reach(1e3, 1e6); s.err != fault {
		t.Errorf("error: %v", s.err)
	}
}

// TestOnePeak: what the search of Needed takes for granted, that from
// 16 modules or copies on the MTBF does not rise again once it has fallen.
func TestOnePeak(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	power := func(lo, hi float64) float64 { return math.Pow(10, lo+(hi-lo)*rng.Float64()) }
	one := func(of ...float64) float64 { return of[rng.IntN(len(of))] }
	for range 60 {
		s := Architecture{
			MTBF: power(-2, 6), MTTR: one(power(-1, 3), math.Inf(1)), Copies: 1 + rng.IntN(5), Crews: rng.IntN(3),
			Coverage: model.Covered(one(0, 1, 0.9999, 0.5, 0.99, 0.9)), Beta: one(0, 0, 0.01, 0.3), VoterRate: one(0, power(-9, -2)), UncoveredMTTR: one(0, power(-1, 2)),
		}
		onePeak(t, s, 4, 24, func(s *Architecture, i int) { s.Modules = 1 << i })
		s.Modules = int(power(0, 4))
		onePeak(t, s, 16, 26, func(s *Architecture, i int) { s.Copies = i })
	}
}

func onePeak(t *testing.T, s Architecture, from, to int, set func(s *Architecture, i int)) {
	t.Helper()
	fell, before := false, 0.0
	for i := from; i <= to; i++ {
		set(&s, i)
		x, err := s.mtbf()
		if err != nil {
			t.Fatal(err)
		}
		fell = fell || x < before*(1-1e-9)
		if fell && x > before*(1+1e-9) {
			t.Errorf("%+v: the MTBF fell and rises again", s)
		}
		before = x
	}
}

// TestIntegral: of densities with a sharp edge, a long tail, and next to nothing.
func TestIntegral(t *testing.T) {
	for name, c := range map[string]struct {
		log   func(t float64) float64
		scale float64
		want  float64
	}{
		"exponential":     {func(t float64) float64 { return -t / 7 }, 7, 7},
		"scale far off":   {func(t float64) float64 { return -t / 7 }, 0.1, 7},
		"weibull of 40":   {func(t float64) float64 { return -math.Pow(t/7, 40) }, 7, 7 * math.Gamma(1+1./40)},
		"weibull of 0.5":  {func(t float64) float64 { return -math.Sqrt(t / 7) }, 7, 14},
		"gamma of 40":     {func(t float64) float64 { return 39*math.Log(t/7) - t/7 }, 7, 7 * math.Gamma(40)},
		"gamma far off":   {func(t float64) float64 { return 39*math.Log(t/7) - t/7 - 200 }, 0.1, 7 * math.Gamma(40) * math.Exp(-200)},
		"two time scales": {func(t float64) float64 { return math.Log(math.Exp(-t/1e9)/2 + math.Exp(-t)/2) }, 1e9, 0.5e9 + 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := integral(each(c.log), c.scale)
			if err != nil || math.Abs(got/c.want-1) > 1e-12 {
				t.Errorf("%s: %.17g, want %.17g, %v", name, got, c.want, err)
			}
		})
	}
	if got, err := integral(each(func(t float64) float64 { return math.Inf(-1) }), 1); got != 0 || err != nil {
		t.Errorf("nothing: %g, %v", got, err)
	}
	forever := each(func(t float64) float64 { return 0 })
	if _, err := integral(forever, 1); !errors.Is(err, ErrQuadrature) {
		t.Errorf("what never ends: %v", err)
	}
}

func BenchmarkSolve(b *testing.B) {
	for _, s := range []Architecture{
		{MTBF: 1e4, MTTR: 24, Modules: 16, Copies: 2, Coverage: 0.999, Beta: 0.01},
		{MTBF: 1e4, MTTR: 24, Modules: 16, Copies: 9, Need: 5, Coverage: 0.999, Beta: 0.01},
		{MTBF: 1e4, MTTR: math.Inf(1), Modules: 16, Copies: 9, Need: 5, Coverage: 0.999, Beta: 0.01},
	} {
		b.Run(fmt.Sprintf("copies=%d/repair=%t", s.Copies, s.repaired()), func(b *testing.B) {
			for b.Loop() {
				if _, err := Solve(s); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "settings/s")
		})
	}
}
