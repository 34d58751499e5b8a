package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/rate"
)

// analyzeOptions are the flags of analyze, as the user wrote them.
type analyzeOptions struct {
	*global
	profile, timezone, timeUnit, durationUnit string
	dateOrder, durationFrom, taxonomy         string
	columns, where                            []string
	keepDuplicates                            bool
	rejects                                   string
	strict                                    bool

	from, to, exposure, fleet string
	units                     int
	planned                   string
	join                      bool
	incidentGap               string
	exclude                   []string
	infantPeriod              string
	reported                  []string
	by                        string
	terminated                string
	depth                     int
	fits                      string
}

func newAnalyzeCmd(g *global) *cobra.Command {
	o := &analyzeOptions{global: g}
	cmd := &cobra.Command{
		Use:   "analyze LOG...",
		Short: "MTBF, MTTR and availability by failure category from outage logs",
		Long: `Analyze reads one or more outage logs (CSV, plain or .gz or .zst; - is standard
input; dataset:NAME ships with the program) and prints the failure-category
model: failures, downtime, MTBF, MTTR and availability of each category with
their limits, and below it what was done with the rows.`,
		Example: `  mtbf analyze outages.csv --units 40 --from 2024-01-01 --to 2025-01-01
  mtbf analyze incidents.csv --column start=opened,end=restored,category=cause
  mtbf analyze dataset:shop --by year --format markdown`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("analyze needs a log; '-' is standard input, dataset:NAME one that ships with the program (%s)", strings.Join(datasets.Names(), ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runAnalyze(cmd.Context(), o, args) },
	}
	o.readingFlags(cmd)
	o.accountingFlags(cmd)
	cmd.Flags().StringVar(&o.fits, "fits", "auto", "yes, no or auto: families of repair times and times between failures, and a trend test, by category (auto: up to 100,000 outages)")
	completeWords(cmd, "fits", "auto", "yes", "no")
	completeWords(cmd, "profile", ingest.ProfileNames()...)
	completeWords(cmd, "date-order", "day-month", "month-day")
	completeWords(cmd, "duration-from", "times", "column")
	completeWords(cmd, "planned", "exclude", "include")
	completeWords(cmd, "exclude", "infant")
	completeWords(cmd, "terminated", "time", "failure")
	return cmd
}

func (o *analyzeOptions) readingFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.profile, "profile", "", "how the log is read: "+strings.Join(ingest.ProfileNames(), ", ")+", or a .yaml file (default: by its columns)")
	f.StringArrayVar(&o.columns, "column", nil, "ROLE=COLUMN,...: what a column means; A+B joins two; roles: start, end, duration, unit, category, planned, infant, in_service, retired")
	f.StringVar(&o.timezone, "timezone", "", "IANA zone of times without an offset (default: the profile's, or UTC)")
	f.StringVar(&o.timeUnit, "time-unit", "", "unit of times that are bare numbers, such as h or d")
	f.StringVar(&o.durationUnit, "duration-unit", "", "unit of durations that are bare numbers")
	f.StringVar(&o.dateOrder, "date-order", "", "day-month or month-day (default: decided over the column)")
	f.StringVar(&o.durationFrom, "duration-from", "times", "times: end - start; column: the duration column, where both are there")
	f.StringVar(&o.taxonomy, "taxonomy", "", "YAML file of rules that place rows in the category tree")
	f.StringArrayVar(&o.where, "where", nil, "COLUMN=V1,V2 or COLUMN!=V1,V2: keep only such rows; repeatable")
	f.BoolVar(&o.keepDuplicates, "keep-duplicates", false, "keep exact copies of earlier rows")
	f.StringVar(&o.rejects, "rejects", "", "write the rows that could not be read to this CSV file")
	f.BoolVar(&o.strict, "strict", false, "exit with 3 if any row was rejected")
}

