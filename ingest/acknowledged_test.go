package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Columns of acknowledgements are found by their names, and tell a time or how long
// it took.
func TestAcknowledged(t *testing.T) {
	const rows = `unit,start,end,%s
a,2024-05-01T10:00:00Z,2024-05-01T11:00:00Z,%s
a,2024-05-02T10:00:00Z,2024-05-02T11:00:00Z,
a,2024-05-03T10:00:00Z,2024-05-03T11:00:00Z,%s
`
	const minute = 1. / 60
	for _, c := range []struct {
		name, first, last string
		want              [2]float64 // hours; below 0 for not used
		found             bool
	}{
		{"acknowledged_at", "2024-05-01T10:03:00Z", "2024-05-03T12:00:00+02:00", [2]float64{3 * minute, 0}, true},
		{"Acknowledged", "2024-05-01 10:03", "2024-05-03 10:30:00", [2]float64{3 * minute, 30 * minute}, true},
		{"seconds_to_first_ack", "90", "5400", [2]float64{1.5 * minute, 1.5}, true},
		{"First response (min)", "1.5", "12", [2]float64{1.5 * minute, 12 * minute}, true},
		{"First response", "0:05:00", "1h30m", [2]float64{5 * minute, 1.5}, true},
		{"ack_at", "1714557780", "1714732200", [2]float64{3 * minute, 30 * minute}, true},
		{"acknowledged_at", "2024-05-01T09:59:00Z", "2024-05-03T10:01:00Z", [2]float64{-1, minute}, true}, // before the start
		{"acknowledged", "yes", "no", [2]float64{-1, -1}, false},
		{"acknowledged", "1", "0", [2]float64{-1, -1}, false},
		{"acknowledged by", "2024-05-01T10:03:00Z", "2024-05-03T10:03:00Z", [2]float64{-1, -1}, false},
	} {
		t.Run(c.name+" "+c.first, func(t *testing.T) {
			log, err := ReadLog(context.Background(), "log.csv", strings.NewReader(fmt.Sprintf(rows, c.name, c.first, c.last)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(log.Outages) != 3 || log.Outages[0].End-log.Outages[0].Start != 1 {
				t.Fatalf("outages %+v", log.Outages)
			}
			found := false
			for _, column := range log.Account.Files[0].Columns {
				found = found || column.Role == roleAcknowledged
			}
			if found != c.found {
				t.Errorf("found: %v, columns %+v", found, log.Account.Files[0].Columns)
			}
			told := 0
			for i, o := range []model.Outage{log.Outages[0], log.Outages[2]} {
				hours, ok := log.Acknowledged[o.Row()]
				if ok != (c.want[i] >= 0) {
					t.Errorf("outage %d: %v after %g h", i, ok, hours)
				} else if ok {
					told++
					oracle.Near(t, "time to acknowledgement", hours, c.want[i], 1e-9)
				}
			}
			if len(log.Acknowledged) != told {
				t.Errorf("acknowledgements %v", log.Acknowledged)
			}
		})
	}
}

// Where no other column tells the ends, one of acknowledgements is read as what it was
// taken for, and as nothing beside.
func TestAcknowledgedIsNoEnd(t *testing.T) {
	log, err := ReadLog(context.Background(), "log.csv", strings.NewReader("unit,start,ack_at\na,2024-05-01T10:00:00Z,2024-05-01T11:00:00Z\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o := log.Outages[0]; len(log.Acknowledged) > 0 != o.Kind.Is(model.NoDuration) {
		t.Errorf("%+v, acknowledgements %v", o, log.Acknowledged)
	}
}
