package system

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// expo is an exponential distribution, weib a Weibull, logn a log-normal and
// fixed a deterministic one: the tests' own, so that they test no other
// package's.
type (
	expo  struct{ mean float64 }
	weib  struct{ scale, shape float64 }
	logn  struct{ meanlog, sdlog float64 }
	fixed struct{ value float64 }
)

func (expo) Family() string                  { return "exponential" }
func (d expo) Mean() float64                 { return d.mean }
func (d expo) LogSurvival(t float64) float64 { return -max(t, 0) / d.mean }
func (d expo) LogDensity(t float64) float64  { return -t/d.mean - math.Log(d.mean) }
func (d expo) Hazard(float64) float64        { return 1 / d.mean }
func (d expo) Quantile(p float64) float64    { return -d.mean * math.Log1p(-p) }

func (weib) Family() string  { return "weibull" }
func (d weib) Mean() float64 { return d.scale * math.Gamma(1+1/d.shape) }
func (d weib) LogSurvival(t float64) float64 {
	return -math.Pow(max(t, 0)/d.scale, d.shape)
}
func (d weib) LogDensity(t float64) float64 { return math.Log(d.Hazard(t)) + d.LogSurvival(t) }
func (d weib) Hazard(t float64) float64 {
	return d.shape / d.scale * math.Pow(t/d.scale, d.shape-1)
}
func (d weib) Quantile(p float64) float64 {
	return d.scale * math.Pow(-math.Log1p(-p), 1/d.shape)
}

func (logn) Family() string                  { return "lognormal" }
func (d logn) Mean() float64                 { return math.Exp(d.meanlog + d.sdlog*d.sdlog/2) }
func (d logn) LogSurvival(t float64) float64 { return math.Log(math.Erfc(d.z(t)/math.Sqrt2) / 2) }
func (d logn) z(t float64) float64           { return (math.Log(t) - d.meanlog) / d.sdlog }
func (d logn) LogDensity(t float64) float64 {
	return -d.z(t)*d.z(t)/2 - math.Log(d.sdlog*t*math.Sqrt(2*math.Pi))
}
func (d logn) Hazard(t float64) float64 { return math.Exp(d.LogDensity(t) - d.LogSurvival(t)) }
func (d logn) Quantile(p float64) float64 {
	return math.Exp(d.meanlog - d.sdlog*math.Sqrt2*math.Erfinv(1-2*p))
}

func (fixed) Family() string  { return "deterministic" }
func (d fixed) Mean() float64 { return d.value }
func (d fixed) LogSurvival(t float64) float64 {
	if t < d.value {
		return 0
	}
	return math.Inf(-1)
}
func (d fixed) LogDensity(float64) float64 { return math.Inf(-1) }
func (d fixed) Hazard(float64) float64     { return 0 }
func (d fixed) Quantile(float64) float64   { return d.value }

// downWith is a repaired part whose unavailability is q, to the last bits
// however small q is.
func downWith(name string, q float64) Component {
	p := repaired(name, (1-q)/q*7, 7)
	switch q {
	case 0:
		p = repaired(name, 7, 0)
	case 1:
		p = repaired(name, 7, math.Inf(1))
	}
	return p
}

func repaired(name string, mtbf, mttr float64) Component {
	return Component{Name: name, Life: expo{mtbf}, Repair: expo{mttr}, Availability: math.NaN(), Reliability: math.NaN()}
}

func unrepaired(name string, life expo) Component {
	return Component{Name: name, Life: life, Availability: math.NaN(), Reliability: math.NaN()}
}

func static(name string, r float64) Component {
	return Component{Name: name, Availability: math.NaN(), Reliability: r}
}

// of makes a model of one unit a part.
func of(top Node, parts ...Component) *Model {
	m := &Model{Name: "test", Components: parts, Top: top}
	for i, p := range parts {
		m.Units = append(m.Units, Unit{Name: p.Name, Component: i, Shared: true})
	}
	return m
}

// alike makes a model of n units of one part.
func alike(top Node, n int, p Component) *Model {
	m := &Model{Name: "test", Components: []Component{p}, Top: top}
	for i := range n {
		m.Units = append(m.Units, Unit{Name: fmt.Sprintf("%s.%d", p.Name, i+1)})
	}
	return m
}

// units lists n units from number first on.
func units(first, n int) []Node {
	list := make([]Node, n)
	for i := range list {
		list[i] = Use{first + i}
	}
	return list
}

// bridge is the network of five edges, the fourth place joined by the fifth.
func bridge(a, b, c, d, e Node) *Network {
	return &Network{Source: "s", Target: "t", Edges: []Edge{
		{"s", "x", a}, {"s", "y", b}, {"x", "y", c}, {"x", "t", d}, {"y", "t", e},
	}}
}

