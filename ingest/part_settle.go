package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// Settled is what all parts of a log together decide, and the log that they are, without
// its outages.
type Settled struct {
	Log       *Log
	Decisions Decisions
}

// of returns the account of a file.
func (a *PartAccount) of(file int) PartFileAccount {
	if f := a.Files[file]; f != nil {
		return *f
	}
	return PartFileAccount{}
}

// plant notes the paths of a set of causes.
func (a *PartAccount) plant(n int, paths []model.Category) {
	a.Causes[n].paths = slices.Clone(paths)
}

// Settle decides from the accounts of all splits and all parts of a log how it is read,
// and makes the account of the whole, as reading it at once does. A *Question asks what
// the rows do not tell, and a *census.NotMergeableError tells of what only all rows
// together can.
func Settle(ctx context.Context, paths []string, opt Options, splits []SplitAccount, parts *PartAccount) (*Settled, error) {
	whole := &PartAccount{}
	whole.Merge(parts)
	addBad(whole, splits)
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	b.whole = whole
	s := &Settled{Decisions: Decisions{Files: make([]FileDecision, len(paths))}}
	for i, path := range paths {
		d, err := b.settleWhole(path, i)
		if err != nil {
			return nil, err
		}
		s.Decisions.Files[i] = d
	}
	if s.Decisions.States, err = b.decideStates(paths, s.Decisions.Files); err != nil {
		return nil, err
	}
	whole.decided = s.Decisions
	whole.States.close(&s.Decisions.States)
	if err := whole.checkGaps(paths); err != nil {
		return nil, err
	}
	if err := b.checkWhole(); err != nil {
		return nil, err
	}
	b.takeWhole()
	if s.Log, err = b.finish(); err != nil {
		return nil, err
	}
	if b.near != (model.Interval{}) {
		s.Decisions.Near = &b.near
	}
	s.Decisions.Tree = map[string][]model.Category{}
	for i := range whole.Causes {
		c := &whole.Causes[i]
		if c.paths == nil { // no cause is as it was written
			c.paths = c.Set
		}
		s.Decisions.Tree[c.key()] = c.paths
	}
	return s, nil
}

// addBad adds the records that splits could not split into cells.
func addBad(whole *PartAccount, splits []SplitAccount) {
	for i := range splits {
		whole.Reading.RowsRead += splits[i].BadRows
		whole.Reading.Rejected += splits[i].BadRows
		whole.Rejects = append(whole.Rejects, splits[i].Bad...)
	}
	whole.Rejects = firstRows(whole.Rejects)
}

// settleWhole settles one file by what its rows have told.
func (b *builder) settleWhole(path string, i int) (d FileDecision, err error) {
	text, err := table.OpenAny(path, nil)
	if err != nil {
		return d, err
	}
	defer text.Close()
	f, err := b.beginPart(text)
	if err != nil {
		return d, err
	}
	if err := f.mergeable(); err != nil {
		return d, err
	}
	a := b.whole.of(i)
	f.votes, f.overnight, f.zeros = a.Votes, a.Overnight, a.Zeros
	f.downs, f.unknown, f.seenIn = a.States.Downs, a.States.Unknown, a.States.Seen
	before := b.log.Reading.ExcludedBy[reasonCancelled]
	b.log.Reading.ExcludedBy[reasonCancelled] += a.Cancelled
	f.sayCancelled(before)
	if err := f.settle(); err != nil {
		return d, about(f.name, err)
	}
	daily := a.Rows > 0 && !a.Clocked && (!a.Timed || a.Rows >= fewRows) && !b.whole.Undecided
	if daily {
		f.countDays()
	}
	b.orders = append(b.orders, f.orderReason())
	f.describe(text)
	if f.profile.Say != "" {
		f.assume("profile-says", "%s: %s", f.name, f.profile.Say)
	}
	return FileDecision{Votes: f.votes, Order: f.order, Borrowed: f.borrowed, Told: a.Rows < fewRows || a.Told, Daily: daily, Decided: true}, nil
}

// checkWhole refuses what needs all outages at once.
func (b *builder) checkWhole() error {
	a := b.whole
	if len(a.Causes) > maxCategoryValues {
		return fmt.Errorf("the category columns have more than %d different values, so they name no categories; choose others with --column category=NAME, do without with --column category=, or group their values with --taxonomy FILE", maxCategoryValues)
	}
	return nil
}

