package modularity

import (
	"errors"
	"math"

	"mtbf/internal/num"
)

// logFunc returns the logarithm of a function at each of the times.
type logFunc func(hours []float64) ([]float64, error)

// Bounds of the quadrature.
const (
	gridLeft   = -3.8 // below it lie exp(-48) of a scale
	gridRight  = 500  // exp(500) scales are 1e217
	probe      = 0.25
	negligible = -42  // logarithm of what may be left out, of the largest term
	agreement  = 1e-9 // between two steps; that of the finer one is much closer
	finest     = 14   // times the step is halved
)

// ErrQuadrature tells that a mean time to failure could not be integrated.
var ErrQuadrature = errors.New("the mean time to failure could not be integrated")

// grid is a range of times from far below a scale to where nothing is left of a
// function. With t = scale exp(u - exp(-u)) an integral over all times becomes
//
//	integral_0^inf f(t) dt = integral_-inf^inf f(t(u)) t(u) (1 + exp(-u)) du,
//
// which falls fast at both ends, so that sums in equal steps of u converge
// faster than any power of the step.
type grid struct {
	scale, right float64
	peak         float64 // logarithm of the largest term; sums are of what is over it
}

// integral returns that of exp(f) over all times. It need not be of the order of
// scale, but f(t) t must have one peak.
func integral(f logFunc, scale float64) (float64, error) {
	g := grid{scale: scale}
	if err := g.end(f); err != nil || math.IsInf(g.peak, -1) {
		return 0, err
	}
	total, err := g.integral(f)
	return total * math.Exp(g.peak), err
}

// end finds where the function has vanished.
func (g *grid) end(f logFunc) error {
	g.peak = math.Inf(-1)
	for g.right = gridLeft + probe; g.right < gridRight; g.right += probe {
		t, weight := g.node(g.right)
		log, err := f([]float64{t})
		if err != nil {
			return err
		}
		term := log[0] + math.Log(weight/g.scale)
		g.peak = max(g.peak, term)
		if term < g.peak+negligible {
			return nil
		}
	}
	if math.IsInf(g.peak, -1) {
		return nil
	}
	return ErrQuadrature
}

func (g grid) node(u float64) (t, weight float64) {
	below := math.Exp(-u)
	t = g.scale * math.Exp(u-below)
	return t, t * (1 + below)
}

// integral refines sums until two agree.
func (g grid) integral(f logFunc) (float64, error) {
	steps := 64
	h := (g.right - gridLeft) / float64(steps)
	total, err := g.sum(f, gridLeft, h, steps+1)
	if err != nil {
		return 0, err
	}
	for range finest {
		between, err := g.sum(f, gridLeft+h/2, h, steps)
		if err != nil {
			return 0, err
		}
		before := h * total
		total, h, steps = total+between, h/2, 2*steps
		if math.Abs(h*total-before) <= agreement*before {
			return h * total, nil
		}
	}
	return 0, ErrQuadrature
}

// sum adds up n terms from u on in steps of h.
func (g grid) sum(f logFunc, u, h float64, n int) (float64, error) {
	hours, weights := make([]float64, n), make([]float64, n)
	for i := range n {
		hours[i], weights[i] = g.node(u + float64(i)*h)
	}
	logs, err := f(hours)
	if err != nil {
		return 0, err
	}
	var sum num.Adder
	for i, log := range logs {
		sum.Add(weights[i] * math.Exp(log-g.peak))
	}
	return sum.Total(), nil
}
