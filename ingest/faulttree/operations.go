package faulttree

import (
	"math"
	"slices"
)

// operation is what an element of expressions does with its arguments.
type operation struct {
	least, most int // arguments; most 0: any number, -1: none
	value       func(x []float64) float64
	refuse      func(x []float64) string   // why it has no value, or ""
	domains     []domain                   // of the first arguments
	function    bool                       // of one number or two
	deviate     bool                       // its value is the mean of a random deviate
	pair        string                     // an element of two expressions, which stands
	pairFirst   bool                       // before the last argument, or else after the first
	form        func(arguments int) string // why it has none of so many, or ""
}

// domain is what an argument may be.
type domain struct {
	name, want string
	holds      func(x float64) bool
}

func notNegative(name string) domain {
	return domain{name, "a number of 0 or more", func(x float64) bool { return x >= 0 }}
}

func positive(name string) domain {
	return domain{name, "a number above 0", func(x float64) bool { return x > 0 }}
}

func probability(name string) domain {
	return domain{name, "a number from 0 to 1", func(x float64) bool { return x >= 0 && x <= 1 }}
}

func anything(name string) domain { return domain{name, "", func(float64) bool { return true }} }

// domain returns the domains of so many arguments. Those of periodic tests depend on it.
func (o *operation) domain(name string, arguments int) []domain {
	if name == "periodic-test" {
		return testForms[arguments]
	}
	return o.domains
}

// operations are filled in before any file is read, as their values refer to them.
var operations = map[string]operation{
	"neg":   one(func(x float64) float64 { return -x }),
	"abs":   one(math.Abs),
	"sin":   one(math.Sin),
	"cos":   one(math.Cos),
	"tan":   one(math.Tan),
	"asin":  one(math.Asin),
	"acos":  one(math.Acos),
	"atan":  one(math.Atan),
	"sinh":  one(math.Sinh),
	"cosh":  one(math.Cosh),
	"tanh":  one(math.Tanh),
	"exp":   one(math.Exp),
	"log":   one(math.Log),
	"log10": one(math.Log10),
	"sqrt":  one(math.Sqrt),
	"ceil":  one(math.Ceil),
	"floor": one(math.Floor),
	"mod":   two(math.Mod),
	"pow":   two(math.Pow),
	"pi":    {value: func([]float64) float64 { return math.Pi }, most: -1},

	"add":  many(func(x, y float64) float64 { return x + y }),
	"sub":  many(func(x, y float64) float64 { return x - y }),
	"mul":  many(func(x, y float64) float64 { return x * y }),
	"div":  many(func(x, y float64) float64 { return x / y }),
	"min":  {least: 1, value: slices.Min[[]float64]},
	"max":  {least: 1, value: slices.Max[[]float64]},
	"mean": {least: 1, value: mean},

	"not": one(func(x float64) float64 { return truth(x == 0) }),
	"and": {least: 1, value: func(x []float64) float64 { return truth(!slices.Contains(x, 0)) }},
	"or": {least: 1, value: func(x []float64) float64 {
		return truth(slices.ContainsFunc(x, func(y float64) bool { return y != 0 }))
	}},
	"eq":  two(func(x, y float64) float64 { return truth(x == y) }),
	"df":  two(func(x, y float64) float64 { return truth(x != y) }),
	"lt":  two(func(x, y float64) float64 { return truth(x < y) }),
	"gt":  two(func(x, y float64) float64 { return truth(x > y) }),
	"leq": two(func(x, y float64) float64 { return truth(x <= y) }),
	"geq": two(func(x, y float64) float64 { return truth(x >= y) }),

	"ite":    {least: 3, most: 3}, // [evaluator.chosen]
	"switch": {least: 1, pair: "case", pairFirst: true},

	"exponential": {least: 2, most: 2, value: func(x []float64) float64 { return failed(x[0], x[1]) },
		domains: []domain{notNegative("failure rate"), notNegative("time")}},
	"GLM": {least: 4, most: 4, value: func(x []float64) float64 { return glm(x[0], x[1], x[2], x[3]) },
		domains: []domain{probability("probability to fail on demand"), notNegative("failure rate"), notNegative("repair rate"), notNegative("time")}},
	"Weibull": {least: 4, most: 4, value: func(x []float64) float64 { return weibull(x[0], x[1], x[2], x[3]) },
		domains: []domain{positive("scale"), positive("shape"), notNegative("time shift"), notNegative("time")}},
	"periodic-test": {least: 4, value: periodicTest, form: testForm, refuse: testLength},

	"uniform-deviate": {least: 2, most: 2, deviate: true, value: mean, refuse: func(x []float64) string {
		if !(x[0] < x[1]) {
			return "its lower limit is not below its upper limit"
		}
		return ""
	}},
	"normal-deviate": {least: 2, most: 2, deviate: true, value: func(x []float64) float64 { return x[0] },
		domains: []domain{anything("mean"), positive("standard deviation")}},
	"lognormal-deviate": {least: 2, most: 3, deviate: true, value: lognormalMean, refuse: lognormalForm},
	"gamma-deviate": {least: 2, most: 2, deviate: true, value: func(x []float64) float64 { return x[0] * x[1] },
		domains: []domain{positive("shape"), positive("scale")}},
	"beta-deviate": {least: 2, most: 2, deviate: true, value: func(x []float64) float64 { return x[0] / (x[0] + x[1]) },
		domains: []domain{positive("alpha"), positive("beta")}},
	"histogram": {least: 2, deviate: true, value: histogramMean, refuse: histogramForm, pair: "bin"},
}

func one(f func(x float64) float64) operation {
	return operation{least: 1, most: 1, function: true, value: func(x []float64) float64 { return f(x[0]) }}
}

func two(f func(x, y float64) float64) operation {
	return operation{least: 2, most: 2, function: true, value: func(x []float64) float64 { return f(x[0], x[1]) }}
}

// many goes from the first argument to the last.
func many(f func(x, y float64) float64) operation {
	return operation{least: 1, value: func(x []float64) float64 {
		y := x[0]
		for _, z := range x[1:] {
			y = f(y, z)
		}
		return y
	}}
}

func truth(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, y := range x {
		sum += y / float64(len(x))
	}
	return sum
}

// lognormalMean is the first argument, the mean, beside an error factor and its level; or,
// of the mean and the standard deviation of the logarithm, exp(mu + sigma^2/2).
func lognormalMean(x []float64) float64 {
	if len(x) == 3 {
		return x[0]
	}
	return math.Exp(x[0] + x[1]*x[1]/2)
}

func lognormalForm(x []float64) string {
	switch {
	case len(x) == 2 && !(x[1] > 0):
		return "the standard deviation of its logarithm is not above 0"
	case len(x) == 2:
		return ""
	case !(x[0] > 0):
		return "its mean is not above 0"
	case !(x[1] > 1):
		return "its error factor is not above 1"
	case !(x[2] > 0 && x[2] < 1):
		return "the level of its error factor is not between 0 and 1"
	}
	return ""
}

// histogramMean is that of a lower limit and pairs of upper limit and value: the sum of
// the values, each by the width of its bin, over the whole width.
func histogramMean(x []float64) float64 {
	sum, from := 0.0, x[0]
	for i := 1; i+1 < len(x); i += 2 {
		sum += (x[i] - from) * x[i+1]
		from = x[i]
	}
	return sum / (from - x[0])
}

func histogramForm(x []float64) string {
	from := x[0]
	for i := 1; i < len(x); i += 2 {
		if !(x[i] > from) {
			return "the upper limits of its bins do not rise"
		}
		from = x[i]
	}
	return ""
}
