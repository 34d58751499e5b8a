package life

import (
	"cmp"
	"math"
	"slices"
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
}

// FitAll fits all of [FitFamilies] and ranks them by AICc: the least is first.
// Where n <= k+1 leaves AICc undefined for one of them, AIC ranks all. Families
// that the data cannot determine are in Refused; the [ThreeParameterWeibull],
// whose likelihood has no proper maximum, is not tried. A *model.ParamError
// tells of a row or an option outside its domain; where no family could be
// fitted, the error is that of the first.
func FitAll(obs Observations, options FitOptions) (*Ranking, error) {
	if err := first(obs.Validate(), options.complete()); err != nil {
		return nil, err
	}
	ranking := &Ranking{Criterion: "AICc"}
	for _, f := range FitFamilies() {
		r, err := Fit(f, obs, options)
		if err != nil {
			ranking.Refused = append(ranking.Refused, Refusal{f, err})
			continue
		}
		if math.IsInf(r.AICc, 1) {
			ranking.Criterion = "AIC"
		}
		ranking.Fits = append(ranking.Fits, r)
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
