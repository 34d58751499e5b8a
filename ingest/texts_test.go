package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Names of zones after the times, which need no time zone then: MST is UTC-7.
func TestZoneNames(t *testing.T) {
	log := readLog(t, `start_time,end_time,division,cause
2026-07-12 20:14 MST,2026-07-12 22:34 MST,TEP,Equipment
2026-07-13 20:14 MST,2026-07-13 21:14 MST,TEP,Weather
2026-07-15 20:14 MST,2026-07-15 22:14 MST,TEP,Weather
`, Options{})
	oracle.Equal(t, "outages and rejects", [2]int{len(log.Outages), log.Reading.Rejected}, [2]int{3, 0})
	oracle.Equal(t, "outages", show(log), "2  2026-07-13T03:14:00Z 2.33333 Equipment\n3  2026-07-14T03:14:00Z 1 Weather\n4  2026-07-16T03:14:00Z 2 Weather\n")
	oracle.Near(t, "hours down", downHours(log), 16./3, 1e-9)
	oracle.Equal(t, "warnings", codes(log), "")
	oracle.Equal(t, "times without offset", log.Account.WithoutOffset, 0)
}

// A name of several zones is what it is in the user's zone, or what its company in
// the columns tells; otherwise it is a question.
func TestDoubtfulZoneNames(t *testing.T) {
	const row = "unit,start,end\np,2024-01-15 12:00 CST,2024-01-15 13:30 CST\n"
	for _, c := range []struct{ name, text, zone, start string }{
		{"the user's zone", row, "America/Chicago", "2024-01-15T18:00:00Z"},
		{"a zone with that name", row, "America/Winnipeg", "2024-01-15T18:00:00Z"},
		{"another zone with that name", row, "Asia/Shanghai", "2024-01-15T04:00:00Z"},
		{"company", row + "p,2024-07-15 12:00 CDT,2024-07-15 13:00 CDT\n", "", "2024-01-15T18:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := readLog(t, c.text, Options{Timezone: c.zone})
			oracle.Equal(t, "rejected", log.Reading.Rejected, 0)
			oracle.Equal(t, "start", strings.Fields(show(log))[2], c.start)
			oracle.Near(t, "hours", log.Outages[0].End-log.Outages[0].Start, 1.5, 1e-12)
			oracle.Equal(t, "warnings", codes(log), "")
		})
	}
	_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(row), Options{})
	oracle.Equal(t, "question", question(err), `of which time zone are the times of log.csv? "CST" is a time of America/Chicago (UTC-06:00), Asia/Shanghai (UTC+08:00) or America/Havana (UTC-05:00); say --timezone America/Chicago or --timezone Asia/Shanghai or --timezone America/Havana`)
	other := readLog(t, row, Options{Timezone: "Europe/Berlin"})
	oracle.Equal(t, "rejected in a zone without that name", other.Reading.Rejected, 1)
}

// Days as spreadsheets count them: 45296 is 2024-01-05. A clock that shows no zone
// is that of the log.
func TestSerialDays(t *testing.T) {
	log := readLog(t, "unit,start,end\np,45296.4326388889,45296.5\np,45355.25,45356\n", Options{Timezone: "Europe/Berlin"})
	oracle.Equal(t, "outages", show(log), "2 p 2024-01-05T09:23:00Z 1.61667 unknown\n3 p 2024-03-04T05:00:00Z 18 unknown\n")
	oracle.Equal(t, "warnings", codes(log), "serial-days")
	whole := readLog(t, "unit,start,end\np,45296,45298\n", Options{Timezone: "UTC"})
	oracle.Equal(t, "whole days", show(whole), "2 p 2024-01-05T00:00:00Z 48 unknown\n")
	elapsed := readLog(t, "unit,start,end\np,45296,45298\np,102,106\n", Options{})
	oracle.Equal(t, "one number out of range", codes(elapsed), "time-unit-assumed")
	told := readLog(t, "unit,start,end\np,45296,45298\n", Options{TimeUnit: "h"})
	oracle.Equal(t, "a unit", codes(told), "")
	oracle.Near(t, "hours", downHours(told), 2, 1e-12)
}

// 2024-005 is a day of the year in a column of times, and a name in one of units.
func TestOrdinalDates(t *testing.T) {
	log := readLog(t, "unit,start,end\n2024-001,2024-005,2024-007\n2024-002,2024-031,2024-033\n", Options{Timezone: "UTC"})
	oracle.Equal(t, "outages", show(log), "2 2024-001 2024-01-05T00:00:00Z 48 unknown\n3 2024-002 2024-01-31T00:00:00Z 48 unknown\n")
}

