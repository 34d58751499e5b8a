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
	bins   *bins // of a long sample
	r, sum float64
	most   float64 // the greatest y
	b      float64 // at which the sums below hold
	moved  float64 // b most, where the sums are moved; else 0
	s      [3]float64
}

func (s *evidence) newPowers() *powers {
	p := &powers{rows: [2][]tied{s.exact, s.right}, r: s.failed, sum: s.sum, most: s.most, b: math.NaN()}
	if s.long() && s.most-s.least < maxBins*binWidth {
		p.bins = newBins(s.least, s.most, p.rows)
	}
	return p
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
	if w.bins != nil && b <= maxPower {
		w.bins.add(b, &w.s)
		return
	}
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

const (
	binWidth = 1. / 64
	maxPower = 2.5 // b up to which a bin's moments suffice
	farPower = 600 // log of a term from which on sums are moved
	maxBins  = 1 << 14
)

// bins hold the moments of y about the centers of narrow bins, from which the
// sums at any b follow as if from the rows:
//
//	e^(b y) = e^(b c) (1 + b d + (b d)^2/2 + ...),      d = y - c
//
// where the terms left out are below (b binWidth/2)^6/6!, 1e-13 of the whole.
type bins struct {
	first   float64 // lower end of the first bin
	moments [][6]float64
}

func newBins(least, most float64, samples [2][]tied) *bins {
	h := &bins{least, make([][6]float64, 2+int((most-least)/binWidth))}
	for _, rows := range samples {
		for _, row := range rows {
			i := int(max(0, (row.y-least)*(1/binWidth)))
			d, m := row.y-h.center(i), &h.moments[i]
			term := row.n
			for k := range m {
				m[k] += term
				term *= d
			}
		}
	}
	return h
}

func (h *bins) center(i int) float64 { return h.first + (float64(i)+0.5)*binWidth }

// add adds S_0, S_1 and S_2 at b.
func (h *bins) add(b float64, s *[3]float64) {
	for i := range h.moments {
		m, c := &h.moments[i], h.center(i)
		if m[0] == 0 {
			continue
		}
		e0 := m[0] + b*(m[1]+b/2*(m[2]+b/3*(m[3]+b/4*(m[4]+b/5*m[5]))))
		e1 := m[1] + b*(m[2]+b/2*(m[3]+b/3*(m[4]+b/4*m[5])))
		e2 := m[2] + b*(m[3]+b/2*(m[4]+b/3*m[5]))
		e := math.Exp(b * c)
		s[0] += e * e0
		s[1] += e * (c*e0 + e1)
		s[2] += e * (c*c*e0 + 2*c*e1 + e2)
	}
}
