package life

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/dist"
)

// RankOptions are the choices of a median-rank regression.
type RankOptions struct {
	// Benard takes the approximation (i-0.3)/(n+0.4) of the median rank in
	// place of the exact median of a beta variable.
	Benard bool
	// RegressXOnY minimizes the squares of the distances in time (X on Y), and
	// not those in the transformed rank (Y on X).
	RegressXOnY bool
}

// RankFit is a family fitted by median-rank regression.
type RankFit struct {
	Family       string
	Distribution dist.Distribution
	Parameters   []dist.Parameter
	R2           float64 // squared correlation of times and median ranks
	Method       string
}

// RankRegression fits a straight line to the failures on the probability paper
// of a family: to the time, or its logarithm, against the standard quantile z
// of the median rank. It is the graphical method of hand calculation; it has no
// limits, and [Fit] is more precise.
//
// Among n times the ranks of failures are adjusted for right-censored times by
// Johnson's rule: with the rank i of the failure before (0 at first), and m
// times still in the test at this one, the rank is
//
//	i + (n + 1 - i)/(m + 1)
//
// Of equal times failures come first. The median rank of i is the median of a
// beta variable of shapes i and n+1-i. Families are those of [FitFamilies]
// with two parameters but the gamma, which has no such paper. Two distinct
// failures are needed: otherwise a *NotEstimableError. A *model.ParamError tells of
// another family, of bad rows, and of intervals, left-censored times and late
// entry, which have no rank. Where ctx ends, its cause is the error.
func RankRegression(ctx context.Context, family string, obs Observations, options RankOptions) (*RankFit, error) {
	f, err := fitFamilyOf(family)
	if err != nil {
		return nil, err
	}
	l, ok := f.scheme.(linear)
	if !ok || f.pinned {
		return nil, &model.ParamError{Param: "family", Value: family, Want: "one with a probability paper"}
	}
	if err := cmp.Or(obs.Validate(), f.accepts(obs), obs.ranked()); err != nil {
		return nil, err
	}
	s := &evidence{scale: 1, logarithmic: f.logarithmic, scheme: f.scheme}
	var line regression
	obs.medianRanks(ctx, options.Benard, func(t, p float64) { line.add(s.y(t), l.quantile(p, 1-p)) })
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if !(line.yy > 0) {
		return nil, &NotEstimableError{family, "two distinct failures are needed for a line"}
	}
	location, scale := line.fit(options.RegressXOnY)
	d, err := f.distribution(s, point{-location / scale, 1 / scale})
	if err != nil {
		return nil, &NotEstimableError{family, "the line is out of range: " + err.Error()}
	}
	return &RankFit{
		Family: family, Distribution: d, Parameters: d.Parameters(), R2: line.yz * line.yz / (line.yy * line.zz),
		Method: options.String(),
	}, nil
}

func (o RankOptions) String() string {
	ranks, axis := "exact median ranks", "Y on X"
	if o.Benard {
		ranks = "Benard's median ranks"
	}
	if o.RegressXOnY {
		axis = "X on Y"
	}
	return fmt.Sprintf("median-rank regression, %s, %s", ranks, axis)
}

// maxRanked is the greatest sample of which ranks are taken one by one.
const maxRanked = 1e7

// ranked returns a *model.ParamError for a row that has no rank.
func (s Observations) ranked() error {
	var n float64
	for i, o := range s {
		if n += o.Count; n > maxRanked {
			return &model.ParamError{Param: fmt.Sprintf("row %d: count", i+1), Value: o.Count, Want: "such that all add to ten million or less"}
		}
		if o.Entry > 0 || !o.Exact() && !o.RightCensored() {
			return &model.ParamError{Param: fmt.Sprintf("row %d", i+1), Value: "interval, left-censored or entered late",
				Want: "an exact or right-censored time, as ranks need"}
		}
	}
	return nil
}

// medianRanks visits every failure in order with its median rank, until ctx
// ends.
func (s Observations) medianRanks(ctx context.Context, benard bool, visit func(t, p float64)) {
	rows := slices.Clone(s)
	slices.SortStableFunc(rows, func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Lower, b.Lower), cmp.Compare(a.Upper, b.Upper))
	})
	var n, rank float64
	for _, o := range rows {
		n += o.Count
	}
	remaining := n
	for _, o := range rows {
		if !o.Exact() {
			remaining -= o.Count
			continue
		}
		for i := range int(o.Count) {
			if i%piece == 0 && ctx.Err() != nil {
				return
			}
			rank += (n + 1 - rank) / (remaining + 1)
			remaining--
			visit(o.Lower, medianRank(rank, n, benard))
		}
	}
}

func medianRank(rank, n float64, benard bool) float64 {
	if benard {
		return (rank - 0.3) / (n + 0.4)
	}
	return num.BetaQuantile(rank, n+1-rank, 0.5)
}

// regression holds running means and the sums of squares about them of times y
// and quantiles z.
type regression struct{ n, y, z, yy, yz, zz float64 }

func (r *regression) add(y, z float64) {
	r.n++
	dy, dz := y-r.y, z-r.z
	r.y += dy / r.n
	r.z += dz / r.n
	r.yy += dy * (y - r.y)
	r.yz += dy * (z - r.z)
	r.zz += dz * (z - r.z)
}

// fit returns location and scale of y = location + scale z.
func (r *regression) fit(timeOnRank bool) (location, scale float64) {
	scale = r.yy / r.yz
	if timeOnRank {
		scale = r.yz / r.zz
	}
	return r.y - scale*r.z, scale
}
