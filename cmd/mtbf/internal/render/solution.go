package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf"
	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Solution is the result of solve.
type Solution struct {
	Schema      string         `json:"schema"`
	System      string         `json:"system"`
	Engine      string         `json:"engine"`
	Method      string         `json:"method"`
	Not         []string       `json:"engines_that_could_not,omitempty"`
	Measures    SystemMeasures `json:"measures"`
	Unrepaired  *float64       `json:"mttf_without_repair_hours"`
	Limits      *SystemLimits  `json:"limits,omitempty"`
	At          []Point        `json:"at,omitempty"`
	Importance  []Importance   `json:"importance"`
	Sensitivity []Sensitivity  `json:"sensitivity"`
	CutSets     []CutSet       `json:"cut_sets"`
	CutSetCount *float64       `json:"cut_set_count"`
	CutSetLeft  *float64       `json:"cut_sets_left_unavailability"`
	Warnings    []Warning      `json:"warnings"`
}

// SystemLimits are those of the measures where modules are uncertain, as those from a
// log are.
type SystemLimits struct {
	Availability   Estimate `json:"availability"`
	Unavailability Estimate `json:"unavailability"`
	MTBFHours      Estimate `json:"mtbf_hours"`

	fromLogs bool // every uncertain module comes from a log
}

// addLimits sets the limits; nil for none.
func (s *Solution) addLimits(l *solve.Limits) {
	if l != nil {
		s.Limits = &SystemLimits{newEstimate(l.Availability), newEstimate(l.Unavailability), newEstimate(l.MTBF), l.FromLogs}
	}
}

// Point is the state at a time.
type Point struct {
	T                float64  `json:"t_hours"`
	Reliability      *float64 `json:"reliability"` // no outage by then, with repairs going on
	Unreliability    *float64 `json:"unreliability"`
	Unrepaired       *float64 `json:"reliability_without_repair"`
	UnrepairedFailed *float64 `json:"unreliability_without_repair"`
	Availability     *float64 `json:"availability"`
	Unavailability   *float64 `json:"unavailability"`
	ErrorOfAvailable *float64 `json:"availability_error"`

	Importance []Importance `json:"importance"`
}

// Importance tells how much a unit matters.
type Importance struct {
	Unit                 string   `json:"unit"`             // the first of the copies
	Copies               int      `json:"copies,omitempty"` // units that matter alike, if more than one is told here
	Birnbaum             *float64 `json:"birnbaum"`
	Criticality          *float64 `json:"criticality"`
	FussellVesely        *float64 `json:"fussell_vesely"`
	RiskAchievementWorth *float64 `json:"risk_achievement_worth"`
	RiskReductionWorth   *float64 `json:"risk_reduction_worth"`
	InEveryCutSet        bool     `json:"in_every_cut_set"` // its risk reduction worth is infinite, null above
}

// Sensitivity tells how the unavailability follows a module's numbers.
type Sensitivity struct {
	Module         string   `json:"module"`
	ElasticityMTBF *float64 `json:"elasticity_of_mtbf"`
	ElasticityMTTR *float64 `json:"elasticity_of_mttr"`
}

// CutSet is a minimal set of units whose failure fails the system.
type CutSet struct {
	Units          []string `json:"units"`
	Working        []string `json:"working,omitempty"` // of a prime implicant: those that work
	Unavailability *float64 `json:"unavailability"`
}

// newCutSet is a set in the document; one of which all must work has no units that fail.
func newCutSet(c system.Set) CutSet {
	return CutSet{append([]string{}, c.Units...), c.Working, finite(c.Probability)}
}

// NewSolution makes the document of solve; ofFile are the warnings of reading it.
func NewSolution(name string, r *mtbf.Solution, ofFile []model.Warning) *Solution {
	s := &Solution{
		Schema: "mtbf.solve/2", System: name, Engine: r.Engine, Method: r.Method, Not: r.SkippedEngines,
		Measures: measure.Exact(r.Measures, r.UnrepairedMTTF, finite), Unrepaired: finite(r.UnrepairedMTTF),
		Importance: []Importance{}, Sensitivity: []Sensitivity{}, CutSets: []CutSet{}, Warnings: []Warning{},
	}
	s.Importance = newImportance(r.Importance)
	for _, x := range r.Sensitivity {
		s.Sensitivity = append(s.Sensitivity, Sensitivity{x.Component, finite(x.ElasticityOfMTBF), finite(x.ElasticityOfMTTR)})
	}
	for _, ws := range [][]model.Warning{r.Result.Warnings, ofFile, r.Warnings} {
		s.Warnings = append(s.Warnings, newWarnings(ws)...)
	}
	s.addLimits(r.Limits)
	s.addPoints(r.Points)
	s.addCutSets(r.CutSets)
	return s
}

