package report

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
	"mtbf/plots"
)

// System is what the report of a system is made from. Where no exact engine
// takes the system, Exact is nil and Refused says why.
type System struct {
	Model   *system.Model
	Exact   *solve.Result
	Refused error
	Limits  *solve.Limits // where modules are uncertain, as those from a log are
	Points  []solve.Point
	CutSets *system.Sets
	Allowed *float64 // the greatest unavailability that a target allows; nil where there is none

	// Plain or Rare is the simulation that checks the exact answer, or stands in
	// its place; Unsimulated says why there is none.
	Plain       *montecarlo.Result
	Rare        *rare.Result
	Unsimulated error

	Warnings []model.Warning
	Source   Source
}

// Page returns the report of the system.
func (s System) Page() *Page {
	if s.Model == nil {
		return nothing("System: ", "a system", s.Source)
	}
	if s.Exact == nil && s.Refused == nil {
		s.Refused = errors.New("it was not solved")
	}
	p := &Page{Title: "System: " + s.Model.Name, Findings: s.findings(), Source: s.Source, Warnings: s.warnings()}
	p.Sections = []Section{{ID: "diagram", Title: "The system", Figures: []*plots.Figure{plots.Diagram(s.Model)}, Tables: slices.Concat([]Table{s.modules()}, s.dependent(), s.spent(), s.uncertain()), Notes: left(len(s.Model.Components), "solve")}}
	if s.Exact != nil {
		p.Sections = append(p.Sections, s.measures())
	}
	switch {
	case len(s.Points) > 0:
		p.Sections = append(p.Sections, s.times())
	case s.Plain != nil && len(s.Plain.At) > 0:
		p.Sections = append(p.Sections, s.simulatedTimes())
	}
	if s.Exact != nil && len(s.Exact.Importance) > 0 {
		p.Sections = append(p.Sections, s.importance())
	}
	if s.CutSets != nil {
		p.Sections = append(p.Sections, s.cutSets())
	}
	if _, ok := s.simulated(); ok {
		p.Sections = append(p.Sections, s.simulation())
	}
	return p
}

// warnings are those of every answer.
func (s System) warnings() []model.Warning {
	all := slices.Clone(s.Warnings)
	if s.Exact != nil {
		all = append(all, s.Exact.Warnings...)
	}
	if s.CutSets != nil {
		all = append(all, s.CutSets.Warnings...)
	}
	if s.Plain != nil {
		all = append(all, s.Plain.Warnings...)
	}
	if s.Rare != nil {
		all = append(all, s.Rare.Warnings...)
	}
	if s.Unsimulated != nil {
		all = append(all, model.Warning{Code: "not-simulated", Text: s.Unsimulated.Error()})
	}
	return all
}

// modules is the table of parts and their numbers.
func (s System) modules() Table {
	t := Table{Caption: "Modules", Text: 1, Head: []string{"Module", "Units", "MTTF, h", "MTTR, h", "Availability, if given", "Reliability, if given", "Source"}}
	units := make([]int, len(s.Model.Components))
	for _, u := range s.Model.Units {
		units[u.Component]++
	}
	for i, p := range s.Model.Components {
		availability, reliability := p.Fixed()
		t.add([]string{p.Name, number.Count(units[i]), mean(p.Life), mean(p.Repair), given(availability), given(reliability), p.Source})
	}
	return t
}

// uncertain is the table of the numbers of modules that have limits; none without
// such.
func (s System) uncertain() []Table {
	t := Table{Caption: "Uncertain numbers of modules", Text: 3}
	for _, p := range s.Model.Components {
		fixed := "reliability"
		if availability, _ := p.Fixed(); availability.Given() {
			fixed = "availability"
		}
		for _, x := range []struct {
			name, unit string
			of         *model.Estimate
		}{{"MTBF", "h", p.MTBFEstimate}, {"MTTR", "h", p.MTTREstimate}, {fixed, "", p.FixedEstimate}} {
			if x.of == nil {
				continue
			}
			t.Head = append(append([]string{"Module", "Number", "Unit"}, limited("Value", x.of.Confidence)...), "Method")
			cells := estimate(*x.of)
			if x.unit == "h" {
				cells = duration(*x.of)
			}
			t.add([]string{p.Name, x.name, x.unit}, cells, []string{x.of.Method})
		}
	}
	if t.Head == nil {
		return nil
	}
	return []Table{t}
}

func mean(d model.Distribution) string {
	if d == nil {
		return ""
	}
	return exactly(d.Mean())
}

func given(c system.Chance) string {
	switch {
	case !c.Given():
		return ""
	case c.Works == 1 && c.Fails > 0:
		return "1 - " + plain(c.Fails)
	}
	return plain(c.Works)
}

// measures is the section of the exact answer.
func (s System) measures() Section {
	m := s.Exact.Measures
	t := Table{Caption: "Steady state, exact", Text: 2, Head: []string{"Measure", "Unit", "Value"}}
	told := measure.Exact(m, s.Exact.UnrepairedMTTF, defined)
	told.Availability = number.Percent(m.Availability, m.Unavailability)
	values := map[string]float64{}
	for _, r := range measure.Exact(m, s.Exact.UnrepairedMTTF, func(x float64) float64 { return x }).List() {
		values[r.Key] = r.Value
	}
	for _, r := range told.List() {
		if r.Label != "" && !(r.Key == "delivered_share" && math.IsNaN(values[r.Key])) { // most systems have no capacity
			if r.Unit == "h" {
				r.Value = definedTime(values[r.Key])
			}
			t.add([]string{r.Label, r.Unit, r.Value})
		}
	}
	out := Section{ID: "measures", Title: "Measures", Tables: []Table{t}, Notes: []string{"Engine: " + s.Exact.Engine + "."}}
	for _, not := range s.Exact.SkippedEngines {
		out.Notes = append(out.Notes, "Not by "+not+".")
	}
	if s.Limits != nil {
		out.Tables = append(out.Tables, s.limits())
	}
	return out
}

