package ingest

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// PartFile is the rows of one file that belong to a part, in their order.
type PartFile struct {
	File  int // index into the files of the log
	Text  []byte
	Lines []RowLines // in the file
}

// Decisions are what the columns of all files together decide about how a log is read.
type Decisions struct {
	Files  []FileDecision
	States StateDecision
	Near   *model.Interval             // in which times are not far off from all others; nil: all
	Tree   map[string][]model.Category // sets of causes as they are written -> the paths of each
}

// FileDecision is what the columns of a file decide.
type FileDecision struct {
	Votes    when.Votes
	Order    when.Order
	Borrowed bool // from the files before it
	Told     bool // how long outages last
	Daily    bool // starts are days without a clock
	Decided  bool
}

// partReading is how a builder reads a part.
type partReading struct {
	decisions *Decisions
	account   *PartAccount
	file      int             // that is read
	line      int             // of the text of the part, that is read
	firsts    [2][]model.Row  // the rows in which names first stand: of units, and of groups
	copied    map[rowKey]bool // keys of rows that were taken for copies
	settling  bool
	lines     map[uint16]*lineMap // by file of the builder
}

// ReadPart reads the rows of a part, all of those of its units, files in order. With no
// decisions, or those of a file not known yet, it makes them of its own rows where it
// can, which serves to find them for all.
func (l *Layout) ReadPart(ctx context.Context, opt Options, files []PartFile, decisions *Decisions) (*PartLog, error) {
	opt.Rejects, opt.Progress = nil, nil
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	b.resume(l.base)
	b.part = &partReading{decisions: decisions, lines: map[uint16]*lineMap{}, copied: map[rowKey]bool{}, account: &PartAccount{Files: map[int]*PartFileAccount{}}}
	for i := range files {
		if err := l.filePart(b, &files[i]); err != nil {
			return nil, err
		}
	}
	if err := l.checkCopies(b.part.copied, files); err != nil {
		return nil, err
	}
	if err := b.finishPart(); err != nil {
		return nil, err
	}
	return &PartLog{Account: b.part.account, Log: b.log, UnitRows: b.part.firsts[firstOfUnit], GroupRows: b.part.firsts[firstOfGroup]}, nil
}

// resume takes what another builder has found out about all files.
func (b *builder) resume(base *builder) {
	b.log.Files, b.sheets, b.log.Clock, b.clockSet = base.log.Files, base.sheets, base.log.Clock, base.clockSet
	b.zone, b.zoneAssumed, b.account.Timezone, b.values = base.zone, base.zoneAssumed, base.account.Timezone, base.values
}

// Names of which a part notes the rows in which they first stand, so that the log of the
// whole has them in order.
const (
	firstOfUnit = iota
	firstOfGroup
)

// atLine notes which line of a part is read.
func (b *builder) atLine(line int) {
	if b.part != nil {
		b.part.line = line
	}
}

// noteFirst notes the row that is read for the first with a name.
func (b *builder) noteFirst(of int) {
	if b.part != nil {
		file := uint16(b.part.file)
		b.part.firsts[of] = append(b.part.firsts[of], model.Row{File: file, Line: b.part.fileLine(file, b.part.line)})
	}
}

// fileLine returns the line of the file for one of the text of the part.
func (p *partReading) fileLine(file uint16, line int) int32 {
	return int32(min(p.lines[file].line(line), math.MaxInt32))
}

// filePart reads the rows of one file.
func (l *Layout) filePart(b *builder, p *PartFile) error {
	if p.File < 0 || p.File >= len(l.Files) {
		return fmt.Errorf("ingest: rows of file %d of %d", p.File, len(l.Files))
	}
	f := *l.Files[p.File].reader
	f.builder, f.first = b, len(b.log.Outages)
	f.category.f, f.category.known = &f, map[string]int32{}
	b.part.file, b.part.lines[f.index] = p.File, newLineMap(p.Lines)
	b.part.account.Files[p.File] = &PartFileAccount{}
	b.log.Outages, f.marks = slices.Grow(b.log.Outages, len(p.Lines)), make([]draftMarks, 0, len(p.Lines))
	body := table.NewReader(bytes.NewReader(p.Text))
	body.Comma, body.Width = f.dialect.Comma, len(f.dialect.Header)
	cancelled := b.log.Reading.ExcludedBy[reasonCancelled]
	if err := f.read(body, b.sheets[f.index].text); err != nil {
		return about(f.name, err)
	}
	b.part.account.Files[p.File].Cancelled = b.log.Reading.ExcludedBy[reasonCancelled] - cancelled
	return about(f.name, f.settlePart())
}

// settlePart is settle by decisions that all rows of the file made.
func (f *fileReader) settlePart() error {
	a := f.part.account.Files[f.part.file]
	a.Rows, a.Votes = len(f.marks), f.votes
	a.Told = slices.ContainsFunc(f.marks, func(m draftMarks) bool { return m&(hasEnd|hasDuration|ongoing|complete) != 0 })
	d := f.partDecision(a)
	if !d.Decided {
		f.part.account.Undecided = true
		f.log.Outages, f.marks, f.lasts = f.log.Outages[:f.first], nil, nil
		return nil
	}
	f.votes, f.order, f.borrowed, f.daily = d.Votes, d.Order, d.Borrowed, d.Daily
	a.Clocked, a.Timed = f.clocked()
	a.Ended = f.anyMarked(hasEnd)
	units, err := f.toldUnits()
	if err != nil {
		return err
	}
	f.units, f.part.settling = units, true
	if f.complete < len(f.marks) {
		if err := f.settleDrafts(units, d.Told); err != nil {
			return err
		}
	}
	f.part.settling = false
	f.marks, f.lasts = nil, nil
	planned, drained := f.kinds()
	a.PlannedRows, a.PlannedHours = planned.rows, planned.hours
	a.States.DrainedRows, a.States.DrainedHours = drained.rows, drained.hours
	a.Settled, a.Paired = len(f.log.Outages)-f.first, f.states.pairs()
	f.settleStatesOfPart(a)
	a.Overnight, a.Zeros = f.overnight, f.zeros
	return nil
}

