package multiplex

import (
	"context"
	"errors"

	"mtbf/internal/num"
	"mtbf/model"
)

// Result is what a multiplexed organ does, exactly.
type Result struct {
	Stages []Counts // stimulated lines behind the executive organ and behind each tier

	Yes      bool    // what the output should read
	Residual float64 // probability that more than Bundle.No() lines are wrong at the end

	// Cut bounds what was left out: the true residual, and every other sum of
	// probabilities of Stages, is between what is given and Cut more. It is
	// below 1e-13 of the residual unless a warning says otherwise.
	Cut      float64
	Warnings []model.Warning
}

// ErrBelowRange tells that a residual error is too small to be computed, below
// 1e-275.
var ErrBelowRange = errors.New("the residual error is too small to be computed, below 1e-275")

// Residual returns the probability that the scheme's output does not read what
// it should, at its [Scheme.Worst] inputs: von Neumann's rho(N). The error is
// ErrBelowRange, a *model.ParamError or the cause of the end of ctx.
func (s Scheme) Residual(ctx context.Context) (float64, error) {
	if err := s.Validate(); err != nil {
		return 0, err
	}
	var worst Result
	for _, in := range s.Worst() {
		r := s.compute(ctx, in)
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if r.Residual+r.Cut >= worst.Residual+worst.Cut {
			worst = r
		}
	}
	if len(worst.Warnings) > 0 {
		return 0, ErrBelowRange
	}
	return worst.Residual, nil
}

const (
	relCut = 1e-13  // of the residual may be left out in all
	guard  = 1e-18  // of its normal approximation is left out of a row at first
	minTol = 1e-290 // and never less than this: what is smaller ends in subnormal numbers
)

// Run computes the distribution of the number of stimulated lines behind every
// stage, for the given inputs. The organs fail independently; each input of
// each tier takes the lines of the bundle before it in a fresh random order. A
// warning below-range says that the residual is below 1e-275 and known only to
// within Cut. A *model.ParamError tells of a scheme that [Scheme.Validate]
// refuses, of a wrong number of inputs, and of an input out of range or
// exactly half stimulated.
func (s Scheme) Run(ctx context.Context, in Inputs) (Result, error) {
	if err := s.Validate(); err != nil {
		return Result{}, err
	}
	if err := s.check(in); err != nil {
		return Result{}, err
	}
	r := s.compute(ctx, in)
	if ctx.Err() != nil {
		return Result{}, context.Cause(ctx)
	}
	return r, nil
}

// compute leaves out less and less until it is little against the residual.
func (s Scheme) compute(ctx context.Context, in Inputs) Result {
	for tol := num.NormalCDF(-s.margin(in)) * guard; ; tol *= tol {
		tol = max(tol, minTol)
		r := s.run(ctx, in, tol)
		if r.Cut <= relCut*r.Residual || ctx.Err() != nil {
			return r
		}
		if tol == minTol {
			r.Warnings = belowRange
			return r
		}
	}
}

var belowRange = []model.Warning{{
	Code: "below-range",
	Text: "the residual error is below 1e-275: cut bounds it",
}}

// run computes the stages once, leaving out at most tol of a row.
func (s Scheme) run(ctx context.Context, in Inputs, tol float64) Result {
	c := newChain(ctx, s.Bundle.N, tol)
	r := Result{Yes: s.outputs(in), Stages: []Counts{c.execute(s, in)}}
	for t := range s.Tiers {
		r.Stages = append(r.Stages, c.restore(s, r.Stages[t]))
	}
	r.Cut = c.cut
	r.Residual = s.Bundle.misread(r.Stages[s.Tiers], r.Yes)
	return r
}

// misread returns the probability that more than No() lines are wrong in a
// bundle that should read yes, or no.
func (b Bundle) misread(c Counts, yes bool) float64 {
	if yes {
		return min(1, c.AtMost(b.Yes()-1))
	}
	return min(1, c.MoreThan(b.No()))
}
