package model

import "math"

// Interval is the half-open stretch of time [From, To) on a log's clock, in
// hours. A To of +Inf has no end.
type Interval struct {
	From, To float64
}

// Hours returns the length of the interval in hours, 0 if it is empty.
func (iv Interval) Hours() float64 {
	return math.Max(0, iv.To-iv.From)
}

// Contains reports whether t lies in [From, To).
func (iv Interval) Contains(t float64) bool {
	return iv.From <= t && t < iv.To
}

// Clip returns the part of iv inside window; it is empty (zero length, From
// not after To) when the two do not meet.
func (iv Interval) Clip(window Interval) Interval {
	from := math.Max(iv.From, window.From)
	to := math.Min(iv.To, window.To)
	return Interval{From: from, To: math.Max(from, to)}
}

// MaxUnits is the greatest number of units that is counted: a float64 tells any
// number up to it from its neighbours.
const MaxUnits = 1_000_000_000_000_000

// Exposure is calendar time in service: Count units of one name during the
// interval. Count is 1 for a unit named on its own, more for a class of
// interchangeable units that share a name in the log.
type Exposure struct {
	Unit  string
	Count int
	Interval
}

// UnitHours returns the unit-hours in service inside window.
func (e Exposure) UnitHours(window Interval) float64 {
	return float64(e.Count) * e.Clip(window).Hours()
}
