package when

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// The instants in UTC that texts of many programs mean, on the clocks of UTC where
// they name no zone.
func TestParseStampForms(t *testing.T) {
	for text, want := range map[string]string{
		// names of zones
		"2026-07-12 20:14 MST":                     "2026-07-13T03:14:00Z",
		"2026-07-12 20:14 mdt":                     "2026-07-13T02:14:00Z",
		"2026-07-12T20:14:05PST":                   "2026-07-13T04:14:05Z",
		"7/12/2026 8:14 PM PDT":                    "2026-12-08T03:14:00Z", // day first, as all of this table
		"Jul 12, 2026 8:14 PM EST":                 "2026-07-13T01:14:00Z",
		"12 Jul 2026 20:14 EDT":                    "2026-07-13T00:14:00Z",
		"2026-07-12 20:14 CDT":                     "2026-07-13T01:14:00Z",
		"2026-07-12 20:14 AKST":                    "2026-07-13T05:14:00Z",
		"2026-07-12 20:14 HST":                     "2026-07-13T06:14:00Z",
		"2026-07-12 20:14 CET":                     "2026-07-12T19:14:00Z",
		"2026-07-12 20:14 CEST":                    "2026-07-12T18:14:00Z",
		"12.07.2026 20:14 MESZ":                    "2026-07-12T18:14:00Z",
		"2026-07-12 20:14 EET":                     "2026-07-12T18:14:00Z",
		"2026-07-12 20:14 EEST":                    "2026-07-12T17:14:00Z",
		"2026-07-12 20:14 WET":                     "2026-07-12T20:14:00Z",
		"2026-07-12 20:14 WEST":                    "2026-07-12T19:14:00Z",
		"2026-07-12 20:14 MSK":                     "2026-07-12T17:14:00Z",
		"2026-07-12 20:14 JST":                     "2026-07-12T11:14:00Z",
		"2026-07-12 20:14 KST":                     "2026-07-12T11:14:00Z",
		"2026-07-12 20:14 AEST":                    "2026-07-12T10:14:00Z",
		"2026-07-12 20:14 AEDT":                    "2026-07-12T09:14:00Z",
		"2026-07-12 20:14 ACST":                    "2026-07-12T10:44:00Z",
		"2026-07-12 20:14 NZST":                    "2026-07-12T08:14:00Z",
		"2026-07-12 20:14 NZDT":                    "2026-07-12T07:14:00Z",
		"2026-07-12 20:14 SAST":                    "2026-07-12T18:14:00Z",
		"2026-07-12 20:14 (CET)":                   "2026-07-12T19:14:00Z",
		"2026-07-12 20:14 NST":                     "2026-07-12T23:44:00Z",
		"2024-01-05 10:23 ET":                      "2024-01-05T15:23:00Z",
		"2024-07-05 10:23 AM PT":                   "2024-07-05T17:23:00Z",
		"2024-07-05 10:23 UTC+2":                   "2024-07-05T08:23:00Z",
		"2024-07-05 10:23 UTC +02:00":              "2024-07-05T08:23:00Z",
		"2024-07-05 10:23 GMT-05:00":               "2024-07-05T15:23:00Z",
		"2024-07-05 10:23 GMT-5:30":                "2024-07-05T15:53:00Z",
		"2024-07-05 10:23 UTC-0330":                "2024-07-05T13:53:00Z",
		"2024-07-05T10:23:00Z[UTC]":                "2024-07-05T10:23:00Z",
		"2024-07-05T10:23:00[UTC]":                 "2024-07-05T10:23:00Z",
		"2024-07-05T10:23[Europe/Berlin]":          "2024-07-05T08:23:00Z",
		"2024-01-05 10:23 Europe/Berlin":           "2024-01-05T09:23:00Z",
		"2024-07-05 10:23 America/Phoenix":         "2024-07-05T17:23:00Z",
		"2024-10-27T02:30:00+01:00[Europe/Berlin]": "2024-10-27T01:30:00Z",
		"Fri Jan 05 2024 10:23:00 GMT+0100 (Central European Summer Time)": "2024-01-05T09:23:00Z",
		"2024-10-27 02:30:00.123456 +0100 CET":                             "2024-10-27T01:30:00.123Z",
		"2024-10-27 02:30:00 +0000 UTC":                                    "2024-10-27T02:30:00Z",
		"2024-10-27 02:30 +01:00 x y":                                      "",
		"20240105 10:23":                                                   "2024-01-05T10:23:00Z",
		"20240105 1023":                                                    "",
		// the clock before the date, or before the year
		"10:23 05.01.2024":                 "2024-01-05T10:23:00Z",
		"14:05:00 2024-03-01":              "2024-03-01T14:05:00Z",
		"14:05:00.250 2024-03-01":          "2024-03-01T14:05:00.250Z",
		"2:05 PM, March 1, 2024":           "2024-03-01T14:05:00Z",
		"10:23 AM PST on Jan 5, 2024":      "2024-01-05T18:23:00Z",
		"10:23 Uhr am 5. Januar 2024":      "2024-01-05T10:23:00Z",
		"10:23 Fri 5 Jan 2024":             "2024-01-05T10:23:00Z",
		"10:23 05/01/2024 CET":             "2024-01-05T09:23:00Z",
		"Fri Jan  5 10:23:00 2024":         "2024-01-05T10:23:00Z",
		"Fri Jan  5 10:23:00 CET 2024":     "2024-01-05T09:23:00Z",
		"Fri Jul  5 10:23:00 PM PT 2024":   "2024-07-06T05:23:00Z",
		"Fri Jan 5 10:23:00 2024 +0100":    "2024-01-05T09:23:00Z",
		"Fr 5. Jan 10:23:00 CET 2024":      "2024-01-05T09:23:00Z",
		"ven. 05 janv. 2024 10:23:00":      "2024-01-05T10:23:00Z",
		"Fri 05 Jan 2024 10:23:00 AM CET":  "2024-01-05T09:23:00Z",
		"05/Jan/2024:10:23:00 +0100":       "2024-01-05T09:23:00Z",
		"05/Jan/2024:10:23:00":             "2024-01-05T10:23:00Z",
		"Jan 5, 2024 - 10:23 UTC":          "2024-01-05T10:23:00Z",
		"Jan 5, 2024 at 10:23 PM":          "2024-01-05T22:23:00Z",
		"January 5th, 2024 10:23":          "2024-01-05T10:23:00Z",
		"5th of January 2024, 10:23":       "2024-01-05T10:23:00Z",
		"2024-01-05_10:23:00":              "2024-01-05T10:23:00Z",
		"/Date(1704448980000)/":            "2024-01-05T10:03:00Z",
		"/Date(1704448980000+0200)/":       "2024-01-05T10:03:00Z",
		"/Date(1704448980250-0330)/":       "2024-01-05T10:03:00.250Z",
		"/Date(-86400000)/":                "1969-12-31T00:00:00Z",
		"05-JAN-24 10.23.00.000000 AM":     "2024-01-05T10:23:00Z",
		"05-JAN-24 12.23.00.123456789 AM":  "2024-01-05T00:23:00.123Z",
		"05-JAN-24 10.23.00.5 PM +01:00":   "2024-01-05T21:23:00.500Z",
		"05-JAN-24 10.23.00 AM US/Eastern": "2024-01-05T15:23:00Z",
		"2024-01-05-10.23.00.000000":       "2024-01-05T10:23:00Z",
		"2024-01-05-10.23.59.999000":       "2024-01-05T10:23:59.999Z",
		"5.1.2024 10.23":                   "2024-01-05T10:23:00Z",
		"5. 1. 2024 10:23":                 "2024-01-05T10:23:00Z",
		"05.01.2024, 10:23 Uhr":            "2024-01-05T10:23:00Z",
		"05.01.2024 um 10 Uhr":             "2024-01-05T10:00:00Z",
		"05.01.2024 10:23 Uhr MEZ":         "2024-01-05T09:23:00Z",
		"05/01/2024 à 10h23":               "2024-01-05T10:23:00Z",
		"05/01/2024 10h":                   "2024-01-05T10:00:00Z",
		"2024-01-05 10:23 hrs":             "2024-01-05T10:23:00Z",
		"2024-01-05 noon":                  "2024-01-05T12:00:00Z",
		"Jan 5, 2024 12 noon":              "2024-01-05T12:00:00Z",
		"Jan 5, 2024 12:00 noon":           "2024-01-05T12:00:00Z",
		"5 Jan 2024 Midnight":              "2024-01-05T00:00:00Z",
		"5 Jan 2024 12:00 midnight":        "2024-01-05T00:00:00Z",
		"noon":                             "",
		"Jan 5, 2024 3 noon":               "",
		"2024-01-05 10 h 23":               "",
		// weeks and days of the year: 1 January 2024 was a Monday
		"2024-W01-5T10:23":           "2024-01-05T10:23:00Z",
		"2024-W01-1":                 "2024-01-01T00:00:00Z",
		"2024W015T10:23:00Z":         "2024-01-05T10:23:00Z",
		"2024-W52-7":                 "2024-12-29T00:00:00Z",
		"2020-W53-5":                 "2021-01-01T00:00:00Z",
		"2021-W01-1":                 "2021-01-04T00:00:00Z",
		"2019-W01-1":                 "2018-12-31T00:00:00Z",
		"2024-W27":                   "2024-07-01T00:00:00Z",
		"2024-005":                   "2024-01-05T00:00:00Z",
		"2024-005T10:23:00":          "2024-01-05T10:23:00Z",
		"2024-060 10:23":             "2024-02-29T10:23:00Z",
		"2023-060 10:23":             "2023-03-01T10:23:00Z",
		"2024-366":                   "2024-12-31T00:00:00Z",
		"2023-366":                   "",
		"2024-000":                   "",
		"2024-W53-1":                 "",
		"2024-W00-1":                 "",
		"2024-W01-8":                 "",
		"2024-W01-":                  "",
		"24:00 2024-W01-1":           "2024-01-02T00:00:00Z",
		"10:23 2024-01-05 10:23":     "",
		"10:23":                      "",
		"10:23 CET":                  "",
		"/Date(x)/":                  "",
		"/Date(99999999999999999)/":  "",
		"/Date(1704448980000+0220)/": "",
		// months of other languages
		"5. Januar 2024 10:23":            "2024-01-05T10:23:00Z",
		"Freitag, 5. Januar 2024 10:23":   "2024-01-05T10:23:00Z",
		"Fr, 05. Jan. 2024, 10:23":        "2024-01-05T10:23:00Z",
		"12-Mär-2024":                     "2024-03-12T00:00:00Z",
		"12-MÄR-2024":                     "2024-03-12T00:00:00Z",
		"12-Ma\u0308r-2024":               "2024-03-12T00:00:00Z",
		"12. Maerz 2024":                  "2024-03-12T00:00:00Z",
		"31 Okt 2024":                     "2024-10-31T00:00:00Z",
		"24.Dez.2024 18:00":               "2024-12-24T18:00:00Z",
		"05 janv. 2024":                   "2024-01-05T00:00:00Z",
		"1er août 2023":                   "2023-08-01T00:00:00Z",
		"1 août 2023":                     "2023-08-01T00:00:00Z",
		"1 aout 2023":                     "2023-08-01T00:00:00Z",
		"14 juil. 2024 10:23":             "2024-07-14T10:23:00Z",
		"14 juin 2024":                    "2024-06-14T00:00:00Z",
		"mar. 5 mars 2024 10:23":          "2024-03-05T10:23:00Z",
		"mar 5 2024":                      "2024-03-05T00:00:00Z",
		"vendredi 5 janvier 2024 à 10:23": "2024-01-05T10:23:00Z",
		"3 févr. 2024":                    "2024-02-03T00:00:00Z",
		"25 déc. 2024":                    "2024-12-25T00:00:00Z",
		"5 de enero de 2024":              "2024-01-05T00:00:00Z",
		"5 de enero de 2024 a las 10:23":  "2024-01-05T10:23:00Z",
		"viernes, 5 de enero de 2024":     "2024-01-05T00:00:00Z",
		"05-ene-2024 10:23":               "2024-01-05T10:23:00Z",
		"05-ago.-2024 10:23":              "2024-08-05T10:23:00Z",
		"9 setiembre 2024":                "2024-09-09T00:00:00Z",
		"5 dic 2024":                      "2024-12-05T00:00:00Z",
		"5 gennaio 2024":                  "2024-01-05T00:00:00Z",
		"5 de março de 2024":              "2024-03-05T00:00:00Z",
		"5 mei 2024":                      "2024-05-05T00:00:00Z",
		"5 jui 2024":                      "", // June or July
		"5 ma 2024":                       "",
	} {
		t.Run(text, func(t *testing.T) {
			got := ""
			st, err := ParseStamp(text)
			if err == nil {
				in, err := st.Resolve(DayFirst, nil)
				if err != nil {
					t.Fatal(err)
				}
				got = FormatInstant(in.Hours, nil)
				checkReadsBack(t, text)
			}
			if got != want {
				t.Errorf("ParseStamp(%q) is %q, %v; want %q", text, got, err, want)
			}
		})
	}
}

