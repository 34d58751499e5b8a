package life

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// riskSet is the state of a sample at one distinct time: who was at risk just
// before it, and what happened at it. Censored units were at risk: failures
// come before censorings at the same time.
type riskSet struct {
	time                       float64
	atRisk, failures, censored float64
	fromStart                  float64 // of atRisk: watched since they were new
	firstEntry                 float64 // since the set before; +Inf if none entered
}

// riskSets returns the risk sets of exact and right-censored observations in
// the order of time. A unit with an entry is at risk at t where
//
//	entry < t <= time.
//
// A *model.ParamError names the row that is wrong or lies in an interval.
func riskSets(ctx context.Context, obs Observations) ([]riskSet, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	exits, err := rightCensored(obs)
	if err != nil {
		return nil, err
	}
	var now riskSet
	var late Observations
	for _, o := range exits {
		if o.Entry == 0 {
			now.enter(o)
		} else {
			late = append(late, o)
		}
	}
	slices.SortFunc(exits, func(a, b Observation) int { return cmp.Compare(a.Lower, b.Lower) })
	slices.SortFunc(late, func(a, b Observation) int { return cmp.Compare(a.Entry, b.Entry) })
	var sets []riskSet
	for i := 0; i < len(exits); {
		if len(sets)%piece == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		now.time, now.failures, now.censored, now.firstEntry = exits[i].Lower, 0, 0, math.Inf(1)
		for ; len(late) > 0 && late[0].Entry < now.time; late = late[1:] {
			now.firstEntry = math.Min(now.firstEntry, late[0].Entry)
			now.enter(late[0])
		}
		gone := 0.0
		for ; i < len(exits) && exits[i].Lower == now.time; i++ {
			gone += now.leave(exits[i])
		}
		sets = append(sets, now)
		now.atRisk -= now.failures + now.censored
		now.fromStart -= gone
	}
	return sets, nil
}

// isAtRisk reports whether the unit has entered before t; without an entry
// that is so at 0 too.
func isAtRisk(o Observation, t float64) bool { return o.Entry == 0 || o.Entry < t }

func (r *riskSet) enter(o Observation) {
	r.atRisk += o.Count
	if o.Entry == 0 {
		r.fromStart += o.Count
	}
}

// leave counts the end of an observation, and returns how many of it were
// watched from the start.
func (r *riskSet) leave(o Observation) float64 {
	if o.Exact() {
		r.failures += o.Count
	} else {
		r.censored += o.Count
	}
	if o.Entry == 0 {
		return o.Count
	}
	return 0
}

// rightCensored returns a copy of valid observations, none of them in an
// interval. Those censored at their own entry tell nothing and are left out.
func rightCensored(obs Observations) (Observations, error) {
	if err := obs.Validate(); err != nil {
		return nil, err
	}
	kept := make(Observations, 0, len(obs))
	total := 0.0
	for i, o := range obs {
		switch {
		case !o.Exact() && !o.RightCensored():
			return nil, &model.ParamError{
				Param: fmt.Sprintf("row %d: time", i+1), Value: fmt.Sprintf("(%g, %g]", o.Lower, o.Upper),
				Want: "a time known exactly or censored on the right (intervals are for Turnbull's estimator)",
			}
		case o.Lower < 0 && !math.IsInf(o.Lower, -1):
			return nil, &model.ParamError{Param: fmt.Sprintf("row %d: time", i+1), Value: o.Lower, Want: "0 h or more"}
		case o.Lower >= 0 && isAtRisk(o, o.Lower):
			kept = append(kept, o)
			total += o.Count
		}
	}
	switch {
	case len(kept) == 0:
		return nil, &model.ParamError{Param: "observations", Value: "all censored at their entry", Want: "one that was watched for a time"}
	case total >= maxCount:
		return nil, &model.ParamError{Param: "count", Value: total, Want: "fewer than 2^53 in all"}
	}
	return kept, nil
}

// maxCount is the number up to which every whole one is a float64.
const maxCount = 1 << 53
