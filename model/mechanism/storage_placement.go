package mechanism

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Placement is data kept in Copies on nodes of which many go down at the same time, as
// after a power outage. A copyset is a set of nodes that holds all copies of some
// data: data are lost when all nodes of a copyset are among those that failed.
type Placement struct {
	Nodes    int
	Copies   int     // of all data; loss falls with them
	Failed   int     // nodes that fail at the same time, at random; loss rises with them
	Copysets float64 // different ones in use, a mean if it is no whole number; loss rises with them
}

// Loss returns the probability that data are lost, and that they are not. With q the
// probability that all nodes of one copyset failed,
//
//	P(loss) = 1 - (1-q)^Copysets,   q = C(Failed, Copies)/C(Nodes, Copies),
//
// for copysets taken at random, each for itself [Cidon et al. 2013 has the idea and
// figures that agree]. Groups without a node in common have [GroupLoss], exactly. The
// error is a *model.ParamError.
func (p Placement) Loss() (loss, none float64, err error) {
	if err := p.check(); err != nil {
		return 0, 0, err
	}
	most := Combinations(p.Nodes, p.Copies)
	if !(p.Copysets >= 1 && p.Copysets <= most*(1+1e-9)) {
		return 0, 0, &model.ParamError{Param: "copysets", Value: p.Copysets, Want: fmt.Sprintf("a number from 1 to %.0f, that of all sets of %d nodes", most, p.Copies)}
	}
	log := 0.0 // of the probability that no copyset failed
	if q := p.wholeCopyset(); q > 0 {
		log = p.Copysets * math.Log1p(-q)
	}
	return -math.Expm1(log), math.Exp(log), nil
}

func (p Placement) check() error {
	return firstFault([]fault{
		{!(p.Nodes >= 1 && p.Nodes <= 1e9), "nodes", p.Nodes, "a number from 1 to 1e9"},
		{!(p.Copies >= 1 && p.Copies <= p.Nodes && p.Copies <= mostTolerated), "copies", p.Copies, "a number from 1 to 64, and no more than there are nodes"},
		{!(p.Failed >= 0 && p.Failed <= p.Nodes), "failed nodes", p.Failed, "a number from 0 to that of the nodes"},
	})
}

// wholeCopyset is the probability that all nodes of one copyset failed.
func (p Placement) wholeCopyset() float64 {
	q := 1.0
	for i := range p.Copies {
		q *= float64(max(p.Failed-i, 0)) / float64(p.Nodes-i)
	}
	return q
}

// Combinations returns C(n, k), the number of sets of k out of n; +Inf beyond the
// greatest number.
func Combinations(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	c := 1.0
	for i := range min(k, n-k) {
		c = c * float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}

// RandomCopysets returns the number of copysets of random placement, where each node's
// data have their other copies on any of a number of nodes chosen for it,
//
//	Nodes x C(choices, Copies-1),
//
// and no more than there are sets of nodes.
func RandomCopysets(nodes, copies, choices int) float64 {
	return math.Min(float64(nodes)*Combinations(choices, copies-1), Combinations(nodes, copies))
}

// PlacedCopysets returns the number of copysets of copyset placement: permutations of
// the nodes cut into groups, as many as give each node Scatter others that hold its
// data,
//
//	Scatter/(Copies-1) x Nodes/Copies.
//
// It is a mean where this is no whole number. One copy alone has a copyset a node.
func PlacedCopysets(nodes, copies int, scatter float64) float64 {
	if copies <= 1 {
		return float64(nodes)
	}
	return scatter / float64(copies-1) * float64(nodes) / float64(copies)
}

// mostGroupSteps bounds the work of GroupLoss.
const mostGroupSteps = 2e8

// GroupLoss returns the probability that data are lost, and that they are not, where
// the nodes stand in Nodes/Copies groups without a node in common, each of which is a
// copyset; Copysets is not looked at. Groups are visited one after the other: of n
// nodes and f failures left the next group has i of them with probability
//
//	C(Copies, i) C(n-Copies, f-i) / C(n, f),
//
// and data are lost in the first that has Copies of them. Both results are sums of
// positive terms. The error is a *model.ParamError.
func (p Placement) GroupLoss() (loss, none float64, err error) {
	if err := p.check(); err != nil {
		return 0, 0, err
	}
	groups := p.Nodes / max(p.Copies, 1)
	steps := float64(groups) * float64(p.Failed+1) * float64(p.Copies*p.Copies+1)
	if err := firstFault([]fault{
		{p.Nodes%p.Copies != 0, "nodes", p.Nodes, fmt.Sprintf("a multiple of the %d copies, so that they make whole groups", p.Copies)},
		{steps > mostGroupSteps, "nodes", p.Nodes, "so few, or so few that fail, that the groups can be counted out; Loss is close for many groups"},
	}); err != nil {
		return 0, 0, err
	}
	var lost num.Adder
	at := make([]float64, p.Failed+1) // by the failures left, no data lost so far
	at[p.Failed] = 1
	for g := range groups {
		left := p.Nodes - g*p.Copies
		next := make([]float64, len(at))
		for f, w := range at {
			if w == 0 || f > left {
				continue
			}
			for i := 0; i <= min(p.Copies, f); i++ {
				x := w * drawn(left, f, p.Copies, i)
				if i == p.Copies {
					lost.Add(x)
					continue
				}
				next[f-i] += x
			}
		}
		at = next
	}
	return math.Min(lost.Total(), 1), math.Min(at[0], 1), nil
}

// drawn returns the probability that of n nodes, f of which failed, a group of size has
// exactly i failed ones.
func drawn(n, f, size, i int) float64 {
	p := Combinations(size, i)
	for a := range i {
		p *= float64(f-a) / float64(n-a)
	}
	for b := range size - i {
		p *= float64(n-f-b) / float64(n-i-b)
		if n-f-b <= 0 {
			return 0
		}
	}
	return p
}
