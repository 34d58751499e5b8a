package gray

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
)

// tableOf makes an analysis that counted so many failures by category, of so
// many outages over 1,300 years.
func tableOf(outages int, counts map[model.Category]int) *census.Table {
	t := &census.Table{ExposureHours: ExposureYears * year}
	t.Total = rowOf("", outages, outages)
	for c, n := range counts {
		t.Categories = append(t.Categories, rowOf(c, n, outages))
	}
	return t
}

func rowOf(c model.Category, n, all int) census.Row {
	mtbf := ExposureYears * year / float64(n)
	return census.Row{Category: c, Failures: n, Share: float64(n) / float64(all), MTBF: model.Estimate{Point: mtbf, Lo: 0.8 * mtbf, Hi: 1.4 * mtbf}}
}

// A table of two rows with one outage that has two causes in the first:
//
//	a 30 of 50 = 60 %, 1300/30 = 43.3 years; its rows a/x 20, a/y 11
//	b 20 of 50 = 40 %, 65 years
//	total: 20 + 11 + 20 = 51 causes of 50 outages = 102 %, 26 years
func TestTable1ByHand(t *testing.T) {
	e := Evidence{
		Kept: tableOf(50, map[model.Category]int{"a": 30, "a/x": 20, "a/y": 11, "b": 20}),
		Published: []Published{
			{"a", 1, 60, 43, false}, {"a/x", 2, 40, 0, false}, {"a/y", 2, 23, 0, true}, {"b", 1, 40, 70, false}, {"", 0, 102, 26, false},
		},
	}
	rows := Table1(e)
	want := [][]struct {
		value  float64
		agrees bool
	}{
		{{60, true}, {1300. / 30, true}}, {{40, true}}, {{22, false}}, {{40, true}, {65, false}}, {{102, true}, {26, true}},
	}
	for i, r := range rows {
		if len(r.Cells) != len(want[i]) {
			t.Fatalf("row %s has %d cells, want %d", r.Category, len(r.Cells), len(want[i]))
		}
		for j, c := range r.Cells {
			oracle.Near(t, string(r.Category)+" "+c.Column, c.Reproduced, want[i][j].value, 1e-12)
			if c.Agrees != want[i][j].agrees {
				t.Errorf("%s %s: agrees = %v: %s", r.Category, c.Column, c.Agrees, c.Note)
			}
		}
	}
	for i, want := range [][]string{
		{"30 of 50; the rows below count 31, as an outage can have two causes", "1300 years / 30 failures"},
		{"20 of 50"},
		{"11 of 50"},
		{"20 of 50", "1300/20 = 65.00; no count gives 70 (19 gives 68.42, 18 gives 72.22); inside the limits 52.0 to 91.0"},
		{"51 causes of 50 outages; the level-1 rows as printed add to 100", "1300 years / 50 failures"},
	} {
		for j, c := range rows[i].Cells {
			if c.Note != want[j] || c.Published != []float64{rows[i].Percent, rows[i].Years}[j] {
				t.Errorf("%s: %g: %s; not %s", rows[i].Category, c.Published, c.Note, want[j])
			}
		}
	}
	years := rows[3].Cells[1]
	oracle.Near(t, "lower limit", years.Lo, 52, 1e-12)
	oracle.Near(t, "upper limit", years.Hi, 91, 1e-12)
	if share := rows[3].Cells[0]; share.Lo != share.Reproduced || share.Hi != share.Reproduced {
		t.Errorf("a share has limits: %+v", share)
	}
}

