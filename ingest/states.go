package ingest

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// StateRule says by hand, or in a profile, which column tells up from down.
type StateRule struct {
	Column string   `yaml:"column"` // "": none does, every row is an outage of its own
	Down   []string `yaml:"down"`   // values of it; nil: as far as they are known words
	Up     []string `yaml:"up"`     // nil: all others

	Planned []string `yaml:"planned"` // down, for planned work
	Drain   []string `yaml:"drain"`   // down, perhaps for planned work
	Other   []string `yaml:"other"`   // the state stays as it was
	Rest    string   `yaml:"rest"`    // what a value means that is in no list: up, down, or other; empty: other, or up where no value is
	Blank   string   `yaml:"blank"`   // what a blank cell means: up, down or other; empty: other, or up where rows are failures
	Rows    string   `yaml:"rows"`    // what the rows are: changes, intervals, failures or outages; empty: found
}

// stateUses are the words for what rows are.
var stateUses = map[string]stateUse{"changes": paired, "intervals": chosen, "failures": flagged, "outages": remarked}

// stateMeanings are the words for what a value means where it stands in no list.
var stateMeanings = map[string]stateWord{"up": upState, "down": downState, "other": otherState}

func (r *StateRule) validate() error {
	if r == nil {
		return nil
	}
	if _, ok := stateUses[r.Rows]; !ok && r.Rows != "" {
		return fmt.Errorf("state: rows: %q is not changes, intervals, failures or outages", r.Rows)
	}
	for _, word := range []string{r.Rest, r.Blank} {
		if _, ok := stateMeanings[word]; !ok && word != "" {
			return fmt.Errorf("state: %q is not up, down or other", word)
		}
	}
	return nil
}

// stateUse is what a column of states does to the rows of its file.
type stateUse uint8

const (
	paired   stateUse = iota + 1 // rows are changes of state or checks: an outage lasts from down to the next up
	chosen                       // rows are intervals of both states: those down are outages
	flagged                      // rows with the mark are failures, all others are none
	remarked                     // all rows are outages, some of which may be planned
)

// stateRule is how the column of states of a file is read. A nil one reads none.
type stateRule struct {
	column   int
	name     string
	use      stateUse
	soft     int      // column that says which alerts are passing ones, -1 for none
	drains   []string // values in the sample that may mean planned work
	plans    []string // that do
	cause    bool     // the column tells the cause too
	alone    bool     // the durations in the rows are not those of the states
	meanings map[string]stateWord
	rest     stateWord // of a value that has no meaning
	blank    stateWord
}

// Marks on rows that are not yet outages, beside those of model.Kind.
const (
	downRow   model.Kind = 1 << (iota + 4)
	upRow                // the unit serves again
	runBegins            // rows of the same state followed, up to the next that ends the run, and were let go
	runEnds
	drainRow = runBegins // where rows are not paired: down, perhaps for planned work
)

// noFailure is the reason in Reading.ExcludedBy of a row that tells of none.
const noFailure = "no-failure"

// of returns what a row says, by its cells of the state and of its kind.
func (r *stateRule) of(cell, kind string) stateWord {
	if strings.TrimSpace(cell) == "" {
		return r.blank
	}
	w := meaning(r.meanings, cell)
	switch {
	case w == noState:
		return r.rest
	case r.soft >= 0 && plainWord(kind) == "soft":
		return otherState
	}
	return w
}

// ofRecord returns what a record says.
func (r *stateRule) ofRecord(record []string) stateWord {
	if r == nil {
		return noState
	}
	kind := ""
	if r.soft >= 0 {
		kind = record[r.soft]
	}
	return r.of(record[r.column], kind)
}

func (r *stateRule) pairs() bool { return r != nil && r.use == paired }

// leavesOut reports whether a row that says so is neither an outage nor the end of one.
func (r *stateRule) leavesOut(w stateWord) bool {
	switch {
	case r == nil || r.use == remarked:
		return false
	case r.use == paired:
		return !w.isDown() && w != upState
	}
	return !w.isDown()
}

