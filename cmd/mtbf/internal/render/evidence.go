package render

import (
	"fmt"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/recurrent"
)

// Evidence is what a category's failures tell beyond their means.
type Evidence struct {
	Category string      `json:"category"`
	Repair   *FamilyFit  `json:"repair_times"`           // null: too few
	Between  *FamilyFit  `json:"times_between_failures"` // null: too few
	Rate     RateVerdict `json:"rate"`
}

// FamilyFit is the best family of a sample, and by how much.
type FamilyFit struct {
	N          float64             `json:"n"`
	Censored   float64             `json:"censored"`
	Family     string              `json:"family"`
	Parameters map[string]Estimate `json:"parameters"`
	Criterion  string              `json:"criterion"`
	Margin     float64             `json:"margin"` // of the criterion, to the next family
	Next       string              `json:"next,omitempty"`
}

// RateVerdict says whether a constant rate describes a category.
type RateVerdict struct {
	Direction string  `json:"direction"`
	PValue    float64 `json:"p_value"`
	Text      string  `json:"text"`
}

// addEvidence adds the evidence of the categories that are shown, the whole
// first.
func (a *Analysis) addEvidence(all map[model.Category]*census.CategoryFits) {
	rows := append([]census.Row{a.result.Total}, shown(a.result.Categories, a.style.Depth)...)
	for _, r := range rows {
		e := all[r.Category]
		if e == nil {
			continue
		}
		name := r.Category.String()
		if name == "" {
			name = "total"
		}
		a.Evidence = append(a.Evidence, Evidence{name, newFamilyFit(e.Repairs), newFamilyFit(e.Between), RateVerdict{string(e.Trend.Direction), e.Trend.PValue, e.Trend.Text}})
		if e.Trend.Direction != recurrent.NoTrend && r.Category != "" && r.Depth == 1 {
			a.Warnings = append(a.Warnings, Warning{Code: "trend", Text: fmt.Sprintf("category %s: %s", name, e.Trend.Text)})
		}
	}
}

func newFamilyFit(f *census.Fits) *FamilyFit {
	if f == nil {
		return nil
	}
	best := f.Fits[0]
	out := &FamilyFit{N: f.N, Censored: f.Censored, Family: best.Family, Parameters: map[string]Estimate{}, Criterion: f.Criterion, Margin: f.Margin()}
	for _, p := range best.Parameters {
		out.Parameters[p.Name] = newEstimate(p.Estimate)
	}
	if len(f.Fits) > 1 {
		out.Next = f.Fits[1].Family
	}
	return out
}

// evidence is the table of families and trends.
func (a *Analysis) evidence(rows []census.Row) Block {
	g := &Grid{Left: 4, Header: []string{"Category", "Trend of MTBF", "Repair times", "Time between failures"}}
	wanted, shownRows := map[string]labelled{"total": {label: "total"}}, []labelled(nil)
	for _, r := range named(rows) {
		wanted[r.Category.String()] = r
	}
	for _, e := range a.Evidence {
		if r, ok := wanted[e.Category]; ok {
			g.Rows = append(g.Rows, []string{"", overTime(e.Rate), e.Repair.short(), e.Between.short()})
			shownRows = append(shownRows, r)
		}
	}
	room := width - len(weakMark)
	for k := 1; k < len(g.Header); k++ {
		room -= g.wide(k) + 2
	}
	for i, r := range shownRows {
		g.Rows[i][0] = r.within(max(shortLabel, room))
	}
	return Block{
		Title: "Trend and distributions", Grid: g,
		Foot: []string{"Distributions: the best family by AICc, its shape, and in brackets how far the AICc of the next is above; too few failures have none. 'none detected': no evidence of a trend, which is no proof of a constant rate."},
	}
}

func overTime(r RateVerdict) string {
	word := map[string]string{string(recurrent.Improving): "rising", string(recurrent.Worsening): "falling"}[r.Direction]
	if word == "" {
		return "none detected"
	}
	return word + ", p " + number.Sig(r.PValue, 2)
}

// short writes the family, its shape and its margin.
func (f *FamilyFit) short() string {
	if f == nil {
		return number.Absent
	}
	text := model.Written(f.Family)
	for _, shape := range []string{"shape", "sdlog"} {
		if p, ok := f.Parameters[shape]; ok {
			text += " " + sigOrAbsent(p.Point, 3)
		}
	}
	return text + " (" + number.Sig(f.Margin, 2) + ")"
}
