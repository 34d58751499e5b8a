package mtbf

import (
	"context"
	"errors"
	"slices"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/model/recurrent"
	"mtbf/plots"
	"mtbf/report"
)

// LogReport makes the page of a log, analysed under rules once as a whole and once
// by periods. The source may be filled in later. The analysis comes with the page.
func LogReport(ctx context.Context, name, by string, log *ingest.Log, rules census.Options, source report.Source) (*report.Page, *Analysis, error) {
	rules.Confidence = orDefault(rules.Confidence)
	a, err := Analyze(ctx, log, rules, FitsAuto)
	if err != nil {
		return nil, nil, err
	}
	page, err := pageOfLog(ctx, report.Log{Name: name, Log: log, Table: a.Table, By: by, Source: source}, rules)
	if err != nil {
		return nil, nil, err
	}
	return page, a, nil
}

// pageOfLog adds what a page has beside the analysis.
func pageOfLog(ctx context.Context, in report.Log, rules census.Options) (page *report.Page, err error) {
	log, table := in.Log, in.Table
	if in.Failing, err = failing(ctx, log.Log, rules); err != nil {
		return nil, err
	}
	if in.Repairs, err = repairTimes(ctx, log.Log, rules); err != nil {
		return nil, err
	}
	if in.Longest, err = census.LongestOutages(ctx, log.Log, rules, longestShown); err != nil {
		return nil, err
	}
	window := table.Accounting.Window
	if in.Periods, err = byPeriod(ctx, log.Log, rules, periodOf(log.Clock, window)); err != nil {
		return nil, err
	}
	if in.Years = in.Periods; in.Periods != nil && periodOf(log.Clock, window) != census.ByYear {
		if in.Years, err = byPeriod(ctx, log.Log, rules, census.ByYear); err != nil {
			return nil, err
		}
	}
	if in.Years != nil && len(in.Years.Groups) < 2 {
		in.Years = nil
	}
	return in.Page(ctx)
}

// longestShown is how many of the longest outages a report lists.
const longestShown = 10

// byPeriod analyses the whole of a log by months, quarters or years; nil for no split.
// Causes, which only cost time here, are left out.
func byPeriod(ctx context.Context, log *model.Log, rules census.Options, split census.Split) (*census.Table, error) {
	rules.By, rules.Reported, rules.Objective = split, nil, nil
	if rules.By == census.NoSplit {
		return nil, nil
	}
	whole := *log
	whole.Causes = [][]model.Category{{model.Unknown}}
	whole.Outages = slices.Clone(log.Outages)
	for i := range whole.Outages {
		whole.Outages[i].Causes = 0
	}
	return census.Analyze(ctx, &whole, rules)
}

// periodOf is the split that makes a readable number of periods of a window; none where it is
// too short or too long for any.
func periodOf(clock model.Clock, window model.Interval) census.Split {
	years := window.Hours() / model.HoursPerYear
	switch {
	case clock != model.Calendar || years == 0:
		return census.NoSplit
	case years <= 3:
		return census.ByMonth
	case years <= 10:
		return census.ByQuarter
	case years <= 100:
		return census.ByYear
	}
	return census.NoSplit
}

// failing tells how failures came again under the rules of an analysis.
func failing(ctx context.Context, log *model.Log, rules census.Options) (*report.Failing, error) {
	r, err := census.FailureHistories(ctx, log, rules, census.FromWindow)
	if err != nil {
		return nil, err
	}
	f := &report.Failing{Histories: r.Histories}
	if f.Verdict, err = recurrent.Trend(r.Histories, rules.Confidence); err != nil {
		return nil, err
	}
	f.Segments, err = recurrent.Segments(ctx, r.Histories, DefaultPenalty, rules.Confidence)
	if Unanswered(err) {
		return f, nil
	}
	return f, err
}

// Below fewestRepairs restorations tell hardly one family from another, and
// their times are not drawn. Beyond maxRepairs no family describes them to the
// last, and none is fitted.
const (
	fewestRepairs = 10
	maxRepairs    = 200_000
)

// repairTimes fits the restoration times; nil where there are too few.
func repairTimes(ctx context.Context, log *model.Log, rules census.Options) (*plots.Times, error) {
	repairs, _, err := census.FindRepairs(ctx, log, rules)
	if err != nil || len(repairs.Times) < fewestRepairs {
		return nil, err
	}
	sample := observations(repairs)
	out := &plots.Times{Of: "restoration times", Confidence: rules.Confidence}
	if out.Survival, err = life.KaplanMeier(ctx, sample); err != nil {
		return nil, err
	}
	if len(sample) > maxRepairs {
		return out, nil
	}
	ranking, err := life.FitAll(ctx, sample, life.FitOptions{Confidence: rules.Confidence, Limits: life.Wald})
	var none *life.NotEstimableError
	switch {
	case errors.As(err, &none): // the times are drawn without a fit
		return out, nil
	case err != nil:
		return nil, err
	}
	out.Fits = ranking.Fits
	return out, nil
}
