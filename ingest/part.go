package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"mtbf/internal/num"
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
	Files []FileDecision
	Tree  map[string][]model.Category // sets of causes as they are written -> the paths of each
}

// FileDecision is what the columns of a file decide.
type FileDecision struct {
	Votes    when.Votes
	Order    when.Order
	Borrowed bool // from the files before it
	Told     bool // how long outages last
	Decided  bool
}

// PartAccount is the account of the reading of a part, or of several. Accounts add up to
// that of the whole log.
type PartAccount struct {
	Files   map[int]*PartFileAccount
	Reading model.Reading
	Outages int
	Planned int

	WithoutOffset, Repeated, Skipped, ResolvedByDuration, ClockChanges int
	DurationMismatches, DurationsWithin                                int

	Ends      PartEnds
	Rejects   []PlacedRow // the first of them
	Unmapped  map[string]int
	Seen      [][]bool // by condition and value: whether a row has it
	Causes    []WrittenCauses
	Extent    *model.Interval // of the outages; nil for none
	Months    map[int]bool    // of 30 days since 1970, or the origin of the log, in which an outage begins or ends
	Undecided bool            // the order of day and month was not known: there are no outages
}

// PartFileAccount is what the rows of one file tell.
type PartFileAccount struct {
	Rows         int // drafts of outages
	Votes        when.Votes
	Told         bool // one tells how long an outage lasted
	Clocked      bool // a start has a clock, other than midnight
	Overnight    int
	Zeros        int
	Cancelled    int
	PlannedRows  int
	PlannedHours num.Fixed
}

// PartEnds are the outages without an end that can be read.
type PartEnds struct {
	Unread, Open, Over, Closed, Later int
	First                             *PlacedRow
	ClosedBy                          *ClosedBy
}

// ClosedBy is the column that says that outages are over, of the first file in which it
// does.
type ClosedBy struct {
	File   int
	Column string
}

// WrittenCauses is a set of causes as rows tell it.
type WrittenCauses struct {
	Set     []model.Category
	Levels  string // what separates levels
	Written bool   // it is not placed in the tree yet
	Count   int    // outages

	paths []model.Category // once they are known
}

func (c *WrittenCauses) key() string {
	key := c.Levels
	for _, cause := range c.Set {
		key += "\x00" + string(cause)
	}
	return key
}

// partReading is how a builder reads a part.
type partReading struct {
	decisions *Decisions
	account   *PartAccount
	file      int // that is read
	settling  bool
	lines     map[uint16]*lineMap // by file of the builder
}

// lineMap tells the lines of a file from those of the text of a part.
type lineMap struct {
	first []int // lines of the text, ascending
	of    []RowLines
}

func newLineMap(rows []RowLines) *lineMap {
	m := &lineMap{of: rows, first: make([]int, len(rows))}
	line := 1
	for i, r := range rows {
		m.first[i] = line
		line += int(r.Count)
	}
	return m
}

// line returns the line of the file.
func (m *lineMap) line(n int) int {
	i, exact := slices.BinarySearch(m.first, n)
	if !exact {
		i--
	}
	if i < 0 {
		return n
	}
	return int(m.of[i].First) + n - m.first[i]
}

// ReadPart reads the rows of a part, all of those of its units, files in order. With no
// decisions, or those of a file not known yet, it makes them of its own rows where it
// can, which serves to find them for all.
func (l *Layout) ReadPart(ctx context.Context, opt Options, files []PartFile, decisions *Decisions) (*Log, *PartAccount, error) {
	opt.Rejects, opt.Progress = nil, nil
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, nil, err
	}
	b.resume(l.base)
	b.part = &partReading{decisions: decisions, lines: map[uint16]*lineMap{}, account: &PartAccount{Files: map[int]*PartFileAccount{}}}
	for i := range files {
		if err := l.filePart(b, &files[i]); err != nil {
			return nil, nil, err
		}
	}
	log, err := b.finishPart()
	return log, b.part.account, err
}

