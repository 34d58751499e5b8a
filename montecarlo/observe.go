package montecarlo

import "math"

// mission is what is asked of every replication, in hours.
type mission struct {
	warmup, horizon float64
	times           []float64 // in order, none beyond the horizon
	firsts          uint64    // replications that go on until the first failure
	patience        float64   // but no longer than this
}

// block is what some replications in a row gave; it is kept and used again.
type block struct {
	core
	failed, downtime histogram
	hits             []hit
}

// hit is the downtime that an outage had inside the window, in missions.
type hit struct {
	down  float64
	cause int32
	began bool // inside the window
}

func newBlock(times int) *block {
	return &block{core: newCore(times), failed: newHistogram(), downtime: newHistogram()}
}

func (b *block) reset() {
	b.core.reset()
	b.failed.reset()
	b.downtime.reset()
	b.hits = b.hits[:0]
}

// replicate adds one replication to a block.
func (w *worker) replicate(b *block, m *mission, seed, number uint64) {
	w.begin(NewStream(seed, number))
	before := w.events
	out := w.outages(0, m.horizon)
	b.observe(m, out)
	first := math.Inf(1)
	if len(out) > 0 && out[0].from < m.horizon {
		first = out[0].from
	}
	if number < m.firsts {
		b.first(m, w.await(m, first))
	}
	b.N++
	b.Events += w.events - before
}

// await goes on until the first failure, or until patience ends: then +Inf.
func (w *worker) await(m *mission, first float64) float64 {
	for from := m.horizon; infinite(first) && from < m.patience; {
		to := math.Min(2*from, m.patience)
		if out := w.outages(from, to); len(out) > 0 && out[0].from < to {
			first = out[0].from
		}
		from = to
	}
	return first
}

func infinite(t float64) bool { return math.IsInf(t, 1) }

// observe adds what happened between warm-up and horizon.
func (b *block) observe(m *mission, out []interval) {
	down, failures := 0.0, 0
	for _, x := range out {
		from, to := math.Max(x.from, m.warmup), math.Min(x.to, m.horizon)
		if from >= to {
			continue
		}
		share := (to - from) / m.horizon
		began := x.from >= m.warmup
		if began {
			failures++
		}
		down += share
		b.hits = append(b.hits, hit{share, x.cause, began})
	}
	b.window(down, float64(failures))
	b.failed.add(float64(failures))
	b.downtime.add(down)
	b.at(m.times, out)
}

// at counts the times at which the system is down, and those up to which it has
// failed.
func (b *block) at(times []float64, out []interval) {
	i := 0
	for k, t := range times {
		for i < len(out) && out[i].to <= t {
			i++
		}
		if i < len(out) && out[i].from <= t {
			b.DownAt[k]++
		}
		if len(out) > 0 && out[0].from <= t {
			b.FailedBy[k]++
		}
	}
}
