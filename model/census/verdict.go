package census

import (
	"math"

	"mtbf/model/compare"
)

// judge adjusts the p-values for their number, and says what they show. A measure
// that can be compared in no row, such as MTTR where a log tells no durations, is no
// comparison; in a row where it cannot be, it counts as one that shows nothing.
func (c *Contrast) judge() {
	var all []*Contrasted
	for _, of := range []func(*ContrastRow) *Contrasted{
		func(r *ContrastRow) *Contrasted { return &r.Rate },
		func(r *ContrastRow) *Contrasted { return &r.MTTR },
		func(r *ContrastRow) *Contrasted { return &r.Availability },
	} {
		all = append(all, comparisons(c.rows(), of)...)
	}
	p := make([]float64, len(all))
	for i, one := range all {
		p[i] = one.P
	}
	c.Comparisons = len(all)
	for i, adjusted := range compare.Holm(p) {
		all[i].Adjusted = adjusted
	}
	for _, r := range c.rows() {
		r.judge(1 - c.Confidence)
	}
}

// rows are the total and the categories.
func (c *Contrast) rows() []*ContrastRow {
	all := []*ContrastRow{&c.Total}
	for i := range c.Categories {
		all = append(all, &c.Categories[i])
	}
	return all
}

// comparisons are those of one measure, none if no row has any.
func comparisons(rows []*ContrastRow, of func(*ContrastRow) *Contrasted) []*Contrasted {
	var all []*Contrasted
	some := false
	for _, r := range rows {
		one := of(r)
		one.Adjusted = math.NaN()
		some = some || one.Comparable()
		all = append(all, one)
	}
	if !some {
		return nil
	}
	return all
}

// judge says what the comparisons of a row show where a share a of doubt is allowed.
func (r *ContrastRow) judge(a float64) {
	r.Rate.judge(a, r.Rate.below())
	r.MTTR.judge(a, r.MTTR.below())
	r.Availability.judge(a, r.Availability.above())
	r.P, r.Verdict = math.NaN(), NotComparable
	for _, one := range []Contrasted{r.Rate, r.MTTR, r.Availability} {
		if one.Comparable() {
			r.Verdict = r.Verdict.and(one.Verdict)
			r.P = math.Min(one.Adjusted, orOne(r.P))
		}
	}
}

// orOne is a p-value, 1 where there is none.
func orOne(p float64) float64 {
	if math.IsNaN(p) {
		return 1
	}
	return p
}

// below reports whether a ratio is on the lower side of 1: by its point, or else by
// its limits.
func (c Contrasted) below() bool {
	if c.Estimable() {
		return c.Point < 1
	}
	return c.Lo*c.Hi < 1
}

// above reports whether a difference is on the upper side of 0.
func (c Contrasted) above() bool {
	if c.Estimable() {
		return c.Point > 0
	}
	return c.Lo+c.Hi > 0
}

func (c *Contrasted) judge(a float64, better bool) {
	switch {
	case !c.Comparable():
		c.Verdict = NotComparable
	case c.Adjusted > a:
		c.Verdict = NotShown
	case better:
		c.Verdict = Better
	default:
		c.Verdict = Worse
	}
}

// and is the verdict of two together.
func (v Verdict) and(w Verdict) Verdict {
	switch {
	case v == w || w == NotShown && v != NotComparable:
		return v
	case v == NotShown || v == NotComparable:
		return w
	}
	return Mixed
}
