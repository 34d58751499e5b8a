package multiplex

import "math"

// field is what a tilted stage does to a bundle so large that only shares
// matter. It helps to choose tilts; no answer depends on it.
//
// The lines that meet in an organ are then independent of those of others, and
// of f lines j are stimulated with a probability in proportion to
//
//	w_j = C(f, j) z^j e^(tilt [the organ ought to be stimulated]),
//
// where z gives the share x of stimulated lines that the stage found. Without a
// tilt z is x/(1-x).
type field struct {
	on    float64 // share of organs that ought to be stimulated
	all   float64 // share of organs with all lines stimulated
	log   float64 // log E e^(tilt m), over N
	slope float64 // its derivative by x
}

// newField is the field of organs tilted by so much, at a share x in (0, 1).
//
// With a = log z and a' its value without a tilt, m being the organs that ought
// to be stimulated,
//
//	log E e^(tilt m)/N = log(sum of w_j) + f log(1-x) - f x (a - a'),
//
// and a, which maximises it, may be held fast for its derivative, f (a' - a).
// It is found by Newton's method inside a bracket.
func newField(o Organ, x, tilt float64) field {
	f, lift := float64(o.Lines()), math.Exp(tilt)
	origin := math.Log(x / (1 - x))
	lo, hi := origin-math.Abs(tilt), origin+math.Abs(tilt)
	a := origin
	w := weigh(o, math.Exp(a), lift)
	for range 60 {
		off := w.mean - f*x
		if off > 0 {
			hi = a
		} else {
			lo = a
		}
		next := a - off/w.variance
		if !(next >= lo && next <= hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-a) < 1e-9 {
			break
		}
		a = next
		w = weigh(o, math.Exp(a), lift)
	}
	return field{
		on: w.on, all: w.all,
		log:   math.Log(w.total) + f*math.Log1p(-x) - f*x*(a-origin),
		slope: f * (origin - a),
	}
}

// weights sum up those of an organ.
type weights struct {
	total, mean, variance float64 // the mean is that of stimulated lines
	on, all               float64 // shares
}

var choose = [...][]float64{2: {1, 2, 1}, 3: {1, 3, 3, 1}}

func weigh(o Organ, z, lift float64) weights {
	var w weights
	square, power := 0.0, 1.0
	for j, c := range choose[o.Lines()] {
		w.all = c * power
		if answers(o, j) {
			w.all *= lift
			w.on += w.all
		}
		w.total += w.all
		w.mean += w.all * float64(j)
		square += w.all * float64(j*j)
		power *= z
	}
	w.mean /= w.total
	w.variance = square/w.total - w.mean*w.mean
	w.on /= w.total
	w.all /= w.total
	return w
}

// independent is the field of organs of which each ought to be stimulated with
// a probability q.
func independent(q, tilt float64) field {
	odds := q / (1 - q) * math.Exp(tilt)
	return field{on: odds / (1 + odds), log: math.Log1p(q * math.Expm1(tilt))}
}

// inside is the share of k among n, half a line away from 0 and 1 at least.
func inside(k, n int) float64 {
	return min(max(0.5, float64(k)), float64(n)-0.5) / float64(n)
}
