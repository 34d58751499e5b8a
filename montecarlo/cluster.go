package montecarlo

import (
	"math"

	"mtbf/model/system"
)

// cluster is a part of a system whose units depend on each other beyond groups, for
// times of any distribution, with the meaning that package solve gives it:
//
//   - A failed unit of a pool waits until a crew is free, which repairs it to the end:
//     of the first level with units that wait the one that has waited longest.
//   - A duty is done by the first of its nodes that works and does no other duty.
//     A unit of a node without the duty ages at the dormancy of the duty.
//   - Units that rest do not age while the cluster, which is the whole system then,
//     is down.
//
// All of its units are units of a [crew], most of one unit.
type cluster struct {
	gates  *system.Gates
	crews  []clusterCrew
	first  []int32 // number of the first unit of each crew, and of all units
	draws  int
	pools  []pool
	duties []duty
	rests  bool
	speeds []int // the crews whose speed changes
	fixed  []fixed
}

// clusterCrew is a unit or a group of a cluster.
type clusterCrew struct {
	crew
	gate        int32
	of          []int32 // gates of the units of a group that are used elsewhere; -1 of others
	pool, level int     // whose crews repair its units, -1 for its own
	roles       []role  // in which its units do a duty; none if they always work
	alone       bool    // one unit
	draws       int     // that it shares with like ones, those of lives; repairs come next
}

// pool is repair crews that units share.
type pool struct{ crews, levels, units int }

// duty is work that one of some nodes does.
type duty struct {
	gate     int32   // its leaf
	of       []int32 // gates of its nodes
	dormancy float64
	roles    []role // in which it is done at all; none: always
}

// role is a node of a duty.
type role struct{ duty, node int }

// fixed is a unit without times, or a group of such, down or not for a whole mission.
type fixed struct {
	renewal
	gate int32
}

// clusterState is a cluster at work. Slot i of the queue is what crew i does next. Where
// units rest, that of one that is a crew of its own and good is in ages, by a clock that
// stands still while the cluster is down.
type clusterState struct {
	c      *cluster
	queue  queue
	ages   queue
	rested float64   // hours that clock is behind, without an outage that lasts
	behind []float64 // and by how much it was when a crew was last looked at
	crews  []*crewState
	draws  []draws
	works  *system.State
	pools  []poolState
	server []int   // of each duty, the node that does it, -1 for none
	holder []int32 // of the gate of a node, the duty that it does, and 1
	crewOf []int32 // of each unit, its crew
	now    float64
	isDown bool
	down   interval
	fresh  bool
}

// poolState is a pool at work.
type poolState struct {
	held  int // crews at work
	lines []line
}

func newClusterState(c *cluster) *clusterState {
	k := &clusterState{
		c: c, queue: newQueue(len(c.crews)), draws: make([]draws, c.draws), works: c.gates.State(),
		server: make([]int, len(c.duties)), holder: make([]int32, len(c.gates.All)), fresh: true,
		ages: newQueue(len(c.crews)), behind: make([]float64, len(c.crews)),
	}
	for i := range c.crews {
		s := newCrewState(&c.crews[i].crew)
		s.lives, s.repairs = &k.draws[c.crews[i].draws], &k.draws[c.crews[i].draws+1]
		k.crews = append(k.crews, s)
		for range s.c.units {
			k.crewOf = append(k.crewOf, int32(i))
		}
	}
	for _, p := range c.pools {
		s := poolState{lines: make([]line, p.levels)}
		for i := range s.lines {
			s.lines[i].of = make([]int32, p.units)
		}
		k.pools = append(k.pools, s)
	}
	return k
}

