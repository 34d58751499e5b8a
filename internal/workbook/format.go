package workbook

import "strings"

// format is what a number format says of a number. The zero format is that of
// one that is no time.
type format struct {
	date     bool // has a year, a month or a day
	time     bool // has hours, minutes or seconds
	elapsed  bool // of which the first count on, such as [h]
	fraction bool // of a second
	unclear  bool // a date in some countries, a time in others
}

var (
	dateOnly = format{date: true}
	timeOnly = format{time: true}
	dateTime = format{date: true, time: true}
)

// builtIn are the formats that a workbook may use by number alone; 27 to 36 and
// 50 to 58 are those of East Asia, 71 to 81 those of Thailand.
var builtIn = map[string]format{
	"14": dateOnly, "15": dateOnly, "16": dateOnly, "17": dateOnly,
	"18": timeOnly, "19": timeOnly, "20": timeOnly, "21": timeOnly, "22": dateTime,
	"27": dateOnly, "28": dateOnly, "29": dateOnly, "30": dateOnly, "31": dateOnly,
	"32": timeOnly, "33": timeOnly, "34": {unclear: true}, "35": {unclear: true}, "36": dateOnly,
	"45": timeOnly, "46": {time: true, elapsed: true}, "47": {time: true, fraction: true},
	"50": dateOnly, "51": dateOnly, "52": {unclear: true}, "53": {unclear: true}, "54": dateOnly,
	"55": {unclear: true}, "56": {unclear: true}, "57": dateOnly, "58": dateOnly,
	"71": dateOnly, "72": dateOnly, "73": dateOnly, "74": dateOnly, "75": timeOnly, "76": timeOnly,
	"77": dateTime, "78": timeOnly, "79": {time: true, elapsed: true}, "80": {time: true, fraction: true}, "81": dateOnly,
}

// parseFormat tells what a format code says. Its first section alone counts, the
// others being for negative numbers, zero and text. A day without month and year
// before hours is one of a duration, as in dd:hh:mm.
func parseFormat(text string) format {
	var p formatParser
	for i := 0; i < len(text) && text[i] != ';'; {
		what, size := formatToken(text[i:])
		if what == 'N' {
			return format{}
		}
		p.add(what)
		i += size
	}
	p.monthIf(true)
	p.f.date = p.calendar || p.day && !p.f.time
	return p.f
}

// formatParser takes the tokens of a format code.
type formatParser struct {
	f        format
	calendar bool // has a year, or a month
	day      bool
	last     byte // of the letters y, d, h, s, m
	month    bool // an m is waiting to be a month, or minutes
}

func (p *formatParser) add(what byte) {
	switch what {
	case 'm':
		p.monthIf(true)
		p.f.time = p.f.time || p.last == 'h'
		p.month = p.last != 'h'
	case 'M', 'y':
		p.monthIf(true)
		p.calendar = true
	case 'd':
		p.monthIf(true)
		p.day = true
	case 'h', 's', 'E':
		p.monthIf(what != 's') // an m before s is minutes
		p.f.time = true
		p.f.elapsed = p.f.elapsed || what == 'E'
	case 'F':
		p.f.fraction = p.f.time
	default:
		return
	}
	if p.last = what; what == 'E' {
		p.last = 'h'
	}
}

// monthIf decides what a waiting m is.
func (p *formatParser) monthIf(is bool) {
	p.calendar = p.calendar || p.month && is
	p.month = false
}

// formatToken returns what a format code begins with, and how many bytes that
// is: y, d, h, s or m (a month, or minutes), M for the name of a month, E for an
// elapsed time, F for a fraction of a second, N for a number; 0 for what says
// nothing.
func formatToken(text string) (what byte, size int) {
	c := text[0]
	switch c {
	case '"':
		return 0, quotedSize(text)
	case '\\', '_', '*':
		return 0, min(2, len(text))
	case '[':
		return bracket(text)
	case '#', '?', '0', '@', '%':
		return 'N', 1
	case '.':
		if n := len(text[1:]) - len(strings.TrimLeft(text[1:], "0")); n > 0 {
			return 'F', 1 + n
		}
		return 0, 1
	}
	for _, word := range []string{"general", "standard"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return 'N', len(word)
		}
	}
	for _, half := range []string{"am/pm", "a/p"} {
		if len(text) >= len(half) && strings.EqualFold(text[:len(half)], half) {
			return 0, len(half)
		}
	}
	return letter(text)
}

// letter returns what a run of one letter means.
func letter(text string) (what byte, size int) {
	c := text[0] | 0x20
	if c < 'a' || c > 'z' {
		return 0, 1
	}
	for size = 1; size < len(text) && text[size]|0x20 == c; size++ {
	}
	switch c {
	case 'm':
		if size > 2 {
			return 'M', size
		}
		return 'm', size
	case 'y', 'd', 'h', 's':
		return c, size
	case 'e', 'b', 'g', 'a': // years of an era, of Buddha; eras; days of the week
		if c == 'e' || size > 1 {
			return 'y', size
		}
	}
	return 0, size
}

// bracket returns what stands in brackets: an elapsed time, or a colour, a
// condition, a language.
func bracket(text string) (what byte, size int) {
	end := strings.IndexByte(text, ']')
	if end < 0 {
		return 0, len(text)
	}
	inside := strings.ToLower(text[1:end])
	for _, unit := range []string{"h", "m", "s"} {
		if inside != "" && strings.Trim(inside, unit) == "" {
			return 'E', end + 1
		}
	}
	return 0, end + 1
}

// quotedSize is the length of a text in quotes, up to the end if it has none.
func quotedSize(text string) int {
	if end := strings.IndexByte(text[1:], '"'); end >= 0 {
		return end + 2
	}
	return len(text)
}
