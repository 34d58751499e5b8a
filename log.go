package mtbf

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// LogOptions say how outage logs are read and accounted for, in the words of the
// command line and of system files. What is left out is found from the log, or is
// as where a flag is not given.
type LogOptions struct {
	Reading
	Window
	Exposure
	Grouping
	Objective
	Weighting
	Confidence float64   // of the two-sided limits; 0: 0.90
	Workers    int       // 0: one a processor. No answer depends on it
	Stdin      io.Reader `json:"-"`
	StdinName  string    `json:"-"` // what results and messages call Stdin where it is read alone; "": standard input
}

// Reading says what the columns of a log mean and which rows are read.
type Reading struct {
	Profile        string   // how the log is read: a name that ships with the program, or a .yaml file
	Sheets         []string // of a workbook or a JSON document: those that are read; nil: all that hold outages
	Columns        []string // ROLE=COLUMN: what a column means; A+B joins two
	Timezone       string   // IANA zone of times without an offset
	TimeUnit       string   // of times that are bare numbers, such as h or d
	DurationUnit   string   // of durations that are bare numbers
	DateOrder      string   // day-month or month-day
	DurationFrom   string   // times, or column where there are both
	Taxonomy       string   // YAML file of rules that place rows in the category tree
	Levels         *string  // what separates the levels of a category; "": nothing does; nil: the profile's, or a slash where the values form a tree
	Where          []string // COLUMN=V1,V2 or COLUMN!=V1,V2: keep only such rows
	State          *string  // the column that tells up from down; "": none, every row is an outage; nil: found
	Down, Up       string   // V1,V2: values of State; Up "": all others
	PlannedWhere   []string // as Where: such rows are planned work; nil: found; one "": none is
	KeepDuplicates bool     // exact copies of earlier rows count

	Rejects  func(*ingest.RowError) error `json:"-"` // is handed each row that could not be read
	Progress func(ingest.Progress)        `json:"-"` // is told how far reading has come
}

// Window bounds the observation, as times in a form that logs have: by default from
// the first start to the last event.
type Window struct{ From, To string }

// Exposure says how much was observed: by default what the log itself shows.
type Exposure struct {
	Hours string // unit-hours in all, such as "1300y"
	Units int    // in service over the whole window
	Fleet string // CSV file of units in service
}

// ReadLog reads outage logs, "-" being LogOptions.Stdin and dataset:NAME one that
// ships with the program, and settles the rules by which they are accounted for.
// An *[OptionError] tells of an option that cannot be used.
func ReadLog(ctx context.Context, o LogOptions, paths ...string) (*ingest.Log, census.Options, error) {
	log, err := o.Read(ctx, paths...)
	if err != nil {
		return nil, census.Options{}, err
	}
	rules, err := o.Rules(ctx, log)
	if err != nil {
		return nil, census.Options{}, err
	}
	return log, rules, nil
}

// Read reads logs as the options say. A *[Question] tells of one that can be read in
// ways that give different figures.
func (o LogOptions) Read(ctx context.Context, paths ...string) (*ingest.Log, error) {
	if o.Stdin != nil {
		o.Stdin = &keptInput{from: o.Stdin}
	}
	rejects := &heldRejects{to: o.Rejects}
	o.Rejects = rejects.hold
	var assumed []model.Warning
	for {
		rejects.held = nil
		log, err := o.again().readOnce(ctx, paths)
		question := o.question(log, err)
		switch {
		case question != nil && rejects.full: // and on their way
			return nil, unanswered(question, errManyRejects)
		case question != nil && len(assumed) == maxAsked:
			return nil, unanswered(question, errAsked)
		case question != nil:
		case err != nil:
			return nil, cmp.Or(rejects.pass(), err)
		default:
			log.Account.Warnings = append(assumed, log.Account.Warnings...)
			return log, rejects.pass()
		}
		settled, err := o.ask(ctx, question, paths)
		if err != nil {
			return nil, err
		}
		assumed = append(assumed, settled)
	}
}

// question is what is asked about a log that was read, or could not be, nil for nothing.
func (o LogOptions) question(log *ingest.Log, err error) (question *ingest.Question) {
	if err == nil {
		return o.oneSystem(log)
	}
	errors.As(err, &question)
	return question
}

