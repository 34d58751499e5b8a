package solve

import (
	"context"
	"fmt"
	"math"

	"mtbf/model/markov"
	"mtbf/model/system"
)

// process is how a leaf of a structure, a unit or a group, goes through its states,
// of which it starts in the first.
type process struct {
	down  []bool // of every state
	moves [][]move

	// Of a leaf that shared crews repair, of every state: units that wait for a crew,
	// units that have one, and the state after one came.
	waits, held []uint16
	start       []uint16
}

// move is a transition of a process, at a rate per hour.
type move struct {
	to    uint16
	rate  float64
	fails bool // it is the failure of a unit
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
	x, err := p.unit(at)
	p.ofUnit[at] = x
	return x, err
}

// pooled reports whether shared crews repair the units of a component.
func (p *processes) pooled(component int) bool { return !p.unrepaired && p.m.Pool(component) != nil }

func (p *processes) unit(at int) (*process, error) {
	c := &p.m.Components[at]
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
		x.moves[0] = []move{{1, failure, true}}
	}
	switch {
	case repair == 0 || p.unrepaired:
	case p.pooled(at): // up, waiting, in repair
		x.down, x.moves = append(x.down, true), append(x.moves, []move{{0, repair, false}})
		x.waits, x.held, x.start = []uint16{0, 1, 0}, []uint16{0, 0, 1}, []uint16{0, 2, 2}
	default:
		x.moves[1] = []move{{0, repair, false}}
	}
	return x, nil
}

func (p *processes) group(ctx context.Context, g *system.Group) (*process, error) {
	key := groupKey(p.m, g)
	if x, ok := p.ofGroup[key]; ok {
		return x, nil
	}
	at := p.m.Units[g.Units[0]].Component
	c := &p.m.Components[at]
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
	group.CrewsElsewhere = p.pooled(at)
	chain, err := group.Model(ctx)
	if err != nil {
		return nil, fmt.Errorf("group of %s: %w", c.Name, err)
	}
	x, err := processOf(chain, group.CrewsElsewhere)
	if err != nil {
		return nil, fmt.Errorf("group of %s: %w", c.Name, err)
	}
	p.ofGroup[key] = x
	return x, nil
}

// processOf is the process that a chain of a group is.
func processOf(chain *markov.GroupModel, pooled bool) (*process, error) {
	n := chain.Chain.States()
	if n > math.MaxUint16 {
		return nil, fmt.Errorf("its %d states are more than %d", n, math.MaxUint16)
	}
	x := &process{down: make([]bool, n), moves: make([][]move, n)}
	for s := range n {
		x.down[s] = !chain.Up[s]
		to, rates := chain.Chain.From(s)
		for k, t := range to {
			x.moves[s] = append(x.moves[s], move{uint16(t), rates[k], chain.UnitsUp[t] < chain.UnitsUp[s]})
		}
		if pooled {
			x.waits, x.held = append(x.waits, uint16(chain.Waiting[s])), append(x.held, uint16(chain.InRepair[s]))
			x.start = append(x.start, uint16(max(chain.Starts[s], 0)))
		}
	}
	return x, nil
}

// groupKey is the same for groups that behave alike.
func groupKey(m *system.Model, g *system.Group) string {
	like := *g
	like.Name, like.Units = "", nil
	return fmt.Sprintf("%d x %d %+v", len(g.Units), m.Units[g.Units[0]].Component, like)
}