// kind returns the marks of a row.
func (r *stateRule) kind(w stateWord) (kind model.Kind) {
	switch {
	case r == nil:
		return 0
	case w == plannedState:
		kind |= model.Planned
	case w == drainState && r.use != paired:
		kind |= drainRow
	}
	switch {
	case r.use != paired:
	case w.isDown():
		kind |= downRow
	case w == upState:
		kind |= upRow
	}
	return kind
}

// stateOf returns what the row of the decoder says, looking each pair of cells up once.
func (d *rowDecoder) stateOf() stateWord {
	r := d.f.states
	if r == nil {
		return noState
	}
	cell, kind := d.in.Field(r.column), []byte(nil)
	if r.soft >= 0 {
		kind = d.in.Field(r.soft)
	} else if w, ok := d.states[string(cell)]; ok {
		return w
	}
	w := r.of(string(cell), string(kind))
	if r.soft < 0 && len(d.states) < maxStates {
		d.states[string(cell)] = w
	}
	return w
}

// countState counts a row by what it says.
func (f *fileReader) countState(w stateWord) {
	switch {
	case f.states == nil:
	case w.isDown():
		f.downs++
	case w == noState:
		f.unknown++
	}
}

// leaveOut counts a decoded row that is no outage.
func (f *fileReader) leaveOut(row *cells, w stateWord) {
	if _, err := f.flaw(row); err == nil {
		f.votes.Add(row.Start.stamp)
		f.votes.Add(row.End.stamp)
		f.log.Units[f.unitNamed(row.Unit)].Seen = true
		f.watch(row.Start.bits(), row.End.bits(), row.Duration.value, row.marks(false))
	}
	f.countLeftOut(w)
}

func (f *fileReader) countLeftOut(w stateWord) {
	f.countState(w)
	if f.states.use == flagged {
		f.log.Reading.ExcludedBy[noFailure]++
		return
	}
	f.log.Reading.ExposureRows++
}

// leaveOut counts a row of a piece that is no outage.
func (m *merger) leaveOut(s *decodedRow, n *numbers, p *piece) {
	f := m.f
	if n.units[s.unit] < 0 {
		n.units[s.unit] = f.unitNamed(p.units[s.unit])
	}
	if !f.numeric {
		f.votes.Add(when.Stamp(s.start))
		f.votes.Add(when.Stamp(s.end))
	}
	f.log.Units[n.units[s.unit]].Seen = true
	f.watch(s.start, s.end, s.duration, s.marks)
	f.countLeftOut(s.state)
}

// dateOrders are those in which dates may be meant.
var dateOrders = [...]when.Order{when.DayFirst, when.MonthFirst}

// watched is from when to when rows were seen, and how long the last of them lasted,
// in the unit of its column.
type watched struct {
	model.Interval
	Last, Lasts float64
	Marks       draftMarks // of that row
}

// lasting takes a row for the last if it is later than the one that was, or lasts longer.
func (w *watched) lasting(start, lasts float64, marks draftMarks) {
	if cmp.Or(cmp.Compare(start, w.Last), cmp.Compare(lasts, w.Lasts), cmp.Compare(marks, w.Marks)) > 0 {
		w.Last, w.Lasts, w.Marks = start, lasts, marks
	}
}

// merge takes what was seen in other rows.
func (w *watched) merge(o *watched) {
	switch {
	case w.Interval == (model.Interval{}):
		w.Interval = o.Interval
	case o.Interval != (model.Interval{}):
		w.Interval = model.Interval{From: min(w.From, o.From), To: max(w.To, o.To)}
	}
	w.lasting(o.Last, o.Lasts, o.Marks)
}

// watch notes that a row was seen which is no outage: the times between the first
// and the last of all rows were watched, in whatever order of day and month.
func (f *fileReader) watch(start, end uint64, lasts float64, marks draftMarks) {
	for i, order := range dateOrders {
		w, known := &f.seenIn[i], marks&(hasEnd|hasDuration) != 0
		if t, ok := f.at(start, order); ok {
			w.Interval = widened(w.Interval, t)
			if !known && !f.numeric && !when.Stamp(start).HasClock() {
				w.Interval = widened(w.Interval, t+model.HoursPerDay) // a day is watched to its end
			}
			if marks&hasDuration != 0 {
				w.lasting(t, lasts, marks)
			}
		}
		if t, ok := f.at(end, order); ok && marks&hasEnd != 0 {
			w.Interval = widened(w.Interval, t)
		}
	}
}

