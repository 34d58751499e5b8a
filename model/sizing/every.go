package sizing

import "context"

// maxEvery is how many designs are worked out one by one.
const maxEvery = 10_000

// every returns all designs within the limits where the draws leave time to judge each of
// them; nil where they are too many.
func (v *drawnDesigns) every(f *search) ([]Design, error) {
	most := min(maxEvery, maxJudged/len(v.drawn), v.o.work()/len(v.drawn))
	n := 1
	answers := make([][]*level, len(v.tree.questions))
	for q := range answers {
		answers[q] = v.tree.everyAnswer(q, most/n)
		if n *= len(answers[q]); n == 0 {
			return nil, nil
		}
		for _, l := range answers[q] {
			if v.ctx.Err() != nil {
				return nil, context.Cause(v.ctx)
			}
			var err error
			if l.chance, err = v.tree.answer(f.s, q, l.copies); err != nil {
				return nil, err
			}
		}
	}
	return v.combine(f, answers), nil
}

// combine makes the designs of answers to every question that keep the limits.
func (v *drawnDesigns) combine(f *search, answers [][]*level) (all []Design) {
	chosen := make([]*level, len(answers))
	var from func(q int, spent spend)
	from = func(q int, spent spend) {
		if !spent.within(f.limit) {
			return
		}
		if q == len(answers) {
			all = append(all, v.design(f, chosen))
			return
		}
		for _, l := range answers[q] {
			chosen[q] = l
			from(q+1, spent.plus(f.cost(q, l.copies)))
		}
	}
	from(0, spend{})
	return all
}

// everyAnswer returns all answers to a question, without regard to limits; nil where they
// are more than so many.
func (t *tree) everyAnswer(number, most int) []*level {
	q := t.questions[number]
	lo, parts := max(q.Min, q.Need), alternatives(q)
	if q.Group != nil && q.Max-lo >= maxGrouped {
		return nil
	}
	mix := q.Mix && parts > 1
	if n := float64(parts) * float64(q.Max-lo+1); !mix && n > float64(most) || mix && sets(q.Max, parts) > float64(most) {
		return nil
	}
	var all []*level
	copies := make([]int, parts)
	var from func(part, left int)
	from = func(part, left int) {
		if part == parts {
			if total(copies) >= lo {
				all = append(all, &level{question: number, copies: append([]int(nil), copies...)})
			}
			return
		}
		for n := 0; n <= left; n++ {
			copies[part] = n
			rest := left - n
			if n > 0 && !mix { // of one part alone
				rest = 0
			}
			from(part+1, rest)
		}
		copies[part] = 0
	}
	from(0, q.Max)
	return all
}
