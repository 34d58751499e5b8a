package render

import (
	"mtbf/internal/number"
	"mtbf/model/mechanism"
)

// Policies is the result of mechanism policy.
type Policies struct {
	Mechanism
	Policies []PolicyRow `json:"policies"`
	Classes  []ClassRow  `json:"classes"`
}

// PolicyRow is what a policy leads to.
type PolicyRow struct {
	Policy      string   `json:"policy"`
	Outages     float64  `json:"outages"`
	FromDefects float64  `json:"from_defects"`
	FromFixes   float64  `json:"from_fixes"`
	Fixes       float64  `json:"fixes"`
	MTBF        *float64 `json:"mtbf_hours"` // null where there are no outages
}

// ClassRow is a class of defects, and what is best for it.
type ClassRow struct {
	Years        float64  `json:"mtbf_years"`
	DefectShare  float64  `json:"share"`
	FailureShare float64  `json:"failure_share"`
	Fix          bool     `json:"fix"`
	AfterYears   *float64 `json:"after_years"` // null: left alone
}

// AddPolicy adds what a policy leads to.
func (d *Policies) AddPolicy(name string, o mechanism.PolicyOutcome) {
	d.Policies = append(d.Policies, PolicyRow{name, o.Outages, o.FromDefects, o.FromFixes, o.Fixes, finite(o.MTBFHours)})
}

// AddClass adds a class.
func (d *Policies) AddClass(defects, failures float64, c mechanism.ClassDecision) {
	row := ClassRow{Years: c.Class.Years, DefectShare: defects, FailureShare: failures, Fix: c.Fix}
	if c.Fix {
		row.AfterYears = finite(c.AfterYears)
	}
	d.Classes = append(d.Classes, row)
}

// Blocks returns the policies and the classes.
func (d *Policies) Blocks() []Block {
	policies := &Grid{Header: []string{"Policy", "Outages", "Of defects", "Of fixes", "Fixes", "MTBF, h"}, Left: 1, Wrap: map[int]int{0: 30}}
	for _, p := range d.Policies {
		policies.Rows = append(policies.Rows, []string{p.Policy, number.Sig(p.Outages, 5), number.Sig(p.FromDefects, 4), number.Sig(p.FromFixes, 4), number.Sig(p.Fixes, 4), sigOrAbsent(p.MTBF, 6)})
	}
	classes := &Grid{Header: []string{"Years to the problem", "Of defects, %", "Of failures, %", "Best"}}
	for _, c := range d.Classes {
		best := "leave alone"
		switch {
		case c.AfterYears != nil && *c.AfterYears == 0:
			best = "fix at once"
		case c.AfterYears != nil:
			best = "fix after " + number.Sig(*c.AfterYears, 3) + " y"
		}
		classes.Rows = append(classes.Rows, []string{number.Sig(c.Years, 4), number.Sig(100*c.DefectShare, 3), number.Sig(100*c.FailureShare, 3), best})
	}
	return d.around(Block{Title: "Expected outages by policy", Grid: policies}, Block{Title: "Classes of defects", Grid: classes})
}

// Records returns the policies and the classes.
func (d *Policies) Records() [][]string {
	s := d.sheet("share", "failure_share", "from_defects", "from_fixes", "fixes", "mtbf_hours")
	for _, p := range d.Policies {
		s.add("section", "policies", "text", p.Policy, "value", bare(&p.Outages), "from_defects", bare(&p.FromDefects), "from_fixes", bare(&p.FromFixes), "fixes", bare(&p.Fixes), "mtbf_hours", bare(p.MTBF))
	}
	for _, c := range d.Classes {
		s.add("section", "classes", "name", bare(&c.Years), "value", bare(c.AfterYears), "share", bare(&c.DefectShare), "failure_share", bare(&c.FailureShare), "unit", "y")
	}
	return s.records()
}
