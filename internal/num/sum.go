package num

import "math"

// Adder is a running sum that carries the rounding error of every addition
// along (Neumaier's variant of Kahan's method): the relative error of the
// total is near 1e-16 where all terms have one sign, however many they are.
// The zero value is an empty sum.
type Adder struct {
	sum, lost float64
}

// Add adds x.
func (a *Adder) Add(x float64) {
	t := a.sum + x
	if math.Abs(a.sum) >= math.Abs(x) {
		a.lost += (a.sum - t) + x
	} else {
		a.lost += (x - t) + a.sum
	}
	a.sum = t
}

// Total returns the sum of what was added.
func (a *Adder) Total() float64 { return a.sum + a.lost }

// Sum returns the compensated sum of x.
func Sum(x []float64) float64 {
	var a Adder
	for _, v := range x {
		a.Add(v)
	}
	return a.Total()
}
