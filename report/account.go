package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/number"
)

// rows is the section of what was done with the rows.
func (l Log) rows() Section {
	s := Section{ID: "rows", Title: "Row accounting"}
	s.Prose = []string{"Every row read is accepted, rejected, a copy of an earlier one, out of the window or left out; no row is lost."}
	s.Tables = []Table{l.rowAccounting(), l.understanding()}
	if t := l.unmapped(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	if t := l.rejects(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	return s
}

// assumptions is the section of what the numbers rest on.
func (l Log) assumptions() Section {
	return Section{ID: "assumptions", Title: "Assumptions", Tables: []Table{l.treatment()}, Prose: []string{
		"A failure is an outage that was not planned. Limits are of " + percentText(l.Table.Total.MTBF.Confidence) + " confidence, two-sided. The rules below say what was counted, over which time, and how often each rule took hold."}}
}

// rowAccounting is the table whose first row is the sum of the next five.
func (l Log) rowAccounting() Table {
	a := l.Table.Accounting
	t := Table{Caption: "Rows", Text: 1, Head: []string{"Rows", "Count"}}
	for _, r := range []struct {
		name string
		n    int
	}{{"read", a.RowsRead}, {"accepted", a.Accepted}, {"rejected", a.Rejected}, {"duplicates", a.Duplicates}, {"out of the window", a.OutOfWindow}, {"left out", a.Excluded()}} {
		t.add([]string{r.name, number.Count(r.n)})
	}
	for _, by := range []map[string]int{a.ExcludedBy, a.Left} {
		for _, reason := range slices.Sorted(maps.Keys(by)) {
			t.add([]string{"of these, left out: " + reason, number.Count(by[reason])})
		}
	}
	return t
}

// treatment is the table of the rules and how often they took hold.
func (l Log) treatment() Table {
	a, read := l.Table.Accounting, l.Log.Account
	t := Table{Caption: "Rules and what they did", Text: 2, Head: []string{"Rule", "What was done"}}
	add := func(rule, what string) { t.add([]string{rule, what}) }
	from := "given"
	if a.WindowInferred {
		from = "inferred from the first and the last event"
	}
	if a.Window.Hours() > 0 {
		add("window", fmt.Sprintf("%s to %s, %s", l.moment(a.Window.From), l.moment(a.Window.To), from))
	}
	add("exposure", a.ExposureSource)
	if a.GroupExposure != "" {
		add("exposure of groups", a.GroupExposure)
	}
	if a.ServiceHours != "" {
		add("hours of service", fmt.Sprintf("%s: exposure, downtime and restoration are hours inside; %s wholly outside left out (%s h)", a.ServiceHours, number.Counted(a.OutsideService.Count, "outage"), number.Sig(a.OutsideService.Hours, 4)))
	}
	if a.IgnoreShorter > 0 {
		add("short outages", fmt.Sprintf("%s shorter than %s h, %s h: no failures and no downtime", number.Counted(a.IgnoredShorter.Count, "outage"), number.Sig(a.IgnoreShorter, 4), number.Sig(a.IgnoredShorter.Hours, 4)))
	}
	add("times without an offset", fmt.Sprintf("%s, read in %s", number.Count(read.WithoutOffset), read.Timezone))
	add("changes of the clocks", fmt.Sprintf("%s over a change; %s and %s times; %s resolved by duration", number.Counted(read.ClockChanges, "row"), number.Count(read.Repeated)+" repeated", number.Count(read.Skipped)+" skipped", number.Counted(read.ResolvedByDuration, "row")))
	add("durations", fmt.Sprintf("%s; %s with another duration in its column, %s with one that differs by no more than it is rounded", read.DurationFrom, number.Counted(read.DurationMismatches, "row"), number.Counted(read.DurationsWithin, "row")))
	add("open outages", fmt.Sprintf("%s, down to the end of the window; as right-censored restoration times", number.Count(a.Open)))
	add("outages of zero length", number.Count(a.ZeroLength)+", failures without downtime")
	add("outages without a duration", number.Count(a.NoDuration)+", failures whose downtime is not known")
	add("begun before the window or the service", number.Count(a.OngoingAtStart)+", downtime from there on but no failure")
	add("planned outages", fmt.Sprintf("%s, %s h; no failures", number.Count(a.Planned), number.Sig(a.PlannedHours, 4)))
	if a.Excused > 0 {
		add("begun during planned work", number.Count(a.Excused)+", excused: no failures")
	}
	add("joined to an earlier failure", number.Count(a.Joined))
	add("overlap of outages of a unit", number.Sig(a.OverlapHours, 4)+" h, counted once in the downtime of the whole")
	return t
}

// understanding is the table of how files were read.
func (l Log) understanding() Table {
	t := Table{Caption: "How the files were read", Text: 5, Head: []string{"File", "Encoding", "Profile", "Columns", "Order of dates"}}
	for _, f := range l.Log.Account.Files {
		encoding := strings.TrimSpace(f.Encoding + " " + f.Compression)
		t.add([]string{f.Name, encoding, f.Profile, columns(f), f.DateOrder})
	}
	return t
}

func columns(f ingest.FileAccount) string {
	parts := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		parts[i] = fmt.Sprintf("%s: %q", c.Role, c.Column)
	}
	return strings.Join(parts, ", ")
}

func (l Log) unmapped() Table {
	t := Table{Caption: "Values that no rule places, the most frequent first", Text: 1, Head: []string{"Value", "Rows"}}
	for _, v := range l.Log.Account.Unmapped {
		t.add([]string{v.Value, number.Count(v.Count)})
	}
	return t
}

func (l Log) rejects() Table {
	t := Table{Caption: "The first rows that could not be read", Text: 5, Head: []string{"File", "Line", "Column", "Value", "Reason"}}
	for _, r := range l.Log.Account.Rejects {
		t.add([]string{r.File, strconv.Itoa(r.Line), r.Column, r.Value, r.Err.Error()})
	}
	return t
}

// meaning is the section of the words that the report uses.
func meaning() Section {
	return Section{ID: "words", Title: "Definitions", Tables: []Table{{Caption: "Terms", Text: 2, Head: []string{"Term", "Meaning"}, Rows: [][]string{
		{"failure", "an outage that was not planned"},
		{"exposure", "calendar time that units were in service inside the window; operating time is exposure less downtime"},
		{"MTBF", "operating time divided by failures"},
		{"MTTR", "mean time to restoration, detection included"},
		{"availability, observed", "the part of the hours watched, which are the exposure less excluded planned work, in which no unit was down"},
		{"availability, estimate", "operating time over operating time plus downtime, in the steady state; its limits are those of MTBF and MTTR"},
		{"limits", "if the assumptions hold, limits made this way miss the truth on either side no more often than the confidence leaves room for"},
		{"not estimable", "the data give no such number; limits may still hold"},
	}}}}
}
