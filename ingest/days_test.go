package ingest

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// A row of a day in service is that day of the calendar of its zone: 23 h where clocks
// are put forward (31 March 2024 in Berlin), 25 h where they are put back (27 October),
// without a gap to the day after.
func TestDaysInServiceWhereClocksChange(t *testing.T) {
	for _, c := range []struct {
		days, zone string
		want       []float64
	}{
		{"2024-03-30 2024-03-31 2024-04-01", "Europe/Berlin", []float64{24 + 23 + 24}},
		{"2024-10-26 2024-10-27 2024-10-28", "Europe/Berlin", []float64{24 + 25 + 24}},
		{"2024-10-26 2024-10-28", "Europe/Berlin", []float64{24, 24}},
		{"2024-10-26 2024-10-27 2024-10-28", "UTC", []float64{72}},
		{"2024-12-31 2025-01-01", "America/Denver", []float64{48}},
		{"2018-11-03 2018-11-04 2018-11-05", "America/Sao_Paulo", []float64{24 + 23 + 24}}, // midnight is skipped
		{"2024-10-27T00:00+02:00 2024-10-28T00:00+02:00", "Europe/Berlin", []float64{48}},
	} {
		t.Run(c.days+" in "+c.zone, func(t *testing.T) {
			text := "date,serial_number,model,failure\n"
			for day := range strings.FieldsSeq(c.days) {
				text += day + ",d1,m,0\n"
			}
			log, err := ReadLog(t.Context(), "days.csv", strings.NewReader(text), Options{Timezone: c.zone})
			if err != nil {
				t.Fatal(err)
			}
			var got []float64
			for _, e := range log.Exposure {
				got = append(got, e.Hours())
			}
			oracle.Equal(t, "hours in service", got, c.want)
		})
	}
}
