package montecarlo

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// simulated is a case of oracles/g_repairable_sim.
type simulated struct {
	Name  string
	Input struct {
		N               int
		Structure       string
		Failure, Repair [][]any
		Crews           int
		T               float64
	}
	Expected struct {
		Mission struct {
			Availability, Failures, Downtime meanSE
			Reliability                      meanSE             `json:"reliability_no_system_failure"`
			Quantiles                        map[string]float64 `json:"downtime_quantiles"`
		} `json:"mission_from_new"`
		Exact *struct {
			Unavailability float64
			Frequency      float64 `json:"failure_frequency"`
			MUT, MDT       float64
		} `json:"steady_state_exact"`
		Steady struct {
			Availability meanSE
			Frequency    meanSE `json:"failure_frequency"`
		} `json:"steady_state_sim"`
	}
}

type meanSE struct{ Mean, SE float64 }

func distributionOf(t *testing.T, spec []any) model.Distribution {
	x := func(i int) float64 { return spec[i].(float64) }
	switch spec[0] {
	case "w":
		return weibullOf(t, x(1), x(2))
	case "ln":
		return lognormalOf(t, x(1), x(2))
	case "e":
		return exponentialOf(t, x(1))
	}
	t.Fatalf("distribution %v", spec)
	return nil
}

// planOf makes the plan of a case.
func (c *simulated) planOf(t *testing.T) *plan {
	m := &system.Model{Name: c.Name}
	var use []system.Node
	for i := range c.Input.N {
		m.Components = append(m.Components, partOf(fmt.Sprint("p", i), distributionOf(t, c.Input.Failure[i]), distributionOf(t, c.Input.Repair[i])))
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint("u", i), Component: i})
		use = append(use, system.Use{Unit: i})
	}
	var k, n int
	if _, err := fmt.Sscanf(c.Input.Structure, "%d-of-%d", &k, &n); err != nil {
		m.Top = &system.Series{Of: []system.Node{use[0], &system.Parallel{Of: use[1:]}}}
	} else {
		m.Top = &system.KOfN{K: k, Of: use}
	}
	if c.Input.Crews < c.Input.N {
		pool := system.CrewPool{Name: "crews", Crews: c.Input.Crews}
		for i := range m.Components {
			pool.Components = append(pool.Components, i)
		}
		m.Pools = []system.CrewPool{pool}
	}
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func runPlan(t *testing.T, p *plan, o Options) *Result {
	o, err := o.check()
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRun(p, o, new(atomic.Bool))
	if err != nil {
		t.Fatal(err)
	}
	r.share(context.Background())
	x, err := r.part.Result()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// near compares two simulated means.
func near(t *testing.T, name string, got Estimate, want meanSE) {
	t.Helper()
	z := (got.Point - want.Mean) / math.Hypot(got.RelativeError*got.Point, want.SE)
	if !(math.Abs(z) <= 4) {
		t.Errorf("%s: %.8g, want %.8g: z = %.2f", name, got.Point, want.Mean, z)
	} else {
		t.Logf("%s: %.8g, want %.8g: z = %.2f", name, got.Point, want.Mean, z)
	}
}

// TestOracles compares with an independent program's missions from new, and
// with the exact steady state where repairs are independent.
func TestOracles(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/g_repairable_sim/*.json") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			var c simulated
			oracle.Load(t, path, &c)
			want := c.Expected.Mission
			p := c.planOf(t)
			r := runPlan(t, p, Options{Seed: 4, MaxReplications: 40_000, Horizon: c.Input.T, Times: []float64{c.Input.T}, Confidence: 0.9999, FirstFailures: 1, Workers: 2})
			near(t, "availability", r.Measures.Availability, want.Availability)
			near(t, "failures", r.Mission.Failures.Mean, want.Failures)
			near(t, "downtime", r.Mission.Downtime.Mean, want.Downtime)
			if rel := r.At[0].Reliability; want.Reliability.SE > 0 {
				near(t, "reliability", rel, want.Reliability)
			} else if rel.Point != 0 {
				t.Errorf("reliability %g", rel.Point)
			}
			for name, q := range map[string]Estimate{"p50": r.Mission.Downtime.P50, "p90": r.Mission.Downtime.P90, "p99": r.Mission.Downtime.P99} {
				if v := want.Quantiles[name]; !(q.Lo < v*1.002 && v*0.998 < q.Hi) {
					t.Errorf("%s: %.6g in [%.6g, %.6g], want %.6g", name, q.Point, q.Lo, q.Hi, v)
				}
			}
			s := runPlan(t, p, Options{Seed: 5, RelError: 0.007, FirstFailures: 1, Workers: 2}).Measures
			if x := c.Expected.Exact; x != nil {
				within(t, "exact unavailability", s.Unavailability, x.Unavailability, 0.01)
				within(t, "exact frequency", s.FailureFrequency, x.Frequency, 0.01)
				within(t, "exact MUT", s.MUT, x.MUT, 0.01)
				within(t, "exact MDT", s.MDT, x.MDT, 0.01)
			}
			near(t, "steady availability", s.Availability, c.Expected.Steady.Availability)
			near(t, "steady frequency", s.FailureFrequency, c.Expected.Steady.Frequency)
		})
	}
}
