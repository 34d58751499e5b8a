package system

import "mtbf/internal/num"

// tally counts independent events: the probability that at least r of them
// happen, and of what one of them changes. x and y are their probabilities to
// happen and not to.
type tally struct {
	x, y []float64
	r    int
}

// binomialFrom is the number of steps, events times r, above which events of
// equal probability are counted by the binomial formula.
const binomialFrom = 20_000

// count returns P(at least r happen) and P(fewer than r happen). Events of
// different probability are counted one by one, which keeps only the chances
// of 0 to r-1 of them; what reaches r stays there. Both results are sums of
// positive terms; masses under 1e-300 may be lost.
func (t tally) count() (reached, not float64) {
	if t.equal() && len(t.x)*t.r > binomialFrom {
		return binomial(t.r, len(t.x), t.x[0], t.y[0])
	}
	f := newBand(t.r)
	for i := range t.x {
		f.add(t.x[i], t.y[i])
	}
	return f.reached.Total(), num.Sum(f.of)
}

func (t tally) equal() bool {
	for i := range t.x {
		if t.x[i] != t.x[0] || t.y[i] != t.y[0] {
			return false
		}
	}
	return true
}

// band holds the probabilities of 0 to r-1 events, and of r or more.
type band struct {
	of      []float64
	top     int // of[top+1:] is 0
	reached num.Adder
}

func newBand(r int) *band {
	f := &band{of: make([]float64, r)}
	f.of[0] = 1
	return f
}

func (f *band) add(x, y float64) {
	r := len(f.of)
	f.reached.Add(f.of[r-1] * x)
	f.top = min(f.top+1, r-1)
	of := f.of[:f.top+1]
	for s := len(of) - 1; s > 0; s-- {
		of[s] = of[s]*y + of[s-1]*x
	}
	of[0] *= y
}

func (f *band) copy() *band {
	c := *f
	c.of = append([]float64(nil), f.of...)
	return &c
}

// change is what happens to a count given one event: it reaches r or not given
// that the event happens (with) and that it does not (without); decides is the
// probability that r-1 of the others happen.
type change struct{ with, notWith, without, notWithout, decides float64 }

// changes returns the change that each event makes.
func (t tally) changes() []change {
	n := len(t.x)
	all := make([]change, n)
	if t.equal() {
		c := t.equalChange()
		for i := range all {
			all[i] = c
		}
		return all
	}
	return t.differentChanges(all)
}

// equalChange is that of any of the events, which are all alike.
func (t tally) equalChange() change {
	others := tally{x: t.x[1:], y: t.y[1:], r: t.r}
	n, x, y := len(others.x), t.x[0], t.y[0]
	var c change
	c.decides = binomialPMF(t.r-1, n, x, y)
	c.without, c.notWithout = 0, 1
	if t.r <= n {
		c.without, c.notWithout = others.count()
	}
	c.with, c.notWith = 1, 0
	if t.r > 1 {
		others.r--
		c.with, c.notWith = others.count()
	}
	return c
}

// differentChanges meets, at each event, the count of those before it with
// that of those after it. The counts before are kept at every step-th event
// only and made anew in between.
func (t tally) differentChanges(all []change) []change {
	n := len(t.x)
	step := 1
	for step*step < n {
		step++
	}
	var starts []*band
	f := newBand(t.r)
	for i := range n {
		if i%step == 0 {
			starts = append(starts, f.copy())
		}
		f.add(t.x[i], t.y[i])
	}
	after := newBand(t.r)
	for block := len(starts) - 1; block >= 0; block-- {
		lo, hi := block*step, min((block+1)*step, n)
		before := []*band{starts[block]}
		for i := lo; i < hi-1; i++ {
			b := before[i-lo].copy()
			b.add(t.x[i], t.y[i])
			before = append(before, b)
		}
		for i := hi - 1; i >= lo; i-- {
			all[i] = meet(before[i-lo], after)
			after.add(t.x[i], t.y[i])
		}
	}
	return all
}

// meet returns the change of an event between the counts f before and g after
// it. Running sums of g give P(g <= m) and P(g >= m).
func meet(f, g *band) change {
	r := len(f.of)
	most := make([]float64, r+1)  // most[m]: fewer than m
	least := make([]float64, r+1) // least[m]: m or more
	least[r] = g.reached.Total()
	for m := range r {
		most[m+1] = most[m] + g.of[m]
		least[r-1-m] = least[r-m] + g.of[r-1-m]
	}
	c := change{with: f.reached.Total(), without: f.reached.Total()}
	for s := 0; s <= f.top; s++ {
		w := f.of[s]
		c.decides += w * g.of[r-1-s]
		c.with += w * least[r-1-s]
		c.notWith += w * most[r-1-s]
		c.without += w * least[r-s]
		c.notWithout += w * most[r-s]
	}
	return c
}
