package ingest

import (
	"errors"
	"fmt"
	"math"

	"mtbf/internal/when"
	"mtbf/model"
)

// draft is a decoded row whose times wait for what the whole column tells.
type draft struct {
	start, end uint64 // a when.Stamp, or the bits of a number; end 0 if marked without
	duration   float64
	unit       int32
	causes     int32
	group      int32
	line       int32
	kind       model.Kind
	marks      draftMarks
}

type draftMarks uint8

const (
	hasEnd draftMarks = 1 << iota
	hasDuration
	bareDuration // the duration's unit is that of the column
	superseded   // a later row speaks of the same outage
	ongoing      // the row says that the outage goes on
)

// serviceDraft is a unit's time in service as the rows tell it: the different
// dates of its beginning and of its end.
type serviceDraft struct{ begin, retire []serviceCell }

// take makes a draft of a decoded row.
func (f *fileReader) take(row *cells) error {
	if e := f.check(row); e != nil {
		return f.reject(e)
	}
	if f.profile.DayRows {
		done, err := f.dayRow(row)
		if done || err != nil {
			return err
		}
	}
	if !f.supersede(len(f.drafts)) {
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
		unit: f.unit(f.unitName(row.Unit)), causes: causes, group: f.group(f.rows.groupValue()),
		line: int32(min(f.rows.line(), math.MaxInt32)), marks: f.marksOf(row),
	}
	if bool(row.Planned) || marked(f.planned, f.rows.record) {
		d.kind |= model.Planned
	}
	if row.Infant {
		d.kind |= model.Infant
	}
	if row.InService.set || row.Retired.set {
		f.noteService(d.unit, row.InService, row.Retired)
	}
	f.drafts = append(f.drafts, d)
	return nil
}

func (f *fileReader) unitName(name string) string {
	if name == "" {
		return f.profile.BlankUnit
	}
	return name
}

func (f *fileReader) marksOf(row *cells) (marks draftMarks) {
	for _, m := range []struct {
		holds bool
		mark  draftMarks
	}{{row.End.set, hasEnd}, {row.Duration.set, hasDuration}, {row.Duration.bare, bareDuration}, {f.rows.ongoing, ongoing}} {
		if m.holds {
			marks |= m.mark
		}
	}
	return marks
}

// check returns what is wrong with the row beyond its single cells.
func (f *fileReader) check(row *cells) *RowError {
	_, named := f.mapping.from[roleUnit]
	switch {
	case !row.Start.set:
		return f.lacks(roleStart, "when did the outage start?")
	case named && row.Unit == "" && f.profile.BlankUnit == "":
		return f.lacks(roleUnit, "whose outage was it?")
	}
	if err := f.checkTime(row.Start); err != nil {
		return f.bad(roleStart, f.rows.cell(roleStart), err)
	}
	if err := f.checkTime(row.End); row.End.set && err != nil {
		return f.bad(roleEnd, f.rows.cell(roleEnd), err)
	}
	longest := maxHours
	if row.Duration.bare {
		longest *= 3.6e6 // it may be in milliseconds
	}
	if row.Duration.value > longest {
		return f.bad(roleDuration, f.rows.cell(roleDuration), errLong)
	}
	return nil
}

// lacks makes the error of a row without a value that it needs.
func (f *fileReader) lacks(role Role, ask string) *RowError {
	text := f.rows.cell(role)
	if text == "" {
		return f.bad(role, "", errors.New("is blank: "+ask))
	}
	return f.bad(role, text, errors.New("stands for no value: "+ask))
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