// The counts that give a printed MTBF, rounded, by hand: 1300/42 = 30.95, and of
// 1300/(31 +- 0.5) = 41.3 to 42.6 it is the only one; 1300/137 = 9.49 and
// 1300/152 = 8.55 are the ends for 9. A printed number on a limit is inside.
func TestNotesOfYears(t *testing.T) {
	for _, c := range []struct {
		name      string
		published float64
		want      string
	}{
		{"one count", 31, "1300/20 = 65.00; 31 needs 42 failures"},
		{"several", 9, "1300/20 = 65.00; 9 needs 137 to 152 failures"},
		{"just below the limits", 51, "1300/20 = 65.00; no count gives 51 (25 gives 52.00, 24 gives 54.17)"},
		{"lower limit", 52, "1300/20 = 65.00; 52 needs 25 failures; inside the limits 52.0 to 93.0"},
		{"upper limit", 93, "1300/20 = 65.00; 93 needs 14 failures; inside the limits 52.0 to 93.0"},
		{"just above the limits", 94, "1300/20 = 65.00; no count gives 94 (14 gives 92.86, 13 gives 100.00)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cell := Cell{Published: c.published, Reproduced: 65, Lo: 52, Hi: 93}
			if got := yearsNote(cell, census.Row{Failures: 20}, 1300); got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

// The printed table as a question: a share in every row, an MTBF where one is
// printed.
func TestPrinted(t *testing.T) {
	rows := Printed([]Published{{"a", 1, 60, 43, false}, {"a/x", 2, 40, 0, false}})
	if r := rows[0]; r.Category != "a" || r.Share.Value != 60 || r.MTBF == nil || r.MTBF.Value != 43 {
		t.Errorf("%+v", r)
	}
	if r := rows[1]; r.Category != "a/x" || r.Share.Value != 40 || r.MTBF != nil {
		t.Errorf("%+v", r)
	}
}

func TestACategoryWithoutFailuresIsNotEstimable(t *testing.T) {
	e := Evidence{Kept: tableOf(5, map[model.Category]int{"a": 5}), Published: []Published{{"b", 1, 0, 9, false}}}
	c := Table1(e)[0].Cells
	if !math.IsNaN(c[1].Reproduced) || c[1].Agrees || !c[0].Agrees {
		t.Errorf("%+v", c)
	}
}

// The factors that the paper and its reading give, worked by hand:
// 10,000^2/48 = 2,083,333 h = 237.66 years; at N = 19,602.5 eq. 27 gives
// (6.4/140.009) 10^(-16.85815) = 6.337e-19, one in 1.578e18 (interpolation in
// the printed table gives 19,595); 1/(1 - 0.76 x 0.9) = 3.1646.
func TestFormulas(t *testing.T) {
	oracle.Near(t, "pair", pairMTBF(10_000, 24), 2083333.3333333333, 1e-12)
	oracle.Near(t, "bundle", bundleFor(1.578e18), 19602.5, 1e-5)
	oracle.Near(t, "recovery", retried(0.76, 0.9).Factor.Point, 1/0.316, 1e-12)
	oracle.Near(t, "two paths, 1 - 0.01^2", twoPaths(0.99), 99.99, 1e-12)
	oracle.Near(t, "pair by its chain, (3 l + m)/(2 l^2)", mirrorYears(10_000, 24)*year, 2098333.3333333333, 1e-12)
	e := Evidence{Kept: tableOf(107, map[model.Category]int{"software": 27})}
	oracle.Near(t, "replica, 80/107", survivedByReplica(e, "software"), 8000./107, 1e-12)
}

// The stages of a time line: 3 + 5 + 4 + 53 = 65 minutes, 4 + 53 of them from one line to
// another; NaN where a line is not there, or comes first.
func TestTimelineAsStages(t *testing.T) {
	line := []Stage{{0, "failed"}, {3, "seen"}, {8, "data base up"}, {12, "network dumped"}, {65, "data communications up"}}
	e := Evidence{Timeline: line}
	oracle.Near(t, "whole", outageMinutes(e), 65, 1e-12)
	oracle.Near(t, "second stage", stageMinutes(e, 2), 5, 1e-12)
	oracle.Near(t, "network", networkRestart(e), 57, 1e-12)
	for name, e := range map[string]Evidence{
		"none": {}, "one line": {Timeline: line[:1]}, "cut short": {Timeline: line[:4]},
		"other order": {Timeline: []Stage{{0, "failed"}, {3, "data communications up"}, {8, "data base up"}}},
	} {
		if x := networkRestart(e); !math.IsNaN(x) {
			t.Errorf("%s: %g", name, x)
		}
	}
	if x := outageMinutes(Evidence{Timeline: line[:1]}); !math.IsNaN(x) {
		t.Errorf("no stage takes %g minutes", x)
	}
}

func TestRelations(t *testing.T) {
	for _, c := range []struct {
		claim Claim
		holds bool
	}{
		{Claim{Relation: Equals, Published: 7.8, Decimals: 1, Computed: 7.831}, true},
		{Claim{Relation: Equals, Published: 3.8, Decimals: 1, Computed: 3.916}, false},
		{Claim{Relation: Equals, Published: 42, Computed: 41.4999}, false},
		{Claim{Relation: Equals, Published: 42, Computed: 41.5}, true},
		{Claim{Relation: Over, Published: 1000, Computed: 237.7}, false},
		{Claim{Relation: Over, Published: 1000, Computed: 1000}, false},
		{Claim{Relation: Over, Published: 1000, Computed: 1001}, true},
		{Claim{Relation: Under, Published: 1, Computed: 0.38}, true},
		{Claim{Relation: Under, Published: 1, Computed: 1}, false},
		{Claim{Relation: Under, Published: 1, Computed: 1.1}, false},
		{Claim{Relation: Roughly, Published: 4, Computed: 6}, true},
		{Claim{Relation: Roughly, Published: 6, Computed: 4}, true},
		{Claim{Relation: Roughly, Published: 4, Computed: 6.1}, false},
		{Claim{Relation: Roughly, Published: 60, Computed: 53}, true},
		{Claim{Relation: Roughly, Published: 1000, Computed: 600}, false},
		{Claim{Relation: Equals, Published: 7.8, Decimals: 1, Computed: math.NaN()}, false},
	} {
		t.Run(fmt.Sprint(c.claim.Computed, c.claim.Relation, c.claim.Published), func(t *testing.T) {
			if c.claim.holds() != c.holds {
				t.Errorf("%+v: holds = %v", c.claim, !c.holds)
			}
		})
	}
}

// Every statement names its page and source, and no two share a name.
func TestStatementsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range statements {
		if s.id == "" || seen[s.id] || s.page < 1 || s.page > 31 || s.text == "" || s.source == "" {
			t.Errorf("statement %+v", s.id)
		}
		seen[s.id] = true
	}
	if len(statements) < 30 {
		t.Errorf("%d statements", len(statements))
	}
}
