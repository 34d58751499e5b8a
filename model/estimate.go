package model

import "math"

// Estimate is a figure that comes from data: a point, two-sided limits unless
// Method says otherwise, and how they were made.
//
// Where the data cannot give a point, Point is NaN and Estimable reports
// false; limits may still hold. No NaN leaves the program: renderers print
// such a point as "not estimable" or null. A limit of +Inf means that the
// data do not bound the figure from above.
type Estimate struct {
	Point      float64
	Lo, Hi     float64
	Confidence float64 // of the interval [Lo, Hi], such as 0.90
	Method     string  // how point and limits were made, for a person
	Warnings   []Warning
}

// NotEstimable returns an estimate without a point, bounded by lo and hi.
func NotEstimable(lo, hi, confidence float64, method string, warnings ...Warning) Estimate {
	return Estimate{Point: math.NaN(), Lo: lo, Hi: hi, Confidence: confidence, Method: method, Warnings: warnings}
}

// Estimable reports whether the data gave a point.
func (e Estimate) Estimable() bool { return !math.IsNaN(e.Point) }

// Scale returns the estimate of k times the figure, for k > 0.
func (e Estimate) Scale(k float64) Estimate {
	e.Point *= k
	e.Lo *= k
	e.Hi *= k
	return e
}

// Inverse returns the estimate of one over a positive figure; the limits
// change places. A point of 0 has no finite inverse and becomes not estimable.
func (e Estimate) Inverse() Estimate {
	lo, hi := 1/e.Hi, 1/e.Lo
	e.Lo, e.Hi = lo, hi
	if e.Point == 0 {
		e.Point = math.NaN()
	} else {
		e.Point = 1 / e.Point
	}
	return e
}
