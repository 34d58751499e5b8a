package when

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/property"
)

func TestParseHours(t *testing.T) {
	for _, c := range []struct {
		text string
		bare float64
		want float64
	}{
		{"10000h", 1, 10000}, {"90m", 1, 1.5}, {"5s", 1, 5. / 3600}, {"250ms", 1, 250 / 3.6e6},
		{"30d", 1, 720}, {"2w", 1, 336}, {"6mo", 1, 4383}, {"1.5y", 1, 13149}, {"1d12h", 1, 36},
		{"1h30m", 1, 1.5}, {"4 h", 1, 4}, {"1,000h", 1, 1000}, {"1,234,567 h", 1, 1234567},
		{"1.5 hours", 1, 1.5}, {"90 minutes", 1, 1.5}, {"2 days", 1, 48}, {"1 yr", 1, 8766},
		{"2 days, 3 hours", 1, 51}, {"1y 6mo 2w 3d 4h 30m 36s", 1, 8766 + 4383 + 336 + 72 + 4 + 0.51},
		{" 7 H ", 1, 7}, {"3 M", 1, 0.05}, {"3 MO", 1, 2191.5}, {"3 MS", 1, 3 / 3.6e6}, {"2 Weeks", 1, 336},
		{"9us", 1, 9 / 3.6e9}, {"9µs", 1, 9 / 3.6e9}, {"9μs", 1, 9 / 3.6e9}, {"9ns", 1, 9 / 3.6e12},
		{".5h", 1, 0.5}, {"2e3h", 1, 2000}, {"1.2E+03", 1, 1200}, {"1e-9 h", 1, 1e-9},
		{"PT24H", 1, 24}, {"P1DT12H", 1, 36}, {"P1Y", 1, 8766}, {"P2W", 1, 336}, {"P2M", 1, 1461},
		{"PT2M", 1, 2. / 60}, {"PT0.5S", 1, 0.5 / 3600}, {"P1Y2M3W4DT5H6M36S", 1, 8766 + 1461 + 504 + 96 + 5 + 0.11},
		{"36:30", 1, 36.5}, {"00:00:36", 1, 0.01}, {"36:30:15", 1, 36 + 1815./3600}, {"0:00:01.5", 1, 1.5 / 3600},
		{"42", 1, 42}, {"42", 24, 1008}, {"90", 1. / 60, 1.5}, {"20", 1. / 60, 20. / 60}, {"7", 1. / 3600, 7. / 3600},
		// as people and programs write them
		{"2 days 03:04:05", 1, 48 + 3 + 245./3600}, {"1 day, 6:05:00", 1, 30 + 5./60}, {"1.02:03:04", 1, 26 + 184./3600},
		{"10675199.02:48:05.4775807", 1, 10675199*24 + 2 + (48*60+5.4775807)/3600}, {"00d 03:31", 1, 3 + 31./60}, {"1d 10:00", 1, 34},
		{"(01:54)", 1, 1.9}, {"[1:54]", 1, 1.9}, {"(45 min)", 1, 0.75}, {"10+08:40", 1, 248 + 40./60}, {"2-03:04:05", 1, 51 + 245./3600},
		{"2 03:04:05", 1, 51 + 245./3600}, {"1:02:03:04", 1, 26 + 184./3600}, {"2 weeks, 1 day 0:30", 1, 336 + 24.5},
		{"2 hours and 13 minutes", 1, 2 + 13./60}, {"2 hours, and 13 minutes", 1, 2 + 13./60}, {"211:08:29", 1, 211 + 509./3600},
		{"1h 05m", 1, 1 + 5./60}, {"3 hrs 20 mins", 1, 3 + 20./60}, {"45 min.", 1, 0.75}, {"2 hrs. 15 min.", 1, 2.25}, {"1h30", 1, 1.5},
		{"54:10.5", 1, 3250.5 / 3600}, {"154:10.5", 1, 9250.5 / 3600},
		{"2 Stunden und 13 Minuten", 1, 2 + 13./60}, {"1 Std. 5 Min.", 1, 1 + 5./60}, {"3 Tage", 1, 72}, {"30 Sek.", 1, 30. / 3600},
		{"2 heures et 13 minutes", 1, 2 + 13./60}, {"3 jours", 1, 72}, {"1 j 2 h", 1, 26}, {"10 secondes", 1, 10. / 3600},
		{"2 horas y 13 minutos", 1, 2 + 13./60}, {"3 días", 1, 72}, {"3 dias", 1, 72}, {"10 segundos", 1, 10. / 3600}, {"2 Wochen", 1, 336},
		{"1,500", 1. / 60, 25}, {"-3", 1, -3}, {"-1h30m", 1, -1.5}, {"-PT3H", 1, -3}, {"-0:30", 1, -0.5}, {"0", 1, 0},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := ParseHours(c.text, c.bare)
			if err != nil || math.Abs(got-c.want) > 1e-15*math.Abs(c.want) {
				t.Errorf("ParseHours(%q, %g) = %v, %v; want %v", c.text, c.bare, got, err, c.want)
			}
		})
	}
}

