package mtbf_test

import (
	"context"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/report"
)

// A sample that no observation can be is refused before its times are counted out.
func TestGoodnessOfFitRefuses(t *testing.T) {
	for param, sample := range map[string]life.Observations{
		"row 2: count": {life.Exact(3), life.Exact(5).Times(-1), life.Exact(7), life.Exact(8)},
		"row 1: count": {life.Exact(3).Times(0.5), life.Exact(5), life.Exact(7), life.Exact(8)},
		"observations": {},
	} {
		oracle.Refused(t, param)(mtbf.GoodnessOfFit(t.Context(), "weibull", sample, mtbf.FitOptions{Replications: 9}, nil))
	}
}

// A nil pointer in a structure is no node, whoever is given it.
func TestNilNodes(t *testing.T) {
	ctx := t.Context()
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{}, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range []system.Node{
		nil, (*system.Series)(nil), (*system.Parallel)(nil), (*system.KOfN)(nil), (*system.Network)(nil), (*system.Capacity)(nil), (*system.Group)(nil),
	} {
		question := &system.Choose{Components: []int{0}, Need: 1, Max: 2}
		for place, top := range map[string]system.Node{
			"structure": missing, "structure.series[1]": &system.Series{Of: []system.Node{system.Use{}, missing}},
			"structure.series[1].parallel[0]": &system.Series{Of: []system.Node{system.Use{}, &system.Parallel{Of: []system.Node{missing}}}},
		} {
			m := &system.Model{Components: []system.Component{{Name: "p", Availability: 0.9}}, Units: []system.Unit{{Name: "p"}}, Top: top}
			refused := oracle.Refused(t, place)
			refused(mtbf.Solve(ctx, m, mtbf.SolveOptions{}))
			refused(mtbf.Simulate(ctx, m, mtbf.SimulateOptions{}))
			refused(mtbf.Replay(ctx, m, log, rules))
			_, _, err := mtbf.SystemReport(ctx, m, nil, mtbf.ReportOptions{})
			refused(nil, err)
			if _, err := mtbf.Size(ctx, m, sizing.Options{Target: 0.99}, 1); err == nil {
				t.Errorf("Size takes %T at %s", missing, place)
			}
			if _, err := m.Replay(ctx, log.Log, census.Extent(log.Log), false); err == nil {
				t.Errorf("Replay takes %T at %s", missing, place)
			}
			if _, err := m.Gates(); err == nil {
				t.Errorf("Gates takes %T at %s", missing, place)
			}
			m.Top = &system.Series{Of: []system.Node{question, top}}
			if _, err := mtbf.Size(ctx, m, sizing.Options{Target: 0.99}, 1); err == nil {
				t.Errorf("Size takes %T at %s beside a question", missing, place)
			}
		}
	}
}

// What was never read, or is no log, is refused by name.
func TestEmptyLogs(t *testing.T) {
	ctx := context.Background()
	m := &system.Model{Components: []system.Component{{Name: "p", Availability: 0.9}}, Units: []system.Unit{{}}, Top: system.Use{}}
	oracle.Refused(t, "log")(mtbf.ReadRows(ctx, nil, ingest.Options{}))
	oracle.Refused(t, "log")(mtbf.ReadRows(ctx, []string{}, ingest.Options{}))
	for _, log := range []*ingest.Log{nil, {}} {
		_, err := mtbf.LogOptions{}.Rules(ctx, log)
		oracle.Refused(t, "log")(nil, err)
		oracle.Refused(t, "log")(mtbf.Analyze(ctx, log, census.Options{}, mtbf.FitsAuto))
		oracle.Refused(t, "log")(mtbf.LogTimes(ctx, log, census.Options{}, mtbf.Life))
		oracle.Refused(t, "log")(mtbf.Histories(ctx, log, census.Options{}))
		oracle.Refused(t, "log")(mtbf.Replay(ctx, m, log, census.Options{}))
		_, _, err = mtbf.LogReport(ctx, "t", "", log, census.Options{}, report.Source{})
		oracle.Refused(t, "log")(nil, err)
	}
	for _, log := range []*model.Log{nil, {}} {
		_, analysed := census.Analyze(ctx, log, census.Options{Confidence: 0.9})
		_, fitted := census.FitCategories(ctx, log, census.Options{Confidence: 0.9})
		_, _, lives := census.Histories(ctx, log, census.Options{Confidence: 0.9})
		_, failures := census.FailureHistories(ctx, log, census.Options{Confidence: 0.9}, census.FromWindow)
		_, _, repairs := census.FindRepairs(ctx, log, census.Options{Confidence: 0.9})
		for of, err := range map[string]error{"Analyze": analysed, "FitCategories": fitted, "Histories": lives, "FailureHistories": failures, "FindRepairs": repairs} {
			if err == nil {
				t.Errorf("%s takes %+v for a log", of, log)
			}
		}
	}
}

// An OptionError made by hand says what it can.
func TestOptionErrorOfNothing(t *testing.T) {
	for want, e := range map[string]mtbf.OptionError{"": {}, "to": {Option: "to"}} {
		if got := e.Error(); got == "" || !strings.HasPrefix(got, want) {
			t.Errorf("%+v says %q", e, got)
		}
	}
}
