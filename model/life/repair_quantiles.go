package life

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// Quantiles estimates the times, in hours, within which shares of the repairs are
// over, each share in (0, 1), ascending: the first time t of the Kaplan-Meier
// estimate of them with
//
//	P(T <= t) >= share,   that is the smallest t with S(t) <= 1 - share.
//
// Unfinished repairs are censored on the right, those of zero length left out. The
// limits are those of Brookmeyer and Crowley: the times at which the share is inside the
// log-log transformed pointwise limits of P(T <= t), as of [Survival.Quantile],
// which is the same of the same times. Any confidence is held by a greater one.
//
// A point that lies beyond the data is not estimable (beyond-data), and so is every
// one where no repair is completed (no-repairs); Hi is +Inf where the repairs are too few to bound
// the quantile from above (no-upper-limit). Lo is never before the first completed repair, which
// can be too late where the repairs are few (before-first-failure). Errors are those of [Mean], and a
// *model.ParamError for a share.
func (s RepairTimes) Quantiles(shares []float64, confidence float64) ([]model.Estimate, error) {
	if err := s.check(confidence); err != nil {
		return nil, err
	}
	all := make([]model.Estimate, len(shares))
	for i, p := range shares {
		if !(p > 0 && p < 1) {
			return nil, &model.ParamError{Param: "quantile", Value: p, Want: "a number in (0, 1)"}
		}
		all[i] = model.NotEstimable(math.Inf(1), math.Inf(1), confidence, "Kaplan-Meier, "+LogLogLimits.String()+" limits inverted")
	}
	q := quantiles{shares: shares, all: all, z: -num.NormalQuantile((1 - confidence) / 2)}
	q.walk(s)
	for i, p := range shares {
		s.judge(&all[i], p, q.first)
	}
	return all, nil
}

// quantiles are estimates on the way along a Kaplan-Meier curve.
type quantiles struct {
	shares []float64
	all    []model.Estimate
	z      float64
	first  Step // the first with a repair completed
}

// walk goes along the curve of the repairs until nothing is open. Most of many
// repairs are far from every quantile: a group of which none can be one is passed
// without being put in order.
func (q *quantiles) walk(s RepairTimes) {
	now := Step{Survival: 1, AtRisk: float64(len(s.Times) + len(s.Censored))}
	for g := range q.grouped(s.Times, s.Censored) {
		if then := now.after(float64(g.failures)); g.unfinished == 0 && q.first.Failure > 0 && !q.mayReach(now, then) {
			now = then
			continue
		}
		times, ends := g.inOrder()
		for len(times) > 0 || len(ends) > 0 {
			at := math.Min(head(times), head(ends))
			var failures, censored float64
			failures, times = shift(times, at)
			censored, ends = shift(ends, at)
			step := now.after(failures)
			step.Time = at
			if q.first.Failure == 0 && failures > 0 {
				q.first = step
				q.first.AtRisk = now.AtRisk
			}
			if failures > 0 && q.reached(step) {
				return
			}
			now = step
			now.AtRisk -= censored
		}
	}
}

// after returns the state of the curve when so many of those at risk have failed, at
// one time or at many with no censoring between: Greenwood's sum of d/(n (n-d)) is that of
// 1/(n-d) - 1/n.
func (s Step) after(failures float64) Step {
	if failures == 0 {
		return s
	}
	n := s.AtRisk
	s.AtRisk -= failures
	s.Failure += s.Survival * (failures / n)
	s.Survival *= s.AtRisk / n
	s.LogVariance += failures / (n * s.AtRisk)
	if s.AtRisk == 0 {
		s.Failure = 1
	}
	return s
}

// mayReach reports whether a step behind a and up to b can be the first to reach
// anything that is open. With h = -log S and v the variance of it, both growing, the limits on the
// way are those of h exp(-+ z sqrt(v)/h), which is between
//
//	h_b exp(z sqrt(v_b)/h_a)   and   h_b exp(-z sqrt(v_a)/h_b)
//
// from above.
func (q *quantiles) mayReach(a, b Step) bool {
	if b.Survival == 0 || a.Failure == 0 {
		return true
	}
	ha, hb := -a.logSurvival(), -b.logSurvival()
	early := -math.Expm1(-hb * math.Exp(q.z*math.Sqrt(b.LogVariance)/ha))
	late := -math.Expm1(-hb * math.Exp(-q.z*math.Sqrt(a.LogVariance)/hb))
	for i, p := range q.shares {
		p *= 1 - 2*nearly
		e := q.all[i]
		if math.IsInf(e.Lo, 1) && early >= p || !e.Estimable() && b.Failure >= p || math.IsInf(e.Hi, 1) && late >= p {
			return true
		}
	}
	return false
}

// reached notes in the estimates what quantiles and limits a step is the first to
// reach, and reports whether none is open.
func (q *quantiles) reached(step Step) bool {
	early, late := LogLogLimits.failureLimit(step, -q.z), LogLogLimits.failureLimit(step, q.z)
	done := true
	for i, p := range q.shares {
		p *= 1 - nearly
		e := &q.all[i]
		if early >= p {
			e.Lo = math.Min(e.Lo, step.Time)
		}
		if !e.Estimable() && step.Failure >= p {
			e.Point = step.Time
		}
		if late >= p {
			e.Hi = math.Min(e.Hi, step.Time)
		}
		done = done && !math.IsInf(e.Hi, 1)
	}
	return done
}

// manyGrouped is the number of repairs from which they are put into groups first.
const manyGrouped = 1 << 12

// group is some repairs that follow each other in their length.
type group struct {
	failures, unfinished int
	inOrder              func() (times, ends []float64)
}

