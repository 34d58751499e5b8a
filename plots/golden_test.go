package plots_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
	"mtbf/model/life"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/plots"
)

var update = flag.Bool("update", false, "redraw the expected pictures")

// look compares a figure with its golden picture. Machines differ in the last
// bit of a pixel's shade, so pictures differ when more than one pixel in a
// thousand does by an eighth of the scale.
func look(t *testing.T, f *plots.Figure) {
	t.Helper()
	var buf bytes.Buffer
	if err := f.Write(&buf, "png"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", f.Name+".png")
	if *update {
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if share := differs(t, buf.Bytes(), text); share > 1e-3 {
		t.Errorf("%s: %.2g of the pixels differ from %s", f.Name, share, path)
	}
}

// differs returns the share of pixels that differ clearly.
func differs(t *testing.T, a, b []byte) float64 {
	t.Helper()
	p, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	q, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if p.Bounds() != q.Bounds() {
		return 1
	}
	far, all := 0, p.Bounds().Dx()*p.Bounds().Dy()
	for x := range p.Bounds().Dx() {
		for y := range p.Bounds().Dy() {
			r, g, b, _ := p.At(x, y).RGBA()
			r2, g2, b2, _ := q.At(x, y).RGBA()
			if gap(r, r2)+gap(g, g2)+gap(b, b2) > 3*0xffff/8 {
				far++
			}
		}
	}
	return float64(far) / float64(all)
}

func gap(a, b uint32) uint32 { return max(a, b) - min(a, b) }

// shop returns the embedded log and its category table.
func shop(t *testing.T, by census.Split) (*model.Log, *census.Table) {
	t.Helper()
	data, err := datasets.Open("shop")
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	log, err := ingest.ReadLog(context.Background(), "shop.csv", data, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9, By: by, Exposure: census.ExposureRule{Units: len(log.Units)}})
	if err != nil {
		t.Fatal(err)
	}
	return log.Log, table
}

func TestLogFigures(t *testing.T) {
	log, table := shop(t, census.NoSplit)
	look(t, plots.Pareto(table))
	look(t, plots.DowntimePareto(table))
	look(t, plots.Timeline(log, table.Accounting.Window))
}

func TestAvailabilityFigure(t *testing.T) {
	_, table := shop(t, census.ByMonth)
	look(t, plots.Availability(table))
}

func TestMTBFByPeriodFigure(t *testing.T) {
	_, table := shop(t, census.ByYear)
	look(t, plots.MTBFByPeriod(table))
}

// What is to be chosen stands in a diagram with how many copies there may be.
func TestDiagramOfAQuestion(t *testing.T) {
	m := &system.Model{Name: "hall", Components: []system.Component{{Name: "feed"}, {Name: "pdu"}, {Name: "ups"}}, Units: []system.Unit{{Name: "mains", Component: 0}}}
	path := &system.Model{Name: "feed+pdu", Components: m.Components}
	m.Top = &system.Series{Of: []system.Node{
		system.Use{Unit: 0}, &system.Choose{Structures: []*system.Model{path}, Need: 1, Min: 1, Max: 3}, &system.Choose{Components: []int{2, 0}, Need: 2, Min: 1, Max: 5},
	}}
	f := plots.Diagram(m)
	f.Name = "question"
	look(t, f)
}

// gray1985 returns Table 1 and the time line of Figure 1.
func gray1985(t *testing.T) ([]gray.Row, []gray.Stage) {
	t.Helper()
	var e gray.Evidence
	open := func(name string) io.ReadCloser {
		data, err := datasets.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { data.Close() })
		return data
	}
	var err error
	if e.Published, err = ingest.ReadPublished("table", open("gray1985-table1")); err != nil {
		t.Fatal(err)
	}
	if e.Timeline, err = ingest.ReadTimeline("figure", open("gray1985-figure1")); err != nil {
		t.Fatal(err)
	}
	log, err := ingest.ReadLog(context.Background(), "log", open("gray1985"), ingest.Options{Profile: "gray"})
	if err != nil {
		t.Fatal(err)
	}
	if e.Kept, err = census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9, Exposure: census.ExposureRule{TotalHours: gray.ExposureYears * model.HoursPerYear}, ExcludeInfant: true}); err != nil {
		t.Fatal(err)
	}
	e.Sample = e.Kept
	return gray.Table1(e), e.Timeline
}

