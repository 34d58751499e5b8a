package life

import (
	"fmt"
	"math"

	"mtbf/model"
)

// Observation is what is known of Count times, in hours: that each lies in
// (Lower, Upper].
//
//	exact            Lower == Upper
//	right-censored   Upper is +Inf: still running at Lower
//	left-censored    Lower is -Inf or 0: over by Upper
//	interval         otherwise: over at Upper, still running at Lower
//
// A time that came under observation only at the age Entry > 0 (left
// truncation) is one of those that outlast Entry; those that did not are not in
// the data.
type Observation struct {
	Lower, Upper float64
	Count        float64 // whole, 1 or more
	Entry        float64 // 0 if observed from the start
}

// Exact is one time known exactly.
func Exact(t float64) Observation { return Observation{Lower: t, Upper: t, Count: 1} }

// RightCensored is one time known to exceed t.
func RightCensored(t float64) Observation {
	return Observation{Lower: t, Upper: math.Inf(1), Count: 1}
}

// LeftCensored is one time known not to exceed t.
func LeftCensored(t float64) Observation {
	return Observation{Lower: math.Inf(-1), Upper: t, Count: 1}
}

// IntervalCensored is one time in (lower, upper].
func IntervalCensored(lower, upper float64) Observation {
	return Observation{Lower: lower, Upper: upper, Count: 1}
}

// Times returns the same observation counted n times.
func (o Observation) Times(n float64) Observation { o.Count = n; return o }

// From returns the same observation entered at the age t.
func (o Observation) From(t float64) Observation { o.Entry = t; return o }

// Exact reports whether the time is known exactly.
func (o Observation) Exact() bool { return o.Lower == o.Upper }

// RightCensored reports whether no end is known.
func (o Observation) RightCensored() bool { return math.IsInf(o.Upper, 1) }

// alive returns the last time at which the time was known not to be over, -Inf
// if there is none.
func (o Observation) alive() float64 {
	if o.Entry > 0 {
		return max(o.Lower, o.Entry)
	}
	if o.Lower == 0 && !o.Exact() {
		return math.Inf(-1)
	}
	return o.Lower
}

// Observations is a sample, one row or more.
type Observations []Observation

// Validate returns nil if every row has an order and a meaning, or a
// *model.ParamError naming the first that has not, the first row being row 1.
// Whether times of 0 or below have a meaning is for the family to say.
func (s Observations) Validate() error {
	if len(s) == 0 {
		return &model.ParamError{Param: "observations", Value: 0, Want: "one row or more"}
	}
	for i, o := range s {
		if what, value, want := o.fault(); want != "" {
			return &model.ParamError{Param: fmt.Sprintf("row %d: %s", i+1, what), Value: value, Want: want}
		}
	}
	return nil
}

// fault tells what of a row is not in its domain; want is empty if nothing is.
func (o Observation) fault() (what string, value any, want string) {
	switch {
	case math.IsNaN(o.Lower) || math.IsInf(o.Lower, 1):
		return "time", o.Lower, "a finite number"
	case math.IsNaN(o.Upper) || math.IsInf(o.Upper, -1):
		return "upper", o.Upper, "a number, or +Inf for a time still running"
	case o.Upper < o.Lower:
		return "upper", o.Upper, fmt.Sprintf("a time after the lower one, %g", o.Lower)
	case !(o.Count >= 1) || o.Count > 1<<53 || o.Count != math.Trunc(o.Count):
		return "count", o.Count, "a whole number, 1 or more"
	case !(o.Entry >= 0) || math.IsInf(o.Entry, 1):
		return "entry", o.Entry, "a finite number, 0 or more"
	case o.Entry > 0 && !(o.Upper > o.Entry):
		return "entry", o.Entry, fmt.Sprintf("an age before the time, %g", o.Upper)
	}
	return "", nil, ""
}