// begin makes all new at 0.
func (k *clusterState) begin(r *Stream) {
	k.now, k.isDown, k.rested = 0, false, 0
	k.queue.reset()
	k.ages.reset()
	for i := range k.draws {
		k.draws[i].reset()
	}
	for i := range k.pools {
		k.pools[i].held = 0
		for l := range k.pools[i].lines {
			k.pools[i].lines[l].size = 0
		}
	}
	for d := range k.c.duties {
		k.serveBy(d, -1)
	}
	for i, s := range k.crews {
		s.calls, s.freed = s.calls[:0], 0
		s.begin(r)
		k.show(i)
		k.refresh(i)
	}
	cause := int32(0)
	for i := range k.c.fixed {
		x := &k.c.fixed[i]
		isDown := x.fails(r)
		k.works.Set(x.gate, isDown)
		if isDown {
			cause = x.cause
		}
	}
	k.settle()
	k.isDown = k.works.Down(k.c.gates.Top)
	k.down = interval{from: math.Inf(-1), cause: cause}
	k.expose()
}

// run goes on until to and appends to dst when the cluster is down.
func (k *clusterState) run(dst []interval, w *worker, to float64) []interval {
	r := &w.stream
	if k.fresh {
		k.fresh = false
		k.begin(r)
	}
	for {
		i, at := k.next()
		if at >= to || math.IsInf(at, 1) || w.over(dst) {
			break
		}
		k.now = at
		w.events++
		dst = k.step(dst, i, r)
	}
	if k.isDown {
		open := k.down
		open.to = math.Inf(1)
		dst = append(dst, open)
	}
	return dst
}

// next returns the crew that does the next thing, and when.
func (k *clusterState) next() (crew int, at float64) {
	i := k.queue.first()
	at = k.queue.at[i]
	if !k.c.rests || k.isDown {
		return i, at
	}
	if j := k.ages.first(); k.ages.at[j]+k.rested < at {
		return j, math.Max(k.now, k.ages.at[j]+k.rested)
	}
	return i, at
}

// step does what a crew does next, with all that follows at once.
func (k *clusterState) step(dst []interval, i int, r *Stream) []interval {
	k.happen(i, r)
	k.show(i)
	k.refresh(i)
	k.repair(i, r)
	moved, was := k.settle(), k.isDown
	down := k.works.Down(k.c.gates.Top)
	switch {
	case down && !k.isDown:
		k.isDown, k.down = true, interval{from: k.now, cause: k.crews[i].last}
	case !down && k.isDown:
		k.isDown = false
		k.rested += k.now - k.down.from
		k.down.to = lasting(k.down.from, k.now)
		dst = append(dst, k.down)
	}
	if moved || k.c.rests && down != was {
		k.expose()
	}
	return dst
}

// happen does what a crew does next.
func (k *clusterState) happen(i int, r *Stream) {
	s := k.crews[i]
	if s.mending {
		s.mending = false
		return
	}
	k.until(i)
	slot := s.queue.first()
	s.now = s.queue.at[slot]
	if _, covered := s.happen(nil, slot, r, nil); !covered {
		s.mending = true
		s.behind += s.mend(r)
	}
}

// show tells the structure how a crew and its units are.
func (k *clusterState) show(i int) {
	s, c := k.crews[i], &k.c.crews[i]
	k.works.Set(c.gate, !s.up())
	for u, gate := range c.of {
		if gate >= 0 {
			k.works.Set(gate, s.state[u] >= failed)
		}
	}
}

// refresh tells the queue what a crew does next.
func (k *clusterState) refresh(i int) {
	s := k.crews[i]
	at := s.now
	if !s.mending {
		at = s.queue.at[s.queue.first()]
	}
	at = math.Max(k.now, at+s.behind)
	if k.c.rests {
		ages := math.Inf(1)
		if k.behind[i] = k.resting(); k.restsAlone(i) {
			at, ages = ages, at-k.behind[i]
		}
		k.ages.set(i, ages)
	}
	k.queue.set(i, at)
}

// resting is how long the cluster has been down in all, where its units rest then.
func (k *clusterState) resting() float64 {
	if k.isDown {
		return k.rested + (k.now - k.down.from)
	}
	return k.rested
}