func TestGrayFigures(t *testing.T) {
	rows, stages := gray1985(t)
	look(t, plots.Table1(rows))
	look(t, plots.Waterfall("An outage of 90 minutes (Gray, Figure 1)", stages))
}

func TestDuplexFigure(t *testing.T) {
	var mttr []float64
	for h := 0.25; h < 200; h *= 1.25 {
		mttr = append(mttr, h)
	}
	coverage := []float64{0.9, 0.99, 0.999, 1}
	grid, err := markov.Pair{MTBF: 10_000, MTTR: 24, Coverage: 1}.Grid(mttr, coverage)
	if err != nil {
		t.Fatal(err)
	}
	look(t, plots.Duplex(10_000, mttr, coverage, grid))
}

// read returns a system that ships with the program.
func read(t *testing.T, name string) *system.Model {
	t.Helper()
	text, err := datasets.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	m, _, err := systemfile.Parse(name, text, systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFaultTree: every symbol, a gate that is drawn elsewhere, names and labels of all
// lengths.
func TestFaultTree(t *testing.T) {
	event := func(name string, p float64) *plots.FaultEvent {
		return &plots.FaultEvent{Kind: plots.BasicEvent, Name: name, Probability: p}
	}
	power := &plots.FaultEvent{Kind: plots.OtherGate, Name: "power", Word: "2/3", Of: []*plots.FaultEvent{event("grid", 0.003), event("diesel", 0.05), event("battery", 1e-9)}}
	elsewhere := &plots.FaultEvent{Kind: plots.Elsewhere, Name: "power"}
	pump := func(name string) *plots.FaultEvent {
		return &plots.FaultEvent{Kind: plots.OrGate, Name: name, Label: "no flow from this pump", Of: []*plots.FaultEvent{event(name+" does not start on demand", 0.01), elsewhere}}
	}
	look(t, plots.FaultTree("loss of cooling", &plots.FaultEvent{Kind: plots.OrGate, Name: "loss of cooling", Label: "no coolant flows", Of: []*plots.FaultEvent{
		{Kind: plots.HouseEvent, Name: "in maintenance", Label: "false"},
		{Kind: plots.AndGate, Name: "both pumps", Of: []*plots.FaultEvent{pump("pump a"), pump("pump b")}},
		power,
		{Kind: plots.OtherGate, Word: "not", Of: []*plots.FaultEvent{{Kind: plots.BasicEvent, Name: "pipe", Label: "rupture of the pipe"}}},
	}}))
}

func TestSystemFigures(t *testing.T) {
	m := read(t, "node-after-gray")
	look(t, plots.Diagram(m))
	exact, err := solve.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	look(t, plots.Importance(m.Name, exact.Importance))
	run, err := montecarlo.Simulate(t.Context(), read(t, "five-replicas"), montecarlo.Options{Seed: 1, MaxReplications: 20_000, Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	replicas, err := solve.System(context.Background(), read(t, "five-replicas"))
	if err != nil {
		t.Fatal(err)
	}
	look(t, plots.Convergence(run, replicas.Unavailability))
}

func TestAcceptanceFigure(t *testing.T) {
	claim := plots.Claim{MTBF: 10_000, Confidence: 0.9, Design: 30_000}
	var tests []plots.Characteristic
	for c, hours := range []float64{23025.850929940458, 38897.20169867429, 53223.20337834211} { // chi2.ppf(0.9; 2c+2)/2 times the MTBF
		test := plots.Characteristic{Allowed: c}
		for truth := 2500.0; truth < 100_000; truth *= 1.05 {
			pass, err := life.MTBFPlan{Hours: hours, Allowed: c}.Pass(truth)
			if err != nil {
				t.Fatal(err)
			}
			test.Truth, test.Probability = append(test.Truth, truth), append(test.Probability, pass)
		}
		tests = append(tests, test)
	}
	look(t, plots.Acceptance(claim, tests))
}
