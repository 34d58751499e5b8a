package markov

import (
	"context"
	"errors"
	"math"
)

// Measures are the long-run figures of a model, in hours and per hour. A figure
// that the model does not define is NaN: the mean up time where nothing ever
// comes up again, the mean down time where nothing fails.
type Measures struct {
	Availability     float64
	Unavailability   float64 // summed directly
	FailureFrequency float64 // passages from up to down per calendar hour
	MUT, MDT         float64 // mean up and down time in steady state
	MTBF             float64 // mean up time per failure, MTBF = MUT and A = MTBF/(MTBF+MDT)
	MeanCycleTime    float64 // mean time from one failure to the next, MUT + MDT
	MTTF             float64 // mean time to the first failure from the start
	Method           string
}

// Measures returns the long-run figures: with p the steady state and
//
//	f = sum_{i up, j down} p(i) q(i, j),
//
// MUT = A/f, MDT = U/f and MeanCycleTime = 1/f. Where the chain ends in down
// states for good, whichever they are, A is 0. A chain that otherwise has no
// steady state of its own fails with *[ReducibleError]; *[ConvergenceError] is
// passed on.
func (m *Model) Measures(ctx context.Context) (Measures, error) {
	r, _, err := m.LongRun(ctx)
	return r, err
}

// LongRun is [Model.Measures] with the steady state that they are of; of a chain that ends
// down, one of those in which it may end.
func (m *Model) LongRun(ctx context.Context) (Measures, Steady, error) {
	mttf, err := m.MTTF(ctx)
	if err != nil {
		return Measures{}, Steady{}, err
	}
	steady, err := m.Chain.Steady(ctx)
	var many *ReducibleError
	if errors.As(err, &many) && m.endsDown(many) {
		steady, err = m.lost(many), nil
	}
	if err != nil {
		return Measures{}, Steady{}, err
	}
	return m.measures(mttf, steady), steady, nil
}

func (m *Model) measures(mttf float64, steady Steady) Measures {
	r := Measures{MTTF: mttf, Method: steady.Method}
	fail := m.gains()[2]
	for i, p := range steady.P {
		if m.Up[i] {
			r.Availability += p
			r.FailureFrequency += p * fail[i]
		} else {
			r.Unavailability += p
		}
	}
	r.Availability, r.Unavailability = min(r.Availability, 1), min(r.Unavailability, 1) // beyond it by rounding
	r.MUT, r.MDT = r.Availability/r.FailureFrequency, r.Unavailability/r.FailureFrequency
	r.MTBF, r.MeanCycleTime = r.MUT, 1/r.FailureFrequency
	if r.Availability == 0 {
		r.MDT, r.MeanCycleTime = math.Inf(1), math.NaN()
	}
	return r
}

// endsDown reports whether no closed class has an up state.
func (m *Model) endsDown(e *ReducibleError) bool {
	for _, class := range e.Classes {
		for _, i := range class {
			if m.Up[i] {
				return false
			}
		}
	}
	return true
}

// lost returns some steady state of a model that ends down, which of them does
// not matter to any measure.
func (m *Model) lost(e *ReducibleError) Steady {
	p := make([]float64, len(m.Up))
	p[e.Classes[0][0]] = 1
	return Steady{P: p, Method: "exact: all ends down"}
}
