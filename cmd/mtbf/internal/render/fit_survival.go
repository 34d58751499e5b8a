package render

import (
	"fmt"
	"math"

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
		g := &Grid{Header: []string{"Time, h", "At risk", "Over", "Survival", "Limits"}}
		for _, s := range f.Survival[:min(len(f.Survival), maxListed)] {
			g.Rows = append(g.Rows, []string{fmt.Sprintf("%.6g", s.T), fmt.Sprintf("%.6g", s.AtRisk), fmt.Sprintf("%.6g", s.Failures), sigOrAbsent(s.Survival.Point, 5), limitsOf(s.Survival)})
		}
		blocks = append(blocks, Block{Title: "Survival by Kaplan and Meier", Grid: g, Foot: further(len(f.Survival), "further step")})
	}
	if len(f.Turnbull) > 0 {
		g := &Grid{Left: 2, Header: []string{"Over", "", "Mass", "Survival"}}
		for _, s := range f.Turnbull[:min(len(f.Turnbull), maxListed)] {
			where, mass := "not in", number.Absent
			if s.Mass > 0 {
				where, mass = "within", number.Sig(s.Mass, 5)
			}
			g.Rows = append(g.Rows, []string{where, s.stretch(), mass, SurvivalRange{s.After, s.Before}.text()})
		}
		blocks = append(blocks, Block{Title: "Survival by Turnbull, of intervals", Grid: g, Foot: further(len(f.Turnbull), "further stretch")})
	}
	return blocks
}

// further says how many rows a table leaves to the JSON form.
func further(rows int, what string) []string {
	if rows <= maxListed {
		return nil
	}
	return []string{number.Counted(rows-maxListed, what) + " in the JSON form."}
}

// stretch writes the ends: a mass lies above the first and at most at the second.
func (s SurvivalSpan) stretch() string {
	switch {
	case s.From != nil && s.To != nil && *s.From == *s.To:
		return "at " + fmt.Sprintf("%.6g", *s.From) + " h"
	case s.From == nil && s.To == nil:
		return "at any time"
	case s.From == nil:
		return "up to " + fmt.Sprintf("%.6g", *s.To) + " h"
	case s.To == nil:
		return "after " + fmt.Sprintf("%.6g", *s.From) + " h"
	}
	return fmt.Sprintf("%.6g", *s.From) + " to " + fmt.Sprintf("%.6g", *s.To) + " h"
}

// survivalRecords are rows beside those of parameters, one a step: of Turnbull's
// estimate the least and the greatest survival at the end of a stretch that holds a
// mass, which are the same.
func (f *Fit) survivalRecords() (rows [][]string) {
	row := func(method string, t float64, e Estimate) {
		rows = append(rows, []string{method, "survival at " + bare(&t), bare(e.Point), bare(e.Lo), bare(e.Hi), bare(&e.Confidence), "", "", ""})
	}
	for _, s := range f.Survival {
		row("kaplan-meier", s.T, s.Survival)
	}
	for _, s := range f.Turnbull {
		if s.Mass > 0 && s.To != nil && !math.IsInf(*s.To, 1) {
			rows = append(rows, []string{"turnbull", "survival at " + bare(s.To), bare(&s.After), "", "", "", "", "", ""})
		}
	}
	return rows
}
