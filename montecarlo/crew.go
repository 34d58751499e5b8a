package montecarlo

import (
	"math"

	"mtbf/model/system"
)

// crew is a group whose units depend on each other, with the meaning that
// package markov gives it, for times of any distribution:
//
//   - A repaired unit is as good as new. Failed units are repaired in the order
//     in which they failed. A good unit goes on ageing while the group is down.
//   - A waiting spare ages Dormancy times as fast as an active unit, and the
//     spare that has waited longest becomes active.
//   - With common cause, a unit's own failures have the share of its hazard that
//     takes it alone, 1-Beta, and the shocks the share Beta of that of a unit put
//     in at the last shock. Shocks to sets of k units are n/k times the share s_k
//     of a unit's failures that take k: each unit is in k of n sets of them. What a
//     shock takes is drawn when it comes.
//   - Takeovers take exponential times, as do repairs of failures not covered
//     if UncoveredMTTR is given; else the latter take a unit's repair time.
type crew struct {
	kind        system.GroupKind
	units       []member
	need, crews int
	coverage    float64
	idle        float64 // coverage of a failure of units that do not serve
	takeover    float64 // mean hours
	uncovered   float64 // mean hours; 0: a repair of the unit
	repaired    bool
	pooled      bool // by crews that it shares with others: see cluster
	dormancy    float64
	shock       sampler
	shocks      []size // of sets of units, by their rate over that of a unit's failures
	own         bool   // units fail on their own
	shockCause  int32
}

// member is a unit of a group.
type member struct {
	life, repair sampler
	cause        int32
}

func newCrew(g *system.Group, p *system.Component, shockCause int32) (crew, error) {
	c := crew{
		kind: g.Kind, need: g.K, crews: g.Crews, coverage: g.Coverage.P(), idle: g.IdleCoverage.Or(g.Coverage).P(), takeover: g.Detection + g.Switchover,
		dormancy: g.DormancyFactor, repaired: p.Repair != nil, shockCause: shockCause,
	}
	own, shocks, err := g.CommonCause.Shares(g.Beta, len(g.Units))
	if err != nil {
		return c, err
	}
	c.own = own > 0
	if c.crews == 0 {
		c.crews = len(g.Units)
	}
	if g.UncoveredMTTR > 0 {
		c.uncovered = g.UncoveredMTTR
	}
	m := member{life: newSampler(p.Life)}
	all := 0.0
	for _, s := range shocks {
		all += s.Share * float64(len(g.Units)) / float64(s.Units)
		c.shocks = append(c.shocks, size{s.Units, all})
	}
	if len(shocks) > 0 {
		c.shock = m.life.ofHazard(all)
	}
	if len(shocks) > 0 && own > 0 {
		m.life = m.life.ofHazard(own)
	}
	if c.repaired {
		m.repair = newSampler(p.Repair)
	}
	for _, u := range g.Units {
		m.cause = int32(u)
		c.units = append(c.units, m)
	}
	return c, nil
}

// condition of a unit in a group.
type condition uint8

const (
	active condition = iota
	waiting
	failed
	inRepair
)

// crewState is a group at work. Its clock stands still while an uncovered
// failure is mended; behind is by how much it is behind the mission's. Slot i
// of the queue is unit i's failure or end of repair; then come the shock and
// the end of the takeover. In a cluster, which tells of it alone, units age at a
// speed other than 1 too, a mend is an event, and calls and freed are for its pools.
type crewState struct {
	c         *crew
	queue     queue
	state     []condition
	left      []float64 // of a good unit, and until the shock: hours of active life that were left
	since     []float64 // and when
	speed     float64   // hours of active life an hour, of active units
	spares    line
	broken    line
	lives     *draws
	repairs   *draws
	now       float64
	behind    float64
	good      int
	active    int
	repairing int
	taking    bool // a takeover is under way
	mending   bool // in a cluster: what an uncovered failure did
	calls     []int32
	freed     int
	isDown    bool
	down      interval
	downFrom  []float64 // of each unit, by the mission's clock
	hit       []int32   // by the last shock
	last      int32     // the cause of the last failure
	fresh     bool
}

func newCrewState(c *crew) *crewState {
	n := len(c.units)
	s := &crewState{c: c, queue: newQueue(n + 2), state: make([]condition, n), left: make([]float64, n+1), since: make([]float64, n+1), downFrom: make([]float64, n), speed: 1}
	s.spares.of, s.broken.of = make([]int32, n), make([]int32, n)
	s.fresh = true
	return s
}

func (s *crewState) shockSlot() int    { return len(s.c.units) }
func (s *crewState) takeoverSlot() int { return len(s.c.units) + 1 }

