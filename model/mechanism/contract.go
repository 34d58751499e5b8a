package mechanism

import (
	"context"

	"mtbf/model"
	"mtbf/model/markov"
)

// Contract is Armstrong's contract of copies: data are kept on machines that fail
// alone, and what is promised holds while at most Tolerated of them are down. With more
// down the contract is void: those that are up may be outvoted when the others come
// back. Lives and repairs are exponential and independent but for the crews.
type Contract struct {
	Copies    int     // n, each on a machine of its own
	Tolerated int     // f that may be down at the same time; see [Minority]
	MTTF      float64 // mean time to failure of a machine, hours; the time to a void rises with it
	MTTR      float64 // mean time until a machine is back with its data, hours; it falls with this
	Crews     int     // repairs at the same time; 0: as many as machines; the time to a void rises with them
}

// ContractResult tells how often a contract is void.
type ContractResult struct {
	MeanToVoid    float64 // until it is void for the first time, all machines up at first, hours
	VoidsPerYear  float64 // in the long run
	MeanVoid      float64 // hours that a void lasts
	MeanValid     float64 // hours from the end of a void to the next
	Void, Valid   float64 // shares of the time
	AllDown       float64 // share of the time with no copy up
	MeanToAllDown float64 // until no copy is up for the first time, hours
	Within        []ContractRisk
}

// ContractRisk is what may happen within a time, all machines up at first.
type ContractRisk struct {
	Hours   float64
	Void    float64 // probability that the contract is void at some moment
	NotVoid float64
	AllDown float64 // probability that no copy is up at some moment
}

// mostCopies bounds the states of the chain.
const mostCopies = 400

// Solve returns how often the contract is void, and the probabilities of it within
// the times, in hours. The machines are a chain of the number that are down,
//
//	i -> i+1   (n-i)/MTTF
//	i -> i-1   min(i, Crews)/MTTR,
//
// and void is i > Tolerated. The error is a *model.ParamError.
func (c Contract) Solve(ctx context.Context, hours ...float64) (ContractResult, error) {
	if err := c.check(); err != nil {
		return ContractResult{}, err
	}
	chain, err := c.group(c.Copies - c.Tolerated).Model(ctx)
	if err != nil {
		return ContractResult{}, err
	}
	m, err := chain.Measures(ctx)
	if err != nil {
		return ContractResult{}, err
	}
	if err := within("mttf", c.MTTF, m); err != nil {
		return ContractResult{}, err
	}
	r := ContractResult{
		MeanToVoid: m.MTTF, VoidsPerYear: model.HoursPerYear * m.FailureFrequency,
		MeanVoid: m.MDT, MeanValid: m.MUT, Void: m.Unavailability, Valid: m.Availability,
	}
	if err := r.allDown(ctx, c); err != nil {
		return ContractResult{}, err
	}
	return r, r.within(ctx, c, chain, hours)
}

func (c Contract) check() error {
	return firstFault([]fault{
		{!(c.Copies >= 1 && c.Copies <= mostCopies), "copies", c.Copies, "a number from 1 to 400"},
		{!(c.Tolerated >= 0 && c.Tolerated < c.Copies), "tolerated", c.Tolerated, "a number from 0 to one less than the copies"},
		{notPositive(c.MTTF), "mttf", c.MTTF, "a positive number of hours between 1e-100 and 1e100"},
		{notPositive(c.MTTR), "mttr", c.MTTR, "a positive number of hours between 1e-100 and 1e100"},
		{c.Crews < 0, "crews", c.Crews, "a number of 0 or more"},
	})
}

// group is the machines, of which so many must be up.
func (c Contract) group(needed int) markov.Group {
	return markov.Group{Kind: markov.Redundant, N: c.Copies, K: needed, FailureRate: 1 / c.MTTF, RepairRate: 1 / c.MTTR, Crews: c.Crews}
}

// allDown fills in what is known of all machines being down.
func (r *ContractResult) allDown(ctx context.Context, c Contract) error {
	m, err := c.group(1).Measures(ctx)
	r.AllDown, r.MeanToAllDown = m.Unavailability, m.MTTF
	if err != nil {
		return err
	}
	return seldom("copies", c.Copies, r.MeanToAllDown)
}

func (r *ContractResult) within(ctx context.Context, c Contract, chain *markov.GroupModel, hours []float64) error {
	void, err := chain.FirstPassage(ctx, hours...)
	if err != nil {
		return err
	}
	all, err := c.group(1).Model(ctx)
	if err != nil {
		return err
	}
	down, err := all.FirstPassage(ctx, hours...)
	if err != nil {
		return err
	}
	for i, p := range void {
		r.Within = append(r.Within, ContractRisk{Hours: p.Time, Void: p.Unreliability, NotVoid: p.Reliability, AllDown: down[i].Unreliability})
	}
	return nil
}

// AsModule returns the machines as a group of which Copies - Tolerated are needed: its
// availability, MTBF, mean down time and MTTF are Valid, MeanValid, MeanVoid and
// MeanToVoid.
func (c Contract) AsModule() SystemPart {
	return SystemPart{N: c.Copies, K: c.Copies - c.Tolerated, Crews: c.Crews, Modules: []SystemModule{{MTBF: c.MTTF, MTTR: c.MTTR}}}
}

// Minority returns the most copies of n that are less than half of them, (n-1)/2
// rounded down: one of three, two of five.
func Minority(n int) int { return max(n-1, 0) / 2 }
