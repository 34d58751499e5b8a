package when

import "strings"

const clockShape = `want hours:minutes or hours:minutes:seconds, such as "36:30"`

const clockLimit = "minutes and seconds go to 59"

// withoutBrackets is a text without the round or square brackets around it, if
// there are letters or a colon between them: a bare number in brackets is a
// negative one to an accountant.
func withoutBrackets(text string) string {
	last := len(text) - 1
	if last < 2 || !(text[0] == '(' && text[last] == ')' || text[0] == '[' && text[last] == ']') {
		return text
	}
	inner := text[1:last]
	if strings.IndexByte(inner, ':') < 0 && !isLetter(inner[len(inner)-1]) {
		return text
	}
	return strings.TrimSpace(inner)
}

// daysAndClock reads a clock, perhaps with days before it: as numbers with units
// (2 days 03:04:05, 1 day, 6:05), or a number and a sign that programs put there
// (1.02:03:04 of .NET, 2-03:04:05 of Slurm, 10+08:40, 2 03:04:05 of SQL,
// 1:02:03:04). After days the hours go to 23.
func daysAndClock(body string) (sum float64, why string) {
	colons := strings.Count(body, ":")
	start := strings.IndexByte(body, ':')
	if colons == 3 { // 1:02:03:04
		start = start + 1 + max(0, strings.IndexByte(body[start+1:], ':'))
	}
	for start > 0 && isDigit(body[start-1]) {
		start--
	}
	if start == 0 {
		return clockHours(body)
	}
	days, why := daysBefore(body[:start], colons)
	if why != "" {
		return 0, why
	}
	sum, why = clockHours(body[start:])
	if why == "" && (sum >= hoursPerDay || isMinutesClock(body[start:])) {
		why = "hours after days go to 23"
	}
	return days + sum, why
}

// daysBefore reads what stands before a clock with so many colons, in hours.
func daysBefore(text string, colons int) (hours float64, why string) {
	days := text[:len(text)-1]
	if number, rest := cutNumber(days); rest == "" && isDigits(number) {
		switch mark := text[len(text)-1]; {
		case mark == '+', mark == ':', colons == 2 && (mark == '.' || mark == '-' || mark == ' '):
			n, why := value(number)
			return n * hoursPerDay, why
		}
		return 0, clockShape
	}
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), ","))
	hours, least, why := sumUnits(text)
	if why == "" && least < hoursPerDay {
		why = clockShape
	}
	return hours, why
}

// clockHours reads hours:minutes, hours:minutes:seconds, or minutes:seconds where
// the seconds have a fraction. The first number may be any whole one.
func clockHours(body string) (sum float64, why string) {
	if isMinutesClock(body) {
		return minutesClock(body)
	}
	hours, rest, _ := strings.Cut(body, ":")
	minutes, seconds, timed := strings.Cut(rest, ":")
	if !timed {
		seconds = "00"
	}
	if !isDigits(hours) || !isSixtieth(minutes) || !isSeconds(seconds) {
		return 0, clockShape
	}
	h, why := value(hours)
	m, _ := value(minutes)
	s, _ := value(seconds)
	if why != "" {
		return 0, why
	}
	if m >= 60 || s >= 60 {
		return 0, clockLimit
	}
	return h + (m*60+s)/3600, ""
}

// isMinutesClock is whether a clock can only be minutes and seconds: it has two
// numbers, of which the second has a fraction.
func isMinutesClock(text string) bool {
	_, seconds, _ := strings.Cut(text, ":")
	return strings.Contains(seconds, ".") && !strings.Contains(seconds, ":")
}

func minutesClock(body string) (hours float64, why string) {
	minutes, seconds, _ := strings.Cut(body, ":")
	if !isDigits(minutes) || !isSeconds(seconds) {
		return 0, clockShape
	}
	m, why := value(minutes)
	s, _ := value(seconds)
	if why == "" && s >= 60 {
		why = clockLimit
	}
	if why != "" {
		return 0, why
	}
	return (m*60 + s) / 3600, ""
}

// isSeconds is whether text is two digits, and perhaps a fraction.
func isSeconds(text string) bool {
	whole, fraction, fine := strings.Cut(text, ".")
	return isSixtieth(whole) && (!fine || isDigits(fraction))
}

// IsShortClock is whether a duration is two whole numbers with a colon between
// them and nothing else, such as 01:54. ParseHours reads it as hours and minutes;
// where its column is in minutes and seconds, that is sixty times too much.
func IsShortClock(text string) bool {
	first, second, ok := strings.Cut(withoutBrackets(strings.TrimSpace(text)), ":")
	return ok && isDigits(strings.TrimPrefix(first, "-")) && isSixtieth(second)
}
