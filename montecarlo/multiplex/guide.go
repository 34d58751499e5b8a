package multiplex

import (
	"context"
	"math"

	"mtbf/internal/num"
)

// guide says how a stage is tilted after each count. It follows the likeliest
// way to fail: in the field, per line, the logarithm of the probability of a
// failure from the share x before stage t is nearly
//
//	v_t(x) = max over theta of v_(t+1)(z) + Lambda(x, theta) - theta z,
//	z = dLambda/dtheta,    Lambda = log E e^(theta k_t)/N,
//
// with v = 0 where the last stage fails and -Inf elsewhere. At the maximum theta
// is the slope of v_(t+1) at z, and the slope of v_t that of Lambda in x. A chain
// tilted by the slope of log P(failure) itself would have weights that hardly
// differ.
//
// Tilts are kept at equal distances of x; between them they are linear.
type guide struct {
	eps, target float64
	wanted      bool
	courses     []course // before stages 2, 3, ...
	first       float64  // tilt of stage 1
	log         float64  // v_1 N, nearly the logarithm of the answer
}

// maxCells are the distances that shares are cut into, where there are more
// lines. A quarter of them would do for 1000 lines, but not for 20,000.
const maxCells = 1024

// way is a stage tilted by theta, in the field, and where it leads.
type way struct {
	theta float64
	mean  float64 // z
	log   float64 // Lambda
	slope float64 // of Lambda in x
	value float64 // v, if this is the likeliest way
}

// course is v before a stage at equal distances, its slopes, and the tilts.
type course struct{ value, slope, tilt []float64 }

// newGuide makes a guide; if ctx ends before, one of no use.
func newGuide(ctx context.Context, s *Scheme) *guide {
	g := &guide{eps: s.Error, wanted: s.wanted(), courses: make([]course, s.Tiers)}
	g.target = float64(s.limit()+1) / float64(s.N)
	if g.wanted {
		g.target = 1 - g.target
	}
	at := func(x float64) func(tilt float64) field {
		return func(tilt float64) field { return newField(s.Organ, x, tilt) }
	}
	var next *course
	cells := min(s.N, maxCells)
	for t := s.Tiers - 1; t >= 0; t-- {
		if ctx.Err() != nil {
			return g
		}
		c := &g.courses[t]
		for i := range cells + 1 {
			w := g.best(at(inside(i, cells)), next)
			c.value = append(c.value, w.value)
			c.slope = append(c.slope, w.slope)
			c.tilt = append(c.tilt, w.theta)
		}
		next = c
	}
	share := inside(s.N-s.silent(), s.N)
	begin := at(share)
	switch {
	case s.Independent:
		begin = func(tilt float64) field { return independent(s.chance(), tilt) }
	case s.Dissent:
		begin = func(tilt float64) field { return independent(share*share, tilt) }
	}
	w := g.best(begin, next)
	g.first, g.log = w.theta, w.value*float64(s.N)
	return g
}

// tilt is that of stage t = 2, 3, ... after a share x.
func (g *guide) tilt(t int, x float64) float64 {
	c := &g.courses[t-2]
	i, u := c.cell(x)
	return (1-u)*c.tilt[i] + u*c.tilt[i+1]
}

// cell is where x lies, and how far on.
func (c *course) cell(x float64) (i int, part float64) {
	cells := len(c.value) - 1
	i = min(int(x*float64(cells)), cells-1)
	return i, x*float64(cells) - float64(i)
}

// at returns v and its slope: the cubic through values and slopes on either
// side, and the line through the slopes.
func (c *course) at(x float64) (value, slope float64) {
	i, u := c.cell(x)
	v, h := 1-u, 1/float64(len(c.value)-1)
	value = v*v*((1+2*u)*c.value[i]+u*h*c.slope[i]) + u*u*((1+2*v)*c.value[i+1]-v*h*c.slope[i+1])
	return value, v*c.slope[i] + u*c.slope[i+1]
}

// follow tilts a stage.
func (g *guide) follow(stage func(tilt float64) field, theta float64) way {
	t := newTwist(g.eps, theta)
	f := stage(t.on - t.off)
	return way{
		theta: theta, mean: f.on*(1-t.loss) + (1-f.on)*t.gain,
		log: t.off + f.log, slope: f.slope,
	}
}

// best is the likeliest way to fail from a stage on. next is nil for the last.
func (g *guide) best(stage func(tilt float64) field, next *course) way {
	if next == nil {
		return g.arrive(stage)
	}
	score := func(w way) float64 {
		v, _ := next.at(w.mean)
		return v + w.log - w.theta*w.mean
	}
	var best way
	at := 0
	for i, theta := range fan {
		w := g.follow(stage, theta)
		if w.value = score(w); i == 0 || w.value > best.value {
			best, at = w, i
		}
	}
	off := func(theta float64) float64 {
		_, slope := next.at(g.follow(stage, theta).mean)
		return slope - theta
	}
	lo, hi := fan[max(0, at-1)], fan[min(at+1, len(fan)-1)]
	if off(lo) > 0 && off(hi) < 0 {
		best = g.follow(stage, num.Root(off, lo, hi))
		best.value = score(best)
	}
	return best
}

// fan are the tilts that are tried before the best is refined.
var fan = func() (f []float64) {
	for i := -14; i <= 14; i++ {
		f = append(f, math.Sinh(float64(i)*0.25)/2)
	}
	return f
}()

// arrive is the tilt that leads the last stage to where it begins to fail.
func (g *guide) arrive(stage func(tilt float64) field) way {
	free := g.follow(stage, 0)
	if free.mean >= g.target != g.wanted {
		return free
	}
	off := func(theta float64) float64 { return g.follow(stage, theta).mean - g.target }
	const most = 30
	theta := float64(most)
	if g.wanted {
		theta = -most
	}
	if off(theta) > 0 != g.wanted {
		theta = num.Root(off, min(0, theta), max(0, theta))
	}
	w := g.follow(stage, theta)
	w.value = w.log - theta*g.target
	return w
}
