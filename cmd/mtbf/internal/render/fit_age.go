package render

import (
	"mtbf/internal/number"
	"mtbf/model"
)

// FitAge is what the best family says of the units that have reached an age.
type FitAge struct {
	Age    float64     `json:"age_hours"`
	Mean   Estimate    `json:"mean_residual_life_hours"`
	Median Estimate    `json:"median_residual_life_hours"`
	At     []ProductAt `json:"at,omitempty"` // over so many hours more
}

// AddAge adds the life that is left at an age.
func (f *Fit) AddAge(age float64, mean, median model.Estimate) {
	f.Age = &FitAge{Age: age, Mean: newEstimate(mean), Median: newEstimate(median)}
}

// AddAgeAt adds the reliability over a time from the age on.
func (f *Fit) AddAgeAt(t float64, e model.Estimate) {
	f.Age.At = append(f.Age.At, ProductAt{t, newEstimate(e)})
}

// aged are the answers for units of an age.
func (f *Fit) aged() []Block {
	a := f.Age
	if a == nil || len(f.Families) == 0 {
		return nil
	}
	g := &Grid{Left: 1, Header: []string{"By the " + model.Written(f.Families[0].Family) + " family, at " + number.Plain(a.Age) + " h", "Estimate", "Limits"}}
	for _, x := range a.At {
		g.Rows = append(g.Rows, []string{"reliability over " + number.Plain(x.T) + " h more", sigOrAbsent(x.Reliability.Point, 5), limitsOf(x.Reliability)})
	}
	g.Rows = append(g.Rows,
		[]string{"mean residual life, h", sigOrAbsent(a.Mean.Point, 5), limitsOf(a.Mean)},
		[]string{"median residual life, h", sigOrAbsent(a.Median.Point, 5), limitsOf(a.Median)})
	return []Block{{Title: "Units that have reached an age", Grid: g}}
}

// recordAge is what is left at the age.
func (f *Fit) recordAge(s *sheet) {
	if f.Age == nil {
		return
	}
	row := func(what string, e Estimate, more ...string) {
		s.estimate(e, append(more, "section", "age", "family", f.first(), "parameter", what, "age_hours", bare(&f.Age.Age))...)
	}
	for _, x := range f.Age.At {
		row("reliability", x.Reliability, "t_hours", bare(&x.T))
	}
	row("mean_residual_life_hours", f.Age.Mean)
	row("median_residual_life_hours", f.Age.Median)
}