// partDecision is that of all rows of the file where it is known; else that of the rows
// of the part, if they prove one.
func (f *fileReader) partDecision(a *PartFileAccount) FileDecision {
	if d := f.part.decisions; d != nil && f.part.file < len(d.Files) && d.Files[f.part.file].Decided {
		return d.Files[f.part.file]
	}
	d := FileDecision{Votes: a.Votes, Told: true}
	if err := f.chooseOrder(); err == nil {
		_, verdict := f.votes.Decide()
		d.Order, d.Decided = f.order, verdict != when.Assumed && verdict != when.Mixed || f.opt.DateOrder != "" || f.profile.DateOrder != ""
	}
	return d
}

// clocked reports whether a start has a clock that is not midnight, and whether one has
// any.
func (f *fileReader) clocked() (other, any bool) {
	if f.numeric || f.complete > 0 {
		return true, true
	}
	for i := range f.marks {
		start := when.Stamp(math.Float64bits(f.log.Outages[f.first+i].Start))
		if !start.HasClock() {
			continue
		}
		any = true
		if !(start.Possible(f.order) && math.Mod(utc.Resolve(start, f.order).Hours, model.HoursPerDay) == 0) {
			return true, true
		}
	}
	return false, any
}

// toldUnits are the units of durations as the user, the profile or the name of the column
// tells them: what only many rows tell does not merge.
func (f *fileReader) toldUnits() (u durationUnits, err error) {
	u = f.plainUnits()
	_, isGiven := f.givenUnit()
	refused := &census.NotMergeableError{What: f.name, Why: "its rows together tell the unit of durations; --duration-unit names it"}
	if f.anyLasting(bareDuration) {
		if _, isNamed := when.UnitOfName(f.durationName()); !isGiven && !isNamed {
			return u, refused
		}
	}
	if f.anyMarked(shortClock) && !isGiven {
		return u, refused
	}
	return u, nil
}

// plainUnits are the units of durations as far as they are told without a look at rows.
func (f *fileReader) plainUnits() durationUnits {
	const minute = 1 / 60.
	u := durationUnits{number: 1, clock: 1}
	given, isGiven := f.givenUnit()
	named, isNamed := when.UnitOfName(f.durationName())
	switch {
	case isGiven:
		u.number = given
	case isNamed:
		u.number = named
	}
	if isGiven && given <= minute {
		u.clock = minute
	}
	return u
}

// finishPart does what is to be done with the outages of each unit, and notes what is of
// all of them.
func (b *builder) finishPart() error {
	a := b.part.account
	if err := b.pairStates(); err != nil {
		return err
	}
	if b.seenRows != (model.Interval{}) {
		a.States.Seen = &b.seenRows
	}
	b.finishTimes()
	b.noteCauses()
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		o.Line = b.part.fileLine(o.File, int(o.Line))
		if o.Kind.Is(model.Planned) {
			a.Planned++
		}
	}
	b.noteExtent()
	c := &b.account
	a.Reading, a.Outages, a.Unmapped, a.Seen = b.log.Reading, len(b.log.Outages), b.unmapped, b.seenValues
	a.WithoutOffset, a.Repeated, a.Skipped, a.ResolvedByDuration, a.ClockChanges = c.WithoutOffset, c.Repeated, c.Skipped, c.ResolvedByDuration, c.ClockChanges
	a.DurationMismatches, a.DurationsWithin = c.DurationMismatches, c.DurationsWithin
	e := &b.ends
	a.Ends.Unread, a.Ends.Open, a.Ends.Over, a.Ends.Closed, a.Ends.Later = e.unread, e.open, e.over, e.closed, e.later
	return nil
}

// noteCauses notes the sets of causes as they are written, with their outages.
func (b *builder) noteCauses() {
	all := make([]WrittenCauses, len(b.log.Causes))
	for n, set := range b.log.Causes {
		levels, written := b.asWritten[int32(n)]
		all[n] = WrittenCauses{Set: set, Levels: levels, Written: written}
	}
	for i := range b.log.Outages {
		all[b.log.Outages[i].Causes].Count++
	}
	b.part.account.Causes = all
}

// placeRow notes a rejected row of a part, if it may be one of the first of the log.
func (b *builder) placeRow(e *RowError) {
	if a := b.part.account; len(a.Rejects) < maxKeptRejects {
		a.Rejects = append(a.Rejects, b.placedInPart(e))
	}
}

func (b *builder) placedInPart(e *RowError) PlacedRow {
	p := placed(b.part.file, b.part.settling, e)
	p.Line = b.part.lines[uint16(b.part.file)].line(p.Line)
	return p
}
