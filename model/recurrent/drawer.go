package recurrent

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// drawer draws failures at random over the exposure, and of them only as much as the
// greatest ratio asks for: how many fall into a stretch before where in it they do.
// Stretches in which no ratio can be as great as one that is known are left whole, so
// that the work of a drawing grows more slowly than the square root of the failures.
type drawer struct {
	n      int
	stream Stream
	count  distuv.Binomial
	room   [inLeaf]float64

	best   float64 // the greatest ratio found, or to be reached
	enough bool    // to have reached it
	once   bool    // that is all that is asked
}

// inLeaf is the number of failures up to which a stretch is drawn one by one.
const inLeaf = 32

func newDrawer(n int, stream Stream) *drawer {
	return &drawer{n: n, stream: stream, count: distuv.Binomial{Src: source{stream}}}
}

// source gives the 53 bits that a number of a stream has to what asks for 64.
type source struct{ Stream }

func (s source) Uint64() uint64 { return uint64(s.Float64() * (1 << 53)) }

// moment is one with the number of failures before it. The logarithms are of the shares
// of the failures and of the exposure before and after it.
type moment struct {
	at     float64
	before int

	failed, left, past, ahead float64
}

func (d *drawer) moment(at float64, before int) moment {
	n := float64(d.n)
	return moment{at, before, math.Log(float64(before) / n), math.Log(float64(d.n-before) / n), math.Log(at), math.Log1p(-at)}
}

// ratio is LR at the moment m with the failures before the moment k.
func (d *drawer) ratio(m, k moment) float64 {
	sum := 0.0
	if k.before > 0 {
		sum += float64(k.before) * (k.failed - m.past)
	}
	if k.before < d.n {
		sum += float64(d.n-k.before) * (k.left - m.ahead)
	}
	return 2 * sum
}

// stretch is a part of the exposure, in which the failures fall evenly.
type stretch struct{ from, to moment }

func (s stretch) failures() int { return s.to.before - s.from.before }

// binomial draws how many of n fall where each does with this probability.
func (d *drawer) binomial(n int, p float64) int {
	switch {
	case n == 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	}
	d.count.N, d.count.P = float64(n), p
	return int(d.count.Rand())
}

// cut draws how many of the failures of a stretch fall before a moment of it.
func (d *drawer) cut(s stretch, at float64) moment {
	return d.moment(at, s.from.before+d.binomial(s.failures(), (at-s.from.at)/(s.to.at-s.from.at)))
}

// reaches draws failures at one constant rate and reports whether their greatest ratio
// is at least as great as a given one.
func (d *drawer) reaches(ratio float64) bool {
	d.best, d.enough, d.once = ratio, false, true
	all := stretch{d.moment(0, 0), d.moment(1, d.n)}
	from := d.cut(all, margin)
	to := d.cut(stretch{from, all.to}, 1-margin)
	d.search(stretch{from, to})
	return d.enough
}

// shortfall draws failures of which the given share falls before a moment, in the mean,
// and returns how far the ratio at the moment is below the greatest.
func (d *drawer) shortfall(change, share float64) float64 {
	d.once = false
	at := d.moment(change, d.binomial(d.n, share))
	from := d.cut(stretch{d.moment(0, 0), at}, min(margin, change))
	to := d.cut(stretch{at, d.moment(1, d.n)}, max(1-margin, change))
	own := d.ratio(at, at)
	d.best = own
	d.search(stretch{from, at})
	d.search(stretch{at, to})
	return d.best - own
}

// search finds the greatest ratio of a stretch, if it is greater than the best.
func (d *drawer) search(s stretch) {
	d.take(s.from)
	d.take(s.to)
	d.look(s, d.bound(s))
}

func (d *drawer) take(m moment) {
	if r := d.ratio(m, m); r >= d.best {
		d.best, d.enough = r, true
	}
}

// look finds the greatest ratio within a stretch, which is at most the bound.
func (d *drawer) look(s stretch, bound float64) {
	switch n := s.failures(); {
	case n == 0 || bound < d.best || d.enough && d.once:
	case n <= inLeaf:
		d.leaf(s)
	default:
		middle := d.cut(s, s.from.at+(s.to.at-s.from.at)/2)
		d.take(middle)
		before, after := stretch{s.from, middle}, stretch{middle, s.to}
		one, other := d.bound(before), d.bound(after)
		if one < other {
			before, after, one, other = after, before, other, one
		}
		d.look(before, one)
		d.look(after, other)
	}
}

// bound is at least the greatest ratio in a stretch, rounding included: the ratio is
// convex in the moment and the number before it together, so that none is greater than
// the greatest at the corners of the two.
func (d *drawer) bound(s stretch) float64 {
	corners := max(d.ratio(s.from, s.from), d.ratio(s.to, s.to), d.ratio(s.to, s.from), d.ratio(s.from, s.to))
	return corners + 1e-9 + 1e-14*float64(d.n)
}

// leaf draws the failures of a stretch: the ratio is greatest just before or just after
// one.
func (d *drawer) leaf(s stretch) {
	at := d.room[:s.failures()]
	for i := range at {
		at[i] = s.from.at + (s.to.at-s.from.at)*d.stream.Float64()
	}
	slices.Sort(at)
	for i, u := range at {
		d.take(d.moment(u, s.from.before+i))
		d.take(d.moment(u, s.from.before+i+1))
	}
}

// slack returns the quantile of how far the ratio at a true change lies below the
// greatest, if best is the truth.
func (d *drawer) slack(ctx context.Context, best split, confidence float64, drawings int) (float64, error) {
	short := make([]float64, drawings)
	for k := range short {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		short[k] = d.shortfall(best.at, float64(best.before)/float64(d.n))
	}
	slices.Sort(short)
	return short[min(drawings-1, int(math.Ceil(confidence*float64(drawings))))], nil
}
