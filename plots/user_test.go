package plots_test

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
	"mtbf/model/life"
	"mtbf/model/mechanism"
	"mtbf/model/modularity"
	"mtbf/model/recurrent"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/plots"
)

func drawn(t *testing.T, f *plots.Figure, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// An outage of two stages, in every format: the words are in the drawing, and
// each file begins as its format does.
func TestFigureInMemory(t *testing.T) {
	f := plots.Waterfall("One night", []gray.Stage{{Minute: 0, Text: "disc fails"}, {Minute: 90, Text: "disc replaced"}})
	for format, begins := range map[string]string{"svg": "<?xml", "png": "\x89PNG", "pdf": "%PDF"} {
		t.Run(format, func(t *testing.T) {
			if text := drawn(t, f, format); !strings.HasPrefix(text, begins) {
				t.Errorf("begins with %.20q", text)
			}
		})
	}
	if svg := drawn(t, f, "svg"); !strings.Contains(svg, "disc replaced") || !strings.Contains(svg, "One night") {
		t.Error("words are missing")
	}
	oracle.Refused(t, "format")(nil, f.Write(io.Discard, "bmp"))
	oracle.Refused(t, "format")(nil, f.Write(io.Discard, ""))
	oracle.Refused(t, "figure")(nil, (&plots.Figure{}).Write(io.Discard, "svg"))
	var none *plots.Figure
	oracle.Refused(t, "figure")(nil, none.Write(io.Discard, "svg"))
}

// Figures of nothing are drawn, without a number that is none.
func TestFiguresOfNothing(t *testing.T) {
	paper, err := plots.Paper(t.Context(), "weibull", plots.Times{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*plots.Figure{
		"acceptance":     plots.Acceptance(plots.Claim{}, nil),
		"availability":   plots.Availability(&census.Table{}),
		"mtbf by period": plots.MTBFByPeriod(&census.Table{}),
		"buys":           plots.Buys("", nil),
		"buys, none":     plots.Buys("", []plots.Step{{}, {Unavailability: math.NaN(), MTBF: math.Inf(1)}, {Unavailability: 1}}),
		"convergence":    plots.Convergence(&montecarlo.Result{}, math.NaN()),
		"diagram":        plots.Diagram(&system.Model{}),
		"duplex":         plots.Duplex(0, nil, nil, nil),
		"frontier":       plots.Frontier(&sizing.Result{}, 0),
		"growth":         plots.Growth(recurrent.History{}, nil, nil, ""),
		"importance":     plots.Importance("", nil),
		"lifetimes":      plots.Lifetimes(plots.Times{}),
		"mcf":            plots.MCF(&recurrent.Curve{}, nil, nil, ""),
		"modularity":     plots.Modularity(modularity.Architecture{}, nil, 0),
		"multiplexing":   plots.Multiplexing([]plots.Residual{{}}),
		"paper":          paper,
		"pareto":         plots.Pareto(&census.Table{}),
		"downtime":       plots.DowntimePareto(&census.Table{}),
		"no downtime":    plots.DowntimePareto(&census.Table{Total: census.Row{DowntimeHours: math.NaN()}, Categories: []census.Row{{Depth: 1}, {Depth: 1, DowntimeHours: math.NaN()}}}),
		"none so far":    plots.Pareto(&census.Table{Categories: []census.Row{{Depth: 1}}}),
		"repair times":   plots.RepairTimes(plots.Times{}),
		"retry":          plots.Retry("", nil),
		"retry, none":    plots.Retry("", []plots.Retried{{}, {Name: "x", Factors: []model.Estimate{{Point: math.NaN(), Lo: 1, Hi: math.Inf(1)}}}}),
		"stages":         plots.Stages("", nil),
		"stages, none":   plots.Stages("", []plots.StagedOutage{{}, {Total: math.NaN(), List: []mechanism.Stage{{Name: "x", Mean: mechanism.Between(1, 2)}}}}),
		"survival":       plots.Survival(plots.Times{}),
		"table 1":        plots.Table1(nil),
		"timeline":       plots.Timeline(&model.Log{}, model.Interval{}),
		"trend":          plots.Trend(nil, recurrent.Verdict{}, nil, ""),
		"waterfall":      plots.Waterfall("", nil),
	} {
		t.Run(name, func(t *testing.T) {
			if svg := drawn(t, f, "svg"); strings.Contains(svg+f.Alt, "NaN") || strings.Contains(svg+f.Alt, "Inf") {
				t.Errorf("a number that is none is drawn: %s", f.Alt)
			}
		})
	}
	_, err = plots.Paper(t.Context(), "", plots.Times{}, nil)
	oracle.Refused(t, "family")(nil, err)
}

// A confidence that is left out is 90 %.
func TestConfidenceLeftOut(t *testing.T) {
	curve, err := life.KaplanMeier(t.Context(), life.Observations{life.Exact(3), life.Exact(9), life.Exact(20), life.RightCensored(30)})
	if err != nil {
		t.Fatal(err)
	}
	for name, draw := range map[string]func(plots.Times) *plots.Figure{"survival": plots.Survival, "lifetimes": plots.Lifetimes, "repair times": plots.RepairTimes} {
		t.Run(name, func(t *testing.T) {
			left, said := draw(plots.Times{Of: "lives", Survival: curve}), draw(plots.Times{Of: "lives", Survival: curve, Confidence: 0.9})
			if drawn(t, left, "svg") != drawn(t, said, "svg") {
				t.Error("two drawings")
			}
		})
	}
}
