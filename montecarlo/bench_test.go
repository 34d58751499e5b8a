package montecarlo

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

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

// contender does some work and returns how many events it was.
type contender struct {
	name string
	run  func() (events uint64)
}

// compare lets contenders work in turns, so that a machine whose speed drifts
// is fair to all, and reports the time an event takes each, and in units of
// some other's.
func compare(b *testing.B, all []contender, ratios ...[2]string) {
	spent, events := map[string]time.Duration{}, map[string]uint64{}
	for b.Loop() {
		for _, c := range all {
			start := time.Now()
			events[c.name] += c.run()
			spent[c.name] += time.Since(start)
		}
	}
	per := func(name string) float64 { return float64(spent[name].Nanoseconds()) / float64(events[name]) }
	b.ReportMetric(0, "ns/op")
	for _, c := range all {
		b.ReportMetric(per(c.name), c.name+"-ns/event")
	}
	for _, r := range ratios {
		b.ReportMetric(per(r[0])/per(r[1]), r[0]+"/"+r[1])
	}
}

// turn is the least number of events of a turn, so that caches are warm for most.
const turn = 100_000

// engine simulates missions of a length.
func engine(b *testing.B, name string, m *system.Model, horizon float64) contender {
	p, err := newPlan(m)
	if err != nil {
		b.Fatal(err)
	}
	w, bl := newWorker(p), newBlock(0)
	mission, number := mission{horizon: horizon, piece: horizon}, uint64(0)
	return contender{name, func() uint64 {
		before := w.events
		for w.events < before+turn {
			bl.reset()
			w.replicate(bl, &mission, 1, number)
			number++
		}
		return w.events - before
	}}
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

// textbookOf simulates the same missions by the textbook.
func textbookOf(n int, horizon float64, life, repair func(r *rand.Rand) float64) contender {
	t := &textbook{r: rand.New(rand.NewPCG(1, 2))}
	return contender{"textbook", func() uint64 {
		before := t.count
		for t.count < before+turn/10 {
			t.run(n, horizon, func() float64 { return life(t.r) }, func() float64 { return repair(t.r) })
		}
		return t.count - before
	}}
}

// BenchmarkDuplex: an exponential pair by the bare draws of its times, which
// are the floor of all that draws them, by the engine, by cycles that take the
// expected time in every state, and by the textbook.
func BenchmarkDuplex(b *testing.B) {
	const horizon = 1e6
	s, sum := NewStream(1, 1), 0.0
	draws := contender{"draws", func() uint64 {
		for range turn / 2 {
			sum += 10000 * s.Exp()
			sum += 24 * s.Exp()
		}
		return turn
	}}
	compare(b, []contender{draws, engine(b, "engine", duplex(b), horizon), textbookOf(2, horizon,
		func(r *rand.Rand) float64 { return 10000 * r.ExpFloat64() }, func(r *rand.Rand) float64 { return 24 * r.ExpFloat64() })},
		[2]string{"engine", "draws"}, [2]string{"textbook", "engine"})
	sink = sum
}

var sink float64

// BenchmarkPairs: a series of n/2 pairs, Weibull and lognormal, by the draws,
// by the engine for 10 units and for n, and by the textbook.
func BenchmarkPairs(b *testing.B) {
	const horizon = 20_000
	life, repair := newSampler(weibullOf(b, 1.7, 1000)), newSampler(lognormalOf(b, 2.3, 0.8))
	s := NewStream(1, 1)
	x := make([]float64, batch)
	draws := contender{"draws", func() uint64 {
		n := 0
		for ; n < turn; n += 2 * len(x) {
			life.fill(&s, x)
			repair.fill(&s, x)
		}
		return uint64(n)
	}}
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			compare(b, []contender{draws, engine(b, "ten", pairs(b, 10), horizon), engine(b, "engine", pairs(b, n), horizon), textbookOf(n, horizon,
				func(r *rand.Rand) float64 { return 1000 * math.Pow(r.ExpFloat64(), 1/1.7) },
				func(r *rand.Rand) float64 { return math.Exp(2.3 + 0.8*r.NormFloat64()) })},
				[2]string{"engine", "draws"}, [2]string{"engine", "ten"}, [2]string{"textbook", "engine"})
		})
	}
}

