package life

import (
	"math"

	"mtbf/internal/num"
)

// figure is a function of the two working parameters that is asked for, such
// as a quantile.
type figure struct {
	name string
	// value is the figure on a scale without bounds, such as its logarithm.
	value func(p point) float64
	// place returns the parameters at which the figure has the value c, for
	// each value of another that completes it; rest returns that other one.
	place    func(c, rest float64) point
	rest     func(p point) float64
	positive bool // rest is
	// back takes a value to the figure's own scale, from end to end.
	back        func(c float64) float64
	logarithmic bool // the value is a logarithm
	endless     bool // no upper limit exists
}

// at returns the figure on its own scale.
func (g figure) at(p point) float64 { return g.back(g.value(p)) }

func second(p point) float64 { return p[1] }

func same(c float64) float64 { return c }

// offset is the figure location + excess(scale), on the scale of the
// logarithm of time or of time.
func (s *evidence) offset(name string, excess func(scale float64) float64, back func(float64) float64) figure {
	return figure{
		name: name,
		value: func(p point) float64 {
			return s.shift - s.scale*p[0]/p[1] + excess(s.scale/p[1])
		},
		place: func(c, b float64) point {
			return point{-b * ((c - excess(s.scale/b)) - s.shift) / s.scale, b}
		},
		rest: second, positive: true, back: back, logarithmic: s.logarithmic && back(0) == 1,
	}
}

// location is the location of a location-scale family.
func (s *evidence) location(name string, back func(float64) float64) figure {
	return s.offset(name, func(float64) float64 { return 0 }, back)
}

// spread is the scale of a location-scale family, or its inverse (sign -1).
func (s *evidence) spread(name string, sign float64) figure {
	return figure{
		name:  name,
		value: func(p point) float64 { return sign * math.Log(s.scale/p[1]) },
		place: func(c, location float64) point {
			b := s.scale * math.Exp(-sign*c)
			return point{-b * location, b}
		},
		rest: func(p point) float64 { return -p[0] / p[1] },
		back: math.Exp, logarithmic: true,
	}
}

func (s *evidence) gammaShape() figure {
	return figure{
		name:  "shape",
		value: func(p point) float64 { return p[1] },
		place: func(c, a float64) point { return point{a, c} },
		rest:  func(p point) float64 { return p[0] },
		back:  math.Exp, logarithmic: true,
	}
}

func (s *evidence) gammaScale() figure {
	return s.gammaFigure("scale", func(b float64) float64 { return -b })
}

// inRange reports whether the gamma functions answer for a log shape.
func inRange(b float64) bool { return math.Abs(b) < 40 }

// nowhere is a point at which no likelihood is usable.
var nowhere = point{math.NaN(), math.NaN()}

// gammaFigure is the figure log mean + excess(log shape).
func (s *evidence) gammaFigure(name string, excess func(b float64) float64) figure {
	return figure{
		name:  name,
		value: func(p point) float64 { return s.shift + p[0] + excess(p[1]) },
		place: func(c, b float64) point {
			if !inRange(b) {
				return nowhere
			}
			return point{c - s.shift - excess(b), b}
		},
		rest: second, back: math.Exp, logarithmic: true,
	}
}

// unlog is the way back from the scale of a quantile or a mean.
func (f *fitFamily) unlog() func(float64) float64 {
	if f.logarithmic {
		return math.Exp
	}
	return same
}

// after returns the figure of which a time is counted from 0, not from the
// origin.
func (g figure) after(origin float64) figure {
	if origin == 0 {
		return g
	}
	late := g
	late.value = func(p point) float64 { return math.Log(origin + math.Exp(g.value(p))) }
	late.place = func(c, s float64) point { return g.place(math.Log(math.Exp(c)-origin), s) }
	return late
}

// mean is the mean time.
func (f *fitFamily) mean(s *evidence) figure {
	if f.excess == nil {
		return s.gammaFigure("mean", func(float64) float64 { return 0 })
	}
	return s.offset("mean", f.excess, f.unlog()).after(s.origin)
}

// quantile is the time that is over with probability p in (0, 1).
func (f *fitFamily) quantile(s *evidence, p float64) figure {
	l, ok := f.scheme.(linear)
	if !ok {
		return s.gammaFigure("quantile", func(b float64) float64 { return math.Log(num.GammaInverse(math.Exp(b), p)) - b })
	}
	z := l.quantile(p, 1-p)
	return s.offset("quantile", func(scale float64) float64 { return scale * z }, f.unlog()).after(s.origin)
}

// reliability is P(T > t) for a t inside the support, on the scale of z, the
// standardized time: log-log for a Weibull family, probit for a log-normal
// one, logit for a log-logistic one.
func (f *fitFamily) reliability(s *evidence, t float64) figure {
	l, ok := f.scheme.(linear)
	y := s.y(t)
	if !ok {
		return s.gammaReliability(y)
	}
	return figure{
		name:     "reliability",
		value:    func(p point) float64 { return p[0] + p[1]*y },
		place:    func(c, b float64) point { return point{c - b*y, b} },
		rest:     second,
		positive: true,
		back: func(z float64) float64 {
			v, _, _ := l.logSurvival(z)
			return math.Exp(v)
		},
	}
}

// gammaReliability is P(T > t) on the probit scale.
func (s *evidence) gammaReliability(y float64) figure {
	return figure{
		name: "reliability",
		value: func(p point) float64 {
			lower, upper := num.LogGammaTailsAbout(math.Exp(p[1]), y-p[0])
			return bell{}.quantile(math.Exp(lower), math.Exp(upper))
		},
		place: func(c, b float64) point {
			if !inRange(b) {
				return nowhere
			}
			shape := math.Exp(b)
			if c < 0 {
				return point{y - math.Log(num.GammaInverse(shape, num.NormalCDF(c))/shape), b}
			}
			return point{y - math.Log(num.GammaInverseUpper(shape, num.NormalCDF(-c))/shape), b}
		},
		rest: second,
		back: func(z float64) float64 { return num.NormalCDF(-z) },
	}
}
