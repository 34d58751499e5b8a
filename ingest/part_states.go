package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// StateDecision is what all rows that tell states decide about how they are paired.
type StateDecision struct {
	Step      float64        // hours from one check of a unit to the next, 0 where rows are changes
	Rows      model.Interval // from the first to the last of them, where there is a step; the survey does not look at it
	Direction []int          // by file, of those in which it matters: 1 in order of time, -1 for one that begins with the last row
}

// direction returns that of a file.
func (d *StateDecision) direction(file int) int {
	if file < len(d.Direction) {
		return d.Direction[file]
	}
	return 1
}

// PartStates is what the rows of a part that tell states have in common.
type PartStates struct {
	Steps stepCounts
	Rows  *model.Interval // from the first to the last of them; nil for none
	Seen  *model.Interval // of the rows that are no outages
	Step  float64         // hours between checks by which gaps and spans were found; 0: by none
	Gaps  gaps            // but for those before the first and after the last check of a unit
	Spans []Span          // over which units were watched, where they are checked at steady times
}

// Span is a stretch of time over which so many units were watched. The first one of a
// unit, and the last, are from check to check until [gaps.close] knows the rows of all
// parts.
type Span struct {
	model.Interval
	Units       int
	First, Last bool
}

func (s *PartStates) merge(o *PartStates) {
	s.Steps.merge(&o.Steps)
	s.Rows, s.Seen = around(s.Rows, o.Rows), around(s.Seen, o.Seen)
	s.Step = max(s.Step, o.Step)
	s.Gaps.merge(&o.Gaps)
	s.Spans = mergedSpans(append(s.Spans, o.Spans...))
}

// around is the smallest interval around two, of which either may be none.
func around(a, b *model.Interval) *model.Interval {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &model.Interval{From: min(a.From, b.From), To: max(a.To, b.To)}
}

// close closes the spans by what all parts have decided. Those that were found by another
// step are left out: the parts are surveyed once more.
func (s *PartStates) close(d *StateDecision) {
	if s.Step != d.Step {
		s.Gaps, s.Spans = gaps{}, nil
	}
	for i := range s.Spans {
		s.Gaps.close(&s.Spans[i], d.Step, d.Rows)
	}
	s.Spans = mergedSpans(s.Spans)
}

