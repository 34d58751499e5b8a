package census

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Repairs of 1, 2, 3, 4 and 7 h; one that has run for 2.5 h at the window's end, one of
// zero length and one whose end is not known. Of the six that take time S is 5/6 after
// 1 h, 2/3 after 2 h; then of three 4/9 after 3 h, 2/9 after 4 h and 0 after 7 h.
func TestRepairQuantilesOfALog(t *testing.T) {
	log := logOf(
		spell{"a", 10, 11, "x", 0}, spell{"a", 20, 22, "x", 0}, spell{"a", 30, 33, "x", 0}, spell{"a", 40, 44, "x", 0}, spell{"a", 50, 57, "y", 0},
		spell{"b", 97.5, open, "x", 0}, spell{"b", 60, 60, "x", 0}, spell{"b", 70, 70, "x", model.NoDuration},
	)
	table := analyze(t, log, Options{Window: window(0, 100)})
	for _, c := range []struct {
		name string
		e    model.Estimate
		want float64
	}{
		{"p50", table.Total.Repairs.P50, 3}, {"p90", table.Total.Repairs.P90, 7}, {"p95", table.Total.Repairs.P95, 7},
		{"p50 of y", table.Categories[1].Repairs.P50, 7},
	} {
		t.Run(c.name, func(t *testing.T) { oracle.Near(t, c.name, c.e.Point, c.want, closed) })
	}
	if e := table.Categories[1].Repairs.P95; !math.IsInf(e.Hi, 1) || len(e.Warnings) == 0 {
		t.Errorf("one repair bounds: %+v", e)
	}
}

// Without a duration in the log no quantile of the repair times is known.
func TestRepairQuantilesWithoutDurations(t *testing.T) {
	table := analyze(t, logOf(spell{"a", 10, 10, "x", model.NoDuration}), Options{Window: window(0, 100)})
	for i, e := range table.Total.Repairs.Points() {
		if e.Estimable() || e.Lo != 0 || !math.IsInf(e.Hi, 1) || e.Method != "no durations in the log" {
			t.Errorf("%g: %+v", RepairShares[i], e)
		}
	}
}

// Every figure of a row has limits that hold those of a lesser confidence: here of
// repairs that pass for log-normal, of far longer ones among short ones, and of few.
func TestRowsNested(t *testing.T) {
	var spells []spell
	for i := range 40 {
		at := 20 * float64(i)
		spells = append(spells, spell{"a", at, at + 0.3*math.Exp(math.Mod(1.7*float64(i), 3)), "smooth", 0})
		if length := 0.5; i%3 == 0 {
			if i%18 == 0 {
				length = 11
			}
			spells = append(spells, spell{"b", at, at + length + 0.01*float64(i), "uneven", 0})
		}
		if i%15 == 0 {
			spells = append(spells, spell{"c", at, at + 0.1 + float64(i), "few", 0})
		}
	}
	log := logOf(spells...)
	var last []Row
	for _, confidence := range []float64{0.05, 0.5, 0.8, 0.9, 0.95, 0.99} {
		table := analyze(t, log, Options{Window: window(0, 1000), Confidence: confidence})
		rows := append(table.Categories, table.Total)
		for i := range last {
			t.Run(fmt.Sprint(rows[i].Category, confidence), func(t *testing.T) {
				a, b := estimates(last[i]), estimates(rows[i])
				for k := range a {
					if b[k].Point != a[k].Point || b[k].Lo > a[k].Lo*(1+1e-11) || b[k].Hi < a[k].Hi*(1-1e-11) || b[k].Lo > b[k].Point || b[k].Hi < b[k].Point {
						t.Errorf("figure %d: %g in [%g, %g], before %g in [%g, %g]", k, b[k].Point, b[k].Lo, b[k].Hi, a[k].Point, a[k].Lo, a[k].Hi)
					}
				}
			})
		}
		last = rows
	}
}

func estimates(r Row) []model.Estimate {
	return append(r.Repairs.Points(), r.Rate, r.MTBF, r.MTTR, r.Availability, r.Unavailability)
}
