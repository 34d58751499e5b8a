package ingest

import (
	"testing"

	"mtbf/internal/oracle"
)

func TestDecimalComma(t *testing.T) {
	for text, want := range map[string]struct {
		point            string
		decimal, grouped bool
	}{
		"1,5":          {"1.5", true, false},
		"-1,5":         {"-1.5", true, false},
		"1,5 h":        {"1.5 h", true, false},
		"0,250":        {"0.250", true, false},
		"1234,250":     {"1234.250", true, false},
		"1,500":        {"1.500", false, false}, // of either kind
		"1,500,000":    {"1,500,000", false, true},
		"1,500.5":      {"1,500.5", false, true},
		"2 days, 3 h":  {"2 days, 3 h", false, false},
		"Mar 5, 2024":  {"Mar 5, 2024", false, false},
		"10:00:00,123": {"10:00:00,123", false, false},
		"1,":           {"1,", false, false},
		",5":           {",5", false, false},
		"":             {"", false, false},
	} {
		t.Run(text, func(t *testing.T) {
			oracle.Equal(t, text, decimalPoint(text), want.point)
			oracle.Equal(t, text+" proves a decimal comma", provesDecimalComma(text), want.decimal)
			oracle.Equal(t, text+" proves thousands", provesThousandsComma(text), want.grouped)
		})
	}
}

func TestCompactDates(t *testing.T) {
	for text, want := range map[string]string{
		"20240301": "2024-03-01", "2024030106": "2024-03-01T06:00:00", "202403010630": "2024-03-01T06:30:00", "20240301063015": "2024-03-01T06:30:15",
		"2024030": "2024030", "202403010": "202403010", "20240301T06": "20240301T06", "1709287200": "1709-28-72T00:00:00",
	} {
		oracle.Equal(t, text, expandCompact(text), want)
	}
	for text, want := range map[string]bool{"20240301": true, "20241301": false, "1709287200": false, "17092872": false, "1709287200000": false, "12": false} {
		oracle.Equal(t, text, isCompact(text), want)
	}
}

// Dates of service say nothing on a clock that has no calendar.
func TestServiceWithoutCalendar(t *testing.T) {
	log := readLog(t, "unit,start,end,in service\na,10,12,2005-04-01\n", Options{TimeUnit: "h"})
	oracle.Equal(t, "outages", show(log), "2 a 10 2 unknown\n")
	oracle.Equal(t, "warnings", codes(log), "service-ignored")
}
