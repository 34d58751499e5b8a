package sizing

import "slices"

// Saturation shows what more copies of one part at a question would do, all else
// as in the best design. Common cause, coverage and fixed modules set an end to what
// copies can do: beyond Enough they gain less than a hundredth of the
// unavailability that is left.
type Saturation struct {
	Question       int
	Component      int       // of the question: that with most copies in the best design
	From           int       // copies of the part that the first unavailability is for
	Unavailability []float64 // of the system, copy by copy
	Enough         int
}

// enough is the share of an unavailability that a copy must take away to count.
const enough = 0.01

// maxShown bounds the copies of a saturation.
const maxShown = 16

// saturation varies every question of the best design in turn.
func (j *job) saturation(r *Result, f *search) ([]Saturation, error) {
	for i, copies := range r.Best.Choices {
		var err error
		if f.x[f.t.first+i], err = f.t.answer(f.s, i, copies); err != nil {
			return nil, err
		}
	}
	var out []Saturation
	for i := range r.Best.Choices {
		s, err := f.vary(i, r.Best.Choices[i])
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// vary gives one question more and more copies of the part that it has most of,
// beside those of other parts.
func (f *search) vary(question int, chosen []int) (Saturation, error) {
	q := f.t.questions[question]
	s := Saturation{Question: question, Component: slices.Index(chosen, slices.Max(chosen))}
	others := total(chosen) - chosen[s.Component]
	s.From = max(1, q.Min-others, q.Need-others)
	x := &f.x[f.t.first+question]
	defer func(before chance) { *x = before }(*x)
	copies := slices.Clone(chosen)
	for n := s.From; n <= min(q.Max-others, s.From+maxShown-1); n++ {
		copies[s.Component] = n
		var err error
		if *x, err = f.t.answer(f.s, question, copies); err != nil {
			return s, err
		}
		s.Unavailability = append(s.Unavailability, f.t.root.chance(f.x).down)
	}
	least := slices.Min(s.Unavailability)
	s.Enough = s.From + slices.IndexFunc(s.Unavailability, func(u float64) bool { return least >= (1-enough)*u })
	return s, nil
}
