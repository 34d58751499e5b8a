package recurrent

import (
	"context"
	"math"
	"slices"

	"mtbf/model"
)

// CramerVonMises is a test of whether failures follow a power law.
type CramerVonMises struct {
	Statistic float64
	Failures  int // M, those that the ends of the observations left free
	PValue    float64
	Method    string
}

// GoodnessOfFit tests whether the failures of units, all watched from age 0, are
// power law processes of one exponent, whatever the factor of each. With M the
// failures t but those that ended a history, b the age at its end, and
//
//	beta = (M-1) / sum log(b/t)
//	C2   = 1/(12M) + sum over i of { z_i - (2i-1)/(2M) }^2,   z = (t/b)^beta in order,
//
// a large C2 speaks against it. Given M, C2 has one distribution whatever the
// process, and the p-value is from as many drawings of it:
//
//	(1 + drawings with at least C2) / (1 + drawings)
//
// so it is exact, and differs from stream to stream by its sampling error. Of more than
// 4096 failures so many are drawn, beyond which the distribution hardly changes.
//
// A *model.ParamError tells of a bad history, one that does not begin at 0, or
// fewer than 1 drawings, and a *[DataError] of M below 2 or no spread. An end of
// the context is its error.
func GoodnessOfFit(ctx context.Context, histories []History, drawings int, stream Stream) (CramerVonMises, error) {
	if err := checkDrawings(drawings, stream); err != nil {
		return CramerVonMises{}, err
	}
	if err := check(histories); err != nil {
		return CramerVonMises{}, err
	}
	m, s, fromZero := logSum(histories)
	if !fromZero {
		return CramerVonMises{}, &model.ParamError{Param: "histories", Value: "a unit watched from later on", Want: "watched from age 0"}
	}
	if m < 2 || s == 0 {
		return CramerVonMises{}, &DataError{Of: "the Cramer-von Mises test", Need: "two failures before the ends of their observations"}
	}
	z := make([]float64, 0, m)
	for _, h := range histories {
		for _, t := range h.free() {
			z = append(z, math.Log(h.To)-math.Log(t))
		}
	}
	c := CramerVonMises{Statistic: cramer(z), Failures: m, Method: "Cramer-von Mises with the unbiased exponent, p-value by simulation"}
	drawn := z[:min(len(z), fewEnough)]
	var err error
	c.PValue, err = simulated(ctx, drawings, func() bool {
		inOrder(drawn, stream)
		return cramer(drawn) >= c.Statistic
	})
	if err != nil {
		return CramerVonMises{}, err
	}
	return c, nil
}

// fewEnough is the number of failures of a drawing where there are more: the law of C2
// depends on M by terms of the order of 1/M, which are then far below what the p-value
// of 999 drawings tells.
const fewEnough = 4096

// inOrder fills y with exponential times of mean 1 in order: the k-th follows that
// before it by the first of those that are left (Renyi).
func inOrder(y []float64, stream Stream) {
	at := 0.0
	for i := range y {
		at -= math.Log1p(-stream.Float64()) / float64(len(y)-i)
		y[i] = at
	}
}

// cramer returns C2 of y = log(b/t), which it sorts.
func cramer(y []float64) float64 {
	slices.Sort(y)
	m := float64(len(y))
	var sum float64
	for _, v := range y {
		sum += v
	}
	beta := (m - 1) / sum
	c := 1 / (12 * m)
	for i, v := range y {
		off := math.Exp(-beta*v) - (2*(m-float64(i))-1)/(2*m)
		c += off * off
	}
	return c
}
