package montecarlo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
)

func written(t testing.TB, p *Shard) []byte {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func runOf(t testing.TB, m *system.Model, o Options) *Shard {
	t.Helper()
	p, err := Run(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSameBytes: any number of workers, any sharding, any order of the parts
// and a stop in between give the same bytes, of the part and of the result.
func TestSameBytes(t *testing.T) {
	for name, m := range exactSystems(t) {
		o := Options{Seed: 9, MaxReplications: 1, Times: []float64{0.7, 0.5}}
		o.MaxReplications = 12*runOf(t, m, o).PerBlock + 1
		whole := runOf(t, m, o)
		want, _ := whole.Result()
		text := written(t, whole)
		check := func(how string, p *Shard) {
			t.Helper()
			got, err := p.Result()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(written(t, p), text) || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
				t.Errorf("%s: %s gives other bytes", name, how)
			}
		}
		for _, workers := range []int{2, 8} {
			o.Workers = workers
			check(fmt.Sprint(workers, " workers"), runOf(t, m, o))
		}
		for _, shards := range []int{3, 10} {
			check(fmt.Sprint(shards, " shards"), mergedShards(t, m, o, shards))
		}
		check("a checkpoint", resumed(t, m, o))
	}
}

func mergedShards(t *testing.T, m *system.Model, o Options, shards int) *Shard {
	var parts []*Shard
	for i := range shards {
		o.Shard, o.Shards, o.Workers = i, shards, 1+i%2
		p, err := ReadPart(bytes.NewReader(written(t, runOf(t, m, o))))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(parts), reflect.Swapper(parts))
	whole, err := Merge(parts)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// resumed stops a run at its fifth checkpoint and goes on from there.
func resumed(t *testing.T, m *system.Model, o Options) *Shard {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var saved []byte
	n := 0
	o.Checkpoint = func(p *Shard) {
		if n++; n == 5 {
			saved = written(t, p)
			cancel()
		}
	}
	if _, err := Run(ctx, m, o); err != nil {
		t.Fatal(err)
	}
	o.Checkpoint = nil
	var err error
	if o.Resume, err = ReadPart(bytes.NewReader(saved)); err != nil {
		t.Fatal(err)
	}
	return runOf(t, m, o)
}

// TestStopIsReproducible: a run that stops on its relative error stops at the
// same block whatever the workers.
func TestStopIsReproducible(t *testing.T) {
	m := exactSystems(t)["duplex"]
	one := runOf(t, m, Options{Seed: 3, RelError: 0.05})
	for _, workers := range []int{2, 8} {
		if p := runOf(t, m, Options{Seed: 3, RelError: 0.05, Workers: workers}); !bytes.Equal(written(t, p), written(t, one)) {
			t.Errorf("%d workers: stopped after %d blocks, not %d", workers, p.Blocks, one.Blocks)
		}
	}
	if one.Stopped != "rel-error" {
		t.Error("stopped by", one.Stopped)
	}
}

// TestMergeRefuses: parts that do not belong together are named.
func TestMergeRefuses(t *testing.T) {
	m, other := exactSystems(t)["duplex"], exactSystems(t)["series"]
	part := func(m *system.Model, i, n int, seed, most uint64) *Shard {
		return runOf(t, m, Options{Seed: seed, MaxReplications: most, Shard: i, Shards: n})
	}
	a, b := part(m, 0, 3, 1, 5000), part(m, 1, 3, 1, 5000)
	c := part(m, 2, 3, 1, 5000)
	unfinished := *c
	unfinished.Blocks--
	for i, x := range []struct {
		parts []*Shard
		want  string
	}{
		{[]*Shard{a, b}, "part 3 of 3: is missing"},
		{[]*Shard{a, b, b}, "part 2 of 3: comes twice"},
		{[]*Shard{a, b, part(m, 2, 3, 8, 5000)}, "part 3 of 3: has the seed 8, the first given 1"},
		{[]*Shard{a, b, part(m, 2, 4, 1, 5000)}, "part 3 of 4: is one of 4 parts"},
		{[]*Shard{a, b, part(m, 2, 3, 1, 6000)}, "part 3 of 3: was made with other options"},
		{[]*Shard{a, b, part(other, 2, 3, 1, 5000)}, "part 3 of 3: is of another system"},
		{[]*Shard{a, b, &unfinished}, "part 3 of 3: is not finished"},
		{nil, "parts"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if _, err := Merge(x.parts); err == nil || !strings.HasPrefix(err.Error(), x.want) {
				t.Errorf("%v, want %s", err, x.want)
			}
		})
	}
	if _, err := a.Result(); err == nil {
		t.Error("a part was taken for the whole")
	}
	spoilt := func(old, new string) string { return strings.Replace(string(written(t, a)), old, new, 1) }
	for _, text := range []string{
		"", "{}", `{"Schema":"mtbf.simulate.part/1"}`, spoilt(`"Down":"`, `"Down":"-`), spoilt(`"Horizon":`, `"Horizon":-`),
		spoilt(`"Some":`, `"Some":99999`), spoilt(`"Causes":{"0":{`, `"Causes":{"9":null,"0":{`),
	} {
		if _, err := ReadPart(strings.NewReader(text)); err == nil {
			t.Errorf("%.40s was taken for a part", text)
		}
	}
}

// TestCancelled: what is known is returned, and no goroutine stays.
func TestCancelled(t *testing.T) {
	before := runtime.NumGoroutine()
	m := exactSystems(t)["node"]
	for range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		r, err := Simulate(ctx, m, Options{RelError: 1e-9, Workers: 4, Progress: func(p Progress) {
			if p.Replications > 200 {
				cancel()
			}
		}})
		if err != nil || r.Complete || r.Stopped != "cancelled" || r.Replications < 200 || !r.Measures.Unavailability.Estimable() {
			t.Fatalf("%+v, %v", r, err)
		}
		cancel()
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Simulate(done, m, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("nothing known: %v", err)
	}
	limited, end := context.WithCancelCause(context.Background())
	r, err := Simulate(limited, m, Options{RelError: 1e-9, Workers: 2, Progress: func(p Progress) {
		if p.Replications > 200 {
			end(context.DeadlineExceeded)
		}
	}})
	if err != nil || r.Stopped != "time-limit" || r.Complete || !r.Measures.Unavailability.Estimable() {
		t.Errorf("%+v, %v", r, err)
	}
	for i := 0; runtime.NumGoroutine() > before && i < 200; i++ {
		time.Sleep(5 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}

// TestOptionsRefused by name.
func TestOptionsRefused(t *testing.T) {
	m := exactSystems(t)["duplex"]
	for i, c := range []struct {
		o    Options
		want string
	}{
		{Options{RelError: -1}, "rel-error"}, {Options{RelError: math.NaN()}, "rel-error"}, {Options{Confidence: 1}, "confidence"},
		{Options{Horizon: -3}, "horizon"}, {Options{Horizon: 1e13}, "horizon"}, {Options{Horizon: 5, Warmup: 5}, "warmup"},
		{Options{Horizon: 5, Times: []float64{6}}, "at"}, {Options{Times: []float64{-1}}, "at"},
		{Options{Shards: 3, Shard: 3, MaxReplications: 5}, "shard"}, {Options{Shards: 3}, "shards"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			_, err := Simulate(context.Background(), m, c.o)
			var p *model.ParamError
			if !errors.As(err, &p) || p.Param != c.want {
				t.Errorf("%+v: %v, want %s", c.o, err, c.want)
			}
		})
	}
}

// TestExactSums: in any order, merged in any way, and with the digits of far
// smaller terms.
func TestExactSums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	terms := make([]float64, 3000)
	for i := range terms {
		terms[i] = math.Ldexp(r.Float64(), r.IntN(120)-80)
	}
	sum := func() (e exact) {
		r.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
		cut := r.IntN(len(terms))
		var a, b exact
		for i, x := range terms {
			if i < cut {
				a.add(x)
			} else {
				b.add(x)
			}
		}
		b.merge(a)
		return b
	}
	first := sum()
	for range 50 {
		if again := sum(); again != first {
			t.Fatalf("%v and %v", again, first)
		}
	}
	var e exact
	e.add(1e20)
	e.add(math.Ldexp(1, -128))
	e.add(0)
	e.add(5e-324)
	if want := (exact{num.Fixed{1, 0, 0x6bc75e2d63100000, 5}}); e != want {
		t.Errorf("%x", e)
	}
	text, _ := e.MarshalText()
	var back exact
	if err := back.UnmarshalText(text); err != nil || back != e {
		t.Errorf("%s becomes %x, %v", text, back, err)
	}
	// variance of 1e9+1, 1e9+2, 1e9+3: 2 in sum
	var x, xx exact
	for i := range 3 {
		v := 1e9 + float64(i+1)
		x.add(v)
		xx.add(v * v)
	}
	if got := spread(3, x, x, xx); math.Abs(got-2) > 300 { // squares are rounded to 128
		t.Errorf("spread %g", got)
	}
}

// TestNoAllocation: a replication allocates nothing once memory is warm, of
// any kind of step.
func TestNoAllocation(t *testing.T) {
	for name, m := range exactSystems(t) {
		p, err := newPlan(m)
		if err != nil {
			t.Fatal(err)
		}
		w, b := newWorker(p), newBlock(1)
		mission := mission{horizon: 5000, piece: 5000, times: []float64{40}}
		number := uint64(0)
		work := func() {
			b.reset()
			for range 50 {
				w.replicate(b, &mission, 1, number)
				number++
			}
		}
		for range 40 {
			work()
		}
		if n := testing.AllocsPerRun(20, work); n > 0.5 {
			t.Errorf("%s: %g allocations in 50 replications", name, n)
		}
	}
}

// TestMemoryIsFlat: ten times the replications take no more memory.
func TestMemoryIsFlat(t *testing.T) {
	heap := func(most uint64) uint64 {
		p := runOf(t, exactSystems(t)["duplex"], Options{MaxReplications: most, FirstFailures: 1, Workers: 2})
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		runtime.KeepAlive(p)
		return s.HeapAlloc
	}
	if few, many := heap(20_000), heap(200_000); float64(many) > 1.2*float64(few)+2e5 {
		t.Errorf("%d bytes after 20,000 replications, %d after 200,000", few, many)
	}
}

// FuzzReadPart: what is read as a part can be merged and judged, or is refused.
func FuzzReadPart(f *testing.F) {
	for _, shards := range []int{1, 2} {
		f.Add(written(f, runOf(f, exactSystems(f)["duplex"], Options{MaxReplications: 60, Times: []float64{5}, Shards: shards})))
	}
	f.Add([]byte(`{"Schema":"mtbf.simulate.part/1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ReadPart(bytes.NewReader(text))
		if err != nil {
			return
		}
		if whole, err := Merge([]*Shard{p}); err == nil {
			p = whole
		}
		if r, err := p.Result(); err == nil && r.Replications == 0 {
			t.Errorf("no replications: %+v", r)
		}
	})
}
