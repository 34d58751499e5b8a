package render

import (
	"fmt"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/life"
)

// LimitedFit is a population of which a share ever fails.
type LimitedFit struct {
	Family        string              `json:"family"`
	Parameters    map[string]Estimate `json:"parameters"` // fraction is the share
	LogLikelihood *float64            `json:"log_likelihood"`
	AICc          *float64            `json:"aicc"`
	PValue        float64             `json:"p_value"` // that all fail in the end
	At            []ProductAt         `json:"at,omitempty"`
	order         []string
}

// AddLimited adds the fit of a limited failing population; the reliability of all
// units follows by AddLimitedAt.
func (f *Fit) AddLimited(l *life.Limited) {
	f.Limited = &LimitedFit{Family: l.Family, Parameters: map[string]Estimate{}, LogLikelihood: finite(l.LogLikelihood), AICc: finite(l.AICc), PValue: l.AllFail}
	for _, p := range l.Parameters {
		f.Limited.Parameters[p.Name] = newEstimate(p.Estimate)
		f.Limited.order = append(f.Limited.order, p.Name)
	}
	for _, w := range l.Warnings {
		if w.Code != "few-failures" { // that of the families
			f.AddWarnings([]model.Warning{w})
		}
	}
}

// AddLimitedAt adds the reliability of all units at a time.
func (f *Fit) AddLimitedAt(t float64, e model.Estimate) {
	f.Limited.At = append(f.Limited.At, ProductAt{t, newEstimate(e)})
}

// limited is the population with what of it ever fails.
func (f *Fit) limited() []Block {
	l := f.Limited
	if l == nil {
		return nil
	}
	g := &Grid{Left: 1, Header: []string{model.Written(l.Family) + " lives of those that fail", "Estimate", "Limits"}}
	for _, name := range l.order {
		e := l.Parameters[name]
		if name == "fraction" {
			name = "fraction that ever fails"
		}
		g.Rows = append(g.Rows, []string{name, sigOrAbsent(e.Point, 5), limitsOf(e)})
	}
	for _, a := range l.At {
		g.Rows = append(g.Rows, []string{"reliability of all at " + number.Plain(a.T) + " h", sigOrAbsent(a.Reliability.Point, 5), limitsOf(a.Reliability)})
	}
	foot := fmt.Sprintf("log L %s, AICc %s; that all fail in the end has p = %s.", twoDecimals(l.LogLikelihood), twoDecimals(l.AICc), number.Sig(l.PValue, 2))
	return []Block{{Title: "Limited population", Grid: g, Foot: []string{foot}}}
}

// recordLimited are the parameters, the test that all fail, and the reliability of all.
func (f *Fit) recordLimited(s *sheet) {
	l := f.Limited
	if l == nil {
		return
	}
	for _, name := range l.order {
		s.estimate(l.Parameters[name], "section", "limited_population", "family", l.Family, "parameter", name, "log_likelihood", bare(l.LogLikelihood))
	}
	s.add("section", "limited_population", "family", l.Family, "parameter", "p_value", "point", bare(&l.PValue))
	for _, a := range l.At {
		s.estimate(a.Reliability, "section", "limited_population", "family", l.Family, "parameter", "reliability", "t_hours", bare(&a.T))
	}
}
