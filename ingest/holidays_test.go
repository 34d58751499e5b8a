package ingest

import (
	"strings"
	"testing"
	"time"
)

// Holidays are dates, one a line or in a column.
func TestReadHolidays(t *testing.T) {
	for name, text := range map[string]string{
		"lines":       "2024-12-25\n2025-01-01\n",
		"a comment":   "# our holidays\n\n2024-12-25\n2025-01-01",
		"a column":    "name,date\n\"Christmas, first day\",2024-12-25\nNew Year,2025-01-01\n",
		"semicolons":  "Tag;Name\n25.12.2024;Weihnachten\n01.01.2025;Neujahr\n",
		"with clocks": "day\n2024-12-25 00:00\n2025-01-01T00:00:00+01:00\n",
	} {
		days, err := ReadHolidays(t.Context(), "-", "Europe/Berlin", strings.NewReader(text))
		if err != nil || len(days) != 2 || days[0].Format(time.DateOnly) != "2024-12-25" || days[1].Format(time.DateOnly) != "2025-01-01" {
			t.Errorf("%s: %v %v", name, days, err)
		}
	}
	for text, why := range map[string]string{
		"":                               "input is empty",
		"PK\x03\x04 a workbook":          "an Excel workbook",
		"date\n":                         "names no day",
		"2024-12-25\nsoon\n":             ":2: ",
		"name\nx\n":                      ":2: ",
		"date\n2024-13-45\n":             ":2: ",
		"date\n20\n":                     "is not a date",
		"date,x\n2024-12-25,1\n\"\",2\n": ":3: ",
	} {
		if days, err := ReadHolidays(t.Context(), "-", "", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v %v, want an error with %q", text, days, err, why)
		}
	}
}
