package mtbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/model/rate"
	"mtbf/model/recurrent"
)

// TimesOptions say how a file of times is read, as the command line does. Zero is the
// default.
type TimesOptions struct {
	TimeUnit   string   // of bare numbers; "": hours
	Status     *string  // the column that tells failures from times cut short; "": there is none; nil: found
	Failed     *string  // V1,V2: its values that mean a failure; nil: found
	Mode       string   // the column with the mode of a failure, for [FitModes]; "": none
	Where      []string // COLUMN=V1,V2 or COLUMN!=V1,V2: rows to keep
	Confidence float64  // of the figures of a question; 0: 0.90
	Stdin      io.Reader
}

// Read reads a file of lifetimes or repair times. A *[Question] tells of one that can be
// read in ways that give different figures.
func (o TimesOptions) Read(ctx context.Context, path string) (*Times, error) {
	t := &Times{Of: "times"}
	assumed, err := o.settle(ctx, path, func(opt ingest.TimesOptions) (failures, hours float64, err error) {
		s, err := ingest.ReadSample(ctx, path, opt)
		if err != nil {
			return 0, 0, err
		}
		t.Sample, t.Modes, t.Warnings = s.Observations, s.Modes, append(s.Warnings, ignoredColumns(s.Ignored)...)
		failures, hours = onTest(t.Sample)
		return failures, hours, nil
	})
	if err != nil {
		return nil, err
	}
	t.Warnings = append(assumed, t.Warnings...)
	return t, nil
}

// ReadFailures reads a file of the times of failures that come again, or of their counts
// between two ages: then the histories have each failure at the end of its interval, and
// counts are not nil. A *[Question] tells of one that can be read in ways that give
// different figures.
func (o TimesOptions) ReadFailures(ctx context.Context, path string) (r *census.Recurrences, counts []recurrent.Count, err error) {
	r = &census.Recurrences{}
	assumed, err := o.settle(ctx, path, func(opt ingest.TimesOptions) (failures, hours float64, err error) {
		f, err := ingest.ReadFailures(ctx, path, opt)
		if err != nil {
			return 0, 0, err
		}
		r.Histories, counts = f.Histories, f.Counts
		if counts != nil {
			r.Histories = recurrent.AtEnds(counts)
		}
		r.Warnings = slices.Concat(f.Warnings, ignoredColumns(f.Ignored), together(f.Together))
		for _, h := range r.Histories {
			failures, hours = failures+float64(len(h.Times)), hours+h.Hours()
		}
		return failures, hours, nil
	})
	if err != nil {
		return nil, nil, err
	}
	r.Warnings = append(assumed, r.Warnings...)
	return r, counts, nil
}

// together warns of so many failures in a row with one time.
func together(failures int) []model.Warning {
	if failures < 2 {
		return nil
	}
	return []model.Warning{{Code: "at-one-time", Text: fmt.Sprintf("a row has %d failures at one time; if they were counted over an interval, give its ends in the columns lower and upper", failures)}}
}

// onTest returns the failures of a sample and the hours that it was watched, to the
// ends of what lies between bounds.
func onTest(sample life.Observations) (failures, hours float64) {
	for _, x := range sample {
		if x.RightCensored() {
			hours += x.Count * math.Max(0, x.Lower-x.Entry)
			continue
		}
		failures, hours = failures+x.Count, hours+x.Count*math.Max(0, x.Upper-x.Entry)
	}
	return failures, hours
}

// ignoredColumns warns of columns that mean nothing where they stand.
func ignoredColumns(names []string) []model.Warning {
	if len(names) == 0 {
		return nil
	}
	return []model.Warning{{Code: "columns-ignored", Text: "columns that mean nothing here: " + strings.Join(names, ", ")}}
}

// timesRead reads a file of times, and tells the failures and the hours on test.
type timesRead func(ingest.TimesOptions) (failures, hours float64, err error)

// settle reads a file, and where it can be read in ways that give much the same figures
// in the first of them.
func (o TimesOptions) settle(ctx context.Context, path string, read timesRead) (assumed []model.Warning, err error) {
	if o.Stdin != nil {
		o.Stdin = &keptInput{from: o.Stdin}
	}
	_, _, err = o.read(read)
	var question *ingest.Question
	if !errors.As(err, &question) {
		return nil, err
	}
	asked := &Question{Question: question}
	for _, r := range question.Readings {
		total, err := o.answer(r, path, read)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		asked.Answers = append(asked.Answers, Answer{r, total, err})
	}
	if len(question.Readings) == 0 || !asked.agree() {
		return nil, asked
	}
	o.apply(question.Readings[0])
	_, _, err = o.read(read)
	return []model.Warning{asked.assumed()}, err
}

// read reads the file as the options say.
func (o TimesOptions) read(read timesRead) (failures, hours float64, err error) {
	opt, err := o.ingest()
	if err != nil {
		return 0, 0, err
	}
	return read(opt)
}

// ingest returns the options of the reader.
func (o TimesOptions) ingest() (ingest.TimesOptions, error) {
	opt := ingest.TimesOptions{Status: o.Status, Mode: o.Mode, Stdin: o.Stdin}
	if kept, ok := o.Stdin.(*keptInput); ok {
		opt.Stdin = kept.again()
	}
	if o.TimeUnit != "" {
		hours, ok := when.UnitHours(o.TimeUnit)
		if !ok {
			return opt, optionf("time-unit", "%q is not a unit of time", o.TimeUnit)
		}
		opt.Unit = hours
	}
	if o.Failed != nil {
		opt.Failed = strings.Split(*o.Failed, ",")
	}
	var err error
	opt.Where, err = conditions(o.Where)
	return opt, err
}

// answer reads the file in one way and adds it up.
func (o TimesOptions) answer(r ingest.Reading, path string, read timesRead) (*census.Row, error) {
	if comesOnce(path) {
		return nil, errNotKept
	}
	o.apply(r)
	failures, hours, err := o.read(read)
	if err != nil {
		return nil, err
	}
	return onTestRow(int(failures), hours, orDefault(o.Confidence))
}

func (o *TimesOptions) apply(r ingest.Reading) {
	for _, s := range r.Settings {
		switch s.Option {
		case "status":
			o.Status = &s.Value
		case "failed":
			o.Failed = &s.Value
		}
	}
}

// onTestRow is what a test of so many hours tells, as a row of an analysis that knows
// of no repairs.
func onTestRow(failures int, hours, confidence float64) (row *census.Row, err error) {
	none := model.NotEstimable(0, math.Inf(1), confidence, "none: a file of times tells no repairs")
	share := none
	share.Hi = 1
	row = &census.Row{Failures: failures, Share: 1, DowntimeHours: math.NaN(), OperatingHours: hours, MTTR: none, Availability: share, Unavailability: share}
	if row.Rate, err = rate.Rate(failures, hours, confidence, rate.TimeTerminated); err != nil {
		return nil, err
	}
	row.MTBF, err = rate.MTBF(failures, hours, confidence, rate.TimeTerminated)
	return row, err
}
