package dist

import (
	"maps"
	"slices"
	"strings"

	"mtbf/model"
)

// kind is a family as system files write it.
type kind struct {
	name  string
	forms []form
}

// form is one set of parameters that determines a distribution.
type form struct {
	needed   []string
	optional []string
	build    func(p map[string]float64) (Distribution, error)
}

// kinds are all families but the empirical, in the order of [Families].
var kinds = []kind{
	{"exponential", []form{
		{[]string{"rate"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewExponential(p["rate"])) }},
		{[]string{"mean"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewExponentialMean(p["mean"])) }},
	}},
	{"weibull", []form{
		{[]string{"shape", "scale"}, []string{"location"}, func(p map[string]float64) (Distribution, error) {
			return made(NewWeibull(p["shape"], p["scale"], p["location"]))
		}},
	}},
	{"lognormal", []form{
		{[]string{"meanlog", "sdlog"}, nil, func(p map[string]float64) (Distribution, error) {
			return made(NewLognormal(p["meanlog"], p["sdlog"]))
		}},
		{[]string{"median", "error_factor"}, nil, func(p map[string]float64) (Distribution, error) {
			return made(NewLognormalMedian(p["median"], p["error_factor"]))
		}},
	}},
	{"gamma", []form{
		{[]string{"shape", "scale"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewGamma(p["shape"], p["scale"])) }},
	}},
	{"loglogistic", []form{
		{[]string{"shape", "scale"}, nil, func(p map[string]float64) (Distribution, error) {
			return made(NewLoglogistic(p["shape"], p["scale"]))
		}},
	}},
	{"normal", []form{
		{[]string{"mean", "sd"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewNormal(p["mean"], p["sd"])) }},
	}},
	{"gumbel", []form{
		{[]string{"location", "scale"}, nil, func(p map[string]float64) (Distribution, error) {
			return made(NewGumbel(p["location"], p["scale"]))
		}},
	}},
	{"deterministic", []form{
		{[]string{"value"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewDeterministic(p["value"])) }},
	}},
	{"uniform", []form{
		{[]string{"low", "high"}, nil, func(p map[string]float64) (Distribution, error) { return made(NewUniform(p["low"], p["high"])) }},
	}},
}

// made turns the result of a constructor into an interface that is nil where
// there is an error.
func made[D Distribution](d D, err error) (Distribution, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Families returns the names of all families, in the order of the system
// file's documentation.
func Families() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return append(names, Empirical{}.Family())
}

// Family returns the distribution of a family from its named parameters, as
// system files write them, in hours or per hour:
//
//	exponential    rate | mean
//	weibull        shape, scale, optionally location
//	lognormal      meanlog, sdlog | median, error_factor
//	gamma          shape, scale
//	loglogistic    shape, scale
//	normal         mean, sd
//	gumbel         location, scale
//	deterministic  value
//	uniform        low, high
//
// The empirical family has no such parameters: [NewEmpirical] takes its sample.
// A *model.ParamError tells of an unknown family, of parameters that are
// unknown, missing or contradictory, and of values outside their domain.
func New(name string, params map[string]float64) (Distribution, error) {
	if name == (Empirical{}).Family() {
		return nil, &model.ParamError{Param: "distribution", Value: name, Want: "a family of named parameters: it takes a sample of times"}
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if i < 0 {
		return nil, &model.ParamError{Param: "distribution", Value: name, Want: "one of " + strings.Join(Families(), ", ")}
	}
	return kinds[i].distribution(params)
}

func (k kind) distribution(params map[string]float64) (Distribution, error) {
	given := slices.Sorted(maps.Keys(params))
	for _, p := range given {
		if !slices.Contains(k.parameters(), p) {
			return nil, &model.ParamError{Param: "parameter of " + k.name, Value: p, Want: "one of " + strings.Join(k.parameters(), ", ")}
		}
	}
	for _, f := range k.forms {
		if f.fits(given) {
			return f.build(params)
		}
	}
	value := strings.Join(given, ", ")
	if value == "" {
		value = "none"
	}
	return nil, &model.ParamError{Param: "parameters of " + k.name, Value: value, Want: k.wanted()}
}

// parameters returns all names that any form takes.
func (k kind) parameters() []string {
	var names []string
	for _, f := range k.forms {
		names = slices.Concat(names, f.needed, f.optional)
	}
	return names
}

// wanted describes the forms, such as "meanlog and sdlog, or median and
// error_factor".
func (k kind) wanted() string {
	var text []string
	for _, f := range k.forms {
		s := strings.Join(f.needed, " and ")
		if len(f.optional) > 0 {
			s += ", with or without " + strings.Join(f.optional, " and ")
		}
		text = append(text, s)
	}
	return strings.Join(text, ", or ")
}

// fits reports whether the given names, each known to the kind, are all those
// needed and no other than the optional ones.
func (f form) fits(given []string) bool {
	for _, name := range f.needed {
		if !slices.Contains(given, name) {
			return false
		}
	}
	for _, name := range given {
		if !slices.Contains(f.needed, name) && !slices.Contains(f.optional, name) {
			return false
		}
	}
	return true
}
