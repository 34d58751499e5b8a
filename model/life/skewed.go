package life

import (
	"math"
	"slices"

	"mtbf/internal/num"
)

// sampleMoments are the mean, standard deviation and skewness of a sample of
// n completed values.
type sampleMoments struct {
	n                  int
	mean, sd, skewness float64
}

// moments returns the moments of times, of which there are two or more, each
// weighed with its Kaplan-Meier mass: all begin with the same, and the mass of
// a censored value goes in equal parts to all values above it. The largest
// value keeps its mass even if censored, so a sample that ends with censored
// values understates its mean.
func moments(times, censored []float64) sampleMoments {
	if len(censored) == 0 {
		return weighted(times, nil, len(times))
	}
	ends := slices.Sorted(slices.Values(censored))
	below := make([]int32, len(times)) // how many of ends are
	above := make([]int, len(ends)+1)  // how many times have that many of ends below them, or more
	for i, t := range times {
		n, _ := slices.BinarySearch(ends, t)
		below[i] = int32(n)
		above[n]++
	}
	for n := len(ends) - 1; n >= 0; n-- {
		above[n] += above[n+1]
	}
	mass := make([]float64, len(ends)+1) // of a time with so many of ends below it
	mass[0] = 1 / float64(len(times)+len(censored))
	for n := range ends {
		mass[n+1] = mass[n]
		if heirs := float64(above[n+1] + len(ends) - 1 - n); heirs > 0 {
			mass[n+1] *= (heirs + 1) / heirs
		}
	}
	weight := make([]float64, len(times)+len(censored))
	for i, n := range below {
		weight[i] = mass[n]
	}
	if last := len(ends) - 1; above[last+1] == 0 {
		weight[len(times)+slices.Index(censored, ends[last])] = mass[last]
	}
	return weighted(slices.Concat(times, censored), weight, len(times))
}

// weighted returns the moments of positive values whose weights add to 1; with no
// weights given all are equal. The variance has the divisor n-1 where all weights
// are 1/n. The sums are exact, so that the order of the values does not show.
func weighted(values, weight []float64, n int) sampleMoments {
	mass := 1 / float64(len(values))
	of := func(i int) float64 {
		if weight != nil {
			return weight[i]
		}
		return mass
	}
	var first, second, third num.ExactSum
	for i, x := range values {
		first.Add(of(i) * x)
	}
	m := sampleMoments{n: n, mean: first.Total()}
	for i, x := range values {
		d := x/m.mean - 1 // as a part of the mean, so that no cube overflows
		d2 := of(i) * d * d
		second.Add(d2)
		third.Add(d2 * d)
	}
	spread := math.Sqrt(second.Total() * float64(n) / float64(n-1))
	if m.sd = spread * m.mean; spread > 0 {
		m.skewness = third.Total() / (spread * spread * spread)
	}
	return m
}

// skewedLimits returns the limits of the logarithm of a mean, whatever the
// distribution, for n >= 2. With S = (sample mean - mean)/sd and k the
// skewness, Hall's transformation [Hall: R rucl b.hallboot]
//
//	W = S + k S^2/3 + k^2 S^3/27 + k/(6n)
//
// is nearly symmetric, and sqrt(n) W is taken as a Student variable of n-1
// degrees of freedom. As the first three terms are ((1 + k S/3)^3 - 1)/k, its
// inverse is in closed form. A lower limit that would be negative is 0, its
// logarithm -Inf.
func skewedLimits(m sampleMoments, tail float64) (lo, hi float64) {
	n := float64(m.n)
	w := -num.StudentQuantile(n-1, tail) / math.Sqrt(n)
	inverse := func(w float64) float64 {
		if math.Abs(m.skewness) < 1e-6 {
			return w // the terms in k are below the rounding of the cube root
		}
		k := m.skewness
		return 3 / k * (math.Cbrt(1+k*(w-k/(6*n))) - 1)
	}
	lo = m.mean - m.sd*inverse(w)
	hi = m.mean - m.sd*inverse(-w)
	return math.Log(math.Max(lo, 0)), math.Log(hi)
}
