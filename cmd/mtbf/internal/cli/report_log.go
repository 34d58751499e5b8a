package cli

import (
	"context"
	"errors"
	"slices"

	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/model/recurrent"
	"mtbf/plots"
	"mtbf/report"
)

// byPeriod analyses the whole of a log by months, quarters or years; nil where
// its window is too short or too long for any. Causes, which only cost time
// here, are left out.
func byPeriod(ctx context.Context, log *model.Log, rules census.Options, window model.Interval) (*census.Table, error) {
	rules.By, rules.Reported = periodOf(log.Clock, window), nil
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

// periodOf is the split that makes a readable number of periods of a window.
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
	r, err := census.FindRecurrences(ctx, log, rules, census.FromWindow)
	if err != nil {
		return nil, err
	}
	f := &report.Failing{Histories: r.Histories}
	if f.Verdict, err = recurrent.Trend(r.Histories, rules.Confidence); err != nil {
		return nil, err
	}
	const penalty = 8 // cuts one log in 250 of constant rate
	f.Segments, err = recurrent.Segments(ctx, r.Histories, penalty, rules.Confidence)
	if unanswered(err) {
		return f, nil
	}
	return f, err
}

// Below fewestRepairs restorations tell hardly one family from another, and
// their times are not drawn. Beyond mostRepairs no family describes them to the
// last, and none is fitted.
const (
	fewestRepairs = 10
	mostRepairs   = 200_000
)

// repairTimes fits the restoration times; nil where there are too few.
func repairTimes(ctx context.Context, log *model.Log, rules census.Options) (*plots.Times, error) {
	repairs, _, err := census.FindRepairs(ctx, log, rules)
	if err != nil || len(repairs.Times) < fewestRepairs {
		return nil, err
	}
	var sample life.Observations
	for _, h := range repairs.Times {
		sample = append(sample, life.Exact(h))
	}
	for _, h := range repairs.Censored {
		sample = append(sample, life.RightCensored(h))
	}
	out := &plots.Times{Of: "restoration times", Confidence: rules.Confidence}
	if out.Survival, err = life.KaplanMeier(ctx, sample); err != nil {
		return nil, err
	}
	if len(sample) > mostRepairs {
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