func (o *analyzeOptions) accountingFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "beginning of the window (default: the first start)")
	f.StringVar(&o.to, "to", "", "end of the window (default: the last event)")
	f.StringVar(&o.exposure, "exposure", "", "unit-hours observed in all, such as 1300y")
	intVar(f, &o.units, "units", 0, "number of units in service over the whole window")
	f.StringVar(&o.fleet, "fleet", "", "CSV file with the units in service: unit, from, to, count")
	f.StringVar(&o.planned, "planned", "exclude", "exclude or include planned outages in the downtime")
	f.BoolVar(&o.join, "join-touching", false, "outages of one unit that touch or overlap are one failure")
	f.StringVar(&o.incidentGap, "incident-gap", "", "failures of any units that start within this time are one incident, such as 10m")
	f.StringArrayVar(&o.exclude, "exclude", nil, "infant: leave out outages that the log marks as infant")
	f.StringVar(&o.infantPeriod, "infant-period", "", "leave out each unit's first time in service, such as 90d")
	f.StringArrayVar(&o.reported, "reported", nil, "CATEGORY=0.5 or CATEGORY=0.4..0.6: the fraction of its failures that reaches the log")
	f.StringVar(&o.by, "by", "", "analyse groups apart: by a COLUMN, or by year, quarter, month")
	f.StringVar(&o.terminated, "terminated", "time", "time or failure: what ended the observation")
	intVar(f, &o.depth, "depth", 0, "levels of the category tree to show (default: all)")
}

func runAnalyze(ctx context.Context, o *analyzeOptions, paths []string) error {
	if _, err := render.ParseFormat(o.format); err != nil {
		return usageError{err}
	}
	log, err := o.readLog(ctx, paths)
	if err != nil {
		return err
	}
	rules, err := o.accounting(ctx, log)
	if err != nil {
		return asUsage(err)
	}
	result, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewAnalysis(log, result, render.AnalysisStyle{Depth: o.depth, Planned: o.planned, By: o.by})
	evident := o.addEvidence(ctx, doc, log.Log, rules)
	if evident != nil && !errors.Is(evident, errIncomplete) {
		return asUsage(evident)
	}
	if err := o.write(doc); err != nil {
		return err
	}
	return cmp.Or(o.objects(log), evident)
}

// mostFitted is the number of outages up to which families are fitted unasked.
const mostFitted = 100_000

// addEvidence fits families to the times of every category, where that was
// asked for or is quick. It returns errIncomplete where the context ended before
// all categories were done, and a warning says so.
func (o *analyzeOptions) addEvidence(ctx context.Context, doc *render.Analysis, log *model.Log, rules census.Options) error {
	switch {
	case o.fits != "auto" && o.fits != "yes" && o.fits != "no":
		return usagef("--fits: %q is not yes, no or auto", o.fits)
	case o.fits == "no":
		return nil
	case o.fits == "auto" && len(log.Outages) > mostFitted:
		doc.Warnings = append(doc.Warnings, render.Warning{Code: "fits-left-out", Text: fmt.Sprintf("more than %d outages: no families were fitted and no category tested for a trend; --fits yes does", mostFitted)})
		return nil
	}
	evidence, err := census.FindEvidence(ctx, log, rules)
	cut := endedBy(ctx, err)
	if err != nil && !cut {
		return err
	}
	doc.AddEvidence(evidence)
	if cut {
		doc.Warnings = append(doc.Warnings, render.Warning{Code: "incomplete", Text: fmt.Sprintf("%s: families were fitted and trends tested for the first %d categories only", whyEnded(ctx), len(evidence))})
		return errIncomplete
	}
	return nil
}

// endedBy reports whether err is that of a context that has ended.
func endedBy(ctx context.Context, err error) bool {
	return err != nil && ctx.Err() != nil && errors.Is(err, context.Cause(ctx))
}

// whyEnded says in words why a context has ended.
func whyEnded(ctx context.Context) string {
	if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
		return cause.Error()
	}
	return "stopped by the time limit"
}