// A unit below the hour divides, so that these are equal and not only near.
func TestParseHoursUnitsAgree(t *testing.T) {
	for n, unit := range map[string]string{"20": "m", "11": "s", "7": "ms", "49": "us", "3": "ns"} {
		hours, _ := UnitHours(unit)
		bare, _ := ParseHours(n, hours)
		named, _ := ParseHours(n+unit, 1)
		if bare != named {
			t.Errorf("%s of bare unit %s is %v, but %s%s is %v", n, unit, bare, n, unit, named)
		}
	}
}

func TestParseHoursRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"": "want a number and a unit", "  ": "want a number", "-": "want a number", "--1h": "want a number",
		"h": "want a number", "NaN": "want a number", "Inf": "want a number", "infinity": "want a number",
		"+Inf": "want a number", "0x10": `"x" is no unit`, "0x1p3h": `"x" is no unit`, "1_000h": "want a number",
		"1h1h": "each once", "30m1h": "from large to small", "1h60min5m": "each once", "1h3": "want a number and a unit", "1d30": "want a number and a unit",
		"4 fortnights": `"fortnights" is no unit`, "1,5 h": "want a number", "1,00h": "want a number",
		"1000,000h": "want a number", "5.h": "want a number", "1.2.3h": "want a number", "1e400": "beyond the range",
		"1e308y": "beyond the range", "1h,": "want a number", "- 4h": "want a number", "4 h x": "want a number",
		"11.71 days = 281.0 hours": "want a number", "?": "want a number", "Ongoing": "want a number", "1h\x00": "want a number",
		"P": "ISO 8601", "PT": "ISO 8601", "P1": "ISO 8601", "P1DT": "ISO 8601", "PT1D": "from large to small",
		"P1D1D": "each once", "PT1H1H": "each once", "P1D1Y": "from large to small", "pt24h": "want a number",
		"P1d": "ISO 8601", "PT1,5H": "ISO 8601", "PT1,500H": "ISO 8601", "PTT1H": "ISO 8601", "PT-1H": "ISO 8601",
		"1:60": "go to 59", "1:00:60": "go to 59", "1:5": "hours:minutes", "1:005": "hours:minutes", ":30": "hours:minutes",
		"1:30:": "hours:minutes", "1:30:15:10": "go to 23", "1:2:3:4:5": "hours:minutes", "(90)": "want a number", "1h 10:00": "hours:minutes",
		"1 day, 24:00": "go to 23", "2 03:04": "hours:minutes", "2-03:04": "hours:minutes", "2 days 10:54.5": "go to 23", "x 10:00": "want a number",
		"and 13 minutes": "want a number", "2 hours and": "want a number", ":": "hours:minutes", "::::": "hours:minutes", "1 day :": "hours:minutes", "1 day 54:10": "go to 23", "1.5:30": "hours:minutes", "1:30:1e1": "hours:minutes",
		"1:30:15.": "hours:minutes",
	} {
		got, err := ParseHours(text, 1)
		checkRefusal(t, "ParseHours", text, wantDuration, why, err)
		if got != 0 {
			t.Errorf("ParseHours(%q) = %v beside an error", text, got)
		}
	}
	if _, err := ParseHours("42", 0); err == nil || !strings.Contains(err.Error(), "has no unit") {
		t.Errorf("a bare number without a bare unit: %v", err)
	}
}

// checkRefusal wants a *ParseError with the text, what was wanted, and why.
func checkRefusal(t *testing.T, what, text, want, why string, err error) {
	t.Helper()
	var refused *ParseError
	if !errors.As(err, &refused) || refused.Text != text || refused.Want != want || !strings.Contains(refused.Why, why) {
		t.Errorf("%s(%q): %v; want a ParseError: %s, ... %s ...", what, text, err, want, why)
	}
}

