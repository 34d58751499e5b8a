package rare

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
)

// examples are the systems that ship with the program, by name.
func examples(t *testing.T) map[string]*system.Model {
	t.Helper()
	paths, err := filepath.Glob("../../datasets/systems/*.yaml")
	if err != nil || len(paths) < 11 {
		t.Fatalf("%d example systems: %v", len(paths), err)
	}
	all := map[string]*system.Model{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := systemfile.Parse(path, bytes.NewReader(text), systemfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".yaml")] = m
	}
	return all
}

// figure is an answer of an engine; one without a point has limits only.
type figure struct{ point, se, lo, hi float64 }

// answer holds the figures of an engine in the order of measures.
type answer [5]figure

var measures = [5]string{"unavailability", "failure frequency", "MTBF", "MDT", "MTTF"}

// exactly is the answer of the exact engines.
func exactly(m *system.Model) (answer, bool) {
	r, err := solve.System(context.Background(), m)
	if err != nil {
		return answer{}, false
	}
	var a answer
	for i, x := range []float64{r.Unavailability, r.FailureFrequency, r.MTBF, r.MDT, r.MTTF} {
		a[i] = figure{point: x, lo: 0, hi: math.Inf(1)}
	}
	return a, true
}

// plainly is that of missions.
func plainly(t *testing.T, name string, m *system.Model) answer {
	t.Helper()
	most := map[string]uint64{"bridge": 400_000, "two-terminals-two-lines": 1_000_000, "duplexed-discs": 40_000, "cold-standby-pump": 20_000}[name]
	r, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 7, MaxReplications: max(most, 4000), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	x := r.Measures
	var a answer
	for i, e := range []montecarlo.Estimate{x.Unavailability, x.FailureFrequency, x.MTBF, x.MDT, x.MTTF} {
		a[i] = figure{e.Point, e.Point * e.RelativeError, e.Lo, e.Hi}
	}
	return a
}

// rarely is that of a rare-event method, where it takes the system.
func rarely(t *testing.T, m *system.Model, method Method) (answer, bool) {
	t.Helper()
	r, err := Simulate(context.Background(), m, Options{Method: method, Seed: 7, RelError: 0.02, Confidence: sigma, Workers: 2})
	var refused *Error
	if errors.As(err, &refused) || errors.Is(err, ErrUnseen) {
		return answer{}, false
	}
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	for i, e := range []model.Estimate{r.Unavailability, r.FailureFrequency, r.MTBF, r.MDT, r.MTTF} {
		a[i] = figure{e.Point, (e.Hi - e.Lo) / 2, e.Lo, e.Hi}
	}
	return a, true
}

// TestEveryEngine: every example system gives the same figures, within 4
// standard errors, by the exact engines, by missions and by all rare-event
// methods that take it. How many engines answer is part of the contract.
func TestEveryEngine(t *testing.T) {
	engines := map[string]int{
		"bridge": 2, "two-terminals-two-lines": 2, "tmr-with-voter": 2, "cold-standby-pump": 1, "raid6": 4, "duplexed-discs": 7,
		"two-of-three-shared-mains": 7, "five-replicas": 6, "three-replicas": 6, "process-pair": 6, "node-after-gray": 6, "node-with-mechanisms": 6,
	}
	for name, m := range examples(t) {
		t.Run(name, func(t *testing.T) {
			answers := map[string]answer{"plain": plainly(t, name, m)}
			if a, ok := exactly(m); ok {
				answers["exact"] = a
			}
			for _, method := range []Method{Plain, Biasing, ZeroVariance, Window, Splitting} {
				if a, ok := rarely(t, m, method); ok {
					answers["rare "+string(method)] = a
				}
			}
			if len(answers) != engines[name] {
				t.Errorf("%d engines answer, not %d", len(answers), engines[name])
			}
			for one, a := range answers {
				for other, b := range answers {
					if one < other {
						agree(t, one+" and "+other, a, b)
					}
				}
			}
		})
	}
}

// agree compares two answers where both have a point, and a point with limits
// where one has only these.
func agree(t *testing.T, who string, a, b answer) {
	t.Helper()
	for i, what := range measures {
		x, y := a[i], b[i]
		switch {
		case math.IsNaN(x.point) && math.IsNaN(y.point):
		case math.IsNaN(x.point):
			inside(t, who+": "+what, y, x)
		case math.IsNaN(y.point):
			inside(t, who+": "+what, x, y)
		default:
			se := math.Hypot(math.Hypot(x.se, y.se), 1e-9*y.point)
			z := (x.point - y.point) / se
			t.Logf("%s: %s %.5g and %.5g, standard error %.2g of it, z = %.2f", who, what, x.point, y.point, se/y.point, z)
			most := 0.1
			if strings.Contains(who, string(Splitting)) {
				most = 0.35 // on shared mains, where it cannot do better
			}
			if se > most*math.Max(x.point, y.point) {
				t.Errorf("%s: %s: a standard error of %.2g of it tells nothing", who, what, se/y.point)
			}
			if !(math.Abs(z) <= 4) {
				t.Errorf("%s: %s %.5g and %.5g, z = %.2f", who, what, x.point, y.point, z)
			}
		}
	}
}

func inside(t *testing.T, name string, x, limits figure) {
	t.Helper()
	if x.point+4*x.se < limits.lo || x.point-4*x.se > limits.hi {
		t.Errorf("%s: %g is outside [%g, %g]", name, x.point, limits.lo, limits.hi)
	}
}
