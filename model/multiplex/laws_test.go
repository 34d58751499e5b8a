package multiplex

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
)

// scheme draws any valid scheme.
func scheme(t *rapid.T, most int) Scheme {
	e := math.Pow(10, rapid.Float64Range(-12, math.Log10(0.49)).Draw(t, "log error"))
	return Scheme{
		Organ:  rapid.SampledFrom([]Organ{NAND, Majority}).Draw(t, "organ"),
		Bundle: Bundle{rapid.IntRange(1, most).Draw(t, "lines"), rapid.Float64Range(0.001, 0.499).Draw(t, "level")},
		Error:  rapid.SampledFrom([]float64{0, e, e, e}).Draw(t, "error"),
		Tiers:  rapid.IntRange(0, 4).Draw(t, "tiers"),
	}
}

// counts draws the stimulated lines of each input, none of them half.
func counts(t *rapid.T, s Scheme) []int {
	var all []int
	for range s.Organ.Lines() {
		k := rapid.IntRange(0, s.Bundle.N).Filter(func(k int) bool { return 2*k != s.Bundle.N })
		all = append(all, k.Draw(t, "stimulated"))
	}
	return all
}

// same reports an error unless two distributions agree, down to 1e-200.
func same(t rapid.TB, got, want Counts) {
	t.Helper()
	for k := range want.Lines() + 1 {
		if p := want.Probability(k); math.Abs(got.Probability(k)-p) > 1e-11*p+1e-200 {
			t.Errorf("P(%d) = %g, want %g", k, got.Probability(k), p)
		}
	}
}

// TestAnyScheme: whatever the scheme, the mass is 1 at every stage, the residual
// is a probability, and the two ways to cut a distribution fit together.
func TestAnyScheme(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		s := scheme(t, 80)
		r, err := s.Run(context.Background(), Exactly(counts(t, s)...))
		if err != nil {
			t.Fatal(err)
		}
		if !(r.Residual >= 0 && r.Residual <= 1+1e-12) {
			t.Fatalf("residual %g", r.Residual)
		}
		for i, c := range r.Stages {
			k := rapid.IntRange(-1, s.Bundle.N).Draw(t, "k")
			if mass := c.AtMost(k) + c.MoreThan(k); math.Abs(mass-1) > 1e-12 {
				t.Fatalf("stage %d: mass %.17g", i, mass)
			}
			if lo, hi := c.Range(); lo < 0 || hi > s.Bundle.N || c.Probability(lo) <= 0 || c.Probability(hi) <= 0 {
				t.Fatalf("stage %d: range %d to %d", i, lo, hi)
			}
		}
	})
}

// TestOrderOfInputs: bundles may be exchanged.
func TestOrderOfInputs(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		s := scheme(t, 60)
		in := counts(t, s)
		turned := append(append([]int{}, in[1:]...), in[0])
		a, b := s.run(context.Background(), Exactly(in...), minTol), s.run(context.Background(), Exactly(turned...), minTol)
		same(t, b.Stages[s.Tiers], a.Stages[s.Tiers])
	})
}

// TestSelfDual: a majority organ treats yes and no alike.
func TestSelfDual(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		s := scheme(t, 60)
		s.Organ = Majority
		in := counts(t, s)
		mirrored := make([]int, 3)
		for i, k := range in {
			mirrored[i] = s.Bundle.N - k
		}
		a, b := s.run(context.Background(), Exactly(in...), minTol), s.run(context.Background(), Exactly(mirrored...), minTol)
		same(t, b.Stages[s.Tiers].complement(), a.Stages[s.Tiers])
	})
}

// TestWorstInputs: no inputs that read as they are meant leave a greater
// residual error than the worst.
func TestWorstInputs(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		s := scheme(t, 40)
		worst, err := s.Residual(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if first := s.compute(context.Background(), s.Worst()[0]).Residual; first < worst*(1-1e-12) && s.Tiers%2 == 0 {
			t.Fatalf("both inputs yes leave %g, less than %g", first, worst)
		}
		var in []int
		for range s.Organ.Lines() {
			k := rapid.IntRange(0, s.Bundle.No()).Draw(t, "wrong")
			if rapid.Bool().Draw(t, "yes") {
				k = s.Bundle.N - k
			}
			in = append(in, k)
		}
		if r, err := s.Run(context.Background(), Exactly(in...)); err != nil || r.Residual > worst*(1+1e-9) {
			t.Fatalf("%v: %g is above %g, %v", in, r.Residual, worst, err)
		}
	})
}

