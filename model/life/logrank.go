package life

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"mtbf/internal/num"
	"mtbf/model"
)

// ErrNeverTogether tells that groups cannot be compared: none was ever at risk
// together with another while a unit failed and another lived.
var ErrNeverTogether = errors.New("the groups were never at risk together when a unit failed: their lives cannot be compared")

// Comparison is the result of a test that groups have one distribution of
// life.
type Comparison struct {
	Groups    []GroupCount // as given
	ChiSquare float64
	DF        int // degrees of freedom of ChiSquare
	// PValue is the probability of a ChiSquare at least so large where the groups
	// do not differ, the upper tail directly.
	PValue   float64
	Method   string
	Warnings []model.Warning
}

// GroupCount is what one group contributes.
type GroupCount struct {
	Observed float64 // failures
	Expected float64 // failures, if the groups did not differ
}

// LogRank tests whether two or more groups have one distribution of life,
// against hazards that are a multiple of each other. At each time of a failure
// the d failures among n at risk are dealt out by the shares n_j at risk,
//
//	E_j = sum d n_j/n,
//	V_jk = sum d (n-d)/(n-1) n_j/n (1[j=k] - n_k/n),
//	chi-square = (O-E)' V^-1 (O-E)      (one group left out)
//
// on one degree of freedom fewer than there are groups. Ties and late entries
// are as in [KaplanMeier]. Groups that were never at risk together with another
// when a unit failed carry no degree of freedom, and a warning
// group-not-compared.
//
// The distribution of chi-square is approximate; where a group expects fewer
// than 5 failures a warning few-expected says so. Errors are those of
// [KaplanMeier] for each group, a *model.ParamError for fewer than two groups,
// and [ErrNeverTogether]. Where ctx ends, its cause is the error.
func LogRank(ctx context.Context, groups ...Observations) (*Comparison, error) {
	if len(groups) < 2 {
		return nil, &model.ParamError{Param: "groups", Value: len(groups), Want: "two or more"}
	}
	sets := make([][]riskSet, len(groups))
	var pooled Observations
	for i, group := range groups {
		var err error
		if sets[i], err = riskSets(ctx, group); err != nil {
			return nil, fmt.Errorf("group %d: %w", i+1, err)
		}
		pooled = append(pooled, group...)
	}
	all, err := riskSets(ctx, pooled)
	if err != nil {
		return nil, err
	}
	r := rankSums{off: make([]float64, len(groups)), variance: mat.NewSymDense(len(groups), nil), groups: make([]GroupCount, len(groups))}
	at := newAtRisk(groups, sets)
	for set := range during(ctx, all) {
		failures, atRisk := at.advance(set.time)
		if set.failures > 0 {
			r.add(set, failures, atRisk)
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r.compared()
}

// rankSums are the sums of a test over the times of failure.
type rankSums struct {
	groups   []GroupCount
	off      []float64 // observed less expected
	variance *mat.SymDense
}

func (r *rankSums) add(set riskSet, failures, atRisk []float64) {
	d, n := set.failures, set.atRisk
	spread := 0.0
	if n > 1 {
		spread = d * ((n - d) / (n - 1))
	}
	for j, nj := range atRisk {
		expected := d * (nj / n)
		r.groups[j].Observed += failures[j]
		r.groups[j].Expected += expected
		r.off[j] += failures[j] - expected
		for k := j; k < len(atRisk); k++ {
			share := -nj / n * (atRisk[k] / n)
			if j == k {
				share = nj / n * ((n - nj) / n)
			}
			r.variance.SetSym(j, k, r.variance.At(j, k)+spread*share)
		}
	}
}

// compared returns the result. Of each set of groups that were at risk
// together, directly or through others, one has to be left out of the matrix.
func (r *rankSums) compared() (*Comparison, error) {
	kept := r.independent()
	c := &Comparison{Groups: r.groups, DF: len(kept), Method: "log-rank test, chi-square approximation"}
	if c.DF == 0 {
		return nil, ErrNeverTogether
	}
	off, variance := mat.NewVecDense(len(kept), nil), mat.NewSymDense(len(kept), nil)
	for a, j := range kept {
		off.SetVec(a, r.off[j])
		for b, k := range kept {
			variance.SetSym(a, b, r.variance.At(j, k))
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(variance) || factor.SolveVecTo(&solved, off) != nil {
		return nil, ErrNeverTogether
	}
	c.ChiSquare = math.Max(0, mat.Dot(off, &solved))
	c.PValue = num.ChiSquareUpper(float64(c.DF), c.ChiSquare)
	if c.DF < len(r.groups)-1 {
		c.Warnings = warn(c.Warnings, "group-not-compared", "not all groups were at risk together when a unit failed")
	}
	for _, g := range r.groups {
		if g.Expected < 5 {
			c.Warnings = warn(c.Warnings, "few-expected", "a group expects fewer than 5 failures: the p-value is rough")
			break
		}
	}
	return c, nil
}

// independent returns the groups whose rows of the variance matrix are
// independent: all but one of each set of groups connected by an entry that
// is not 0.
func (r *rankSums) independent() []int {
	var kept []int
	seen := make([]bool, len(r.off))
	var visit func(j int)
	visit = func(j int) {
		seen[j] = true
		for k := range seen {
			if !seen[k] && r.variance.At(j, k) != 0 {
				kept = append(kept, k)
				visit(k)
			}
		}
	}
	for j := range seen {
		if !seen[j] {
			visit(j)
		}
	}
	return kept
}
