package system

import "mtbf/internal/num"

// tally counts independent events: the probability that at least r of them
// happen, and of what one of them changes. x and y are their probabilities to
// happen and not to. What it returns is void once spend has said to stop.
type tally struct {
	x, y  []float64
	r     int
	spend func(steps int) bool
}

// binomialFrom is the number of steps, events times r, above which events of
// equal probability are counted by the binomial formula, and others without the
// masses that are negligible.
const binomialFrom = 20_000

// negligible is the mass of a count of many events that is not carried on.
const negligible = 1e-300

// count returns P(at least r happen) and P(fewer than r happen). Events of
// different probability are counted one by one, which keeps only the chances
// of 0 to r-1 of them; what reaches r stays there. Both results are sums of
// positive terms; masses under 1e-300 may be lost.
func (t tally) count() (reached, not float64) {
	if t.equal() && len(t.x)*t.r > binomialFrom {
		return binomial(t.r, len(t.x), t.x[0], t.y[0])
	}
	f := t.newBand()
	for i := range t.x {
		if !t.spend(len(f.of)) {
			break
		}
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

// band holds the probabilities of from, from+1, ... events, up to r-1, outside
// of which they are nothing, and of r or more.
type band struct {
	r, from int
	of      []float64
	reached num.Adder
	least   float64 // mass at an end that is dropped
}

func (t tally) newBand() *band {
	f := &band{r: t.r, of: []float64{1}}
	if len(t.x)*t.r > binomialFrom {
		f.least = negligible
	}
	return f
}

func (f *band) add(x, y float64) {
	if top := f.from + len(f.of) - 1; top == f.r-1 {
		f.reached.Add(f.of[len(f.of)-1] * x)
	} else {
		f.of = append(f.of, 0)
	}
	of := f.of
	for s := len(of) - 1; s > 0; s-- {
		of[s] = of[s]*y + of[s-1]*x
	}
	of[0] *= y
	for len(f.of) > 1 && f.of[0] < f.least {
		f.of, f.from = f.of[1:], f.from+1
	}
	for len(f.of) > 1 && f.of[len(f.of)-1] < f.least {
		f.of = f.of[:len(f.of)-1]
	}
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

// changes returns the change that each event makes; one where all are alike.
func (t tally) changes() []change {
	if t.equal() {
		return []change{t.equalChange()}
	}
	return t.differentChanges(make([]change, len(t.x)))
}

// equalChange is that of any of the events, which are all alike.
func (t tally) equalChange() change {
	others := tally{x: t.x[1:], y: t.y[1:], r: t.r, spend: t.spend}
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
	f := t.newBand()
	for i := range n {
		if !t.spend(len(f.of)) {
			return all
		}
		if i%step == 0 {
			starts = append(starts, f.copy())
		}
		f.add(t.x[i], t.y[i])
	}
	after := t.newBand()
	for block := len(starts) - 1; block >= 0; block-- {
		lo, hi := block*step, min((block+1)*step, n)
		before := []*band{starts[block]}
		for i := lo; i < hi-1; i++ {
			b := before[i-lo].copy()
			b.add(t.x[i], t.y[i])
			before = append(before, b)
		}
		for i := hi - 1; i >= lo; i-- {
			b := before[i-lo]
			if !t.spend(4 * (len(b.of) + len(after.of))) {
				return all
			}
			all[i] = meet(b, after)
			after.add(t.x[i], t.y[i])
		}
	}
	return all
}

// meet returns the change of an event between the counts f before and g after
// it. Running sums of g give P(g < m) and P(g >= m).
func meet(f, g *band) change {
	w := len(g.of)
	fewer, more := make([]float64, w+1), make([]float64, w+1)
	more[w] = g.reached.Total()
	for m := range w {
		fewer[m+1] = fewer[m] + g.of[m]
		more[w-1-m] = more[w-m] + g.of[w-1-m]
	}
	at := func(m int) int { return min(max(m-g.from, 0), w) }
	c := change{with: f.reached.Total(), without: f.reached.Total()}
	for i, w := range f.of {
		m := f.r - f.from - i // as many of the others must still happen
		if j := m - 1 - g.from; j >= 0 && j < len(g.of) {
			c.decides += w * g.of[j]
		}
		c.with += w * more[at(m-1)]
		c.notWith += w * fewer[at(m-1)]
		c.without += w * more[at(m)]
		c.notWithout += w * fewer[at(m)]
	}
	return c
}
