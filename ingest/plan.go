package ingest

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/when"
)

// plan says in which column of a file each role is, -1 for none, where a row can
// be decoded without regard to the rows around it. Rows that it is not sure of
// go through csvutil as all rows of other files do.
type plan struct {
	width                int
	start, end, duration int
	unit, category, by   int
	planned, infant      int
	status               int
	stamps               bool // the times are dates, none of which means "no time"
	strings              bool // conditions look at further columns
}

// newPlan returns nil for a file whose rows depend on each other, or take more
// than one column a role.
func (f *fileReader) newPlan() *plan {
	if f.slow || f.profile.DayRows || f.profile.LastOf != "" || f.category.looksAtColumns() {
		return nil
	}
	for _, role := range []Role{roleInService, roleRetired, roleFailure, roleAcknowledged, roleWeight} {
		if _, ok := f.mapping.from[role]; ok {
			return nil
		}
	}
	for _, s := range f.mapping.from {
		if len(s.columns) != 1 {
			return nil
		}
	}
	p := &plan{
		width: len(f.mapping.header),
		start: f.column(roleStart), end: f.column(roleEnd), duration: f.column(roleDuration),
		unit: f.column(roleUnit), category: f.column(roleCategory), by: f.rows.by,
		planned: f.column(rolePlanned), infant: f.column(roleInfant), status: f.column(roleStatus),
		stamps:  !f.numeric && len(f.profile.Missing) == 0,
		strings: len(f.rows.where) > 0,
	}
	if _, err := when.ParseStamp(f.mapping.header[p.start]); err == nil {
		return nil // a header in the midst of the rows would look like one
	}
	return p
}

// column returns the only column of a role, -1 if it has none.
func (f *fileReader) column(role Role) int {
	if s, ok := f.mapping.from[role]; ok {
		return s.columns[0]
	}
	return -1
}

// rowDecoder decodes the rows of blocks; each worker has one.
type rowDecoder struct {
	*plan
	f    *fileReader // what was known of the file at first, in memory that no other worker writes to
	zone *when.Zone
	rows *rows // the worker's own
	in   *table.Reader
	row  cells
	*vocabulary
	states map[string]stateWord // of cells that came before
	warmth uint64               // of names.look, so that it is not optimised away
}

// marked reports whether any of the marks is on the row.
func (d *rowDecoder) marked(marks []boundCondition) bool {
	for i := range marks {
		if marks[i].marks(string(d.in.Field(marks[i].column))) {
			return true
		}
	}
	return false
}

// newDecoder returns a decoder of the file of which in reads the records.
func (f *fileReader) newDecoder(p *plan, in *table.Reader) *rowDecoder {
	facts, own := *f, *f.rows
	own.where = slices.Clone(own.where)
	return &rowDecoder{plan: p, f: &facts, zone: f.zone, rows: &own, in: in.BlockReader(), vocabulary: newVocabulary(), states: map[string]stateWord{}}
}

// decode makes a draft of the row that was read, with names by their numbers in
// the vocabulary and the line within the block. It reports false for a row that
// it is not sure of.
func (d *rowDecoder) decode(s *decodedRow) (sure bool) {
	if d.in.NumField() != d.width || d.f.totalWithDate() && slices.ContainsFunc(d.rows.labels, func(c int) bool { return isTotal(d.in.Field(c)) }) {
		return false
	}
	d.row, d.rows.ongoing = cells{}, false
	if d.strings {
		d.rows.record = d.in.Strings()
	}
	if d.marked(d.rows.skip) || d.marked(d.rows.cancelled) {
		return false
	}
	if !d.times() || !d.flags() {
		return false
	}
	s.unit, s.causes, s.group = d.names()
	if _, err := d.f.flaw(&d.row); err != nil || d.unreadEnd() {
		return false
	}
	s.start, s.end, s.duration = d.row.Start.bits(), d.row.End.bits(), d.row.Duration.value
	s.line, s.marks = int32(d.in.Line()), d.row.marks(d.rows.ongoing)
	s.state = d.stateOf()
	s.kind = d.row.kind(d.marked(d.f.planned)) | d.f.states.kind(s.state)
	s.outside = d.strings && !d.rows.where.keeps(d.rows.record)
	s.key, s.part = keyOf(d.in.Row()), partOf(d.in.Field(d.start))
	if !d.f.states.leavesOut(s.state) {
		d.settle(s)
	}
	return true
}