// grouped yields the repairs in groups of which each is above the one before: many by
// the first 16 bits of their times, a sixteenth of a power of two each. Few of these
// are looked into, and take memory.
func (q *quantiles) grouped(times, ends []float64) iter.Seq[group] {
	return func(yield func(group) bool) {
		if len(times)+len(ends) < manyGrouped {
			yield(group{len(times), len(ends), func() ([]float64, []float64) {
				return slices.Sorted(slices.Values(times)), slices.Sorted(slices.Values(ends))
			}})
			return
		}
		t, e := byLeadingBits(times), byLeadingBits(ends)
		wanted := q.wanted(t, e)
		t.gather(wanted)
		e.gather(wanted)
		for key := range leadingBits {
			if t.count[key]+e.count[key] == 0 {
				continue
			}
			if !yield(group{t.count[key], e.count[key], func() ([]float64, []float64) { return t.inOrder(key), e.inOrder(key) }}) {
				return
			}
		}
	}
}

// wanted returns the keys of the groups that the way along the curve will look into: of
// which any time may be a quantile or a limit of one, and those with an unfinished repair.
func (q *quantiles) wanted(times, ends groups) []bool {
	way := quantiles{shares: q.shares, all: slices.Clone(q.all), z: q.z}
	now := Step{Survival: 1, AtRisk: float64(len(times.of) + len(ends.of))}
	keys, done := make([]bool, leadingBits), false
	for key := 0; key < leadingBits && !done; key++ {
		if times.count[key]+ends.count[key] == 0 {
			continue
		}
		then := now.after(float64(times.count[key]))
		if keys[key] = ends.count[key] > 0 || now.Failure == 0 || way.mayReach(now, then); keys[key] && times.count[key] > 0 {
			done = way.reached(then)
		}
		now = then
		now.AtRisk -= float64(ends.count[key])
	}
	return keys
}

// leadingBits is the number of values of the first 16 bits of a number of 0 or more.
const leadingBits = 1 << 15

// groups are numbers put together by their leading bits.
type groups struct {
	of       []float64
	count    []int       // by key
	gathered [][]float64 // by key; nil: not gathered
}

func keyOfBits(v float64) int { return int(math.Float64bits(math.Abs(v)) >> 48) }

func byLeadingBits(x []float64) groups {
	g := groups{of: x, count: make([]int, leadingBits), gathered: make([][]float64, leadingBits)}
	for _, v := range x {
		g.count[keyOfBits(v)]++
	}
	return g
}

// gather gathers the groups of some keys.
func (g groups) gather(keys []bool) {
	for key, wanted := range keys {
		if wanted {
			g.gathered[key] = make([]float64, 0, g.count[key])
		}
	}
	for _, v := range g.of {
		if key := keyOfBits(v); keys[key] {
			g.gathered[key] = append(g.gathered[key], v)
		}
	}
}

// inOrder returns the numbers of a key, ascending.
func (g groups) inOrder(key int) []float64 {
	if g.gathered[key] == nil {
		keys := make([]bool, leadingBits)
		keys[key] = true
		g.gather(keys)
	}
	all := g.gathered[key]
	slices.Sort(all)
	return all
}

// judge completes an estimate of the quantile p: what it may not say, and what of the sample
// it had to allow for.
func (s RepairTimes) judge(e *model.Estimate, p float64, first Step) {
	remarks := s
	remarks.Zeros = 0
	e.Method += remarks.remarks()
	if s.Zeros > 0 {
		e.Method += fmt.Sprintf("; %d of zero length left out", s.Zeros)
	}
	if len(s.Times) == 0 {
		e.Lo = s.unfinishedUntil(p, e.Confidence)
		e.Warnings = warn(e.Warnings, "no-repairs", "no repair above zero length is completed: no quantile of their times is known")
		return
	}
	if math.IsInf(e.Lo, 1) {
		e.Lo = slices.Max(slices.Concat(s.Times, s.Censored))
	}
	if !e.Estimable() {
		e.Warnings = warn(e.Warnings, "beyond-data", fmt.Sprintf("fewer than %g %% of the repairs are over as far as the data reach", 100*p))
	}
	if math.IsInf(e.Hi, 1) {
		e.Warnings = warn(e.Warnings, "no-upper-limit", fmt.Sprintf("the repairs are too few to bound their %g %% quantile from above", 100*p))
	}
	if e.Lo <= first.Time && unendedBound(first.AtRisk, e.Confidence) > p {
		e.Warnings = warn(e.Warnings, "before-first-failure", "too few repairs to tell how long before the first one's end the lower limit lies")
	}
}

// unendedBound returns the one-sided bound of the share of repairs over by a time
// at which none of n was.
func unendedBound(n, confidence float64) float64 { return -math.Expm1(math.Log1p(-confidence) / n) }

// unfinishedUntil returns the last time of unfinished repairs, none completed, at which
// the bound of [unendedBound] keeps the share that is over to p, or 0.
func (s RepairTimes) unfinishedUntil(p, confidence float64) float64 {
	running := slices.Sorted(slices.Values(s.Censored))
	for i := len(running) - 1; i >= 0; i-- {
		for i > 0 && running[i-1] == running[i] {
			i--
		}
		if unendedBound(float64(len(running)-i), confidence) <= p {
			return running[i]
		}
	}
	return 0
}

// head returns the first of ascending times, +Inf where there is none.
func head(times []float64) float64 {
	if len(times) == 0 {
		return math.Inf(1)
	}
	return times[0]
}

// shift takes the times equal to t off the front of ascending ones, and counts them.
func shift(times []float64, t float64) (n float64, rest []float64) {
	i := 0
	for i < len(times) && times[i] == t {
		i++
	}
	return float64(i), times[i:]
}
