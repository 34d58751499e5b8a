package multiplex

import (
	"math"

	"mtbf/internal/num"
)

// normal is the fraction of a bundle's lines that are stimulated, for large N a
// normal variable.
type normal struct {
	mean, sd float64
}

// moments returns von Neumann's approximation of every stage: the fraction of
// stimulated lines behind the executive organ and behind each tier as a normal
// variable. Behind NAND organs of error e whose inputs are stimulated in the
// fractions x and y (eq. 22),
//
//	mean = (1 - x y) + 2 e (x y - 1/2)
//	sd   = sqrt(((1-2e)^2 x(1-x) y(1-y) + e(1-e)) / N)
//
// Behind majority organs with a third fraction z the mean is that of their
// answer, and x(1-x) y(1-y) becomes what random order alone leaves to vary,
//
//	(1-2z)^2 x(1-x)y(1-y) + (1-2y)^2 x(1-x)z(1-z) + (1-2x)^2 y(1-y)z(1-z)
//	                      + 4 x(1-x) y(1-y) z(1-z).
//
// A tier adds to this sd, in squares, that of the bundle before it times the
// slope of the mean (eq. 25). Inputs whose lines are independent give the
// executive organ's output the sd of N independent trials instead.
func (s Scheme) moments(in Inputs) []normal {
	all := []normal{s.executed(in)}
	for t := range s.Tiers {
		all = append(all, s.restored(all[t]))
	}
	return all
}

func (s Scheme) executed(in Inputs) normal {
	n := float64(s.Bundle.N)
	if in.lines != nil {
		yes, no := answer(s.Organ, in.lines)
		yes, no = noisy(yes, s.Error), noisy(no, s.Error)
		return normal{mean: yes, sd: math.Sqrt(yes * no / n)}
	}
	var x [3]float64
	for i, k := range in.counts {
		x[i] = float64(k) / n
	}
	yes, _ := answer(s.Organ, x[:])
	return normal{mean: noisy(yes, s.Error), sd: math.Sqrt(s.variance(x) / n)}
}

func (s Scheme) restored(before normal) normal {
	mean, slope := s.Organ.transfer(before.mean, s.Error)
	own := s.variance([3]float64{before.mean, before.mean, before.mean}) / float64(s.Bundle.N)
	return normal{mean: mean, sd: math.Hypot(slope*before.sd, math.Sqrt(own))}
}

// transfer returns the probability of yes behind an organ of error e all of
// whose inputs are yes with probability x, independently, and its slope in x:
//
//	NAND      e + (1-2e) (1 - x^2)
//	majority  e + (1-2e) (3x^2 - 2x^3)
func (o Organ) transfer(x, e float64) (y, slope float64) {
	if o == NAND {
		return noisy((1-x)*(1+x), e), -2 * x * (1 - 2*e)
	}
	return noisy(x*x*(3-2*x), e), 6 * x * (1 - x) * (1 - 2*e)
}

// variance returns N times the variance of the fraction of stimulated outputs,
// where the input bundles have exactly the fractions x stimulated.
func (s Scheme) variance(x [3]float64) float64 {
	var v, tilt [3]float64
	for i, p := range x {
		v[i], tilt[i] = p*(1-p), (1-2*p)*(1-2*p)
	}
	order := v[0] * v[1]
	if s.Organ == Majority {
		order = tilt[2]*v[0]*v[1] + tilt[1]*v[0]*v[2] + tilt[0]*v[1]*v[2] + 4*v[0]*v[1]*v[2]
	}
	keep := 1 - 2*s.Error
	return keep*keep*order + s.Error*(1-s.Error)
}

// Margin returns by how many standard deviations the mean fraction of wrong
// lines stays below the fiducial level behind the last stage, at the
// [Scheme.Worst] inputs: von Neumann's k, by his eq. 22 and 25. It grows as
// sqrt(N), and is negative where the scheme does not restore.
func (s Scheme) Margin() (float64, error) {
	if err := s.Validate(); err != nil {
		return 0, err
	}
	return s.worstMargin(), nil
}

func (s Scheme) worstMargin() float64 {
	worst := math.Inf(1)
	for _, in := range s.Worst() {
		worst = min(worst, s.margin(in))
	}
	return worst
}

func (s Scheme) margin(in Inputs) float64 {
	m := s.moments(in)[s.Tiers]
	wrong := m.mean
	if s.outputs(in) {
		wrong = 1 - m.mean
	}
	if m.sd == 0 {
		return math.Copysign(math.Inf(1), s.Bundle.Fiducial-wrong)
	}
	return (s.Bundle.Fiducial - wrong) / m.sd
}

// NormalResidual returns the residual error at the [Scheme.Worst] inputs in von
// Neumann's normal approximation, the integral of eq. 26 from the scheme's own
// [Scheme.Margin] k:
//
//	1/sqrt(2 pi) integral_k^inf exp(-x^2/2) dx
func (s Scheme) NormalResidual() (float64, error) {
	k, err := s.Margin()
	if err != nil {
		return 0, err
	}
	return num.NormalCDF(-k), nil
}
