package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// Options say how logs are read. The zero value detects everything.
type Options struct {
	Profile            string          // a shipped profile or a file; empty: detected from the columns
	Columns            map[Role]string // the user's own mapping, before the profile's
	Timezone           string          // IANA zone of times without an offset; empty: the profile's, or UTC
	TimeUnit           string          // of bare numbers in time columns
	DurationUnit       string          // of bare numbers in the duration column
	DateOrder          string          // day-month or month-day; empty: decided over the column
	DurationFromColumn bool            // an outage lasts what the duration column says, not end - start
	CategorySeparator  *string         // between the levels of a category; "": there are none; nil: the profile's, or "/" where the values form a tree
	KeepDuplicates     bool
	Where              []Condition
	State              *StateRule  // nil: found
	PlannedWhere       []Condition // rows that meet one are planned work; nil: found; empty: none
	Sheets             []string    // of workbooks and documents with several lists: those that are read; nil: all that hold outages
	By                 string      // column whose values become Outage.Group
	Taxonomy           *census.Taxonomy
	Rejects            func(*RowError) error // called for every rejected row when it is found: those that cannot be decoded, then those the whole column shows wrong
	Stdin              io.Reader             // what "-" reads
	Workers            int                   // goroutines that split and decode; 0 is 1; the result does not depend on it
	Progress           func(Progress)        // called now and then while files are read
}

// Log is a log with the account of its reading.
type Log struct {
	*model.Log
	Account Account
}

// Account tells how files were understood and what was done to their rows,
// beyond the counts in model.Reading.
type Account struct {
	Files              []FileAccount
	Timezone           string
	WithoutOffset      int // time stamps read in Timezone
	Repeated           int // wall-clock times that came twice when clocks were put back
	Skipped            int // wall-clock times that never came when clocks were put forward
	ResolvedByDuration int // rows with such a time where the duration told which instant was meant
	ClockChanges       int // rows whose wall-clock difference is not the time elapsed
	DurationMismatches int // rows whose duration differs from end - start by more than the resolution of the times
	DurationsWithin    int // rows where it differs by no more than that resolution
	DurationFrom       string
	Unmapped           []ValueCount // the most frequent values that no taxonomy rule places
	Rejects            []*RowError  // the first few
	OneSystem          bool         // no column names the unit: all outages are of one system
	UnitCandidates     []ValueCount // columns that may name it, with the number of their values
	Warnings           []model.Warning
}

// FileAccount tells how one file was understood.
type FileAccount struct {
	Name        string
	Encoding    string
	Compression string
	Delimiter   string
	HeaderLine  int // the lines above it are passed over
	UnitsLine   int // of a row of units below it, 0 if there is none
	Profile     string
	Columns     []RoleColumn
	DateOrder   string // how it was decided included; "" where none was needed
}

// RoleColumn is one line of the mapping of columns.
type RoleColumn struct {
	Role   Role
	Column string
}

// ValueCount is a text and how often it came.
type ValueCount struct {
	Value string
	Count int
}

// maxKeptRejects bounds the rejected rows kept for display; all are counted
// and given to Options.Rejects.
const maxKeptRejects = 5

