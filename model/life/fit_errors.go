package life

import (
	"fmt"
	"math"
)

// NotEstimableError tells that the data cannot determine a family, whatever
// the method.
type NotEstimableError struct {
	Family string
	Reason string // one clause, such as "no failure was seen"
}

func (e *NotEstimableError) Error() string {
	return fmt.Sprintf("%s: not estimable: %s", e.Family, e.Reason)
}

// ConvergenceError tells that the search for a maximum ended without a proof
// that it is one.
type ConvergenceError struct {
	Family     string
	Iterations int
}

func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("%s: the maximum of the likelihood was not reached in %d steps", e.Family, e.Iterations)
}

// endedError tells that a fit was ended by its context.
type endedError struct {
	family string
	cause  error
}

func (e *endedError) Error() string { return e.family + ": not fitted before the run was ended" }
func (e *endedError) Unwrap() error { return e.cause }

// tally is what one pass over the rows tells.
type tally struct {
	n, failures, exact   float64 // counts
	exactRows, rightRows int
	lower, upper         float64 // all times may be equal if lower <= upper
	outlasted            bool    // a time is known to exceed 0, or its age at entry
}

func (s Observations) tally() tally {
	t := tally{lower: math.Inf(-1), upper: math.Inf(1)}
	for i := range s {
		o := &s[i]
		alive := o.alive()
		t.n += o.Count
		t.lower, t.upper = max(t.lower, alive), min(t.upper, o.Upper)
		t.outlasted = t.outlasted || alive > max(0, o.Entry)
		switch {
		case o.Exact():
			t.exact += o.Count
			t.failures += o.Count
			t.exactRows++
		case o.RightCensored():
			t.rightRows++
		default:
			t.failures += o.Count
		}
	}
	return t
}

// determined returns nil if a maximum of the likelihood of a family may exist,
// or a *NotEstimableError. One parameter needs a failure, and a time above 0.
// For two, no single time may explain every row: the likelihood would rise
// without end (exact times) or to a bound (intervals) as the spread goes to 0.
func (t tally) determined(f *fitFamily) error {
	switch {
	case t.failures == 0:
		return &NotEstimableError{f.name, "no failure was seen"}
	case f.pinned && !t.outlasted:
		return &NotEstimableError{f.name, "no time is known to be longer than 0"}
	case f.pinned || t.lower > t.upper:
		return nil
	case t.exact > 0:
		return &NotEstimableError{f.name, fmt.Sprintf("all failures may be at the one time %g, "+
			"and the likelihood grows without bound as the spread goes to 0", t.upper)}
	}
	return &NotEstimableError{f.name, "the rows do not exclude that all times are the same, and tell nothing of their spread"}
}
