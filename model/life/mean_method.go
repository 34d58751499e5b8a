package life

import (
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// limits are those of the logarithm of a mean, about a center inside them.
type limits struct{ center, lo, hi float64 }

// meanMethod is a way to limits of the logarithm of a mean. It is chosen by the
// sample alone: at knows the confidence, and the further it reaches into the
// tails the wider it is.
type meanMethod struct {
	name     string
	center   float64                             // logarithm of the mean that the limits are about
	at       func(tail float64) (lo, hi float64) // that leave the probability tail on either side
	warnings []model.Warning
}

// limits returns those that leave the probability tail on either side.
func (m meanMethod) limits(tail float64) limits {
	lo, hi := m.at(tail)
	return around(m.center, lo, hi)
}

// around returns limits widened to the center.
func around(center, lo, hi float64) limits {
	return limits{center, math.Min(center, lo), math.Max(center, hi)}
}

// manyTimes is the number of times above which the shape of the sample is not asked
// for: the limits that assume none are then narrow, 1.8 % on either side where
// the log standard deviation is 1.4, against 1.5 % of the log-normal ones.
const manyTimes = 50_000

// meanMethod returns the way to limits of the mean of the repairs that took time.
func (s RepairTimes) meanMethod() meanMethod {
	if len(s.Times) > manyTimes {
		return s.meanOfMany()
	}
	y, c := logs(s.Times), logs(s.Censored)
	if len(y) < fewFailures {
		return fewLimits(y, c)
	}
	m := moments(s.Times, s.Censored)
	center := math.Log(m.mean)
	if slices.Max(y)-slices.Min(y) < 1e-9 {
		return meanMethod{
			name: "identical repair times", center: center,
			at: func(float64) (lo, hi float64) { return center, center },
			warnings: []model.Warning{{
				Code: "identical-repairs",
				Text: "all repairs take the same time: the limits cannot show how much it varies",
			}},
		}
	}
	return shaped(y, c, center, m.limitsAbove(y, c))
}

// meanOfMany returns the way whatever the shape. Its lower limit is near the mean, and
// positive without the product of the times, unless some of them are beyond all measure.
func (s RepairTimes) meanOfMany() meanMethod {
	m := moments(s.Times, s.Censored)
	way := meanMethod{name: "skewness-corrected mean (Hall)", center: math.Log(m.mean)}
	way.at = func(tail float64) (lo, hi float64) { return skewedLimits(m, tail) }
	if m.sd*32 > m.mean*math.Sqrt(float64(m.n)) {
		way.at = m.limitsAbove(logs(s.Times), logs(s.Censored))
	}
	return way
}

// limitsAbove returns the skewness-corrected limits with a lower one no less than that of
// the product of the times, of which y and censored are the logarithms.
func (m sampleMoments) limitsAbove(y, censored []float64) func(tail float64) (lo, hi float64) {
	return func(tail float64) (lo, hi float64) {
		lo, hi = skewedLimits(m, tail)
		return math.Max(lo, productBound(y, censored, tail)), hi
	}
}

// shaped returns the way that fits the shape of the sample, skewed being the one
// that assumes none.
func shaped(y, censored []float64, center float64, skewed func(tail float64) (lo, hi float64)) meanMethod {
	a2 := andersonDarling(y)
	if a2 > rejected {
		return meanMethod{name: "skewness-corrected mean (Hall), no distribution assumed", center: center, at: skewed}
	}
	mu, sd := fitLognormal(y, censored)
	fitted := newLognormalMean(mu, sd, len(y))
	if a2 <= doubtful && fitted.holds(center, atOdds) {
		return meanMethod{name: "log-normal mean, generalized confidence interval", center: center, at: fitted.limits}
	}
	return meanMethod{
		name:   "wider of log-normal and skewness-corrected mean, as log-normality is in doubt",
		center: center,
		at: func(tail float64) (lo, hi float64) {
			a, b := fitted.limits(tail)
			c, d := skewed(tail)
			return math.Min(a, c), math.Max(b, d)
		},
	}
}

// atOdds is the tail of a fitted log-normal mean in which the sample mean is at odds
// with it: that of limits of 90 %, whatever the confidence asked for.
const atOdds = 0.05

// productBound returns a lower limit of the logarithm of the mean of positive times,
// whatever their distribution, given their logarithms. The product of n
// independent times has the mean mu^n, so by Markov's inequality it is above
// mu^n/a with a probability of at most a, and
//
//	mu >= (a x_1 ... x_n)^(1/n)
//
// fails no more often. Censored times count as they stand, which can only lower it.
func productBound(y, censored []float64, a float64) float64 {
	return (math.Log(a) + num.SumExactly(y) + num.SumExactly(censored)) / float64(len(y)+len(censored))
}

// logs returns the logarithms of the positive values of x.
func logs(x []float64) []float64 {
	y := make([]float64, 0, len(x))
	for _, v := range x {
		if v > 0 {
			y = append(y, math.Log(v))
		}
	}
	return y
}

// withZeros turns the limits of the mean of the repairs that took time into
// those of all repairs: on the logarithmic scale the share that took time adds.
func (s RepairTimes) withZeros(l limits, tail float64) limits {
	if s.Zeros == 0 {
		return l
	}
	k := len(s.Times) + len(s.Censored)
	n := k + s.Zeros
	lo, hi := num.Wilson(k, n, -num.NormalQuantile(tail))
	center := math.Log(float64(k) / float64(n))
	share := limits{center: center, lo: math.Log(lo), hi: math.Log(hi)}
	l.lo, l.hi = squareAndAdd(l, share)
	return l
}

// squareAndAdd returns the limits of the sum of two independent quantities
// from their own: each side's distances to the centers add as standard errors
// do,
//
//	lo = a + b - sqrt((a - a.lo)^2 + (b - b.lo)^2),      hi likewise
//
// [MOVER: R pairwiseCI MOVERR, ratesci moverci].
func squareAndAdd(a, b limits) (lo, hi float64) {
	center := a.center + b.center
	lo = center - math.Hypot(a.center-a.lo, b.center-b.lo)
	hi = center + math.Hypot(a.hi-a.center, b.hi-b.center)
	return lo, hi
}

// remarks says what of the sample the method had to allow for.
func (s RepairTimes) remarks() string {
	var text string
	if s.Zeros > 0 {
		text += fmt.Sprintf("; %d of zero length", s.Zeros)
	}
	if len(s.Censored) > 0 {
		text += fmt.Sprintf("; %d unfinished", len(s.Censored))
	}
	return text
}