// mergedSpans puts spans in order, and those of one stretch of time together.
func mergedSpans(all []Span) []Span {
	slices.SortFunc(all, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.ends(), b.ends()))
	})
	var kept []Span
	for _, s := range all {
		if n := len(kept); n > 0 && kept[n-1].Interval == s.Interval && kept[n-1].ends() == s.ends() {
			kept[n-1].Units += s.Units
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// ends is a number for which ends of the span are open.
func (s *Span) ends() (n int) {
	if s.First {
		n++
	}
	if s.Last {
		n += 2
	}
	return n
}

// fileStates is what the rows of one file tell of states.
type fileStates struct {
	Drafts  int // rows kept for pairing
	Downs   int // rows that say down
	Unknown int // rows whose state is not known
	Seen    [len(dateOrders)]watched
	Rises   int  // of the times of rows of one unit, from each to the next in the file
	Falls   int  // likewise
	Ties    bool // rows of one unit and time tell different states: which comes first matters

	DrainedRows  int
	DrainedHours num.Fixed
}

func (s *fileStates) merge(o *fileStates) {
	s.Drafts, s.Downs, s.Unknown = s.Drafts+o.Drafts, s.Downs+o.Downs, s.Unknown+o.Unknown
	for i := range s.Seen {
		s.Seen[i].merge(&o.Seen[i])
	}
	s.Rises, s.Falls, s.Ties = s.Rises+o.Rises, s.Falls+o.Falls, s.Ties || o.Ties
	s.DrainedRows += o.DrainedRows
	s.DrainedHours.Merge(o.DrainedHours)
}

// settleStatesOfPart takes what the states of the file show for the account of the part.
func (f *fileReader) settleStatesOfPart(a *PartFileAccount) {
	s := &a.States
	s.Downs, s.Unknown, s.Seen = f.downs, f.unknown, f.seenIn
	if f.states.pairs() {
		f.changes = append(f.changes, f.log.Outages[f.first:]...)
		f.log.Outages = f.log.Outages[:f.first]
	}
}

// takeStateDecision takes how rows of states are paired.
func (b *builder) takeStateDecision() {
	d := &StateDecision{}
	if b.part.decisions != nil {
		d = &b.part.decisions.States
	}
	b.sampling = sampling{asked: true, step: d.Step}
	for i := range b.log.Files {
		b.direction[uint16(i)] = d.direction(i)
	}
}

// noteStates takes what rows that tell states have in common for the account of the
// part. They are as they came.
func (b *builder) noteStates(rows []model.Outage) {
	all := none()
	for i := range rows {
		include(&all, rows[i].Start)
	}
	b.part.account.States.Rows = &all
	for file, turns := range b.turnsOf(rows) {
		s := &b.part.account.Files[int(file)].States
		s.Drafts, s.Rises, s.Falls = turns.rows, turns.rises, turns.falls
	}
}

// noteOrdered does so with the rows in order.
func (b *builder) noteOrdered(rows []model.Outage) {
	b.part.account.States.Steps.add(rows)
	for i := 1; i < len(rows); i++ {
		x, y := &rows[i-1], &rows[i]
		if x.Unit == y.Unit && x.Start == y.Start && x.File == y.File && !isSameState(x, y) {
			b.part.account.Files[int(x.File)].States.Ties = true
		}
	}
}

// noteSpans takes the times over which units of the part were watched for its account.
// Whether they are the exposure, the gaps in all parts tell.
func (b *builder) noteSpans(g gaps, spans []model.Exposure) {
	s := &b.part.account.States
	s.Step, s.Gaps, b.log.Exposure = b.sampling.step, g, spans
	for i := range spans {
		s.Spans = append(s.Spans, spanOf(spans, i))
	}
	s.Spans = mergedSpans(s.Spans)
}

// takeStates takes what the states of all parts show for those of the log.
func (b *builder) takeStates() {
	s := &b.whole.States
	if b.whole.decided.States.Step > 0 {
		b.sampling.step = b.whole.decided.States.Step
		b.saySampling(s.Gaps)
		if s.Gaps.any() {
			for _, span := range s.Spans {
				b.log.Exposure = append(b.log.Exposure, model.Exposure{Count: span.Units, Interval: span.Interval})
			}
		}
	}
	if s.Seen != nil {
		b.seenRows = widened(b.seenRows, s.Seen.From)
		b.seenRows.To = max(b.seenRows.To, s.Seen.To)
	}
}

// maxSpans bounds the stretches without a gap that differ: every worker is told of them.
const maxSpans = 1 << 20

// checkGaps refuses files whose rows tell no states beside others in which checks are
// missing, so that these tell the exposure.
func (a *PartAccount) checkGaps(paths []string) error {
	if n := len(a.States.Spans); a.States.Gaps.any() && n > maxSpans {
		return &census.NotMergeableError{What: fmt.Sprintf("checks with gaps that leave %d different stretches of time, more than %d,", n, maxSpans), Why: "each worker needs them all"}
	}
	for i, path := range paths {
		if f := a.of(i); a.States.Gaps.any() && f.Rows > 0 && !f.Paired {
			return &census.NotMergeableError{What: path, Why: "its rows are outages, and other files tell when units were checked"}
		}
	}
	return nil
}

// decideStates decides how the rows of all parts that tell states are paired, as reading
// them at once does.
func (b *builder) decideStates(paths []string, files []FileDecision) (d StateDecision, err error) {
	w := b.whole
	if w.States.Rows == nil {
		return d, nil
	}
	if d.Direction, err = w.directions(paths); err != nil {
		return d, err
	}
	if d.Step, err = b.stepOf(paths, files); err != nil || d.Step == 0 {
		return d, err
	}
	d.Rows = model.Interval{From: w.States.Rows.From, To: math.Nextafter(w.States.Rows.To, math.Inf(1))}
	return d, nil
}

// directions returns the direction of every file in which it matters, 1 for others.
func (a *PartAccount) directions(paths []string) ([]int, error) {
	all := make([]int, len(paths))
	for i, path := range paths {
		f := a.of(i)
		all[i] = 1
		switch s := f.States; {
		case !s.Ties:
		case s.Drafts >= stateRoom && s.Rises > 0 && s.Falls > 0:
			return nil, &census.NotMergeableError{What: path, Why: "rows of one unit and time tell different states, and its rows are in no order of time, in which one of them would come first"}
		case s.Falls > s.Rises:
			all[i] = -1
		}
	}
	return all, nil
}

// stepOf returns the step of all rows where every file is read before its rows are gone
// through; else that of the beginning of the first file whose are, where it is found then.
func (b *builder) stepOf(paths []string, files []FileDecision) (float64, error) {
	for i, path := range paths {
		f := b.whole.of(i)
		if f.Rows < b.roomFor || !f.Paired {
			continue
		}
		if i > 0 && b.whole.Reading.Duplicates > 0 {
			return 0, &census.NotMergeableError{What: path, Why: "its beginning tells how often units were checked, and rows of it may be copies of rows in the files before it"}
		}
		return stepOfBeginning(b.ctx, path, b.opt, files[:i])
	}
	step, _ := b.whole.States.Steps.steady()
	return step, nil
}

// errBeginning ends the reading of the beginning of a file.
var errBeginning = errors.New("ingest: the beginning of the file is read")

// stepOfBeginning reads a file until its rows would be gone through for the first time.
func stepOfBeginning(ctx context.Context, path string, opt Options, before []FileDecision) (float64, error) {
	opt.Rejects, opt.Progress = nil, nil
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return 0, err
	}
	for _, d := range before {
		if order, verdict := d.Votes.Decide(); verdict == when.Proved && b.proved == when.NoOrder {
			b.proved = order
		}
	}
	text, err := table.OpenAny(path, nil)
	if err != nil {
		return 0, err
	}
	defer text.Close()
	f, err := b.beginPart(text)
	if err != nil {
		return 0, err
	}
	body, err := f.dialect.Body(text)
	if err != nil {
		return 0, about(f.name, err)
	}
	b.beginning = true
	if err := f.read(body, text); !errors.Is(err, errBeginning) {
		return 0, errors.Join(err, fmt.Errorf("%s: its beginning has fewer rows than its parts: %w", path, errChanged))
	}
	return b.sampling.step, nil
}

// pairsAlike reports whether rows of states come to the same under another decision. From
// when to when all rows reach is not asked before the parts are put together.
func (d *StateDecision) pairsAlike(o *StateDecision) bool {
	for i := range max(len(d.Direction), len(o.Direction)) {
		if d.direction(i) != o.direction(i) {
			return false
		}
	}
	return d.Step == o.Step
}