// gridOf is an n x n grid from corner to corner.
func gridOf(n int) *Network {
	w := &Network{Source: "0,0", Target: fmt.Sprintf("%d,%d", n-1, n-1)}
	at := func(i, j int) string { return fmt.Sprintf("%d,%d", i, j) }
	add := func(from, to string) {
		w.Edges = append(w.Edges, Edge{from, to, Use{len(w.Edges)}})
	}
	for i := range n {
		for j := range n {
			if j+1 < n {
				add(at(i, j), at(i, j+1))
			}
			if i+1 < n {
				add(at(i, j), at(i+1, j))
			}
		}
	}
	return w
}

// works is the structure function by its definition, of a tree without groups.
func works(n Node, up []bool) bool {
	count := func(of []Node) int {
		c := 0
		for _, kid := range of {
			if works(kid, up) {
				c++
			}
		}
		return c
	}
	switch n := n.(type) {
	case Use:
		return up[n.Unit]
	case Wire:
		return true
	case *Series:
		return count(n.Of) == len(n.Of)
	case *Parallel:
		return count(n.Of) > 0
	case *KOfN:
		return count(n.Of) >= n.K
	case *Not:
		return !works(n.Of, up)
	case *Network:
		return joined(n, up)
	}
	panic(fmt.Sprintf("%T", n))
}

func joined(n *Network, up []bool) bool {
	place := map[string]bool{}
	for _, e := range n.Edges {
		place[e.From], place[e.To] = true, true
	}
	for _, p := range n.Places {
		place[p.Name] = works(p.Node, up)
	}
	open := make([]bool, len(n.Edges))
	for i, e := range n.Edges {
		open[i] = works(e.Node, up) && place[e.From] && place[e.To]
	}
	reached := map[string]bool{n.Source: true}
	for range n.Edges {
		for i, e := range n.Edges {
			if open[i] && (reached[e.From] || !n.Directed && reached[e.To]) {
				reached[e.To] = true
				reached[e.From] = reached[e.From] || !n.Directed
			}
		}
	}
	return reached[n.Target]
}

// forest grows random structures over n units, some of them used repeatedly.
type forest struct {
	r *rand.Rand
	n int
}

// vote grows k of five nodes over ten units that are used once each.
func (f forest) vote() Node {
	var kids []Node
	for i := range 5 {
		pair := units(2*i, 2)
		kids = append(kids, []Node{&Series{pair}, &Parallel{pair}, Use{2 * i}}[f.r.IntN(3)])
	}
	return &Series{[]Node{&KOfN{2 + f.r.IntN(3), kids}, &Parallel{units(10, 2)}}}
}

func (f forest) node(depth int) Node {
	if depth == 0 || f.r.IntN(5) == 0 {
		return Use{f.r.IntN(f.n)}
	}
	switch f.r.IntN(5) {
	case 0:
		return &Series{f.nodes(depth)}
	case 1:
		return &Parallel{f.nodes(depth)}
	case 2:
		return f.network(depth)
	}
	kids := append(f.nodes(depth), f.nodes(depth)...)
	return &KOfN{1 + f.r.IntN(len(kids)), kids}
}

func (f forest) nodes(depth int) []Node {
	kids := make([]Node, 1+f.r.IntN(4))
	for i := range kids {
		kids[i] = f.node(depth - 1)
	}
	return kids
}

func (f forest) network(depth int) *Network {
	for {
		w := f.anyNetwork(depth)
		if reaches, fails := newGraph(w).reaches(); reaches && fails {
			return w
		}
	}
}

func (f forest) anyNetwork(depth int) *Network {
	w := &Network{Source: "a", Target: "b", Directed: f.r.IntN(2) == 0}
	names := []string{"a", "b", "c", "d", "e"}[:2+f.r.IntN(4)]
	w.Edges = []Edge{{"a", names[len(names)-1], f.node(depth - 1)}, {names[1+f.r.IntN(len(names)-1)], "b", f.node(depth - 1)}}
	for range f.r.IntN(6) {
		w.Edges = append(w.Edges, Edge{names[f.r.IntN(len(names))], names[f.r.IntN(len(names))], f.node(depth - 1)})
	}
	for i := range w.Edges {
		if f.r.IntN(6) == 0 {
			w.Edges[i].Node = Wire{}
		}
	}
	for _, name := range names {
		if used := slices.ContainsFunc(w.Edges, func(e Edge) bool { return e.From == name || e.To == name }); used && f.r.IntN(4) == 0 {
			w.Places = append(w.Places, Place{name, f.node(depth - 1)})
		}
	}
	return w
}
