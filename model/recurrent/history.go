// Package recurrent describes failures that come again: how many a unit has had
// by some age (the mean cumulative function, without a model), whether they come
// at a constant rate (tests of trend, the moment of a change), and how their rate
// grows or falls (the power law of Crow and AMSAA). A rate that is constant is
// the business of package rate; the lifetime of something that fails once is that
// of package life.
//
// Times are in hours on one scale that the units share: the age of each unit, or
// the calendar from an origin that the caller chooses. Methods that read a
// meaning into 0, such as the power law, say so.
package recurrent

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// History is one unit observed over (From, To], with the times of its failures in
// ascending order. Equal times are separate failures at one time. Costs, if
// given, has a figure of 0 or more for each failure, such as its downtime; only
// [MCF] reads it.
//
// A history without failures may stand for Count units that were all observed
// like this; 0 is 1. So the work and the memory do not grow with units that
// never failed.
//
// Where a unit was not watched for a while, each stretch in which it was is a
// history, in order and one after the other, and all but the first are Continued.
// Between them it is neither up nor down: its hours, failures and place among the
// units at risk are those of the stretches.
//
// A failure with which the observation begins counts as one, but nothing tells the time
// to it: it is in AtStart, which the constant rate takes and all that asks when failures
// come leaves out.
type History struct {
	Unit     string
	From, To float64
	Times    []float64
	Costs    []float64
	Count    int
	AtStart  int // failures at From itself
	// Continued says that the unit, or units, are those of the history before.
	Continued bool
}

// Units returns the number of units that histories are of.
func Units(histories []History) int {
	n := 0
	for i := range histories {
		if !histories[i].Continued {
			n += histories[i].units()
		}
	}
	return n
}

func (h *History) units() int { return max(1, h.Count) }

// unitHours returns the length of the observation times the units.
func (h *History) unitHours() float64 { return float64(h.units()) * h.Hours() }

// Hours returns the length of the observation.
func (h History) Hours() float64 { return h.To - h.From }

// FailureTruncated reports whether the observation ended with its last failure,
// as a test run until n have failed does. That failure then has no time of its
// own: the tests of trend leave it out.
func (h History) FailureTruncated() bool {
	return len(h.Times) > 0 && h.Times[len(h.Times)-1] == h.To
}

// free returns the failures that the end of the observation left to chance: all,
// or all but the last where that one ended it.
func (h History) free() []float64 {
	if h.FailureTruncated() {
		return h.Times[:len(h.Times)-1]
	}
	return h.Times
}

// DataError tells that valid data cannot support an answer.
type DataError struct {
	Of   string // the answer, such as "a power law"
	Need string // what it needs, such as "a failure before the end"
}

func (e *DataError) Error() string { return e.Of + " needs " + e.Need }

// Stream is a source of uniform random numbers in [0, 1), handed in by the caller
// so that the same stream gives the same answer.
type Stream interface{ Float64() float64 }

// The largest and the smallest span of hours in which no step of the arithmetic
// overflows.
const (
	longest  = 1e100
	shortest = 1e-100
)

func check(histories []History) error {
	if len(histories) == 0 {
		return &model.ParamError{Param: "histories", Value: 0, Want: "at least one unit"}
	}
	units := 0
	for i := range histories {
		h := &histories[i]
		if err := h.check(); err != nil {
			return err
		}
		if h.Continued && !h.follows(histories[:i]) {
			return h.fault("from", h.From, "after the end of the history before it, of as many units, which it continues")
		}
		if units += h.units(); units > model.MaxUnits {
			return h.fault("count", h.Count, "a number of units that makes no more than 10^15 with those before")
		}
	}
	return nil
}

// follows reports whether the last of those before may be an earlier stretch of the
// same units.
func (h *History) follows(before []History) bool {
	if len(before) == 0 {
		return false
	}
	last := &before[len(before)-1]
	return h.From > last.To && h.units() == last.units()
}

// watched returns the histories in the hours that each unit had been watched: one a
// unit, whose stretches follow on each other. Under a constant rate the failures of
// a Poisson process are as even there as they are in one stretch.
func watched(histories []History) []History {
	if !slices.ContainsFunc(histories, func(h History) bool { return h.Continued }) {
		return histories
	}
	var all []History
	for _, h := range histories {
		if !h.Continued {
			h.Times = slices.Clone(h.Times)
			all = append(all, h)
			continue
		}
		whole := &all[len(all)-1]
		for _, t := range h.Times {
			whole.Times = append(whole.Times, whole.To+(t-h.From))
		}
		whole.To += h.Hours()
		whole.Costs = nil
	}
	return all
}

func (h *History) check() error {
	if !(math.Abs(h.From) <= longest) {
		return h.fault("from", h.From, "a finite number of hours")
	}
	if !(h.To-h.From >= shortest && h.To <= longest) {
		return h.fault("to", h.To, fmt.Sprintf("a finite number of hours after its beginning, %g", h.From))
	}
	if h.Count < 0 || h.Count > model.MaxUnits {
		return h.fault("count", h.Count, "a number of units from 1 to 10^15")
	}
	if h.AtStart < 0 || h.AtStart > model.MaxUnits {
		return h.fault("failures at its start", h.AtStart, "a number of 0 or more")
	}
	if h.Count > 1 && len(h.Times)+h.AtStart > 0 {
		return h.fault("count", h.Count, "1, as of any unit that failed")
	}
	last := h.From
	for i, t := range h.Times {
		if !(t > h.From && t <= h.To) {
			return h.fault("failure", t, fmt.Sprintf("inside its observation (%g, %g]", h.From, h.To))
		}
		if i > 0 && t < last {
			return h.fault("failure", t, fmt.Sprintf("in ascending order (it follows %g)", last))
		}
		last = t
	}
	return h.checkCosts()
}

func (h *History) checkCosts() error {
	if h.Costs != nil && len(h.Costs) != len(h.Times) {
		return h.fault("costs", len(h.Costs), fmt.Sprintf("one for each of %s", model.Counted(len(h.Times), "failure")))
	}
	for _, c := range h.Costs {
		if !(c >= 0 && c <= longest) {
			return h.fault("cost", c, "a finite number of 0 or more")
		}
	}
	return nil
}

func (h *History) fault(what string, value any, want string) error {
	return &model.ParamError{Param: fmt.Sprintf("unit %q: %s", h.Unit, what), Value: value, Want: want}
}

func checkPositive(name string, x float64) error {
	if !(x >= shortest && x <= longest) {
		return &model.ParamError{Param: name, Value: x, Want: "a positive number, at most 1e100"}
	}
	return nil
}

// failures returns the number of all failures.
func failures(histories []History) int {
	n := 0
	for _, h := range histories {
		n += len(h.Times)
	}
	return n
}

// allFailureTruncated reports whether every observation ended with a failure.
func allFailureTruncated(histories []History) bool {
	for _, h := range histories {
		if !h.FailureTruncated() {
			return false
		}
	}
	return true
}
