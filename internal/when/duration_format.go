package when

import (
	"math"
	"strconv"
)

// shownUnits are the units FormatHours writes, largest first. Weeks are read
// but not written: 14d says it better.
var shownUnits = []struct {
	name  string
	hours float64
}{
	{"mo", hoursPerMonth}, {"d", hoursPerDay}, {"h", 1},
	{"m", 1. / 60}, {"s", 1. / 3600}, {"ms", 1 / 3.6e6},
}

// FormatHours is a short text for a length of time in hours, for messages:
// "10m", "36h", "30d", "6mo", "1.5y". It takes the largest unit of which h is
// a whole number below 100,000, years by halves; otherwise it is h itself with
// the unit h. For every finite h, ParseHours gives h back exactly. Values that
// are not finite come out as "NaN", "+Inf" and "-Inf".
func FormatHours(h float64) string {
	switch {
	case math.IsNaN(h) || math.IsInf(h, 0):
		return strconv.FormatFloat(h, 'g', -1, 64)
	case h == 0:
		return "0h"
	case h < 0:
		return "-" + FormatHours(-h)
	}
	if halves, ok := wholeUnits(h, hoursPerYear/2); ok && halves >= 2 {
		return strconv.FormatFloat(halves/2, 'f', -1, 64) + "y"
	}
	for _, u := range shownUnits {
		if n, ok := wholeUnits(h, u.hours); ok {
			return strconv.FormatFloat(n, 'f', -1, 64) + u.name
		}
	}
	return strconv.FormatFloat(h, 'g', -1, 64) + "h"
}

// wholeUnits is h as a whole number of units, if it is one and is short.
func wholeUnits(h, unit float64) (n float64, ok bool) {
	n = math.Round(h / unit)
	return n, n >= 1 && n < 1e5 && inHours(n, unit) == h
}
