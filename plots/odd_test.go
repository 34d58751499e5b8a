package plots_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/plots"
)

// manyOutages returns a log of n outages on a few units.
func manyOutages(n int) *model.Log {
	random := rand.New(rand.NewPCG(3, 5))
	log := &model.Log{Clock: model.Calendar, Causes: [][]model.Category{{"hardware/disc"}, {`<script>alert("x")</script>`}, {"power\x1b[31m"}}}
	for _, name := range []string{"a", "b<img onerror=x>", strings.Repeat("long ", 50)} {
		log.Units = append(log.Units, model.Unit{Name: name, Service: model.Interval{From: math.Inf(-1), To: math.Inf(1)}})
	}
	for range n {
		start := 400_000 + 10_000*random.Float64()
		log.Outages = append(log.Outages, model.Outage{Start: start, End: start + random.ExpFloat64()/float64(n), Unit: int32(random.IntN(3)), Causes: int32(random.IntN(3))})
	}
	return log
}

// TestOddLogs draws logs of no, one and many outages, and text that is
// none of ours, in every format.
func TestOddLogs(t *testing.T) {
	window := model.Interval{From: 400_000, To: 410_000}
	for _, n := range []int{0, 1, 200_000} {
		log := manyOutages(n)
		table, err := census.Analyze(context.Background(), log, census.Options{Confidence: 0.9, Window: &window, Exposure: census.ExposureRule{Units: 3}})
		if err != nil {
			t.Fatal(err)
		}
		byMonth, err := census.Analyze(context.Background(), log, census.Options{Confidence: 0.9, Window: &window, Exposure: census.ExposureRule{Units: 3}, By: census.ByMonth})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []*plots.Figure{plots.Pareto(table), plots.DowntimePareto(table), plots.Timeline(log, window), plots.Availability(byMonth), plots.MTBFByPeriod(byMonth)} {
			draws(t, f)
		}
	}
}

func TestOddResults(t *testing.T) {
	nan := model.NotEstimable(math.NaN(), math.NaN(), 0.9, "none")
	draws(t, plots.Table1(nil))
	draws(t, plots.Waterfall("none", nil))
	draws(t, plots.Duplex(1, nil, nil, nil))
	draws(t, plots.Importance("none", nil))
	draws(t, plots.Importance("one", []system.Importance{{Unit: "u", Criticality: 1, RiskAchievementWorth: math.Inf(1)}}))
	draws(t, plots.Convergence(&montecarlo.Result{Measures: montecarlo.Measures{Unavailability: montecarlo.Estimate{Estimate: nan}}}, math.NaN()))
	var deep system.Node = system.Use{}
	for range 300 {
		deep = &system.Series{Of: []system.Node{deep, &system.Parallel{Of: []system.Node{deep}}}}
	}
	draws(t, plots.Diagram(&system.Model{Name: "deep", Units: []system.Unit{{Name: "u"}}, Top: deep}))
}

// draws demands that a figure comes out in every format, that its SVG is XML
// without anything that runs or is fetched, and that it is the same each time.
func draws(t *testing.T, f *plots.Figure) {
	t.Helper()
	for _, format := range plots.Formats() {
		var first, second bytes.Buffer
		for _, w := range []*bytes.Buffer{&first, &second} {
			if err := f.Write(w, format); err != nil {
				t.Fatalf("%s as %s: %v", f.Name, format, err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s as %s: two drawings differ", f.Name, format)
		}
		if format == "svg" {
			wellFormed(t, f, first.Bytes())
		}
	}
	if err := f.Write(io.Discard, "gif"); err == nil {
		t.Error("gif is no format")
	}
}

func wellFormed(t *testing.T, f *plots.Figure, text []byte) {
	t.Helper()
	if len(text) > 2<<20 {
		t.Errorf("%s: %d bytes", f.Name, len(text))
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "img" || e.Name.Local == "image") {
			t.Errorf("%s: has a %s", f.Name, e.Name.Local)
		}
	}
}
