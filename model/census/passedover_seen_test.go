package census

import (
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// A unit whose outages all lie outside the window is not seen in it, whether or not hours
// of service or the least length of an outage are told.
func TestUnitsSeenInTheWindowAlone(t *testing.T) {
	log := logOf(spell{"a", 110, 120, "x", 0}, spell{"b", 300, 301, "x", 0})
	log.Clock = model.Calendar
	week := &Calendar{Name: "24x7"}
	for day := range 7 {
		week.Shifts = append(week.Shifts, Shift{Day: time.Weekday(day), From: 0, To: 24 * 60})
	}
	for _, opt := range []Options{{}, {Service: week}, {IgnoreShorter: 2}} {
		opt.Window = window(100, 200)
		oracle.Near(t, "exposure", analyze(t, log, opt).ExposureHours, 100, closed)
	}
}
