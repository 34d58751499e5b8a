package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// Accounting is the plain account of what was done with the rows. Always
// rows_read = accepted + rejected + duplicates + out_of_window + excluded.
type Accounting struct {
	RowsRead    int            `json:"rows_read"`
	Accepted    int            `json:"accepted"`
	Rejected    int            `json:"rejected"`
	Duplicates  int            `json:"duplicates"`
	OutOfWindow int            `json:"out_of_window"`
	Excluded    int            `json:"excluded"`
	ExcludedBy  map[string]int `json:"excluded_by"`
	InfantBy    map[string]int `json:"infant_by_category,omitempty"`

	Open             int     `json:"open"`
	ZeroLength       int     `json:"zero_length"`
	WithoutDuration  int     `json:"without_duration"`
	CarriedIn        int     `json:"carried_in"`
	Planned          int     `json:"planned"`
	PlannedHours     float64 `json:"planned_hours"`
	PlannedRule      string  `json:"planned_rule"`
	Excused          int     `json:"excused"`
	Joined           int     `json:"joined"`
	ExposureRows     int     `json:"exposure_rows"`
	OverlapHours     float64 `json:"overlap_hours"`
	RestorationHours float64 `json:"restoration_hours"`

	ServiceHours   *ServiceHours `json:"service_hours,omitempty"`
	IgnoredShorter *Ignored      `json:"ignored_shorter,omitempty"`

	Window         Window `json:"window"`
	ExposureSource string `json:"exposure_source"`
	GroupExposure  string `json:"group_exposure,omitempty"`
	Timezone       string `json:"timezone"`

	WithoutOffset int          `json:"times_without_offset"`
	ClockChanges  ClockChanges `json:"daylight_saving"`
	Durations     Durations    `json:"durations"`
	Unmapped      []ValueCount `json:"unmapped,omitempty"`
	Files         []File       `json:"files"`
	Rejects       []Reject     `json:"first_rejects,omitempty"`
}

// Window is the stretch of time analysed: instants on a calendar, or hours.
type Window struct {
	From     any  `json:"from"`
	To       any  `json:"to"`
	Inferred bool `json:"inferred"`
}

// ServiceHours are the hours that count, and the outages that lie outside them.
type ServiceHours struct {
	Hours   string  `json:"hours"` // in words
	LeftOut PassedN `json:"left_out"`
}

// Ignored are the outages that are shorter than what counts.
type Ignored struct {
	ThanHours float64 `json:"than_hours"`
	PassedN
}

// PassedN counts outages that are passed over.
type PassedN struct {
	Count int     `json:"count"`
	Hours float64 `json:"hours"`
}

// ClockChanges counts what changes of the clocks did to the times.
type ClockChanges struct {
	Mismatches         int `json:"wall_clock_mismatches"`
	Repeated           int `json:"repeated_times"`
	Skipped            int `json:"skipped_times"`
	ResolvedByDuration int `json:"resolved_by_duration"`
}

// Durations tells where durations come from and how far the columns agree.
type Durations struct {
	From             string `json:"from"`
	Mismatches       int    `json:"mismatches"`
	WithinResolution int    `json:"within_resolution"`
}

// ValueCount is a text and how often it came.
type ValueCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// File tells how a file was understood.
type File struct {
	Name        string            `json:"name"`
	Encoding    string            `json:"encoding"`
	Compression string            `json:"compression,omitempty"`
	Delimiter   string            `json:"delimiter"`
	HeaderLine  int               `json:"header_line"`
	UnitsLine   int               `json:"units_line,omitempty"`
	Profile     string            `json:"profile"`
	Columns     map[string]string `json:"columns"`
	DateOrder   string            `json:"date_order,omitempty"`
}

// Reject is a row that could not be read.
type Reject struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Place  string `json:"place,omitempty"` // of a record that no line tells
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

