package recurrent

import (
	"math"

	"mtbf/internal/num"
)

// DuaneLine is the straight line of Duane's plot: the cumulative MTBF at each
// failure against its age, on logarithmic scales,
//
//	t/N(t) = Scale t^Growth.
//
// Its points lean on one another, so least squares gives no limits for it;
// [FitPowerLaw] does, where Growth is 1 - beta.
type DuaneLine struct {
	Growth, Scale float64
}

// Duane fits the line by least squares of log(t_i/i) on log t_i to the failures
// of one unit watched from age 0. Of failures at one time the last counts.
//
// A *model.ParamError tells of a bad history or one that does not begin at 0, and
// a *[DataError] of fewer than two distinct times.
func Duane(h History) (DuaneLine, error) {
	if err := h.check(); err != nil {
		return DuaneLine{}, err
	}
	if h.From != 0 {
		return DuaneLine{}, h.fault("from", h.From, "0, the age from which all failures are known")
	}
	var x, y []float64
	for i, t := range h.Times {
		if i+1 == len(h.Times) || h.Times[i+1] > t {
			x, y = append(x, math.Log(t)), append(y, math.Log(t)-math.Log(float64(i+1)))
		}
	}
	if len(x) < 2 {
		return DuaneLine{}, &DataError{Of: "Duane's line", Need: "failures at two times"}
	}
	slope, level := leastSquares(x, y)
	return DuaneLine{Growth: slope, Scale: math.Exp(level)}, nil
}

// leastSquares returns the line of y on x, level + slope x.
func leastSquares(x, y []float64) (slope, level float64) {
	mx, my := num.Sum(x)/float64(len(x)), num.Sum(y)/float64(len(y))
	var xy, xx num.Adder
	for i := range x {
		xy.Add((x[i] - mx) * (y[i] - my))
		xx.Add((x[i] - mx) * (x[i] - mx))
	}
	slope = xy.Total() / xx.Total()
	return slope, my - slope*mx
}

// CumulativeMTBF returns Scale t^Growth for an age t > 0.
func (d DuaneLine) CumulativeMTBF(t float64) float64 { return d.Scale * math.Pow(t, d.Growth) }
