package report

import (
	"math"
	"slices"
	"testing"

	"mtbf/model"
)

// Limits in words are in the unit that fits the point, of which a lower one
// alone is said to be alone.
func TestLimitsInWords(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name         string
		e            model.Estimate
		want, inFull string
	}{
		{"both", model.Estimate{Point: 72, Lo: 48, Hi: 120, Confidence: 0.9}, "90 % limits 2.000 to 5.000 d", "3.000 d (90 % limits 2.000 to 5.000 d)"},
		{"lower alone", model.Estimate{Point: math.NaN(), Lo: 8766 * 3, Hi: inf, Confidence: 0.95}, "95 % limits from 3.000 y without an upper one", "– y (95 % limits from 3.000 y without an upper one)"},
		{"upper alone", model.Estimate{Point: 7, Lo: 0, Hi: 9, Confidence: 0.999}, "99.9 % limits 0 to 9.000 h", "7.000 h (99.9 % limits 0 to 9.000 h)"},
		{"neither", model.Estimate{Point: 7, Lo: 0, Hi: inf, Confidence: 0.9}, "not bounded", "7.000 h (not bounded)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := between(c.e); got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
			if got := timeText(c.e); got != c.inFull {
				t.Errorf("%s, not %s", got, c.inFull)
			}
		})
	}
	if got := hours(36); got != "36.00 h" {
		t.Error(got)
	}
}

// Cells of an availability keep the nines of its unavailability, each limit
// that of the other end.
func TestCellsOfEstimates(t *testing.T) {
	a := model.Estimate{Point: 0.9988, Lo: 0.986, Hi: 0.99987}
	u := model.Estimate{Point: 0.0012, Lo: 0.00013, Hi: 0.014}
	if got, want := percentages(a, u), []string{"99.880", "98.60", "99.9870"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	a.Point, u.Point = math.NaN(), math.NaN()
	if got, want := percentages(a, u), []string{"not estimable", "98.60", "99.9870"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if got, want := estimate(model.Estimate{Point: 5, Lo: 3, Hi: math.Inf(1)}), []string{"5", "3", "not bounded"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if got, want := limited("MTBF, h", 0.9), []string{"MTBF, h", "lower 90 % limit", "upper 90 % limit"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// A table has 200 rows, and tells how many more there are.
func TestFullTable(t *testing.T) {
	var table Table
	for n := 1; n <= 202; n++ {
		table.add([]string{"a"}, []string{"b", "c"})
		if got := len(table.Rows); got != min(n, 200) {
			t.Fatalf("%d rows of %d", got, n)
		}
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(table.Rows[199], want) {
		t.Errorf("%q, not %q", table.Rows[199], want)
	}
	for n, want := range map[int][]string{
		200: nil,
		201: {"1 row more is not shown here; mtbf analyze --format csv lists it."},
		202: {"2 rows more are not shown here; mtbf analyze --format csv lists them."},
	} {
		if got := left(n, "analyze"); !slices.Equal(got, want) {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
}
