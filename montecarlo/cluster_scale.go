package montecarlo

import (
	"math"
	"slices"

	"mtbf/model/system"
)

// scales returns those of the units and groups of a cluster. What comes to a pool waits
// for the repair of all its units at most. A unit with a steady state whose life is not
// exponential has forgotten that it was new only after so much active life, which takes
// the longer the less of the time it is active: by what its place among the spares of a
// duty tells, and where units rest while the system is down no more than
//
//	1 + sum of (repair + wait)/life
//
// times as long, as each failure makes one outage at most.
func (c *cluster) scales(steady bool) []scale {
	waits := make([]float64, len(c.pools))
	for _, x := range c.crews {
		if x.pool >= 0 {
			waits[x.pool] += float64(len(x.units)) * x.units[0].repair.mean / float64(c.pools[x.pool].crews)
		}
	}
	busy := make([]float64, len(c.crews)) // waits in repairs
	stretch := 1.0
	for i, x := range c.crews {
		busy[i] = math.Max(1, float64(len(x.units))/float64(x.crew.crews))
		if r := x.units[0].repair.mean; x.pool >= 0 && r > 0 {
			busy[i] = math.Max(1, waits[x.pool]/r)
		}
		if c.rests {
			stretch += float64(len(x.units)) * busy[i] * x.units[0].repair.mean / x.units[0].life.mean
		}
	}
	down := c.downChances()
	all := make([]scale, len(c.crews))
	for i := range c.crews {
		x, spread := &c.crews[i], 1.0
		if steady && x.units[0].life.family != exponential {
			spread = stretch / c.usage(x.roles, down)
		}
		all[i] = x.scaleIn(busy[i], spread)
		if x.repaired && (c.rests || len(x.roles) > 0) { // a failed one may be all that fails
			all[i].relax = math.Max(all[i].relax, forget*x.units[0].repair.mean)
		}
	}
	return all
}

// leastUsage is the least share of the time that a unit is taken to be active.
const leastUsage = 1e-12

// usage is the share of the time that units in roles are active, or less.
func (c *cluster) usage(roles []role, down []float64) float64 {
	if len(roles) == 0 {
		return 1
	}
	serves, within := 0.0, 1.0
	for _, r := range roles {
		x := &c.duties[r.duty]
		chance := 1.0
		for _, gate := range x.of[:r.node] {
			chance *= down[gate]
		}
		if chance > serves {
			serves, within = chance, c.usage(x.roles, down)
		}
	}
	dormancy := c.duties[roles[0].duty].dormancy
	return math.Max(leastUsage, serves*within+(1-serves)*dormancy)
}

// downChances returns for every gate about how likely it is down, or less: of so many
// kids that take it down when they fail those that do so most.
func (c *cluster) downChances() []float64 {
	down := make([]float64, len(c.gates.All))
	for _, x := range c.crews {
		l, r := x.units[0].life.mean, x.units[0].repair.mean
		if x.repaired {
			down[x.gate] = math.Pow(r/(l+r), float64(len(x.units)-x.need+1))
		}
	}
	for _, x := range c.fixed {
		down[x.gate] = x.chance // 0 of a group
	}
	inner := map[int32][]int32{}
	for _, d := range c.duties {
		inner[d.gate] = d.of
	}
	for i, x := range c.gates.All { // kids come first
		kids, fails := x.Kids, len(x.Kids)
		switch {
		case inner[int32(i)] != nil:
			kids = inner[int32(i)]
			fails = len(kids)
		case x.Op == system.OpLeaf:
			continue
		case x.Op != system.OpNetwork:
			fails = x.Fails()
		}
		down[i] = likeliest(down, kids, fails)
	}
	return down
}

// likeliest is the chance that so many gates are down, those that are so most often.
func likeliest(down []float64, gates []int32, n int) float64 {
	all := make([]float64, len(gates))
	for i, gate := range gates {
		all[i] = down[gate]
	}
	slices.Sort(all)
	p := 1.0
	for _, x := range all[len(all)-n:] {
		p *= x
	}
	return p
}
