package rare

import (
	"context"
	"errors"
	"fmt"
	"math"

	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// component is what changes on its own: like units that are counted, whose
// local state is the number that are down, or a group whose units depend on
// each other, whose local state is that of its chain. State 0 is all up.
type component struct {
	units   []int   // of the model
	gates   []int32 // of the structure: one a unit; of a group its own
	count   int     // 1 of a group
	part    int
	failure float64 // of one unit, 1/mean; of a group its frequency when all up
	repair  float64 // of one unit, 1/mean, 0 without repair; of a group 1/mean down time
	chain   *chain
}

// chain is the chain of a group.
type chain struct {
	down  []bool
	moves [][]transition
	exit  []float64
	reach []float64 // P(down before all up), 0 in state 0 and 1 where down
	lost  bool      // no unit is ever repaired
}

type transition struct {
	to   int32
	rate float64
}

var (
	errNotExponential = errors.New("a chain needs exponential lifetimes and repair times")
	errNoRepair       = errors.New("it has no repair, so that there is no steady state")
)

// newClass is the component of like units. Without repair they are taken until the
// first failure only.
func newClass(m *system.Model, units []int, first bool) (component, error) {
	part := m.Units[units[0]].Component
	p := &m.Components[part]
	c := component{units: units, count: len(units), part: part}
	switch {
	case p.Life == nil:
		return c, fmt.Errorf("module %q has no lifetime: solve the system", p.Name)
	case math.IsInf(p.Life.Mean(), 1):
		return c, fmt.Errorf("module %q has a lifetime without a mean", p.Name)
	case p.Repair == nil && first:
		c.failure = 1 / p.Life.Mean()
		return c, nil
	case p.Repair == nil:
		return c, fmt.Errorf("module %q has no repair, so that there is no steady state: simulate the system by events", p.Name)
	case !(p.Repair.Mean() > 0) || math.IsInf(p.Repair.Mean(), 1):
		return c, fmt.Errorf("module %q has a mean repair time of %g h", p.Name, p.Repair.Mean())
	}
	c.failure, c.repair = 1/p.Life.Mean(), 1/p.Repair.Mean()
	return c, nil
}

// notExponential names the first part that some component uses and that is
// not exponential in life and repair; "" where all are.
func (s *machine) notExponential() string {
	for i := range s.components {
		p := &s.parts[s.components[i].part]
		if s.components[i].chain == nil && (p.Life.Family() != "exponential" || p.Repair != nil && p.Repair.Family() != "exponential") {
			return p.Name
		}
	}
	return ""
}

// groupStatesMost bounds the chain of a group.
const groupStatesMost = 2000

// newGroup is the component of a group whose units depend on each other.
// What its states and outages are package markov says. Without repair it is taken
// until the first failure only.
func newGroup(m *system.Model, g *system.Group, first bool) (component, error) {
	part := m.Units[g.Units[0]].Component
	p := &m.Components[part]
	c := component{units: g.Units, count: 1, part: part}
	k, err := solve.Chain(g, p, len(g.Units))
	switch {
	case err != nil:
		return c, errNotExponential
	case k.RepairRate == 0 && !first:
		return c, errNoRepair
	}
	x, err := k.Model(context.Background())
	if err != nil {
		return c, err
	}
	if n := x.Chain.States(); n > groupStatesMost {
		return c, fmt.Errorf("group %q has %d states, more than %d: solve the system", g.Name, n, groupStatesMost)
	}
	c.chain = newChain(x)
	if k.RepairRate == 0 {
		c.chain.lost, c.failure = true, c.chain.exit[0]
		return c, nil
	}
	long, err := x.Measures(context.Background())
	if err != nil {
		return c, err
	}
	c.failure, c.repair = long.FailureFrequency, 1/long.MDT
	return c, nil
}

func newChain(x *markov.GroupModel) *chain {
	n := x.Chain.States()
	c := &chain{down: make([]bool, n), moves: make([][]transition, n), exit: make([]float64, n), reach: make([]float64, n)}
	for i := range n {
		c.down[i] = !x.Up[i]
		c.exit[i] = x.Chain.ExitRate(i)
		for j := range n {
			if rate := x.Chain.Rate(i, j); rate > 0 {
				c.moves[i] = append(c.moves[i], transition{int32(j), rate})
			}
		}
		if c.down[i] {
			c.reach[i] = 1
		}
	}
	for range 200 { // a guide for the simulation: no more digits are needed
		for i := n - 1; i > 0; i-- {
			if !c.down[i] {
				sum := 0.0
				for _, m := range c.moves[i] {
					sum += m.rate * c.reach[m.to]
				}
				c.reach[i] = sum / c.exit[i]
			}
		}
	}
	return c
}

// fails reports whether a transition of a chain brings it nearer to a failure.
func (c *chain) fails(from, to int32) bool {
	return from == 0 || c.reach[to] > c.reach[from] || c.lost && !c.down[from]
}

// downUnits is how many units are down; of a group 1 if it is.
func (c *component) downUnits(state int32) int32 {
	if c.chain != nil {
		return int32(gate.One(c.chain.down[state]))
	}
	return state
}

// recovery is the rate at which the component leaves a damaged state.
func (c *component) recovery(state int32) float64 {
	switch {
	case state == 0:
		return 0
	case c.chain != nil && c.chain.lost && !c.chain.down[state]:
		return 0
	case c.chain != nil:
		return c.chain.exit[state]
	}
	return float64(state) * c.repair
}

// ahead is the chance, nearly, that a unit up at 0 is down at t, and the rate
// at which it fails. Of a group that is damaged but up the rate is such that it
// goes down first with the probability that its chain tells.
func (c *component) ahead(state int32, t float64) dual {
	rate := c.failure
	if c.chain != nil && state > 0 {
		rate = c.chain.reach[state] * c.chain.exit[state]
	}
	if c.repair == 0 {
		return dual{rate * t, rate}
	}
	return dual{rate / c.repair * -math.Expm1(-c.repair*t), rate}
}
