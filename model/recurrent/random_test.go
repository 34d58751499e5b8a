package recurrent

import (
	"math"
	"math/rand/v2"
)

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 20)) }

// powerLaw draws a history of a process with mean lambda t^beta.
func powerLaw(r *rand.Rand, beta, lambda, from, to float64) History {
	h := History{Unit: "drawn", From: from, To: to}
	for mean := lambda * math.Pow(from, beta); ; {
		mean += r.ExpFloat64()
		t := math.Pow(mean/lambda, 1/beta)
		if t > to {
			return h
		}
		h.Times = append(h.Times, t)
	}
}

// untilFailure draws a history that ends with its n-th failure.
func untilFailure(r *rand.Rand, beta, lambda float64, n int) History {
	h := History{Unit: "drawn"}
	var mean float64
	for range n {
		mean += r.ExpFloat64()
		h.Times = append(h.Times, math.Pow(mean/lambda, 1/beta))
	}
	h.To = h.Times[n-1]
	return h
}

// renewal draws a history of Weibull gaps of mean 1 from a new unit.
func renewal(r *rand.Rand, shape, to float64) History {
	h := History{Unit: "drawn", To: to}
	scale := 1 / math.Gamma(1+1/shape)
	for t := 0.0; ; {
		if t += scale * math.Pow(r.ExpFloat64(), 1/shape); t > to {
			return h
		}
		h.Times = append(h.Times, t)
	}
}
