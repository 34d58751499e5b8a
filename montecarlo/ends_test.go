package montecarlo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"mtbf/model"
	"mtbf/model/system"
)

// fastAndSlow is a unit that fails every hour beside one that hardly does.
func fastAndSlow(t testing.TB, top func(u []system.Node) system.Node) *system.Model {
	m := modelOf(2, partOf("fast", exponentialOf(t, 1), exponentialOf(t, 0.1)), top)
	m.Components = append(m.Components, partOf("slow", exponentialOf(t, 8.76e7), nil))
	m.Units[1] = system.Unit{Name: "slow", Component: 1}
	return m
}

func series(u []system.Node) system.Node   { return &system.Series{Of: u} }
func parallel(u []system.Node) system.Node { return &system.Parallel{Of: u} }

// withinAMinute fails a test that would hang.
func withinAMinute(t *testing.T, name string, work func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { work(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatalf("%s does not end", name)
	}
}

// TestEndsInAMission: a mission of some 5e8 events ends in its middle, with the
// reason of the context.
func TestEndsInAMission(t *testing.T) {
	why := errors.New("told to")
	for name, top := range map[string]func(u []system.Node) system.Node{"series": series, "parallel": parallel} {
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
		withinAMinute(t, name, func() {
			if _, err := Simulate(ctx, fastAndSlow(t, top), Options{Workers: 2}); !errors.Is(err, why) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// TestPieces: a mission in pieces has the outages, causes and times of one at
// once, whatever the pieces. Lives and repairs are fixed, so that the order of
// draws does not matter.
func TestPieces(t *testing.T) {
	const to = 30_000
	times := []float64{0, 100, 777, 12_345, to}
	for _, name := range []string{"duplex", "2of3", "2of3-pump", "series", "shared", "shared-kofn", "bridge", "node"} {
		m := exactSystems(t)[name]
		for round := range uint64(10) {
			fixTimes(t, m, NewStream(3, round), to)
			p, err := newPlan(m)
			if err != nil {
				t.Fatal(err)
			}
			seen := func(piece float64) string {
				w, b := newWorker(p), newBlock(len(times))
				w.replicate(b, &mission{warmup: 5000, horizon: to, piece: piece, times: times}, 1, 1)
				w.flush(b)
				return fmt.Sprintf("%.12g %v %v %v %v", b.Down.value(), b.Failures.value(), b.DownAt, b.FailedBy, causesOf(b))
			}
			want := seen(to)
			for _, piece := range []float64{37, 700, 29_999} {
				if got := seen(piece); got != want {
					t.Errorf("%s: in pieces of %g h %s, at once %s", name, piece, got, want)
				}
			}
		}
	}
}

func causesOf(b *block) (all []string) {
	for _, c := range b.causes {
		all = append(all, fmt.Sprintf("%d: %d %d %.9g", c.cause, c.Failures, c.Outages, c.Down.value()))
	}
	slices.Sort(all)
	return all
}

// TestMemoryOfAMission: one of 2e7 events takes little more than one of 2e5.
func TestMemoryOfAMission(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	before := new(runtime.MemStats)
	runtime.ReadMemStats(before)
	m := fastAndSlow(t, series)
	m.Components[1] = partOf("slow", exponentialOf(t, 1000), exponentialOf(t, 1))
	simulate(t, m, Options{MaxReplications: 1, Horizon: 1e7, FirstFailures: 1})
	after := new(runtime.MemStats)
	runtime.ReadMemStats(after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("%d MB for a mission", took>>20)
	}
}

// TestDense: what would need the memory for millions of outages at once is
// refused with a reason.
func TestDense(t *testing.T) {
	m := modelOf(1, partOf("m", exponentialOf(t, 0.1), exponentialOf(t, 0.2)), func(u []system.Node) system.Node { return u[0] })
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	w, b := newWorker(p), newBlock(0)
	if w.replicate(b, &mission{horizon: 0.4 * intervalsMost, piece: 0.4 * intervalsMost}, 1, 1) || !w.dense || len(w.stack) > intervalsMost+2*batch {
		t.Errorf("%d intervals, dense %v", len(w.stack), w.dense)
	}
}

// TestCannotFail: a system of units that cannot fail, or whose failures do not
// matter, is known after a block: its unavailability is 0.
func TestCannotFail(t *testing.T) {
	timeless := func(name string, reliability, availability float64) system.Component {
		return system.Component{Name: name, Reliability: reliability, Availability: availability}
	}
	nan := math.NaN()
	pump := partOf("pump", exponentialOf(t, 100), exponentialOf(t, 3))
	both := func(a, b system.Component, top func(u []system.Node) system.Node) *system.Model {
		m := modelOf(2, a, top)
		m.Components = append(m.Components, b)
		m.Units[1] = system.Unit{Name: "b", Component: 1}
		return m
	}
	sure, bad := timeless("bus", 1, nan), timeless("bus", 0.3, nan)
	for name, c := range map[string]struct {
		m    *system.Model
		want float64 // NaN: it can fail
	}{
		"reliability 1":  {both(sure, sure, series), 0},
		"availability 1": {both(timeless("x", nan, 1), timeless("y", nan, 1), series), 0},
		"beside a pump":  {both(sure, pump, parallel), 0},
		"before a pump":  {both(sure, pump, series), nan},
		"both needed":    {both(sure, bad, series), nan},
		"never up":       {both(timeless("x", nan, 0), bad, series), 1},
		"shared": {func() *system.Model {
			m := both(sure, pump, series)
			u := []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}
			m.Top = &system.Parallel{Of: []system.Node{&system.Series{Of: u}, system.Use{Unit: 0}}}
			return m
		}(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			withinAMinute(t, name, func() {
				r := simulate(t, c.m, Options{MaxEvents: 2_000_000})
				u := r.Measures.Unavailability
				switch {
				case math.IsNaN(c.want):
					if r.Stopped == stoppedCannotFail || !(u.Point > 0) {
						t.Errorf("%s: stopped for %s, unavailability %g", name, r.Stopped, u.Point)
					}
				case u.Point != c.want || u.Lo != c.want || u.Hi != c.want || !r.Complete:
					t.Errorf("%s: stopped for %s, unavailability %g [%g, %g]", name, r.Stopped, u.Point, u.Lo, u.Hi)
				}
				if c.want == 0 && r.Stopped != stoppedCannotFail {
					t.Errorf("%s: stopped for %s", name, r.Stopped)
				}
			})
		})
	}
}

// TestLeft: a run that cannot come to its relative error within its events is
// left after a thousandth of them, with the limits that are known.
func TestLeft(t *testing.T) {
	rare := modelOf(1, system.Component{Name: "bus", Reliability: 0.999999999, Availability: math.NaN()}, func(u []system.Node) system.Node { return u[0] })
	r := simulate(t, rare, Options{MaxEvents: 1e8})
	u := r.Measures.Unavailability
	work := float64(r.Events + r.Replications)
	if r.Stopped != stoppedEvents || !r.Complete || u.Estimable() || !(u.Hi >= 1e-9 && u.Hi < 1e-3) || work < 1e5 || work > 1.5e5 {
		t.Errorf("%s after %g events: unavailability below %g", r.Stopped, work, u.Hi)
	}
	if !slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == "rel-error-not-reached" }) {
		t.Errorf("%v", r.Warnings)
	}
	for _, o := range []Options{{MaxEvents: 200_000, RelError: 0.005}, {MaxEvents: 200_000, MaxReplications: 1 << 40}} {
		pair := simulate(t, exactSystems(t)["duplex"], o)
		if work := float64(pair.Events + pair.Replications); pair.Stopped != stoppedEvents || work < 200 || work > 300_000 || !pair.Measures.MTBF.Estimable() {
			t.Errorf("the pair: %s after %g events", pair.Stopped, work)
		}
	}
}

// TestHorizons: any horizon, time and mission is answered or refused by its
// name, and none is lost in rounding.
func TestHorizons(t *testing.T) {
	m := exactSystems(t)["duplex"] // 300 h and 24 h
	for i, c := range []struct {
		o    Options
		want string
	}{
		{Options{Horizon: 1e-320}, "horizon"}, {Options{Horizon: 1e-30}, "horizon"}, {Options{Horizon: 1e-12}, ""}, {Options{Horizon: 1e-3}, ""},
		{Options{Horizon: 1e16}, "horizon"}, {Options{Horizon: 1e308}, "horizon"}, {Options{Times: []float64{1e308}}, "at"},
		{Options{Times: []float64{1e-320}}, ""}, {Options{Horizon: 1000, Warmup: 1000 * (1 - 1e-12)}, "warmup"}, {Options{Horizon: 1000, Warmup: 999.99}, ""},
		{Options{MaxReplications: 1 << 63}, "replications"}, {Options{MaxReplications: math.MaxUint64}, "replications"}, {Options{MaxReplications: 1}, ""},
		{Options{Confidence: 1e-17}, "confidence"}, {Options{Confidence: 1 - 1e-16}, "confidence"}, {Options{Confidence: 1e-9}, ""},
		{Options{RelError: 1e-300}, ""}, {Options{Times: make([]float64, 10_001)}, "at"}, {Options{Workers: 1 << 40, MaxReplications: 10}, ""},
		{Options{Shards: 1_000_000_000, MaxReplications: 10}, ""},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			c.o.MaxEvents = 100_000
			_, err := Run(context.Background(), m, c.o)
			var p *model.ParamError
			if c.want == "" && err != nil || c.want != "" && (!errors.As(err, &p) || p.Param != c.want) {
				t.Errorf("%+v: %v, want %q", c.o, err, c.want)
			}
		})
	}
	apart := fastAndSlow(t, series)
	apart.Components[0] = partOf("fast", exponentialOf(t, 1), exponentialOf(t, 1e-3))
	apart.Components[1] = partOf("slow", exponentialOf(t, 8e7), exponentialOf(t, 8e7))
	var long *MissionError
	if _, err := Simulate(context.Background(), apart, Options{}); !errors.As(err, &long) {
		t.Errorf("missions of 1e10 events: %v", err)
	}
	seldom := modelOf(1, partOf("m", exponentialOf(t, 1e20), exponentialOf(t, 2)), func(u []system.Node) system.Node { return u[0] })
	if u := simulate(t, seldom, Options{MaxEvents: 100_000}).Measures.Unavailability; u.Estimable() {
		t.Errorf("an unavailability of 2e-20 was seen as %g", u.Point)
	}
}

