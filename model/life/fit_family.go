package life

import (
	"math"
	"slices"
	"strings"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/dist"
)

// fitFamily is a family that can be fitted.
type fitFamily struct {
	name        string
	scheme      scheme
	logarithmic bool // works on the logarithm of time, which must be positive
	pinned      bool // only the first working parameter is free
	parameters  func(s *evidence) []figure
	// excess is what log mean (mean, where the family is not logarithmic) has
	// over the location, for a scale on the working scale.
	excess func(scale float64) float64
}

// fitFamilies are the families that [Fit] knows, in the order of [Families].
var fitFamilies = []fitFamily{
	{"exponential", linear{extreme{}}, true, true, func(s *evidence) []figure {
		return []figure{s.location("rate", func(c float64) float64 { return math.Exp(-c) })}
	}, num.LogGamma1p},
	{"weibull", linear{extreme{}}, true, false, shapeAndScale, num.LogGamma1p},
	{"lognormal", linear{bell{}}, true, false, func(s *evidence) []figure {
		return []figure{s.location("meanlog", same), s.spread("sdlog", +1)}
	}, func(scale float64) float64 { return scale * scale / 2 }},
	{"gamma", gammaScheme{}, true, false, func(s *evidence) []figure {
		return []figure{s.gammaShape(), s.gammaScale()}
	}, nil},
	{"loglogistic", linear{logistic{}}, true, false, shapeAndScale, logisticExcess},
	{"normal", linear{bell{}}, false, false, func(s *evidence) []figure {
		return []figure{s.location("mean", same), s.spread("sd", +1)}
	}, func(float64) float64 { return 0 }},
	{"gumbel", linear{extreme{}}, false, false, func(s *evidence) []figure {
		return []figure{s.location("location", same), s.spread("scale", +1)}
	}, func(scale float64) float64 { return -num.Euler * scale }},
}

func shapeAndScale(s *evidence) []figure {
	return []figure{s.spread("shape", -1), s.location("scale", math.Exp)}
}

// logisticExcess returns log(b/sin b) with b = pi scale, +Inf where there is no
// mean.
func logisticExcess(scale float64) float64 {
	if scale >= 1 {
		return math.Inf(1)
	}
	standard, _ := dist.NewLoglogistic(1/scale, 1)
	return math.Log(standard.Mean())
}

// FitFamilies returns the names that [Fit] takes.
func FitFamilies() []string {
	var names []string
	for _, f := range fitFamilies {
		names = append(names, f.name)
	}
	return names
}

func fitFamilyOf(name string) (*fitFamily, error) {
	i := slices.IndexFunc(fitFamilies, func(f fitFamily) bool { return f.name == name })
	if i < 0 {
		return nil, &model.ParamError{Param: "family", Value: name, Want: "one of " + strings.Join(FitFamilies(), ", ")}
	}
	return &fitFamilies[i], nil
}

// distribution returns that of the parameters at p.
func (f *fitFamily) distribution(s *evidence, p point) (dist.Distribution, error) {
	params := map[string]float64{}
	for _, g := range f.parameters(s) {
		params[g.name] = g.at(p)
	}
	if s.origin != 0 {
		params["location"] = s.origin
	}
	return dist.New(f.name, params)
}
