// Package mechanism puts the mechanisms that Gray and Armstrong argue about into
// numbers: one file a mechanism, each a small calculator that says what it assumes and
// carries the limits of uncertain inputs to its results. No coverage is built in.
//
// Times are in hours and rates per hour.
package mechanism

import "mtbf/model"

// Assumption is what a mechanism takes for granted, and where that is written.
type Assumption struct{ Text, Source string }

// Known is an input without limits of its own.
func Known(x float64) model.Estimate {
	return model.Estimate{Point: x, Lo: x, Hi: x, Method: "given"}
}

// Between is an input of which only the limits are known.
func Between(lo, hi float64) model.Estimate {
	return model.NotEstimable(lo, hi, 0, "given as a range")
}

// Uncertain reports whether an input has limits that differ.
func Uncertain(e model.Estimate) bool { return e.Lo != e.Hi }

// Figure is a result of a mechanism: its key in JSON, what it is called, and how it was
// found.
type Figure struct {
	Name, Label string
	model.Estimate
	Unit string // h, 1/h, "" for a number without one
	Kind Kind
}

// Kind says how far a result can be trusted.
type Kind string

// The kinds: rounding is the only error; a search, a series or an approximation;
// random numbers, with limits.
const (
	Exact     Kind = "exact"
	Numeric   Kind = "numeric"
	Simulated Kind = "simulated"
)
