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
	p := paneler{f: f, share: share, left: left}
	return p.panel(a, b, tolerance, bisections)
}

type paneler struct {
	f     func(float64) float64
	share float64
	left  *int
}

func (p *paneler) panel(a, b, tolerance float64, halvings int) (sum, off float64) {
	middle, half := (a+b)/2, (b-a)/2
	rough := 0.0
	for i, x := range kronrod15.at {
		v := p.f(middle + half*x)
		if i > 0 {
			v += p.f(middle - half*x)
		}
		sum += kronrod15.kronrod[i] * v
		rough += kronrod15.gauss[i] * v
	}
	*p.left -= 15
	sum, rough = sum*half, rough*half
	off = math.Abs(sum - rough)
	if off <= tolerance || off <= p.share*math.Abs(sum) || halvings == 0 || *p.left <= 0 || math.IsNaN(off) {
		return sum, off
	}
	s1, e1 := p.panel(a, middle, tolerance/2, halvings-1)
	s2, e2 := p.panel(middle, b, tolerance/2, halvings-1)
	return s1 + s2, e1 + e2
}