func sortedInts[V any](set map[int]V) []int {
	all := make([]int, 0, len(set))
	for n := range set {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// takeWhole takes the account of all parts for that of the log.
func (b *builder) takeWhole() {
	w, c := b.whole, &b.account
	b.log.Reading = w.Reading
	if b.log.Reading.ExcludedBy == nil {
		b.log.Reading.ExcludedBy = map[string]int{}
	}
	c.WithoutOffset, c.Repeated, c.Skipped, c.ResolvedByDuration, c.ClockChanges = w.WithoutOffset, w.Repeated, w.Skipped, w.ResolvedByDuration, w.ClockChanges
	c.DurationMismatches, c.DurationsWithin = w.DurationMismatches, w.DurationsWithin
	c.Rejects = nil
	for i := range w.Rejects {
		c.Rejects = append(c.Rejects, w.Rejects[i].rowError(b.orders))
	}
	e := &w.Ends
	b.ends.unread, b.ends.open, b.ends.over, b.ends.closed, b.ends.later = e.Unread, e.Open, e.Over, e.Closed, e.Later
	if e.First != nil {
		b.ends.first = e.First.rowError(b.orders)
	}
	if e.ClosedBy != nil {
		b.ends.status = e.ClosedBy.Column
	}
	if w.Unmapped != nil {
		b.unmapped = w.Unmapped
	}
	if w.Seen != nil {
		b.seenValues = w.Seen
	}
	for n := range w.Causes {
		b.log.Causes = append(b.log.Causes, slices.Clone(w.Causes[n].Set))
		if w.Causes[n].Written {
			b.asWritten[int32(n)] = w.Causes[n].Levels
		}
	}
}

// Preview reads the rows at the beginning of every file, as a part, for a first guess of
// what all of them decide. Of the first file whose rows tell states it reads as many as
// decide how often units were checked; if its times have a clock, those of others that do
// have one too, as files of many units may all begin with many rows of midnight.
func (l *Layout) Preview(ctx context.Context, opt Options) (*PartAccount, error) {
	var files []PartFile
	for i := range l.Files {
		p, err := l.Files[i].preview(i, sampleRows, table.SampleSize)
		if err != nil {
			return nil, err
		}
		files = append(files, p)
	}
	part, err := l.ReadPart(ctx, opt, files, nil)
	if err != nil {
		return nil, err
	}
	first := slices.IndexFunc(files, func(p PartFile) bool { return part.Account.of(p.File).Paired })
	if first < 0 {
		return part.Account, nil
	}
	if files[first], err = l.Files[first].preview(first, stateRoom-1, statesSize); err != nil {
		return nil, err
	}
	if part, err = l.ReadPart(ctx, opt, files, nil); err != nil {
		return nil, err
	}
	for _, f := range part.Account.Files {
		f.Clocked = f.Clocked || f.Paired && part.Account.of(first).Clocked
	}
	return part.Account, nil
}

// statesSize bounds the beginning of a file whose rows tell states, in bytes.
const statesSize = 128 << 20

// preview returns at most so many rows of the first bytes of the file.
func (l *FileLayout) preview(file, rows int, size int64) (PartFile, error) {
	p := PartFile{File: file}
	text, err := table.OpenAny(l.Name, nil)
	if err != nil {
		return p, err
	}
	defer text.Close()
	in, err := l.dialect.Body(io.LimitReader(text, size))
	if err != nil {
		return p, about(l.Name, err)
	}
	d := &divider{l: l}
	for len(p.Lines) < rows {
		err := in.Next()
		if bad := (*table.RecordError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			break // the end of the sample
		}
		p.Text = append(p.Text, d.written(in)...)
		p.Lines = append(p.Lines, RowLines{int32(in.Line()), 1})
	}
	return p, nil
}

// ReadAlike reports whether rows are read in the same way under other decisions: dates,
// and rows without an end.
func (d *Decisions) ReadAlike(o *Decisions) bool {
	same := func(a, b FileDecision) bool {
		return a.Decided && b.Decided && a.Order == b.Order && a.Borrowed == b.Borrowed && a.Told == b.Told && a.Daily == b.Daily
	}
	return slices.EqualFunc(d.Files, o.Files, same) && d.States.pairsAlike(&o.States) && (d.Near == nil) == (o.Near == nil) && (d.Near == nil || *d.Near == *o.Near)
}

// Reading is what of the decisions the reading of rows depends on.
func (d *Decisions) Reading() *Decisions {
	return &Decisions{Files: d.Files, States: d.States, Near: d.Near}
}

// Known reports whether the order of dates of all files is known.
func (d *Decisions) Known() bool {
	return !slices.ContainsFunc(d.Files, func(f FileDecision) bool { return !f.Decided || f.Order == when.NoOrder && f.Votes.Ambiguous > 0 })
}
