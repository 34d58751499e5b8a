package life

import (
	"context"
	"math"
	"sort"

	"mtbf/internal/num"
	"mtbf/model"
)

// CumulativeHazard is a step estimate of the cumulative hazard, whose slope is
// the failure rate of a unit of that age. It is made by [NelsonAalen] or
// [FlemingHarrington] and not changed after.
type CumulativeHazard struct {
	Steps    []HazardStep // one for each distinct time of the data, ascending
	Warnings []model.Warning

	method string
}

// HazardStep is the estimate from one time of the data to the next.
type HazardStep struct {
	Time               float64 // hours
	AtRisk             float64 // units under observation just before Time
	Failures, Censored float64
	Hazard             float64 // cumulative, up to and with Time
	Variance           float64 // of Hazard
}

// Survival returns exp(-Hazard), the survival estimate that belongs to a
// cumulative hazard; it is above that of Kaplan and Meier and never 0.
func (s HazardStep) Survival() float64 { return math.Exp(-s.Hazard) }

// NelsonAalen returns the cumulative hazard estimate of Nelson and Aalen. With
// d failures among the n units at risk at t_i,
//
//	H(t) = sum over t_i <= t of d/n,      variance = sum over t_i <= t of d/n^2.
//
// Truncation, ties and errors are those of [KaplanMeier].
func NelsonAalen(ctx context.Context, obs Observations) (*CumulativeHazard, error) {
	return cumulate(ctx, obs, "Nelson-Aalen", func(r riskSet) (hazard, variance float64) {
		share := r.failures / r.atRisk
		return share, share / r.atRisk
	})
}

// FlemingHarrington is [NelsonAalen] with tied failures taken one after the
// other, as if the clock had been too coarse to part them:
//
//	H(t) = sum over t_i <= t of 1/n + 1/(n-1) + ... + 1/(n-d+1),
//
// and the squares of these terms for the variance. Without ties the two agree.
func FlemingHarrington(ctx context.Context, obs Observations) (*CumulativeHazard, error) {
	return cumulate(ctx, obs, "Fleming-Harrington", func(r riskSet) (hazard, variance float64) {
		alive := r.atRisk - r.failures
		return harmonic(alive, r.failures, 1), harmonic(alive, r.failures, 2)
	})
}

func cumulate(ctx context.Context, obs Observations, method string, step func(riskSet) (hazard, variance float64)) (*CumulativeHazard, error) {
	sets, err := riskSets(ctx, obs)
	if err != nil {
		return nil, err
	}
	h := &CumulativeHazard{Steps: make([]HazardStep, len(sets)), method: method}
	var hazard, variance num.Adder
	for i, r := range sets {
		if r.failures > 0 {
			by, v := step(r)
			hazard.Add(by)
			variance.Add(v)
		}
		h.Steps[i] = HazardStep{r.time, r.atRisk, r.failures, r.censored, hazard.Total(), variance.Total()}
	}
	return h, nil
}

// At estimates the cumulative hazard at t hours with two-sided limits on its
// logarithm,
//
//	H exp(-+ z sqrt(variance)/H).
//
// Before the first failure and after the last time of the data the point is
// not estimable; no-failures and beyond-data warn of it. Then H is bounded
// from below only. A *model.ParamError tells of a t that is not a number >= 0,
// and of a confidence outside (0, 1).
func (h *CumulativeHazard) At(t, confidence float64) (model.Estimate, error) {
	if !(t >= 0) {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t, Want: "a number of hours, 0 or more"}
	}
	if err := model.CheckConfidence(confidence); err != nil {
		return model.Estimate{}, err
	}
	method := h.method + ", log limits"
	i := sort.Search(len(h.Steps), func(i int) bool { return h.Steps[i].Time > t }) - 1
	if i < 0 || h.Steps[i].Hazard == 0 {
		return model.NotEstimable(0, math.Inf(1), confidence, method, model.Warning{
			Code: "no-failures", Text: "no failure until then: the cumulative hazard is not known",
		}), nil
	}
	step := h.Steps[i]
	by := math.Exp(-num.NormalQuantile((1-confidence)/2) * math.Sqrt(step.Variance) / step.Hazard)
	if i == len(h.Steps)-1 && t > step.Time {
		return model.NotEstimable(step.Hazard/by, math.Inf(1), confidence, method, model.Warning{
			Code: "beyond-data", Text: "no unit was watched so long: the cumulative hazard is only bounded from below",
		}), nil
	}
	return model.Estimate{
		Point: step.Hazard, Lo: step.Hazard / by, Hi: step.Hazard * by,
		Confidence: confidence, Method: method,
	}, nil
}

// harmonic returns the sum of k^-power for k from m+1 to m+d, power 1 or 2.
// Many terms are summed by the Euler-Maclaurin formula from k = 100 on, whose
// first neglected term is below 1e-14 there.
func harmonic(m, d float64, power int) float64 {
	var sum num.Adder
	for end := m + d; m < end; m++ {
		if m >= 100 && end-m > 100 {
			sum.Add(harmonicTail(m, end, power))
			break
		}
		sum.Add(math.Pow(m+1, float64(-power)))
	}
	return sum.Total()
}

func harmonicTail(m, n float64, power int) float64 {
	im, in := 1/m, 1/n
	if power == 1 {
		return math.Log1p((n-m)/m) - (im-in)/2 + (im*im-in*in)/12 - (im*im*im*im-in*in*in*in)/120
	}
	return (n-m)*im*in - (im*im-in*in)/2 + (im*im*im-in*in*in)/6 - (math.Pow(im, 5)-math.Pow(in, 5))/30
}
