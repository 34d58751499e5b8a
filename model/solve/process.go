package solve

import (
	"context"
	"fmt"
	"math"

	"mtbf/model/system"
)

// process is how a leaf of a structure, a unit or a group, goes through its states,
// of which it starts in the first.
type process struct {
	down  []bool // of every state
	moves [][]move
}

// move is a transition of a process, at a rate per hour.
type move struct {
	to   uint16
	rate float64
}

// processes makes the processes of leaves, one for all that are alike.
type processes struct {
	m          *system.Model
	unrepaired bool // nothing is ever repaired
	ofUnit     map[int]*process
	ofGroup    map[string]*process
}

func newProcesses(m *system.Model, unrepaired bool) *processes {
	return &processes{m: m, unrepaired: unrepaired, ofUnit: map[int]*process{}, ofGroup: map[string]*process{}}
}

// of returns the process of a leaf. It refuses, by name, one that is not exponential.
func (p *processes) of(ctx context.Context, l system.Leaf) (*process, error) {
	if l.Group != nil {
		return p.group(ctx, l.Group)
	}
	at := p.m.Units[l.Unit].Component
	if x, ok := p.ofUnit[at]; ok {
		return x, nil
	}
	x, err := p.unit(&p.m.Components[at])
	p.ofUnit[at] = x
	return x, err
}

func (p *processes) unit(c *system.Component) (*process, error) {
	if c.Life == nil {
		return nil, fmt.Errorf("module %s has no lifetime", c.Name)
	}
	failure, err := rateOf(c.Life)
	if err != nil {
		return nil, fmt.Errorf("module %s: %w", c.Name, err)
	}
	repair, err := rateOf(c.Repair)
	if err != nil {
		return nil, fmt.Errorf("module %s: %w", c.Name, err)
	}
	x := &process{down: []bool{false, true}, moves: make([][]move, 2)}
	if failure > 0 {
		x.moves[0] = []move{{1, failure}}
	}
	if repair > 0 && !p.unrepaired {
		x.moves[1] = []move{{0, repair}}
	}
	return x, nil
}

func (p *processes) group(ctx context.Context, g *system.Group) (*process, error) {
	key := groupKey(p.m, g)
	if x, ok := p.ofGroup[key]; ok {
		return x, nil
	}
	c := &p.m.Components[p.m.Units[g.Units[0]].Component]
	if c.Life == nil {
		return nil, fmt.Errorf("module %s has no lifetime", c.Name)
	}
	group, err := Chain(g, c, len(g.Units))
	if err != nil {
		return nil, fmt.Errorf("group of %s: %w", c.Name, err)
	}
	if p.unrepaired {
		group.RepairRate, group.UncoveredRepairRate = 0, 0
	}
	chain, err := group.Model(ctx)
	if err != nil {
		return nil, fmt.Errorf("group of %s: %w", c.Name, err)
	}
	n := chain.Chain.States()
	if n > math.MaxUint16 {
		return nil, fmt.Errorf("group of %s: its %d states are more than %d", c.Name, n, math.MaxUint16)
	}
	x := &process{down: make([]bool, n), moves: make([][]move, n)}
	for s := range n {
		x.down[s] = !chain.Up[s]
		to, rates := chain.Chain.From(s)
		for k, t := range to {
			x.moves[s] = append(x.moves[s], move{uint16(t), rates[k]})
		}
	}
	p.ofGroup[key] = x
	return x, nil
}

// groupKey is the same for groups that behave alike.
func groupKey(m *system.Model, g *system.Group) string {
	like := *g
	like.Name, like.Units = "", nil
	return fmt.Sprintf("%d x %d %+v", len(g.Units), m.Units[g.Units[0]].Component, like)
}
