package montecarlo

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model/system"
)

// pairs is a series of n/2 pairs of Weibull lives and lognormal repairs.
func pairs(t testing.TB, n int) *system.Model {
	return modelOf(n, partOf("unit", weibullOf(t, 1.7, 1000), lognormalOf(t, 2.3, 0.8)), func(u []system.Node) system.Node {
		var of []system.Node
		for i := 0; i < n; i += 2 {
			of = append(of, &system.Parallel{Of: u[i : i+2]})
		}
		return &system.Series{Of: of}
	})
}

func duplex(t testing.TB) *system.Model {
	return modelOf(2, partOf("disc", exponentialOf(t, 10000), exponentialOf(t, 24)), func(u []system.Node) system.Node { return &system.Parallel{Of: u} })
}

// benchmarkEngine runs missions of a length and reports the time an event.
func benchmarkEngine(b *testing.B, m *system.Model, horizon float64) {
	p, err := newPlan(m)
	if err != nil {
		b.Fatal(err)
	}
	w, bl := newWorker(p), newBlock(0)
	mission := mission{horizon: horizon}
	b.ReportAllocs()
	number := uint64(0)
	for b.Loop() {
		bl.reset()
		w.replicate(bl, &mission, 1, number)
		number++
	}
	perEvent(b, w.events)
}

func perEvent(b *testing.B, events uint64) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
}

// textbook is the loop that textbooks have: a heap of events, which are
// closures.
type textbook struct {
	events heapOfEvents
	now    float64
	r      *rand.Rand
	bad    []int // units down of each pair
	down   int   // pairs
	count  uint64
}

type textEvent struct {
	at float64
	do func()
}

type heapOfEvents []textEvent

func (h heapOfEvents) Len() int           { return len(h) }
func (h heapOfEvents) Less(i, j int) bool { return h[i].at < h[j].at }
func (h heapOfEvents) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *heapOfEvents) Push(x any)        { *h = append(*h, x.(textEvent)) }
func (h *heapOfEvents) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

func (t *textbook) schedule(after float64, do func()) {
	heap.Push(&t.events, textEvent{t.now + after, do})
}

func (t *textbook) run(n int, horizon float64, life, repair func() float64) {
	t.events, t.now, t.bad, t.down = t.events[:0], 0, make([]int, n/2), 0
	var fail, mend func(i int) func()
	fail = func(i int) func() {
		return func() {
			if t.bad[i/2]++; t.bad[i/2] == 2 {
				t.down++
			}
			t.schedule(repair(), mend(i))
		}
	}
	mend = func(i int) func() {
		return func() {
			if t.bad[i/2]--; t.bad[i/2] == 1 {
				t.down--
			}
			t.schedule(life(), fail(i))
		}
	}
	for i := range n {
		t.schedule(life(), fail(i))
	}
	for len(t.events) > 0 && t.events[0].at < horizon {
		e := heap.Pop(&t.events).(textEvent)
		t.now = e.at
		e.do()
		t.count++
	}
}

func benchmarkTextbook(b *testing.B, n int, horizon float64, life, repair func(r *rand.Rand) float64) {
	t := &textbook{r: rand.New(rand.NewPCG(1, 2))}
	b.ReportAllocs()
	for b.Loop() {
		t.run(n, horizon, func() float64 { return life(t.r) }, func() float64 { return repair(t.r) })
	}
	perEvent(b, t.count)
}

// BenchmarkDuplex: an exponential pair by the engine, by the textbook, and the
// draws alone.
func BenchmarkDuplex(b *testing.B) {
	const horizon = 1e6
	b.Run("design=engine", func(b *testing.B) { benchmarkEngine(b, duplex(b), horizon) })
	b.Run("design=draws", func(b *testing.B) {
		s, x := NewStream(1, 1), 0.0
		for b.Loop() {
			for range 200 {
				x += s.Exp()
			}
		}
		perEvent(b, uint64(b.N)*200)
		sink = x
	})
	b.Run("design=textbook", func(b *testing.B) {
		benchmarkTextbook(b, 2, horizon,
			func(r *rand.Rand) float64 { return 10000 * r.ExpFloat64() }, func(r *rand.Rand) float64 { return 24 * r.ExpFloat64() })
	})
}

var sink float64

// BenchmarkPairs: a series of n/2 pairs, Weibull and lognormal.
func BenchmarkPairs(b *testing.B) {
	const horizon = 20_000
	for _, n := range []int{10, 100, 1000, 10000} {
		b.Run(fmt.Sprintf("design=engine/n=%d", n), func(b *testing.B) { benchmarkEngine(b, pairs(b, n), horizon) })
		b.Run(fmt.Sprintf("design=textbook/n=%d", n), func(b *testing.B) {
			benchmarkTextbook(b, n, horizon,
				func(r *rand.Rand) float64 { return 1000 * math.Pow(r.ExpFloat64(), 1/1.7) },
				func(r *rand.Rand) float64 { return math.Exp(2.3 + 0.8*r.NormFloat64()) })
		})
	}
	b.Run("design=draws", func(b *testing.B) {
		life, repair := newSampler(weibullOf(b, 1.7, 1000)), newSampler(lognormalOf(b, 2.3, 0.8))
		s := NewStream(1, 1)
		x := make([]float64, batch)
		for b.Loop() {
			life.fill(&s, x)
			repair.fill(&s, x)
		}
		perEvent(b, uint64(b.N)*2*batch)
	})
}

// BenchmarkCrew: a group with a queue.
func BenchmarkCrew(b *testing.B) {
	for _, n := range []int{3, 10, 100, 1000} {
		g := system.Group{Name: "g", K: n - 1, Crews: max(1, n/10), Coverage: 1, UncoveredMTTR: math.NaN()}
		m := groupModel(partOf("unit", weibullOf(b, 1.7, 1000), lognormalOf(b, 2.3, 0.8)), g, n)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) { benchmarkEngine(b, m, 20_000) })
	}
}

// BenchmarkWorkers: the whole of a run.
func BenchmarkWorkers(b *testing.B) {
	m := pairs(b, 100)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			events := uint64(0)
			for b.Loop() {
				p, err := Run(context.Background(), m, Options{MaxReplications: 2000, Horizon: 20_000, FirstFailures: 1, Workers: workers})
				if err != nil {
					b.Fatal(err)
				}
				for _, s := range p.Segments {
					events += s.Events
				}
			}
			perEvent(b, events)
		})
	}
}
