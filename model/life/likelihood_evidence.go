package life

import "math"

// newEvidence puts valid observations on the working scale of a family.
func newEvidence(f *fitFamily, obs Observations, t tally, origin float64) *evidence {
	s := &evidence{
		scheme: f.scheme, logarithmic: f.logarithmic, pinned: f.pinned, origin: origin, scale: 1,
	}
	s.exact, s.right = make([]tied, 0, t.exactRows), make([]tied, 0, t.rightRows)
	for _, o := range obs {
		s.add(o)
	}
	s.exact, s.right, s.left, s.entry = merged(s.exact), merged(s.right), merged(s.left), merged(s.entry)
	s.standardize()
	for _, w := range s.exact {
		s.failed += w.n
		s.sum += w.n * w.y
	}
	s.jacobian = -s.failed * math.Log(s.scale)
	if s.logarithmic {
		s.jacobian -= s.failed*s.shift + s.scale*s.sum
	}
	s.condense()
	s.sumPowers()
	return s
}

// add sorts one observation in, by the logarithm of its time or the time. A
// lower end of 0 says nothing.
func (s *evidence) add(o Observation) {
	if o.Entry > s.origin {
		s.entry = append(s.entry, tied{s.y(o.Entry), o.Count})
	}
	if o.Exact() {
		s.exact = append(s.exact, tied{s.y(o.Lower), o.Count})
		return
	}
	lo, hi := s.y(o.alive()), s.y(o.Upper)
	switch unknown := math.IsInf(lo, -1); {
	case unknown && math.IsInf(hi, 1):
	case o.RightCensored():
		s.right = append(s.right, tied{lo, o.Count})
	case unknown:
		s.left = append(s.left, tied{hi, o.Count})
	default:
		s.between = append(s.between, span{lo, hi, o.Count})
	}
}

// standardize shifts the working scale to the mean of the times and, for a
// family that has a scale on it, divides by their spread.
func (s *evidence) standardize() {
	all := newScatter()
	s.each(func(y *float64, count float64) { all.add(*y, count) })
	s.least, s.most = all.least, all.most
	s.shift, s.variance = all.mean(), all.variance()
	if s.positiveSlope() && !s.pinned && s.variance > 0 {
		if near, ok := s.failuresAlone(all); ok {
			s.shift, s.variance = near.mean(), near.variance()
		}
		s.scale, s.variance = math.Sqrt(s.variance), 1
	}
	inverse := 1 / s.scale
	s.each(func(y *float64, _ float64) { *y = (*y - s.shift) * inverse })
	for i := range s.entry {
		s.entry[i].y = (s.entry[i].y - s.shift) * inverse
	}
	s.least, s.most = (s.least-s.shift)*inverse, (s.most-s.shift)*inverse
}

// failuresAlone returns the moments of the failures, and whether they alone set the
// scale: where they lie so close together that the spread of all times is that of
// suspensions long before, which tell nothing, it would leave shape and scale too
// nearly in line to be told apart.
func (s *evidence) failuresAlone(all scatter) (scatter, bool) {
	m := newScatter()
	if len(s.left)+len(s.between) > 0 {
		return m, false
	}
	for _, w := range s.exact {
		m.add(w.y, w.n)
	}
	const close, beyond = 1e-2, 20
	sd := math.Sqrt(m.variance())
	return m, sd > 0 && sd < close*math.Sqrt(all.variance()) && all.most-m.mean() < beyond*sd
}

// scatter gathers numbers about the first of them.
type scatter struct{ n, sum, squares, about, least, most float64 }

func newScatter() scatter { return scatter{least: math.Inf(1), most: math.Inf(-1)} }

func (m *scatter) add(y, count float64) {
	if m.n == 0 {
		m.about = y
	}
	d := y - m.about
	m.n += count
	m.sum += count * d
	m.squares += count * d * d
	m.least, m.most = min(m.least, y), max(m.most, y)
}

func (m *scatter) mean() float64 { return m.about + m.sum/m.n }

func (m *scatter) variance() float64 { return max(0, m.squares/m.n-m.sum/m.n*(m.sum/m.n)) }

// each visits every end of every row but the ages at entry.
func (s *evidence) each(visit func(y *float64, n float64)) {
	for _, rows := range [][]tied{s.exact, s.right, s.left} {
		for i := range rows {
			visit(&rows[i].y, rows[i].n)
		}
	}
	for i := range s.between {
		visit(&s.between[i].lo, s.between[i].n)
		visit(&s.between[i].hi, s.between[i].n)
	}
}

// sumPowers takes sums in place of rows, where the family is a Weibull one without
// intervals or truncation.
func (s *evidence) sumPowers() {
	l, ok := s.scheme.(linear)
	if !ok || l.standard != (extreme{}) || len(s.left)+len(s.between)+len(s.entry) > 0 {
		return
	}
	s.sums = s.newPowers()
	if s.whole != nil {
		s.whole.sums = s.whole.newPowers()
	}
}