// resume takes what another builder has found out about all files.
func (b *builder) resume(base *builder) {
	b.log.Files, b.sheets, b.log.Clock, b.clockSet = base.log.Files, base.sheets, base.log.Clock, base.clockSet
	b.zone, b.zoneAssumed, b.account.Timezone, b.values = base.zone, base.zoneAssumed, base.account.Timezone, base.values
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
	f.votes, f.order, f.borrowed = d.Votes, d.Order, d.Borrowed
	a.Clocked = f.clocked()
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
	planned, _ := f.kinds()
	a.PlannedRows, a.PlannedHours = planned.rows, planned.hours
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

// clocked reports whether a start has a clock that is not midnight.
func (f *fileReader) clocked() bool {
	if f.numeric || f.complete > 0 {
		return true
	}
	for i := range f.marks {
		start := when.Stamp(math.Float64bits(f.log.Outages[f.first+i].Start))
		if start.HasClock() && !(start.Possible(f.order) && math.Mod(utc.Resolve(start, f.order).Hours, model.HoursPerDay) == 0) {
			return true
		}
	}
	return false
}

// toldUnits are the units of durations as the user, the profile or the name of the column
// tells them: what only many rows tell does not merge.
func (f *fileReader) toldUnits() (u durationUnits, err error) {
	u = durationUnits{number: 1, clock: 1}
	given, isGiven := f.givenUnit()
	const minute = 1 / 60.
	refused := &census.NotMergeableError{What: f.name, Why: "its rows together tell the unit of durations; --duration-unit names it"}
	if f.anyLasting(bareDuration) {
		named, isNamed := when.UnitOfName(f.durationName())
		switch {
		case isGiven:
			u.number = given
		case isNamed:
			u.number = named
		default:
			return u, refused
		}
	}
	if f.anyMarked(shortClock) {
		if !isGiven {
			return u, refused
		}
		if given <= minute {
			u.clock = minute
		}
	}
	return u, nil
}

// finishPart does what is to be done with the outages of each unit, and notes what is of
// all of them.
func (b *builder) finishPart() (*Log, error) {
	a := b.part.account
	b.stackDays()
	b.closeFollowed()
	b.noteCauses()
	if err := b.plantPart(); err != nil {
		return nil, err
	}
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		o.Line = int32(min(b.part.lines[o.File].line(int(o.Line)), math.MaxInt32))
		if o.Kind.Is(model.Planned) {
			a.Planned++
		}
	}
	b.noteTimes()
	c := &b.account
	a.Reading, a.Outages, a.Unmapped, a.Seen = b.log.Reading, len(b.log.Outages), b.unmapped, b.seenValues
	a.WithoutOffset, a.Repeated, a.Skipped, a.ResolvedByDuration, a.ClockChanges = c.WithoutOffset, c.Repeated, c.Skipped, c.ResolvedByDuration, c.ClockChanges
	a.DurationMismatches, a.DurationsWithin = c.DurationMismatches, c.DurationsWithin
	e := &b.ends
	a.Ends.Unread, a.Ends.Open, a.Ends.Over, a.Ends.Closed, a.Ends.Later = e.unread, e.open, e.over, e.closed, e.later
	return &Log{Log: b.log, Account: b.account}, nil
}

// noteTimes notes in which months something happens, and from when to when.
func (b *builder) noteTimes() {
	a := b.part.account
	a.Months = map[int]bool{}
	note := func(t float64) { a.Months[int(math.Floor(t/monthHours))] = true }
	last := math.NaN() // most times are of the month of the one before
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		if m := math.Floor(o.Start / monthHours); m != last {
			note(o.Start)
			last = m
		}
		if ended(o) && o.End != o.Start && math.Floor(o.End/monthHours) != last {
			note(o.End)
		}
	}
	if w := census.Extent(b.log); w.From < w.To {
		a.Extent = &w
	}
}

// monthHours is the length of what counts as a month in PartAccount.Months.
const monthHours = 30 * model.HoursPerDay

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

