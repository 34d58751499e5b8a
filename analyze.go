package mtbf

import (
	"context"
	"errors"
	"fmt"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// Analysis is a log in categories: failures, downtime, MTBF, MTTR and availability
// of each with limits, what was done with the rows, and what stands behind the
// means.
type Analysis struct {
	Log      *ingest.Log
	Table    *census.Table
	Fits     map[model.Category]*census.CategoryFits // families and trends, category by category; nil where none was looked for
	Warnings []model.Warning                         // of the evidence
	Complete bool                                    // false where the context ended before all evidence was known
}

// Fits says whether families are fitted to the times of every category.
type Fits string

// What Fits may be; "" is FitsAuto.
const (
	FitsAuto Fits = "auto" // up to 100,000 outages
	FitsYes  Fits = "yes"
	FitsNo   Fits = "no"
)

// maxFitted is the number of outages up to which families are fitted unasked.
const maxFitted = 100_000

// Analyze makes the failure-category model of a log under the rules of [ReadLog].
// A context that ends leaves out evidence, and a warning says so.
func Analyze(ctx context.Context, log *ingest.Log, rules census.Options, fits Fits) (*Analysis, error) {
	if err := checkLog(log); err != nil {
		return nil, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Log: log, Table: table, Complete: true}
	switch {
	case fits == FitsNo:
		return a, nil
	case fits == FitsYes:
	case fits != "" && fits != FitsAuto:
		return nil, optionf("fits", "%q is not yes, no or auto", string(fits))
	case len(log.Outages) > maxFitted:
		a.warnOfFits()
		return a, nil
	}
	a.Fits, err = census.FitCategories(ctx, log.Log, rules)
	switch {
	case endedBy(ctx, err):
		a.Complete = false
		a.warn("incomplete", "%s: families were fitted and trends tested for the first %d categories only", whyEnded(ctx), len(a.Fits))
	case err != nil:
		return nil, err
	}
	return a, nil
}

func (a *Analysis) warnOfFits() {
	a.warn("fits-left-out", "more than %d outages: no families were fitted and no category tested for a trend; --fits yes does", maxFitted)
}

func (a *Analysis) warn(code, format string, args ...any) {
	a.Warnings = append(a.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
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
