package solve

import (
	"context"
	"errors"
	"iter"
	"maps"
	"math"

	"mtbf/internal/sharing"
	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// Passage is what is known of the first outage of a system at one time, from all new.
type Passage struct {
	T float64 // hours

	// Reliability is the probability of no system outage in [0, T] with repairs going
	// on, Unreliability that of one: each found directly. NaN where they are not
	// defined, or not known.
	Reliability, Unreliability float64
}

// piece is a part of a system that is in series with the rest, shares nothing with it,
// and so fails on its own.
type piece struct {
	life      model.Distribution // of one unit; nil of another piece
	structure *system.Structure  // with no unit repaired; nil of another piece
	chain     *markov.Model
	times     int // how many pieces are like this one
}

// FirstOutage tells when a system has its first outage. It is a series of pieces,
// and none of them has had one by t with probability
//
//	R(t) = product of R_i(t).
type FirstOutage struct{ pieces []piece }

// NewFirstOutage prepares the questions: a piece of one unit takes any lifetime, one
// without repairs any lifetimes of units that are independent, another one needs
// exponential units and groups, whose chain ends with the first failure. unrepaired
// takes all repairs away. It refuses, by name, what no engine can tell, and
// [*TooManyStatesError] says that a chain is too large.
func NewFirstOutage(ctx context.Context, m *system.Model, unrepaired bool) (*FirstOutage, error) {
	if err := system.Validate(m); err != nil {
		return nil, err
	}
	own := *m
	own.RestWhenDown = false // of which the first outage is no matter
	if unrepaired {
		own.Pools = nil
	}
	f := &FirstOutage{}
	known := map[int32]int{} // of each class of pieces, the first
	classes := map[string]int32{}
	for _, part := range pieces(&own) {
		g, err := part.Gates()
		if err != nil {
			return nil, err
		}
		class := newSymmetry(g, classes).class[g.Top]
		if at, ok := known[class]; ok && class >= 0 {
			f.pieces[at].times++
			continue
		}
		p, err := newPiece(ctx, part, unrepaired)
		if err != nil {
			return nil, err
		}
		known[class] = len(f.pieces)
		f.pieces = append(f.pieces, p)
	}
	return f, nil
}

func newPiece(ctx context.Context, m *system.Model, unrepaired bool) (piece, error) {
	if u, ok := m.Top.(system.Use); ok {
		if life := m.Components[m.Units[u.Unit].Component].Life; life != nil {
			return piece{life: life, times: 1}, nil
		}
	}
	chain, err := firstFailure(ctx, m, unrepaired)
	if err == nil {
		return piece{chain: chain, times: 1}, nil
	}
	if ctx.Err() != nil || dependent(m) || !unrepaired && isRepaired(m) {
		return piece{}, err
	}
	structure, err := system.New(ctx, m)
	return piece{structure: structure, times: 1}, err
}

// isRepaired reports whether a unit of m that is in use is ever repaired.
func isRepaired(m *system.Model) bool {
	for u := range unitsOf(m.Top, map[int]bool{}) {
		if m.Components[m.Units[u].Component].Repair != nil {
			return true
		}
	}
	return false
}

// At returns the reliability at each of the times, in hours of 0 or more. Where a
// chain is both large and stiff it comes with a *markov.WorkError, and is NaN at the
// times that are too long.
func (f *FirstOutage) At(ctx context.Context, times ...float64) ([]Passage, error) {
	logs := make([]float64, len(times)) // of the reliability
	all := make([]Passage, len(times))
	for i, t := range times {
		all[i].T = t
	}
	var slow *markov.WorkError
	for _, p := range f.pieces {
		up, down, err := p.at(ctx, times)
		if err != nil && !errors.As(err, &slow) {
			return nil, err
		}
		for i := range times {
			logs[i] += float64(p.times) * logOf(up[i], down[i])
		}
	}
	for i, x := range logs {
		all[i].Reliability, all[i].Unreliability = math.Exp(x), 0-math.Expm1(x) // 0, not -0
	}
	if slow != nil {
		return all, slow
	}
	return all, nil
}

// logOf is the logarithm of a probability, from the smaller of it and its complement.
func logOf(p, not float64) float64 {
	if not < 0.5 {
		return math.Log1p(-not)
	}
	return math.Log(p)
}

func (p *piece) at(ctx context.Context, times []float64) (up, down []float64, err error) {
	up, down = make([]float64, len(times)), make([]float64, len(times))
	switch {
	case p.life != nil:
		for i, t := range times {
			log := p.life.LogSurvival(t)
			up[i], down[i] = math.Exp(log), 0-math.Expm1(log)
		}
	case p.structure != nil:
		points, err := p.structure.At(ctx, nil, times...)
		if err != nil {
			return nil, nil, err
		}
		for i, x := range points {
			up[i], down[i] = x.UnrepairedReliability, x.UnrepairedUnreliability
		}
	default:
		passages, err := p.chain.FirstPassage(ctx, times...)
		for i, x := range passages {
			up[i], down[i] = x.Reliability, x.Unreliability
		}
		return up, down, err
	}
	return up, down, nil
}

// pieces returns the parts of a system that are in series and share no unit, no repair
// crews and no spare, each as a system of its own.
func pieces(m *system.Model) []*system.Model {
	var nodes []system.Node
	flatten(m.Clustered().Top, &nodes)
	sets := sharing.Sets(len(nodes), func(i int) iter.Seq[int] { return maps.Keys(unitsOf(nodes[i], map[int]bool{})) })
	parts := make([]*system.Model, 0, len(sets))
	for _, set := range sets {
		part := *m
		part.Top = nodes[set[0]]
		if len(set) > 1 {
			of := make([]system.Node, len(set))
			for i, at := range set {
				of[i] = nodes[at]
			}
			part.Top = &system.Series{Of: of}
		}
		part.Top = open(part.Top)
		parts = append(parts, &part)
	}
	return parts
}

// open returns a node with the nodes of clusters for them.
func open(n system.Node) system.Node {
	if g, ok := n.(*system.Group); ok && g.Kind == system.Cluster {
		return g.Cluster.Top
	}
	kids := system.Children(n)
	opened, changed := make([]system.Node, len(kids)), false
	for i, kid := range kids {
		opened[i] = open(kid)
		changed = changed || opened[i] != kid
	}
	if !changed {
		return n
	}
	return system.WithChildren(n, opened)
}

// flatten collects the nodes of a series, and of series in it.
func flatten(n system.Node, nodes *[]system.Node) {
	if s, ok := n.(*system.Series); ok {
		for _, kid := range s.Of {
			flatten(kid, nodes)
		}
		return
	}
	*nodes = append(*nodes, n)
}

// unitsOf collects the units at and below a node.
func unitsOf(n system.Node, found map[int]bool) map[int]bool {
	switch n := n.(type) {
	case system.Use:
		found[n.Unit] = true
	case *system.Group:
		for _, u := range n.Units {
			found[u] = true
		}
	}
	for _, kid := range system.Children(n) {
		unitsOf(kid, found)
	}
	return found
}