// readLog reads the log as the flags say, its rejected rows into their file.
func (o *analyzeOptions) readLog(ctx context.Context, paths []string) (*ingest.Log, error) {
	reading, err := o.reading()
	if err != nil {
		return nil, err
	}
	rejects, err := o.openRejects(&reading)
	if err != nil {
		return nil, err
	}
	defer rejects.close()
	status := o.newStatus()
	defer status.clear()
	reading.Progress = func(p ingest.Progress) {
		status.show(func(elapsed time.Duration) string { return readingLine(p, elapsed) })
	}
	log, err := readLogs(ctx, paths, reading)
	if err != nil {
		return nil, asUsage(err)
	}
	return log, rejects.commit()
}

// objects is the error of --strict.
func (o *analyzeOptions) objects(log *ingest.Log) error {
	if n := log.Reading.Rejected; o.strict && n > 0 {
		return strictError{fmt.Errorf("%s rejected (--strict)", model.Counted(n, "row"))}
	}
	return nil
}

// readLogs reads files, or one embedded dataset.
func readLogs(ctx context.Context, paths []string, opt ingest.Options) (*ingest.Log, error) {
	name, embedded := strings.CutPrefix(paths[0], "dataset:")
	if !embedded {
		return ingest.ReadLogs(ctx, paths, opt)
	}
	if len(paths) > 1 {
		return nil, usagef("a dataset is analysed alone")
	}
	data, err := datasets.Open(name)
	if err != nil {
		return nil, usageError{err}
	}
	defer data.Close()
	return ingest.ReadLog(ctx, paths[0], data, opt)
}

// reading turns the flags into options of the reader.
func (o *analyzeOptions) reading() (ingest.Options, error) {
	opt := ingest.Options{
		Profile: o.profile, Timezone: o.timezone, TimeUnit: o.timeUnit, DurationUnit: o.durationUnit,
		DateOrder: o.dateOrder, KeepDuplicates: o.keepDuplicates, Stdin: o.In, Workers: o.processors(),
	}
	switch o.durationFrom {
	case "times":
	case "column":
		opt.DurationFromColumn = true
	default:
		return opt, usagef("--duration-from: %q is not times or column", o.durationFrom)
	}
	if _, err := when.LoadZone(o.timezone); o.timezone != "" && err != nil {
		return opt, usagef("--timezone: %w", err)
	}
	var err error
	if opt.Columns, err = ingest.ParseColumns(o.columns); err != nil {
		return opt, usageError{err}
	}
	for _, text := range o.where {
		c, err := ingest.ParseCondition(text)
		if err != nil {
			return opt, usageError{err}
		}
		opt.Where = append(opt.Where, c)
	}
	if !isPeriod(o.by) {
		opt.By = o.by
	}
	if o.taxonomy != "" {
		opt.Taxonomy, err = ingest.LoadTaxonomy(o.taxonomy)
	}
	return opt, err
}

func isPeriod(by string) bool {
	return by == string(census.ByYear) || by == string(census.ByQuarter) || by == string(census.ByMonth)
}

// accounting turns the flags into the rules of the analysis.
func (o *analyzeOptions) accounting(ctx context.Context, log *ingest.Log) (census.Options, error) {
	opt := census.Options{Confidence: o.confidence, Join: o.join, Workers: o.processors()}
	var err error
	if opt.Window, err = o.window(log); err != nil {
		return opt, err
	}
	if opt.Exposure, err = o.exposureRule(ctx, log); err != nil {
		return opt, err
	}
	if opt.IncidentGap, err = optionalHours("incident-gap", o.incidentGap); err != nil {
		return opt, err
	}
	period, err := optionalHours("infant-period", o.infantPeriod)
	if err != nil {
		return opt, err
	}
	if period != nil {
		opt.InfantPeriod = *period
	}
	if opt.Reported, err = parseReported(o.reported); err != nil {
		return opt, err
	}
	return opt, o.words(&opt)
}

