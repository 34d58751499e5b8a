package montecarlo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"

	"mtbf/model"
	"mtbf/model/system"
)

// SystemHash tells systems apart that give different answers: by their units,
// their distributions (by family, mean and 99 quantiles) and their structure.
// Names of parts, resources and sources do not count.
func SystemHash(m *system.Model) string {
	h := hasher{sha256.New(), m, map[system.Node]int{}}
	for _, u := range m.Units {
		h.say(u.Name, u.Component)
	}
	for i := range m.Components {
		p := &m.Components[i]
		availability, reliability := p.Fixed()
		h.say("part", i, bitsOf(availability.Works), bitsOf(reliability.Works))
		if p.Unavailability > 0 || p.Unreliability > 0 { // which no part had at first
			h.say("fails", bitsOf(availability.Fails), bitsOf(reliability.Fails))
		}
		h.distribution(p.Life)
		h.distribution(p.Repair)
	}
	h.node(m.Top)
	for _, p := range m.Pools {
		h.say("crews", p.Crews, p.Components, p.ByPriority)
	}
	if m.RestWhenDown {
		h.say("rest when down")
	}
	return hex.EncodeToString(h.Sum(nil))
}

type hasher struct {
	hash.Hash
	m    *system.Model
	seen map[system.Node]int
}

func (h *hasher) say(of ...any) { fmt.Fprintf(h, "%q\n", fmt.Sprint(of...)) }

func bitsOf(x float64) uint64 {
	if math.IsNaN(x) {
		return 0x7ff8 << 48
	}
	return math.Float64bits(x)
}

func (h *hasher) distribution(d model.Distribution) {
	if d == nil {
		h.say("none")
		return
	}
	h.say(d.Family(), bitsOf(d.Mean()))
	for i := 1; i < 100; i++ {
		h.say(bitsOf(d.Quantile(float64(i) / 100)))
	}
	if e, ok := d.(interface{ Values() []float64 }); ok {
		h.say(e.Values())
	}
}

func (h *hasher) node(n system.Node) {
	if use, ok := n.(system.Use); ok {
		h.say("use", use.Unit)
		return
	}
	if at, ok := h.seen[n]; ok {
		h.say("again", at)
		return
	}
	h.seen[n] = len(h.seen)
	switch n := n.(type) {
	case *system.KOfN:
		h.say("k", n.K)
	case *system.Network:
		h.say("network", n.Source, n.Target, n.Directed)
		for _, e := range n.Edges {
			h.say(e.From, e.To)
			if e.Node == system.Node(system.Wire{}) {
				h.say("wire")
			}
		}
		for _, p := range n.Places {
			h.say("at", p.Name)
		}
	case *system.Group:
		h.group(n)
	case *system.Duty:
		h.say("dormancy", n.DormancyFactor)
	}
	kids := system.Children(n)
	h.say("*system."+word(n), len(kids))
	for _, kid := range kids {
		h.node(kid)
	}
}

// group and word speak of nodes as the first parts of a simulation did, so that
// those are still of the same system, whatever is called how since.
func (h *hasher) group(g *system.Group) {
	h.say("group", fmt.Sprintf("{Name: Kind:%v Units:%v K:%v Crews:%v Coverage:%v UncoveredMTTR:%v Detection:%v Takeover:%v Beta:%v Dormancy:%v}",
		g.Kind, g.Units, g.K, g.Crews, g.Coverage.P(), g.UncoveredMTTR, g.Detection, g.Switchover, g.Beta, g.DormancyFactor))
	idle, was := g.IdleCoverage.Or(g.Coverage).P(), g.Coverage.P()
	if g.Kind == system.Standby {
		was = 1
	}
	if idle != was {
		h.say("idle coverage", idle)
	}
	if g.CommonCause != nil {
		h.say("common cause", g.CommonCause)
	}
}

func word(n system.Node) string {
	switch n.(type) {
	case *system.Series:
		return "Series"
	case *system.Parallel:
		return "Parallel"
	case *system.KOfN:
		return "KOfN"
	case *system.Not:
		return "Not"
	case *system.Network:
		return "Network"
	case *system.Capacity:
		return "Partial"
	case *system.Group:
		return "Group"
	case *system.Duty:
		return "Duty"
	}
	return "Choose"
}
