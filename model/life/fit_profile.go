package life

import (
	"context"
	"math"

	"mtbf/internal/num"
)

// profile is the likelihood of one figure, at its highest over the other
// parameter.
type profile struct {
	ctx    context.Context
	s      *evidence
	best   optimum
	figure figure
	at     float64 // the other parameter, where it was last
}

// limits returns where the profile has fallen by half the square of z from
// its height h at the value c of the maximum,
//
//	2 (h - height(limit)) = z^2,
//
// -Inf or +Inf where it does not fall so far. ok is false if the search failed,
// or ctx has ended.
func (s *evidence) limits(ctx context.Context, g figure, best optimum, z float64) (lo, hi float64, ok bool) {
	pr := profile{ctx: ctx, s: s, best: best, figure: g}
	c := g.value(best.p)
	if math.IsNaN(c) || math.IsInf(c, 0) { // such as a reliability of 0 or 1, to the last digit
		return c, c, false
	}
	away := func(side float64) float64 {
		pr.at = g.rest(best.p)
		return g.zeroDistance(func(d float64) float64 { return pr.fall(c+side*d) - z }, z*g.standardError(best))
	}
	lo, hi = c-away(-1), math.Inf(1)
	if !g.endless {
		hi = c + away(+1)
	}
	return lo, hi, ctx.Err() == nil && !math.IsNaN(lo) && !math.IsNaN(hi)
}

// farthest is the distance in logarithms up to which a limit is looked for.
const farthest = 300

// zeroDistance returns the distance at which fall, below 0 at 0, becomes positive,
// +Inf where it does not within reach, and NaN where it cannot be followed. An
// error of 1e-9 in fall is let pass.
func (g figure) zeroDistance(fall func(d float64) float64, step float64) float64 {
	if step == 0 { // below the last digit
		return 0
	}
	reach := 1000 * step
	if g.logarithmic {
		step, reach = min(step, farthest), farthest
	}
	failed, calls := !(step > 0) || step > 1e100, 0
	follow := func(d float64) float64 {
		v := fall(d)
		calls++
		failed = failed || math.IsNaN(v) || calls > 200
		if failed || math.Abs(v) < 1e-9 {
			return 0
		}
		return min(v, 1e3)
	}
	inside, below := 0.0, -1.0
	outside, above := step, follow(step)
	for above < 0 {
		if outside >= reach {
			return math.Inf(1)
		}
		inside, below = outside, above
		outside = min(2*outside, reach)
		above = follow(outside)
	}
	d := num.Root(func(d float64) float64 {
		switch d {
		case inside:
			return below
		case outside:
			return above
		}
		return follow(d)
	}, inside, outside)
	if failed {
		return math.NaN()
	}
	return d
}

// fall returns sqrt(2 (h - height(c))), which is nearly straight in c, NaN
// where the height is not found.
func (pr *profile) fall(c float64) float64 {
	height, ok := pr.height(c)
	if !ok {
		return math.NaN()
	}
	return math.Sqrt(2 * max(0, pr.best.j.v-height))
}

// height returns the likelihood at the value c of the figure, at its highest
// over the other parameter.
func (pr *profile) height(c float64) (float64, bool) {
	if pr.s.pinned {
		j := pr.s.at(pr.ctx, pr.figure.place(c, 1))
		return j.v, !math.IsNaN(j.v)
	}
	x, ok := pr.foothold(c)
	if !ok {
		return math.Inf(-1), true
	}
	for range 100 {
		v, d, dd := pr.slope(c, x)
		if dd < 0 && d*d <= -2e-12*dd {
			pr.at = x
			return v - d*d/dd/2, true
		}
		next, ok := pr.climb(c, x, v, d, dd)
		if !ok {
			return v, false
		}
		x = next
	}
	return 0, false
}

// foothold returns a start at which the likelihood is not out of range, and
// whether there is one.
func (pr *profile) foothold(c float64) (x float64, ok bool) {
	x = pr.at
	for range 60 {
		if pr.s.at(pr.ctx, pr.figure.place(c, x)).usable() {
			return x, true
		}
		x /= 2
	}
	return x, false
}

// climb takes one Newton step, made uphill and halved as needed.
func (pr *profile) climb(c, x, v, d, dd float64) (float64, bool) {
	step := math.Copysign(pr.unit(x), d)
	if dd < 0 {
		step = -d / dd
	}
	if pr.figure.positive {
		step = math.Max(step, -0.8*x)
	}
	noise := 1e-13 * (1 + math.Abs(v))
	for range 60 {
		if j := pr.s.at(pr.ctx, pr.figure.place(c, x+step)); j.usable() && j.v >= v-noise {
			return x + step, true
		}
		step /= 2
	}
	return x, false
}

// unit returns the scale of the other parameter about x.
func (pr *profile) unit(x float64) float64 {
	if pr.figure.positive {
		return x
	}
	return max(1, math.Abs(x))
}

// slope returns the likelihood at the value c of the figure and its
// derivatives by the other parameter. The path on which the figure is constant
// is differentiated by differences: it is a line, or smooth and cheap.
func (pr *profile) slope(c, x float64) (v, d, dd float64) {
	h := 1e-5 * pr.unit(x)
	p, before, after := pr.figure.place(c, x), pr.figure.place(c, x-h), pr.figure.place(c, x+h)
	var first, second point
	for i := range p {
		first[i] = (after[i] - before[i]) / (2 * h)
		second[i] = ((after[i] - p[i]) - (p[i] - before[i])) / (h * h)
	}
	j := pr.s.at(pr.ctx, p)
	d = j.a*first[0] + j.b*first[1]
	dd = j.aa*first[0]*first[0] + 2*j.ab*first[0]*first[1] + j.bb*first[1]*first[1] + j.a*second[0] + j.b*second[1]
	return j.v, d, dd
}

// gradient returns the derivatives of the value by both working parameters, by steps
// that are made smaller until the value is finite at their ends.
func (g figure) gradient(p point) point {
	var d point
	for i := range p {
		f := func(step float64) float64 {
			q := p
			q[i] += step
			return g.value(q)
		}
		h := 1e-3 * math.Min(1, math.Abs(p[i])+1e-3)
		for range 10 {
			d[i] = (8*(f(h)-f(-h)) - (f(2*h) - f(-2*h))) / (12 * h)
			if !math.IsNaN(d[i]) && !math.IsInf(d[i], 0) {
				break
			}
			h /= 8
		}
	}
	return d
}

// standardError returns that of the value, by the delta method.
func (g figure) standardError(o optimum) float64 {
	return math.Sqrt(covariance(g.gradient(o.p), g.gradient(o.p), o))
}

// covariance returns that of two values with the gradients g and h.
func covariance(g, h point, o optimum) float64 {
	aa, ab, bb := o.j.covariance()
	return g[0]*h[0]*aa + (g[0]*h[1]+g[1]*h[0])*ab + g[1]*h[1]*bb
}
