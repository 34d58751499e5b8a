package system

import (
	"context"
	"slices"
)

// module is a part of the structure that shares no unit with the rest, so that
// only its probabilities matter above it. Its kids are modules.
type module struct {
	op   Op
	leaf int32
	k    int
	kids []int32
	d    *diagram // of opDiagram; its levels are the kids
}

// plan is a structure as a tree of modules, kids before parents. It is made
// once and evaluated for any probabilities of its leaves.
type plan struct {
	gates    *Gates
	modules  []module
	root     int32
	coherent bool // no gate works while another fails
}

// planner makes a plan.
type planner struct {
	*plan
	ctx   context.Context
	f     *moduleFinder
	made  []int32   // of every gate its module, and 1; 0 until made
	work  int       // operations on diagrams that are left
	size  []float64 // see sizes
	use   []int32   // see uses
	depth []int32   // see depths
}

// newPlan returns the plan of node n of m, which Validate has passed; ofUnit
// holds a zero for every unit of m, before and after.
func newPlan(ctx context.Context, m *Model, n Node, ofUnit []int32) (*plan, error) {
	g := compile(m, n, ofUnit, false)
	defer g.settle()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case g.shared != nil:
		return nil, g.shared
	}
	coherent := !slices.ContainsFunc(g.All, func(x Gate) bool { return x.Op == OpNot })
	g.reduce()
	p := &planner{plan: &plan{gates: g, coherent: coherent}, ctx: ctx, f: findModules(g), made: make([]int32, len(g.All)), work: raceWork}
	p.modules = make([]module, 0, len(g.All)) // about as many
	var err error
	if p.root, err = p.module(g.Top); err != nil {
		return nil, err
	}
	p.idle()
	return p.plan, nil
}

// idle adds the leaves that nothing depends on, with no module above them.
func (p *planner) idle() {
	in := make([]bool, len(p.gates.Leaves))
	for i := range p.modules {
		if p.modules[i].op == OpLeaf {
			in[p.modules[i].leaf] = true
		}
	}
	for l := range in {
		if !in[l] {
			p.add(module{op: OpLeaf, leaf: int32(l)})
		}
	}
}

func (p *planner) add(m module) int32 {
	p.modules = append(p.modules, m)
	return int32(len(p.modules) - 1)
}

// module returns the module of gate i, which must be one.
func (p *planner) module(i int32) (int32, error) {
	if at := p.made[i]; at > 0 {
		return at - 1, nil
	}
	at, err := p.make(i)
	p.made[i] = at + 1
	return at, err
}

func (p *planner) make(i int32) (int32, error) {
	x := p.gates.All[i]
	switch x.Op {
	case OpLeaf:
		return p.add(module{op: OpLeaf, leaf: x.Leaf}), nil
	case OpSeries, OpParallel:
		return p.join(x)
	}
	for _, kid := range x.Kids {
		if !p.f.alone(kid) || p.gates.All[kid].constant() {
			return p.diagram(x)
		}
	}
	if x.Op == OpNetwork {
		return p.network(x)
	}
	kids, err := p.all(x.Kids)
	if x.Op == OpNot {
		return p.add(module{op: OpNot, kids: kids}), err
	}
	return p.add(module{op: OpKOfN, k: x.K, kids: kids}), err
}

// join solves the kids that share units together, and the others apart.
func (p *planner) join(x Gate) (int32, error) {
	single, tied := p.f.overlap(x.Kids)
	kids, err := p.all(single)
	if err != nil {
		return 0, err
	}
	for _, of := range tied {
		kid, err := p.diagram(Gate{Op: x.Op, Kids: of})
		if err != nil {
			return 0, err
		}
		kids = append(kids, kid)
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return p.add(module{op: x.Op, kids: kids}), nil
}

func (p *planner) all(of []int32) ([]int32, error) {
	kids := make([]int32, len(of))
	for i, x := range of {
		if i%lookUp == 0 && p.ctx.Err() != nil {
			return nil, context.Cause(p.ctx)
		}
		var err error
		if kids[i], err = p.module(x); err != nil {
			return nil, err
		}
	}
	return kids, nil
}

// network solves a network whose edges and places share nothing: an undirected one by its
// frontier if that is narrow, any other by a decision diagram.
func (p *planner) network(x Gate) (int32, error) {
	if x.net.directed {
		return p.diagram(x)
	}
	d, err := frontierDiagram(p.ctx, x.net, x.net.order())
	switch {
	case p.ctx.Err() != nil:
		return 0, context.Cause(p.ctx)
	case err != nil:
		return p.diagram(x)
	}
	kids, err := p.all(pick(x.Kids, x.net.variables()))
	if err != nil {
		return 0, err
	}
	return p.add(module{op: opDiagram, kids: kids, d: d}), nil
}

// diagram solves a gate whose kids share units by a decision diagram over the
// largest modules below it.
func (p *planner) diagram(x Gate) (int32, error) {
	d, variables, err := p.race(x)
	if err != nil {
		return 0, err
	}
	kids, err := p.all(variables)
	return p.add(module{op: opDiagram, kids: kids, d: d}), err
}
