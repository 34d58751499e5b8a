package montecarlo

import "math"

// mission is what is asked of every replication, in hours.
type mission struct {
	warmup, horizon float64
	times           []float64 // in order, none beyond the horizon
	firsts          uint64    // replications that go on until the first failure
	patience        float64   // but no longer than this
	stride          float64   // most of it to simulate at once
}

// block is what some replications in a row gave; it is kept and used again.
type block struct {
	core
	failed, downtime histogram
	causes           []blamed
}

// blamed is what began with a cause.
type blamed struct {
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

// replicate adds one replication to a block.
func (w *worker) replicate(b *block, m *mission, seed, number uint64) {
	w.begin(NewStream(seed, number))
	before := w.events
	out := w.outages(0, m.horizon)
	w.observe(b, m, out)
	if number < m.firsts {
		first := begin(out, m.horizon)
		if infinite(first) {
			first = w.firstFailure(m.horizon, m.patience, m.stride)
		}
		b.first(m, first)
	}
	b.N++
	b.Events += w.events - before
}

// firstFailure returns the time of the first failure after from, which must be
// where the last outages ended; +Inf if there is none before until. Stretches
// double, up to a stride, of which the intervals fit in memory.
func (w *worker) firstFailure(from, until, stride float64) float64 {
	for from < until {
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

// observe adds what happened between warm-up and horizon.
func (w *worker) observe(b *block, m *mission, out []interval) {
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
		w.blame(x.cause, share, began)
	}
	b.window(down, float64(failures))
	b.failed.add(float64(failures))
	b.downtime.add(down)
	b.at(m.times, out)
}

// blame counts an outage with its downtime in missions for its cause.
func (w *worker) blame(cause int32, down float64, began bool) {
	c := &w.causes[cause]
	if c.Outages == 0 {
		w.blamed = append(w.blamed, cause)
	}
	c.Outages++
	c.Failures += uint64(one(began))
	c.Down.add(down)
}

// flush gives a block what was counted for causes.
func (w *worker) flush(b *block) {
	for _, i := range w.blamed {
		b.causes = append(b.causes, blamed{i, w.causes[i]})
		w.causes[i] = tally{}
	}
	w.blamed = w.blamed[:0]
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
