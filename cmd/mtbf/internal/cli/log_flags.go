package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/ingest"
	"mtbf/internal/table"
	"mtbf/model"
	"mtbf/model/census"
)

// logFlags are the flags of a command that takes an outage log, as the user wrote
// them. A command registers those kinds of them that it uses.
type logFlags struct {
	*global
	mtbf.LogOptions
	rejects string
	strict  bool
	status  *string     // column of a file of times
	failed  *string     // values of it
	read    *ingest.Log // that was read last, where --strict is to judge it
}

// readingFlags are those that read the log.
func (o *logFlags) readingFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupColumns)()
	f := cmd.Flags()
	f.StringArrayVar(&o.Columns, "column", nil, "ROLE=COLUMN,...: what a column means; A+B joins two; roles: start, end, duration, unit, category, planned, infant, in_service, retired, status, acknowledged")
	f.StringVar(&o.Profile, "profile", "", "how the log is read: a name of 'mtbf profiles list', or a .yaml file (default: by its columns)")
	f.StringArrayVar(&o.Sheets, "sheet", nil, "sheet of a workbook, or list of a JSON document, that is read (default: all that hold outages); repeatable")
	f.StringVar(&o.Timezone, "timezone", "", "IANA zone of times without an offset (default: the profile's, or UTC)")
	f.StringVar(&o.TimeUnit, "time-unit", "", "unit of times that are bare numbers, such as h or d")
	f.StringVar(&o.DurationUnit, "duration-unit", "", "unit of durations that are bare numbers")
	f.StringVar(&o.DateOrder, "date-order", "", "day-month or month-day (default: decided over the column)")
	f.StringVar(&o.DurationFrom, "duration-from", "times", "times: end - start; column: the duration column, where both are there")
	fileVar(f, &o.Taxonomy, "taxonomy", "YAML file of rules that place rows in the category tree")
	f.Var(optional{&o.Levels}, "category-separator", "what separates the levels of a category, '' for nothing (default: a slash, where the values form a tree)")
	f.StringArrayVar(&o.Where, "where", nil, "COLUMN=V1,V2 or COLUMN!=V1,V2: keep only such rows; repeatable")
	f.Var(optional{&o.State}, "state", "COLUMN that tells up from down; '' for none: every row is an outage (default: found)")
	f.StringVar(&o.Down, "down", "", "V1,V2: values of --state while a unit is down")
	f.StringVar(&o.Up, "up", "", "V1,V2: values of --state while it is up (default: all others)")
	f.StringArrayVar(&o.PlannedWhere, "planned-where", nil, "COLUMN=V1,V2: such rows are planned work; '' for none (default: found); repeatable")
	f.BoolVar(&o.KeepDuplicates, "keep-duplicates", false, "keep exact copies of earlier rows")
	completeFlag(cmd, "profile", completeProfiles)
	completeWords(cmd, "date-order", "day-month", "month-day")
	completeWords(cmd, "duration-from", "times", "column")
}

// rejectFlags say what becomes of rows that could not be read.
func (o *logFlags) rejectFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupOutput)()
	f := cmd.Flags()
	f.StringVar(&o.rejects, "rejects", "", "write the rows that could not be read to this CSV file")
	f.BoolVar(&o.strict, "strict", false, "exit with 3 if any row was rejected")
}

// windowFlags are those of the observation's beginning and end.
func (o *logFlags) windowFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupObserved)()
	f := cmd.Flags()
	f.StringVar(&o.From, "from", "", "beginning of the window (default: the first start)")
	f.StringVar(&o.To, "to", "", "end of the window (default: the last event)")
}

// exposureFlags say how much was observed.
func (o *logFlags) exposureFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupObserved)()
	f := cmd.Flags()
	intVar(f, &o.Units, "units", 0, "number of units in service over the whole window")
	f.StringVar(&o.Hours, "exposure", "", "unit-hours observed in all, such as 1300y")
	fileVar(f, &o.Fleet, "fleet", "CSV file with the units in service: unit, from, to, count")
}

// failureFlags say which outages are failures, and which failures are one.
func (o *logFlags) failureFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupAccounting)()
	f := cmd.Flags()
	f.BoolVar(&o.MergeOverlapping, "join-touching", false, "outages of one unit that touch or overlap are one failure")
	f.StringVar(&o.IncidentGap, "incident-gap", "", "failures of any units that start within this time are one incident, such as 10m")
	f.StringArrayVar(&o.Exclude, "exclude", nil, "infant: leave out outages that the log marks as infant")
	f.StringVar(&o.InfantPeriod, "infant-period", "", "leave out each unit's first time in service, such as 90d")
	f.Var(notBlank{&o.ServiceHours}, "service-hours", "count only these hours of the week, by the clocks of --timezone, such as 'Mon-Fri 08:00-18:00, Sat 09:00-13:00', 'Fri 22:00-06:00', 24x7")
	fileVar(f, &o.Holidays, "holidays", "file of dates, one a line or in a column of a CSV file, on which no hour is service")
	f.Var(notBlank{&o.IgnoreShorter}, "ignore-shorter", "outages known to be shorter are no failures and no downtime, such as 30s")
	completeWords(cmd, "exclude", "infant")
}

