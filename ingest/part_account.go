package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"mtbf/internal/num"
	"mtbf/internal/when"
	"mtbf/model"
)

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
	Times     PartTimes
	Far       farTimes
	Days      partDays
	States    PartStates
	Undecided bool // the order of day and month was not known: there are no outages

	decided Decisions // of the whole, once it is settled
}

// UnmarshalJSON reads an account, which has no fields but its own, and of which nothing in
// a map is null.
func (a *PartAccount) UnmarshalJSON(text []byte) error {
	type plain PartAccount
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode((*plain)(a)); err != nil {
		return err
	}
	for _, f := range a.Files {
		if f == nil {
			return errors.New("ingest: the account of a part has none of one of its files")
		}
	}
	for _, m := range a.Times.Months {
		if m == nil {
			return errors.New("ingest: the account of a part has a month without times")
		}
	}
	return nil
}

// PartFileAccount is what the rows of one file tell.
type PartFileAccount struct {
	Rows         int // drafts of outages
	Votes        when.Votes
	Told         bool // one tells how long an outage lasted
	Clocked      bool // a start has a clock, other than midnight
	Timed        bool // a start has a clock
	Ended        bool // a row has an end
	Overnight    int
	Zeros        int
	Cancelled    int
	PlannedRows  int
	PlannedHours num.Fixed
	Settled      int  // drafts that became outages, or rows to be paired to some
	Paired       bool // its rows tell states that are paired
	States       fileStates
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
	a.Times.merge(&o.Times)
	a.Far.merge(&o.Far)
	a.Days.merge(&o.Days)
	a.Extent = around(a.Extent, o.Extent)
	a.States.merge(&o.States)
	a.Undecided = a.Undecided || o.Undecided
}

func (f *PartFileAccount) merge(o *PartFileAccount) {
	f.Rows, f.Overnight, f.Zeros, f.Cancelled, f.PlannedRows = f.Rows+o.Rows, f.Overnight+o.Overnight, f.Zeros+o.Zeros, f.Cancelled+o.Cancelled, f.PlannedRows+o.PlannedRows
	f.Votes.Merge(o.Votes)
	f.Told, f.Clocked = f.Told || o.Told, f.Clocked || o.Clocked
	f.Timed, f.Ended = f.Timed || o.Timed, f.Ended || o.Ended
	f.PlannedHours.Merge(o.PlannedHours)
	f.Settled, f.Paired = f.Settled+o.Settled, f.Paired || o.Paired
	f.States.merge(&o.States)
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