func (o LogOptions) readOnce(ctx context.Context, paths []string) (*ingest.Log, error) {
	opt, err := o.Ingest()
	if err != nil {
		return nil, err
	}
	read := func() (*ingest.Log, error) { return ReadRows(ctx, paths, opt) }
	if o.StdinName != "" && slices.Equal(paths, []string{"-"}) {
		read = func() (*ingest.Log, error) { return ingest.ReadLog(ctx, o.StdinName, o.Stdin, opt) }
	}
	log, err := read()
	if err != nil {
		return nil, err
	}
	return log, o.checkObserved(log)
}

// ExplainColumns says what the columns of a log are taken for, and why. It returns what
// is known of them beside an error too.
func (o LogOptions) ExplainColumns(path string) ([]ingest.ColumnReading, error) {
	opt, err := o.Ingest()
	if err != nil {
		return nil, err
	}
	name, embedded := strings.CutPrefix(path, "dataset:")
	if !embedded {
		return ingest.ExplainColumns(path, nil, opt)
	}
	data, err := datasets.Open(name)
	if err != nil {
		return nil, &OptionError{Err: err}
	}
	defer data.Close()
	return ingest.ExplainColumns(path, data, opt)
}

// ReadRows reads logs with options of the reader, which system files and Gray's
// tables need not put into words.
func ReadRows(ctx context.Context, paths []string, opt ingest.Options) (*ingest.Log, error) {
	if len(paths) == 0 {
		return nil, optionf("log", "none is named")
	}
	name, embedded := strings.CutPrefix(paths[0], "dataset:")
	switch {
	case !embedded:
		return ingest.ReadLogs(ctx, paths, opt)
	case len(paths) > 1:
		return nil, &OptionError{Err: errors.New("a dataset is analysed alone")}
	}
	data, err := datasets.Open(name)
	if err != nil {
		return nil, &OptionError{Err: err}
	}
	defer data.Close()
	return ingest.ReadLog(ctx, paths[0], data, opt)
}

// Ingest returns the options of the reader.
func (o LogOptions) Ingest() (ingest.Options, error) {
	opt := ingest.Options{
		Profile: o.Profile, Sheets: o.Sheets, Timezone: o.Timezone, TimeUnit: o.TimeUnit, DurationUnit: o.DurationUnit,
		DateOrder: o.DateOrder, CategorySeparator: o.Levels, KeepDuplicates: o.KeepDuplicates, Stdin: o.Stdin, Workers: o.Workers, Rejects: o.Rejects, Progress: o.Progress,
	}
	switch o.DurationFrom {
	case "", "times":
	case "column":
		opt.DurationFromColumn = true
	default:
		return opt, optionf("duration-from", "%q is not times or column", o.DurationFrom)
	}
	if _, err := when.LoadZone(o.Timezone); o.Timezone != "" && err != nil {
		return opt, &OptionError{"timezone", err}
	}
	var err error
	if opt.Columns, err = ingest.ParseColumns(o.Columns); err != nil {
		return opt, &OptionError{Err: err}
	}
	if o.Weight != "" {
		opt.Columns["weight"] = o.Weight
	}
	if opt.Where, err = conditions(o.Where); err != nil {
		return opt, err
	}
	if err := o.states(&opt); err != nil {
		return opt, err
	}
	if !isPeriod(o.By) {
		opt.By = o.By
	}
	if o.Taxonomy != "" {
		opt.Taxonomy, err = ingest.LoadTaxonomy(o.Taxonomy)
	}
	return opt, err
}

// conditions are the rows to keep.
func conditions(texts []string) (all []ingest.Condition, err error) {
	for _, text := range texts {
		c, err := ingest.ParseCondition(text)
		if err != nil {
			return nil, &OptionError{Err: err}
		}
		all = append(all, c)
	}
	return all, nil
}

// states are the options of the reader that tell failures from other rows.
func (o LogOptions) states(opt *ingest.Options) error {
	switch {
	case o.State != nil:
		opt.State = &ingest.StateRule{Column: strings.TrimSpace(*o.State), Down: ingest.ParseValues(o.Down), Up: ingest.ParseValues(o.Up)}
		if (o.Down != "" || o.Up != "") && opt.State.Column == "" {
			return optionf("state", "--down and --up are values of a column; name it")
		}
	case o.Down != "" || o.Up != "":
		return optionf("state", "--down and --up are values of a column; name it with --state")
	}
	if o.PlannedWhere != nil {
		opt.PlannedWhere = []ingest.Condition{}
	}
	for _, text := range o.PlannedWhere {
		if text == "" {
			continue
		}
		c, err := ingest.ParseCondition(text)
		if err != nil {
			return &OptionError{"planned-where", err}
		}
		opt.PlannedWhere = append(opt.PlannedWhere, c)
	}
	return nil
}

