package mechanism

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// maxUncertain bounds the inputs that have limits: the ends of n of them are 2^n cases.
const maxUncertain = 12

// between is the number of values of an input that are tried from one limit to the other.
const between = 16

// Carry carries uncertain inputs through a function with one or more results. The point
// of a result is that at the points of all inputs, NaN if it depends on one that has
// none; its limits are the least and the greatest over all ends of the inputs at once,
// which is the whole range of a function that rises or falls in each of them. A result
// that goes beyond that between the ends has a warning, limits-not-monotone, and limits
// that hold what was seen. An infinite result is +Inf; NaN is left out of the limits. The
// error is that of the function, or a *model.ParamError for too many uncertain inputs.
func Carry(f func(x []float64) ([]float64, error), inputs ...model.Estimate) ([]model.Estimate, error) {
	c := &carrier{f: f, inputs: inputs}
	if err := c.points(); err != nil {
		return nil, err
	}
	if len(c.uncertain) == 0 {
		return c.results, nil
	}
	if err := c.corners(); err != nil {
		return nil, err
	}
	if err := c.inside(); err != nil {
		return nil, err
	}
	for i := range c.results {
		if e := &c.results[i]; e.Lo == e.Hi { // it does not depend on what is uncertain
			e.Point = e.Lo
		}
	}
	return c.results, nil
}

type carrier struct {
	f         func([]float64) ([]float64, error)
	inputs    []model.Estimate
	uncertain []int // which inputs
	middle    []float64
	results   []model.Estimate
}

// points makes the results with their points.
func (c *carrier) points() error {
	confidence, known := 0.0, true
	for i, e := range c.inputs {
		c.middle = append(c.middle, middle(e))
		known = known && e.Estimable()
		if !Uncertain(e) {
			continue
		}
		c.uncertain = append(c.uncertain, i)
		if e.Confidence > 0 && (confidence == 0 || e.Confidence < confidence) {
			confidence = e.Confidence
		}
	}
	if n := len(c.uncertain); n > maxUncertain {
		return &model.ParamError{Param: "uncertain inputs", Value: n, Want: fmt.Sprintf("up to %d", maxUncertain)}
	}
	at, err := c.f(c.middle)
	if err != nil {
		return err
	}
	for _, y := range at {
		r := Known(y)
		r.Method = "from inputs without limits"
		if len(c.uncertain) > 0 {
			r = model.NotEstimable(math.Inf(1), math.Inf(-1), confidence, "every uncertain input at either of its limits, all at once")
			if known {
				r.Point = y
			}
		}
		c.results = append(c.results, r)
	}
	return nil
}

// middle is the point of an input, or a value between its limits.
func middle(e model.Estimate) float64 {
	switch {
	case e.Estimable():
		return e.Point
	case math.IsInf(e.Hi, 1):
		return 2 * e.Lo
	}
	return e.Lo + (e.Hi-e.Lo)/2
}

// corners takes in all ends of the inputs.
func (c *carrier) corners() error {
	x := slices.Clone(c.middle)
	for corner := range 1 << len(c.uncertain) {
		for k, i := range c.uncertain {
			x[i] = c.inputs[i].Lo
			if corner>>k&1 == 1 {
				x[i] = c.inputs[i].Hi
			}
		}
		y, err := c.f(x)
		if err != nil {
			return err
		}
		for k, v := range y {
			c.results[k].Lo, c.results[k].Hi = math.Min(c.results[k].Lo, orInf(v, 1)), math.Max(c.results[k].Hi, orInf(v, -1))
		}
	}
	return nil
}

// orInf is v, or an infinity that no limit is moved by where it is NaN.
func orInf(v float64, sign int) float64 {
	if math.IsNaN(v) {
		return math.Inf(sign)
	}
	return v
}

// inside looks between the ends, one input after the other with the rest in the middle.
func (c *carrier) inside() error {
	for _, i := range c.uncertain {
		e := c.inputs[i]
		if math.IsInf(e.Hi, 1) {
			continue
		}
		x := slices.Clone(c.middle)
		for _, x[i] = range inner(e.Lo, e.Hi) {
			y, err := c.f(x)
			if err != nil {
				return err
			}
			for j, v := range y {
				c.widen(&c.results[j], v)
			}
		}
	}
	return nil
}

// inner are values between two limits: in equal steps, and where the greater is many
// times the less in equal factors too, as nearly all of the steps are then far above it.
func inner(lo, hi float64) []float64 {
	var all []float64
	for k := 1; k < between; k++ {
		all = append(all, lo+(hi-lo)*float64(k)/between)
	}
	if lo > 0 && hi/lo > between {
		for k := 1; k < between; k++ {
			all = append(all, lo*math.Pow(hi/lo, float64(k)/between))
		}
	}
	return all
}

// rounding is how far beyond its ends a result may lie by rounding alone, relative to
// its limits.
const rounding = 1e-9

// widen takes in a value seen between the ends.
func (c *carrier) widen(e *model.Estimate, v float64) {
	lo, hi := math.Min(e.Lo, orInf(v, 1)), math.Max(e.Hi, orInf(v, -1))
	if (e.Lo-lo > rounding*math.Abs(e.Lo) || hi-e.Hi > rounding*math.Abs(e.Hi)) && len(e.Warnings) == 0 {
		e.Warnings = []model.Warning{{Code: "limits-not-monotone", Text: "between the limits of the inputs the result goes beyond what it is at their ends: the limits hold what was seen, and may be too narrow"}}
	}
	e.Lo, e.Hi = lo, hi
}