func TestParseErrorIsOneShortSentence(t *testing.T) {
	_, err := ParseHours(strings.Repeat("9x", 5000), 1)
	if got := err.Error(); len(got) > 300 || !strings.HasPrefix(got, `"9x9x`) {
		t.Errorf("%d bytes: %.300s", len(got), got)
	}
}

func TestUnitHours(t *testing.T) {
	for name, want := range map[string]float64{
		"d": 24, "day": 24, "days": 24, "Days": 24, "s": 1. / 3600, "ms": 1 / 3.6e6, "us": 1 / 3.6e9, "m": 1. / 60,
		"mo": 730.5, "h": 1, "w": 168, "y": 8766, "microseconds": 1 / 3.6e9,
	} {
		if got, ok := UnitHours(name); !ok || got != want {
			t.Errorf("UnitHours(%q) = %v, %v; want %v", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "x", "dayss", "fortnight", "a name longer than any", " d"} {
		if got, ok := UnitHours(name); ok || got != 0 {
			t.Errorf("UnitHours(%q) = %v, %v; want none", name, got, ok)
		}
	}
	for name := range unitHours {
		if len(name) > longestUnit {
			t.Errorf("%q is longer than longestUnit", name)
		}
	}
}

func TestFormatHours(t *testing.T) {
	for _, c := range []struct {
		h    float64
		want string
	}{
		{10. / 60, "10m"}, {36, "36h"}, {720, "30d"}, {13149, "1.5y"}, {8766, "1y"}, {4383, "6mo"}, {1461, "2mo"},
		{0, "0h"}, {1, "1h"}, {0.5, "30m"}, {1.5, "90m"}, {10000, "10000h"}, {336, "14d"}, {5. / 3600, "5s"},
		{250 / 3.6e6, "250ms"}, {-36, "-36h"}, {8766e3, "1000y"}, {1e-9, "1e-09h"}, {math.Pi, "3.141592653589793h"},
		{1e300, "1e+300h"}, {math.Copysign(0, -1), "0h"}, {math.Inf(1), "+Inf"}, {math.Inf(-1), "-Inf"}, {math.NaN(), "NaN"},
	} {
		t.Run(fmt.Sprint(c.h), func(t *testing.T) {
			if got := FormatHours(c.h); got != c.want {
				t.Errorf("FormatHours(%v) = %q, want %q", c.h, got, c.want)
			}
		})
	}
}

func TestFormatHoursRoundTrips(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		h := rapid.OneOf(
			rapid.Float64(),
			rapid.Map(rapid.IntRange(0, 1e7), func(n int) float64 { return float64(n) / 3600 }),
			rapid.Map(rapid.IntRange(0, 1e5), func(n int) float64 { return float64(n) * hoursPerMonth }),
		).Draw(t, "h")
		got, err := ParseHours(FormatHours(h), 1)
		if err != nil || got != h {
			t.Fatalf("%v is shown as %q, which reads as %v, %v", h, FormatHours(h), got, err)
		}
	})
}

func FuzzParseHours(f *testing.F) {
	for _, text := range []string{"1d12h", "P1Y2M3W4DT5H6M7.5S", "36:30:15", "2 days, 03:04:05.5", "(10+08:40)", "1.02:03:04", "1:02:03:04", "2 hours and 13 min.", "1h30", "54:10.5", "1,000 h", "-1.5e3", "9µs", "1h1h", "0x1p3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ParseHours(text, 1)
		if err != nil {
			return
		}
		if math.IsInf(h, 0) || math.IsNaN(h) {
			t.Fatalf("ParseHours(%q) = %v", text, h)
		}
		if again, err := ParseHours(FormatHours(h), 1); err != nil || again != h {
			t.Fatalf("%q is %v, shown as %q, which reads as %v, %v", text, h, FormatHours(h), again, err)
		}
	})
}

func TestIsShortClock(t *testing.T) {
	for text, want := range map[string]bool{
		"01:54": true, "(01:54)": true, " 211:08 ": true, "-1:05": true,
		"1:54:00": false, "54:10.5": false, "1d 01:54": false, "10+08:40": false, "1:5": false, "90": false, "": false, ":": false, "1h:05": false,
	} {
		if got := IsShortClock(text); got != want {
			t.Errorf("IsShortClock(%q) = %v", text, got)
		}
	}
}
