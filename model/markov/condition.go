package markov

import (
	"mtbf/internal/num"
	"mtbf/model"
)

// mode is what a group does.
type mode uint8

const (
	normal     mode = iota // serves if enough units are good
	takingOver             // does not serve until a unit has taken over
	uncovered              // does not serve; nothing happens until this is mended
)

// condition is a state of a group: like units are only counted.
type condition struct {
	mode    mode
	waiting uint16            // failed units without a crew
	phase   [maxPhases]uint16 // failed units in every phase of repair
}

func (c condition) repairing() int {
	n := 0
	for _, k := range c.phase {
		n += int(k)
	}
	return n
}

func (c condition) failed() int { return int(c.waiting) + c.repairing() }

// explorer finds the conditions of a group and the rates between them.
type explorer struct {
	group  Group
	own    float64 // share of a unit's failures that take it alone
	shocks []model.Shock
	number map[condition]int32
	found  []condition
	from   []int32
	to     []int32
	rate   []float64
	starts []int32
}

func (x *explorer) find(c condition) int32 {
	i, known := x.number[c]
	if !known {
		i = int32(len(x.found))
		x.number[c] = i
		x.found = append(x.found, c)
	}
	return i
}

func (x *explorer) add(from int, to condition, rate float64) {
	if rate > 0 {
		if x.group.N-to.failed() < x.group.K && to.mode == takingOver {
			to.mode = normal // down for want of units; their repair restores service
		}
		x.from, x.to, x.rate = append(x.from, int32(from)), append(x.to, x.find(to)), append(x.rate, rate)
	}
}

func (x *explorer) expand(i int) {
	c := x.found[i]
	if x.group.CrewsElsewhere {
		x.starts = append(x.starts, x.start(c))
	}
	if c.mode == uncovered {
		c.mode = normal
		x.add(i, c, x.group.UncoveredRepairRate)
		return
	}
	x.failures(i, c)
	x.repairs(i, c)
	if c.mode == takingOver {
		c.mode = normal
		x.add(i, c, 1/x.group.TakeoverHours)
	}
}

// start returns the state after a crew came from elsewhere, -1 where no unit waits.
func (x *explorer) start(c condition) int32 {
	if c.waiting == 0 {
		return -1
	}
	c.waiting--
	c.phase[0]++
	return x.find(c)
}

// failures adds the failures of single units and of several at once.
func (x *explorer) failures(i int, c condition) {
	g := &x.group
	good := g.N - c.failed()
	if good == 0 {
		return
	}
	serving := g.serving(good)
	idle, dormancy := good-serving, 1.0
	if g.Kind == Standby {
		dormancy = g.DormancyFactor
	}
	own := x.own * g.FailureRate
	x.fail(i, c, 1, false, float64(idle)*dormancy*own)
	x.fail(i, c, 1, true, float64(serving)*own)
	for _, s := range x.shocks {
		x.shock(i, c, s, serving, idle)
	}
}

// serving is how many of so many good units serve.
func (g *Group) serving(good int) int {
	if g.Kind == Redundant {
		return good
	}
	return min(g.K, good)
}

// shock adds what takes some units at once: of the sets of units that it takes, all at
// the same rate, it counts those of as many that serve, that are idle and that have
// failed already.
func (x *explorer) shock(i int, c condition, s model.Shock, serving, idle int) {
	n := x.group.N
	rate := s.Share * x.group.FailureRate / num.Choose(n-1, s.Units-1)
	for a := max(0, s.Units-(n-serving)); a <= min(serving, s.Units); a++ {
		for b := max(0, s.Units-a-c.failed()); b <= min(idle, s.Units-a); b++ {
			if a+b > 0 {
				sets := num.Choose(serving, a) * num.Choose(idle, b) * num.Choose(c.failed(), s.Units-a-b)
				x.fail(i, c, a+b, a > 0, rate*sets)
			}
		}
	}
}

// fail adds the failure of so many units at once: the rest are too few, or they carry
// on, after a takeover if one of those that failed was serving, or they should but do
// not.
func (x *explorer) fail(i int, c condition, units int, serving bool, rate float64) {
	g := &x.group
	next := x.lose(c, units)
	if g.N-next.failed() < g.K {
		x.add(i, next, rate)
		return
	}
	covered, coverage := next, g.Coverage.P()
	switch {
	case !serving:
		coverage = g.IdleCoverage.Or(g.Coverage).P()
	case g.TakeoverHours > 0:
		covered.mode = takingOver
	}
	x.add(i, covered, rate*coverage)
	next.mode = uncovered
	x.add(i, next, rate*(1-coverage))
}

// lose returns c with k more failed units.
func (x *explorer) lose(c condition, k int) condition {
	start := 0
	if x.group.RepairRate > 0 && !x.group.CrewsElsewhere {
		start = min(k, max(0, x.group.Crews-c.repairing()))
	}
	c.phase[0] += uint16(start)
	c.waiting += uint16(k - start)
	return c
}

func (x *explorer) repairs(i int, c condition) {
	last := x.group.RepairPhases - 1
	rate := x.group.RepairRate * float64(x.group.RepairPhases)
	for k, units := range c.phase[:last+1] {
		if units == 0 {
			continue
		}
		next := c
		next.phase[k]--
		switch {
		case k < last:
			next.phase[k+1]++
		case next.waiting > 0 && !x.group.CrewsElsewhere:
			next.waiting--
			next.phase[0]++
		}
		x.add(i, next, float64(units)*rate)
	}
}

func (x *explorer) model() (*GroupModel, error) {
	b := &Builder{states: len(x.found), from: x.from, to: x.to, rate: x.rate}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	m := &GroupModel{Model: Model{Chain: chain}, Starts: x.starts}
	for _, c := range x.found {
		m.Waiting, m.InRepair = append(m.Waiting, int(c.waiting)), append(m.InRepair, c.repairing())
		good := x.group.N - c.failed()
		enough := good >= x.group.K
		m.UnitsUp = append(m.UnitsUp, good)
		m.Up = append(m.Up, enough && c.mode == normal)
		m.UpIgnoringSwitchover = append(m.UpIgnoringSwitchover, enough && c.mode != uncovered)
	}
	return m, nil
}
