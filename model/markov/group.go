package markov

import (
	"context"
	"fmt"
	"math"

	"mtbf/model"
)

// Kind says how the units of a group share the work, and so which failures need
// a takeover.
type Kind uint8

const (
	Redundant Kind = iota // all good units are active and serve
	Duplex                // all good units are active, K of them serve
	Standby               // K units are active and serve, the others wait
)

const (
	maxPhases      = 16
	maxGroupStates = 1_000_000
)

// Group is a set of N like units with exponential lives that depend on each
// other. It serves while at least K of them are good, and as the package
// comment says in detail. Rates are per hour.
type Group struct {
	Kind Kind
	N, K int

	FailureRate float64 // of an active unit
	RepairRate  float64 // one over the mean repair time; 0: no repair
	// Erlang phases of a repair, each RepairPhases times as fast: 0 or 1 is an
	// exponential time, many are nearly a fixed one. At most 16.
	RepairPhases int
	Crews        int // repairs at the same time; 0: N
	// CrewsElsewhere: crews come from outside. A failed unit waits until one does, which
	// the chain does not tell but [GroupModel.Starts].
	CrewsElsewhere bool

	Coverage            model.FaultCoverage // P(the others carry on when a serving unit fails); left out, perfect
	IdleCoverage        model.FaultCoverage // P(they do when one fails that does not serve); left out, Coverage
	UncoveredRepairRate float64             // of ending an outage after a failure not covered; 0: RepairRate
	TakeoverHours       float64             // mean outage per covered failure of a serving unit, detection included
	Beta                float64             // share of a unit's failure rate that is a shock to the whole group
	CommonCause         *model.CommonCause  // shocks that take some units, in place of Beta; nil: none
	DormancyFactor      float64             // failure rate of a waiting spare over that of an active unit
}

// GroupModel is the chain of a group. Model.Up holds the states in which it
// serves; Alive those in which it serves or a takeover is under way, so that
// takeovers are no failures.
type GroupModel struct {
	Model
	UpIgnoringSwitchover []bool
	UnitsUp              []int // good units in every state

	// Of a group whose crews come from elsewhere: units that wait for one, units that have
	// one, and the state after one came for a unit that waits, -1 where none does.
	Waiting, InRepair []int
	Starts            []int32
}

// TooManyStatesError tells that a group is too large for a chain.
type TooManyStatesError struct{ Limit int }

func (e *TooManyStatesError) Error() string {
	return fmt.Sprintf("group has more than %d states: fewer units or repair phases, or a simulation, are needed", e.Limit)
}

// Model returns the chain of the group, its states numbered from 0, all units
// good, breadth first. It fails with *model.ParamError for a parameter out of
// its domain, *[TooManyStatesError] beyond a million states, and the cause of ctx
// where that ends.
func (g Group) Model(ctx context.Context) (*GroupModel, error) {
	g, err := g.checked()
	if err != nil {
		return nil, err
	}
	own, shocks, err := g.CommonCause.Shares(g.Beta, g.N)
	if err != nil {
		return nil, err
	}
	x := explorer{group: g, own: own, shocks: shocks, number: map[condition]int32{}}
	x.find(condition{})
	for i := 0; i < len(x.found); i++ {
		switch {
		case len(x.found) > maxGroupStates:
			return nil, &TooManyStatesError{maxGroupStates}
		case i%1024 == 0 && ctx.Err() != nil:
			return nil, context.Cause(ctx)
		}
		x.expand(i)
	}
	return x.model()
}

// Measures returns the long-run figures of the group with every outage
// counted, takeovers too.
func (g Group) Measures(ctx context.Context) (Measures, error) {
	m, err := g.Model(ctx)
	if err != nil {
		return Measures{}, err
	}
	return m.Measures(ctx)
}

// Losses returns the long-run figures of the group with takeovers counted as
// service, so that its failures are the losses that only a repair ends.
func (g Group) Losses(ctx context.Context) (Measures, error) {
	m, err := g.Model(ctx)
	if err != nil {
		return Measures{}, err
	}
	alive := Model{Chain: m.Chain, Up: m.UpIgnoringSwitchover, Start: m.Start}
	return alive.Measures(ctx)
}

// checked returns the group with what was left out filled in.
func (g Group) checked() (Group, error) {
	if g.Crews == 0 {
		g.Crews = g.N
	}
	if g.RepairPhases == 0 {
		g.RepairPhases = 1
	}
	if g.UncoveredRepairRate == 0 {
		g.UncoveredRepairRate = g.RepairRate
	}
	share := func(x float64) bool { return x >= 0 && x <= 1 }
	number := func(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{g.Kind <= Standby, "kind", g.Kind, "redundant, duplex or standby"},
		{g.N >= 1 && g.N <= math.MaxUint16, "units", g.N, "a number of 1 to 65535"},
		{g.K >= 1 && g.K <= g.N, "units needed", g.K, "a number from 1 to that of the units"},
		{number(g.FailureRate) && g.FailureRate > 0, "failure rate", g.FailureRate, "a positive, finite number"},
		{number(g.RepairRate), "repair rate", g.RepairRate, "a finite number of 0 or more"},
		{g.RepairPhases >= 1 && g.RepairPhases <= maxPhases, "repair phases", g.RepairPhases, "a number of 1 to 16"},
		{g.Crews >= 1, "crews", g.Crews, "a number of 1 or more"},
		{share(g.Coverage.P()), "coverage", g.Coverage.P(), "a number from 0 to 1"},
		{share(g.IdleCoverage.P()), "idle coverage", g.IdleCoverage.P(), "a number from 0 to 1"},
		{number(g.UncoveredRepairRate), "uncovered repair rate", g.UncoveredRepairRate, "a finite number of 0 or more"},
		{number(g.TakeoverHours), "takeover", g.TakeoverHours, "a finite number of 0 or more"},
		{share(g.Beta), "beta", g.Beta, "a number from 0 to 1"},
		{share(g.DormancyFactor), "dormancy", g.DormancyFactor, "a number from 0 to 1"},
	} {
		if !c.ok {
			return g, &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return g, nil
}
