package render

import (
	"mtbf/internal/number"
	"mtbf/model/life"
)

// SurvivalRange is a survival probability that data of intervals leave open between
// two values, or tell where these are equal.
type SurvivalRange struct {
	Least    float64 `json:"least"`
	Greatest float64 `json:"greatest"`
}

func (r SurvivalRange) text() string {
	if r.Least == r.Greatest {
		return number.Sig(r.Least, 5)
	}
	return number.Sig(r.Least, 5) + " to " + number.Sig(r.Greatest, 5)
}

// SurvivalSpan is a stretch of Turnbull's estimate: one that holds a mass, inside
// which the survival falls by it at times not known, or one without, on which the
// survival is constant.
type SurvivalSpan struct {
	From   *float64 `json:"from_hours"` // null: before every time
	To     *float64 `json:"to_hours"`   // null: without end
	Mass   float64  `json:"mass"`
	Before float64  `json:"survival_before"`
	After  float64  `json:"survival_after"`
}

// AddTurnbull adds Turnbull's estimate.
func (f *Fit) AddTurnbull(t *life.TurnbullEstimate) {
	for _, s := range t.Spans() {
		f.Turnbull = append(f.Turnbull, SurvivalSpan{finite(s.Lower), finite(s.Upper), s.Probability, s.Before, s.After})
	}
	f.AddWarnings(t.Warnings)
}

// survival are the steps or spans of the survival without a family.
func (f *Fit) survival() []Block {
	var blocks []Block
	if len(f.Survival) > 0 {
		g := &Grid{Header: []string{"Time, h", "At risk", "Failures", "Survival S(t)", "Limits"}}
		for _, s := range f.Survival[:min(len(f.Survival), maxListed)] {
			g.Rows = append(g.Rows, []string{number.Plain(s.T), number.Plain(s.AtRisk), number.Plain(s.Failures), sigOrAbsent(s.Survival.Point, 5), limitsOf(s.Survival)})
		}
		blocks = append(blocks, Block{Title: "Survival S(t) by Kaplan-Meier", Grid: g, Foot: further(len(f.Survival), "further step")})
	}
	if len(f.Turnbull) > 0 {
		g := &Grid{Left: 2, Header: []string{"Over", "", "Mass", "Survival S(t)"}}
		for _, s := range f.Turnbull[:min(len(f.Turnbull), maxListed)] {
			where, mass := "not in", number.Absent
			if s.Mass > 0 {
				where, mass = "within", number.Sig(s.Mass, 5)
			}
			g.Rows = append(g.Rows, []string{where, s.stretch(), mass, SurvivalRange{s.After, s.Before}.text()})
		}
		blocks = append(blocks, Block{Title: "Survival S(t) by Turnbull, of intervals", Grid: g, Foot: further(len(f.Turnbull), "further stretch")})
	}
	return blocks
}

// further says how many rows a table leaves to the JSON form.
func further(rows int, what string) []string {
	if rows <= maxListed {
		return nil
	}
	return []string{number.Counted(rows-maxListed, what) + " in the JSON and CSV forms."}
}

// stretch writes the ends: a mass lies above the first and at most at the second.
func (s SurvivalSpan) stretch() string {
	switch {
	case s.From != nil && s.To != nil && *s.From == *s.To:
		return "at " + number.Plain(*s.From) + " h"
	case s.From == nil && s.To == nil:
		return "at any time"
	case s.From == nil:
		return "up to " + number.Plain(*s.To) + " h"
	case s.To == nil:
		return "after " + number.Plain(*s.From) + " h"
	}
	return number.Plain(*s.From) + " to " + number.Plain(*s.To) + " h"
}

// recordSurvival are the steps, and of Turnbull's estimate the survival at the end of each
// stretch that holds a mass.
func (f *Fit) recordSurvival(s *sheet) {
	for _, x := range f.Survival {
		s.estimate(x.Survival, "section", "survival", "family", "kaplan_meier", "parameter", "survival", "t_hours", bare(&x.T), "at_risk", bare(&x.AtRisk), "failures", bare(&x.Failures))
	}
	for _, x := range f.Turnbull {
		if x.Mass > 0 && x.To != nil {
			s.add("section", "turnbull", "family", "turnbull", "parameter", "survival", "point", bare(&x.After), "t_hours", bare(x.To))
		}
	}
}
