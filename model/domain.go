package model

import "math"

// The least and the greatest parameter of an accepted size; within them the
// inverse of a parameter is finite too.
const (
	minParameter = 1e-300
	maxParameter = 1e300
)

// CheckPositive returns a *ParamError unless v is positive and of an accepted
// size, from 1e-300 to 1e300.
func CheckPositive(name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return &ParamError{Param: name, Value: v, Want: "a positive, finite number"}
	}
	return checkSize(name, v)
}

// CheckNotNegative returns a *ParamError unless v is 0, or positive and of an
// accepted size.
func CheckNotNegative(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return &ParamError{Param: name, Value: v, Want: "a finite number, 0 or more"}
	}
	return checkSize(name, v)
}

// CheckFinite returns a *ParamError unless v is finite, and 0 or of an accepted
// size.
func CheckFinite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return &ParamError{Param: name, Value: v, Want: "a finite number"}
	}
	return checkSize(name, v)
}

func checkSize(name string, v float64) error {
	if size := math.Abs(v); v != 0 && (size < minParameter || size > maxParameter) {
		return &ParamError{Param: name, Value: v, Want: "between 1e-300 and 1e300 in size"}
	}
	return nil
}

// DefaultConfidence is that of two-sided limits where none is asked for.
const DefaultConfidence = 0.90

// CheckConfidence returns a *ParamError unless limits can have this confidence.
func CheckConfidence(c float64) error {
	if !(c > 0 && c < 1) {
		return &ParamError{Param: "confidence", Value: c, Want: "a number in (0, 1)"}
	}
	return nil
}
