package life

import "math"

// powers is the likelihood of the smallest extreme value, and so of the
// Weibull family on logarithms, from exact and right-censored rows. With r
// exact ones it needs of the rows only their sum and
//
//	S_k(b) = sum of n y^k e^(b y) over all rows,      k = 0, 1, 2:
//
//	r (a + log b) + b sum y - e^a S_0
//
// Where e^(b y) is out of range for the greatest y, both factors of e^a S_k are
// moved by it, to e^(a + b most) and the sums of n y^k e^(b (y - most)).
type powers struct {
	rows   [2][]tied
	r, sum float64
	most   float64 // the greatest y
	b      float64 // at which the sums below hold
	moved  float64 // b most, where the sums are moved; else 0
	s      [3]float64
}

func (s *evidence) newPowers() *powers {
	return &powers{rows: [2][]tied{s.exact, s.right}, r: s.failed, sum: s.sum, most: s.most, b: math.NaN()}
}

func (w *powers) at(p point) jet {
	a, b := p[0], p[1]
	w.prepare(b)
	e := math.Exp(a + w.moved)
	return jet{
		v:  w.r*(a+math.Log(b)) + b*w.sum - e*w.s[0],
		a:  w.r - e*w.s[0],
		b:  w.r/b + w.sum - e*w.s[1],
		aa: -e * w.s[0], ab: -e * w.s[1], bb: -w.r/(b*b) - e*w.s[2],
	}
}

// prepare takes the sums at b, unless they are those of the last call.
func (w *powers) prepare(b float64) {
	if b == w.b {
		return
	}
	w.b, w.moved, w.s = b, 0, [3]float64{}
	if b*w.most > farPower {
		w.moved = b * w.most
	}
	for _, rows := range w.rows {
		for _, row := range rows {
			e := row.n * math.Exp(b*row.y-w.moved)
			w.s[0] += e
			w.s[1] += e * row.y
			w.s[2] += e * row.y * row.y
		}
	}
}

// farPower is the logarithm of a term from which on sums are moved.
const farPower = 600
