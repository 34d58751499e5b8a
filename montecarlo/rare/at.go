package rare

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// Point is what is known of the first outage by a time, from all new and with
// repairs going on.
type Point struct {
	T                          float64 // hours
	Reliability, Unreliability model.Estimate
	RelError                   float64        // relative standard error of Unreliability
	Availability               model.Estimate // and unavailability: not estimable but at 0
	Unavailability             model.Estimate
}

// simulateAt simulates the first outage, and the steady state where there is one.
// Both pilots come first, so that a run that is ended knows something of both.
func simulateAt(ctx context.Context, m *system.Model, opt Options) (*Result, error) {
	times := slices.Clone(opt.Times)
	slices.Sort(times)
	until, err := passages(m, opt.Method, times)
	if err != nil {
		return nil, err
	}
	first, long := &contest{opt: opt}, &contest{opt: opt}
	var best, steady *pilotRun
	if len(until) > 0 {
		if best, err = first.choose(ctx, until); err != nil {
			return nil, err
		}
	}
	candidates, mortal := candidates(m, opt.Method)
	if mortal == nil && !opt.OnlyTimes {
		if steady, err = long.choose(ctx, candidates); err != nil && (best == nil || ctx.Err() == nil) {
			return nil, err
		}
	}
	r := first.noSteady(mortal)
	if opt.OnlyTimes {
		r.Warnings = nil
	}
	if steady != nil {
		if r, err = long.steady(ctx, steady); err != nil {
			return nil, err
		}
	}
	return r, first.addTimes(ctx, best, times, r)
}

// passages are the methods that tell of the first outage by a time, which must be
// above 0.
func passages(m *system.Model, method Method, times []float64) ([]candidate, error) {
	if method != Auto && method != ZeroVariance && method != Biasing {
		return nil, &Error{method, "it has no unreliability at a time here: use zerovariance or biasing for exponential units and groups, and missions for others"}
	}
	s, err := newMachine(m, method, true)
	if err != nil {
		return nil, err
	}
	if part := s.notExponential(); part != "" {
		return nil, &Error{method, fmt.Sprintf("module %q is not exponential, so that its unreliability at a time takes missions: simulate with --method plain", part)}
	}
	times = slices.DeleteFunc(slices.Clone(times), func(t float64) bool { return t == 0 })
	if len(times) == 0 {
		return nil, nil
	}
	last := times[len(times)-1]
	walk := func(bias, share float64) func() cycler {
		return func() cycler { return newPassage(untilFirst(s, bias, last), share, times) }
	}
	each := newPassage(untilFirst(s, bias, last), 0, times).each()
	if each > cyclesMost {
		return nil, ErrTime
	}
	block := int(max(1, math.Ceil(pilotBlock/each)))
	return only(method, []candidate{
		{ZeroVariance, "approximate zero-variance importance sampling in the time left, a tenth of it balanced", walk(bias, 1-defensive), block, 0, false, each},
		{Biasing, "balanced failure biasing with probability 0.5 in the time left", walk(bias, 0), block, 0, false, each},
		{Biasing, "balanced failure biasing with probability 0.8 in the time left", walk(strongBias, 0), block, 0, false, each},
	})
}

// noSteady is the result of a system without a steady state, or of one of which
// nothing is known yet.
func (c *contest) noSteady(why error) *Result {
	w := model.Warning{Code: "incomplete", Text: "the run was ended before anything was known of the steady state"}
	var refused *Error
	if errors.As(why, &refused) {
		w = model.Warning{Code: "not-repaired", Text: refused.Reason}
	}
	none := func(hi float64) model.Estimate {
		return model.NotEstimable(0, hi, c.opt.Confidence, "not estimable", w)
	}
	rest := none(math.Inf(1))
	return &Result{
		Complete: true, Stopped: "cycles", RelError: math.NaN(), RelErrorBound: math.Inf(1), Warnings: []model.Warning{w},
		Unavailability: none(1), Availability: none(1), FailureFrequency: rest, MTBF: rest, MDT: rest, MTTF: rest,
	}
}

var noAvailability = model.Warning{Code: "availability-not-asked", Text: "accelerated methods look at the first outage by a time, not at the availability then: solve tells it, or simulate with --method plain"}

// addTimes runs the chosen method for the first outage and adds what it found.
func (c *contest) addTimes(ctx context.Context, best *pilotRun, times []float64, r *Result) error {
	for _, t := range times {
		never := model.Estimate{Confidence: c.opt.Confidence, Method: "exact: all is new"}
		sure := never
		sure.Point, sure.Lo, sure.Hi = 1, 1, 1
		p := Point{T: t, Reliability: sure, Unreliability: never, Availability: sure, Unavailability: never}
		if t > 0 {
			p.Availability = model.NotEstimable(0, 1, c.opt.Confidence, "not estimable", noAvailability)
			p.Unavailability = p.Availability
		}
		r.At = append(r.At, p)
	}
	if best == nil {
		return nil
	}
	if !c.opt.OnlyTimes {
		r.Warnings = append(r.Warnings, noAvailability)
	}
	run, err := c.main(ctx, best)
	if err != nil {
		return err
	}
	r.Cycles += run.total.cycles
	r.PilotCycles += c.cycles
	r.Transitions += run.total.steps + c.steps
	r.Warnings = append(r.Warnings, c.warned...)
	if r.Method == "" {
		r.Method, r.Reason = best.method, c.reason
	} else {
		r.Reason += "; the first outage by " + c.reason
	}
	c.end(ctx, best, run, r)
	all := run.at()
	for i := range all {
		if err := r.At[len(times)-len(all)+i].fill(all[i], c.opt.Confidence, best, r); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the estimates of one time.
func (x *Point) fill(run *sample, confidence float64, p *pilotRun, r *Result) error {
	t, err := trusted(p.method, run)
	if err != nil {
		return fmt.Errorf("until %g h: %w", x.T, err)
	}
	for _, w := range t.warnings {
		w.Text = fmt.Sprintf("until %g h %s", x.T, w.Text)
		r.Warnings = append(r.Warnings, w)
	}
	x.RelError = t.relative
	x.Unreliability, x.Reliability = share(t.estimate(run, unavailability, confidence, p.words))
	if x.Unreliability.Point > most {
		w := model.Warning{Code: "reliability-unknown", Text: fmt.Sprintf("until %g h the system nearly always fails: for how often it does not, simulate with --method plain", x.T)}
		x.Reliability = model.NotEstimable(0, x.Reliability.Hi, confidence, "not estimable", w)
	}
	return nil
}