func (o *logFlags) plannedFlag(cmd *cobra.Command, about string) {
	defer inGroup(cmd, groupAccounting)()
	cmd.Flags().StringVar(&o.Planned, "planned", "exclude", about)
	completeWords(cmd, "planned", "exclude", "include", "excuse")
}

// excuseFlag is that of planned work where only failures are looked at.
func (o *logFlags) excuseFlag(cmd *cobra.Command) {
	defer inGroup(cmd, groupAccounting)()
	cmd.Flags().StringVar(&o.Planned, "planned", "exclude", "exclude: planned outages are no failures; excuse: nor are failures that begin during one of their unit")
	completeWords(cmd, "planned", "exclude", "excuse")
}

// refuseInclude refuses to count planned outages as downtime where only failures are
// looked at.
func (o *logFlags) refuseInclude(what string) error {
	if o.Planned == "include" {
		return usagef("--planned has no effect on %s, which looks at failures alone, unless it is excuse", what)
	}
	return nil
}

// groupingFlags say into which groups failures are put apart, and what is known of
// their number.
func (o *logFlags) groupingFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupAccounting)()
	f := cmd.Flags()
	f.StringArrayVar(&o.Reported, "reported", nil, "CATEGORY=50% or CATEGORY=0.4..0.6: the fraction of its failures that reaches the log")
	f.StringVar(&o.By, "by", "", "analyse groups apart: by a COLUMN, or by year, quarter, month")
	f.StringVar(&o.Terminated, "terminated", "time", "time or failure: what ended the observation")
	completeWords(cmd, "terminated", "time", "failure")
}

// historyFlags are those of a command that takes the failures of units one by one.
func (o *logFlags) historyFlags(cmd *cobra.Command) {
	o.rejectFlags(cmd)
	o.readingFlags(cmd)
	o.exposureFlags(cmd)
	o.windowFlags(cmd)
	o.failureFlags(cmd)
	o.excuseFlag(cmd)
}

// censusFlags are those of a command that analyses a log in categories.
func (o *logFlags) censusFlags(cmd *cobra.Command) {
	o.rejectFlags(cmd)
	o.tableFlags(cmd)
}

// tableFlags are those that tell what the categories are, without what becomes of
// rows that could not be read.
func (o *logFlags) tableFlags(cmd *cobra.Command) {
	o.readingFlags(cmd)
	o.exposureFlags(cmd)
	o.windowFlags(cmd)
	o.failureFlags(cmd)
	o.plannedFlag(cmd, "planned outages: exclude or include them in the downtime; excuse: exclude, and failures that begin during one of their unit are none")
	o.groupingFlags(cmd)
}

// timesFlags are those of a command that takes a file of times too.
func (o *logFlags) timesFlags(cmd *cobra.Command) {
	defer inGroup(cmd, groupTimes)()
	f := cmd.Flags()
	f.Var(optional{&o.status}, "status", "of times: COLUMN that tells failures from times cut short; '' for none: all failed (default: found)")
	f.Var(optional{&o.failed}, "failed", "of times: V1,V2: values of --status that mean a failure (default: found)")
}

// ofTimesAlone are the flags that mean nothing where there is no file of times.
var ofTimesAlone = []string{"status", "failed"}

// ofCategories are the flags that say which categories there are.
var ofCategories = []string{"taxonomy", "category-separator"}

// ofLives are the flags that say which failures are one: lives take outages of a unit
// that touch or overlap for one, and those of others not into account.
var ofLives = []string{"join-touching", "incident-gap", "keep-duplicates"}

// refuseForTimes returns an error if a flag was given that a file of times has no use
// for, which says what it is for.
func refuseForTimes(given *pflag.FlagSet, why string, others ...string) error {
	return refuse(given, why, append(ofLogs("time-unit", "where"), others...)...)
}

// timesOptions say how a file of times is read.
func (o *logFlags) timesOptions() mtbf.TimesOptions {
	return mtbf.TimesOptions{TimeUnit: o.TimeUnit, Status: o.status, Failed: o.failed, Where: o.Where, Confidence: o.confidence, Stdin: o.In}
}

// refuse returns an error if one of the flags was given, which says what it is for.
func refuse(given *pflag.FlagSet, why string, names ...string) (err error) {
	given.Visit(func(f *pflag.Flag) {
		if err == nil && slices.Contains(names, f.Name) {
			err = usagef("--%s %s", f.Name, why)
		}
	})
	return err
}

// ofLogs are the flags that mean nothing where there is no outage log; that of bare
// times is left out where the input has them too.
func ofLogs(but ...string) (names []string) {
	all := &cobra.Command{}
	(&logFlags{}).censusFlags(all)
	all.Flags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(but, f.Name) {
			names = append(names, f.Name)
		}
	})
	return names
}

