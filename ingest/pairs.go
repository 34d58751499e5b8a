package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"mtbf/model"
)

// Rows that tell states are kept until their file has so many of them, and are then
// gone through: of rows of one state that follow each other only the first and the
// last are kept. A row that comes later and lies between two such rows with another
// state cannot be put right any more.
const (
	stateRoom    = 1 << 20
	maxStateRows = 1 << 25
)

// sampling is what the times of rows that tell states have in common.
type sampling struct {
	asked bool    // whether there is any
	step  float64 // hours from one check of a unit to the next, 0 where rows are changes
}

// sameState is what two rows of one state have in common.
const sameState = downRow | upRow | model.Planned

func isSameState(a, b *model.Outage) bool {
	return a.Unit == b.Unit && a.Kind&sameState == b.Kind&sameState
}

// goThrough lets go of rows that tell no change of state, once there are many.
func (f *fileReader) goThrough() error {
	if f.room = max(f.room, f.roomFor); !f.states.pairs() || len(f.marks) < f.room || f.part != nil {
		return nil
	}
	err := f.chooseOrder()
	if question := (*Question)(nil); errors.As(err, &question) && len(f.marks) < maxStateRows {
		f.room *= 2
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.settleDrafts(durationUnits{number: 1, clock: 1}, false); err != nil {
		return err
	}
	rows := f.log.Outages[f.first:]
	if f.beginning {
		f.inOrder(rows)
		f.findStep(rows)
		return errBeginning
	}
	kept, err := f.runs(rows)
	if err != nil {
		return err
	}
	if len(kept) > maxStateRows {
		return fmt.Errorf("%s: more than %d changes of state", f.name, maxStateRows)
	}
	f.log.Reading.ExposureRows += len(rows) - len(kept)
	f.log.Outages = f.log.Outages[:f.first+len(kept)]
	f.marks = slices.Repeat([]draftMarks{complete}, len(kept))
	f.complete, f.lasts = len(kept), nil
	f.room = max(f.roomFor, 2*len(kept))
	return nil
}

// inOrder sorts rows by unit and time. Those of one time stay as they came, or the
// other way round where their file begins with the last.
func (b *builder) inOrder(rows []model.Outage) {
	b.findDirections(rows)
	slices.SortFunc(rows, func(x, y model.Outage) int {
		return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Start, y.Start), cmp.Compare(x.File, y.File), cmp.Or(b.direction[x.File], 1)*cmp.Compare(x.Line, y.Line))
	})
}

// findDirections finds out once whether files begin with their first rows, or with the
// last: most times of a unit's rows fall then.
func (b *builder) findDirections(rows []model.Outage) {
	for file, t := range b.turnsOf(rows) {
		switch {
		case b.direction[file] != 0 || t.rises == t.falls:
		case t.falls > t.rises:
			b.direction[file] = -1
		default:
			b.direction[file] = 1
		}
	}
}

// turns counts the rows of a file, and how often the time of one is later, or earlier,
// than that of the row of its unit before it.
type turns struct{ rows, rises, falls int }

// turnsOf counts those of each file in rows as they came.
func (b *builder) turnsOf(rows []model.Outage) map[uint16]*turns {
	all := map[uint16]*turns{}
	last := make([]int32, len(b.log.Units)) // 1 + the row before, by unit
	var t *turns                            // of the file of the row before
	for i := range rows {
		o := &rows[i]
		if i == 0 || rows[i-1].File != o.File {
			if t = all[o.File]; t == nil {
				t = &turns{}
				all[o.File] = t
			}
		}
		t.rows++
		if n := last[o.Unit]; n > 0 && rows[n-1].File == o.File {
			switch before := rows[n-1].Start; {
			case before < o.Start:
				t.rises++
			case before > o.Start:
				t.falls++
			}
		}
		last[o.Unit] = int32(i + 1)
	}
	return all
}

// runs puts rows in order and keeps the first and the last of each run of one state,
// in their place.
func (b *builder) runs(rows []model.Outage) ([]model.Outage, error) {
	b.inOrder(rows)
	b.findStep(rows)
	if err := b.checkRuns(rows); err != nil {
		return nil, err
	}
	kept := rows[:0]
	for i := 0; i < len(rows); {
		n := 1
		for i+n < len(rows) && isSameState(&rows[i], &rows[i+n]) && !b.isGap(&rows[i+n-1], &rows[i+n]) {
			n++
		}
		first, last := rows[i], rows[i+n-1]
		if n > 2 || n == 2 && first.Kind.Is(runBegins) {
			first.Kind, last.Kind = first.Kind&^runEnds|runBegins, last.Kind&^runBegins|runEnds
		}
		kept = append(kept, first)
		if n > 1 {
			kept = append(kept, last)
		}
		i += n
	}
	return kept, nil
}

// checkRuns refuses a row between two of another state between which rows were let go.
func (b *builder) checkRuns(rows []model.Outage) error {
	var run *model.Outage
	for i := range rows {
		o := &rows[i]
		if run != nil && !isSameState(run, o) {
			return fmt.Errorf("%s: its time lies among those of many rows before it, of which not all are kept; sort the file by time", b.where(o))
		}
		switch {
		case o.Kind.Is(runEnds):
			run = nil
		case o.Kind.Is(runBegins):
			run = o
		}
	}
	return nil
}

// findStep finds out once whether rows are checks at steady times: most of them tell
// the same as the one before.
func (b *builder) findStep(rows []model.Outage) {
	if b.sampling.asked {
		return
	}
	b.sampling.asked = true
	var steps stepCounts
	steps.add(rows)
	b.sampling.step, _ = steps.steady()
}

// pairStates makes outages of the rows that tell states: each lasts from the first row
// of a unit down to the next that says otherwise.
func (b *builder) pairStates() error {
	rows := b.changes
	switch {
	case b.whole != nil:
		b.takeStates()
		return nil
	case len(rows) == 0:
		return nil
	case b.part != nil:
		b.takeStateDecision()
		b.noteStates(rows)
	}
	b.changes = nil
	b.inOrder(rows)
	if b.part != nil {
		b.noteOrdered(rows)
	}
	b.findStep(rows)
	if err := b.checkRuns(rows); err != nil {
		return err
	}
	b.saySampling(b.watchSpans(rows))
	first := len(b.log.Outages)
	for i := range rows {
		o := rows[i]
		b.seenRows = widened(b.seenRows, o.Start)
		b.log.Units[o.Unit].Seen = true
		var open *model.Outage
		if n := len(b.log.Outages); n > first && b.log.Outages[n-1].Unit == o.Unit && b.log.Outages[n-1].Kind.Is(model.Open) {
			open = &b.log.Outages[n-1]
		}
		down := o.Kind.Is(downRow)
		if open != nil && down && open.Kind.Is(model.Planned) == o.Kind.Is(model.Planned) {
			b.log.Reading.ExposureRows++
			continue
		}
		if open != nil {
			open.End, open.Kind = b.endBefore(rows, i), open.Kind&^model.Open
		}
		if !down {
			b.log.Reading.ExposureRows++
			continue
		}
		o.End, o.Kind = 0, o.Kind&(model.Planned|model.Infant)|model.Open
		b.log.Outages = append(b.log.Outages, o)
	}
	slices.SortFunc(b.log.Outages[first:], func(x, y model.Outage) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	return nil
}
