package multiplex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// published are exact values of von Neumann's scheme: that more than 7 % of N
// lines are wrong, by the chain of counts with hypergeometric pairing.
var published = map[int]float64{
	1000: 2.227664e-2, 2000: 2.631321e-3, 3000: 3.405993e-4, 5000: 6.377937e-6,
	10000: 3.889370e-10, 20000: 1.969388e-18, 25000: 1.484495e-22,
}

func TestPlainAgainstExact(t *testing.T) {
	for n, goal := range map[int]float64{1000: 0.005, 2000: 0.02} {
		r := simulate(t, neumann(n), Options{Seed: 4, Workers: 2, RelError: goal})
		agree(t, fmt.Sprintf("N=%d", n), r.Probability, published[n])
		if r.Stopped != "rel-error" || r.Probability.RelativeError > goal || !r.Complete {
			t.Errorf("N=%d: %+v", n, r)
		}
		if r.Organs != r.Wirings*512*3*uint64(n) || r.Replications != r.Wirings*512 {
			t.Errorf("N=%d: %d wirings, %d organs", n, r.Wirings, r.Organs)
		}
	}
	for i, s := range small() {
		r := simulate(t, s, Options{Seed: 2, RelError: 0.03})
		agree(t, fmt.Sprintf("scheme %d", i), r.Probability, byCounts(s))
	}
}

func TestPrism(t *testing.T) {
	for n, values := range prismValues {
		for i, want := range values {
			s, name := prism(n, i+1), fmt.Sprintf("N=%d K=%d", n, i+1)
			agree(t, name+" plain", simulate(t, s, Options{Seed: 3, RelError: 0.004}).Probability, 1-want)
			agree(t, name+" tilted", tilted(t, s, Options{Seed: 3, RelError: 0.004}).Probability, 1-want)
		}
	}
}

// TestWiringsCount: replications that share a wiring are not independent. Of a
// bundle of 60 the error over wirings is well above that of as many independent
// lanes, and it is the one that repeated runs have.
func TestWiringsCount(t *testing.T) {
	s := neumann(60)
	const runs, wirings = 300, 40
	want, squares, told, effect := byCounts(s), 0.0, 0.0, 0.0
	for seed := range uint64(runs) {
		r := simulate(t, s, Options{Seed: seed, MaxBatches: wirings})
		off := r.Probability.Point - want
		squares += off * off / runs
		told += math.Pow(r.Probability.RelativeError*r.Probability.Point, 2) / runs
		effect += float64(r.Replications) / r.ESS / runs
	}
	naive := want * (1 - want) / (wirings * lanes)
	t.Logf("variance of runs %.3g, told %.3g, if independent %.3g, design effect %.1f", squares, told, naive, effect)
	pass(t, "variance", (squares/told-1)/math.Sqrt(2.0/runs))
	if squares < 2*naive {
		t.Errorf("variance %g is that of independent lanes, %g", squares, naive)
	}
}

// TestSameForAnyWorkers: who simulates what changes no bit of the answer.
func TestSameForAnyWorkers(t *testing.T) {
	for i, s := range append(small(), neumann(1000)) {
		o := Options{Seed: 9, RelError: 0.03, MaxBatches: 150}
		plain, count := simulate(t, s, o), tilted(t, s, o)
		for _, o.Workers = range []int{1, 2, 8} {
			if r := simulate(t, s, o); !reflect.DeepEqual(r, plain) {
				t.Errorf("scheme %d, %d workers: %+v, not %+v", i, o.Workers, r, plain)
			}
			if r := tilted(t, s, o); !reflect.DeepEqual(r, count) {
				t.Errorf("scheme %d, %d workers: %+v, not %+v", i, o.Workers, r, count)
			}
		}
		o.Seed++
		if r := simulate(t, s, o); r.Probability.Point == plain.Probability.Point {
			t.Errorf("scheme %d: two seeds, one answer", i)
		}
	}
}

// after is a context that is done after it was asked a number of times.
type after struct {
	context.Context
	asked chan struct{}
}

func (a after) Err() error {
	select {
	case a.asked <- struct{}{}:
		return nil
	default:
		return context.Canceled
	}
}

func cancelledAfter(n int) context.Context {
	return after{context.Background(), make(chan struct{}, n)}
}

