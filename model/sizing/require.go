package sizing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
)

// Parameter is a number of a system that [Requirement.Solve] finds.
type Parameter uint8

const (
	MTBF     Parameter = iota // of a module: its mean life, hours
	MTTR                      // of a module: its mean repair time, hours
	Coverage                  // of a group
	Beta                      // of a group
)

var parameterNames = [...]string{"mtbf", "mttr", "coverage", "beta"}

func (p Parameter) String() string {
	if int(p) < len(parameterNames) {
		return parameterNames[p]
	}
	return fmt.Sprintf("Parameter(%d)", p)
}

// Requirement asks what one number must be for a system, without questions, to
// meet a target, all other numbers as they are. Module names a part for an MTBF
// or MTTR and a group for coverage or beta.
type Requirement struct {
	Parameter             Parameter
	Component             string
	Target                float64 // least availability or reliability, in (0, 1)
	AllowedUnavailability float64 // greatest unavailability, in place of Target
	Mission               float64 // hours; > 0: reliability without repairs
}

// RequiredError tells that no value of a parameter meets the target.
type RequiredError struct {
	Requirement
	Least float64 // the least unavailability that the parameter can give
}

func (e *RequiredError) Error() string {
	return fmt.Sprintf("no %s of %q meets the target: the unavailability stays at %.4g or more, and %.4g is allowed", e.Parameter, e.Component, e.Least, e.slack())
}

// Required is what a parameter must be.
type Required struct {
	Value float64
	// Any tells that every value in the domain will do; Value is then the
	// laxest.
	Any            bool
	Unavailability float64 // with that value
}

func (q *Requirement) slack() float64 {
	if q.AllowedUnavailability > 0 {
		return q.AllowedUnavailability
	}
	return 1 - q.Target
}

// Solve returns the laxest value that meets the target: the least MTBF or
// coverage, the greatest MTTR or beta, hours from 1e-3 to 1e15. Availability
// rises with MTBF and coverage and falls with MTTR, so the crossing is the only
// one; it falls with beta too, except where all units of a group are needed.
//
// The error is a *model.ParamError, *[RequiredError], one of system.New, or the
// cause of the end of ctx.
func (q Requirement) Solve(ctx context.Context, m *system.Model) (Required, error) {
	if err := q.check(); err != nil {
		return Required{}, err
	}
	s, err := newSetting(ctx, m, q.Mission)
	if err != nil {
		return Required{}, err
	}
	turn, err := s.knob(&q)
	if err != nil {
		return Required{}, err
	}
	return q.solve(ctx, s, turn)
}

func (q *Requirement) solve(ctx context.Context, s *setting, turn knob) (Required, error) {
	var failed error
	down := func(x float64) float64 {
		u, err := 1.0, context.Cause(ctx)
		if err == nil {
			err = turn(q.back(x))
		}
		if err == nil {
			u, err = s.down()
		}
		failed = cmp.Or(failed, err)
		return u
	}
	lax, strict := q.ends()
	best, worst := down(strict), down(lax)
	switch {
	case failed != nil:
		return Required{}, failed
	case best > q.slack():
		return Required{}, &RequiredError{*q, best}
	case worst <= q.slack():
		return Required{Value: q.back(lax), Any: true, Unavailability: worst}, nil
	}
	x := num.Root(func(x float64) float64 {
		u := down(x)
		if failed != nil { // the search is over
			return 0
		}
		return math.Log(max(u, math.SmallestNonzeroFloat64) / q.slack())
	}, min(lax, strict), max(lax, strict))
	found := Required{Value: q.back(x), Unavailability: down(x)}
	if failed != nil {
		return Required{}, failed
	}
	return found, nil
}

func (q *Requirement) check() error {
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{q.Parameter <= Beta, "parameter", q.Parameter, "mtbf, mttr, coverage or beta"},
		{(q.Target == 0) != (q.AllowedUnavailability == 0), "target", q.Target, "given, or else the unavailability target"},
		{q.Target >= 0 && q.Target < 1, "target", q.Target, "a number in (0, 1)"},
		{q.AllowedUnavailability >= 0 && q.AllowedUnavailability < 1, "unavailability target", q.AllowedUnavailability, "a number in (0, 1)"},
		{q.Mission >= 0 && !math.IsInf(q.Mission, 1), "mission", q.Mission, "a finite time of 0 hours or more"},
		{q.Mission == 0 || q.Parameter != MTTR, "mttr", q.Mission, "asked of a mission, in which nothing is repaired"},
	} {
		if !c.ok {
			return &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return nil
}

const (
	minHours = 1e-3
	maxHours = 1e15
)

// ends are the laxest and the strictest value as the search sees them: times by
// their logarithm.
func (q *Requirement) ends() (lax, strict float64) {
	switch q.Parameter {
	case MTBF:
		return math.Log(minHours), math.Log(maxHours)
	case MTTR:
		return math.Log(maxHours), math.Log(minHours)
	}
	return 0, 1 // coverage; beta is 1 - x
}

// back is the value that the search sees as x.
func (q *Requirement) back(x float64) float64 {
	switch q.Parameter {
	case MTBF, MTTR:
		return math.Exp(x)
	case Beta:
		return 1 - x
	}
	return x
}

// TradeOff is what one parameter must be for every value of another.
type TradeOff struct {
	Given    float64
	Required Required
	Err      error // *RequiredError where nothing will do
}

// TradeOff solves the requirement with another parameter, of the same or
// another module, set to each of the values. The error is that of Solve but for
// *[RequiredError].
func (q Requirement) TradeOff(ctx context.Context, m *system.Model, other Parameter, module string, values []float64) ([]TradeOff, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	s, err := newSetting(ctx, m, q.Mission)
	if err != nil {
		return nil, err
	}
	turn, err := s.knob(&q)
	if err != nil {
		return nil, err
	}
	set, err := s.knob(&Requirement{Parameter: other, Component: module})
	if err != nil {
		return nil, err
	}
	var curve []TradeOff
	for _, value := range values {
		if err := set(value); err != nil {
			return nil, err
		}
		found, err := q.solve(ctx, s, turn)
		if impossible := (*RequiredError)(nil); err != nil && !errors.As(err, &impossible) {
			return nil, err
		}
		curve = append(curve, TradeOff{Given: value, Required: found, Err: err})
	}
	return curve, nil
}
