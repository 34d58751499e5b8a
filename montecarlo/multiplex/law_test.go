package multiplex

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/montecarlo"
)

// sameLaw compares a tilted law with probabilities of 0, 1, ... that are not.
func sameLaw(t *testing.T, name string, l law, tilt float64, p []float64) {
	t.Helper()
	sum := 0.0
	for k, x := range p {
		sum += x * math.Exp(tilt*float64(k))
	}
	oracle.Near(t, name+" E e^(tilt k)", math.Exp(l.log), sum, 1e-11)
	for k, x := range p {
		want, got := x*math.Exp(tilt*float64(k))/sum, 0.0
		if i := k - l.first; i >= 0 && i < len(l.p) {
			got = l.p[i]
		}
		if want > 1e-16 {
			oracle.Near(t, fmt.Sprintf("%s P(%d)", name, k), got, want, 1e-11)
		}
	}
	if l.first < 0 || l.first+len(l.p) > len(p) {
		t.Errorf("%s goes from %d to %d", name, l.first, l.first+len(l.p)-1)
	}
}

// TestOverlapByHand: of 5 lines 3 and 2 are stimulated. They do not meet in 1 of
// 10 cases, once in 6 and twice in 3; tilted by log 2 the weights are 1, 12, 12.
func TestOverlapByHand(t *testing.T) {
	sameLaw(t, "by hand", overlap(5, 3, 2, math.Log(2)), math.Log(2), []float64{0.1, 0.6, 0.3, 0, 0, 0})
	oracle.Near(t, "tilted P(0)", overlap(5, 3, 2, math.Log(2)).p[0], 0.04, 1e-14)
}

func TestLaws(t *testing.T) {
	const n = 40
	for _, tilt := range []float64{-2.3, -0.4, 0, 0.7, 3} {
		for _, c := range [][2]int{{0, 0}, {0, 17}, {40, 0}, {40, 40}, {33, 21}, {8, 5}, {39, 38}} {
			p := make([]float64, n+1)
			for k := range p {
				p[k] = hypergeometric(n, c[0], c[1], k)
			}
			sameLaw(t, fmt.Sprintf("overlap of %v by %g", c, tilt), overlap(n, c[0], c[1], tilt), tilt, p)
		}
		for _, chance := range []float64{0.003, 0.37, 0.98} {
			p := make([]float64, n+1)
			for k := range p {
				p[k] = binomialMass(n, k, chance)
			}
			sameLaw(t, fmt.Sprintf("binomial of %g by %g", chance, tilt), binomial(n, chance, tilt), tilt, p)
		}
		for _, k := range []int{0, 1, 5, 20, 37, 40} {
			s := Scheme{N: n}
			sameLaw(t, fmt.Sprintf("pairs of %d by %g", k, tilt), pairs(n, k, tilt), tilt, s.meet(k))
			s.Organ = Majority
			sameLaw(t, fmt.Sprintf("triples of %d by %g", k, tilt), triples(n, k, tilt), tilt, s.meet(k))
		}
	}
}

func TestPoisson(t *testing.T) {
	for _, mean := range []float64{1e-9, 0.3, 7, 160, 3600} {
		l := poisson(mean)
		for _, k := range []int{0, 1, 5, 155, 3700} {
			if i := k - l.first; i >= 0 && i < len(l.p) && l.p[i] > 1e-15 {
				lg, _ := math.Lgamma(float64(k) + 1)
				oracle.Near(t, fmt.Sprintf("mean %g P(%d)", mean, k), l.p[i], math.Exp(float64(k)*math.Log(mean)-mean-lg), 1e-11)
			}
		}
	}
}

// TestTable: drawn numbers have their mean and variance.
func TestTable(t *testing.T) {
	const draws, mean = 200_000, 160.0
	s, of := montecarlo.NewStream(3, 0), newTable(poisson(mean))
	sum, square := 0.0, 0.0
	for range draws {
		x := float64(of.draw(&s)) - mean
		sum += x
		square += x * x
	}
	pass(t, "mean", sum/math.Sqrt(draws*mean))
	pass(t, "variance", (square-draws*mean)/math.Sqrt(draws*mean*(2*mean+1)))
}

// TestStep: a tilted stage draws counts in proportion to P(k) e^(theta k), with
// likelihood ratios that undo it, from counts and from independent inputs.
func TestStep(t *testing.T) {
	const draws = 100_000
	for i, s := range small() {
		s, _ = s.check()
		p := apply(s.executive(), s.errors())
		for _, theta := range []float64{-0.6, 0.35} {
			st := s.newFirst(theta)
			sum, mean, square := 0.0, 0.0, 0.0
			for k, x := range p {
				x *= math.Exp(theta * float64(k))
				sum += x
				mean += x * float64(k)
				square += x * float64(k*k)
			}
			name := fmt.Sprintf("scheme %d theta %g", i, theta)
			oracle.Near(t, name, math.Exp(st.log), sum, 1e-10)
			mean /= sum
			stream, off := montecarlo.NewStream(5, uint64(i)), 0.0
			for range draws {
				k, log := st.draw(&stream)
				off += float64(k) - mean
				if math.Abs(log-(math.Log(sum)-theta*float64(k))) > 1e-9 {
					t.Fatalf("%s: ratio %g at %d", name, log, k)
				}
			}
			if variance := square/sum - mean*mean; variance > 1e-9 {
				pass(t, name, off/math.Sqrt(draws*variance))
			}
		}
	}
}

// TestField: shares, E e^(tilt m) and its slope are those of a large bundle.
func TestField(t *testing.T) {
	const n = 200_000
	for _, k := range []int{20_000, 100_000, 186_000} {
		for _, tilt := range []float64{-0.9, 0.4} {
			f := newField(NAND, float64(k)/n, tilt)
			at, after := pairs(n, k, tilt), pairs(n, k+1, tilt)
			oracle.Near(t, "log", f.log*n, at.log, 1e-3)
			oracle.Near(t, "slope", f.slope, after.log-at.log, 1e-3)
			oracle.Near(t, "on", f.on*n, float64(at.first)+mean(at.p), 1e-4)
		}
	}
	for _, k := range []int{200, 1000, 1860} {
		f := newField(Majority, float64(k)/2000, 0.4)
		at, after := triples(2000, k, 0.4), triples(2000, k+1, 0.4)
		oracle.Near(t, "majority log", f.log*2000, at.log, 1e-2)
		oracle.Near(t, "majority slope", f.slope, after.log-at.log, 1e-2)
		oracle.Near(t, "majority on", f.on*2000, float64(at.first)+mean(at.p), 1e-2)
	}
}

func mean(p []float64) float64 {
	sum := 0.0
	for k, x := range p {
		sum += float64(k) * x
	}
	return sum
}
