package render

import (
	"fmt"
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/sizing"
)

// Requirement is the result of size require.
type Requirement struct {
	Schema    string        `json:"schema"`
	System    string        `json:"system"`
	Parameter string        `json:"parameter"`
	Of        string        `json:"of"`
	Target    float64       `json:"target"`
	Allowed   float64       `json:"target_unavailability"`
	Mission   *float64      `json:"mission_hours,omitempty"`
	Other     string        `json:"other_parameter,omitempty"`
	OtherOf   string        `json:"other_of,omitempty"`
	Rows      []RequiredRow `json:"rows"`
	Warnings  []Warning     `json:"warnings"`

	hours, otherHours bool // the parameter is a time
}

// RequiredRow is what the parameter must be, hours or a number: at least an mtbf
// or coverage, at most an mttr or beta; null where nothing will do.
type RequiredRow struct {
	Given          *float64 `json:"given,omitempty"`
	Required       *float64 `json:"required"`
	Any            bool     `json:"any"` // whatever it is
	Unavailability *float64 `json:"unavailability"`
}

// NewRequirement makes a document without rows.
func NewRequirement(name string, q sizing.Requirement) *Requirement {
	r := &Requirement{
		Schema: "mtbf.size-require/1", System: name, Parameter: q.Parameter.String(), Of: q.Component, Target: q.Target, Allowed: 1 - q.Target,
		Rows: []RequiredRow{}, Warnings: []Warning{}, hours: isTime(q.Parameter),
	}
	if q.AllowedUnavailability > 0 {
		r.Target, r.Allowed = 1-q.AllowedUnavailability, q.AllowedUnavailability
	}
	if q.Mission > 0 {
		r.Mission = &q.Mission
	}
	return r
}

func isTime(p sizing.Parameter) bool { return p == sizing.MTBF || p == sizing.MTTR }

// With tells of another parameter whose values are given.
func (r *Requirement) With(p sizing.Parameter, of string) {
	r.Other, r.OtherOf, r.otherHours = p.String(), of, isTime(p)
}

// Add adds what is required, for a value of the other parameter if there is one.
func (r *Requirement) Add(t sizing.TradeOff) {
	row := RequiredRow{Any: t.Required.Any}
	if r.Other != "" {
		row.Given = &t.Given
	}
	if t.Err == nil {
		row.Required, row.Unavailability = finite(t.Required.Value), finite(t.Required.Unavailability)
	}
	r.Rows = append(r.Rows, row)
}

// AddWarnings adds warnings.
func (r *Requirement) AddWarnings(ws []model.Warning) {
	r.Warnings = append(r.Warnings, newWarnings(ws)...)
}

// Blocks returns the requirement, or the trade-off.
func (r *Requirement) Blocks() []Block {
	most := map[string]string{"mttr": "maximum allowed", "beta": "maximum allowed"}[r.Parameter]
	if most == "" {
		most = "minimum required"
	}
	of := "availability"
	if r.Mission != nil {
		of = fmt.Sprintf("reliability in %s h", amount(*r.Mission))
	}
	g := &Grid{Header: []string{heading(r.Parameter, r.Of, r.hours) + ", " + most, "Unavailability"}}
	if r.Other != "" {
		g.Header = append([]string{heading(r.Other, r.OtherOf, r.otherHours)}, g.Header...)
	}
	for _, x := range r.Rows {
		cells := []string{sigOrAbsent(x.Required, 6), sigOrAbsent(x.Unavailability, 4)}
		if x.Any {
			cells[0] = "any"
		}
		if x.Given != nil {
			cells = append([]string{amount(*x.Given)}, cells...)
		}
		g.Rows = append(g.Rows, cells)
	}
	b := Block{Title: fmt.Sprintf("%s: %s of %s %%", r.System, of, targetPercent(r.Target, r.Allowed)), Grid: g}
	if r.Other != "" {
		b.Foot = []string{number.Absent + ": no value meets the target."}
	}
	return withWarnings([]Block{b}, r.Warnings)
}

func heading(parameter, of string, hours bool) string {
	if !hours {
		return parameter + " of " + printable.Clip(of, 24)
	}
	return strings.ToUpper(parameter) + " of " + printable.Clip(of, 24) + ", h"
}

// Records returns one row a value.
func (r *Requirement) Records() [][]string {
	rows := [][]string{{"given", "required", "any", "unavailability"}}
	for _, x := range r.Rows {
		rows = append(rows, []string{bare(x.Given), bare(x.Required), fmt.Sprint(x.Any), bare(x.Unavailability)})
	}
	return rows
}