// plantPart gives causes the paths that all values decided, where they are known.
func (b *builder) plantPart() error {
	if b.part.decisions == nil || b.part.decisions.Tree == nil {
		return nil
	}
	paths := make([][]model.Category, len(b.log.Causes))
	for n := range paths {
		c := &b.part.account.Causes[n]
		known, ok := b.part.decisions.Tree[c.key()]
		if !ok || len(known) != len(c.Set) {
			return fmt.Errorf("ingest: causes %q of which the survey did not know", c.Set)
		}
		paths[n] = slices.Clone(known)
	}
	b.replaceCauses(func(n, i int) model.Category { return paths[n][i] })
	return nil
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

// Merge adds the account of another part.
func (a *PartAccount) Merge(o *PartAccount) {
	if a.Files == nil {
		a.Files = map[int]*PartFileAccount{}
	}
	for i, f := range o.Files {
		if a.Files[i] == nil {
			a.Files[i] = &PartFileAccount{}
		}
		a.Files[i].merge(f)
	}
	mergeReading(&a.Reading, &o.Reading)
	a.Outages, a.Planned = a.Outages+o.Outages, a.Planned+o.Planned
	a.WithoutOffset, a.Repeated, a.Skipped = a.WithoutOffset+o.WithoutOffset, a.Repeated+o.Repeated, a.Skipped+o.Skipped
	a.ResolvedByDuration, a.ClockChanges = a.ResolvedByDuration+o.ResolvedByDuration, a.ClockChanges+o.ClockChanges
	a.DurationMismatches, a.DurationsWithin = a.DurationMismatches+o.DurationMismatches, a.DurationsWithin+o.DurationsWithin
	a.Ends.merge(&o.Ends)
	a.Rejects = firstRows(append(a.Rejects, o.Rejects...))
	a.Unmapped = withCounts(a.Unmapped, o.Unmapped)
	a.mergeSeen(o.Seen)
	a.mergeCauses(o.Causes)
	if a.Months == nil {
		a.Months = map[int]bool{}
	}
	maps.Copy(a.Months, o.Months)
	switch {
	case a.Extent == nil:
		a.Extent = o.Extent
	case o.Extent != nil:
		a.Extent = &model.Interval{From: min(a.Extent.From, o.Extent.From), To: max(a.Extent.To, o.Extent.To)}
	}
	a.Undecided = a.Undecided || o.Undecided
}

func (f *PartFileAccount) merge(o *PartFileAccount) {
	f.Rows, f.Overnight, f.Zeros, f.Cancelled, f.PlannedRows = f.Rows+o.Rows, f.Overnight+o.Overnight, f.Zeros+o.Zeros, f.Cancelled+o.Cancelled, f.PlannedRows+o.PlannedRows
	f.Votes.Merge(o.Votes)
	f.Told, f.Clocked = f.Told || o.Told, f.Clocked || o.Clocked
	f.PlannedHours.Merge(o.PlannedHours)
}

func mergeReading(to, from *model.Reading) {
	to.RowsRead, to.Rejected, to.Duplicates, to.ExposureRows = to.RowsRead+from.RowsRead, to.Rejected+from.Rejected, to.Duplicates+from.Duplicates, to.ExposureRows+from.ExposureRows
	to.ExcludedBy = withCounts(to.ExcludedBy, from.ExcludedBy)
}

func withCounts(to, from map[string]int) map[string]int {
	if to == nil {
		to = map[string]int{}
	}
	for k, n := range from {
		to[k] += n
	}
	return to
}

func (e *PartEnds) merge(o *PartEnds) {
	e.Unread, e.Open, e.Over, e.Closed, e.Later = e.Unread+o.Unread, e.Open+o.Open, e.Over+o.Over, e.Closed+o.Closed, e.Later+o.Later
	if o.First != nil && (e.First == nil || o.First.before(e.First)) {
		e.First = o.First
	}
	if o.ClosedBy != nil && (e.ClosedBy == nil || o.ClosedBy.File < e.ClosedBy.File) {
		e.ClosedBy = o.ClosedBy
	}
}

// before reports whether a whole log would have found a row before another one.
func (p *PlacedRow) before(q *PlacedRow) bool { return compareRows(*p, *q) < 0 }

func compareRows(p, q PlacedRow) int {
	phase := func(r PlacedRow) int {
		if r.Settled {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(p.Index, q.Index), cmp.Compare(phase(p), phase(q)), cmp.Compare(p.Line, q.Line))
}

// firstRows are those of rejected rows that a whole log would have kept.
func firstRows(all []PlacedRow) []PlacedRow {
	slices.SortStableFunc(all, compareRows)
	return all[:min(len(all), maxKeptRejects)]
}

func (a *PartAccount) mergeSeen(o [][]bool) {
	if a.Seen == nil {
		a.Seen = make([][]bool, len(o))
		for i := range o {
			a.Seen[i] = make([]bool, len(o[i]))
		}
	}
	for i := range min(len(a.Seen), len(o)) {
		for k := range min(len(a.Seen[i]), len(o[i])) {
			a.Seen[i][k] = a.Seen[i][k] || o[i][k]
		}
	}
}

// mergeCauses adds sets of causes; in the end they are in order.
func (a *PartAccount) mergeCauses(o []WrittenCauses) {
	places := make(map[string]int, len(a.Causes))
	for i := range a.Causes {
		places[a.Causes[i].key()] = i
	}
	for i := range o {
		key := o[i].key()
		if at, known := places[key]; known {
			a.Causes[at].Count += o[i].Count
			continue
		}
		places[key] = len(a.Causes)
		a.Causes = append(a.Causes, o[i])
	}
	slices.SortFunc(a.Causes, func(x, y WrittenCauses) int { return cmp.Compare(x.key(), y.key()) })
}

// Gather puts the blocks of a part into the rows of its files. first gives the line of a
// split's file before the split begins.
func Gather(blocks []*RowBlock, first func(Split) int) []PartFile {
	slices.SortStableFunc(blocks, func(a, b *RowBlock) int {
		return cmp.Or(cmp.Compare(a.Split.File, b.Split.File), cmp.Compare(a.Split.Number, b.Split.Number), cmp.Compare(a.Lines[0].First, b.Lines[0].First))
	})
	var files []PartFile
	for _, b := range blocks {
		if n := len(files); n == 0 || files[n-1].File != b.Split.File {
			files = append(files, PartFile{File: b.Split.File})
		}
		f := &files[len(files)-1]
		f.Text = append(f.Text, b.Text...)
		before := first(b.Split)
		for _, l := range b.Lines {
			f.Lines = append(f.Lines, RowLines{int32(min(before+int(l.First), math.MaxInt32)), l.Count})
		}
	}
	return files
}

// AppendBinary writes a block: its split and its lines as numbers of as many bytes as
// they need, then its text.
func (b *RowBlock) AppendBinary(to []byte) ([]byte, error) {
	for _, n := range []int64{int64(b.Split.File), int64(b.Split.Number), b.Split.From, b.Split.To, int64(len(b.Lines))} {
		to = binary.AppendUvarint(to, uint64(n))
	}
	last := int32(0)
	for _, l := range b.Lines {
		to = binary.AppendUvarint(to, uint64(l.First-last))
		to = binary.AppendUvarint(to, uint64(l.Count))
		last = l.First
	}
	return append(to, b.Text...), nil
}

var errNoBlock = errors.New("ingest: a block of rows that is damaged")

// UnmarshalBinary reads what AppendBinary writes; the block keeps the memory.
func (b *RowBlock) UnmarshalBinary(raw []byte) error {
	bad := false
	next := func(most uint64) uint64 {
		v, n := binary.Uvarint(raw)
		if n <= 0 || v > most {
			bad = true
			return 0
		}
		raw = raw[n:]
		return v
	}
	b.Split = Split{int(next(math.MaxInt32)), int(next(math.MaxInt32)), int64(next(math.MaxInt64)), int64(next(math.MaxInt64))}
	rows := next(uint64(len(raw)))
	if bad || rows == 0 {
		return errNoBlock
	}
	b.Lines = make([]RowLines, rows)
	last, lines := uint64(0), uint64(0)
	for i := range b.Lines {
		last += next(math.MaxInt32)
		count := next(math.MaxInt32)
		lines += count
		if bad || last > math.MaxInt32 || count == 0 {
			return errNoBlock
		}
		b.Lines[i] = RowLines{int32(last), int32(count)}
	}
	b.Text = raw
	if lines != uint64(bytes.Count(raw, []byte("\n"))) || raw[len(raw)-1] != '\n' {
		return errNoBlock
	}
	return nil
}
