package when

import "math"

// Hours in the larger units of time; a month is a twelfth of 365.25 days.
const (
	hoursPerDay   = 24
	hoursPerWeek  = 168
	hoursPerMonth = 730.5
	hoursPerYear  = 8766
)

// unitHours is the hours in a unit, by its lower-case name. The letter m is
// the minute, as in Go and in Prometheus; the month is mo.
var unitHours = map[string]float64{
	"ns": 1 / 3.6e12, "nanosecond": 1 / 3.6e12, "nanoseconds": 1 / 3.6e12,
	"us": 1 / 3.6e9, "µs": 1 / 3.6e9, "μs": 1 / 3.6e9, // U+00B5 and U+03BC
	"usec": 1 / 3.6e9, "microsecond": 1 / 3.6e9, "microseconds": 1 / 3.6e9,
	"ms": 1 / 3.6e6, "msec": 1 / 3.6e6, "millisecond": 1 / 3.6e6, "milliseconds": 1 / 3.6e6,
	"s": 1. / 3600, "sec": 1. / 3600, "secs": 1. / 3600, "second": 1. / 3600, "seconds": 1. / 3600,
	"m": 1. / 60, "min": 1. / 60, "mins": 1. / 60, "minute": 1. / 60, "minutes": 1. / 60,
	"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1,
	"d": hoursPerDay, "day": hoursPerDay, "days": hoursPerDay,
	"w": hoursPerWeek, "wk": hoursPerWeek, "wks": hoursPerWeek, "week": hoursPerWeek, "weeks": hoursPerWeek,
	"mo": hoursPerMonth, "mos": hoursPerMonth, "mth": hoursPerMonth, "mths": hoursPerMonth,
	"month": hoursPerMonth, "months": hoursPerMonth,
	"y": hoursPerYear, "yr": hoursPerYear, "yrs": hoursPerYear, "year": hoursPerYear, "years": hoursPerYear,
	// German, French, Spanish
	"sek": 1. / 3600, "sekunde": 1. / 3600, "sekunden": 1. / 3600, "seconde": 1. / 3600, "secondes": 1. / 3600,
	"segundo": 1. / 3600, "segundos": 1. / 3600,
	"minuten": 1. / 60, "minuto": 1. / 60, "minutos": 1. / 60,
	"std": 1, "stunde": 1, "stunden": 1, "heure": 1, "heures": 1, "hora": 1, "horas": 1,
	"tag": hoursPerDay, "tage": hoursPerDay, "tagen": hoursPerDay, "j": hoursPerDay, "jour": hoursPerDay, "jours": hoursPerDay,
	"dia": hoursPerDay, "dias": hoursPerDay, "día": hoursPerDay, "días": hoursPerDay,
	"woche": hoursPerWeek, "wochen": hoursPerWeek, "semaine": hoursPerWeek, "semaines": hoursPerWeek,
	"semana": hoursPerWeek, "semanas": hoursPerWeek,
	"monat": hoursPerMonth, "monate": hoursPerMonth, "mois": hoursPerMonth, "mes": hoursPerMonth, "meses": hoursPerMonth,
	"jahr": hoursPerYear, "jahre": hoursPerYear,
}

// longestUnit is at least the length of every key of unitHours.
const longestUnit = 16

// UnitHours is the hours in one unit of time, by its name in any case: "d",
// "day", "days", "s", "ms", "us". It is false for a name that is no unit.
func UnitHours(name string) (hours float64, ok bool) {
	var buf [longestUnit]byte
	if len(name) > len(buf) {
		return 0, false
	}
	for i := 0; i < len(name); i++ {
		buf[i] = lower(name[i])
	}
	hours, ok = unitHours[string(buf[:len(name)])]
	return hours, ok
}

// inHours is n units of the given length, in hours. Below the hour it divides,
// so that 20 minutes is the float64 nearest to a third, which 20 times the
// rounded sixtieth need not be.
func inHours(n, unit float64) float64 {
	if per := math.Round(1 / unit); unit < 1 && 1/per == unit {
		return n / per
	}
	return n * unit
}

// upper is the capital of an ASCII letter, and any other byte as it is.
func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}

// lower is the lower-case form of an ASCII letter, and any other byte as it is.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