// BenchmarkCrew: a group with a queue.
func BenchmarkCrew(b *testing.B) {
	for _, n := range []int{3, 10, 100, 1000} {
		g := system.Group{Name: "g", K: n - 1, Crews: max(1, n/10), Coverage: 1, UncoveredMTTR: math.NaN()}
		m := groupModel(partOf("unit", weibullOf(b, 1.7, 1000), lognormalOf(b, 2.3, 0.8)), g, n)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) { compare(b, []contender{engine(b, "engine", m, 20_000)}) })
	}
}

// BenchmarkWorkers: the whole of a run by one worker, by two, and by two runs
// of one worker each at the same time, which share nothing: what two processors
// of the machine can do.
func BenchmarkWorkers(b *testing.B) {
	m := pairs(b, 100)
	run := func(workers int, most uint64) (events uint64) {
		p, err := Run(context.Background(), m, Options{MaxReplications: most, Horizon: 20_000, FirstFailures: 1, Workers: workers})
		if err != nil {
			b.Error(err)
		}
		return p.total().Events
	}
	compare(b, []contender{
		{"one", func() uint64 { return run(1, 1000) }},
		{"two", func() uint64 { return run(2, 1000) }},
		{"apart", func() uint64 {
			var events [2]uint64
			var both sync.WaitGroup
			for i := range events {
				both.Go(func() { events[i] = run(1, 500) })
			}
			both.Wait()
			return events[0] + events[1]
		}},
	}, [2]string{"one", "two"}, [2]string{"one", "apart"}, [2]string{"apart", "two"})
}

// BenchmarkShared: what shares units, and networks: a bridge, a series of 30
// bridges, and a grid of 10 x 10.
func BenchmarkShared(b *testing.B) {
	unit := partOf("unit", weibullOf(b, 1.7, 1000), lognormalOf(b, 2.3, 0.8))
	for _, c := range []struct {
		name string
		n    int
		top  func(u []system.Node) system.Node
	}{
		{"bridge", 5, bridges},
		{"30bridges", 150, bridges},
		{"grid", 180, grid},
		{"votes", 30, votes},
	} {
		b.Run(c.name, func(b *testing.B) { compare(b, []contender{engine(b, "engine", modelOf(c.n, unit, c.top), 20_000)}) })
	}
}

// bridges is a series of bridges of five units each.
func bridges(u []system.Node) system.Node {
	var of []system.Node
	for i := 0; i < len(u); i += 5 {
		of = append(of, &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
			{From: "s", To: "x", Node: u[i]}, {From: "s", To: "y", Node: u[i+1]}, {From: "x", To: "y", Node: u[i+2]},
			{From: "x", To: "t", Node: u[i+3]}, {From: "y", To: "t", Node: u[i+4]},
		}})
	}
	return &system.Series{Of: of}
}

// grid is one of 10 x 10 places from corner to corner.
func grid(u []system.Node) system.Node {
	const n = 10
	w := &system.Network{Source: "0,0", Target: fmt.Sprintf("%d,%d", n-1, n-1)}
	at := func(i, j int) string { return fmt.Sprintf("%d,%d", i, j) }
	for i := range n {
		for j := range n - 1 {
			w.Edges = append(w.Edges, system.Edge{From: at(i, j), To: at(i, j+1), Node: u[len(w.Edges)]})
			w.Edges = append(w.Edges, system.Edge{From: at(j, i), To: at(j+1, i), Node: u[len(w.Edges)]})
		}
	}
	return w
}

// votes is 2 out of 3 pairs of units that are used in two of them each.
func votes(u []system.Node) system.Node {
	var of []system.Node
	for i := 0; i+3 <= len(u); i += 3 {
		a, b, c := u[i], u[i+1], u[i+2]
		of = append(of, &system.KOfN{K: 2, Of: []system.Node{
			&system.Series{Of: []system.Node{a, b}}, &system.Series{Of: []system.Node{b, c}}, &system.Series{Of: []system.Node{c, a}},
		}})
	}
	return &system.Parallel{Of: of}
}
