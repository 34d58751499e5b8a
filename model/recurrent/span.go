package recurrent

import "math"

// span is a stretch of a time scale on which 1 is the greatest age, by the
// logarithms of its ends; lo is -Inf for a stretch from 0.
type span struct{ lo, hi float64 }

func newSpan(from, to, greatest float64) span {
	return span{logShare(from, greatest), logShare(to, greatest)}
}

// logShare returns log(t/greatest); the quotient itself may underflow.
func logShare(t, greatest float64) float64 { return math.Log(t) - math.Log(greatest) }

// moments returns the logarithm of the integral of t^(beta-1) over the span,
// (hi^beta - lo^beta)/beta, and its first two derivatives in beta: the mean and
// the variance of log t under the density proportional to t^(beta-1). With w =
// log hi - log lo and d = beta w,
//
//	nu  = beta log hi + log(1 - e^-d) - log beta
//	nu1 = log hi + w (1/(e^d - 1) - 1/d)
//	nu2 = w^2 (1/d^2 - 1/(4 sinh^2(d/2)))
func (s span) moments(beta, logBeta float64) (nu, nu1, nu2 float64) {
	if math.IsInf(s.lo, -1) {
		return beta*s.hi - logBeta, s.hi - 1/beta, 1 / (beta * beta)
	}
	w := s.hi - s.lo
	d := beta * w
	m, v := meanBelow(d), varianceBelow(d)
	return beta*s.hi + math.Log(-math.Expm1(-d)) - logBeta, s.hi + w*m, w * w * v
}

// small is where series replace the differences that cancel.
const small = 0.03

// meanBelow returns 1/(e^d - 1) - 1/d, the mean of log t less its upper end, over
// the width.
func meanBelow(d float64) float64 {
	if d < small {
		return -0.5 + d/12 - d*d*d/720 + d*d*d*d*d/30240
	}
	return 1/math.Expm1(d) - 1/d
}

// varianceBelow returns 1/d^2 - 1/(4 sinh^2(d/2)).
func varianceBelow(d float64) float64 {
	if d < small {
		return 1./12 - d*d/240 + d*d*d*d/6048
	}
	s := 2 * math.Sinh(d/2)
	return 1/(d*d) - 1/(s*s)
}