// newImportance is that of all units; none is an empty list.
func newImportance(of []system.Importance) []Importance {
	list := []Importance{}
	for _, i := range of {
		copies := i.Copies
		if copies == 1 {
			copies = 0
		}
		list = append(list, Importance{
			i.Unit, copies, finite(i.Birnbaum), finite(i.Criticality), finite(i.FussellVesely), finite(i.RiskAchievementWorth), finite(i.RiskReductionWorth),
			math.IsInf(i.RiskReductionWorth, 1),
		})
	}
	return list
}

// addPoints adds the state at times.
func (s *Solution) addPoints(points []solve.Point) {
	for _, p := range points {
		s.At = append(s.At, Point{p.T, finite(p.Reliability), finite(p.Unreliability), finite(p.UnrepairedReliability), finite(p.UnrepairedUnreliability), finite(p.Availability), finite(p.Unavailability), finite(p.Error), newImportance(p.Importance)})
	}
}

// addCutSets adds the minimal cut sets, if any are known.
func (s *Solution) addCutSets(sets *system.Sets) {
	if sets == nil {
		return
	}
	for _, c := range sets.Sets {
		s.CutSets = append(s.CutSets, newCutSet(c))
	}
	s.CutSetCount, s.CutSetLeft = finite(sets.Count), finite(sets.Truncated)
}

// Blocks returns the measures, the times asked for, importance and cut sets.
func (s *Solution) Blocks() []Block {
	blocks := []Block{{Title: fmt.Sprintf("%s (%s: %s)", s.System, s.Method, s.Engine), Grid: s.measures()}}
	if s.Limits != nil {
		blocks = append(blocks, s.limitBlock())
	}
	if len(s.At) > 0 {
		blocks = append(blocks, Block{Title: "Time-dependent measures (new at t = 0)", Grid: s.points(),
			Foot: []string{
				"Reliability R(t): the probability of no system outage in [0, t] with repairs going on; unreliability F(t): that of one. Unrepaired: with no unit repaired. A(t), U(t): availability and unavailability at t.",
			}})
	}
	if len(s.Importance) > 0 {
		blocks = append(blocks, importanceBlock("Importance", s.Importance))
	} else { // there is no steady state
		for _, p := range s.At {
			if len(p.Importance) > 0 {
				blocks = append(blocks, importanceBlock(fmt.Sprintf("Importance at %s h", number.Plain(p.T)), p.Importance))
			}
		}
	}
	if s.dependent() && len(s.Sensitivity) > 0 {
		blocks = append(blocks, s.sensitivity())
	}
	if len(s.CutSets) > 0 {
		blocks = append(blocks, s.cutSets())
	}
	var notes []string
	for _, n := range s.Not {
		notes = append(notes, "not by "+n)
	}
	return withNotes(blocks, append(notes, noteLines(s.Warnings)...))
}

func (s *Solution) measures() *Grid {
	m := s.Measures
	g := &Grid{Left: 1, Header: []string{"Measure", "Value", "Unit"}}
	switch {
	case m.Availability != nil && m.Unavailability != nil:
		g.Rows = append(g.Rows, []string{"Availability", number.Percent(*m.Availability, *m.Unavailability), "%"}, []string{"Unavailability", number.Sig(*m.Unavailability, 10), ""})
	case m.Availability != nil || m.Unavailability != nil: // the other is too small a number
		g.Rows = append(g.Rows, []string{"Availability", sigOrAbsent(m.Availability, 10), ""}, []string{"Unavailability", sigOrAbsent(m.Unavailability, 10), ""})
	}
	for _, r := range m.List() {
		if r.Unit != "h" {
			continue
		}
		if r.Value == nil {
			g.Rows = append(g.Rows, []string{r.Label, number.Absent, ""})
			continue
		}
		u := number.UnitFor([]float64{*r.Value})
		g.Rows = append(g.Rows, []string{r.Label, number.Sig(*r.Value, 10), r.Unit})
		if u.Name != r.Unit {
			g.Rows = append(g.Rows, []string{"", number.Sig(*r.Value/u.Hours, 4), u.Name})
		}
	}
	if m.DeliveredShare != nil {
		g.Rows = append(g.Rows, []string{"Expected capacity", number.Sig(100**m.DeliveredShare, 6), "%"})
	}
	return g
}

