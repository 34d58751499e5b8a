package montecarlo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

func mean(t *testing.T, hours float64) model.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(hours)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pair is two discs that fail once in 300 h and are repaired in 30 h, one of
// which is enough.
func pair(t *testing.T) *system.Model {
	return &system.Model{
		Components: []system.Component{{Name: "disc", Life: mean(t, 300), Repair: mean(t, 30)}},
		Units:      []system.Unit{{Name: "disc.1"}, {Name: "disc.2"}},
		Top:        &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
}

// judge holds an estimate to a value by its own standard error, which must be
// small enough to tell: below 2 % of it.
func judge(t *testing.T, name string, e montecarlo.Estimate, want float64) {
	t.Helper()
	z := (e.Point - want) / (e.RelativeError * e.Point)
	if !(math.Abs(z) <= 4) || !(e.RelativeError < 0.02) {
		t.Errorf("%s: %g, want %g: z = %.1f with a relative error of %.2g", name, e.Point, want, z, e.RelativeError)
	}
}

// Each is down 30 of 330 h, both 1/121 of the time; M^2/2R + M = 1,800 h up per
// failure, then down for R/2 = 15 h. The zero Options answer to 1 %.
func TestZeroOptions(t *testing.T) {
	r, err := montecarlo.Simulate(context.Background(), pair(t), montecarlo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	judge(t, "unavailability", r.Measures.Unavailability, 1./121)
	judge(t, "MTBF", r.Measures.MTBF, 1800)
	judge(t, "MDT", r.Measures.MDT, 15)
	if r.Stopped != "rel-error" || r.Measures.Unavailability.RelativeError > 0.01 || r.Measures.Unavailability.Confidence != 0.90 {
		t.Errorf("stopped by %s at %+v", r.Stopped, r.Measures.Unavailability)
	}
}

// The same by the methods for rare failures, whose zero options are auto to 1 %.
func TestZeroRareOptions(t *testing.T) {
	r, err := rare.Simulate(context.Background(), pair(t), rare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	judge(t, "unavailability", montecarlo.Estimate{Estimate: r.Unavailability, RelativeError: r.RelError}, 1./121)
	if r.Unavailability.Confidence != 0.9 || r.Method == "" {
		t.Errorf("%+v by %q", r.Unavailability, r.Method)
	}
}

// Two shards put together make what one run does.
func TestShards(t *testing.T) {
	o := montecarlo.Options{Seed: 3, MaxReplications: 2000, FirstFailures: 1}
	whole, err := montecarlo.Run(context.Background(), pair(t), o)
	if err != nil {
		t.Fatal(err)
	}
	var parts []*montecarlo.Shard
	for o.Shards = 2; o.Shard < 2; o.Shard++ {
		p, err := montecarlo.Run(context.Background(), pair(t), o)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p)
	}
	merged, err := montecarlo.Merge(parts)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := whole.Result()
	b, errB := merged.Result()
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	one, _ := json.Marshal(a.Measures.MDT.Point)
	two, _ := json.Marshal(b.Measures.MDT.Point)
	if !bytes.Equal(one, two) || a.Replications != b.Replications {
		t.Errorf("%s of %d and %s of %d", one, a.Replications, two, b.Replications)
	}
}

// Parts that are none are refused.
func TestNoParts(t *testing.T) {
	oracle.Refused(t, "parts")(montecarlo.Merge(nil))
	oracle.Refused(t, "parts")(montecarlo.Merge([]*montecarlo.Shard{nil}))
	var refused *montecarlo.ShardError
	if _, err := montecarlo.Merge([]*montecarlo.Shard{{}}); !errors.As(err, &refused) {
		t.Errorf("a zero part: %v", err)
	}
	if _, err := (&montecarlo.Shard{}).Result(); err == nil {
		t.Error("a result of nothing")
	}
	if _, err := montecarlo.ReadPart(bytes.NewReader(nil)); err == nil {
		t.Error("a part of nothing")
	}
}

// What is left out of a system, and options outside their domains, are refused
// by name.
func TestLeftOut(t *testing.T) {
	ctx, nan := context.Background(), math.NaN()
	for param, m := range map[string]*system.Model{"system": nil, "structure": {}} {
		t.Run(param, func(t *testing.T) {
			oracle.Refused(t, param)(montecarlo.Simulate(ctx, m, montecarlo.Options{}))
			oracle.Refused(t, param)(rare.Simulate(ctx, m, rare.Options{}))
		})
	}
	for param, o := range map[string]montecarlo.Options{
		"rel-error": {RelError: nan}, "horizon": {Horizon: nan}, "warmup": {Horizon: 10, Warmup: nan}, "confidence": {Confidence: nan}, "at": {Times: []float64{nan}},
	} {
		t.Run(param, func(t *testing.T) {
			o.MaxReplications = 10
			oracle.Refused(t, param)(montecarlo.Simulate(ctx, pair(t), o))
		})
	}
	oracle.Refused(t, "confidence")(rare.Simulate(ctx, pair(t), rare.Options{Confidence: nan}))
	defer func() {
		if recover() == nil {
			t.Error("a stream that was not made gave numbers")
		}
	}()
	new(montecarlo.Stream).Float64()
}

// A unit that lives 10 h and is repaired in 2 h, and one that lives 25 h and is
// repaired in 5 h, in series for 60 h. The first is down from 10, 22, 34, 46 and 58
// h, the second from 25 and 55 h. The last failure of the first comes while the second
// is down, and takes nothing down: four outages of 2 h and two of 5 h.
func TestDowntimeByCause(t *testing.T) {
	fixed := func(h float64) dist.Deterministic {
		d, err := dist.NewDeterministic(h)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	m := &system.Model{
		Components: []system.Component{{Name: "belt", Life: fixed(10), Repair: fixed(2)}, {Name: "motor", Life: fixed(25), Repair: fixed(5)}},
		Units:      []system.Unit{{Name: "belt"}, {Name: "motor", Component: 1}},
		Top:        &system.Series{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	const missions = 20
	r, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Horizon: 60, MaxReplications: missions, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []montecarlo.Cause{
		{Name: "belt", Failures: 4 * missions, Downtime: 8, DowntimeShare: 8. / 18}, {Name: "motor", Failures: 2 * missions, Downtime: 10, DowntimeShare: 10. / 18},
	} {
		i := slices.IndexFunc(r.Causes, func(c montecarlo.Cause) bool { return c.Name == want.Name })
		if i < 0 || r.Causes[i].Failures != want.Failures {
			t.Fatalf("%s: %+v", want.Name, r.Causes)
		}
		oracle.Near(t, want.Name+": downtime a mission", r.Causes[i].Downtime, want.Downtime, 1e-9)
		oracle.Near(t, want.Name+": share", r.Causes[i].DowntimeShare, want.DowntimeShare, 1e-9)
	}
}
