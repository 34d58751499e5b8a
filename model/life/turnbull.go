package life

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// TurnbullEstimate is a distribution estimated from intervals: masses, and for each
// the interval that holds it. Where in it the mass lies the data do not say.
// It is made by [Turnbull] and not changed after.
type TurnbullEstimate struct {
	Masses        []Mass // more than 0, ascending, adding to 1
	LogLikelihood float64
	// Gap is how much the log-likelihood can be below its maximum at most, by
	// the conditions of Kuhn and Tucker.
	Gap        float64
	Iterations int
	Warnings   []model.Warning
}

// Mass is a probability that lies in (Lower, Upper], or at the point where the
// two are equal.
type Mass struct {
	Lower, Upper float64 // hours; Lower may be -Inf, Upper +Inf
	Probability  float64
}

const (
	turnbullGap        = 1e-10 // of the log-likelihood, per observation
	turnbullIterations = 20000
)

// Turnbull returns the distribution that maximises the likelihood of times
// known exactly, in intervals (Lower, Upper], or censored on either side,
// without assuming a family. All mass lies in those intervals between a lower
// and the next upper limit of the data that hold no other limit; with a_ij = 1
// where mass j is inside observation i of count n_i, it maximises
//
//	log L = sum_i n_i log(sum_j a_ij p_j)
//
// over p >= 0 adding to 1. At the maximum the derivatives g_j = sum_i n_i
// a_ij/(sum_k a_ik p_k) are N where p_j > 0 and at most N elsewhere (Kuhn and
// Tucker), N the sum of the counts, and as log L is concave
//
//	maximum of log L - log L <= max_j g_j - N,
//
// which is Gap. Steps of self-consistency, p_j g_j/N (Turnbull), alternate with
// steps of the convex minorant (Groeneboom; Wellner and Zhan), until Gap is
// below 1e-10 N. After 20,000 steps, or where ctx ends, what was reached is
// returned with a warning not-converged.
//
// Without intervals it is the estimate of [KaplanMeier]. Observations entered
// late are refused: a *model.ParamError names the row, as for what
// [Observations.Validate] finds.
func Turnbull(ctx context.Context, obs Observations) (*TurnbullEstimate, error) {
	if err := obs.Validate(); err != nil {
		return nil, err
	}
	for i, o := range obs {
		if o.Entry > 0 {
			return nil, &model.ParamError{Param: fmt.Sprintf("row %d: entry", i+1), Value: o.Entry, Want: "0: late entry is for KaplanMeier"}
		}
	}
	cells := innermost(obs)
	t := newTurnbull(obs, cells)
	t.maximise(ctx)
	if ctx.Err() != nil && t.steps == 0 {
		return nil, context.Cause(ctx)
	}
	result := &TurnbullEstimate{LogLikelihood: t.logLikelihood(t.p), Gap: math.Max(0, t.gap), Iterations: t.steps}
	for j, c := range cells {
		if t.p[j] > 0 {
			result.Masses = append(result.Masses, Mass{c.lower.at, c.upper.at, t.p[j]})
		}
	}
	if t.gap > turnbullGap*t.n {
		result.Warnings = warn(nil, "not-converged", fmt.Sprintf("the log-likelihood may be %.2g below its maximum", t.gap))
	}
	return result, nil
}

// Survival returns the least and the greatest P(T > t) that the masses allow:
// the two differ inside an interval that holds one.
func (r *TurnbullEstimate) Survival(t float64) (lo, hi float64) {
	var above, over num.Adder
	for _, m := range r.Masses {
		if m.Upper > t {
			over.Add(m.Probability)
		}
		if m.Lower >= t && m.Upper > t {
			above.Add(m.Probability)
		}
	}
	return clamp(above.Total()), clamp(over.Total())
}

// edge is a limit of an interval: just before a value, or just after it. An
// exact time t is the interval from before t to after t, (l, r] that from after
// l to after r.
type edge struct {
	at    float64
	after bool
}

func compareEdges(a, b edge) int {
	switch c := cmp.Compare(a.at, b.at); {
	case c != 0 || a.after == b.after:
		return c
	case a.after:
		return 1
	}
	return -1
}

// cell is an interval between two edges.
type cell struct{ lower, upper edge }

func cellOf(o Observation) cell {
	return cell{edge{o.Lower, !o.Exact()}, edge{o.Upper, true}}
}

// innermost returns the cells from a lower edge to an upper one that have no
// other edge inside, ascending.
func innermost(obs Observations) []cell {
	lowers, uppers := make([]edge, len(obs)), make([]edge, len(obs))
	for i, o := range obs {
		c := cellOf(o)
		lowers[i], uppers[i] = c.lower, c.upper
	}
	slices.SortFunc(lowers, compareEdges)
	slices.SortFunc(uppers, compareEdges)
	var cells []cell
	i := 0
	for _, upper := range slices.Compact(uppers) {
		from := i
		for i < len(lowers) && compareEdges(lowers[i], upper) < 0 {
			i++
		}
		if i > from {
			cells = append(cells, cell{lowers[i-1], upper})
		}
	}
	return cells
}