// defined is a number of the exact engine, or that there is none.
func defined(x float64) string {
	if math.IsNaN(x) {
		return "not defined"
	}
	return plain(x)
}

// definedTime is a time of the exact engine in hours, or that there is none.
func definedTime(x float64) string {
	if math.IsNaN(x) {
		return "not defined"
	}
	return exactly(x)
}

func (s System) limits() Table {
	caption := "With uncertain modules at their limits"
	if s.Limits.FromLogs {
		caption = "With modules from a log at their limits"
	}
	t := Table{Caption: caption, Text: 2, Head: append([]string{"Measure", "Unit"}, limited("Value", s.Limits.MTBF.Confidence)...)}
	t.add([]string{"Unavailability", ""}, estimate(s.Limits.Unavailability))
	t.add([]string{"MTBF", "h"}, duration(s.Limits.MTBF))
	return t
}

// times is the section of the state at given times.
func (s System) times() Section {
	t := Table{Caption: "Time-dependent measures (new at t = 0)", Head: []string{"Time, h", "Reliability R(t)", "Unreliability F(t)", "R(t), unrepaired", "Availability", "Unavailability"}}
	for _, p := range s.Points {
		t.add([]string{plain(p.T), defined(p.Reliability), defined(p.Unreliability), defined(p.UnrepairedReliability), defined(p.Availability), defined(p.Unavailability)})
	}
	return Section{ID: "times", Title: "Time-dependent measures", Tables: []Table{t}, Notes: []string{"Reliability: the probability of no system outage in [0, t] with repairs going on. Unrepaired: with no unit repaired. Availability: at t."}}
}

// simulatedTimes is the section of the state at times that only the simulation
// tells.
func (s System) simulatedTimes() Section {
	confidence := s.Plain.At[0].Reliability.Confidence
	t := Table{Caption: "Time-dependent measures (new at t = 0), simulated", Head: append([]string{"Time, h"}, append(limited("Unreliability F(t)", confidence), limited("Unavailability", confidence)...)...)}
	for _, p := range s.Plain.At {
		t.add([]string{plain(p.T)}, estimate(p.Unreliability.Estimate), estimate(p.Unavailability.Estimate))
	}
	return Section{ID: "times", Title: "Time-dependent measures", Tables: []Table{t}, Notes: []string{"Unreliability: the system has failed by that time, units being repaired. Unavailability: it is down at that time."}}
}

// importance is the section of which units matter.
func (s System) importance() Section {
	t := Table{Caption: "Importance", Text: 1, Head: []string{"Unit", "Birnbaum", "Criticality", "Fussell-Vesely", "Risk achievement worth", "Risk reduction worth"}}
	for _, i := range byCriticality(s.Exact.Importance) {
		t.add([]string{i.Name(), defined(i.Birnbaum), defined(i.Criticality), defined(i.FussellVesely), defined(i.RiskAchievementWorth), infinite(i.RiskReductionWorth)})
	}
	out := Section{ID: "importance", Title: "Importance", Figures: []*plots.Figure{plots.Importance(s.Model.Name, s.Exact.Importance)}, Tables: []Table{t}, Notes: left(len(s.Exact.Importance), "solve")}
	if len(s.Exact.Sensitivity) > 0 {
		out.Tables = append(out.Tables, s.sensitivity())
	}
	return out
}

// counted writes a number of cut sets, which may be too large to tell.
func counted(n float64) string {
	if math.IsNaN(n) || math.IsInf(n, 1) {
		return "Minimal cut sets, too many to count"
	}
	if n == 1 {
		return "1 minimal cut set"
	}
	return plain(n) + " minimal cut sets"
}

// meanTime is a mean time to failure in hours, which may be infinite.
func meanTime(h float64) string {
	if math.IsInf(h, 1) {
		return "infinite"
	}
	return definedTime(h)
}

// infinite writes the worth of a unit that is in every cut set.
func infinite(x float64) string {
	if math.IsInf(x, 1) {
		return "infinite"
	}
	return defined(x)
}

func (s System) sensitivity() Table {
	t := Table{Caption: "Change of unavailability, %, for 1 % more", Text: 1, Head: []string{"Module", "of its MTBF", "of its MTTR"}}
	for _, x := range s.Exact.Sensitivity {
		t.add([]string{x.Component, defined(x.ElasticityOfMTBF), defined(x.ElasticityOfMTTR)})
	}
	return t
}

// cutSets is the section of what brings the system down.
func (s System) cutSets() Section {
	t := Table{Caption: "Minimal cut sets, the most probable first", Text: 1, Head: []string{"Units", "Number of units", "Unavailability"}}
	for _, c := range s.CutSets.Sets {
		t.add([]string{strings.Join(c.Units, ", "), strconv.Itoa(len(c.Units)), defined(c.Probability)})
	}
	out := Section{ID: "cuts", Title: "Minimal cut sets", Tables: []Table{t},
		Prose: []string{fmt.Sprintf("%s: units whose failures together fail the system, and of which each is needed for that.", counted(s.CutSets.Count))}}
	if s.CutSets.Truncated > 0 {
		out.Notes = []string{fmt.Sprintf("Those not listed add at most %s to the unavailability.", number.Sig(s.CutSets.Truncated, 3))}
	}
	return out
}