// begin makes all units new at 0.
func (s *crewState) begin(r *Stream) {
	s.queue.reset()
	s.spares.size, s.broken.size = 0, 0
	s.now, s.behind, s.speed = 0, 0, 1
	s.good, s.active, s.repairing = len(s.c.units), 0, 0
	s.taking, s.mending, s.isDown = false, false, false
	for i := range s.c.units {
		s.enter(int32(i), r)
	}
	if len(s.c.shocks) > 0 {
		s.nextShock(r)
	}
}

// enter puts in a unit that is new.
func (s *crewState) enter(i int32, r *Stream) {
	life := math.Inf(1)
	if s.c.own {
		life = s.lives.draw(&s.c.units[i].life, r)
	}
	if s.c.kind != system.Standby || s.active < s.c.need {
		s.state[i] = active
		s.active++
	} else {
		s.state[i] = waiting
		s.spares.push(i)
	}
	s.age(int(i), life)
}

// age gives a good unit, or what comes to the shock, the hours of active life that
// are left from now on.
func (s *crewState) age(slot int, left float64) {
	s.left[slot], s.since[slot] = left, s.now
	at := math.Inf(1)
	if speed := s.pace(slot); speed > 0 {
		at = s.now + left/speed
	}
	s.queue.set(slot, at)
}

// pace is the hours of active life that a good unit has an hour.
func (s *crewState) pace(slot int) float64 {
	if slot < len(s.state) && s.state[slot] == waiting {
		return s.speed * s.c.dormancy
	}
	return s.speed
}

// remaining is the hours of active life that a good unit has left.
func (s *crewState) remaining(slot int) float64 {
	if speed := s.pace(slot); speed > 0 {
		return math.Max(0, s.left[slot]-speed*(s.now-s.since[slot]))
	}
	return s.left[slot]
}

func (s *crewState) nextShock(r *Stream) {
	s.age(s.shockSlot(), s.c.shock.one(r))
}

// run goes on until to, by the mission's clock, and appends to dst when the
// group is down and, if it has an exposed, when its units are.
func (s *crewState) run(dst []interval, w *worker, x *exposed, to float64) []interval {
	r := &w.stream
	if s.fresh {
		s.fresh = false
		s.lives.reset()
		s.repairs.reset()
		s.begin(r)
	}
	for {
		slot := s.queue.first()
		at := s.queue.at[slot]
		if at+s.behind >= to || math.IsInf(at, 1) || w.over(dst) {
			break
		}
		s.now = at
		w.events++
		dst = s.step(dst, slot, r, x)
	}
	if s.isDown {
		open := s.down
		open.to = math.Inf(1)
		if x != nil {
			open.leaf = x.leaf
		}
		dst = append(dst, open)
	}
	return s.openUnits(dst, x)
}

// openUnits appends the intervals of units that are down yet.
func (s *crewState) openUnits(dst []interval, x *exposed) []interval {
	if x == nil {
		return dst
	}
	for i, leaf := range x.of {
		if leaf >= 0 && s.state[i] >= failed {
			dst = append(dst, interval{s.downFrom[i], math.Inf(1), s.c.units[i].cause, leaf})
		}
	}
	return dst
}

// step does what happens at a slot's time, and notes whether the group goes
// down or comes up.
func (s *crewState) step(dst []interval, slot int, r *Stream, x *exposed) []interval {
	at := s.now + s.behind
	dst, covered := s.happen(dst, slot, r, x)
	if !covered {
		if !s.isDown {
			s.isDown, s.down = true, interval{from: at, cause: s.last}
		}
		s.behind += s.mend(r)
		at = s.now + s.behind
	}
	up := s.up()
	switch {
	case up && s.isDown:
		s.isDown = false
		s.down.to = lasting(s.down.from, at)
		if x != nil {
			s.down.leaf = x.leaf
		}
		dst = append(dst, s.down)
	case !up && !s.isDown:
		s.isDown, s.down = true, interval{from: at, cause: s.last}
	}
	return dst
}

// happen does what a slot tells of. It reports false for a failure after which the
// others should have carried on but did not.
func (s *crewState) happen(dst []interval, slot int, r *Stream, x *exposed) ([]interval, bool) {
	switch {
	case slot == s.takeoverSlot():
		s.endTakeover()
	case slot == s.shockSlot():
		return dst, s.strike(r)
	case s.state[slot] == inRepair:
		dst = s.restore(dst, int32(slot), r, x)
	default:
		return dst, s.fail(int32(slot), r)
	}
	return dst, true
}

