package ingest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/when"
	"mtbf/model"
)

// draft is a decoded row whose times wait for what the whole column tells.
type draft struct {
	start, end uint64 // a when.Stamp, or the bits of a number, of the hours if marked complete; end 0 if marked without
	duration   float64
	unit       int32
	causes     int32
	group      int32
	line       int32
	kind       model.Kind
	marks      draftMarks
}

type draftMarks uint16

const (
	hasEnd draftMarks = 1 << iota
	hasDuration
	bareDuration // the duration's unit is that of the column
	superseded   // a later row speaks of the same outage
	ongoing      // the row says that the outage goes on
	complete     // the times are hours: there is nothing to settle
	shortClock   // the duration is a clock of two numbers, read as hours and minutes
	closed       // a status says that the outage is over
	over         // a text says when it was over, or how long it lasted, that cannot be read
)

// serviceDraft is a unit's time in service as the rows tell it: the different
// dates of its beginning and of its end.
type serviceDraft struct{ begin, retire []serviceCell }

// take makes a draft of a decoded row.
func (f *fileReader) take(row *cells) error {
	f.atLine(f.rows.line())
	state := f.states.ofRecord(f.rows.record)
	if f.states.leavesOut(state) {
		f.leaveOut(row, state)
		return nil
	}
	if e := f.check(row); e != nil {
		return f.reject(e)
	}
	f.unreadEnd(row)
	if f.profile.DayRows {
		done, err := f.dayRow(row)
		if done || err != nil {
			return err
		}
	}
	if !f.supersede(len(f.marks)) {
		f.log.Reading.ExcludedBy[reasonSuperseded]++
		return nil
	}
	causes, err := f.category.of(row.Category, f.rows)
	if err != nil {
		return err
	}
	f.votes.Add(row.Start.stamp)
	f.votes.Add(row.End.stamp)
	d := draft{
		start: row.Start.bits(), end: row.End.bits(), duration: row.Duration.value,
		unit: f.unitNamed(row.Unit), causes: causes, group: f.group(f.rows.groupValue()),
		line: int32(min(f.rows.line(), math.MaxInt32)), marks: row.marks(f.rows.ongoing),
		kind: row.kind(marked(f.planned, f.rows.record)) | f.states.kind(state),
	}
	f.countState(state)
	if row.InService.set || row.Retired.set {
		f.noteService(d.unit, row.InService, row.Retired)
	}
	f.keep(&d)
	f.noteAcknowledged(row.Acknowledged)
	f.noteWeight(row.Weight)
	return f.goThrough()
}

// keep puts a draft into the place of its outage: the bits of the times where
// the hours will be, and what an outage has no room for beside it.
func (f *fileReader) keep(d *draft) {
	f.makeRoom()
	f.log.Outages = append(f.log.Outages, model.Outage{
		Start: math.Float64frombits(d.start), End: math.Float64frombits(d.end),
		Unit: d.unit, Causes: d.causes, Group: d.group, Line: d.line, File: f.index, Kind: d.kind,
	})
	f.marks = append(f.marks, d.marks)
	if f.lasting {
		f.lasts = append(f.lasts, d.duration)
	}
}

// draftOf returns the draft of that number from the outages with the drafts.
func (f *fileReader) draftOf(outages []model.Outage, i int) draft {
	o := &outages[f.first+i]
	d := draft{
		start: math.Float64bits(o.Start), end: math.Float64bits(o.End),
		unit: o.Unit, causes: o.Causes, group: o.Group, line: o.Line, kind: o.Kind, marks: f.marks[i],
	}
	if f.lasts != nil {
		d.duration = f.lasts[i]
	}
	return d
}

// manyRows is how many rows tell how many the file will have.
const manyRows = 5_000

// makeRoom makes room for one more outage: for as many as the share of the input
// read so far foretells, since the slice is most of what a long log takes.
func (f *fileReader) makeRoom() {
	n := len(f.log.Outages)
	if n < cap(f.log.Outages) || len(f.marks) < manyRows {
		return
	}
	if left := f.meter.left(len(f.marks)); left > 0 && !f.states.pairs() {
		room := make([]model.Outage, n, n+left)
		copy(room, f.log.Outages)
		f.log.Outages = room
		f.marks = slices.Grow(f.marks, left)
	}
}