// Texts of durations, whatever the header says.
func TestDurationTexts(t *testing.T) {
	for text, hours := range map[string]float64{
		"2 days 03:04:05": 51 + 245./3600, `"1 day, 6:05:00"`: 30 + 5./60, "1.02:03:04": 26 + 184./3600, "00d 03:31": 3 + 31./60,
		"10+08:40": 248 + 40./60, "2 hours and 13 minutes": 2 + 13./60, "211:08:29": 211 + 509./3600, "1h 05m": 1 + 5./60,
		"P1DT2H": 26, "3 hrs 20 mins": 3 + 20./60, "45 min.": 0.75, `"1,5 h"`: 1.5, "54:10.5": 3250.5 / 3600, "2-03:04:05": 51 + 245./3600,
	} {
		t.Run(text, func(t *testing.T) {
			for _, header := range []string{"duration", "Downtime (min)"} {
				log := readLog(t, fmt.Sprintf("unit,start,%s\np,2024-01-15 12:00,%s\nq,2024-02-15 12:00,-\n", header, text), Options{Timezone: "UTC"})
				oracle.Equal(t, "outages", len(log.Outages), 2)
				// times are kept to the millisecond
				oracle.Near(t, "hours", log.Outages[0].End-log.Outages[0].Start, hours, 1e-6)
				oracle.Equal(t, "warnings", codes(log), "")
				oracle.Equal(t, "a hyphen is blank", log.Outages[1].Kind.Is(model.Open), true)
			}
		})
	}
}

// question is the text of the question that err is, "" for any other error.
func question(err error) string {
	var q *Question
	if errors.As(err, &q) {
		return q.Error()
	}
	return ""
}

// 01:54 is hours and minutes, or minutes and seconds: as the user says, as the ends
// of the outages show, as the header says; otherwise it is a question.
func TestShortClocks(t *testing.T) {
	const clocks = "p,2024-01-15 12:00,(01:54)\np,2024-02-15 12:00,00:30\n"
	const ends = "unit,start,end,duration\np,2024-01-15 12:00:00,2024-01-15 12:01:54,01:54\np,2024-02-15 12:00:00,,00:30\n"
	for _, c := range []struct {
		name, text, unit string
		hours            float64 // NaN for a question
	}{
		{"nothing tells", "unit,start,duration\n" + clocks, "", math.NaN()},
		{"the user says hours", "unit,start,duration\n" + clocks, "h", 2.4},
		{"the user says minutes", "unit,start,duration\n" + clocks, "min", 0.04},
		{"hours in the header", "unit,start,Duration (hh:mm)\n" + clocks, "", 2.4},
		{"minutes in the header", "unit,start,Duration (mm:ss)\n" + clocks, "", 0.04},
		{"minutes, but of what?", "unit,start,Duration (min)\n" + clocks, "", math.NaN()},
		{"the ends show minutes", ends, "", 0.04},
		{"the ends show hours", strings.Replace(ends, "12:01:54,01:54", "13:54:00,01:54", 1), "", 2.4},
		{"hours, minutes and seconds", "unit,start,duration\np,2024-01-15 12:00,1:54:00\n", "", 1.9},
		{"days before them", "unit,start,duration\np,2024-01-15 12:00,1d 01:54\n", "", 25.9},
		{"no length", "unit,start,duration\np,2024-01-15 12:00,00:00\n", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			columns := map[Role]string{}
			if strings.Contains(c.text, "Duration (") {
				columns[roleDuration] = strings.Split(strings.SplitN(c.text, "\n", 2)[0], ",")[2]
			}
			opt := Options{Timezone: "UTC", DurationUnit: c.unit, Columns: columns}
			if math.IsNaN(c.hours) {
				_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(c.text), opt)
				if asked := question(err); !strings.HasPrefix(asked, "are the durations of log.csv hours:minutes (h) or minutes:seconds (min)?") || !strings.HasSuffix(asked, "say --duration-unit h or --duration-unit min") {
					t.Errorf("error %v", err)
				}
				return
			}
			log := readLog(t, c.text, opt)
			oracle.Near(t, "hours", downHours(log), c.hours, 1e-9)
			oracle.Equal(t, "warnings", codes(log), "")
			oracle.Equal(t, "mismatches", log.Account.DurationMismatches, 0)
		})
	}
}