func (s *crewState) up() bool { return s.good >= s.c.need && !s.taking && !s.mending }

// mend returns how long a failure that was not covered keeps the group down.
func (s *crewState) mend(r *Stream) float64 {
	switch {
	case s.c.uncovered > 0:
		return s.c.uncovered * r.Exp()
	case !s.c.repaired:
		return math.Inf(1)
	}
	return s.repairs.draw(&s.c.units[0].repair, r)
}

// fail is a unit's own failure. It reports false if the others should have
// carried on but did not.
func (s *crewState) fail(i int32, r *Stream) bool {
	served := s.serves(s.state[i], s.good, r)
	s.lose(i, r)
	return s.carriesOn(served, r)
}

// serves reports whether one of so many good units serves: of a duplex, in which any of
// them do, by a draw where it makes a difference.
func (s *crewState) serves(is condition, good int, r *Stream) bool {
	if s.c.kind != system.Duplex || good <= s.c.need || s.c.takeover == 0 && s.c.idle == s.c.coverage {
		return is == active
	}
	return r.Float64()*float64(good) < float64(s.c.need)
}

// carriesOn reports whether the group goes on after a failure of units, of which one
// or more served, or none, or should but does not.
func (s *crewState) carriesOn(served bool, r *Stream) bool {
	coverage := s.c.coverage
	if !served {
		coverage = s.c.idle
	}
	switch {
	case s.good < s.c.need:
		s.endTakeover()
	case coverage < 1 && r.Float64() >= coverage:
		s.endTakeover()
		return false
	case s.c.takeover > 0 && served:
		s.taking = true
		s.queue.set(s.takeoverSlot(), s.now+s.c.takeover*r.Exp())
	}
	return true
}

func (s *crewState) endTakeover() {
	if s.taking {
		s.taking = false
		s.queue.set(s.takeoverSlot(), math.Inf(1))
	}
}

// lose takes a unit that is good out and sends it to repair; the longest
// waiting spare takes its place.
func (s *crewState) lose(i int32, r *Stream) {
	s.good--
	s.last = s.c.units[i].cause
	s.downFrom[i] = s.now + s.behind
	if s.state[i] == waiting {
		s.spares.remove(i)
	} else {
		s.active--
	}
	s.state[i] = failed
	s.queue.set(int(i), math.Inf(1))
	switch {
	case s.c.pooled:
		s.calls = append(s.calls, i)
	case s.c.repaired:
		s.broken.push(i)
		s.startRepair(r)
	}
	for s.c.kind == system.Standby && s.active < s.c.need && s.spares.size > 0 {
		s.activate(s.spares.pop())
	}
}

// activate makes a waiting spare active.
func (s *crewState) activate(i int32) {
	left := s.remaining(int(i))
	s.state[i] = active
	s.active++
	s.age(int(i), left)
}

func (s *crewState) startRepair(r *Stream) {
	for s.repairing < s.c.crews && s.broken.size > 0 {
		s.repair(s.broken.pop(), r)
	}
}

// repair begins one.
func (s *crewState) repair(i int32, r *Stream) {
	s.repairing++
	s.state[i] = inRepair
	s.queue.set(int(i), s.now+s.repairs.draw(&s.c.units[i].repair, r))
}

// restore ends a repair.
func (s *crewState) restore(dst []interval, i int32, r *Stream, x *exposed) []interval {
	s.good++
	s.repairing--
	s.freed++
	if x != nil && x.of[i] >= 0 {
		dst = append(dst, interval{s.downFrom[i], lasting(s.downFrom[i], s.now+s.behind), s.c.units[i].cause, x.of[i]})
	}
	s.enter(i, r)
	s.startRepair(r)
	return dst
}

// strike is a shock: the good units among those that it takes fail. It reports false
// if the others should have carried on but did not.
func (s *crewState) strike(r *Stream) bool {
	s.draftHit(r)
	served := false
	for i, u := range s.hit {
		served = served || s.serves(s.state[u], s.good-i, r)
	}
	for _, u := range s.hit {
		s.lose(u, r)
	}
	covered := true
	if len(s.hit) > 0 {
		s.last = s.c.shockCause
		covered = s.carriesOn(served, r)
	}
	s.nextShock(r)
	return covered
}

// draftHit draws what a shock takes, any set of its size, and leaves those of them
// that are good in hit.
func (s *crewState) draftHit(r *Stream) {
	s.hit = s.hit[:0]
	for u := range anySet(sizeOf(s.c.shocks, r), len(s.c.units), r) {
		if s.state[u] < failed {
			s.hit = append(s.hit, int32(u))
		}
	}
}
