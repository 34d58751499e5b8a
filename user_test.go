package mtbf_test

import (
	"context"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
	"mtbf/model/census"
	"mtbf/model/system"
	"mtbf/montecarlo/rare"
	"mtbf/report"
)

// What was never read is refused by name, and so is what a method cannot do.
func TestLeftOut(t *testing.T) {
	ctx := context.Background()
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{}, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	oracle.Refused(t, "log")(mtbf.Analyze(ctx, nil, census.Options{}, mtbf.FitsNo))
	oracle.Refused(t, "log")(mtbf.LogTimes(ctx, nil, rules, mtbf.Repair))
	oracle.Refused(t, "log")(mtbf.Histories(ctx, nil, rules))
	oracle.Refused(t, "histories")(mtbf.Trend(ctx, nil, mtbf.TrendOptions{}))
	oracle.Refused(t, "structure")(mtbf.Replay(ctx, &system.Model{}, log, rules))
	oracle.Refused(t, "system")(mtbf.Replay(ctx, nil, log, rules))
	m := &system.Model{Components: []system.Component{{Name: "p", Availability: 0.9}}, Units: []system.Unit{{}}, Top: system.Use{}}
	o := mtbf.SimulateOptions{Method: rare.Biasing}
	o.Warmup = 5
	oracle.Refused(t, "method")(mtbf.Simulate(ctx, m, o))
	_, _, err = mtbf.SystemReport(ctx, m, nil, mtbf.ReportOptions{Confidence: 2})
	oracle.Refused(t, "confidence")(nil, err)
	if _, _, err := mtbf.LogReport(ctx, "shop", "", log, census.Options{}, report.Source{}); err != nil {
		t.Error(err)
	}
}

// A warm-up longer than a mission would be is added to it: a part that is available
// 0.9 of the time is down a tenth.
func TestLongWarmup(t *testing.T) {
	m := &system.Model{Components: []system.Component{{Name: "p", Availability: 0.9}}, Units: []system.Unit{{}}, Top: system.Use{}}
	o := mtbf.SimulateOptions{}
	o.Warmup, o.MaxReplications, o.Seed = 5, 10_000, 1
	s, err := mtbf.Simulate(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	u := s.Plain.Measures.Unavailability
	oracle.Within4(t, "unavailability", (u.Point-0.1)/(u.RelativeError*u.Point))
}
