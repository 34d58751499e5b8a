package mtbf

import (
	"context"
	"sort"

	"mtbf/model"
)

// How far plans go: failures that can be allowed, numbers of them in one answer, and
// numbers tried in search of a plan.
const (
	mostAllowed = 10_000_000
	mostTests   = 1000
	mostTried   = 10_000
)

// nearly is how much of a number may be rounding.
const nearly = 1e-12

// find settles the acceptance number, where one is sought.
func (p *TestPlan) find(ctx context.Context, c claim) error {
	switch {
	case p.Fixed():
		return p.greatest(c)
	case p.Sought():
		return p.least(ctx, c)
	}
	return nil
}

// greatest finds how many failures may be allowed in a test that is given. The more
// are, the likelier units pass.
func (p *TestPlan) greatest(c claim) (err error) {
	tooMany := func(allowed int) bool {
		t, e := c.size(allowed)
		if e != nil {
			err = e
			return true
		}
		risk, e := c.pass(t, p.MTBF+p.Reliability)
		if e != nil {
			err = e
		}
		return !(risk <= (1-p.Confidence)*(1+nearly))
	}
	n := sort.Search(c.most()+1, tooMany)
	if n > mostAllowed && p.MTBF > 0 && err == nil {
		err = &model.ParamError{Param: "test hours", Value: p.Hours, Want: "a time after which the units may have failed no more than ten million times"}
	}
	if n > 0 {
		p.AcceptanceNumber = new(n - 1)
	}
	return err
}

// least finds the fewest failures to be allowed with which units as designed do not
// pass with no more than the producer's risk.
func (p *TestPlan) least(ctx context.Context, c claim) error {
	first, err := c.least(p.ProducerRisk)
	if err != nil {
		return err
	}
	for allowed := first; allowed <= min(c.most(), first+mostTried); allowed++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t, err := c.size(allowed)
		if err != nil {
			return err
		}
		risk, err := c.fail(t, p.Design)
		if err != nil {
			return err
		}
		if risk <= p.ProducerRisk {
			p.AcceptanceNumber = &allowed
			return nil
		}
	}
	return &model.ParamError{Param: "design", Value: p.Design, Want: "so much more than what is to be demonstrated that this test can tell them apart"}
}

// shown are the numbers of failures that the answer has tests for.
func (p *TestPlan) shown(c claim) []int {
	if p.Allowed != nil {
		return p.Allowed
	}
	from, to := 0, 5
	if n := p.AcceptanceNumber; n != nil {
		from, to = max(0, *n-4), *n+1
	}
	var all []int
	for allowed := from; allowed <= min(to, c.most()); allowed++ {
		all = append(all, allowed)
	}
	return all
}