// TestResumedAtItsError: a run that was ended and goes on from what it wrote
// stops where one in one piece does, and at once if it had come to its error.
func TestResumedAtItsError(t *testing.T) {
	m := exactSystems(t)["2of3"]
	o := Options{Seed: 3, RelError: 0.02}
	whole := runOf(t, m, o)
	for _, at := range []int{1, 5, 12, len(whole.Segments) - 1, len(whole.Segments)} {
		ctx, cancel := context.WithCancel(context.Background())
		var kept []byte
		n := 0
		o.Checkpoint = func(p *Shard) {
			kept = written(t, p)
			if n++; n == at {
				cancel()
			}
		}
		if _, err := Run(ctx, m, o); err != nil {
			t.Fatal(err)
		}
		cancel()
		from, err := ReadPart(bytes.NewReader(kept))
		if err != nil {
			t.Fatal(err)
		}
		if got := runOf(t, m, Options{Seed: 3, RelError: 0.02, Resume: from}); !bytes.Equal(written(t, got), written(t, whole)) {
			t.Errorf("ended at check %d of %d: %d blocks, %d in one piece", at, len(whole.Segments), got.Blocks, whole.Blocks)
		}
	}
}

// TestDenseRun: a run of which some missions have too many outages at once ends
// with the reason, whatever its workers wait for.
func TestDenseRun(t *testing.T) {
	m := modelOf(1, partOf("m", exponentialOf(t, 1), exponentialOf(t, 2)), func(u []system.Node) system.Node { return u[0] })
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	o, err := Options{MaxReplications: 100, Workers: 3, Horizon: 100}.check()
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRun(p, o, new(atomic.Bool))
	if err != nil {
		t.Fatal(err)
	}
	r.mission.horizon, r.mission.piece, r.part.PerBlock = 4*intervalsMost, 4*intervalsMost, 1
	withinAMinute(t, "a dense run", func() { r.share(context.Background()) })
	if !r.dense.Load() || r.part.Blocks != 0 {
		t.Errorf("%d blocks", r.part.Blocks)
	}
}