// ReadLogs reads one or more files as one log. "-" is standard input. A file
// that cannot be understood at all is an error; a bad row is not. An end of the
// context is its error, soon after.
func ReadLogs(ctx context.Context, paths []string, opt Options) (*Log, error) {
	if len(paths) == 0 {
		return nil, errors.New("no log given")
	}
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	b.progress.Total = totalSize(paths)
	for _, path := range paths {
		text, err := table.OpenAny(path, opt.Stdin)
		if err == nil {
			err = b.file(text)
		}
		if err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// ReadLog reads a log from a reader; name stands for it in messages. An end of the
// context is its error.
func ReadLog(ctx context.Context, name string, r io.Reader, opt Options) (*Log, error) {
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	if err := b.read(name, r); err != nil {
		return nil, err
	}
	return b.finish()
}

// read reads one more file.
func (b *builder) read(name string, r io.Reader) error {
	text, err := table.NewAny(name, r)
	if err != nil {
		return err
	}
	return b.file(text)
}

// builder gathers the files of one log, as long as its context lasts.
type builder struct {
	ctx       context.Context
	opt       Options
	log       *model.Log
	account   Account
	units     map[string]int32
	causes    map[string]int32
	groups    map[string]int32
	seen      copies
	unmapped  map[string]int
	clockSet  bool
	durations map[string]bool
	zone      *when.Zone

	sheets     []*sheet // by file
	leftOut    []string // sheets of the file that are no logs
	left       []string // and why
	seenValues [][]bool // of Options.Where
	progress   Progress
	slow       bool // read every row through csvutil
	block      int  // size of the blocks, in bytes
	words      int  // size at which a vocabulary is full, in bytes

	proved      when.Order // order of day and month in the files before
	zoneAssumed bool
	tickets     map[string]ticket
	dropped     map[int]bool   // outages that a later file has replaced
	served      map[int32]bool // units whose time in service is known
	anyNamed    bool           // a file names units
	ends        ends
	asWritten   map[int32]string // sets of causes that are not placed in the tree yet, with what separates their levels
	listed      bool             // the column of the groups holds lists
	values      map[string]bool  // of the columns of categories, at their beginnings
	full        *float64         // until when the last of them runs, laid one behind the other
	stacked     []int32          // outages that lie somewhere in the day of their start
	dayFiles    int              // files whose starts are days, and that tell no ends
	near        model.Interval   // what is not far off; the zero value: all

	direction   map[uint16]int // 1 for a file in order of time, -1 for one that begins with the last row
	changes     []model.Outage // rows that tell states, with their marks
	sampling    sampling
	roomFor     int            // rows with states that a file may have before they are gone through
	seenRows    model.Interval // from the first to the last row that is no outage
	downRows    int            // rows that say down
	momentFiles int            // files whose rows are moments
	samplesTold bool           // a profile says that rows are samples
	window      model.Interval // that the files themselves tell
	declared    int            // files that tell theirs

	beginning bool // reading ends where rows that tell states are gone through for the first time

	part   *partReading // nil: the log is a whole one
	whole  *PartAccount // of the parts of the log, whose rows are not here; nil: they are
	orders []string     // by file of a whole one: the reason for the order of day and month
}

func newBuilder(ctx context.Context, opt Options) (*builder, error) {
	if opt.DateOrder != "" {
		if _, err := parseOrder(opt.DateOrder); err != nil {
			return nil, err
		}
	}
	for name, unit := range map[string]string{"time unit": opt.TimeUnit, "duration unit": opt.DurationUnit} {
		if _, ok := when.UnitHours(unit); unit != "" && !ok {
			return nil, &model.ParamError{Param: name, Value: unit, Want: "a unit of time such as s, min, h, d"}
		}
	}
	seen := make([][]bool, len(opt.Where))
	for i, c := range opt.Where {
		seen[i] = make([]bool, len(c.Values))
	}
	return &builder{
		ctx:       ctx,
		opt:       opt,
		log:       &model.Log{Reading: model.Reading{ExcludedBy: map[string]int{}}},
		units:     map[string]int32{},
		causes:    map[string]int32{},
		groups:    map[string]int32{},
		unmapped:  map[string]int{},
		durations: map[string]bool{},
		tickets:   map[string]ticket{},
		dropped:   map[int]bool{},
		served:    map[int32]bool{},
		asWritten: map[int32]string{},
		values:    map[string]bool{},

		seenValues: seen,
		block:      blockSize,
		roomFor:    stateRoom,
		direction:  map[uint16]int{},
		words:      maxNames,
	}, nil
}

func parseOrder(text string) (when.Order, error) {
	for _, o := range []when.Order{when.DayFirst, when.MonthFirst} {
		if strings.EqualFold(text, o.String()) {
			return o, nil
		}
	}
	return when.NoOrder, &model.ParamError{Param: "date order", Value: text, Want: "day-month or month-day"}
}

// ended returns why the context has ended, nil where it has not.
func (b *builder) ended() error {
	if b.ctx.Err() == nil {
		return nil
	}
	return context.Cause(b.ctx)
}

// reject counts a bad row and passes it on.
func (b *builder) reject(e *RowError) error {
	b.log.Reading.Rejected++
	e.Value = table.Shorten(e.Value)
	if len(b.account.Rejects) < maxKeptRejects {
		b.account.Rejects = append(b.account.Rejects, e)
	}
	if b.part != nil {
		b.placeRow(e)
	}
	if b.opt.Rejects != nil {
		return b.opt.Rejects(e)
	}
	return nil
}

func (b *builder) warn(code, format string, args ...any) {
	b.account.add(model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// assume warns of something that the figures rest on: it stands in the heading of
// the answer.
func (b *builder) assume(code, format string, args ...any) {
	b.account.add(model.Warning{Code: code, Text: fmt.Sprintf(format, args...), Assumed: true})
}

// Assumed are the warnings of what the figures of the log rest on.
func (a *Account) Assumed() (ws []model.Warning) {
	for _, w := range a.Warnings {
		if w.Assumed {
			ws = append(ws, w)
		}
	}
	return ws
}

func (a *Account) add(w model.Warning) {
	if !slices.Contains(a.Warnings, w) {
		a.Warnings = append(a.Warnings, w)
	}
}

// clock settles whether the log's times have a calendar; all files must agree.
func (b *builder) clock(name string, c model.Clock) error {
	if b.clockSet && c != b.log.Clock {
		return fmt.Errorf("%s: its times and those of the files before it are not of one kind (calendar dates, or numbers from an origin)", name)
	}
	b.log.Clock, b.clockSet = c, true
	return nil
}

// intern returns the number of text, giving a new one at need.
func intern(numbers map[string]int32, text string) (n int32, fresh bool) {
	n, ok := numbers[text]
	if !ok {
		n = int32(len(numbers))
		numbers[strings.Clone(text)] = n
	}
	return n, !ok
}

// unit returns the number of the unit called name.
func (b *builder) unit(name string) int32 {
	n, fresh := intern(b.units, name)
	if fresh {
		b.noteFirst(firstOfUnit)
		b.log.Units = append(b.log.Units, model.Unit{Name: strings.Clone(name), Service: always})
	}
	return n
}

func (b *builder) group(value string) int32 {
	if b.opt.By == "" {
		return 0
	}
	n, fresh := intern(b.groups, value)
	if fresh {
		b.noteFirst(firstOfGroup)
		b.log.Groups = append(b.log.Groups, strings.Clone(value))
	}
	return n
}

// ownGroup notes what a row says of a unit's group while it serves; a blank says nothing.
func (b *builder) ownGroup(unit int32, value string) {
	if b.opt.By == "" || value == "" {
		return
	}
	group := b.group(value) + 1
	switch u := &b.log.Units[unit]; u.Group {
	case 0:
		u.Group = group
	case group:
	default:
		u.Group = model.SeveralGroups
	}
}

// manyOutages is how many make it worth the while to give back at once what only
// their reading took: a fifth of the memory, which the analysis needs next.
const manyOutages = 1_000_000

// forget gives up the rows seen, which no more are compared with.
func (b *builder) forget() {
	b.seen = copies{}
	if len(b.log.Outages) > manyOutages {
		debug.FreeOSMemory()
	}
}

func (b *builder) finish() (*Log, error) {
	b.forget()
	b.compact()
	b.partLists()
	b.account.OneSystem = !b.anyNamed
	if err := b.pairStates(); err != nil {
		return nil, err
	}
	b.joinSnapshots()
	b.leaveFarOff()
	b.watchDays()
	b.watchOthers()
	b.stackDays()
	b.closeFollowed()
	b.reportEnds()
	b.plantTree()
	b.doubtPlanned()
	if b.whole == nil {
		b.log.Exposure = eachDayOnce(b.log.Exposure)
	}
	b.doubtConditions()
	if n := b.account.WithoutOffset; n > 0 && b.zoneAssumed {
		b.warn("timezone-assumed", "%s without an offset, read as UTC; --timezone names their zone", model.Counted(n, "time"))
	}
	b.account.DurationFrom = strings.Join(sortedKeys(b.durations), ", ")
	b.reportUnmapped()
	return &Log{Log: b.log, Account: b.account}, b.checkStates()
}

// mostUnmapped is how many unplaced values are worth showing.
const mostUnmapped = 5

func (b *builder) reportUnmapped() {
	total := 0
	for value, n := range b.unmapped {
		b.account.Unmapped = append(b.account.Unmapped, ValueCount{value, n})
		total += n
	}
	slices.SortFunc(b.account.Unmapped, func(x, y ValueCount) int {
		if x.Count != y.Count {
			return y.Count - x.Count
		}
		return strings.Compare(x.Value, y.Value)
	})
	if total == 0 {
		return
	}
	b.account.Unmapped = b.account.Unmapped[:min(mostUnmapped, len(b.account.Unmapped))]
	shown := make([]string, len(b.account.Unmapped))
	for i, v := range b.account.Unmapped {
		shown[i] = fmt.Sprintf("%q (%d)", v.Value, v.Count)
	}
	b.warn("unmapped", "%s matched by no rule of the taxonomy; the most frequent: %s", model.Counted(total, "row"), strings.Join(shown, ", "))
}

func sortedKeys[V any](set map[string]V) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
