package mechanism

import (
	"context"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
)

// Pair is a process pair: a primary that does the work and a backup that takes over.
// Times are in hours.
type Pair struct {
	MTBF       model.Estimate // mean time between failures of the primary, whatever their cause
	BackupMTBF model.Estimate // mean time between failures of the backup while it waits; +Inf: none
	Hard       model.Estimate // share of the primary's failures that the backup has too: Bohrbugs
	Coverage   model.Estimate // probability that the backup takes over after one that is not
	Takeover   model.Estimate // pause until the backup serves; 0: none
	Recreate   model.Estimate // time alone, until a new backup is made
	Restart    model.Estimate // outage after which both are up again
}

// PairResult is what is known of a process pair. A takeover is a pause, which counts as
// unavailable and not as an outage.
type PairResult struct {
	OutageMTBF     model.Estimate // hours from one outage to the next
	MTTF           model.Estimate // hours to the first outage, from a pair
	Availability   model.Estimate
	Unavailability model.Estimate
	Pauses         model.Estimate // takeovers per hour
	Gain           model.Estimate // OutageMTBF over that of a process alone
	AloneMTBF      model.Estimate // hours between failures of a process without a backup
	// MUT and MDT are the up and down time per outage, pauses in the latter: a module of
	// these has the outages and the availability of the pair.
	MUT, MDT model.Estimate
}

// The states of the chain.
const (
	together = iota // primary and backup
	pausing         // the backup takes over
	alone           // one process, no backup
	down            // both restart
	pairStates
)

// Solve returns the figures of the pair from its chain of four states, with failure
// rates l of the primary and b of the backup, hard share h and coverage c:
//
//	together -> down      l (h + (1-h)(1-c))     together -> pausing   l (1-h) c
//	together -> alone     b                      pausing  -> alone     1 / Takeover
//	alone    -> together  1 / Recreate           alone    -> down      l
//	down     -> together  1 / Restart
//
// Without a pause, together leads to alone at once. The error is a *model.ParamError.
func (p Pair) Solve(ctx context.Context) (PairResult, error) {
	for _, in := range []struct {
		name  string
		value model.Estimate
		check func(string, model.Estimate) error
	}{
		{"mtbf", p.MTBF, checkTime}, {"backup mtbf", p.BackupMTBF, checkEndless}, {"hard share", p.Hard, checkShare}, {"coverage", p.Coverage, checkShare},
		{"takeover", p.Takeover, checkPause}, {"recreate", p.Recreate, checkTime}, {"restart", p.Restart, checkTime},
	} {
		if err := in.check(in.name, in.value); err != nil {
			return PairResult{}, err
		}
	}
	f, err := Carry(func(x []float64) ([]float64, error) { return pairAt(ctx, x) }, p.MTBF, p.BackupMTBF, p.Hard, p.Coverage, p.Takeover, p.Recreate, p.Restart)
	if err != nil {
		return PairResult{}, err
	}
	return PairResult{f[0], f[1], f[2], f[3], f[4], f[5], p.MTBF, f[6], f[7]}, nil
}

// pairAt are the figures at given inputs, in the order of [Pair].
func pairAt(ctx context.Context, x []float64) ([]float64, error) {
	chain, err := pairChain(x)
	if err != nil {
		return nil, err
	}
	outages := markov.Model{Chain: chain, Up: []bool{true, true, true, false}}
	m, err := outages.Measures(ctx)
	if err != nil {
		return nil, err
	}
	steady, err := chain.Steady(ctx)
	if err != nil {
		return nil, err
	}
	up, off := steady.P[together]+steady.P[alone], steady.P[pausing]+steady.P[down]
	pauses := steady.P[together] * chain.Rate(together, pausing)
	cycle := m.MeanCycleTime
	return []float64{cycle, m.MTTF, up, off, pauses, cycle / x[0], up * cycle, off * cycle}, nil
}

func pairChain(x []float64) (*markov.Chain, error) {
	rate, backup, hard, coverage, takeover, recreate, restart := 1/x[0], 1/x[1], x[2], x[3], x[4], x[5], x[6]
	b := markov.NewBuilder(pairStates)
	add := func(from, to int, rate float64) {
		if rate > 0 {
			b.Add(from, to, rate)
		}
	}
	after := pausing
	if takeover == 0 {
		after = alone
	} else {
		add(pausing, alone, 1/takeover)
	}
	add(together, down, rate*(hard+(1-hard)*(1-coverage)))
	add(together, after, rate*(1-hard)*coverage)
	add(together, alone, backup)
	add(alone, together, 1/recreate)
	add(alone, down, rate)
	add(down, together, 1/restart)
	if takeover == 0 { // the state is there, and never entered
		add(pausing, alone, 1/recreate)
	}
	return b.Build()
}

// checkEndless refuses what is not a positive time; it may be infinite.
func checkEndless(name string, e model.Estimate) error {
	if math.IsInf(e.Lo, 1) && math.IsInf(e.Point, 1) {
		return nil
	}
	return checkTime(name, e)
}

// checkPause refuses what is not a time of 0 or more.
func checkPause(name string, e model.Estimate) error {
	if e.Lo == 0 && e.Hi == 0 {
		return nil
	}
	return checkTime(name, e)
}

// PairAssumptions are those of [Pair].
func PairAssumptions() []Assumption {
	return []Assumption{
		{"The backup takes over from failures that do not come again there: hardware and soft faults (Heisenbugs)", "Gray 1985, pp. 20-26"},
		{"A hard fault (Bohrbug) fails the backup too, and both restart", "Gray 1985, p. 17"},
		{"A takeover is a pause: it counts as unavailable, not as an outage", "Gray 1985, p. 6"},
		{"While a process is alone, any failure of it is an outage", "derived here"},
		{"Nothing fails during a takeover or a restart", "derived here"},
		{"Failures come at constant rates, and all other times are exponential", "derived here"},
	}
}