// options are those of the log with what all commands have.
func (o *logFlags) options() mtbf.LogOptions {
	opt := o.LogOptions
	opt.Confidence, opt.Workers, opt.Stdin = o.confidence, o.processors(), o.In
	return opt
}

// readLog reads the log as the flags say, its rejected rows into their file.
func (o *logFlags) readLog(ctx context.Context, paths []string) (log *ingest.Log, err error) {
	err = o.rejecting(func(rejects *rejectsFile) error {
		log, err = o.readInto(ctx, rejects, paths)
		return err
	})
	return log, err
}

// rejecting reads with a file for rejected rows.
func (o *logFlags) rejecting(read func(*rejectsFile) error) error {
	rejects, err := o.openRejects()
	if err != nil {
		return err
	}
	defer rejects.close()
	err = read(rejects)
	if row := (*ingest.RowError)(nil); errors.As(err, &row) { // of them all: the file is of use still
		return errors.Join(err, rejects.commit())
	}
	if err != nil {
		return asUsage(err)
	}
	return rejects.commit()
}

// clockHours is what a shell makes of the second word of hours of service without quotes.
var clockHours = regexp.MustCompile(`^\d?\d:\d\d-\d?\d:\d\d,?$`)

func (o *logFlags) readInto(ctx context.Context, rejects *rejectsFile, paths []string) (*ingest.Log, error) {
	opt := o.options()
	if rejects.file != nil {
		opt.Rejects = rejects.take
	}
	status := o.newStatus()
	defer status.clear()
	opt.Progress = func(p ingest.Progress) {
		status.show(func(elapsed time.Duration) string { return readingLine(p, elapsed) })
	}
	log, err := opt.Read(ctx, paths...)
	for _, path := range paths {
		err = o.misread(ctx, err, path, logInput)
		if clockHours.MatchString(path) && o.ServiceHours != "" && errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("%w; --service-hours takes one word: put quotes around it, such as '%s %s'", err, o.ServiceHours, strings.TrimRight(path, ","))
		}
	}
	if err != nil {
		return nil, err
	}
	if o.strict { // serve, which reads logs at the same time, has no such flag
		o.read = log
	}
	return log, nil
}

// rules are those that the log is accounted for by.
func (o *logFlags) rules(ctx context.Context, log *ingest.Log) (census.Options, error) {
	rules, err := o.options().Rules(ctx, log)
	return rules, asUsage(err)
}

// readAndRule reads the log and settles its rules.
func (o *logFlags) readAndRule(ctx context.Context, paths ...string) (*ingest.Log, census.Options, error) {
	log, err := o.readLog(ctx, paths)
	if err != nil {
		return nil, census.Options{}, err
	}
	rules, err := o.rules(ctx, log)
	return log, rules, err
}

// objects is the error of --strict.
func (o *logFlags) objects(log *ingest.Log) error {
	if n := log.Reading.Rejected; o.strict && n > 0 {
		return strictError{fmt.Errorf("%s rejected (--strict)", model.Counted(n, "row"))}
	}
	return nil
}

// objected is the error of --strict about the log that was read, if any was.
func (o *logFlags) objected() error {
	if o.read == nil {
		return nil
	}
	return o.objects(o.read)
}

// rejectsFile is the file of rejected rows; it appears when the log has been
// read to its end.
type rejectsFile struct {
	file *outfile.File
	csv  *table.Writer
}

func (o *logFlags) openRejects() (*rejectsFile, error) {
	r := &rejectsFile{}
	if o.rejects == "" {
		return r, nil
	}
	var err error
	if r.file, err = outfile.Create(o.rejects); err != nil {
		return nil, err
	}
	r.csv = table.NewWriter(io.Writer(r.file))
	return r, r.csv.Write([]string{"file", "line", "column", "value", "reason"})
}

func (r *rejectsFile) take(e *ingest.RowError) error {
	return r.csv.Write([]string{e.File, cmp.Or(e.Place, fmt.Sprint(e.Line)), e.Column, e.Value, e.Err.Error()})
}

func (r *rejectsFile) commit() error {
	if r.file == nil {
		return nil
	}
	if err := r.csv.Flush(); err != nil {
		return err
	}
	return r.file.Commit()
}

func (r *rejectsFile) close() {
	if r.file != nil {
		r.file.Abandon()
	}
}

// optional is the value of a flag whose empty text is not that of no flag.
type optional struct{ to **string }

func (o optional) Type() string { return "string" }

func (o optional) String() string {
	if o.to == nil || *o.to == nil {
		return ""
	}
	return **o.to
}

func (o optional) Set(text string) error {
	*o.to = &text
	return nil
}

// notBlank is the value of a flag that means nothing where its text is blank.
type notBlank struct{ to *string }

func (n notBlank) Type() string { return "string" }

func (n notBlank) String() string {
	if n.to == nil {
		return ""
	}
	return *n.to
}

func (n notBlank) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("it is blank")
	}
	*n.to = text
	return nil
}
