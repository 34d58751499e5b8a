package montecarlo

import (
	"fmt"
	"math"
	"sync/atomic"

	"mtbf/model"
	"mtbf/montecarlo/internal/gate"
)

// scale is how a unit lives in time.
type scale struct {
	cycle float64 // mean hours from new to new
	relax float64 // hours after which it has forgotten that it was new
	rate  float64 // events per hour
	least float64 // shortest mean time
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
	s := scale{cycle: l*spread + r*busy, rate: 2 / (l + r), least: l}
	if r > 0 {
		s.least = math.Min(l, r)
	}
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
	for _, c := range p.clusters {
		all = append(all, c.scales(!p.facts.Unrepaired)...)
	}
	return all
}

func (c *crew) scale() scale {
	return c.scaleIn(math.Max(1, float64(len(c.units))/float64(c.crews)), 1)
}

// scaleIn is that of a group whose units come so many to a repair crew, and are active
// a part of the time.
func (c *crew) scaleIn(busy, spread float64) scale {
	var repair model.Distribution
	if c.repaired {
		repair = c.units[0].repair.of
	}
	s := scaleOf(c.units[0].life.of, repair, busy, spread)
	s.rate *= float64(len(c.units))
	s.relax = math.Max(s.relax, forget*math.Max(c.uncovered, c.takeover))
	return s
}

// Sizes of a default mission.
const (
	spanCycles  = 20      // of the slowest unit
	spanEvents  = 200_000 // unless these are more than so many events
	eventsMost  = 1e9     // in a mission
	eventsLong  = 1 << 21 // in a mission from which on it is simulated piece by piece
	eventsPiece = 1 << 16 // in a piece, but some for each unit at least
	blockEvents = 40_000  // in a block
)

// resolution is how many of the shortest mean times a mission may have: so many
// that a time is still right to a hundredth when it is added to the last moment.
const resolution = 1 << 46

// settle fills in what the options leave open, for a plan.
//
// Without a horizon a mission begins with a warm-up in which the slowest unit
// forgets that it was new (see scaleOf), and then goes on for four times as
// long, or for 20 cycles of the slowest unit if that is longer and has no more
// than 200,000 events. What is not repaired has no steady state: its missions
// are three mean lives of the unit that lives longest, from new. None is so long
// that the shortest times are lost in rounding.
func (o Options) settle(p *plan) (Options, float64, error) {
	cycle, relax, rate, least := 0.0, 0.0, 0.0, math.Inf(1)
	for _, s := range p.scales() {
		cycle, relax, rate = math.Max(cycle, s.cycle), math.Max(relax, s.relax), rate+s.rate
		least = math.Min(least, s.least)
	}
	asked := o.Horizon > 0
	latest := 0.0
	for _, t := range o.Times {
		latest = math.Max(latest, t)
	}
	switch {
	case o.Horizon > 0:
	case rate == 0:
		o.Horizon = o.Warmup + math.Max(1, latest)
	case p.facts.Unrepaired:
		o.Horizon = o.Warmup + math.Max(3*cycle, latest)
	default:
		if o.Warmup == 0 {
			o.Warmup = relax
		}
		span := math.Max(4*relax, math.Min(spanCycles*cycle, spanEvents/rate))
		o.Horizon = math.Max(math.Min(o.Warmup+span, math.Max(resolution*least, 2*o.Warmup)), latest)
	}
	return o, rate * o.Horizon, o.fits(asked, latest, rate, least)
}

// MissionError tells that missions long enough for what is asked, such as the
// steady state of a unit that is slow to forget that it was new, are too long
// to be simulated.
type MissionError struct{ Reason string }

func (e *MissionError) Error() string {
	return e.Reason + ": give a shorter horizon, or solve the system"
}

// fits refuses missions of too many events, and those in which the shortest
// mean time is lost: as the horizon or the latest time if it was asked for.
func (o *Options) fits(asked bool, latest, rate, least float64) error {
	lost := !infinite(least) && (o.Horizon > resolution*least || o.Horizon < least/(1<<60))
	if !lost && rate*o.Horizon <= eventsMost && o.Horizon > 0 && !infinite(o.Horizon) {
		return nil
	}
	shortest, most := least/(1<<60), math.Min(resolution*least, eventsMost/rate)
	switch want := fmt.Sprintf("a time from %.2g to %.2g h: a mission has %.0e events at most, and resolves the shortest mean time of the system, %.3g h", shortest, most, eventsMost, least); {
	case asked:
		return &model.ParamError{Param: "horizon", Value: o.Horizon, Want: want}
	case latest == o.Horizon:
		return &model.ParamError{Param: "at", Value: latest, Want: want}
	}
	return &MissionError{fmt.Sprintf("the times of the modules are too far apart to be simulated together: a mission would be %.3g h with %.2g events, and the shortest mean time is %.3g h", o.Horizon, rate*o.Horizon, least)}
}

// mission returns what is asked of a replication of so many events.
func (p *plan) mission(o *Options, events float64, halt *atomic.Bool) mission {
	m := mission{warmup: o.Warmup, horizon: o.Horizon, piece: o.Horizon, times: o.Times, firsts: o.FirstFailures, patience: o.Horizon}
	m.stride = strideEvents * o.Horizon / events
	if events > eventsLong {
		m.piece = o.Horizon * math.Max(eventsPiece, 4*float64(len(p.units))) / events
	}
	if m.firsts > 0 {
		m.patience = p.firstFailureWait(o, events, m.stride, halt)
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

	// and most of it in missions: sums of squares have room for that
	patienceMissions = 1 << 38
)

// firstFailureWait returns how long a replication may wait for its first failure. A
// pilot looks for 20 of them, for no longer than a million events or 20 missions
// take, so that waiting is not much dearer than the missions. If it finds them
// patience is as good as endless; if not, it ends with the mission.
func (p *plan) firstFailureWait(o *Options, events, stride float64, halt *atomic.Bool) float64 {
	budget := math.Min(math.Max(pilotEvents, pilotFirsts*events), pilotLargest) / events * o.Horizon
	w, left := newWorker(p), budget
	w.halt = halt
	for i := range uint64(pilotFirsts) {
		w.begin(NewStream(o.Seed, gate.PilotStreams+i))
		t := w.firstFailure(0, left, stride)
		if infinite(t) {
			return o.Horizon
		}
		left -= t
	}
	return math.Max(o.Horizon, math.Min(patienceMost*(budget-left)/pilotFirsts, patienceMissions*o.Horizon))
}

// blockSize returns the replications in a block: a power of 2.
func blockSize(events float64) uint64 {
	size := uint64(1)
	for size < 1024 && float64(2*size)*events <= blockEvents {
		size *= 2
	}
	return size
}