// unitNamed returns the number of a unit by the name in its row. All rows without a
// name share one that stands for as many units as they may be.
func (f *fileReader) unitNamed(name string) int32 {
	switch {
	case name == "" && f.profile.BlankUnit != "":
		n := f.unit(f.profile.BlankUnit)
		f.log.Units[n].Several = true
		return n
	case name == "" && !f.named:
		name = f.told.unit
	}
	return f.unit(name)
}

// marks returns the marks of a row, ongoing if it says so in a word.
func (row *cells) marks(goesOn bool) (marks draftMarks) {
	if row.End.set {
		marks |= hasEnd
	}
	if row.Duration.set {
		marks |= hasDuration
	}
	if row.Duration.bare {
		marks |= bareDuration
	}
	if row.Duration.clock {
		marks |= shortClock
	}
	if goesOn {
		marks |= ongoing
	}
	if row.End.over || row.Duration.unread && !row.End.set {
		marks |= over
	}
	if bool(row.Status) && !row.End.set {
		marks |= closed
	}
	return marks
}

// kind returns the kind of a row, planned also where the profile says so.
func (row *cells) kind(planned bool) (kind model.Kind) {
	if bool(row.Planned) || planned {
		kind |= model.Planned
	}
	if row.Infant {
		kind |= model.Infant
	}
	return kind
}

// check returns what is wrong with the row beyond its single cells.
func (f *fileReader) check(row *cells) *RowError {
	role, err := f.flaw(row)
	switch {
	case err == nil:
		return nil
	case err == errNoStart || err == errNoUnit:
		return f.lacks(role, err)
	}
	return f.bad(role, f.rows.cell(role), err)
}

var errNoStart, errNoUnit = errors.New("when did the outage start?"), errors.New("whose outage was it?")

// flaw returns what is wrong with a row, and with which of its cells.
func (f *fileReader) flaw(row *cells) (Role, error) {
	if !row.Start.set {
		return roleStart, errNoStart
	}
	if f.named && row.Unit == "" && f.profile.BlankUnit == "" {
		return roleUnit, errNoUnit
	}
	if err := f.checkTime(row.Start); err != nil {
		return roleStart, err
	}
	longest := maxHours
	if row.Duration.bare {
		longest *= 3.6e6 // it may be in milliseconds
	}
	if row.Duration.value > longest {
		return roleDuration, errLong
	}
	return "", nil
}

// lacks makes the error of a row without a value that it needs.
func (f *fileReader) lacks(role Role, ask error) *RowError {
	text := f.rows.cell(role)
	if text == "" {
		return f.bad(role, "", fmt.Errorf("is blank: %w", ask))
	}
	return f.bad(role, text, fmt.Errorf("stands for no value: %w", ask))
}

// checkTime returns why a time is not of the kind that its column has.
func (f *fileReader) checkTime(c timeCell) error {
	switch {
	case f.numeric && !c.numeric:
		return errNoNumber
	case c.numeric && !f.numeric:
		return errors.New("is a number among dates")
	case !f.numeric:
		return nil
	case math.Abs(c.number)*f.timeUnit > maxHours:
		return errFar
	case f.epoch:
		if unit, ok := when.EpochUnit(c.number); !ok || unit != f.timeUnit {
			return fmt.Errorf("is not in %s since 1970, as the other times of the file are", epochNames[f.timeUnit])
		}
	}
	return nil
}

// epochNames are the units that when.EpochUnit knows.
var epochNames = map[float64]string{1 / 3.6e3: "seconds", 1 / 3.6e6: "milliseconds", 1 / 3.6e9: "microseconds"}

// maxHours bounds times and durations that are numbers: a hundred thousand
// years, within which hours keep their milliseconds.
const maxHours = 100_000 * model.HoursPerYear

var errNoNumber = errors.New("is not a number, as the other times of the file are")

var errFar, errLong = errors.New("is further away than 100,000 years"), errors.New("is longer than 100,000 years")
