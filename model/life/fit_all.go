package life

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// Refusal is a family that could not be fitted, and why.
type Refusal struct {
	Family string
	Err    error
}

// Ranking is a sample fitted by several families, the best first.
type Ranking struct {
	Fits      []*Fitted
	Criterion string // what ranks them: "AICc", or "AIC" where AICc is not defined
	Refused   []Refusal
	Warnings  []model.Warning // incomplete: not all could be fitted in time
}

// FitAll fits all of [FitFamilies] and ranks them by AICc: the least is first.
// Where n <= k+1 leaves AICc undefined for one of them, AIC ranks all. Families
// that the data cannot determine are in Refused; the [ThreeParameterWeibull],
// whose likelihood has no proper maximum, is not tried. Where ctx ends, Refused
// has the families that were not fitted by then, with a warning incomplete.
// A *model.ParamError
// tells of a row or an option outside its domain; where no family could be
// fitted, the error is that of the first.
func FitAll(ctx context.Context, obs Observations, options FitOptions) (*Ranking, error) {
	if err := cmp.Or(obs.Validate(), options.complete()); err != nil {
		return nil, err
	}
	ranking := &Ranking{Criterion: "AICc"}
	fits, failures := fitEach(ctx, obs, options)
	cut := 0
	for i, f := range FitFamilies() {
		r, err := fits[i], failures[i]
		if err != nil {
			if errors.Is(err, context.Cause(ctx)) {
				cut, err = cut+1, &endedError{f, err}
			}
			ranking.Refused = append(ranking.Refused, Refusal{f, err})
			continue
		}
		if math.IsInf(r.AICc, 1) {
			ranking.Criterion = "AIC"
		}
		ranking.Fits = append(ranking.Fits, r)
	}
	if cut > 0 {
		ranking.Warnings = warn(nil, codeIncomplete, fmt.Sprintf("%d of %d families were not fitted before the end: one of them may be better", cut, len(fits)))
	}
	if len(ranking.Fits) == 0 {
		return nil, ranking.Refused[0].Err
	}
	slices.SortStableFunc(ranking.Fits, func(a, b *Fitted) int {
		if ranking.Criterion == "AIC" {
			return cmp.Compare(a.AIC, b.AIC)
		}
		return cmp.Compare(a.AICc, b.AICc)
	})
	return ranking, nil
}

// fitEach fits every family: first all maxima, then the limits, which take the
// longest.
func fitEach(ctx context.Context, obs Observations, options FitOptions) (fits []*Fitted, failures []error) {
	fits, failures = make([]*Fitted, len(fitFamilies)), make([]error, len(fitFamilies))
	for i := range fitFamilies {
		f := &fitFamilies[i]
		if failures[i] = f.accepts(obs); failures[i] == nil {
			fits[i], failures[i] = f.highest(ctx, obs, options)
		}
	}
	for i, r := range fits {
		if failures[i] == nil && r.sample != nil {
			failures[i] = r.finish(ctx, obs)
		}
	}
	return fits, failures
}