// Every month and day of every language is read, in capitals too, and by its first
// three letters unless they are those of two months.
func TestNamesOfOtherLanguages(t *testing.T) {
	for _, names := range foreignMonths {
		for i, name := range names {
			for _, word := range []string{name, strings.ToUpper(name)} {
				if name != "" && monthOf(word) != i+1 {
					t.Errorf("%q is month %d, want %d", word, monthOf(word), i+1)
				}
			}
			if short := name[:min(3, len(name))]; name != "" && monthOf(short) != i+1 && short != "jui" {
				t.Errorf("%q is month %d, want %d", short, monthOf(short), i+1)
			}
			if len(name) > longestName {
				t.Errorf("%q is longer than longestName", name)
			}
		}
	}
	for _, name := range foreignDays {
		if !isDayName(name) || !isDayName(name[:2]) {
			t.Errorf("%q is no day", name)
		}
	}
	for _, word := range []string{"", "m", "xx", "octopus", "mayonnaise", "marzipan"} {
		if monthOf(word) != 0 {
			t.Errorf("%q is month %d", word, monthOf(word))
		}
	}
}

// The order of day and month stays that of the column in the forms that begin with
// the clock or name a zone.
func TestFormsKeepTheOrderOpen(t *testing.T) {
	for text, proves := range map[string]Order{
		"10:23 05.01.2024": NoOrder, "10:23 15.01.2024": DayFirst, "10:23 PM 1/15/2024 CET": MonthFirst,
		"5. 13. 2024": MonthFirst, "13/1/2024 10:23 EST": DayFirst,
	} {
		s := mustStamp(t, text)
		if s.Proves() != proves || s.Ambiguous() != (proves == NoOrder) {
			t.Errorf("%q proves %s, ambiguous %v", text, s.Proves(), s.Ambiguous())
		}
	}
	// A zone by its region needs the month, unless it is the same either way.
	if _, err := ParseStamp("5/1/2024 10:23 Europe/Berlin"); err == nil || !strings.Contains(err.Error(), "give --timezone") {
		t.Errorf("error %v", err)
	}
	if s := mustStamp(t, "5/5/2024 10:23 Europe/Berlin"); s.offset() != 120 {
		t.Errorf("offset %d", s.offset())
	}
	for _, text := range []string{"2024-10-27 02:30 Europe/Berlin", "2024-03-31T02:30[Europe/Berlin]"} {
		if _, err := ParseStamp(text); err == nil || !strings.Contains(err.Error(), "clocks of \"Europe/Berlin\" were changed") {
			t.Errorf("error %v", err)
		}
	}
}

