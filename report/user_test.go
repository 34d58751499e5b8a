package report_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
	"mtbf/model/system"
	"mtbf/plots"
	"mtbf/report"
)

func written(t *testing.T, p *report.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A page of one section: its words, a figure that is part of it and a table, and
// a text of a log that stays text.
func TestPageByHand(t *testing.T) {
	page := written(t, &report.Page{
		Title:    "Pumps <2024>",
		Findings: []report.Finding{{Text: "Three of ten failed.", Section: "pumps"}},
		Sections: []report.Section{{
			ID: "pumps", Title: "Pumps", Prose: []string{"All of one make."},
			Figures: []*plots.Figure{plots.Waterfall("night", []gray.Stage{{Text: "stop"}, {Minute: 5, Text: "start"}})},
			Tables:  []report.Table{{Caption: "Failures", Head: []string{"pump", "failures"}, Text: 1, Rows: [][]string{{"<script>", "3"}}}},
		}},
	})
	for _, want := range []string{"Pumps &lt;2024&gt;", "Three of ten failed.", `href="#pumps"`, "All of one make.", "data:image/svg", "&lt;script&gt;", "Content-Security-Policy"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	if strings.Contains(page, "<script") {
		t.Error("a text of the log became a script")
	}
}

// A log that was typed: one failure in 100 h of operation of its unit.
func TestLogByHand(t *testing.T) {
	log := &model.Log{Units: []model.Unit{{Name: "pump"}}, Causes: [][]model.Category{{"hardware"}}, Outages: []model.Outage{{Start: 20, End: 21}}}
	table, err := census.Analyze(t.Context(), log, census.Options{Confidence: 0.9, Window: &model.Interval{From: 0, To: 101}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := report.Log{Name: "pump.csv", Log: &ingest.Log{Log: log}, Table: table}.Page(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, p)
	for _, want := range []string{"Outages: pump.csv", "1 failure in ", "hardware"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
}

// Pages of nothing say so; none has a number that is none.
func TestPagesOfNothing(t *testing.T) {
	empty := &ingest.Log{Log: &model.Log{}}
	emptyLog, err := report.Log{Log: empty, Table: &census.Table{}}.Page(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Refused(t, "log")(report.Log{}.Page(t.Context()))
	oracle.Refused(t, "log")(report.Log{Log: empty}.Page(t.Context()))
	oracle.Refused(t, "log")(report.Log{Table: &census.Table{}}.Page(t.Context()))
	for name, c := range map[string]struct {
		page *report.Page
		says string
	}{
		"page":              {&report.Page{}, "<html"},
		"section":           {&report.Page{Sections: []report.Section{{}}, Findings: []report.Finding{{}}}, "<section"},
		"table":             {&report.Page{Sections: []report.Section{{Tables: []report.Table{{}}}}}, "<table"},
		"ragged table":      {&report.Page{Sections: []report.Section{{Tables: []report.Table{{Text: 9, Rows: [][]string{{"1", "2"}}}}}}}, "<td"},
		"empty log":         {emptyLog, "How the files were read"},
		"system":            {report.System{}.Page(), "without a system"},
		"system not solved": {report.System{Model: &system.Model{}}.Page(), "not solved"},
		"system refused":    {report.System{Model: &system.Model{}, Refused: errors.New("far too large")}.Page(), "ar too large"},
	} {
		t.Run(name, func(t *testing.T) {
			page := written(t, c.page)
			if !strings.Contains(page, c.says) || strings.Contains(page, "NaN") {
				t.Errorf("%q is not in the page, or NaN is:\n%s", c.says, page)
			}
		})
	}
	if ws := (report.System{}).Page().Warnings; len(ws) != 1 || ws[0].Code != "nothing-to-report" {
		t.Errorf("without a system: %v", ws)
	}
	without := &report.Page{Sections: []report.Section{{Figures: []*plots.Figure{nil}}}}
	oracle.Refused(t, "figure")(nil, without.Write(io.Discard))
}
