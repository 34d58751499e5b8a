package modularity

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// System returns the setting as a system that the engines take, which its tests
// hold it to: each module as a group, or a k-of-n where its copies are
// independent, its voter, and a unit named residual, in series. Takeovers are
// outages there, as in Point.Outages.
func (s Architecture) System() (*system.Model, error) {
	s, err := s.checked()
	if err != nil {
		return nil, err
	}
	b := builder{m: &system.Model{Name: "modularity"}, top: &system.Series{}}
	copies, voter := b.part("module", s.moduleRate(), s.MTTR), -1
	if s.voterRate() > 0 {
		voter = b.part("voter", s.VoterRate, s.MTTR)
	}
	for i := range s.Modules {
		name := fmt.Sprintf("module.%d", i+1)
		b.top.Of = append(b.top.Of, b.module(s, name, copies))
		if voter >= 0 {
			b.top.Of = append(b.top.Of, b.unit(fmt.Sprintf("voter.%d", i+1), voter))
		}
	}
	if s.ResidualRate > 0 {
		b.top.Of = append(b.top.Of, b.unit("residual", b.part("residual", s.ResidualRate, s.ResidualMTTR)))
	}
	b.m.Top = b.top
	return b.m, b.err
}

// builder collects parts and units; err is the first fault.
type builder struct {
	m   *system.Model
	top *system.Series
	err error
}

func (b *builder) part(name string, rate, mttr float64) int {
	p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN()}
	p.Life = b.exponential(1 / rate)
	if !math.IsInf(mttr, 1) {
		p.Repair = b.exponential(mttr)
	}
	b.m.Components = append(b.m.Components, p)
	return len(b.m.Components) - 1
}

func (b *builder) exponential(mean float64) model.Distribution {
	d, err := dist.NewExponentialMean(mean)
	if b.err == nil {
		b.err = err
	}
	return d
}

func (b *builder) unit(name string, part int) system.Use {
	b.m.Units = append(b.m.Units, system.Unit{Name: name, Component: part})
	return system.Use{Unit: len(b.m.Units) - 1}
}

// module returns the copies of one module: a k-of-n, which the chain of a whole
// system takes too, where they do not depend on each other.
func (b *builder) module(s Architecture, name string, part int) system.Node {
	if s.Copies == 1 {
		return b.unit(name, part)
	}
	uses, units := make([]system.Node, s.Copies), make([]int, s.Copies)
	for i := range units {
		use := b.unit(fmt.Sprintf("%s.%d", name, i+1), part)
		uses[i], units[i] = use, use.Unit
	}
	if s.independent() {
		return &system.KOfN{K: s.Need, Of: uses}
	}
	g := &system.Group{
		Name: name, Kind: system.Duplex, K: s.Need, Units: units,
		Crews: s.Crews, Coverage: s.Coverage, UncoveredMTTR: math.NaN(), Switchover: s.Switchover, Beta: s.Beta,
	}
	if s.UncoveredMTTR > 0 {
		g.UncoveredMTTR = s.UncoveredMTTR
	}
	return g
}

// independent reports whether a copy fails and is repaired whatever the others do.
func (s Architecture) independent() bool {
	crews := s.Crews == 0 || s.Crews >= s.Copies
	return crews && s.Coverage.P() == 1 && s.Switchover == 0 && s.Beta == 0
}
