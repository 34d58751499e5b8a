package mtbf

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Replayed is what a log of unit outages did to a system, beside what its file
// predicts.
type Replayed struct {
	*system.Replay
	Predicted *solve.Result // nil where no engine answers
	Warnings  []model.Warning
}

// Replay pushes the outages of a log's units through the structure of a system.
// Units are matched by name. The window of the rules, or the extent of the log,
// bounds it; planned outages count if the rules include them, and if they excuse what
// fails meanwhile, a unit is not down for it while they last.
func Replay(ctx context.Context, m *system.Model, log *ingest.Log, rules census.Options) (*Replayed, error) {
	if err := cmp.Or(checkLog(log), system.Validate(m)); err != nil {
		return nil, err
	}
	if rules.Service != nil || rules.IgnoreShorter > 0 {
		return nil, &model.ParamError{Param: "rules", Value: "service hours or a least length", Want: "none: a replay takes every hour and every outage of the units"}
	}
	window := census.Extent(log.Log)
	if rules.Window != nil {
		window = *rules.Window
	}
	outages := log.Log
	if rules.ExcusePlanned {
		outages = census.WithoutPlanned(outages)
	}
	replay, err := m.Replay(ctx, outages, window, rules.IncludePlanned)
	if err != nil {
		return nil, err
	}
	r := &Replayed{Replay: replay}
	if n := withoutDuration(log.Log); n > 0 {
		r.Warnings = append(r.Warnings, model.Warning{Code: "replay-durations", Assumed: true,
			Text: fmt.Sprintf("%s of units without a known duration change nothing here: outages of the system that they made are not counted", model.Counted(n, "outage"))})
	}
	if r.Predicted, err = solve.System(ctx, m); err != nil {
		r.Predicted = nil
		r.Warnings = append(r.Warnings, model.Warning{Code: "not-predicted", Text: err.Error()})
	} else { // importance is not shown
		r.Predicted.Warnings = slices.DeleteFunc(r.Predicted.Warnings, func(w model.Warning) bool { return w.Code == "conditional-importance" })
	}
	return r, nil
}

// withoutDuration counts the outages whose downtime is not known.
func withoutDuration(log *model.Log) (n int) {
	for i := range log.Outages {
		if log.Outages[i].Kind.Is(model.NoDuration) {
			n++
		}
	}
	return n
}