func newAccounting(log *ingest.Log, t *census.Table, style AnalysisStyle) Accounting {
	in, read := t.Accounting, log.Account
	a := Accounting{
		RowsRead: in.RowsRead, Accepted: in.Accepted, Rejected: in.Rejected, Duplicates: in.Duplicates,
		OutOfWindow: in.OutOfWindow, Excluded: in.Excluded(), ExcludedBy: maps.Clone(in.ExcludedBy),
		Open: in.Open, ZeroLength: in.ZeroLength, WithoutDuration: in.NoDuration, CarriedIn: in.OngoingAtStart,
		Planned: in.Planned, PlannedHours: in.PlannedHours, PlannedRule: style.Planned, Excused: in.Excused, Joined: in.Joined,
		ExposureRows: in.ExposureRows, OverlapHours: in.OverlapHours, RestorationHours: in.RestorationHours,
		Window:         Window{From: instant(in.Window.From, log.Clock), To: instant(in.Window.To, log.Clock), Inferred: in.WindowInferred},
		ExposureSource: in.ExposureSource, GroupExposure: in.GroupExposure, Timezone: read.Timezone, WithoutOffset: read.WithoutOffset,
		ClockChanges: ClockChanges{read.ClockChanges, read.Repeated, read.Skipped, read.ResolvedByDuration},
		Durations:    Durations{read.DurationFrom, read.DurationMismatches, read.DurationsWithin},
	}
	if in.ServiceHours != "" {
		a.ServiceHours = &ServiceHours{in.ServiceHours, PassedN(in.OutsideService)}
	}
	if in.IgnoreShorter > 0 {
		a.IgnoredShorter = &Ignored{in.IgnoreShorter, PassedN(in.IgnoredShorter)}
	}
	if in.Window.Hours() == 0 {
		a.Window.From, a.Window.To = nil, nil
	}
	for reason, n := range in.Left {
		a.ExcludedBy[reason] += n
	}
	for category, n := range in.InfantBy {
		if a.InfantBy == nil {
			a.InfantBy = map[string]int{}
		}
		a.InfantBy[string(category)] = n
	}
	for _, v := range read.Unmapped {
		a.Unmapped = append(a.Unmapped, ValueCount(v))
	}
	for _, f := range read.Files {
		a.Files = append(a.Files, newFile(f))
	}
	for _, r := range read.Rejects {
		a.Rejects = append(a.Rejects, Reject{r.File, r.Line, r.Place, r.Column, r.Value, r.Err.Error()})
	}
	return a
}

func newFile(f ingest.FileAccount) File {
	out := File{
		Name: f.Name, Encoding: f.Encoding, Compression: f.Compression, Delimiter: f.Delimiter,
		HeaderLine: f.HeaderLine, UnitsLine: f.UnitsLine, Profile: f.Profile, DateOrder: f.DateOrder, Columns: map[string]string{},
	}
	for _, c := range f.Columns {
		name := string(c.Role)
		if before, ok := out.Columns[name]; ok {
			out.Columns[name] = before + ", " + c.Column
		} else {
			out.Columns[name] = c.Column
		}
	}
	return out
}

// lines writes the account for a person.
func (a Accounting) lines(clock model.Clock, window model.Interval) []string {
	lines := []string{
		fmt.Sprintf("rows       %s read = %s accepted + %s rejected + %s + %s out of window + %s excluded%s",
			number.Count(a.RowsRead), number.Count(a.Accepted), number.Count(a.Rejected), number.Counted(a.Duplicates, "duplicate"), number.Count(a.OutOfWindow), number.Count(a.Excluded), countsBy(a.ExcludedBy)),
	}
	if window.Hours() > 0 {
		lines = append(lines, fmt.Sprintf("window     %s to %s (%s)", moment(window.From, clock), moment(window.To, clock), how(a.Window.Inferred)))
	}
	lines = append(lines, "exposure   "+a.ExposureSource)
	if a.GroupExposure != "" {
		lines = append(lines, "groups     "+a.GroupExposure)
	}
	lines = append(lines, a.passedLines()...)
	for _, f := range a.Files {
		lines = append(lines, f.line())
	}
	lines = append(lines, a.timeLine(), "downtime   "+a.downtimeText())
	for _, r := range a.Rejects {
		lines = append(lines, "rejected   "+rejectText(r))
	}
	if more := a.Rejected - len(a.Rejects); more > 0 {
		lines = append(lines, fmt.Sprintf("rejected   and %s more; --rejects FILE writes them all", number.Count(more)))
	}
	return lines
}

