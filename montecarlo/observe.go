package montecarlo

import (
	"math"

	"mtbf/montecarlo/internal/gate"
)

// mission is what is asked of every replication, in hours.
type mission struct {
	warmup, horizon float64
	times           []float64 // in order, none beyond the horizon
	firsts          uint64    // replications that go on until the first failure
	patience        float64   // but no longer than this
	stride          float64   // most of it to simulate at once
	piece           float64   // most of a mission to simulate at once
}

// block is what some replications in a row gave; it is kept and used again.
type block struct {
	core
	failed, downtime histogram
	causes           []causeTally
}

// causeTally is what began with a cause.
type causeTally struct {
	cause int32
	tally
}

func newBlock(times int) *block {
	return &block{core: newCore(times), failed: newHistogram(), downtime: newHistogram()}
}

func (b *block) reset() {
	b.core.reset()
	b.failed.reset()
	b.downtime.reset()
	b.causes = b.causes[:0]
}

// replicate adds one replication to a block; false if it was halted.
func (w *worker) replicate(b *block, m *mission, seed, number uint64) bool {
	w.begin(NewStream(seed, number))
	before := w.events
	seen := watch{first: math.Inf(1)}
	w.run(b, m, &seen)
	first := seen.first
	if number < m.firsts && infinite(first) {
		first = w.firstFailure(m.horizon, m.patience, m.stride)
	}
	if w.over(nil) {
		return false
	}
	w.observe(b, m, &seen)
	if number < m.firsts {
		b.first(m, first)
	}
	b.N++
	b.Events += w.events - before
	return true
}

// run simulates a mission piece by piece. An outage that lasts from one piece
// into the next is known when it ends.
func (w *worker) run(b *block, m *mission, seen *watch) {
	var open interval
	known := false
	for from := 0.0; from < m.horizon && !w.over(nil); from += m.piece {
		for _, x := range w.outages(from, math.Min(m.horizon, from+m.piece)) {
			if from > 0 && x.from < from {
				open.to = x.to
				continue
			}
			if known {
				w.see(b, m, seen, open)
			}
			open, known = x, true
		}
	}
	if known {
		w.see(b, m, seen, open)
	}
}

// firstFailure returns the time of the first failure after from, which must be
// where the last outages ended; +Inf if there is none before until. Stretches
// double, up to a stride, of which the intervals fit in memory.
func (w *worker) firstFailure(from, until, stride float64) float64 {
	for from < until && !w.over(nil) {
		to := math.Min(until, from+math.Min(math.Max(from, stride/64), stride))
		if first := begin(w.outages(from, to), to); !infinite(first) {
			return first
		}
		from = to
	}
	return math.Inf(1)
}

// begin returns when the first outage begins; +Inf if not before to.
func begin(out []interval, to float64) float64 {
	if len(out) > 0 && out[0].from < to {
		return out[0].from
	}
	return math.Inf(1)
}

func infinite(t float64) bool { return math.IsInf(t, 1) }

// watch is what was seen of a mission so far.
type watch struct {
	first    float64 // beginning of the first outage, +Inf if there was none
	down     float64 // in the window, in missions
	failures int     // in the window
	next     int     // of the times asked for: the first that is not decided
}

// see adds an outage that comes after those seen before.
func (w *worker) see(b *block, m *mission, seen *watch, x interval) {
	if x.from >= m.horizon {
		return
	}
	b.at(m.times, seen, x)
	seen.first = math.Min(seen.first, x.from)
	from, to := math.Max(x.from, m.warmup), math.Min(x.to, m.horizon)
	if from >= to {
		return
	}
	share := (to - from) / m.horizon
	began := x.from >= m.warmup
	seen.failures += gate.One(began)
	seen.down += share
	w.blame(x.cause, share, began)
}

// observe adds what was seen between warm-up and horizon.
func (w *worker) observe(b *block, m *mission, seen *watch) {
	b.window(seen.down, float64(seen.failures))
	b.failed.add(float64(seen.failures))
	b.downtime.add(seen.down)
	b.failedBy(seen, len(m.times))
}

// blame counts an outage with its downtime in missions for its cause.
func (w *worker) blame(cause int32, down float64, began bool) {
	c := &w.causes[cause]
	if c.Outages == 0 {
		w.blamed = append(w.blamed, cause)
	}
	c.Outages++
	c.Failures += uint64(gate.One(began))
	c.Down.add(down)
}

// flush gives a block what was counted for causes.
func (w *worker) flush(b *block) {
	for _, i := range w.blamed {
		b.causes = append(b.causes, causeTally{i, w.causes[i]})
		w.causes[i] = tally{}
	}
	w.blamed = w.blamed[:0]
}

// at decides the times up to the end of an outage: before it the system is up,
// in it down.
func (b *block) at(times []float64, seen *watch, x interval) {
	for ; seen.next < len(times) && times[seen.next] < x.to; seen.next++ {
		t := times[seen.next]
		b.DownAt[seen.next] += uint64(gate.One(t >= x.from))
		b.FailedBy[seen.next] += uint64(gate.One(t >= math.Min(seen.first, x.from)))
	}
}

// failedBy decides the times after the last outage.
func (b *block) failedBy(seen *watch, times int) {
	if infinite(seen.first) {
		return
	}
	for ; seen.next < times; seen.next++ {
		b.FailedBy[seen.next]++
	}
}
