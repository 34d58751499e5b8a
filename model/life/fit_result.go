package life

import (
	"context"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

func (r *Fitted) criteria(k int) {
	p := float64(k)
	r.AIC = 2*p - 2*r.LogLikelihood
	r.BIC = p*math.Log(r.N) - 2*r.LogLikelihood
	r.AICc = math.Inf(1)
	if r.N > p+1 {
		r.AICc = r.AIC + 2*p*(p+1)/(r.N-p-1)
	}
}

// curvature is the least eigenvalue of the information scaled to ones on its
// diagonal: one minus the absolute correlation.
func (o optimum) curvature(pinned bool) float64 {
	if pinned {
		return 1
	}
	return 1 - math.Abs(o.j.ab)/math.Sqrt(o.j.aa*o.j.bb)
}

// covariance returns that of figures, on their own scales. A location adds to
// that of the others at a given location what they follow it:
//
//	cov(g, h) + (dg/dlocation) (dh/dlocation) variance
func (r *Fitted) covariance(ctx context.Context, figures []figure) [][]float64 {
	var follow []float64
	if r.located != nil {
		for i := range figures {
			follow = append(follow, r.located.gradient(ctx, func(s *evidence, p point) float64 { return r.family.parameters(s)[i].at(p) }))
		}
		follow = append(follow, 1)
	}
	c := make([][]float64, max(len(figures), len(follow)))
	for i := range c {
		c[i] = make([]float64, len(c))
		for j := range c {
			if i < len(figures) && j < len(figures) {
				c[i][j] = covariance(figures[i].ownGradient(r.best.p), figures[j].ownGradient(r.best.p), r.best)
			}
			if follow != nil {
				c[i][j] += follow[i] * follow[j] * r.located.variance
			}
		}
	}
	return c
}

func (r *Fitted) warn(code, text string) {
	r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: text})
}

// withoutFailures is an exponential fit to times of which none is over.
func (r *Fitted) withoutFailures(obs Observations) (*Fitted, error) {
	var onTest num.Adder
	for _, o := range obs {
		onTest.Add(o.Count * math.Max(0, o.Lower-o.Entry))
	}
	if onTest.Total() == 0 {
		return nil, &NotEstimableError{r.Family, "there is no time on test"}
	}
	bound := -math.Log1p(-r.options.Confidence) / onTest.Total()
	r.criteria(1)
	r.warn("no-failures", "no failures: the rate is not estimable, and has only an upper limit")
	r.Parameters = []FittedParameter{{"rate", model.NotEstimable(0, bound, r.options.Confidence, "one-sided, exact", r.Warnings...)}}
	return r, nil
}
