package markov

import (
	"context"
	"fmt"
	"math"

	"mtbf/model"
)

// At is what is known of a model at one time after its start. Each figure and
// its complement are sums of positive terms of their own.
type At struct {
	Time float64 // hours
	P    []float64

	Availability, Unavailability float64 // at Time
	Reliability, Unreliability   float64 // not having, or having, been down by Time

	Uptime, Downtime float64 // expected hours in (0, Time]
	Failures         float64 // expected number of passages from up to down in (0, Time]
}

// IntervalAvailability returns the expected share of (0, Time] spent up.
func (a At) IntervalAvailability() float64 { return a.Uptime / a.Time }

// IntervalUnavailability returns the expected share of (0, Time] spent down.
func (a At) IntervalUnavailability() float64 { return a.Downtime / a.Time }

// WorkError tells that a transient solution would take too many steps: the
// chain is both large and stiff.
type WorkError struct {
	States int
	Steps  float64 // transitions offered, exit rate of the fastest state x hours
}

func (e *WorkError) Error() string {
	return fmt.Sprintf("transient solution of %d states would take %.1g steps: times are too long for rates this fast", e.States, e.Steps)
}

// At returns the figures at each of the times, in hours > 0.
//
// Chains of up to 400 states are solved by repeated squaring of their
// transition matrix where that is cheaper, which takes any length of time in
// its stride; others by uniformisation, which stops where the steady state, or
// a constant failure rate, is reached. Probabilities as small as 1e-250 keep
// their relative accuracy, near 1e-12, or 1e-11 over millions of steps.
//
// It fails with *model.ParamError for a time out of range and *[WorkError]
// where neither method is feasible.
func (m *Model) At(ctx context.Context, times ...float64) ([]At, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	for _, t := range times {
		if !(t > 0) || math.IsInf(t, 1) {
			return nil, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number of hours"}
		}
	}
	s := newSpans(m)
	all := make([]At, len(times))
	for _, i := range inOrder(times) {
		at, err := s.at(ctx, times[i])
		if err != nil {
			return nil, err
		}
		all[i] = at
	}
	return all, nil
}

// spans follows a model, and the same model with its down states merged into
// one that is never left, from time to time.
type spans struct {
	model    *Model
	whole    *span
	survival *span
}

func newSpans(m *Model) *spans {
	s := &spans{model: m, whole: newSpan(m.Chain, m.Start, m.gains()...)}
	s.addSurvival()
	return s
}

// gains returns what is gained per hour in every state: time up, time down, and
// failures.
func (m *Model) gains() [][]float64 {
	up, down, fail := make([]float64, len(m.Up)), make([]float64, len(m.Up)), make([]float64, len(m.Up))
	for i := range m.Up {
		if !m.Up[i] {
			down[i] = 1
			continue
		}
		up[i] = 1
		targets, rates := m.Chain.out.row(i)
		for e, j := range targets {
			if !m.Up[j] {
				fail[i] += rates[e]
			}
		}
	}
	return [][]float64{up, down, fail}
}

// failing returns the chain of the up states that the start reaches, the start
// first, and a last state into which all failures lead; and the rate of failing
// in every state.
func (m *Model) failing() (*Chain, []float64) {
	a := m.absorbing()
	n := len(a.rate)
	b := NewBuilder(n + 1)
	for i := range n {
		targets, rates := a.chain.out.row(i)
		for e, j := range targets {
			b.Add(i, int(j), rates[e])
		}
		if a.rate[i] > 0 {
			b.Add(i, n, a.rate[i])
		}
	}
	c, err := b.Build()
	if err != nil {
		panic("markov: rates of a chain do not make a chain: " + err.Error())
	}
	return c, append(a.rate, 0)
}

func (s *spans) at(ctx context.Context, t float64) (At, error) {
	p, gained, err := s.whole.to(ctx, t)
	if err != nil {
		return At{}, err
	}
	at := At{Time: t, P: p, Uptime: gained[0], Downtime: gained[1], Failures: gained[2], Unreliability: 1}
	for i, x := range p {
		if s.model.Up[i] {
			at.Availability += x
		} else {
			at.Unavailability += x
		}
	}
	at.Availability, at.Unavailability = min(at.Availability, 1), min(at.Unavailability, 1) // beyond it by rounding
	if s.survival == nil {
		return at, nil
	}
	at.Reliability, at.Unreliability, err = s.survive(ctx, t)
	return at, err
}