// passedLines tell which hours count, and which outages are too short to.
func (a Accounting) passedLines() (lines []string) {
	if s := a.ServiceHours; s != nil {
		lines = append(lines, fmt.Sprintf("service    %s: exposure, downtime and restoration are hours inside; %s wholly outside left out (%s h)", s.Hours, model.Counted(s.LeftOut.Count, "outage"), number.Sig(s.LeftOut.Hours, 4)))
	}
	if s := a.IgnoredShorter; s != nil {
		lines = append(lines, fmt.Sprintf("ignored    %s shorter than %s, %s h: no failures and no downtime", model.Counted(s.Count, "outage"), when.FormatHours(s.ThanHours), number.Sig(s.Hours, 4)))
	}
	return lines
}

func rejectText(r Reject) string {
	e := ingest.RowError{File: r.File, Line: r.Line, Place: r.Place, Column: r.Column, Value: r.Value, Err: fmt.Errorf("%s", r.Reason)}
	return e.Error()
}

func how(inferred bool) string {
	if inferred {
		return "inferred"
	}
	return "given"
}

func moment(h float64, clock model.Clock) string {
	if clock == model.Calendar {
		return when.FormatInstant(when.QuantizeHours(h), nil)
	}
	return number.Sig(h, 6) + " h"
}

// line tells how the file was understood, columns in the order of their roles.
func (f File) line() string {
	text := fmt.Sprintf("file       %s: %s", f.Name, f.Encoding)
	if f.Compression != "" {
		text += ", " + f.Compression
	}
	text += fmt.Sprintf(", %sprofile %s;", f.heading(), f.Profile)
	for _, role := range slices.Sorted(maps.Keys(f.Columns)) {
		text += fmt.Sprintf(" %s=%q", role, f.Columns[role])
	}
	if f.DateOrder != "" {
		text += "; dates " + f.DateOrder
	}
	return text
}

// heading tells which lines were passed over as no rows.
func (f File) heading() (text string) {
	if above := f.HeaderLine - 1; above > 0 {
		text = model.Counted(above, "line") + " above the header passed over, "
	}
	if f.UnitsLine > 0 {
		text += fmt.Sprintf("units in line %d, ", f.UnitsLine)
	}
	return text
}

func (a Accounting) timeLine() string {
	text := fmt.Sprintf("times      %s without an offset, read in %s", number.Count(a.WithoutOffset), a.Timezone)
	if c := a.ClockChanges; c.Mismatches+c.Repeated+c.Skipped > 0 {
		text += fmt.Sprintf("; daylight saving: %s with a change of clocks, %d repeated and %d skipped times, %s resolved by duration",
			number.Counted(c.Mismatches, "row"), c.Repeated, c.Skipped, number.Counted(c.ResolvedByDuration, "row"))
	}
	text += "; durations: " + a.Durations.From
	if d := a.Durations; d.Mismatches+d.WithinResolution > 0 {
		text += fmt.Sprintf("; %s with another duration in its column, %s with one that differs by no more than it is rounded", number.Counted(d.Mismatches, "row"), number.Counted(d.WithinResolution, "row"))
	}
	return text
}

func (a Accounting) downtimeText() string {
	rule := a.PlannedRule
	if rule == "excuse" { // the hours are excluded, the failures are told apart
		rule = "exclude"
	}
	parts := []string{fmt.Sprintf("%d open, %d of zero length, %d planned (%s h, %sd)", a.Open, a.ZeroLength, a.Planned, number.Sig(a.PlannedHours, 4), rule)}
	for _, part := range []struct {
		n    int
		text string
	}{{a.WithoutDuration, "%d without a duration"}, {a.CarriedIn, "%d begun before the window or the service"}, {a.Excused, "%d excused by planned work"}, {a.Joined, "%d joined to an earlier failure"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf(part.text, part.n))
		}
	}
	parts = append(parts, number.Sig(a.OverlapHours, 4)+" h of overlap counted once")
	return strings.Join(parts, ", ")
}

// countsBy writes counts with their reasons in parentheses.
func countsBy(counts map[string]int) string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %s", reason, number.Count(counts[reason])))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