// TestIndependentIsMixed: independent lines are a binomial mixture of exact
// counts.
func TestIndependentIsMixed(t *testing.T) {
	s := Scheme{NAND, Bundle{23, 0.2}, 0.03, 2}
	p := []float64{0.85, 0.7}
	got := run(t, s, Independently(p...)).Stages[2]
	c := newChain(context.Background(), 23, minTol)
	first := c.thin(certain(23, 23), p[0], 1-p[0])
	second := c.thin(certain(23, 23), p[1], 1-p[1])
	mixed := make([]float64, 24)
	for i := range 24 {
		for j := range 24 {
			last := s.run(context.Background(), Exactly(i, j), minTol).Stages[2]
			for k := range mixed {
				mixed[k] += first.Probability(i) * second.Probability(j) * last.Probability(k)
			}
		}
	}
	for k, want := range mixed {
		oracle.Near(t, "mixture", got.Probability(k), want, 1e-12)
	}
}

// TestMoments: von Neumann's means and deviations are those of the exact
// chain for large N, and the first stage's deviation is smaller than that of
// independent lines.
func TestMoments(t *testing.T) {
	n := 20_000
	for _, s := range []Scheme{VonNeumann(n), {Majority, Bundle{n, 0.04}, 0.01, 1}} {
		for _, in := range []Inputs{s.Worst()[0], Independently(0.93, 0.95, 0.9)} {
			if in.lines != nil {
				in.lines = in.lines[:s.Organ.Lines()]
			}
			r := run(t, s, in)
			m := s.moments(in)
			if len(m) != len(r.Stages) {
				t.Fatal(len(m))
			}
			for i, stage := range r.Stages {
				oracle.Near(t, s.Organ.String()+" mean", stage.Mean()/float64(n), m[i].mean, 3e-4)
				oracle.Near(t, s.Organ.String()+" sd", stage.SD()/float64(n), m[i].sd, 1e-3)
			}
		}
	}
}

// TestMargin: his eq. 25 written out for eps = 0.005, level 0.07: the mean and
// N times the variance go stage by stage as (.138749, .00912867), (.975941,
// .0196595), (.0520633, .0789245), so that k = (.07 - .0520633)/sqrt(.0789245/N)
// = .0638463 sqrt(N). He has .062.
func TestMargin(t *testing.T) {
	s := VonNeumann(10_000)
	m := s.moments(s.Worst()[0])
	for i, want := range [][2]float64{{.138749, .00912867}, {.975941, .0196595}, {.0520633, .0789245}} {
		oracle.Near(t, "mean", m[i].mean, want[0], 1e-6)
		oracle.Near(t, "N variance", m[i].sd*m[i].sd*10_000, want[1], 1e-5)
	}
	k, err := s.Margin()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "margin", k, 6.38463, 1e-6)
	rho, _ := s.NormalResidual()
	oracle.Near(t, "its tail", rho, math.Erfc(k/math.Sqrt2)/2, 1e-13)
	s.Error = 0.011
	if k, _ := s.Margin(); k >= 0 {
		t.Errorf("above the critical error the margin is %g", k)
	}
}

// TestSimulated runs the scheme line by line with shuffled bundles.
func TestSimulated(t *testing.T) {
	const runs = 20_000
	random := rand.New(rand.NewPCG(1952, 1956))
	for _, s := range []Scheme{{NAND, Bundle{150, 0.07}, 0.004, 2}, {Majority, Bundle{120, 0.06}, 0.004, 2}} {
		in := s.Worst()[0]
		want := run(t, s, in).Residual
		wrong := 0
		for range runs {
			if misread(s, in, random) {
				wrong++
			}
		}
		z := (float64(wrong) - runs*want) / math.Sqrt(runs*want*(1-want))
		if math.Abs(z) > 4 {
			t.Errorf("%v: %d of %d wrong, %g expected (z = %.1f)", s, wrong, runs, runs*want, z)
		}
	}
}

func misread(s Scheme, in Inputs, random *rand.Rand) bool {
	n := s.Bundle.N
	bundles := make([][]bool, s.Organ.Lines())
	for i := range bundles {
		bundles[i] = make([]bool, n)
		for j := range in.counts[i] {
			bundles[i][j] = true
		}
	}
	var out []bool
	for range s.Tiers + 1 {
		for _, b := range bundles {
			random.Shuffle(n, func(i, j int) { b[i], b[j] = b[j], b[i] })
		}
		out = make([]bool, n)
		for line := range out {
			yes := 0
			for _, b := range bundles {
				if b[line] {
					yes++
				}
			}
			out[line] = (yes < 2) == (s.Organ == NAND) != (random.Float64() < s.Error)
		}
		for _, b := range bundles {
			copy(b, out)
		}
	}
	yes := 0
	for _, b := range out {
		if b {
			yes++
		}
	}
	return s.Organ == NAND && yes > s.Bundle.No() || s.Organ == Majority && yes < s.Bundle.Yes()
}
