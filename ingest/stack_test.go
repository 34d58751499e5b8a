package ingest

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/internal/when"
	"mtbf/model"
)

// watchedOf writes the window that a log shows to have been watched.
func watchedOf(log *Log) string {
	w := log.Watched
	if w == nil {
		return ""
	}
	return when.FormatInstant(w.From, when.NewZone(nil).Location()) + " " + when.FormatInstant(w.To, when.NewZone(nil).Location())
}

// union returns the hours in which the first unit is down.
func union(log *Log) (sum float64) {
	covered := log.Outages[0].Start
	for _, o := range log.Outages {
		from := max(covered, o.Start)
		sum += max(0, o.End-from)
		covered = max(covered, o.End)
	}
	return sum
}

// Outages of one day add up, to no more than the day holds; each keeps its duration.
func TestDaysAddUp(t *testing.T) {
	for name, c := range map[string]struct {
		rows, kinds string
		union       float64
		watched     string
	}{
		"a day":        {"2026-01-01,5|2026-01-01,4|2026-01-01,3|2026-01-03,6", "5 4 3 6", 18, "2026-01-01T00:00:00Z 2026-01-04T00:00:00Z"},
		"too much":     {"2026-01-01,20|2026-01-01,3|2026-01-01,4", "20 3 4", 24, "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z"},
		"a long one":   {"2026-01-01,30|2026-01-02,10|2026-01-02,9", "30 10 9", 48, "2026-01-01T00:00:00Z 2026-01-03T00:00:00Z"},
		"midnights":    {"2026-01-01 00:00,5|2026-01-01 00:00,4|2026-01-02 00:00,1|2026-01-02 00:00,2|2026-01-03 00:00,1", "5 4 1 2 1", 13, "2026-01-01T00:00:00Z 2026-01-04T00:00:00Z"},
		"with a clock": {"2026-01-01 10:00,5|2026-01-01 11:00,4", "5 4", 5, ""},
	} {
		t.Run(name, func(t *testing.T) {
			log := readLog(t, "date,downtime_hours\n"+strings.ReplaceAll(c.rows, "|", "\n")+"\n", Options{})
			oracle.Equal(t, "durations", kinds(log), c.kinds)
			oracle.Near(t, "down", union(log), c.union, 1e-12)
			oracle.Equal(t, "watched", watchedOf(log), c.watched)
		})
	}
}

// Units do not wait for each other, and ends that are days stay as they are written.
func TestDaysOfUnits(t *testing.T) {
	log := readLog(t, "unit,date,downtime_hours\na,2026-01-01,5\nb,2026-01-01,4\n", Options{})
	oracle.Equal(t, "starts", log.Outages[0].Start == log.Outages[1].Start, true)
	log = readLog(t, "start,end\n2026-01-17,2026-01-18\n2026-01-22,2026-01-24\n", Options{})
	oracle.Equal(t, "ends", kinds(log), "24 48")
	oracle.Equal(t, "watched", log.Watched, (*model.Interval)(nil))
}
