package ingest_test

import (
	"math"
	"strings"
	"testing"

	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
)

const typed = `start,end,unit,cause
2024-01-01T00:00:00Z,2024-01-01T02:30:00Z,web-1,disc
2024-01-05T00:00:00Z,,web-2,power
soon,2024-01-05T00:00:00Z,web-2,power
`

func read(t *testing.T, text string, opt ingest.Options) *ingest.Log {
	t.Helper()
	log, err := ingest.ReadLog(t.Context(), "typed", strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// The zero Options find all: 2.5 h of web-1 from the first hour of 2024, 473,352 h
// after that of 1970; an outage of web-2 that is open; and a row that is rejected.
func TestLogByHand(t *testing.T) {
	log := read(t, typed, ingest.Options{})
	if len(log.Outages) != 2 || log.Reading.RowsRead != 3 || log.Reading.Rejected != 1 || len(log.Units) != 2 {
		t.Fatalf("%+v", log.Log)
	}
	first := log.Outages[0]
	oracle.Near(t, "start", first.Start, 473_352, 0)
	oracle.Near(t, "duration", first.End-first.Start, 2.5, 0)
	if log.Causes[first.Causes][0] != "disc" || log.Units[first.Unit].Name != "web-1" || !log.Outages[1].Kind.Is(model.Open) {
		t.Errorf("%+v", log.Log)
	}
	if err := log.Validate(); err != nil {
		t.Error(err)
	}
	table, err := census.Analyze(t.Context(), log.Log, census.Options{Confidence: 0.9, Exposure: census.ExposureRule{TotalHours: 1002.5}, Window: &model.Interval{From: 473_352, To: 473_352 + 30}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF of the one failure in the window", table.Total.MTBF.Point, 1000, 1e-12)
}

// No unit, no category and no row are no errors; no header, no reader and a
// column that is not there are.
func TestLittleToRead(t *testing.T) {
	log := read(t, "start,end\n2024-01-01T00:00:00Z,2024-01-01T02:00:00Z\n", ingest.Options{Workers: -1, Taxonomy: &census.Taxonomy{}})
	if len(log.Outages) != 1 || len(log.Units) != 1 || log.Causes[0][0] != model.Unknown {
		t.Errorf("%+v", log.Log)
	}
	if log := read(t, "start,end,unit\n", ingest.Options{}); len(log.Outages) != 0 || log.Validate() != nil {
		t.Errorf("%+v", log.Log)
	}
	for name, err := range map[string]error{
		"empty":     second(ingest.ReadLog(t.Context(), "x", strings.NewReader(""), ingest.Options{})),
		"no reader": second(ingest.ReadLog(t.Context(), "x", nil, ingest.Options{})),
		"no file":   second(ingest.ReadLogs(t.Context(), nil, ingest.Options{})),
		"no stdin":  second(ingest.ReadLogs(t.Context(), []string{"-"}, ingest.Options{})),
		"condition": second(ingest.ReadLog(t.Context(), "x", strings.NewReader(typed), ingest.Options{Where: []ingest.Condition{{}}})),
		"sample":    second(ingest.ReadSample(t.Context(), "-", ingest.TimesOptions{})),
	} {
		t.Run(name, func(t *testing.T) {
			if err == nil {
				t.Error("was read")
			}
		})
	}
	oracle.Refused(t, "profile")(ingest.LoadProfile(""))
}

func second(_ any, err error) error { return err }

// Three pumps that lasted 2 days, 5 days, and are running after 4: hours.
func TestSampleByHand(t *testing.T) {
	s, err := ingest.ReadSample(t.Context(), "-", ingest.TimesOptions{Unit: 24, Stdin: strings.NewReader("time,status\n2,1\n5,1\n4,0\n")})
	if err != nil || len(s.Observations) != 3 {
		t.Fatalf("%+v, %v", s, err)
	}
	oracle.Near(t, "first", s.Observations[0].Upper, 48, 0)
	if last := s.Observations[2]; last.Lower != 96 || !math.IsInf(last.Upper, 1) {
		t.Errorf("%+v", last)
	}
	for name, unit := range map[string]float64{"endless": math.Inf(1), "not a number": math.NaN(), "negative": -24} {
		t.Run(name, func(t *testing.T) {
			oracle.Refused(t, "unit")(ingest.ReadSample(t.Context(), "-", ingest.TimesOptions{Unit: unit, Stdin: strings.NewReader("time\n3\n5\n")}))
		})
	}
}
