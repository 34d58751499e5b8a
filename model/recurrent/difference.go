package recurrent

import (
	"math"

	"mtbf/model"
)

// Gap is the difference of two mean cumulative functions from a time on: the
// first less the second.
type Gap struct {
	Time       float64
	Difference float64
	Variance   float64
	Lo, Hi     float64
}

// Difference compares the mean cumulative functions of two groups of different
// units at every time at which either rises and both are known,
//
//	D(t) = M1(t) - M2(t) -+ z sqrt(Var1(t) + Var2(t)),
//
// with the variances that the curves' own limits use, at the confidence of the
// first. The limits hold at each time by itself, not for the whole curve.
//
// Both curves must count from the same time, or a *model.ParamError tells so.
func Difference(first, second *Curve) ([]Gap, error) {
	if first == nil || second == nil {
		return nil, &model.ParamError{Param: "curves", Value: "one that is missing", Want: "two"}
	}
	if first.From != second.From {
		return nil, &model.ParamError{Param: "second curve", Value: second.From, Want: "counted from the same time as the first"}
	}
	end := math.Min(first.To, second.To)
	var gaps []Gap
	var p, q Point
	for i, j := 0, 0; ; {
		t := math.Min(first.time(i), second.time(j))
		if t > end {
			return gaps, nil
		}
		if first.time(i) == t {
			p, i = first.Points[i], i+1
		}
		if second.time(j) == t {
			q, j = second.Points[j], j+1
		}
		v := p.usable() + q.usable()
		d, reach := p.Mean-q.Mean, first.z*math.Sqrt(v)
		gaps = append(gaps, Gap{Time: t, Difference: d, Variance: v, Lo: d - reach, Hi: d + reach})
	}
}

// time returns that of point i, or +Inf past the last.
func (c *Curve) time(i int) float64 {
	if i == len(c.Points) {
		return math.Inf(1)
	}
	return c.Points[i].Time
}
