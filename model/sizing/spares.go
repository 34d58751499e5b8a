package sizing

import (
	"context"
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// SparesPool is a fleet that shares a stock of standby spares. A unit that fails is
// replaced from stock at once if there is a spare, and a replacement for the
// stock is ordered, or the unit sent to repair, which takes the lead time.
type SparesPool struct {
	Units    int     // in operation
	MTBF     float64 // hours, of a unit in operation; spares do not fail
	LeadTime float64 // hours, mean
	// Finite says that units without a spare stand still and fail no more: a
	// closed fleet with as many repairs at a time as needed. Otherwise demand
	// goes on at the full rate, as it nearly does in large fleets.
	Finite bool
}

// Service is what a number of spares gives in the long run. With N the number
// on order, in steady state,
//
//	FillRate     P(N < spares) as a failure finds it: it is met from stock
//	ReadyRate   P(N <= spares): no unit waits
//
// each with its complement, found directly.
type Service struct {
	Spares              int
	FillRate, Unfilled  float64
	ReadyRate, Shortage float64
	ExpectedBackorders  float64 // units that wait for a spare, on average
}

// Measure names the figure of a [Service] that a target is for.
type Measure uint8

const (
	FillRate  Measure = iota // a failure is met from stock
	ReadyRate                // no unit waits, at any moment
)

func (s *SparesPool) check() error {
	positive := func(x float64) bool { return x > 0 && !math.IsInf(x, 1) }
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{s.Units >= 1 && s.Units <= maxFleet, "units", s.Units, fmt.Sprintf("a whole number from 1 to %d", maxFleet)},
		{positive(s.MTBF), "mtbf", s.MTBF, "a positive, finite time"},
		{positive(s.LeadTime), "lead time", s.LeadTime, "a positive, finite time"},
		{positive(s.LeadTime / s.MTBF * float64(s.Units)), "lead time", s.LeadTime, "a time in proportion to the mtbf"},
	} {
		if !c.ok {
			return &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return nil
}

const (
	maxFleet  = 10_000_000
	maxSpares = 10_000_000
)

// With returns what a number of spares gives. The error is a *model.ParamError,
// or the cause of the end of ctx.
func (s SparesPool) With(ctx context.Context, spares int) (Service, error) {
	if err := s.check(); err != nil {
		return Service{}, err
	}
	if spares < 0 || spares > maxSpares {
		return Service{}, &model.ParamError{Param: "spares", Value: spares, Want: fmt.Sprintf("a whole number from 0 to %d", maxSpares)}
	}
	if s.Finite {
		return s.closed(ctx, spares)
	}
	return s.open(spares), nil
}

// open has Poisson demand: N is Poisson with mean
//
//	m = Units LeadTime / MTBF,
//
// whatever the distribution of lead times, and failures find it so. Then
// E(N-s)+ = m P(N >= s) - s P(N >= s+1).
func (s SparesPool) open(spares int) Service {
	m := float64(s.Units) * s.LeadTime / s.MTBF
	v := Service{Spares: spares, Unfilled: 1}
	if spares > 0 {
		v.Unfilled, v.FillRate = poissonAtLeast(spares, m)
	}
	v.Shortage, v.ReadyRate = poissonAtLeast(spares+1, m)
	v.ExpectedBackorders = poissonWaiting(spares, m)
	return v
}

// poissonAtLeast returns P(N >= k) and P(N < k), k >= 1: the tails of a gamma
// distribution of shape k.
func poissonAtLeast(k int, m float64) (reached, not float64) {
	lower, upper := num.LogGammaTails(float64(k), m)
	return math.Exp(lower), math.Exp(upper)
}

// poissonWaiting is E(N-s)+, the sum of P(N > j) over j >= s. Where that is
// long, the two terms of the closed form differ enough to be subtracted.
func poissonWaiting(spares int, m float64) float64 {
	sum := 0.0
	if float64(spares) < m {
		reached := 1.0
		if spares > 0 {
			reached, _ = poissonAtLeast(spares, m)
		}
		more, _ := poissonAtLeast(spares+1, m)
		return m*reached - float64(spares)*more
	}
	for j := spares; ; j++ {
		tail, _ := poissonAtLeast(j+1, m)
		if sum += tail; tail <= 1e-17*sum {
			return sum
		}
	}
}

// closed is the birth-death chain of units in repair,
//
//	from j to j+1 at the rate min(Units, Units+spares-j)/MTBF,
//	back at the rate j/LeadTime,
//
// whose steady state holds for any distribution of repair times. A failure
// finds j with a probability in proportion to p(j) and the rate there.
func (s SparesPool) closed(ctx context.Context, spares int) (Service, error) {
	all := s.Units + spares
	ratio := s.LeadTime / s.MTBF
	logp := 0.0
	var short, enough, unfilled, filled, waiting logSum
	for j := 0; j <= all; j++ {
		if j%piece == 0 && ctx.Err() != nil {
			return Service{}, context.Cause(ctx)
		}
		running := min(s.Units, all-j)
		if j > spares {
			short.add(logp)
			waiting.add(logp + math.Log(float64(j-spares)))
		} else {
			enough.add(logp)
		}
		switch {
		case running == 0:
		case j >= spares:
			unfilled.add(logp + math.Log(float64(running)))
		default:
			filled.add(logp + math.Log(float64(running)))
		}
		rise := math.Log(float64(running)*ratio) - math.Log(float64(j+1))
		logp += rise
		if j > spares && rise < 0 && logp < short.most-unseen { // and ever less from here on
			break
		}
	}
	v := Service{Spares: spares}
	v.ReadyRate, v.Shortage = shares(enough, short)
	v.FillRate, v.Unfilled = shares(filled, unfilled)
	if v.Shortage > 0 {
		v.ExpectedBackorders = math.Exp(waiting.log()-short.log()) * v.Shortage
	}
	return v, nil
}

// unseen is how far below the greatest a logarithm is whose number adds nothing
// to a sum of ten million.
const unseen = 800

// logSum adds numbers given by their logarithms.
type logSum struct{ most, sum float64 }

func (s *logSum) add(log float64) {
	switch {
	case s.sum == 0:
		s.most, s.sum = log, 1
	case log <= s.most:
		s.sum += math.Exp(log - s.most)
	default:
		s.sum = s.sum*math.Exp(s.most-log) + 1
		s.most = log
	}
}

func (s *logSum) log() float64 { return s.most + math.Log(s.sum) }

// shares returns a/(a+b) and b/(a+b).
func shares(a, b logSum) (float64, float64) {
	switch {
	case a.sum == 0:
		return 0, 1
	case b.sum == 0:
		return 1, 0
	}
	odds := b.log() - a.log()
	return math.Exp(-num.Log1pExp(odds)), math.Exp(-num.Log1pExp(-odds))
}

// Required returns the least number of spares whose service meets a target in
// (0, 1), and what they give. A finite fleet meets any target below 1 with as
// many spares as units. The error is a *model.ParamError, for a target that
// takes too many spares too, or the cause of the end of ctx.
func (s SparesPool) Required(ctx context.Context, measure Measure, target float64) (Service, error) {
	if !(target > 0 && target < 1) {
		return Service{}, &model.ParamError{Param: "target", Value: target, Want: "a number in (0, 1): no stock is never short"}
	}
	if measure > ReadyRate {
		return Service{}, &model.ParamError{Param: "measure", Value: measure, Want: "the fill rate or the ready rate"}
	}
	for high := 1; ; high = min(2*high, maxSpares) {
		v, err := s.With(ctx, high)
		switch {
		case err != nil:
			return Service{}, err
		case v.meets(measure, target):
			return s.between(ctx, measure, target, high)
		case high == maxSpares:
			return Service{}, &model.ParamError{Param: "target", Value: target, Want: fmt.Sprintf("met by %d spares or fewer, the most there may be", maxSpares)}
		}
	}
}

// between searches from no spares to as many as are known to be enough.
func (s SparesPool) between(ctx context.Context, measure Measure, target float64, high int) (Service, error) {
	low := -1 // not enough
	for high-low > 1 {
		middle := low + (high-low)/2
		v, err := s.With(ctx, middle)
		if err != nil {
			return Service{}, err
		}
		if v.meets(measure, target) {
			high = middle
		} else {
			low = middle
		}
	}
	return s.With(ctx, high)
}

func (v *Service) meets(measure Measure, target float64) bool {
	missed := v.Unfilled
	if measure == ReadyRate {
		missed = v.Shortage
	}
	return missed <= 1-target
}