// The abbreviations against the time-zone database: a zone that goes by each, with
// its offset. The rest are not in the database.
func TestZoneOffsets(t *testing.T) {
	zones := strings.Fields(`UTC WET CET EET MET Europe/London Europe/Lisbon Europe/Paris Europe/Athens Europe/Moscow
		America/St_Johns America/Halifax America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage
		America/Adak Pacific/Honolulu Africa/Lagos Africa/Maputo Africa/Johannesburg Africa/Nairobi Asia/Jerusalem Asia/Karachi
		Asia/Jakarta Asia/Makassar Asia/Jayapura Asia/Hong_Kong Asia/Tokyo Asia/Seoul Pacific/Guam Australia/Perth
		Australia/Adelaide Australia/Sydney Pacific/Auckland`)
	unknown := strings.Fields("Z UT MEZ MESZ TRT BRT ART CLT CLST COT PET NPT ICT SGT")
	for name, want := range zoneOffsets {
		found := false
		for _, zone := range zones {
			got, ok := mustZone(t, zone).Named(name)
			if ok && got != want {
				t.Errorf("%s is %d minutes, in %s %d", name, want, zone, got)
			}
			found = found || ok
		}
		if found == slices.Contains(unknown, name) {
			t.Errorf("%s: in the database %v", name, found)
		}
		if len(name) > longestZoneName || doubtfulZones[name] != nil {
			t.Errorf("%s is too long, or doubtful", name)
		}
	}
}

