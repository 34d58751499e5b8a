package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// Bounds on what the mean time to failure may cost.
const (
	mttfWork    = 3 << 30 // steps, some seconds
	mttfPoints  = 200_000 // evaluations of the reliability
	mttfDigits  = 1e-13   // share of a panel of the integral to which it is known
	mttfEnough  = 1e-6    // relative error up to which it is given
	machineHalf = 1.2e-16 // relative error of one operation
)

// firstFailure fills in MTTF where it is defined.
func (s *Structure) firstFailure(ctx context.Context, r *Result) {
	switch {
	case !s.plan.timed():
	case s.plan.repairsMatter():
		r.warn("mttf-with-repair", "the time to the first failure depends on repairs: a chain or simulation tells it")
	default:
		m, err := s.UnrepairedMTTF(ctx)
		if err != nil {
			r.leave(err, "MTTF")
			return
		}
		r.MTTF = m.Hours
		r.Warnings = append(r.Warnings, m.Warnings...)
	}
}

// operations bounds the number of operations that a probability of the root may
// have gone through, each of which rounds.
func (p *plan) operations() int {
	n := 0
	for i := range p.modules {
		n += 2 + len(p.modules[i].kids)
	}
	return n
}

// timed reports whether every leaf is a unit with a life.
func (p *plan) timed() bool {
	return !slices.ContainsFunc(p.gates.Leaves, func(l Leaf) bool {
		return l.Group != nil || p.part(l).Life == nil
	})
}

// repairsMatter reports whether some unit is repaired whose failure alone
// does not fail the system.
func (p *plan) repairsMatter() bool {
	if root := p.modules[p.root]; root.op == OpLeaf || root.op == OpSeries && p.flat(root.kids) {
		return false
	}
	return slices.ContainsFunc(p.gates.Leaves, func(l Leaf) bool { return p.part(l).Repair != nil })
}

// flat reports whether all modules are series and leaves.
func (p *plan) flat(kids []int32) bool {
	return !slices.ContainsFunc(kids, func(kid int32) bool {
		m := p.modules[kid]
		return m.op != OpLeaf && (m.op != OpSeries || !p.flat(m.kids))
	})
}

// MTTF is a mean time to failure.
type MTTF struct {
	Hours    float64
	Error    float64 // bound on the error, by estimate; 0 where exact
	Exact    bool
	Warnings []model.Warning
}

// UnrepairedMTTF returns the mean time to failure of the system from all new
// with no unit repaired, the integral of R(t) over all t. It is exact for
// exponential units in series and for k of n alike,
//
//	1/(sum of rates),   mean (1/k + 1/(k+1) + ... + 1/n);
//
// otherwise a Gauss-Kronrod quadrature on the logarithm of t, so that units of
// any scale count alike, to 1e-12 or as the error says. A part that never
// fails, or a static one, makes it +Inf or leaves it undefined (NaN, with a
// warning), and so does a structure too large to tell it in some seconds. A
// *[GroupError] tells of a group; where ctx ends, its cause is returned.
func (s *Structure) UnrepairedMTTF(ctx context.Context) (MTTF, error) {
	undefined := MTTF{Hours: math.NaN(), Warnings: []model.Warning{notDefined}}
	if s.plan == nil {
		return undefined, nil
	}
	x := s.plan.newState(ctx)
	if err := x.unrepaired(0); err != nil {
		return undefined, err
	}
	if !s.plan.timed() {
		return undefined, nil
	}
	if hours, ok := s.plan.exactMTTF(); ok {
		return MTTF{Hours: hours, Exact: true}, nil
	}
	return s.plan.integrate(x, mttfWork)
}

