package rare

import (
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
// nothing is known yet; why says which.
func noSteady(why model.Warning, confidence float64) *Result {
	none := func(hi float64) model.Estimate {
		return model.NotEstimable(0, hi, confidence, "not estimable", why)
	}
	rest := none(math.Inf(1))
	return &Result{
		Complete: true, Stopped: "cycles", RelError: math.NaN(), RelErrorBound: math.Inf(1), Warnings: []model.Warning{why},
		Unavailability: none(1), Availability: none(1), FailureFrequency: rest, MTBF: rest, MDT: rest, MTTF: rest,
	}
}

var noAvailability = model.Warning{Code: "availability-not-asked", Text: "accelerated methods look at the first outage by a time, not at the availability then: solve tells it, or simulate with --method plain"}

// addTimes adds what was found of the first outage; nothing where no time is above 0.
func (a *Asked) addTimes(opt *Options, r *Result) error {
	for _, t := range opt.Times {
		never := model.Estimate{Confidence: opt.Confidence, Method: "exact: all is new"}
		sure := never
		sure.Point, sure.Lo, sure.Hi = 1, 1, 1
		p := Point{T: t, Reliability: sure, Unreliability: never, Availability: sure, Unavailability: never}
		if t > 0 {
			p.Availability = model.NotEstimable(0, 1, opt.Confidence, "not estimable", noAvailability)
			p.Unavailability = p.Availability
		}
		r.At = append(r.At, p)
	}
	if a == nil {
		return nil
	}
	if !opt.OnlyTimes {
		r.Warnings = append(r.Warnings, noAvailability)
	}
	run := a.sample()
	r.Cycles += run.total.Cycles
	r.PilotCycles += a.PilotCycles
	r.Transitions += run.total.Steps + a.PilotSteps
	r.Warnings = append(r.Warnings, a.Warnings...)
	if r.Method == "" {
		r.Method, r.Reason = a.Method, a.Reason
	} else {
		r.Reason += "; the first outage by " + a.Reason
	}
	a.end(r)
	all := run.at()
	for i := range all {
		if err := r.At[len(r.At)-len(all)+i].fill(all[i], opt.Confidence, a, r); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the estimates of one time.
func (x *Point) fill(run *sample, confidence float64, a *Asked, r *Result) error {
	t, err := trusted(a.Method, run)
	if err != nil {
		return fmt.Errorf("until %g h: %w", x.T, err)
	}
	for _, w := range t.warnings {
		w.Text = fmt.Sprintf("until %g h %s", x.T, w.Text)
		r.Warnings = append(r.Warnings, w)
	}
	x.RelError = t.relative
	x.Unreliability, x.Reliability = share(t.estimate(run, unavailability, confidence, a.Words))
	if x.Unreliability.Point > most {
		w := model.Warning{Code: "reliability-unknown", Text: fmt.Sprintf("until %g h the system nearly always fails: for how often it does not, simulate with --method plain", x.T)}
		x.Reliability = model.NotEstimable(0, x.Reliability.Hi, confidence, "not estimable", w)
	}
	return nil
}
