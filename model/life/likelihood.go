package life

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"
)

// scheme gives the logarithms of density, P(Y > y) and P(Y <= y) for a time on
// the scale y that the family works on.
type scheme interface {
	density(y float64, p point) jet
	survival(y float64, p point) jet
	failure(y float64, p point) jet
}

// tied is a time on the working scale, counted n times.
type tied struct{ y, n float64 }

// span is an interval (lo, hi] on the working scale, counted n times.
type span struct{ lo, hi, n float64 }

// evidence is a set of observations on the working scale
//
//	y = (g(t) - shift)/scale,      g(t) = log(t - origin) or t,
//
// sorted by what is known of them.
type evidence struct {
	scheme              scheme
	exact, right, left  []tied
	entry               []tied // ages at which observation began
	between             []span
	failed, sum         float64 // number and sum of y of the exact times
	jacobian            float64 // sum of log dy/dt over the exact times
	shift, scale        float64
	least, most         float64   // of all y
	variance            float64   // of all y, about 0
	logarithmic, pinned bool      // g is a logarithm; the second parameter is given
	origin              float64   // the least time, of a logarithmic scale
	sums                *powers   // sums in place of rows, where they suffice
	whole               *evidence // of a condensed sample: all its rows
	cell                float64   // width of its cells
}

// y returns a time on the working scale, -Inf at or below the origin of a
// logarithmic one.
func (s *evidence) y(t float64) float64 {
	if s.logarithmic {
		t = math.Log(max(0, t-s.origin))
	}
	return (t - s.shift) / s.scale
}

// at returns the log-likelihood of the times; no number once ctx has ended.
func (s *evidence) at(ctx context.Context, p point) jet {
	if !s.pinned && !(p[1] > 0) && s.positiveSlope() {
		return jet{v: math.Inf(-1)}
	}
	if ctx.Err() != nil {
		return jet{v: math.NaN()}
	}
	if s.whole != nil && !s.covers(p) {
		return s.whole.at(ctx, p)
	}
	j := s.total(ctx, p)
	if ctx.Err() != nil {
		return jet{v: math.NaN()}
	}
	j.v += s.jacobian
	if s.pinned {
		j.b, j.ab, j.bb = 0, 0, -1e100
	}
	return j
}

// positiveSlope reports whether the second parameter must be positive.
func (s *evidence) positiveSlope() bool {
	scheme := s.scheme
	if l, ok := scheme.(limitedScheme); ok {
		scheme = l.scheme
	}
	_, ok := scheme.(linear)
	return ok
}

func (s *evidence) total(ctx context.Context, p point) jet {
	if s.sums != nil {
		return s.sums.at(p)
	}
	var j jet
	scheme := s.scheme
	if g, ok := scheme.(gammaScheme); ok {
		scheme = g.of(p)
	}
	for w := range during(ctx, s.exact) {
		j.add(w.n, scheme.density(w.y, p))
	}
	for w := range during(ctx, s.right) {
		j.add(w.n, scheme.survival(w.y, p))
	}
	for w := range during(ctx, s.left) {
		j.add(w.n, scheme.failure(w.y, p))
	}
	for w := range during(ctx, s.between) {
		j.add(w.n, within(scheme, w, p))
	}
	for w := range during(ctx, s.entry) {
		j.add(-w.n, scheme.survival(w.y, p))
	}
	return j
}

// piece is the number of rows that work goes over before it looks at its
// context again.
const piece = 4096

// during visits rows until ctx ends.
func during[R any](ctx context.Context, rows []R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for i, row := range rows {
			if i%piece == 0 && ctx.Err() != nil || !yield(row) {
				return
			}
		}
	}
}

// within returns the logarithm of the probability of an interval: a difference
// of the smaller tails, or for a narrow one the density at its middle times
// its width, where the error is below 1e-11.
func within(s scheme, w span, p point) jet {
	above, below := s.survival(w.lo, p), s.survival(w.hi, p)
	if above.v > -math.Ln2 {
		above, below = s.failure(w.hi, p), s.failure(w.lo, p)
	}
	if above.v-below.v < 1e-5 {
		j := s.density(w.lo+(w.hi-w.lo)/2, p)
		j.v += math.Log(w.hi - w.lo)
		return j
	}
	return logDifference(above, below)
}

// probe is the number of rows that tell whether ties are worth merging.
const probe = 8192

// merged returns the rows with ties counted together, where at least half of
// the first ones are ties.
func merged(rows []tied) []tied {
	seen := map[float64]bool{}
	head := rows[:min(len(rows), probe)]
	for _, w := range head {
		seen[w.y] = true
	}
	if 2*len(seen) > len(head) {
		return rows
	}
	counts := map[float64]float64{}
	for _, w := range rows {
		counts[w.y] += w.n
	}
	rows = rows[:0]
	for y, n := range counts {
		rows = append(rows, tied{y, n})
	}
	slices.SortFunc(rows, func(a, b tied) int { return cmp.Compare(a.y, b.y) })
	return rows
}
