package system

import "math"

// kronrod15 holds the nodes in [0, 1) and weights of the Gauss-Kronrod rule of
// 7 and 15 points; the Gauss rule uses every second node.
var kronrod15 = struct{ at, kronrod, gauss [8]float64 }{
	at: [8]float64{0, 0.207784955007898468, 0.405845151377397167, 0.586087235467691130,
		0.741531185599394440, 0.864864423359769073, 0.949107912342758525, 0.991455371120812640},
	kronrod: [8]float64{0.209482141084727828, 0.204432940075298892, 0.190350578064785410, 0.169004726639267903,
		0.140653259715525919, 0.104790010322250184, 0.063092092629978553, 0.022935322010529225},
	gauss: [8]float64{0.417959183673469388, 0, 0.381830050505118945, 0,
		0.279705391489276668, 0, 0.129484966168869693, 0},
}

// bisections is how often a panel is halved, which places a jump to 1e-15.
const bisections = 50

// quadrature returns the integral of f from a to b by the Gauss-Kronrod rule,
// halving where it and the Gauss rule differ by more than tolerance, or by
// more than the given share of the integral; and the sum of these differences.
// The share is no less than the rounding error of f, which halving does not
// lessen, and there are no more evaluations than left, which it counts down.
func quadrature(f func(float64) float64, a, b, tolerance, share float64, left *int) (sum, off float64) {
	p := paneler{f: f, share: share, least: tolerance / minParts, left: left}
	return p.panel(a, b, tolerance, bisections)
}

type paneler struct {
	f     func(float64) float64
	share float64
	least float64 // tolerance, however narrow a panel
	left  *int
}

// minParts is the part of its tolerance that an integral leaves to a panel,
// however narrow: where a function falls fast, the rounding of its argument
// counts, which halving does not lessen either.
const minParts = 100

func (p *paneler) panel(a, b, tolerance float64, halvings int) (sum, off float64) {
	middle, half := (a+b)/2, (b-a)/2
	rough := 0.0
	var right, left [8]float64 // of f, outwards from the middle
	for i, x := range kronrod15.at {
		right[i] = p.f(middle + half*x)
		v := right[i]
		if left[i] = v; i > 0 {
			left[i] = p.f(middle - half*x)
			v += left[i]
		}
		sum += kronrod15.kronrod[i] * v
		rough += kronrod15.gauss[i] * v
	}
	*p.left -= 15
	sum, rough = sum*half, rough*half
	off = math.Abs(sum - rough)
	if halvings == 0 || *p.left <= 0 || math.IsNaN(off) {
		return sum, off
	}
	if enough := max(tolerance, p.share*math.Abs(sum)); off <= enough {
		// beyond the last node lies a gap in which this much may be hidden
		height := enough / (half * (1 - kronrod15.at[7]))
		if p.expected(&right, &left, b, height) && p.expected(&left, &right, a, height) {
			return sum, off
		}
	}
	tolerance = max(tolerance/2, p.least)
	s1, e1 := p.panel(a, middle, tolerance, halvings-1)
	s2, e2 := p.panel(middle, b, tolerance, halvings-1)
	return s1 + s2, e1 + e2
}

// surprise is how far, in units of its largest value, a function may be at an end
// of a panel from the polynomial through the nodes.
const surprise = 1e-6

// expected reports whether f is at an end of a panel what its values near that
// end, and far from it, lead to expect. Both rules are blind to what happens
// between an end and the node next to it: a function that falls there, all at
// once, is a constant to them. A difference below height does not matter.
func (p *paneler) expected(near, far *[8]float64, end, height float64) bool {
	*p.left--
	want, most := near[0]*extrapolate[7], math.Abs(near[0])
	for i := 1; i < 8; i++ {
		want += near[i]*extrapolate[7+i] + far[i]*extrapolate[7-i]
		most = max(most, math.Abs(near[i]), math.Abs(far[i]))
	}
	return math.Abs(p.f(end)-want) <= max(surprise*most, height)
}

// extrapolate holds what the values at the nodes, from left to right, weigh in
// the value at 1 of the polynomial through them.
var extrapolate = func() (weight [15]float64) {
	var at [15]float64
	for i, x := range kronrod15.at {
		at[7+i], at[7-i] = x, -x
	}
	for j := range weight {
		weight[j] = 1
		for k := range at {
			if k != j {
				weight[j] *= (1 - at[k]) / (at[j] - at[k])
			}
		}
	}
	return weight
}()
