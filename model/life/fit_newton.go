package life

import (
	"context"
	"math"
)

// optimum is a maximum of a likelihood and its proof.
type optimum struct {
	p          point
	j          jet
	decrement  float64 // length of the gradient in the metric of the information
	iterations int
}

// maximize climbs by Newton steps, made uphill where the likelihood is not
// concave and halved until they gain. It reports whether the decrement
//
//	sqrt(g' I^-1 g),      g the gradient, I the information,
//
// which is the distance to the maximum in standard errors, came below 1e-8
// times the square root of the number of failures. One more step, which costs
// nothing on a short sample, then takes it to the last digits.
func (s *evidence) maximize(ctx context.Context, start point) (optimum, bool) {
	o := optimum{p: start, j: s.at(ctx, start)}
	enough, polished := 1e-16*math.Max(1, s.failures()), false
	for o.iterations = 0; o.iterations < 200 && o.j.usable() && !s.drifted(o.p); o.iterations++ {
		if d2, ok := o.j.decrement(); ok && d2 <= enough {
			o.decrement = math.Sqrt(d2)
			if polished || !o.advance(ctx, s) {
				return o, true
			}
			polished = true
			continue
		}
		if !o.advance(ctx, s) {
			break
		}
	}
	return o, false
}

// advance takes one step that does not lose; it reports whether there is one.
func (o *optimum) advance(ctx context.Context, s *evidence) bool {
	step := o.j.newton()
	length := s.allowed(o.p, step)
	noise := 1e-13 * (1 + math.Abs(o.j.v))
	for range 60 {
		p := point{o.p[0] + length*step[0], o.p[1] + length*step[1]}
		if j := s.at(ctx, p); j.usable() && j.v >= o.j.v-noise {
			o.p, o.j = p, j
			return true
		}
		length /= 2
	}
	return false
}

// allowed returns the share of a step, up to 1, that leaves a positive second
// parameter at least a fifth of itself, and any other within 3.
func (s *evidence) allowed(p, step point) float64 {
	if s.positiveSlope() {
		return math.Min(1, 0.8*p[1]/math.Max(-step[1], 1e-300))
	}
	return math.Min(1, 3/math.Max(math.Hypot(step[0], step[1]), 1e-300))
}

// drifted reports whether the likelihood seems to rise without end: the times
// are of unit spread on the working scale, and no data put the second
// parameter that far from it.
func (s *evidence) drifted(p point) bool {
	if s.positiveSlope() {
		return p[1] < 1e-6
	}
	return p[1] < -12 || p[1] > 40 || math.Abs(p[0]) > 300
}

// failures returns the number of times known to be over.
func (s *evidence) failures() float64 {
	var n float64
	for _, rows := range [][]tied{s.exact, s.left} {
		for _, w := range rows {
			n += w.n
		}
	}
	for _, w := range s.between {
		n += w.n
	}
	return n
}

// decrement returns g' I^-1 g, and whether the information I is positive
// definite.
func (j jet) decrement() (float64, bool) {
	det := j.aa*j.bb - j.ab*j.ab
	if !(j.aa < 0 && j.bb < 0 && det > 1e-14*j.aa*j.bb) {
		return 0, false
	}
	return -(j.bb*j.a*j.a - 2*j.ab*j.a*j.b + j.aa*j.b*j.b) / det, true
}

// newton returns the step I^-1 g, with the information made positive definite
// where it is not.
func (j jet) newton() point {
	middle, half := (j.aa+j.bb)/2, math.Hypot((j.aa-j.bb)/2, j.ab)
	if _, ok := j.decrement(); !ok {
		shift := math.Max(0, middle+half) + 0.1*(math.Abs(middle)+half) + 1e-12
		j.aa -= shift
		j.bb -= shift
	}
	det := j.aa*j.bb - j.ab*j.ab
	return point{(j.ab*j.b - j.bb*j.a) / det, (j.ab*j.a - j.aa*j.b) / det}
}

// covariance returns the inverse of the information.
func (j jet) covariance() (aa, ab, bb float64) {
	det := j.aa*j.bb - j.ab*j.ab
	return -j.bb / det, j.ab / det, -j.aa / det
}

// start returns working parameters near the times' mean and spread.
func (s *evidence) start() point {
	if s.pinned {
		return point{0, 1}
	}
	if s.positiveSlope() {
		return point{0, min(1, 20/s.farthest())}
	}
	shape := min(max(1/s.variance, 0.02), 1e15)
	return point{max(0, s.most-5), math.Log(shape)}
}

// farthest is how far the times reach from the middle, but for suspensions before
// it of which the scale took no notice.
func (s *evidence) farthest() float64 {
	if s.least < -1e3 && len(s.left)+len(s.between) == 0 {
		return s.most
	}
	return max(s.most, -s.least)
}

// rows returns the number of rows.
func (s *evidence) rows() int { return len(s.exact) + len(s.right) + len(s.left) + len(s.between) }

// fitted maximizes from scratch. It reports no maximum where ctx ends before.
func (s *evidence) fitted(ctx context.Context) (optimum, bool) { return s.maximize(ctx, s.start()) }