// settle makes the outage of a row where nothing about it waits for the rest of
// the column: its times are dates of known order, the clocks are not changed in
// between, and the end is not before the start. All others are settled by
// fileReader.settle.
func (d *rowDecoder) settle(s *decodedRow) {
	start, end := when.Stamp(s.start), when.Stamp(s.end)
	if d.f.numeric || s.marks&(hasEnd|hasDuration) != hasEnd || !start.Possible(when.NoOrder) || !end.Possible(when.NoOrder) {
		return
	}
	from, to := d.zone.Resolve(start, when.NoOrder), d.zone.Resolve(end, when.NoOrder)
	if from.Shift != when.Unique || to.Shift != when.Unique || to.Hours < from.Hours || from.Hours == 0 {
		return
	}
	if !start.HasOffset() && !end.HasOffset() && !d.zone.Fixed() && d.f.clocksChanged(start, end, to.Hours-from.Hours) {
		return
	}
	for _, stamp := range [...]when.Stamp{start, end} {
		if !stamp.HasOffset() {
			s.zoned++
		}
	}
	s.start, s.end, s.marks = math.Float64bits(from.Hours), math.Float64bits(to.Hours), s.marks|complete
}

// times decodes start, end and duration.
func (d *rowDecoder) times() bool {
	return d.time(&d.row.Start, roleStart, d.start) && d.row.Start.set &&
		d.time(&d.row.End.timeCell, roleEnd, d.end) && d.cell(&d.row.Duration.durationCell, roleDuration, d.duration)
}

// time decodes a time: one that is written as a stamp as it stands, another one
// as the decoder of the rows does.
func (d *rowDecoder) time(c *timeCell, role Role, column int) bool {
	if column < 0 {
		return true
	}
	text := d.in.Field(column)
	if !d.stamps {
		return d.cell(c, role, column)
	}
	if stamp, ok := when.ParseFixed(text); ok {
		c.set, c.stamp = true, stamp
		return true
	}
	if len(text) < 10 || bytes.IndexByte(text, ',') >= 0 {
		return d.cell(c, role, column)
	}
	if stamp, err := when.ParseStamp(string(text)); err == nil && stamp.HasClock() {
		c.set, c.stamp = true, stamp
		return true
	}
	return d.cell(c, role, column)
}

// unreadEnd reports whether the end is a time of another kind than the column's.
func (d *rowDecoder) unreadEnd() bool {
	return d.row.End.set && d.f.checkTime(d.row.End.timeCell) != nil
}

// flags decodes the columns of marks, the status where it matters.
func (d *rowDecoder) flags() bool {
	return d.cell(&d.row.Planned, rolePlanned, d.planned) && d.cell(&d.row.Infant, roleInfant, d.infant) &&
		(d.row.End.set || d.cell(&d.row.Status, roleStatus, d.status))
}

// cell decodes a cell as csvutil does: a blank one is left alone.
func (d *rowDecoder) cell(into interface{ UnmarshalCSV([]byte) error }, role Role, column int) bool {
	if column < 0 {
		return true
	}
	text := d.plainText(role, d.in.Field(column))
	return text == "" || into.UnmarshalCSV([]byte(text)) == nil
}

// names returns the numbers of the unit, the category and the group, 0 for one
// that is blank.
func (d *rowDecoder) names() (unit, category, group int32) {
	unit = d.number(d.units, d.unit, roleUnit)
	if unit > 0 {
		d.row.Unit = "one that is told"
	}
	return unit, d.number(d.categories, d.category, roleCategory), d.number(d.groups, d.by, "")
}

// warm looks up the units of the records ahead.
func (d *rowDecoder) warm(records int) {
	if d.unit < 0 {
		return
	}
	for i := range records {
		d.warmth += d.units.look(d.in.Ahead(i, d.unit))
	}
}

// number returns the number of the cell in a column that has a role, or none.
func (d *rowDecoder) number(of *names, column int, role Role) int32 {
	if column < 0 {
		return 0
	}
	cell := d.in.Field(column)
	number, known := of.number(cell)
	switch {
	case known:
		return number
	case role == "":
		return of.add(cell, strings.TrimSpace(string(cell)))
	}
	return of.add(cell, d.plainText(role, cell))
}

// plainText returns what a cell says.
func (d *rowDecoder) plainText(role Role, cell []byte) string {
	return d.rows.plain(role, strings.TrimSpace(string(cell)))
}
