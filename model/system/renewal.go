package system

import (
	"math"

	"mtbf/model"
)

// Steps of the renewal equation: the number is doubled until two extrapolated
// results agree to renewalGoal, or there are too many.
const (
	stepsLeast  = 256
	stepsMost   = 1 << 13
	stepCost    = 4096  // in steps of a state, of one step: the repair time is integrated over
	renewalGoal = 1e-9  // relative, of the unavailability
	ruleError   = 1e-10 // relative, of integrals over the repair time
)

// renewal returns the probabilities that a unit works and does not at t, new
// at 0, with lifetimes F and repair times G of any distribution, and an
// estimate of their error. Failures are expected W(t) times by t,
//
//	W(t) = F(t) + integral_0^t H(t-u) dW(u),   H = F * G,
//
// the unit is down if the last failure's repair still goes on,
//
//	U(t) = integral_0^t (1 - G(t-u)) dW(u),
//
// and every term is positive, so that U keeps its digits. W is found on equal
// steps with H at their middles (error of the order of the step squared);
// results at n and 2n steps are extrapolated. Repairs much shorter than a step
// do no harm: W does not see them, and U is integrated over the repair time's
// own scale. Where an extrapolation leaves [0, 1] it is put back to the end that
// it left by, with all of that in the error. The error is NaN where spend says
// to stop, or where lives are so short that every step holds some.
func renewal(life, repair model.Distribution, t float64, spend func(steps int) bool) (up, down, off float64) {
	coarse := renewalSteps(life, repair, t, stepsLeast)
	last, gap := math.NaN(), math.Inf(1)
	for n := 2 * stepsLeast; n <= stepsMost; n *= 2 {
		if !spend(stepCost*n + n*n/2) {
			return math.NaN(), math.NaN(), math.NaN()
		}
		fine := renewalSteps(life, repair, t, n)
		down = fine + (fine-coarse)/3
		gap = math.Abs(down - last)
		if gap <= renewalGoal*down {
			break
		}
		if math.IsNaN(last) {
			gap = math.Abs(fine - coarse)
		}
		coarse, last = fine, down
	}
	inside := min(max(down, 0), 1)
	gap += math.Abs(down - inside)
	return 1 - inside, inside, gap + ruleError*inside
}

// renewalSteps returns U(t) from n steps.
func renewalSteps(life, repair model.Distribution, t float64, n int) float64 {
	h := t / float64(n)
	r := newRepairRule(repair)
	middle := make([]float64, n) // H at the middles of the steps
	for i := range middle {
		x := (float64(i) + 0.5) * h
		middle[i] = r.upTo(x, func(s float64) float64 { return cdf(life, x-s) })
	}
	w := make([]float64, n+1)
	for i := 1; i <= n; i++ {
		sum := cdf(life, float64(i)*h)
		for j := 1; j < i; j++ {
			sum += middle[i-j] * (w[j] - w[j-1])
		}
		w[i] = (sum - middle[0]*w[i-1]) / (1 - middle[0])
	}
	b := backwards(w)
	still := math.Exp(repair.LogSurvival(t)) // of a repair that began at 0
	return still*b.total() + r.upTo(t, func(s float64) float64 { return b.at(s / h) })
}

// recent holds the failures expected in the last j steps, j = 0, 1, ...
type recent []float64

func backwards(w []float64) recent {
	b := make(recent, len(w))
	for j := 1; j < len(w); j++ {
		b[j] = b[j-1] + (w[len(w)-j] - w[len(w)-j-1])
	}
	return b
}

func (b recent) total() float64 { return b[len(b)-1] }

// at returns the failures of the last x steps, by the parabola through the
// three nearest nodes.
func (b recent) at(x float64) float64 {
	i := min(max(int(x+0.5), 1), len(b)-2)
	u := x - float64(i)
	return b[i] + u/2*((b[i+1]-b[i-1])+u*(b[i+1]-2*b[i]+b[i-1]))
}

// cdf is P(T <= t), 0 for t < 0: what is below 0 fails at 0.
func cdf(d model.Distribution, t float64) float64 {
	if t < 0 {
		return 0
	}
	return -math.Expm1(d.LogSurvival(t))
}

// repairRule integrates over the distribution of a repair time: Gauss rules of
// seven points in panels of probability that halve towards 0 and towards 1.
type repairRule struct {
	repair model.Distribution
	panels []repairPanel
}

// repairPanel holds the repair times of probabilities between lo and hi, of
// being shorter or, in the upper half, of being longer.
type repairPanel struct {
	lo, hi     float64
	upper      bool
	start, end float64 // shortest and longest
	at, weight [7]float64
}

func newRepairRule(repair model.Distribution) repairRule {
	r := repairRule{repair: repair}
	const halvings = 32
	for hi, i := 0.5, 0; i < halvings; hi, i = hi/2, i+1 {
		lo := hi / 2
		if i == halvings-1 {
			lo = 0
		}
		r.panels = append(r.panels, r.panel(lo, hi, false), r.panel(lo, hi, true))
	}
	return r
}

func (r repairRule) panel(lo, hi float64, upper bool) repairPanel {
	p := repairPanel{lo: lo, hi: hi, upper: upper}
	time := func(u float64) float64 {
		if upper {
			u = 1 - u
		}
		return max(r.repair.Quantile(u), 0)
	}
	p.start, p.end = time(lo), time(hi)
	if upper {
		p.start, p.end = p.end, p.start
	}
	for j := range p.at { // the Gauss rule within kronrod15, from left to right
		i, sign := 6-2*j, -1.0
		if j > 3 {
			i, sign = 2*j-6, 1
		}
		p.at[j] = time(lo + (hi-lo)*(1+sign*kronrod15.at[i])/2)
		p.weight[j] = kronrod15.gauss[i] / 2 * (hi - lo)
	}
	return p
}

// upTo returns the integral of f over the repair times s <= x. The panel that
// x cuts is made anew up to it, so that f may have a corner there.
func (r repairRule) upTo(x float64, f func(s float64) float64) float64 {
	sum := 0.0
	for i := range r.panels {
		p := &r.panels[i]
		switch {
		case p.end <= x:
			sum += p.integral(f)
		case p.start < x && p.upper:
			cut := r.panel(math.Exp(r.repair.LogSurvival(x)), p.hi, true)
			sum += cut.integral(f)
		case p.start < x:
			cut := r.panel(p.lo, cdf(r.repair, x), false)
			sum += cut.integral(f)
		}
	}
	return sum
}

func (p *repairPanel) integral(f func(float64) float64) float64 {
	sum := 0.0
	for j, s := range p.at {
		sum += p.weight[j] * f(s)
	}
	return sum
}
