package report

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/dist"
	"mtbf/model/life"
	"mtbf/plots"
)

// figures are a row of a log whose every number differs from every other.
func figures(category model.Category, from float64) census.Row {
	of := func(x float64) model.Estimate {
		return model.Estimate{Point: from + x, Lo: from + x - 0.5, Hi: from + x + 0.5, Confidence: 0.9, Method: "m" + strconv.Itoa(int(x))}
	}
	corrected := of(7)
	return census.Row{
		Category: category, Depth: category.Depth(), Failures: int(from) + 1, Share: 0.25, DowntimeHours: from + 2, OperatingHours: from + 3,
		MTBF: of(4), Rate: of(5), MTTR: of(6), Repairs: census.RepairQuantiles{P50: of(11), P90: of(12), P95: of(13)}, CorrectedMTBF: &corrected, Reported: &census.Reported{Lo: 0.4, Hi: 0.6},
		Availability:   model.Estimate{Point: 0.98, Lo: 0.97, Hi: 0.99, Confidence: 0.9, Method: "m8"},
		Unavailability: model.Estimate{Point: 0.02, Lo: 0.01, Hi: 0.03, Confidence: 0.9},

		ObservedAvailability: 0.96, ObservedUnavailability: 0.04,
	}
}

// Every figure of an analysis stands in its row, under its heading.
func TestTablesOfALog(t *testing.T) {
	total := figures("", 100)
	total.Reported = nil
	l := Log{By: "site", Log: &ingest.Log{Log: &model.Log{}}, Table: &census.Table{
		Total: total, ExposureHours: 1000, Units: 17, Categories: []census.Row{figures("disc", 49)},
		Groups: []census.Group{{Value: "north", Table: census.Table{Total: figures("", 49)}}},
	}}
	whole, groups := l.whole(), l.groups()
	for _, c := range []struct {
		name  string
		table Table
		want  [][]string
	}{
		{"whole", whole.Tables[0], [][]string{
			{"MTBF", "h", "104", "103.5", "104.5"},
			{"Failure rate", "1/h", "105", "104.5", "105.5"},
			{"MTTR, time to restoration", "h", "106", "105.5", "106.5"},
			{"Time within which 50 % were restored", "h", "111", "110.5", "111.5"},
			{"Time within which 90 % were restored", "h", "112", "111.5", "112.5"},
			{"Time within which 95 % were restored", "h", "113", "112.5", "113.5"},
			{"Availability, observed", "%", "96.00", "", ""},
			{"Availability, estimate", "%", "98.00", "97.00", "99.00"},
			{"Unavailability", "", "0.02", "0.01", "0.03"},
		}},
		{"facts", whole.Tables[1], [][]string{
			{"Failures", "", "101"}, {"Exposure", "unit-h", "1,000"}, {"Operating time", "unit-h", "103"},
			{"Downtime, overlaps counted once", "unit-h", "102"}, {"Units", "", "17"},
		}},
		{"failures by category", l.frequency().Tables[0], [][]string{{"disc", "50", "25", "53", "52.5", "53.5", "55", "54.5", "55.5"}}},
		{"downtime by category", l.downtime().Tables[0], [][]string{{"disc", "51", "50", "96.00", "98.00", "97.00", "99.00", "0.02"}}},
		{"corrected", l.corrected(), [][]string{
			{"disc", "0.4", "0.6", "53", "56", "55.5", "56.5"},
			{"total", "mixed", "mixed", "104", "107", "106.5", "107.5"},
		}},
		{"failures by group", groups.Tables[0], [][]string{{"north", "50", "49.505", "53", "52.5", "53.5", "55", "54.5", "55.5"}}},
		{"downtime by group", groups.Tables[1], [][]string{{"north", "51", "50", "96.00", "98.00", "97.00", "99.00", "0.02"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !reflect.DeepEqual(c.table.Rows, c.want) {
				t.Errorf("%q, not %q", c.table.Rows, c.want)
			}
			for _, row := range c.table.Rows {
				if len(row) != len(c.table.Head) {
					t.Errorf("%d cells under %d headings: %q", len(row), len(c.table.Head), c.table.Head)
				}
			}
		})
	}
	if want := []string{"MTBF: m4.", "MTTR: m6.", "Times within which failures were restored: m11.", "Availability: m8."}; !reflect.DeepEqual(whole.Notes, want) {
		t.Errorf("%q, not %q", whole.Notes, want)
	}
}

// The table of downtime falls as its figure does, those below a category likewise and right
// after it; that of failures stays as the analysis has it. What is not known comes last.
func TestDowntimeFalls(t *testing.T) {
	var rows []census.Row
	for _, c := range []struct {
		name  model.Category
		hours float64
	}{{"odd", math.NaN()}, {"a", 5}, {"a/x", 2}, {"a/y", 3}, {"a/y/z", 3}, {"b", 7}, {"c", 5}, {"c/x", 1}, {"c/y", 4}} {
		r := figures(c.name, 10)
		r.DowntimeHours = c.hours
		rows = append(rows, r)
	}
	l := Log{Log: &ingest.Log{Log: &model.Log{}}, Table: &census.Table{Total: figures("", 100), Categories: rows}}
	for want, s := range map[string]Section{
		"b, a, a/y, a/y/z, a/x, c, c/y, c/x, odd": l.downtime(),
		"odd, a, a/x, a/y, a/y/z, b, c, c/x, c/y": l.frequency(),
	} {
		var got []string
		for _, row := range s.Tables[0].Rows {
			got = append(got, row[0])
		}
		oracle.Equal(t, s.Title, strings.Join(got, ", "), want)
	}
}

// Where no change of the rate can be told there is no picture and no table of
// one, and without outages no timeline.
func TestNothingOverTime(t *testing.T) {
	l := Log{Log: &ingest.Log{Log: &model.Log{}}, Table: &census.Table{Accounting: census.Accounting{Window: model.Interval{To: 100}}}, Failing: &Failing{}}
	if s := l.overTime(); len(s.Figures) != 0 || len(s.Tables) != 0 {
		t.Errorf("%d figures, %d tables", len(s.Figures), len(s.Tables))
	}
	l.Log.Units, l.Log.Causes = []model.Unit{{Name: "a"}}, [][]model.Category{{"disc"}}
	l.Log.Outages = []model.Outage{{Start: 3, End: 4}}
	if s := l.overTime(); len(s.Figures) != 1 || len(s.Tables) != 0 {
		t.Errorf("%d figures, %d tables of one outage", len(s.Figures), len(s.Tables))
	}
	l.Periods = &census.Table{Groups: []census.Group{{Value: "2024"}}}
	if s := l.overTime(); len(s.Figures) != 1 || len(s.Tables) != 0 {
		t.Errorf("%d figures, %d tables of one period", len(s.Figures), len(s.Tables))
	}
	l.Periods.Total = figures("", 100)
	l.Periods.Groups = []census.Group{{Value: "2024", Table: census.Table{Total: figures("", 49)}}, {Value: "2025", Table: census.Table{Total: figures("", 15)}}}
	s := l.overTime()
	want := [][]string{{"2024", "51", "50", "96.00", "98.00", "97.00", "99.00", "0.02"}, {"2025", "17", "16.6667", "96.00", "98.00", "97.00", "99.00", "0.02"}}
	if len(s.Figures) != 3 || len(s.Tables) != 2 || !reflect.DeepEqual(s.Tables[1].Rows, want) {
		t.Errorf("%d figures, tables %v of two periods", len(s.Figures), s.Tables)
	}
	want = [][]string{{"2024", "50", "52", "53", "52.5", "53.5", "55", "54.5", "55.5"}, {"2025", "16", "18", "19", "18.5", "19.5", "21", "20.5", "21.5"}}
	if !reflect.DeepEqual(s.Tables[0].Rows, want) {
		t.Errorf("MTBF by period: %q", s.Tables[0].Rows)
	}
}

// Restorations of 1 to 10 h: half are over within 5 h, nine tenths within 9 h.
// A family stands with how far it is above the best.
func TestTablesOfRepairs(t *testing.T) {
	var sample life.Observations
	for h := range 10 {
		sample = append(sample, life.Exact(float64(h+1)))
	}
	survival, err := life.KaplanMeier(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	short, err1 := dist.NewExponentialMean(5)
	long, err2 := dist.NewExponentialMean(6)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s := Log{Repairs: &plots.Times{Of: "restoration times", Confidence: 0.9, Survival: survival, Fits: []*life.Fitted{
		{Family: "a", Distribution: short, AICc: 10}, {Family: "b", Distribution: long, AICc: 12.5}, {Family: "none"},
	}}}.repairs()
	if got, want := s.Tables[1].Rows, [][]string{{"a", "10", "0", "5"}, {"b", "12.5", "2.5", "6"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	for i, want := range [][]string{{"50 %", "5"}, {"90 %", "9"}} {
		if got := s.Tables[0].Rows[i][:2]; !reflect.DeepEqual(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// A page has a section for what there is to say, and none for the rest.
func TestSectionsOfALog(t *testing.T) {
	plain := figures("", 100)
	plain.CorrectedMTBF = nil
	for _, c := range []struct {
		name  string
		table census.Table
		want  []string
	}{
		{"a total alone", census.Table{Total: plain}, []string{"assumptions", "whole", "time", "rows", "words"}},
		{"corrected", census.Table{Total: figures("", 100)}, []string{"assumptions", "whole", "unreported", "time", "rows", "words"}},
		{"categories", census.Table{Total: plain, Categories: []census.Row{plain}}, []string{"assumptions", "whole", "failures", "downtime", "time", "rows", "words"}},
		{"groups", census.Table{Total: plain, Groups: []census.Group{{Value: "north", Table: census.Table{Total: plain}}}}, []string{"assumptions", "whole", "time", "groups", "rows", "words"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := pageOf(t, Log{Log: &ingest.Log{Log: &model.Log{}}, Table: &c.table})
			var got []string
			for _, s := range page.Sections {
				got = append(got, s.ID)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}