// at is a time in one order of day and month.
func (f *fileReader) at(bits uint64, order when.Order) (hours float64, ok bool) {
	if f.numeric {
		return when.QuantizeHours(math.Float64frombits(bits) * f.timeUnit), true
	}
	stamp := when.Stamp(bits)
	if !stamp.Possible(order) {
		return 0, false
	}
	return f.zone.Resolve(stamp, order).Hours, true
}

// widened is the smallest interval around w and t; a w of zero is empty.
func widened(w model.Interval, t float64) model.Interval {
	if w == (model.Interval{}) {
		return model.Interval{From: t, To: math.Nextafter(t, math.Inf(1))}
	}
	return model.Interval{From: min(w.From, t), To: max(w.To, math.Nextafter(t, math.Inf(1)))}
}

// settleStates hands over to the log what the states of the file show; units are those
// of durations.
func (f *fileReader) settleStates(units durationUnits) {
	seen := &f.seenIn[0]
	if f.order == dateOrders[1] {
		seen = &f.seenIn[1]
	}
	seen.Lasts *= f.unitOfLast(units, seen.Marks)
	if seen.Interval != (model.Interval{}) {
		to := max(seen.To, seen.Last+seen.Lasts)
		f.seenRows = widened(widened(f.seenRows, seen.From), to)
		f.reachExport(to)
	}
	f.declareWindow()
	f.downRows += f.downs
	if f.states != nil && f.unknown > 0 {
		f.assume("state-unknown", "%s of %s say in %q neither up nor down, and change nothing; --down and --up place their values", model.Counted(f.unknown, "row"), f.name, f.states.name)
	}
	if f.states.pairs() {
		rows := f.log.Outages[f.first:]
		f.changes = append(f.changes, rows...)
		f.log.Outages = f.log.Outages[:f.first]
	}
}

// unitOfLast returns the unit of the last duration of rows that are no outages, 0 where
// nothing tells it: the outages do, if there are any.
func (f *fileReader) unitOfLast(units durationUnits, marks draftMarks) float64 {
	some := len(f.log.Outages) > f.first
	if f.whole != nil {
		some = f.whole.of(int(f.index)).Settled > 0
	}
	if marks&(bareDuration|shortClock) == 0 || some {
		return units.of(marks)
	}
	if unit, ok := f.givenUnit(); ok {
		return unit
	}
	unit, _ := when.UnitOfName(f.durationName())
	return unit
}

// watchOthers takes the window that the files tell, else makes the times of rows that
// are no outages part of it.
func (b *builder) watchOthers() {
	if b.declared > 0 && b.declared == len(b.log.Files) {
		b.log.Watched = &b.window
		return
	}
	if b.seenRows == (model.Interval{}) {
		return
	}
	w := b.seenRows
	if b.log.Watched != nil {
		w = widened(widened(w, b.log.Watched.From), b.log.Watched.To)
	}
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		if b.farOff(o.Start) {
			continue
		}
		w = widened(w, o.Start)
		if o.Kind&(model.Open|model.NoDuration) == 0 && !b.farOff(o.End) {
			w = widened(w, o.End)
		}
	}
	if b.whole != nil && b.whole.Extent != nil {
		w = model.Interval{From: min(w.From, b.whole.Extent.From), To: max(w.To, b.whole.Extent.To)}
	}
	b.log.Watched = &w
}

// checkStates refuses a state by hand that no row has.
func (b *builder) checkStates() error {
	r := b.opt.State
	if r == nil || len(r.Down) == 0 || b.downRows > 0 || b.log.Reading.RowsRead == 0 {
		return nil
	}
	return fmt.Errorf("state: no row has %s in the column %q, which is to mean down; name its values with --down", table.QuoteNames(r.Down, 12), r.Column)
}
