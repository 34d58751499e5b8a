package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/recurrent"
	"mtbf/plots"
)

// Log is what the report of an outage log is made from.
type Log struct {
	Name    string // in the title
	Log     *ingest.Log
	Table   *census.Table
	By      string              // what Table.Groups are groups of
	Periods *census.Table       // the same log split by month, quarter or year; nil for none
	Years   *census.Table       // the same log split by year; nil where there are not two
	Failing *Failing            // nil where that was not asked
	Repairs *plots.Times        // nil where there are too few
	Longest []census.LongOutage // of Table, the longest first
	Source  Source
}

// Failing is how the failures of a log came again, in hours since its window
// began.
type Failing struct {
	Histories []recurrent.History
	Verdict   recurrent.Verdict
	Segments  []recurrent.Segment // stretches of one rate
}

// Page returns the report of the log. Without a Log or its Table there is none,
// and a *model.ParamError says so. An end of the context is its error.
func (l Log) Page(ctx context.Context) (*Page, error) {
	if l.Log == nil || l.Log.Log == nil || l.Table == nil {
		return nil, &model.ParamError{Param: "log", Value: "nothing", Want: "a log with its analysis"}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p := &Page{Title: "Outages: " + l.Name, Findings: l.findings(), Source: l.Source}
	p.Sections = append(p.Sections, l.assumptions(), l.whole())
	if l.Table.Budget != nil {
		p.Sections = append(p.Sections, l.budget())
	}
	if len(l.Table.Categories) > 0 {
		p.Sections = append(p.Sections, l.frequency(), l.downtime())
	}
	if len(l.Longest) > 0 {
		p.Sections = append(p.Sections, l.longest())
	}
	if rows := l.corrected(); len(rows.Rows) > 0 {
		p.Sections = append(p.Sections, Section{ID: "unreported", Title: "With failures that were not reported", Tables: []Table{rows},
			Prose: []string{"Where only a part of the failures reaches the log, the rate is divided by that part, limits and all."}})
	}
	p.Sections = append(p.Sections, l.overTime())
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if l.Repairs != nil {
		p.Sections = append(p.Sections, l.repairs())
	}
	if len(l.Table.Groups) > 0 {
		p.Sections = append(p.Sections, l.groups())
	}
	p.Sections = append(p.Sections, l.rows(), meaning())
	p.Warnings = l.warnings()
	return p, nil
}

// warnings are those of the reading, the analysis and the tests.
func (l Log) warnings() []model.Warning {
	all := slices.Concat(l.Log.Account.Warnings, l.Table.Warnings)
	if l.Failing != nil {
		all = append(all, l.Failing.Verdict.Warnings...)
	}
	return all
}

// whole is the section of the measures of the log as a whole.
func (l Log) whole() Section {
	t := l.Table.Total
	table := Table{Caption: "The whole log", Text: 2, Head: append([]string{"Measure", "Unit"}, limited("Estimate", t.MTBF.Confidence)...)}
	for _, m := range []struct {
		name, unit string
		cells      []string
	}{{"MTBF", "h", duration(t.MTBF)}, {"Failure rate", "1/h", estimate(t.Rate)}, {"MTTR, time to restoration", "h", duration(t.MTTR)}} {
		table.add([]string{m.name, m.unit}, m.cells)
	}
	if t.MTTA != nil {
		table.add([]string{"MTTA, time to acknowledgement", "h"}, duration(*t.MTTA))
	}
	for i, q := range t.Repairs.Points() {
		table.add([]string{"Time within which " + percentText(census.RepairShares[i]) + " were restored", "h"}, duration(q))
	}
	table.add([]string{"Availability, observed", "%", observed(t), "", ""})
	table.add([]string{"Availability, estimate", "%"}, percentages(t.Availability, t.Unavailability))
	table.add([]string{"Unavailability", ""}, estimate(t.Unavailability))
	facts := Table{Caption: "What was observed", Text: 2, Head: []string{"Quantity", "Unit", "Value"}, Rows: [][]string{
		{"Failures", "", number.Count(t.Failures)},
		{"Exposure", "unit-h", exactly(l.Table.ExposureHours)},
		{"Operating time", "unit-h", exactly(t.OperatingHours)},
		{"Downtime, overlaps counted once", "unit-h", exactly(t.DowntimeHours)},
	}}
	if l.Table.Units > 0 {
		facts.add([]string{"Units", "", number.Count(l.Table.Units)})
	}
	return Section{ID: "whole", Title: "MTBF, MTTR and availability", Tables: []Table{table, facts},
		Notes: []string{"MTBF: " + t.MTBF.Method + ".", "MTTR: " + t.MTTR.Method + ".", "Times within which failures were restored: " + t.Repairs.P50.Method + ".", "Availability: " + t.Availability.Method + "."}}
}

// frequency is the section of what fails most.
func (l Log) frequency() Section {
	s := Section{ID: "failures", Title: "Failures by category", Figures: []*plots.Figure{plots.Pareto(l.Table)}}
	s.Tables, s.Notes = byCategory(l.Table.Categories, func(caption string) Table {
		return rates("Failures by "+caption, "Category", l.Table.Total.MTBF.Confidence).tree()
	},
		func(t *Table, r census.Row) { t.addRate(r.Category.String(), r, r.Share) })
	return s
}

// longTable is the number of rows from which a table of the whole tree stands
// folded below one of its top level.
const longTable = 30

// byCategory fills a table with rows of categories; where they are many, one with
// the top level and a folded one with all.
func byCategory(rows []census.Row, empty func(caption string) Table, add func(*Table, census.Row)) (tables []Table, notes []string) {
	all := empty("category")
	for _, r := range rows {
		add(&all, r)
	}
	if len(rows) <= longTable {
		return []Table{all}, nil
	}
	top := empty("category, top level")
	for _, r := range rows {
		if r.Depth == 1 {
			add(&top, r)
		}
	}
	all.Folded = true
	return []Table{top, all}, left(len(rows), "analyze")
}

// byDowntime orders categories by their downtime, the greatest first, each with those
// below it, which are ordered likewise.
func byDowntime(rows []census.Row) []census.Row {
	var families [][]census.Row
	for _, r := range rows {
		if n := len(families); n > 0 && r.Depth > rows[0].Depth {
			families[n-1] = append(families[n-1], r)
		} else {
			families = append(families, []census.Row{r})
		}
	}
	slices.SortStableFunc(families, func(a, b []census.Row) int { return cmp.Compare(b[0].DowntimeHours, a[0].DowntimeHours) })
	var all []census.Row
	for _, f := range families {
		all = append(append(all, f[0]), byDowntime(f[1:])...)
	}
	return all
}

// tree is a table whose first column has the paths of a tree.
func (t Table) tree() Table {
	t.Tree = true
	return t
}

func rates(caption, first string, confidence float64) Table {
	head := []string{first, "Failures", "Share of failures, %"}
	head = append(head, limited("MTBF, h", confidence)...)
	return Table{Caption: caption, Text: 1, Head: append(head, limited("MTTR, h", confidence)...)}
}

func (t *Table) addRate(label string, r census.Row, share float64) {
	t.add([]string{label, number.Count(r.Failures), plain(100 * share)}, duration(r.MTBF), duration(r.MTTR))
}

// downtime is the section of what costs most.
func (l Log) downtime() Section {
	s := Section{ID: "downtime", Title: "Downtime by category"}
	if l.Table.Total.DowntimeHours > 0 {
		s.Figures = []*plots.Figure{plots.DowntimePareto(l.Table)}
	}
	s.Tables, s.Notes = byCategory(byDowntime(l.Table.Categories), func(caption string) Table {
		return outages("Downtime by "+caption, "Category", l.Table.Total.MTBF.Confidence).tree()
	},
		func(t *Table, r census.Row) {
			t.addDowntime(r.Category.String(), r, r.DowntimeHours/l.Table.Total.DowntimeHours)
		})
	s.Notes = append(s.Notes, "Each category counts the downtime of its own outages; the whole counts a moment once, so shares may add up to more than 100 %.")
	return s
}

func outages(caption, first string, confidence float64) Table {
	head := []string{first, "Downtime, unit-h", "Share of downtime, %", "Availability observed, %"}
	head = append(head, limited("Estimate, %", confidence)...)
	return Table{Caption: caption, Text: 1, Head: append(head, "Unavailability")}
}

func (t *Table) addDowntime(label string, r census.Row, share float64) {
	t.add([]string{label, exactly(r.DowntimeHours), plain(100 * share), observed(r)}, percentages(r.Availability, r.Unavailability), []string{plain(r.Unavailability.Point)})
}

// corrected is the table of categories of which not all failures were reported.
func (l Log) corrected() Table {
	t := Table{Caption: "MTBF as logged and as corrected", Text: 1}
	t.Head = append([]string{"Category", "Reported, least", "Reported, most", "MTBF as logged, h"}, limited("MTBF corrected, h", l.Table.Total.MTBF.Confidence)...)
	for _, r := range append(l.Table.Categories[:len(l.Table.Categories):len(l.Table.Categories)], l.Table.Total) {
		if r.CorrectedMTBF == nil {
			continue
		}
		name, lo, hi := cmp.Or(r.Category.String(), "total"), "mixed", "mixed"
		if r.Reported != nil {
			lo, hi = plain(r.Reported.Lo), plain(r.Reported.Hi)
		}
		t.add([]string{name, lo, hi, exactly(r.MTBF.Point)}, duration(*r.CorrectedMTBF))
	}
	return t
}

// groups is the section of the parts that the log was split into.
func (l Log) groups() Section {
	confidence := l.Table.Total.MTBF.Confidence
	s := Section{ID: "groups", Title: "By " + l.By, Tables: []Table{rates("Failures by "+l.By, l.By, confidence), outages("Downtime by "+l.By, l.By, confidence)}}
	for _, g := range l.Table.Groups {
		s.Tables[0].addRate(g.Value, g.Total, float64(g.Total.Failures)/float64(l.Table.Total.Failures))
		s.Tables[1].addDowntime(g.Value, g.Total, g.Total.DowntimeHours/l.Table.Total.DowntimeHours)
	}
	if c := l.Table.Comparison; c != nil {
		text := fmt.Sprintf("That the rates of all groups are equal has p = %s (%s).", number.Sig(c.PValue, 2), c.Method)
		if c.Ratio != nil {
			text += fmt.Sprintf(" The rate of %s over that of %s is %s.", l.Table.Groups[0].Value, l.Table.Groups[1].Value, number.Limits(*c.Ratio, 1, 3))
		}
		s.Prose = []string{text}
	}
	s.Notes = left(len(l.Table.Groups), "analyze --by")
	return s
}

// day writes a moment to the day, on a clock without days to the hour.
func (l Log) day(h float64) string {
	date, _, _ := strings.Cut(l.moment(h), "T")
	return date
}

// moment writes a time on the clock of the log.
func (l Log) moment(h float64) string {
	switch {
	case math.IsInf(h, 0):
		return "not known"
	case l.Log.Clock == model.Calendar:
		return when.FormatInstant(when.QuantizeHours(h), nil)
	}
	return number.Sig(h, 6) + " h"
}