// restsAlone reports whether what a crew does next waits while the cluster is down: it is
// one unit that is good.
func (k *clusterState) restsAlone(i int) bool {
	return k.c.rests && k.c.crews[i].alone && k.crews[i].good == 1
}

// until takes the clock of a crew to now, unless it stands still.
func (k *clusterState) until(i int) {
	s := k.crews[i]
	if k.restsAlone(i) {
		s.behind += k.resting() - k.behind[i]
		k.behind[i] = k.resting()
	}
	s.now = math.Max(s.now, k.now-s.behind) // while a failure is mended, behind is ahead
}

// repair sends the failed units of a crew to its pool, and free crews of the pool to
// units that wait.
func (k *clusterState) repair(i int, r *Stream) {
	c, s := &k.c.crews[i], k.crews[i]
	if c.pool < 0 {
		return
	}
	p := &k.pools[c.pool]
	p.held -= s.freed
	for _, u := range s.calls {
		p.lines[c.level].push(k.c.first[i] + u)
	}
	s.calls, s.freed = s.calls[:0], 0
	for l := range p.lines {
		for p.held < k.c.pools[c.pool].crews && p.lines[l].size > 0 {
			p.held++
			unit := p.lines[l].pop()
			at := int(k.crewOf[unit])
			k.until(at)
			k.crews[at].repair(unit-k.c.first[at], r)
			k.refresh(at)
		}
	}
}

// expose gives units the speed at which they age.
func (k *clusterState) expose() {
	for _, i := range k.c.speeds {
		s := k.crews[i]
		speed := k.exposure(k.c.crews[i].roles)
		if k.c.rests && k.isDown && !k.c.crews[i].alone {
			speed = 0
		}
		if speed != s.speed {
			k.until(i)
			s.agesAt(speed)
			k.refresh(i)
		}
	}
}

// agesAt gives the units of a group another speed.
func (s *crewState) agesAt(speed float64) {
	old := s.speed
	for slot := range s.left {
		if slot == s.shockSlot() && len(s.c.shocks) == 0 || slot < len(s.state) && s.state[slot] >= failed {
			continue
		}
		s.speed = old
		left := s.remaining(slot)
		s.speed = speed
		s.age(slot, left)
	}
	s.speed = speed
}

// exposure is the speed at which units in roles age.
func (k *clusterState) exposure(roles []role) float64 {
	if len(roles) == 0 {
		return 1
	}
	for _, r := range roles {
		if k.server[r.duty] == r.node {
			return k.exposure(k.c.duties[r.duty].roles)
		}
	}
	return k.c.duties[roles[0].duty].dormancy
}

// settle lets duties find their nodes, and reports whether one has another than before.
func (k *clusterState) settle() (moved bool) {
	for again := true; again; {
		again = false
		for d, at := range k.server {
			if at >= 0 && k.works.Down(k.c.duties[d].of[at]) {
				k.serveBy(d, -1)
				again = true
			}
		}
		for d, at := range k.server {
			if node := k.find(d); node != at {
				k.serveBy(d, node)
				again = true
			}
		}
		moved = moved || again
	}
	return moved
}

// find returns the first node that works and does no other duty, -1 for none.
func (k *clusterState) find(d int) int {
	for node, gate := range k.c.duties[d].of {
		if held := k.holder[gate]; !k.works.Down(gate) && (held == 0 || held == int32(d+1)) {
			return node
		}
	}
	return -1
}

func (k *clusterState) serveBy(d, node int) {
	x := &k.c.duties[d]
	if was := k.server[d]; was >= 0 && k.holder[x.of[was]] == int32(d+1) {
		k.holder[x.of[was]] = 0
	}
	if node >= 0 {
		k.holder[x.of[node]] = int32(d + 1)
	}
	k.server[d] = node
	k.works.Set(x.gate, node < 0)
}
