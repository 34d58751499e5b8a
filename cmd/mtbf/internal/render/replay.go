package render

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Replay is the result of replay.
type Replay struct {
	Schema     string           `json:"schema"`
	System     string           `json:"system"`
	Accounting ReplayAccount    `json:"accounting"`
	Outages    []ReplayOutage   `json:"outages"`
	ByCause    []CauseHours     `json:"downtime_by_cause"`
	Measured   ReplayMeasures   `json:"measured"`
	Predicted  *ReplayPredicted `json:"predicted"`
	Warnings   []Warning        `json:"warnings"`

	clock  model.Clock
	window model.Interval
}

// ReplayAccount tells what was done with the rows and the names.
type ReplayAccount struct {
	RowsRead   int            `json:"rows_read"`
	Outages    int            `json:"unit_outages"`
	Rejected   int            `json:"rejected"`
	Duplicates int            `json:"duplicates"`
	ExcludedBy map[string]int `json:"excluded_by"`
	Window     Window         `json:"window"`
	Unmatched  map[string]int `json:"outages_of_unknown_units"`
	Silent     []string       `json:"units_without_outage"`
}

// ReplayOutage is an outage of the system. Start and end are instants on a
// calendar, or hours.
type ReplayOutage struct {
	Start  any      `json:"start"`
	End    any      `json:"end"`
	Hours  float64  `json:"hours"`
	Open   bool     `json:"open"`
	Causes []string `json:"causes"`
}

// CauseHours is the downtime that the failure of a unit brought. An outage
// with several causes counts for each.
type CauseHours struct {
	Unit    string  `json:"unit"`
	Outages int     `json:"outages"`
	Hours   float64 `json:"hours"`
}

// ReplayMeasures are counted from the log; MTBF is up time over outages.
type ReplayMeasures struct {
	Outages       int      `json:"outages"`
	DowntimeHours float64  `json:"downtime_hours"`
	Availability  float64  `json:"availability"`
	MTBFHours     *float64 `json:"mtbf_hours"`
	MTTRHours     *float64 `json:"mttr_hours"`
}

// ReplayPredicted is what the system file says.
type ReplayPredicted struct {
	Engine string `json:"engine"`
	SystemMeasures
}

// NewReplay makes the document of replay.
func NewReplay(name string, log *ingest.Log, r *system.Replay) *Replay {
	doc := &Replay{
		Schema: "mtbf.replay/1", System: name, clock: log.Clock, window: r.Window, Outages: []ReplayOutage{}, Warnings: []Warning{},
		Accounting: ReplayAccount{
			RowsRead: log.Reading.RowsRead, Outages: len(log.Outages), Rejected: log.Reading.Rejected, Duplicates: log.Reading.Duplicates,
			ExcludedBy: log.Reading.ExcludedBy, Window: Window{From: instant(r.Window.From, log.Clock), To: instant(r.Window.To, log.Clock)},
			Unmatched: r.Unmatched, Silent: append([]string{}, r.UnitsWithoutOutage...),
		},
		Measured: ReplayMeasures{Outages: len(r.Outages), DowntimeHours: r.Downtime, Availability: (r.Hours() - r.Downtime) / r.Hours()},
	}
	if n := float64(len(r.Outages)); n > 0 {
		up, down := (r.Hours()-r.Downtime)/n, r.Downtime/n
		doc.Measured.MTBFHours, doc.Measured.MTTRHours = &up, &down
	}
	for _, o := range r.Outages {
		doc.Outages = append(doc.Outages, ReplayOutage{instant(o.From, log.Clock), instant(o.To, log.Clock), o.Hours(), o.Open, o.Causes})
	}
	doc.ByCause = byCause(r)
	doc.warnOfNames(r)
	return doc
}

func byCause(r *system.Replay) []CauseHours {
	hours := map[string]*CauseHours{}
	for _, o := range r.Outages {
		for _, unit := range o.Causes {
			if hours[unit] == nil {
				hours[unit] = &CauseHours{Unit: unit}
			}
			hours[unit].Outages++
			hours[unit].Hours += o.Hours()
		}
	}
	out := []CauseHours{}
	for _, unit := range slices.Sorted(maps.Keys(hours)) {
		out = append(out, *hours[unit])
	}
	slices.SortStableFunc(out, func(a, b CauseHours) int { return cmp.Compare(b.Hours, a.Hours) })
	return out
}

// maxNames bounds the names in a warning.
const maxNames = 8

