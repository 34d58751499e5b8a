package recurrent

import (
	"fmt"
	"math"

	"mtbf/model"
)

// Count is the number of failures of Units like units between two ages, where the
// log does not tell the times.
type Count struct {
	From, To float64
	Units    int
	Failures int
	Unit     string // its name, where it is one; the stretches of a unit follow on each other
}

// FitGrouped fits a power law process to counts over stretches of age, which
// together cover the time the units were watched. With n failures of m units over
// (a, b],
//
//	lambda = N / sum m (b^beta - a^beta)
//	beta maximises sum n log[m (b^beta - a^beta)] - N log sum m (b^beta - a^beta)
//
// Limits are those of a posterior whose prior would match if the times were
// known, and the log-likelihood leaves out -log n!. Stretches may overlap if they
// are of different units.
//
// A *model.ParamError tells of a bad count or confidence, and a *[DataError] of
// counts that no power law fits best, such as all in the first stretch.
func FitGrouped(counts []Count, confidence float64) (*PowerLaw, error) {
	l, err := newGroupedLikelihood(counts)
	if err != nil {
		return nil, err
	}
	return fit(l, confidence)
}

func newGroupedLikelihood(counts []Count) (*likelihood, error) {
	l := &likelihood{}
	for i, c := range counts {
		if err := c.check(i); err != nil {
			return nil, err
		}
		l.greatest = math.Max(l.greatest, c.To)
	}
	for _, c := range counts {
		s := newSpan(c.From, c.To, l.greatest)
		l.windows = append(l.windows, weighted{s, float64(c.Units)})
		if c.Failures > 0 {
			l.groups = append(l.groups, weighted{s, float64(c.Failures)})
			l.n += float64(c.Failures)
		}
	}
	l.windows, l.groups = join(gather(l.windows)), gather(l.groups)
	return l, nil
}

// join makes one span of those that follow on each other with equal counts.
func join(sorted []weighted) []weighted {
	kept := sorted[:0]
	for _, w := range sorted {
		if last := len(kept) - 1; last >= 0 && kept[last].hi == w.lo && kept[last].count == w.count {
			kept[last].hi = w.hi
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

func (c Count) check(i int) error {
	name := func(what string) string { return fmt.Sprintf("count %d: %s", i+1, what) }
	if !(c.From >= 0 && c.To-c.From >= shortest && c.To <= longest) {
		return &model.ParamError{Param: name("ages"), Value: [2]float64{c.From, c.To}, Want: "a stretch that begins at 0 or later and ends after that"}
	}
	if c.Units < 1 {
		return &model.ParamError{Param: name("units"), Value: c.Units, Want: "at least 1"}
	}
	if c.Failures < 0 {
		return &model.ParamError{Param: name("failures"), Value: c.Failures, Want: "a count of 0 or more"}
	}
	return nil
}