// TestCancel: what was simulated until then is the answer, marked, and nobody
// goes on working.
func TestCancel(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, f := range []func(context.Context, Scheme, Options) (*Result, error){Simulate, Tilted} {
		r, err := f(cancelledAfter(50), neumann(60), Options{Workers: 3, RelError: 1e-5})
		if err != nil || r.Complete || r.Stopped != "cancelled" || len(r.Warnings) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		if r.Method == "plain" && (r.Wirings < 45 || r.Wirings > 50) {
			t.Errorf("%d wirings", r.Wirings)
		}
		agree(t, r.Method, r.Probability, byCounts(neumann(60)))
		if _, err := f(cancelledAfter(0), neumann(60), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("nothing simulated: %v", err)
		}
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, %d before", now, before)
	}
}

// TestTimeLimit: a run that its deadline ends says so, and so does one that
// knows nothing yet.
func TestTimeLimit(t *testing.T) {
	for _, f := range []func(context.Context, Scheme, Options) (*Result, error){Simulate, Tilted} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		r, err := f(ctx, neumann(60), Options{RelError: 1e-7, MaxBatches: 1 << 30})
		if err != nil || r.Complete || r.Stopped != "time-limit" {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := f(ctx, neumann(60), Options{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nothing simulated: %v", err)
		}
		cancel()
	}
}

// TestNoFailures: 40 wirings without a failed lane bound the probability by
// 1 - 0.05^(1/40) = 0.07216.
func TestNoFailures(t *testing.T) {
	r := simulate(t, neumann(6000), Options{MaxBatches: 40, Confidence: 0.95})
	e := r.Probability
	if e.Estimable() || e.Lo != 0 || len(e.Warnings) != 1 || e.Warnings[0].Code != "no-failures" || !math.IsNaN(r.Log) {
		t.Errorf("%+v", r)
	}
	oracle.Near(t, "bound", e.Hi, 0.07216, 1e-3)
}

// TestOnlyFailures: the inputs are worse than the level and nothing restores
// them. Limits are those of 20 successes in 20, 0.025^(1/20) = 0.8316 to 1.
func TestOnlyFailures(t *testing.T) {
	s := Scheme{Organ: Majority, N: 500, Error: 0.1, Fiducial: 0.03, Stimulated: 0.8}
	e := simulate(t, s, Options{MaxBatches: 20, Confidence: 0.95}).Probability
	if e.Point != 1 || e.Hi != 1 || e.RelativeError != 0 {
		t.Errorf("%+v", e)
	}
	if e.Lo > 0.8316 || e.Lo < 0.7 {
		t.Errorf("lower limit %g", e.Lo)
	}
	if e := tilted(t, s, Options{MaxBatches: 20}).Probability; math.Abs(e.Point-1) > 1e-9 {
		t.Errorf("tilted: %+v", e)
	}
}

func TestRefused(t *testing.T) {
	good := neumann(100)
	for name, f := range map[string]func(s *Scheme, o *Options){
		"organ":          func(s *Scheme, o *Options) { s.Organ = 2 },
		"lines":          func(s *Scheme, o *Options) { s.N = 1 },
		"organ error":    func(s *Scheme, o *Options) { s.Error = math.NaN() },
		"fiducial level": func(s *Scheme, o *Options) { s.Fiducial = 0.5 },
		"tiers":          func(s *Scheme, o *Options) { s.Tiers = -1 },
		"stimulated":     func(s *Scheme, o *Options) { s.Stimulated = 0.5 },
		"rel-error":      func(s *Scheme, o *Options) { o.RelError = math.NaN() },
		"max-batches":    func(s *Scheme, o *Options) { o.MaxBatches = 1 },
		"confidence":     func(s *Scheme, o *Options) { o.Confidence = 1e-12 },
	} {
		s, o := good, Options{}
		f(&s, &o)
		for _, run := range []func(context.Context, Scheme, Options) (*Result, error){Simulate, Tilted} {
			var bad *model.ParamError
			if _, err := run(context.Background(), s, o); !errors.As(err, &bad) || bad.Param != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestDomains: the ends that belong to a domain are taken, what is just beyond
// them is refused by name.
func TestDomains(t *testing.T) {
	under := func(x float64) float64 { return math.Nextafter(x, 0) }
	scheme := func(f func(s *Scheme)) error {
		s := neumann(100)
		f(&s)
		_, err := s.check()
		return err
	}
	options := func(f func(o *Options)) error {
		var o Options
		f(&o)
		_, err := o.check()
		return err
	}
	for _, c := range []struct {
		param       string
		in, outside []error
	}{
		{"organ", []error{scheme(func(s *Scheme) { s.Organ = Majority })}, []error{scheme(func(s *Scheme) { s.Organ = Majority + 1 })}},
		{"lines",
			[]error{scheme(func(s *Scheme) { s.N = 2 }), scheme(func(s *Scheme) { s.N = 1_000_000 })},
			[]error{scheme(func(s *Scheme) { s.N = 1 }), scheme(func(s *Scheme) { s.N = 1_000_001 })}},
		{"organ error",
			[]error{scheme(func(s *Scheme) { s.Error = 0 }), scheme(func(s *Scheme) { s.Error = under(0.5) })},
			[]error{scheme(func(s *Scheme) { s.Error = -1e-9 }), scheme(func(s *Scheme) { s.Error = 0.5 })}},
		{"fiducial level",
			[]error{scheme(func(s *Scheme) { s.Fiducial = 0 }), scheme(func(s *Scheme) { s.Fiducial, s.Stimulated = under(0.5), 1 })},
			[]error{scheme(func(s *Scheme) { s.Fiducial = -1e-9 }), scheme(func(s *Scheme) { s.Fiducial, s.Stimulated = 0.5, 1 })}},
		{"tiers",
			[]error{scheme(func(s *Scheme) { s.Tiers = 0 }), scheme(func(s *Scheme) { s.Tiers = 100 })},
			[]error{scheme(func(s *Scheme) { s.Tiers = -1 }), scheme(func(s *Scheme) { s.Tiers = 101 })}},
		{"stimulated",
			[]error{scheme(func(s *Scheme) { s.Stimulated = math.Nextafter(0.5, 1) }), scheme(func(s *Scheme) { s.Stimulated = 1 })},
			[]error{scheme(func(s *Scheme) { s.Stimulated = 0.5 }), scheme(func(s *Scheme) { s.Stimulated = 1 + 1e-9 })}},
		{"rel-error",
			[]error{options(func(o *Options) { o.RelError = 0 }), options(func(o *Options) { o.RelError = under(1) })},
			[]error{options(func(o *Options) { o.RelError = -1e-9 }), options(func(o *Options) { o.RelError = 1 })}},
		{"max-batches",
			[]error{options(func(o *Options) { o.MaxBatches = 2 }), options(func(o *Options) { o.MaxBatches = maxBatches })},
			[]error{options(func(o *Options) { o.MaxBatches = -1 }), options(func(o *Options) { o.MaxBatches = maxBatches + 1 })}},
		{"confidence",
			[]error{options(func(o *Options) { o.Confidence = 1e-9 }), options(func(o *Options) { o.Confidence = 1 - 1e-9 })},
			[]error{options(func(o *Options) { o.Confidence = under(1e-9) }), options(func(o *Options) { o.Confidence = 1 })}},
	} {
		t.Run(c.param, func(t *testing.T) {
			for i, err := range c.in {
				if err != nil {
					t.Errorf("end %d: %v", i, err)
				}
			}
			for _, err := range c.outside {
				oracle.Refused(t, c.param)(nil, err)
			}
		})
	}
}

// FuzzSchemes: whatever is asked, the answer is an error or a probability.
func FuzzSchemes(f *testing.F) {
	f.Add(uint8(0), 100, 0.005, 0.07, 2, 0.0, false)
	f.Add(uint8(1), 30, 0.4, 0.3, 1, 0.9, true)
	f.Add(uint8(1), 2, 0.0, 0.0, 3, 1.0, true)
	f.Add(uint8(0), 17, 1e-300, 0.49, 0, 0.500001, false)
	f.Fuzz(func(t *testing.T, organ uint8, n int, eps, delta float64, tiers int, stimulated float64, independent bool) {
		s := Scheme{Organ(organ), n, eps, delta, tiers, stimulated, independent, n%2 == 0}
		if n > 300 || tiers > 5 {
			return
		}
		for _, run := range []func(context.Context, Scheme, Options) (*Result, error){Simulate, Tilted} {
			r, err := run(context.Background(), s, Options{MaxBatches: 2})
			var bad *model.ParamError
			if errors.As(err, &bad) || errors.Is(err, ErrWeights) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			e := r.Probability
			if !(e.Lo >= 0 && e.Hi <= 1 && e.Lo <= e.Hi) || e.Estimable() && !(e.Lo <= e.Point && e.Point <= e.Hi*(1+1e-9)) {
				t.Fatalf("%+v: %+v", s, e)
			}
		}
	})
}
