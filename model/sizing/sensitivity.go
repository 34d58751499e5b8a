package sizing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// Off is what it does to a choice if one number of a component is not what it was taken for:
// half or double of it, or a limit of what is known of it.
type Off struct {
	Component string
	Parameter string  // "mtbf", "mttr", "unavailability" or "unreliability"
	Taken     float64 // what it was taken for
	Value     float64 // what it may be
	Why       string  // "half", "double", "lower 90 % limit" or "upper 90 % limit"

	Unavailability float64 // of the design chosen, then
	Meets          bool    // that design meets the target then; true without a target
	Best           *Design // what would be chosen with that number, at the points; nil where nothing meets the target
}

// Sensitivity varies one number after the other of the components that a design may be made
// of, and finds what the design is then and what would be chosen instead. All is at the
// points of estimates, whatever the confidence of o. The work allowed is for all numbers
// together: what is left out is named by the warning. The errors are those of [Size].
func Sensitivity(ctx context.Context, m *system.Model, o Options, chosen *Design) ([]Off, *model.Warning, error) {
	o.Confidence = 0
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	j, err := newJob(ctx, m, &o)
	if err != nil {
		return nil, nil, err
	}
	looked := 0
	var all []Off
	for i := range m.Components {
		if !j.tree.uses(i) {
			continue
		}
		for _, off := range numbersOf(&m.Components[i], o.Mission > 0) {
			if looked > o.work() {
				return all, &model.Warning{Code: codeNotProved, Text: fmt.Sprintf("the sensitivity to the %s of %s and what comes after it is left out: allow more work", off.Parameter, off.Component)}, nil
			}
			n, err := j.vary(ctx, i, &off, chosen)
			if err != nil {
				return nil, nil, err
			}
			looked += n
			all = append(all, off)
		}
	}
	return all, nil, nil
}

// numbersOf are the values that the numbers of a component may have.
func numbersOf(c *system.Component, mission bool) []Off {
	var all []Off
	add := func(parameter string, taken float64, known *model.Estimate, below float64) {
		lo, hi, why := taken/2, 2*taken, [2]string{"half", "double"}
		if known != nil && known.Lo > 0 && !math.IsInf(known.Hi, 1) {
			lo, hi = known.Lo, known.Hi
			of := fmt.Sprintf(" %.4g %% limit", 100*known.Confidence)
			why = [2]string{"lower" + of, "upper" + of}
		}
		for i, x := range []float64{lo, hi} {
			if x > 0 && x < below && x != taken {
				all = append(all, Off{Component: c.Name, Parameter: parameter, Taken: taken, Value: x, Why: why[i]})
			}
		}
	}
	availability, reliability := c.Fixed()
	switch {
	case c.Life != nil:
		add("mtbf", c.Life.Mean(), c.MTBFEstimate, math.Inf(1))
		if c.Repair != nil && !mission {
			add("mttr", c.Repair.Mean(), c.MTTREstimate, math.Inf(1))
		}
	case availability.Given():
		add("unavailability", availability.Fails, complement(c.FixedEstimate), 1)
	default:
		add("unreliability", reliability.Fails, complement(c.FixedEstimate), 1)
	}
	return all
}

// complement is an estimate of one less a probability.
func complement(e *model.Estimate) *model.Estimate {
	if e == nil {
		return nil
	}
	c := *e
	c.Point, c.Lo, c.Hi = 1-e.Point, 1-e.Hi, 1-e.Lo
	return &c
}

// vary answers for one number, and returns how many combinations it looked at.
func (j *job) vary(ctx context.Context, component int, off *Off, chosen *Design) (int, error) {
	s := &componentValues{ctx: ctx, parts: slices.Clone(j.tree.m.Components), mission: j.o.Mission}
	if err := off.set(&s.parts[component]); err != nil {
		return 0, err
	}
	f, err := newSearch(ctx, j.tree, j.o, s, j.resources)
	if err != nil {
		return 0, err
	}
	here := &job{o: j.o, tree: j.tree, resources: j.resources}
	now, err := here.now(f, chosen)
	if err != nil {
		return 0, err
	}
	off.Unavailability, off.Meets = now.Unavailability, j.o.meets(chance{now.Availability, now.Unavailability})
	var none *InfeasibleError
	switch err := f.possible(); {
	case errors.As(err, &none):
		return f.looked, nil
	case err != nil:
		return 0, err
	}
	r := here.result(f, f.options(j.tree.root))
	if best := here.best(r.Frontier); best != nil {
		own := *best
		off.Best = &own
	}
	if f.ended() {
		return 0, context.Cause(ctx)
	}
	return f.looked, nil
}

// set gives a component the number.
func (o *Off) set(c *system.Component) (err error) {
	switch o.Parameter {
	case "mtbf":
		c.Life, err = dist.WithMean(c.Life, o.Value)
	case "mttr":
		c.Repair, err = dist.WithMean(c.Repair, o.Value)
	case "unavailability":
		c.Availability, c.Unavailability = 1-o.Value, o.Value
	default:
		c.Reliability, c.Unreliability = 1-o.Value, o.Value
	}
	return err
}

// now is a design with the figures that it has in the scene of a search.
func (j *job) now(f *search, d *Design) (Design, error) {
	levels := make([]*level, len(d.Choices))
	for q, copies := range d.Choices {
		c, err := j.tree.answer(f.s, q, copies)
		if err != nil {
			return Design{}, err
		}
		levels[q] = &level{question: q, copies: copies, chance: c}
	}
	return j.design(f, levels), nil
}