// checkLog refuses a log that was never read.
func checkLog(log *ingest.Log) error {
	if log == nil || log.Log == nil {
		return &model.ParamError{Param: "log", Value: "nothing", Want: "a log that was read"}
	}
	return nil
}

// Rules returns the rules by which a log is accounted for.
func (o LogOptions) Rules(ctx context.Context, log *ingest.Log) (census.Options, error) {
	opt := census.Options{Confidence: orDefault(o.Confidence), MergeOverlapping: o.MergeOverlapping, Workers: o.Workers}
	err := checkLog(log)
	if err != nil {
		return opt, err
	}
	if opt.Zone, err = time.LoadLocation(log.Account.Timezone); err != nil {
		return opt, err
	}
	if opt.Window, err = o.window(log); err != nil {
		return opt, err
	}
	if opt.Exposure, err = o.exposure(ctx, log); err != nil {
		return opt, err
	}
	if opt.Service, err = o.service(ctx, log); err != nil {
		return opt, err
	}
	if opt.Weighting, err = o.Weighting.rules(); err != nil {
		return opt, err
	}
	if opt.Objective, err = o.Objective.rules(); err != nil {
		return opt, err
	}
	return opt, o.Grouping.rules(&opt)
}

// window is what is given of it; a missing side is taken from the log.
func (o LogOptions) window(log *ingest.Log) (*model.Interval, error) {
	if o.From == "" && o.To == "" {
		return nil, nil
	}
	w := census.Extent(log.Log)
	for _, side := range []struct {
		option, text string
		at           *float64
	}{{"from", o.From, &w.From}, {"to", o.To, &w.To}} {
		if side.text == "" {
			continue
		}
		t, err := ingest.ParseTime(side.text, log.Account.Timezone, o.TimeUnit, log.Clock)
		if err != nil {
			return nil, &OptionError{side.option, err}
		}
		*side.at = t
	}
	if w.From < w.To {
		return &w, nil
	}
	return nil, o.noWindow()
}

// noWindow says why a window that is given does not end after it begins.
func (o LogOptions) noWindow() error {
	switch {
	case o.From == "":
		return optionf("to", "%q is not after the first start of the log: give the beginning of the window too", o.To)
	case o.To == "":
		return optionf("from", "%q is not before the last event of the log: give the end of the window too", o.From)
	}
	return optionf("to", "%q is not after the beginning, %q", o.To, o.From)
}

func (o LogOptions) exposure(ctx context.Context, log *ingest.Log) (census.ExposureRule, error) {
	rule := census.ExposureRule{Units: o.Units}
	if err := o.Exposure.check(); err != nil {
		return rule, err
	}
	if o.Units < 0 {
		return rule, optionf("units", "%d is not a number of units", o.Units)
	}
	if o.Hours != "" {
		h, err := when.ParseFlag(o.Hours)
		if err != nil {
			return rule, &OptionError{"exposure", err}
		}
		if h == 0 {
			return rule, optionf("exposure", "%q is not a positive length of time", o.Hours)
		}
		rule.TotalHours = h
	}
	if o.Fleet == "" {
		return rule, nil
	}
	var err error
	rule.Fleet, err = ingest.ReadFleet(ctx, o.Fleet, log.Account.Timezone, o.TimeUnit, o.Stdin)
	return rule, err
}

// check refuses more than one way to say how much was observed.
func (e Exposure) check() error {
	given := 0
	for _, is := range []bool{e.Hours != "", e.Units != 0, e.Fleet != ""} {
		if is {
			given++
		}
	}
	if given > 1 {
		return &OptionError{Err: errors.New("--exposure, --units and --fleet each say how much was observed: give one of them")}
	}
	return nil
}

func isPeriod(by string) bool {
	return slices.Contains([]census.Split{census.ByYear, census.ByQuarter, census.ByMonth}, census.Split(by))
}
