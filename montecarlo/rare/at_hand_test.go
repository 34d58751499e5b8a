package rare

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// One unit: F(t) = 1 - exp(-t/MTBF), the same in every cycle, and nothing at 0.
func TestFirstOutageOfAUnit(t *testing.T) {
	r, err := Simulate(context.Background(), seriesOf(1, 1, 1, exponentialPart(t, "a", 5000, 7)), Options{Times: []float64{300, 0, 20_000}})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.At[0]; p.T != 0 || p.Unreliability.Point != 0 || p.Unreliability.Hi != 0 || p.Reliability.Lo != 1 {
		t.Errorf("at 0: %+v", p)
	}
	for i, want := range map[int]float64{1: -math.Expm1(-0.06), 2: -math.Expm1(-4)} {
		oracle.Near(t, "unreliability of one unit", r.At[i].Unreliability.Point, want, 1e-9)
	}
	if r.At[2].Reliability.Estimable() {
		t.Errorf("a reliability of 0.018 is told from its complement: %+v", r.At[2].Reliability)
	}
}

// Two units in parallel, of rates a to fail and b to be repaired: with
// s, r = (3a+b +- sqrt(a^2+6ab+b^2))/2,
//
//	F(t) = 1 - (s exp(-r t) - r exp(-s t))/(s - r),
//
// whose smaller side is 2 a^2 integral_0^t (exp(-r x) - exp(-s x))/(s - r) dx
// = (s (1-exp(-r t)) - r (1-exp(-s t)))/(s - r), as s r = 2 a^2.
func TestFirstOutageOfAPair(t *testing.T) {
	const a, b = 1 / 20_000.0, 1 / 6.0
	root := math.Sqrt(a*a + 6*a*b + b*b)
	s := (3*a + b + root) / 2
	r := 2 * a * a / s
	m := seriesOf(1, 1, 2, exponentialPart(t, "a", 1/a, 1/b))
	got, err := Simulate(context.Background(), m, Options{Times: []float64{6, 5000}, RelError: 0.003, Confidence: sigma, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got.At {
		want := (-s*math.Expm1(-r*p.T) + r*math.Expm1(-s*p.T)) / (s - r)
		near(t, "pair", p.Unreliability, want, 0.006)
	}
}

// Eight discs of 33 years, one rebuilt at a time in 36 h, lost with the third, in five
// years: 7.857759e-7, to 1 %.
func TestDataLossInFiveYears(t *testing.T) {
	const year = 8766.0
	m := groupOf(system.Group{Units: []int{0, 1, 2, 3, 4, 5, 6, 7}, K: 6, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}, exponentialPart(t, "disc", 33*year, 36))
	r, err := Simulate(context.Background(), m, Options{Times: []float64{5 * year}, Confidence: sigma, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "loss in five years", r.At[0].Unreliability, 7.857759e-7, 0.012)
}

// The nominal 90 % interval holds the exact value at 1e-6 in as many of 400 runs,
// within 4 standard errors.
func TestCoverageAtATime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 10 s")
	}
	disc := exponentialPart(t, "disc", 289_278, 36)
	const a, b = 1 / 20_000.0, 1 / 6.0
	for _, c := range []struct {
		name   string
		m      *system.Model
		method Method
		t      float64
	}{
		{"raid by zero variance", groupOf(system.Group{Units: []int{0, 1, 2, 3, 4, 5, 6, 7}, K: 6, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}, disc), ZeroVariance, 55_764},
		{"pair by biasing", seriesOf(1, 1, 2, exponentialPart(t, "a", 1/a, 1/b)), Biasing, 36.6},
		{"17-of-20 by zero variance", seriesOf(1, 17, 20, exponentialPart(t, "a", 1000, 2)), ZeroVariance, 18.6},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := exactAt(t, c.m, c.t)[0]
			const runs = 400
			in, sum, squares := 0, 0.0, 0.0
			for seed := range uint64(runs) {
				r, err := Simulate(context.Background(), c.m, Options{Method: c.method, RelError: 0.07, Seed: 1000 + seed, Times: []float64{c.t}})
				if err != nil {
					t.Fatal(err)
				}
				u := r.At[0].Unreliability
				in += gate.One(u.Lo <= want && want <= u.Hi)
				off := u.Point/want - 1
				sum += off
				squares += off * off
			}
			bias := sum / runs
			z := bias / math.Sqrt((squares/runs-bias*bias)/runs)
			t.Logf("F = %.4g: held in %d of %d, bias %.2e, z = %.2f", want, in, runs, bias, z)
			oracle.Covers(t, c.name, float64(in), runs, 0.90)
			oracle.Within4(t, "bias", z)
		})
	}
}

// One seed, one answer; no estimate falls as the time grows, and what has lasted longer
// has failed more often.
func TestTimesOfOneRun(t *testing.T) {
	p := exponentialPart(t, "a", 20_000, 24)
	lost := exponentialPart(t, "b", 1e5, 24)
	lost.Repair = nil
	times := []float64{1, 1.01, 24, 25, 2000, 2001, 50_000}
	for name, m := range map[string]*system.Model{"three": seriesOf(3, 1, 3, p), "unrepaired": modelOf(parallel, p, p, lost)} {
		var first *Result
		for _, workers := range []int{1, 2, 8} {
			r, err := Simulate(context.Background(), m, Options{RelError: 0.1, Seed: 3, Workers: workers, Times: times})
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = r
			}
			if fmt.Sprint(r.At) != fmt.Sprint(first.At) {
				t.Errorf("%s: %d workers give another result:\n%+v\n%+v", name, workers, r.At, first.At)
			}
		}
		for i := range times[1:] {
			if lo, hi := first.At[i].Unreliability.Point, first.At[i+1].Unreliability.Point; !(lo < hi) {
				t.Errorf("%s: %g by %g h, %g by %g h", name, lo, times[i], hi, times[i+1])
			}
		}
		if name == "unrepaired" && (first.Unavailability.Estimable() || len(first.Warnings) == 0) {
			t.Errorf("a steady state without repair: %+v", first)
		}
	}
}

func TestTimesRefused(t *testing.T) {
	wear, pair := seriesOf(1, 2, 3, wearingPart(t, "a", 2000, 24, 1)), seriesOf(1, 1, 2, exponentialPart(t, "a", 2000, 24))
	for _, c := range []struct {
		name   string
		m      *system.Model
		method Method
	}{{"wear", wear, Auto}, {"window", pair, Window}, {"splitting", pair, Splitting}, {"plain", pair, Plain}} {
		t.Run(c.name, func(t *testing.T) {
			var refused *Error
			if _, err := Simulate(context.Background(), c.m, Options{Method: c.method, Times: []float64{5}}); !errors.As(err, &refused) {
				t.Error(err)
			}
		})
	}
	for _, times := range [][]float64{{-1}, {math.NaN()}, {math.Inf(1)}} {
		if _, err := Simulate(context.Background(), pair, Options{Times: times}); err == nil {
			t.Errorf("times %v are taken", times)
		}
	}
	many := seriesOf(1, 1, 8, exponentialPart(t, "a", 2000, 24))
	if _, err := Simulate(context.Background(), many, Options{Times: []float64{1e10}}); !errors.Is(err, ErrTime) {
		t.Errorf("forty million cycles: %v", err)
	}
}