func TestZoneDoubt(t *testing.T) {
	for text, want := range map[string][]string{
		"2024-07-05 10:23 CST":         {"America/Chicago", "Asia/Shanghai", "America/Havana"},
		"05/07/2024 10:23 ist":         {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"},
		"Fri Jul  5 10:23:00 BST 2024": {"Europe/London", "Asia/Dhaka", "Pacific/Bougainville"},
		"10:23 AST 2024-07-05":         {"America/Halifax", "Asia/Riyadh"},
		"2024-07-05 10:23 (AMT)":       {"America/Manaus", "Asia/Yerevan"},
	} {
		st, err := ParseStamp(text)
		var doubt *ZoneDoubtError
		if !errors.As(err, &doubt) || st != 0 || !slices.Equal(doubt.Candidates, want) || !strings.Contains(text, doubt.Name) && !strings.Contains(text, strings.ToLower(doubt.Name)) {
			t.Errorf("%q: %v, %v", text, st, err)
		}
		if !strings.Contains(err.Error(), want[0]+" (UTC") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for name, meanings := range doubtfulZones {
		for _, m := range meanings {
			if got, ok := mustZone(t, m.zone).Named(name); !ok || got != m.minutes {
				t.Errorf("%s in %s: %d, %v; want %d", name, m.zone, got, ok, m.minutes)
			}
		}
	}
	if got, ok := mustZone(t, "America/Winnipeg").Named("cst"); !ok || got != -360 {
		t.Errorf("CST of Winnipeg: %d, %v", got, ok)
	}
	if got, ok := mustZone(t, "Europe/Berlin").Named("CST"); ok {
		t.Errorf("CST of Berlin: %d", got)
	}
}

// A settled name is read in every form, and comes before what a name means
// elsewhere.
func TestParseStampNamed(t *testing.T) {
	names := ZoneNames{"CST": 480, "EST": 600}
	for text, want := range map[string]string{
		"2024-07-05 10:23 CST":         "2024-07-05T02:23:00Z",
		"2024-07-05 10:23 EST":         "2024-07-05T00:23:00Z",
		"2024-07-05 10:23 (cst)":       "2024-07-05T02:23:00Z",
		"Fri Jul  5 10:23:00 CST 2024": "2024-07-05T02:23:00Z",
		"10:23 CST 05.07.2024":         "2024-07-05T02:23:00Z",
	} {
		st, err := ParseStampNamed(text, names)
		in, _ := st.Resolve(DayFirst, time.UTC)
		if got := FormatInstant(in.Hours, nil); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
}

func TestSettleZones(t *testing.T) {
	const cst, bst, ist = "2024-01-05 10:23 CST", "2024-07-05 10:23 BST", "2024-01-05 10:23 IST"
	chicago, kolkata := mustZone(t, "America/Chicago"), mustZone(t, "Asia/Kolkata")
	for _, c := range []struct {
		texts []string
		zone  *Zone
		want  ZoneNames
		doubt string
	}{
		{[]string{"2024-01-05 10:23", "2024-01-05 10:23 PST"}, nil, nil, ""},
		{[]string{cst, "2024-07-05 10:23 CDT"}, nil, ZoneNames{"CST": -360}, ""},
		{[]string{"2024-07-05 10:23 PDT", cst, cst}, nil, ZoneNames{"CST": -360}, ""},
		{[]string{bst, "2024-01-05 10:23 GMT"}, nil, ZoneNames{"BST": 60}, ""},
		{[]string{cst, cst}, chicago, ZoneNames{"CST": -360}, ""},
		{[]string{ist}, kolkata, ZoneNames{"IST": 330}, ""},
		{[]string{cst, "2024-01-05 10:23 JST"}, nil, nil, "CST"},
		{[]string{ist, "2024-01-05 10:23 GMT"}, nil, nil, "IST"},
		{[]string{cst}, kolkata, nil, "CST"},
		{[]string{bst, cst}, chicago, ZoneNames{"CST": -360}, "BST"},
	} {
		t.Run(strings.Join(c.texts, ", "), func(t *testing.T) {
			got, err := SettleZones(c.texts, c.zone)
			var doubt *ZoneDoubtError
			if !maps.Equal(got, c.want) || errors.As(err, &doubt) != (c.doubt != "") || doubt != nil && doubt.Name != c.doubt {
				t.Errorf("%q: %v, %v", c.texts, got, err)
			}
		})
	}
}

// Serial days against the dates that spreadsheets show for them.
func TestSerialDays(t *testing.T) {
	for days, want := range map[float64]string{
		45355.545: "2024-03-04 13:04:48", 45296.4326388889: "2024-01-05 10:23:00", 45296: "2024-01-05", 25569: "1970-01-01",
		20000: "1954-10-03", 80000: "2119-01-11", 45355.99999999999: "2024-03-05 00:00:00", 43889.5000057870: "2020-02-28 12:00:00.500",
		19999.9: "", 80000.1: "", 0: "",
	} {
		st, ok := SerialStamp(days)
		if st.String() != want || ok != (want != "") {
			t.Errorf("%v is %q, %v; want %q", days, st, ok, want)
		}
	}
	for _, c := range []struct {
		numbers []float64
		want    bool
	}{{nil, false}, {[]float64{45355.5, 45296}, true}, {[]float64{20000, 80000}, true}, {[]float64{45355, 19999}, false}, {[]float64{45355, math.NaN()}, false}, {[]float64{80001}, false}} {
		t.Run(fmt.Sprint(c.numbers), func(t *testing.T) {
			if got := AreSerialDays(c.numbers); got != c.want {
				t.Errorf("%v: %v", c.numbers, got)
			}
		})
	}
}