// words reads the flags that take one of a few words.
func (o *analyzeOptions) words(opt *census.Options) error {
	switch o.planned {
	case "exclude":
	case "include":
		opt.IncludePlanned = true
	default:
		return usagef("--planned: %q is not exclude or include", o.planned)
	}
	for _, what := range o.exclude {
		if what != "infant" {
			return usagef("--exclude: %q is not infant; to leave out other rows use --where", what)
		}
		opt.ExcludeInfant = true
	}
	switch o.terminated {
	case "time":
	case "failure":
		opt.Termination = rate.FailureTerminated
	default:
		return usagef("--terminated: %q is not time or failure", o.terminated)
	}
	switch {
	case isPeriod(o.by):
		opt.By = census.Split(o.by)
	case o.by != "":
		opt.By = census.ByColumn
	}
	return nil
}

// window reads --from and --to; a missing side is taken from the log.
func (o *analyzeOptions) window(log *ingest.Log) (*model.Interval, error) {
	if o.from == "" && o.to == "" {
		return nil, nil
	}
	w := census.Extent(log.Log)
	for _, side := range []struct {
		flag, text string
		at         *float64
	}{{"from", o.from, &w.From}, {"to", o.to, &w.To}} {
		if side.text == "" {
			continue
		}
		t, err := ingest.ParseTime(side.text, log.Account.Timezone, o.timeUnit, log.Clock)
		if err != nil {
			return nil, usagef("--%s: %w", side.flag, err)
		}
		*side.at = t
	}
	return &w, nil
}

func (o *analyzeOptions) exposureRule(ctx context.Context, log *ingest.Log) (census.ExposureRule, error) {
	rule := census.ExposureRule{Units: o.units}
	if o.units < 0 {
		return rule, usagef("--units: %d is not a number of units", o.units)
	}
	if o.exposure != "" {
		h, err := positiveHours("exposure", o.exposure)
		if err != nil {
			return rule, err
		}
		rule.TotalHours = h
	}
	if o.fleet != "" {
		var err error
		rule.Fleet, err = ingest.ReadFleet(ctx, o.fleet, log.Account.Timezone, o.timeUnit, o.In)
		return rule, err
	}
	return rule, nil
}

// optionalHours reads a length of time, nil if the flag was not given.
func optionalHours(flag, text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	h, err := when.ParseLength(text, 1)
	if err != nil {
		return nil, usagef("--%s: %w", flag, err)
	}
	if h < 0 {
		return nil, usagef("--%s: %q is negative", flag, text)
	}
	return &h, nil
}

func positiveHours(flag, text string) (float64, error) {
	h, err := optionalHours(flag, text)
	if err != nil {
		return 0, err
	}
	if h == nil || *h == 0 {
		return 0, usagef("--%s: %q is not a positive length of time", flag, text)
	}
	return *h, nil
}

// parseReported reads CATEGORY=P and CATEGORY=LO..HI.
func parseReported(texts []string) ([]census.Reported, error) {
	var rules []census.Reported
	for _, text := range texts {
		name, fractions, ok := strings.Cut(text, "=")
		r := census.Reported{Category: strings.TrimSpace(name)}
		lo, hi, isRange := strings.Cut(fractions, "..")
		if !isRange {
			hi = lo
		}
		var errLo, errHi error
		r.Lo, errLo = parseFloat(strings.TrimSpace(lo))
		r.Hi, errHi = parseFloat(strings.TrimSpace(hi))
		if !ok || r.Category == "" || errLo != nil || errHi != nil {
			return nil, usagef("--reported: %q is not of the form CATEGORY=0.5 or CATEGORY=0.4..0.6", text)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// rejectsFile is the file of rejected rows; it appears when the log has been
// read to its end.
type rejectsFile struct {
	file *outfile.File
	csv  *table.Writer
}

func (o *analyzeOptions) openRejects(opt *ingest.Options) (*rejectsFile, error) {
	r := &rejectsFile{}
	if o.rejects == "" {
		return r, nil
	}
	var err error
	if r.file, err = outfile.Create(o.rejects); err != nil {
		return nil, err
	}
	r.csv = table.NewWriter(io.Writer(r.file))
	opt.Rejects = func(e *ingest.RowError) error {
		return r.csv.Write([]string{e.File, fmt.Sprint(e.Line), e.Column, e.Value, e.Err.Error()})
	}
	return r, r.csv.Write([]string{"file", "line", "column", "value", "reason"})
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