// dependent reports whether units depend on each other beyond groups, so that the
// importance of one does not tell what a better one would bring.
func (s *Solution) dependent() bool {
	return slices.ContainsFunc(s.Warnings, func(w Warning) bool { return w.Code == "conditional-importance" })
}

// sensitivity shows what the numbers of each module do, those that do most first.
func (s *Solution) sensitivity() Block {
	b := Block{Title: "Sensitivity of the unavailability", Grid: &Grid{Left: 1, Header: []string{"Module", "MTBF, %", "MTTR, %"}},
		Foot: []string{"Change in per cent where the MTBF, or the MTTR, of a module is one per cent more."}}
	of := slices.Clone(s.Sensitivity)
	size := func(x Sensitivity) float64 {
		if x.ElasticityMTTR == nil {
			return 0
		}
		return -math.Abs(*x.ElasticityMTTR)
	}
	slices.SortStableFunc(of, func(a, b Sensitivity) int { return cmp.Compare(size(a), size(b)) })
	for _, x := range of[:min(len(of), maxListed)] {
		b.Grid.Rows = append(b.Grid.Rows, []string{printable.Clip(x.Module, 24), sigOrAbsent(x.ElasticityMTBF, 4), sigOrAbsent(x.ElasticityMTTR, 4)})
	}
	return b
}

// limitBlock shows how far the modules' limits carry.
func (s *Solution) limitBlock() Block {
	heading := "With uncertain modules"
	if s.Limits.fromLogs {
		heading = "With modules from a log"
	}
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{heading, "Worst", "Best"}, Rows: [][]string{
		{"Unavailability", sigOrAbsent(s.Limits.Unavailability.Hi, 4), sigOrAbsent(s.Limits.Unavailability.Lo, 4)},
		{"MTBF, h", sigOrAbsent(s.Limits.MTBFHours.Lo, 4), sigOrAbsent(s.Limits.MTBFHours.Hi, 4)},
	}}
	return Block{Grid: g, Foot: []string{fmt.Sprintf("Every such module at its %.10g %% limits at once: conservative.", 100*s.Limits.Unavailability.Confidence)}}
}

func (s *Solution) points() *Grid {
	g := &Grid{Alike: columnsAlike([]int{1}, []int{2}, []int{3}, []int{4}, []int{5}), Header: []string{"Time, h", "R(t)", "F(t)", "R(t) unrepaired", "A(t)", "U(t)"}}
	for _, p := range s.At {
		g.Rows = append(g.Rows, []string{number.Plain(p.T), sigOrAbsent(p.Reliability, 8), sigOrAbsent(p.Unreliability, 6), sigOrAbsent(p.Unrepaired, 8), sigOrAbsent(p.Availability, 8), sigOrAbsent(p.Unavailability, 6)})
	}
	return g
}

// maxListed bounds the units that a table of importance shows.
const maxListed = 30

func importanceBlock(title string, of []Importance) Block {
	b := Block{Title: title, Grid: &Grid{Left: 1, Alike: columnsAlike([]int{1, 2, 3}), Header: []string{"Unit", "Birnbaum", "Criticality", "Fussell-Vesely", "RAW", "RRW"}}}
	if left := len(of) - maxListed; left > 0 {
		b.Foot = []string{fmt.Sprintf("and %d more; --format json lists them.", left)}
	}
	for _, i := range of[:min(len(of), maxListed)] {
		reduction := sigOrAbsent(i.RiskReductionWorth, 4)
		if i.InEveryCutSet {
			reduction = "∞"
		}
		b.Grid.Rows = append(b.Grid.Rows, []string{i.name(), sigOrAbsent(i.Birnbaum, 4), sigOrAbsent(i.Criticality, 4), sigOrAbsent(i.FussellVesely, 4), sigOrAbsent(i.RiskAchievementWorth, 4), reduction})
	}
	return b
}

// name is that of the unit, with the number of units like it.
func (i Importance) name() string {
	if i.Copies == 0 {
		return printable.Clip(i.Unit, 24)
	}
	return fmt.Sprintf("%s, %d alike", printable.Clip(i.Unit, 24), i.Copies)
}