func (d *Replay) warnOfNames(r *system.Replay) {
	if len(r.Unmatched) > 0 {
		names := slices.Sorted(maps.Keys(r.Unmatched))
		n := 0
		for _, k := range r.Unmatched {
			n += k
		}
		d.Warnings = append(d.Warnings, Warning{Code: "unknown-units", Text: fmt.Sprintf("%s of units that the system does not have, left out: %s", number.Counted(n, "outage"), some(names))})
	}
	if len(r.UnitsWithoutOutage) > 0 {
		d.Warnings = append(d.Warnings, Warning{Code: "silent-units", Text: fmt.Sprintf("%s of the system without an outage in the log, taken to be up: %s", number.Counted(len(r.UnitsWithoutOutage), "unit"), some(r.UnitsWithoutOutage))})
	}
	if len(r.Outages) == 0 {
		d.Warnings = append(d.Warnings, Warning{Code: "no-failures", Text: "the system had no outage in the window: its MTBF and MTTR are not estimable"})
	}
}

func some(names []string) string {
	if len(names) > maxNames {
		return strings.Join(names[:maxNames], ", ") + fmt.Sprintf(" and %d more", len(names)-maxNames)
	}
	return strings.Join(names, ", ")
}

// AddWarnings adds warnings.
func (d *Replay) AddWarnings(ws []model.Warning) { d.Warnings = append(d.Warnings, newWarnings(ws)...) }

// AddPrediction sets what the system file says beside what was measured.
func (d *Replay) AddPrediction(r *solve.Result) {
	d.Predicted = &ReplayPredicted{r.Engine, measure.Exact(r.Measures, r.UnrepairedMTTF, finite)}
	d.AddWarnings(r.Warnings)
}

// maxOutages bounds the outages that a table shows.
const maxOutages = 40

// Blocks returns measured beside predicted, the causes and the outages.
func (d *Replay) Blocks() []Block {
	m := d.Measured
	p := SystemMeasures{}
	if d.Predicted != nil {
		p = d.Predicted.SystemMeasures
	}
	available, unavailable := m.Availability, m.DowntimeHours/d.window.Hours()
	g := &Grid{Left: 1, Header: []string{"", "Measured", "Predicted"}, Rows: [][]string{
		{"Availability, %", number.Percent(available, unavailable), predictedPercent(p)},
		{"MTBF, h", sigOrAbsent(m.MTBFHours, 5), sigOrAbsent(p.MTBFHours, 5)},
		{"Mean down time, h", sigOrAbsent(m.MTTRHours, 4), sigOrAbsent(p.MDTHours, 4)},
	}}
	blocks := []Block{{
		Title: fmt.Sprintf("%s of %s in %s h: %s h down", number.Counted(m.Outages, "outage"), d.System, number.Sig(d.window.Hours(), 6), number.Sig(m.DowntimeHours, 5)),
		Grid:  g,
	}}
	if len(d.ByCause) > 0 {
		causes := &Grid{Left: 1, Header: []string{"Initiating unit", "Outages", "Downtime, h"}}
		for _, c := range d.ByCause {
			causes.Rows = append(causes.Rows, []string{printable.Clip(c.Unit, 30), number.Count(c.Outages), number.Sig(c.Hours, 5)})
		}
		blocks = append(blocks, Block{Title: "By initiating unit", Grid: causes}, d.outageBlock())
	}
	return withWarnings(blocks, d.Warnings)
}

func predictedPercent(m SystemMeasures) string {
	if m.Availability == nil || m.Unavailability == nil {
		return number.Absent
	}
	return number.Percent(*m.Availability, *m.Unavailability)
}

func (d *Replay) outageBlock() Block {
	b := Block{Title: "Outages of the system", Grid: &Grid{Left: 2, Header: []string{"Start", "End", "Hours", "Initiating unit"}}}
	for i, o := range d.Outages {
		if i == maxOutages {
			b.Foot = []string{fmt.Sprintf("and %d more; --format csv lists them.", len(d.Outages)-i)}
			break
		}
		b.Grid.Rows = append(b.Grid.Rows, []string{d.shown(o.Start), d.endText(o), number.Sig(o.Hours, 4), printable.Clip(strings.Join(o.Causes, ", "), 26)})
	}
	return b
}

// moment writes an instant, or hours.
func (d *Replay) moment(t any) string {
	if h, ok := t.(*float64); ok && h != nil {
		return bare(h)
	}
	return fmt.Sprint(t)
}

func (d *Replay) endText(o ReplayOutage) string {
	if o.Open {
		return "open"
	}
	return d.shown(o.End)
}

// shown writes an instant for a person, with commas where it is a number of hours.
func (d *Replay) shown(t any) string {
	if h, ok := t.(*float64); ok && h != nil {
		return number.Plain(*h)
	}
	return d.moment(t)
}

// Records returns one row an outage.
func (d *Replay) Records() [][]string {
	rows := [][]string{{"start", "end", "hours", "open", "causes"}}
	for _, o := range d.Outages {
		rows = append(rows, []string{d.moment(o.Start), d.moment(o.End), bare(&o.Hours), fmt.Sprint(o.Open), strings.Join(o.Causes, "; ")})
	}
	return rows
}
