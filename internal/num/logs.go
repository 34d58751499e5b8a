package num

import "math"

// Log1mExp returns log(1 - e^x) for x <= 0: the logarithm of a probability
// from that of its complement. It keeps its digits at both ends, near x = 0
// and where e^x is small; at 0 it is -Inf.
func Log1mExp(x float64) float64 {
	if x > -math.Ln2 {
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// LogCDFOfHazard returns log(1 - e^-u), the logarithm of a probability from a
// cumulative hazard u >= 0, of which the logarithm is given too as u itself may
// underflow.
func LogCDFOfHazard(u, logU float64) float64 {
	if u < 1e-17 {
		return logU
	}
	return Log1mExp(-u)
}

// Log1pExp returns log(1 + e^x) for any x, without overflow.
func Log1pExp(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// log1pMinus returns log(1+v) - v for v >= -1. Where |v| is small the two
// cancel, and with r = v/(2+v), as log(1+v) = 2 atanh r and v - 2r = r v,
//
//	log(1+v) - v = 2 r^3 (1/3 + r^2/5 + r^4/7 + ...) - r v.
func log1pMinus(v float64) float64 {
	if v < -0.5 || v > 0.5 {
		return math.Log1p(v) - v
	}
	r := v / (2 + v)
	const terms = 18 // r^2 is at most 1/9
	var sum float64
	for n := terms; n >= 0; n-- {
		sum = sum*r*r + 1/float64(2*n+3)
	}
	return 2*r*r*r*sum - r*v
}
