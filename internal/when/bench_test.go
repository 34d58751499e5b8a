package when

import (
	"testing"
	"time"
)

// benchStamps are the commonest shapes; the layout is time.Parse's for the
// same text, which BenchmarkTimeParse reads in the same run.
var benchStamps = []struct{ name, text, layout string }{
	{"rfc3339", "2024-03-01T06:00:00Z", time.RFC3339},
	{"rfc3339-offset", "2024-03-01T06:00:00.123456+05:30", time.RFC3339Nano},
	{"iso", "2024-03-01 06:00:00", time.DateTime},
	{"date", "2024-03-01", time.DateOnly},
	{"slash", "6/21/2005 10:54", "1/2/2006 15:04"},
	{"dash", "29-02-2016 01:16", "02-01-2006 15:04"},
	{"meridiem", "02/Oct/26 11:12 AM", "02/Jan/06 03:04 PM"},
	{"mail", "Fri, 05 Apr 2024 10:00:00 +0000", time.RFC1123Z},
}

var (
	sinkStamp Stamp
	sinkTime  time.Time
	sinkHours float64
)

func BenchmarkParseStamp(b *testing.B) {
	for _, c := range benchStamps {
		b.Run("layout="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkStamp, _ = ParseStamp(c.text)
			}
		})
	}
}

func BenchmarkTimeParse(b *testing.B) {
	for _, c := range benchStamps {
		b.Run("layout="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkTime, _ = time.Parse(c.layout, c.text)
			}
		})
	}
}

func BenchmarkResolve(b *testing.B) {
	for _, name := range []string{"UTC", "America/Denver"} {
		zone, err := LoadZone(name)
		if err != nil {
			b.Fatal(err)
		}
		var stamps [256]Stamp
		for i := range stamps {
			at := time.Date(2001, 1, 1+i*7, i%24, i%60, 0, 0, time.UTC)
			stamps[i], _ = ParseStamp(at.Format(time.DateTime))
		}
		b.Run("zone="+name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				sinkHours = zone.Resolve(stamps[i&255], DayFirst).Hours
				i++
			}
		})
	}
}

// BenchmarkTimeDate is what Resolve would cost by the standard library.
func BenchmarkTimeDate(b *testing.B) {
	loc, err := time.LoadLocation("America/Denver")
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		sinkHours = float64(time.Date(2001, 1, 1+i&255*7, i%24, i%60, 0, 0, loc).UnixMilli()) / 3.6e6
		i++
	}
}

func BenchmarkNewZone(b *testing.B) {
	loc, err := time.LoadLocation("America/Denver")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		NewZone(loc)
	}
}

func BenchmarkParseHours(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"bare", "352"}, {"unit", "10000h"}, {"units", "1d12h"}, {"clock", "36:30:15"}, {"iso", "P1DT12H"},
	} {
		b.Run("shape="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkHours, _ = ParseHours(c.text, 1)
			}
		})
	}
}
