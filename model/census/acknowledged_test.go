package census

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Of five outages one is planned and one began before the window; of the others two were
// acknowledged, after a quarter and three quarters of an hour.
func TestMTTA(t *testing.T) {
	log := logOf(
		spell{"a", 10, 11, "x", 0}, spell{"a", 20, 22, "x", 0}, spell{"a", 30, 33, "y", 0},
		spell{"b", -5, 3, "x", 0}, spell{"b", 60, 61, "x", model.Planned},
	)
	for i := range log.Outages {
		log.Outages[i].Line = int32(i + 2)
	}
	if total := analyze(t, log, Options{Window: window(0, 100)}).Total; total.MTTA != nil {
		t.Errorf("an MTTA of no acknowledgement: %+v", total.MTTA)
	}
	log.Acknowledged = map[model.Row]float64{{Line: 2}: 0.25, {Line: 3}: 0.75, {Line: 5}: 9, {Line: 6}: 9}
	table := analyze(t, log, Options{Window: window(0, 100)})
	e := table.Total.MTTA
	oracle.Near(t, "MTTA", e.Point, 0.5, closed)
	if !(0 < e.Lo && e.Lo < e.Point && e.Point < e.Hi) || !strings.Contains(e.Method, "1 of 3 outages without an acknowledgement left out") {
		t.Errorf("%+v", e)
	}
	if len(e.Warnings) != 1 || strings.Contains(e.Warnings[0].Text, "repair") {
		t.Errorf("warnings %+v", e.Warnings)
	}
	x, y := table.Categories[0].MTTA, table.Categories[1].MTTA
	oracle.Near(t, "MTTA of x", x.Point, 0.5, closed)
	if y.Estimable() || y.Warnings[0].Code != "no-acknowledgements" {
		t.Errorf("of y, which tells none: %+v", y)
	}
}