func (p *plan) exactMTTF() (float64, bool) {
	for _, l := range p.gates.Leaves {
		if !exponential(p.part(l).Life) {
			return 0, false
		}
	}
	root := p.modules[p.root]
	leaf := func(kid int32) bool { return p.modules[kid].op == OpLeaf }
	mean := func(kid int32) float64 { return p.part(p.gates.Leaves[p.modules[kid].leaf]).Life.Mean() }
	switch {
	case root.op == OpLeaf:
		return mean(p.root), true
	case slices.ContainsFunc(root.kids, func(kid int32) bool { return !leaf(kid) }):
		return 0, false
	case root.op == OpSeries:
		var rate num.Adder
		for _, kid := range root.kids {
			rate.Add(1 / mean(kid))
		}
		return 1 / rate.Total(), true
	}
	k := 1
	if root.op == OpKOfN {
		k = root.k
	}
	alike := !slices.ContainsFunc(root.kids, func(kid int32) bool { return mean(kid) != mean(root.kids[0]) })
	if root.op == opDiagram || !alike {
		return 0, false
	}
	return mean(root.kids[0]) * harmonic(k, len(root.kids)), true
}

// harmonic returns 1/k + ... + 1/n.
func harmonic(k, n int) float64 {
	var sum num.Adder
	for i := k; i <= n; i++ {
		sum.Add(1 / float64(i))
	}
	return sum.Total()
}

// integrate returns the integral of R(t), t = exp(x), from far below the first
// failures up to where nothing is left:
//
//	integral_0^inf R(t) dt = integral R(e^x) e^x dx,
//
// in no more than so many steps.
func (p *plan) integrate(x *state, work int) (MTTF, error) {
	x.most, x.upOnly = work, true
	reliability := func(t float64) float64 {
		if x.unrepaired(t) != nil {
			return 0
		}
		up, _ := x.evaluate()
		return up
	}
	unknown := MTTF{Hours: math.NaN(), Warnings: []model.Warning{notDefined}}
	least, most := p.scales()
	if math.IsInf(most, 1) || !(least > 0) {
		return unknown, nil
	}
	start := math.Log(least) - 30
	total, off := math.Exp(start)*reliability(math.Exp(start)), 0.0
	const width, negligible, farthest = 0.5, 1e-17, 690
	f := func(x float64) float64 { t := math.Exp(x); return t * reliability(t) }
	rounding := machineHalf * float64(p.operations())
	share, left := max(mttfDigits, rounding), mttfPoints
	for from := start; ; from += width {
		v, e := quadrature(f, from, from+width, 1e-14*total, share, &left)
		total, off = total+v, off+e
		end := f(from + width)
		switch {
		case errors.Is(x.err, ErrTooLarge) || left <= 0:
			unknown.Warnings = []model.Warning{mttfCostly}
			return unknown, nil
		case x.err != nil:
			return unknown, x.err
		case end <= negligible*total && from+width > math.Log(most):
			placed := 2 * machineHalf * math.Abs(math.Log(total)) // how well x tells where R falls
			return told(MTTF{Hours: total, Error: off + end + (4e-16+placed+rounding)*total}), nil
		case from > farthest:
			w := model.Warning{Code: "mttf-infinite", Text: "the reliability falls too slowly: the mean time to failure is infinite or cannot be told"}
			return MTTF{Hours: math.Inf(1), Error: math.Inf(1), Warnings: []model.Warning{w}}, nil
		}
	}
}

var mttfCostly = model.Warning{Code: "mttf-costly", Text: "the structure is too large to tell the mean time to failure without repairs: simulate it"}

// told takes back a mean time whose error is too large.
func told(m MTTF) MTTF {
	if m.Error <= mttfEnough*m.Hours {
		return m
	}
	w := model.Warning{Code: "mttf-rough", Text: fmt.Sprintf("the mean time to failure without repairs came out as %.3g h, but only to %.2g h: it is not given", m.Hours, m.Error)}
	return MTTF{Hours: math.NaN(), Error: m.Error, Warnings: []model.Warning{w}}
}

// scales returns the least lower decile and the greatest median of the lives.
func (p *plan) scales() (least, most float64) {
	least = math.Inf(1)
	seen := map[int]bool{}
	for _, l := range p.gates.Leaves {
		if part := p.partOf(l); !seen[part] {
			seen[part] = true
			life := p.gates.Model.Components[part].Life
			most = max(most, life.Quantile(0.5))
			for _, q := range []float64{0.1, 0.5, 0.9} {
				if t := life.Quantile(q); t > 0 {
					least = min(least, t)
					break
				}
			}
		}
	}
	return least, most
}
