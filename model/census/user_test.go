package census_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
)

// byHand is a log of two units that somebody typed: a disc of a is down from 100
// to 110 h, software of b from 500 to 505 h; a is open for work from 700 to 701.
func byHand() *model.Log {
	return &model.Log{
		Units:  []model.Unit{{Name: "a"}, {Name: "b"}},
		Causes: [][]model.Category{{"hardware/disc"}, {"software"}},
		Outages: []model.Outage{
			{Start: 100, End: 110},
			{Start: 500, End: 505, Unit: 1, Causes: 1},
			{Start: 700, End: 701, Kind: model.Planned},
		},
	}
}

var thousand = &model.Interval{From: 0, To: 1000}

func analyzed(t *testing.T, log *model.Log, opt census.Options) *census.Table {
	t.Helper()
	table, err := census.Analyze(t.Context(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Two units for 1,000 h are down for 10 + 5 h and worked on for 1 h: two
// failures in 2,000 - 16 h of operation, MTTR 7.5 h, and up 1984 of 1999 h that
// were not planned.
func TestTableByHand(t *testing.T) {
	table := analyzed(t, byHand(), census.Options{Confidence: 0.9, Window: thousand, Exposure: census.ExposureRule{Units: 2}})
	all := table.Total
	oracle.Near(t, "exposure", table.ExposureHours, 2000, 0)
	oracle.Near(t, "operating", all.OperatingHours, 1984, 1e-15)
	oracle.Near(t, "MTBF", all.MTBF.Point, 992, 1e-14)
	oracle.Near(t, "MTTR", all.MTTR.Point, 7.5, 1e-14)
	oracle.Near(t, "availability", all.Availability.Point, 1984./1999, 1e-14)
	oracle.Near(t, "unavailability", all.Unavailability.Point, 15./1999, 1e-14)
	shares := map[model.Category]float64{"hardware": 0.5, "hardware/disc": 0.5, "software": 0.5}
	for _, row := range table.Categories {
		oracle.Near(t, "share of "+string(row.Category), row.Share, shares[row.Category], 1e-15)
	}
	if len(table.Categories) != 3 || table.Accounting.Planned != 1 || table.Units != 2 {
		t.Errorf("%d categories, %d planned, %d units", len(table.Categories), table.Accounting.Planned, table.Units)
	}
}

// A unit whose service is not told, by the zero value or by ends at infinity, was
// in service for the whole window.
func TestServiceNotTold(t *testing.T) {
	log := byHand()
	zero := analyzed(t, log, census.Options{Confidence: 0.9, Window: thousand})
	for i := range log.Units {
		log.Units[i].Service = model.Interval{From: math.Inf(-1), To: math.Inf(1)}
	}
	told := analyzed(t, log, census.Options{Confidence: 0.9, Window: thousand})
	oracle.Near(t, "exposure", zero.ExposureHours, 2000, 0)
	oracle.Near(t, "exposure by ends at infinity", told.ExposureHours, 2000, 0)
	if zero.Accounting.ExposureSource != told.Accounting.ExposureSource {
		t.Errorf("%q and %q", zero.Accounting.ExposureSource, told.Accounting.ExposureSource)
	}
	lives, _, err := census.Histories(t.Context(), byHand(), census.Options{Confidence: 0.9, Window: thousand})
	if err != nil || len(lives) != 2 {
		t.Fatalf("%+v, %v", lives, err)
	}
	oracle.Near(t, "first life of b", lives[1].Lives[0].Hours, 500, 0)
}

// Two units that never failed in 1,000 h bound the MTBF by 2,000/log 10 h.
func TestEmptyLog(t *testing.T) {
	table := analyzed(t, &model.Log{}, census.Options{Confidence: 0.9, Window: thousand, Exposure: census.ExposureRule{Units: 2}})
	if table.Total.MTBF.Estimable() || table.Total.MTTR.Estimable() || len(table.Categories) != 0 {
		t.Errorf("%+v", table.Total)
	}
	oracle.Near(t, "lower bound", table.Total.MTBF.Lo, 2000/math.Ln10, 1e-13)
	if _, err := census.Analyze(t.Context(), &model.Log{}, census.Options{Confidence: 0.9}); !errors.Is(err, census.ErrNoExposure) {
		t.Errorf("no exposure: %v", err)
	}
}

// Logs and options that no analysis can take are refused by name, in all that
// reads a log.
func TestRefusedByName(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		param string
		spoil func(*model.Log, *census.Options)
	}{
		"full confidence":     {"confidence", func(_ *model.Log, o *census.Options) { o.Confidence = 1 }},
		"window of no length": {"window", func(_ *model.Log, o *census.Options) { o.Window = &model.Interval{} }},
		"window of no number": {"window", func(_ *model.Log, o *census.Options) { o.Window = &model.Interval{From: nan, To: nan} }},
		"incident gap":        {"incident gap", func(_ *model.Log, o *census.Options) { o.IncidentGap = &nan }},
		"infant period":       {"infant period", func(_ *model.Log, o *census.Options) { o.InfantPeriod = nan }},
		"split":               {"by", func(_ *model.Log, o *census.Options) { o.By = "decade" }},
		"calendar":            {"by", func(l *model.Log, o *census.Options) { l.Clock, o.By = model.Elapsed, census.ByYear }},
		"units":               {"units", func(_ *model.Log, o *census.Options) { o.Exposure.Units = -2 }},
		"total":               {"exposure", func(_ *model.Log, o *census.Options) { o.Exposure = census.ExposureRule{TotalHours: nan} }},
		"fleet without counts": {`fleet: count of "a"`, func(_ *model.Log, o *census.Options) {
			o.Exposure = census.ExposureRule{Fleet: []model.Exposure{{Unit: "a", Interval: *thousand}}}
		}},
		"fleet without service": {`fleet: service of "a"`, func(_ *model.Log, o *census.Options) {
			o.Exposure = census.ExposureRule{Fleet: []model.Exposure{{Unit: "a", Count: 1, Interval: model.Interval{From: nan}}}}
		}},
		"unit":       {"outage 1: unit", func(l *model.Log, _ *census.Options) { l.Units = l.Units[:1] }},
		"causes":     {"outage 1: causes", func(l *model.Log, _ *census.Options) { l.Causes = l.Causes[:1] }},
		"no cause":   {"set 1 of causes", func(l *model.Log, _ *census.Options) { l.Causes[1] = nil }},
		"start":      {"outage 0: start", func(l *model.Log, _ *census.Options) { l.Outages[0].Start = nan }},
		"end before": {"outage 0: end", func(l *model.Log, _ *census.Options) { l.Outages[0].End = 99 }},
	} {
		t.Run(name, func(t *testing.T) {
			log, opt := byHand(), census.Options{Confidence: 0.9, Window: thousand, Exposure: census.ExposureRule{Units: 2}}
			c.spoil(log, &opt)
			oracle.Refused(t, c.param)(census.Analyze(t.Context(), log, opt))
			_, _, err := census.Histories(t.Context(), log, opt)
			oracle.Refused(t, c.param)(nil, err)
			oracle.Refused(t, c.param)(census.FailureHistories(t.Context(), log, opt, census.FromWindow))
			oracle.Refused(t, c.param)(census.FitCategories(t.Context(), log, opt))
		})
	}
	oracle.Refused(t, "log")(census.Analyze(t.Context(), nil, census.Options{Confidence: 0.9}))
}

// Workers left out, none or a negative number make the same table.
func TestWorkersLeftOut(t *testing.T) {
	opt := census.Options{Confidence: 0.9, Window: thousand, Exposure: census.ExposureRule{Units: 2}}
	want := analyzed(t, byHand(), opt)
	for _, opt.Workers = range []int{-3, 1, 4} {
		if got := analyzed(t, byHand(), opt); got.Total.MTBF.Hi != want.Total.MTBF.Hi {
			t.Errorf("%d workers: %+v", opt.Workers, got.Total)
		}
	}
}

// A taxonomy without rules places nothing.
func TestZeroTaxonomy(t *testing.T) {
	if c, placed := (&census.Taxonomy{}).Place(func(string) string { return "disc" }); c != model.Unknown || placed {
		t.Errorf("%q, %v", c, placed)
	}
}

// The zero Options take the window and the exposure from the log, and limits of 0.90.
func TestZeroOptions(t *testing.T) {
	table, err := census.Analyze(t.Context(), byHand(), census.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if table.Total.Failures != 2 || table.Total.MTBF.Confidence != 0.9 || !table.Accounting.WindowInferred {
		t.Errorf("%+v", table.Total)
	}
}
