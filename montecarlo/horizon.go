package montecarlo

import (
	"math"

	"mtbf/model"
)

// scale is how a unit lives in time.
type scale struct {
	cycle float64 // mean hours from new to new
	relax float64 // hours after which it has forgotten that it was new
	rate  float64 // events per hour
}

// forget is how many relaxation times make a warm-up: what is left of the start
// is exp(-forget) or so.
const forget = 20

// scaleOf returns that of a life and a repair; of a group with lines waiting
// for a crew, busy is units per crew and spread units per active unit.
//
// A unit with exponential times forgets in 1/(1/life + 1/repair). Of other
// times, in renewal processes with the squared coefficient of variation v of a
// cycle, the ripple of the k-th renewals dies down as exp(-2 pi^2 k v), and a
// lump at the start as that of a mixture, in v cycles: taken is forget/5
// max(v, 1/(pi^2 v), 1.5) cycles, 60 at most.
func scaleOf(lifetime, repair model.Distribution, busy, spread float64) scale {
	l, r := meanOf(lifetime), 0.0
	if repair != nil {
		r = meanOf(repair)
	}
	s := scale{cycle: l*spread + r*busy, rate: 2 / (l + r)}
	if lifetime.Family() == "exponential" && (repair == nil || repair.Family() == "exponential") {
		s.relax = forget * math.Max(r*l/(r+l), math.Min(r*busy, s.cycle/4)*(1-1/busy))
		return s
	}
	v := (variance(lifetime) + variance(repair)) / ((l + r) * (l + r))
	cycles := forget / 5 * math.Max(1.5, math.Max(v, 1/(math.Pi*math.Pi*v)))
	s.relax = s.cycle * math.Min(cycles, 60)
	return s
}

// variance is 0 of none, and where it cannot be told.
func variance(d model.Distribution) float64 {
	if v, ok := d.(interface{ Variance() float64 }); ok && !math.IsInf(v.Variance(), 0) {
		return v.Variance()
	}
	return 0
}

// scales returns those of all sources.
func (p *plan) scales() []scale {
	var all []scale
	for i := range p.units {
		u := &p.units[i]
		if u.timeless {
			continue
		}
		all = append(all, scaleOf(u.life.of, u.repair.of, 1, 1))
	}
	for i := range p.groups {
		all = append(all, p.groups[i].scale())
	}
	return all
}

func (c *crew) scale() scale {
	n := float64(len(c.units))
	var repair model.Distribution
	if c.repaired {
		repair = c.units[0].repair.of
	}
	s := scaleOf(c.units[0].life.of, repair, math.Max(1, n/float64(c.crews)), 1)
	s.rate *= n
	s.relax = math.Max(s.relax, forget*math.Max(c.uncovered, c.takeover))
	return s
}

// Sizes of a default mission.
const (
	spanCycles  = 20      // of the slowest unit
	spanEvents  = 200_000 // unless these are more than so many events
	eventsMost  = 1e9     // in a mission
	blockEvents = 40_000  // in a block
)

// settle fills in what the options leave open, for a plan.
//
// Without a horizon a mission begins with a warm-up in which the slowest unit
// forgets that it was new (see scaleOf), and then goes on for four times as
// long, or for 20 cycles of the slowest unit if that is longer and has no more
// than 200,000 events. What is not repaired has no steady state: its missions
// are three mean lives of the unit that lives longest, from new.
func (o Options) settle(p *plan) (Options, float64) {
	cycle, relax, rate := 0.0, 0.0, 0.0
	for _, s := range p.scales() {
		cycle, relax, rate = math.Max(cycle, s.cycle), math.Max(relax, s.relax), rate+s.rate
	}
	latest := 0.0
	for _, t := range o.Times {
		latest = math.Max(latest, t)
	}
	switch {
	case o.Horizon > 0:
	case rate == 0:
		o.Horizon = math.Max(1, latest)
	case p.facts.Unrepaired:
		o.Horizon = math.Max(3*cycle, latest)
	default:
		if o.Warmup == 0 {
			o.Warmup = relax
		}
		span := math.Max(4*relax, math.Min(spanCycles*cycle, spanEvents/rate))
		o.Horizon = math.Max(o.Warmup+span, latest)
	}
	return o, rate * o.Horizon
}

// mission returns what is asked of a replication of so many events.
func (p *plan) mission(o *Options, events float64) mission {
	m := mission{warmup: o.Warmup, horizon: o.Horizon, times: o.Times, firsts: o.FirstFailures, patience: o.Horizon}
	m.stride = strideEvents * o.Horizon / events
	if m.firsts > 0 {
		m.patience = p.patience(o, events, m.stride)
	}
	return m
}

// Sizes of the pilot that tells how long first failures take.
const (
	pilotFirsts  = 20
	pilotEvents  = 1e6
	pilotLargest = 2e7 // events, where missions are long
	strideEvents = 10_000
	patienceMost = 1000 // mean times to the first failure
)

// patience returns how long a replication may wait for its first failure. A
// pilot looks for 20 of them, for no longer than a million events or 20 missions
// take, so that waiting is not much dearer than the missions. If it finds them
// patience is as good as endless; if not, it ends with the mission.
func (p *plan) patience(o *Options, events, stride float64) float64 {
	budget := math.Min(math.Max(pilotEvents, pilotFirsts*events), pilotLargest) / events * o.Horizon
	w, left := newWorker(p), budget
	for i := range uint64(pilotFirsts) {
		w.begin(NewStream(o.Seed, pilotStreams+i))
		t := w.firstFailure(0, left, stride)
		if infinite(t) {
			return o.Horizon
		}
		left -= t
	}
	return math.Max(o.Horizon, patienceMost*(budget-left)/pilotFirsts)
}

// blockSize returns the replications in a block: a power of 2.
func blockSize(events float64) uint64 {
	size := uint64(1)
	for size < 1024 && float64(2*size)*events <= blockEvents {
		size *= 2
	}
	return size
}