func (s *Solution) cutSets() Block {
	b := Block{Title: fmt.Sprintf("Minimal cut sets: %s, the most probable first", countOf(s.CutSetCount)), Grid: &Grid{Left: 1, Alike: columnsAlike([]int{1}), Header: []string{"Units", "Unavailability"}, Wrap: map[int]int{0: 60}}}
	for _, c := range s.CutSets {
		b.Grid.Rows = append(b.Grid.Rows, []string{strings.Join(c.Units, ", "), sigOrAbsent(c.Unavailability, 5)})
	}
	if s.CutSetLeft != nil && *s.CutSetLeft > 0 {
		b.Foot = []string{fmt.Sprintf("Those not listed add at most %s.", number.Sig(*s.CutSetLeft, 3))}
	}
	return b
}

// countOf is a number, or that there are too many to tell it.
func countOf(n *float64) string {
	if n == nil {
		return "too many to count"
	}
	if *n < 1<<53 {
		return number.Thousands(strconv.FormatFloat(*n, 'f', 0, 64))
	}
	return number.Plain(*n)
}

// Records returns one row a measure, and what stands beside the measures.
func (s *Solution) Records() [][]string {
	out := newSheet("measure", "value", "lo", "hi", "confidence", "section", "t_hours", "unit", "copies")
	for _, m := range s.Measures.List() {
		out.add("measure", m.Key, "value", bare(m.Value), "section", "measures")
	}
	if l := s.Limits; l != nil {
		for _, x := range []struct {
			name string
			e    Estimate
		}{{"availability", l.Availability}, {"unavailability", l.Unavailability}, {"mtbf_hours", l.MTBFHours}} {
			out.add("section", "limits", "measure", x.name, "value", bare(x.e.Point), "lo", bare(x.e.Lo), "hi", bare(x.e.Hi), "confidence", bare(&x.e.Confidence))
		}
	}
	for _, p := range s.At {
		s.recordPoint(out, p)
	}
	for _, i := range s.Importance {
		recordImportance(out, i, "section", "importance")
	}
	for _, p := range s.At {
		for _, i := range p.Importance {
			recordImportance(out, i, "section", "importance_at", "t_hours", bare(&p.T))
		}
	}
	for _, x := range s.Sensitivity {
		out.add("section", "sensitivity", "unit", x.Module, "measure", "elasticity_of_mtbf", "value", bare(x.ElasticityMTBF))
		out.add("section", "sensitivity", "unit", x.Module, "measure", "elasticity_of_mttr", "value", bare(x.ElasticityMTTR))
	}
	for _, c := range s.CutSets {
		out.add("section", "cut_sets", "unit", strings.Join(c.Units, "; "), "measure", "unavailability", "value", bare(c.Unavailability))
	}
	return out.records()
}

func (s *Solution) recordPoint(out *sheet, p Point) {
	for _, x := range []namedValue{
		{"reliability", p.Reliability}, {"unreliability", p.Unreliability},
		{"reliability_without_repair", p.Unrepaired}, {"unreliability_without_repair", p.UnrepairedFailed}, {"availability", p.Availability}, {"unavailability", p.Unavailability},
		{"availability_error", p.ErrorOfAvailable},
	} {
		out.add("section", "at", "t_hours", bare(&p.T), "measure", x.name, "value", bare(x.value))
	}
}

// recordImportance adds the rows of a unit; where are the cells that all have.
func recordImportance(out *sheet, i Importance, where ...string) {
	where = append(where, "unit", i.Unit, "copies", strconv.Itoa(max(1, i.Copies)))
	for _, x := range []namedValue{
		{"birnbaum", i.Birnbaum}, {"criticality", i.Criticality}, {"fussell_vesely", i.FussellVesely}, {"risk_achievement_worth", i.RiskAchievementWorth}, {"risk_reduction_worth", i.RiskReductionWorth},
	} {
		out.add(append(slices.Clone(where), "measure", x.name, "value", bare(x.value))...)
	}
	if i.InEveryCutSet { // the reduction worth is infinite
		out.add(append(slices.Clone(where), "measure", "in_every_cut_set", "value", "1")...)
	}
}

// namedValue is a number, nil where there is none, with what it is called in data.
type namedValue struct {
	name  string
	value *float64
}
