package when

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// longestUnusual bounds the text that is looked at for an unusual stamp.
const longestUnusual = 100

// unusual reads a stamp that does not begin with its date: 10:23 05.01.2024, and
// /Date(1704448980000)/. It returns 0 for any other text, and the abbreviation
// of a zone where that is what is doubtful.
func unusual(text string, names ZoneNames) (st Stamp, doubtful string) {
	if len(text) > longestUnusual {
		return 0, ""
	}
	if inner, ok := strings.CutPrefix(text, "/Date("); ok {
		return netDate(strings.TrimSuffix(inner, ")/")), ""
	}
	p := scan{s: text, names: names}
	if st = p.clockFirst(); p.why != "" {
		return 0, strings.Clone(p.doubtful)
	}
	return st, ""
}

// clockFirst reads a time of day, perhaps a zone, and a date.
func (p *scan) clockFirst() Stamp {
	if _, digits := p.number(); digits == 0 || digits > 2 || p.peek() != ':' {
		p.fail(stampShape)
		return 0
	}
	p.i = 0
	clock := p.clock()
	p.blanks()
	zone := p.zoneBeforeDate()
	p.skip(',')
	p.blanks()
	p.skipWord("on", "am", "le", "el")
	date := p.date() | p.early
	if date.HasClock() {
		p.fail("the time of day is there twice")
	}
	st := date | clock
	st |= p.earlyZone(zone, st)
	if p.i < len(p.s) && !st.HasOffset() {
		st |= p.zone(st)
	}
	if p.i < len(p.s) {
		p.trailing()
	}
	return st
}

// zoneBeforeDate reads the name of a zone after a time of day that a date follows,
// which is no word of that date.
func (p *scan) zoneBeforeDate() string {
	start := p.i
	word := p.word()
	switch {
	case strings.EqualFold(word, "uhr"), strings.EqualFold(word, "h"), strings.EqualFold(word, "hrs"):
		return ""
	case len(word) < 2 || len(word) > longestZoneName || monthOf(word) > 0 || isDayName(word):
	default:
		if word != strings.ToUpper(word) {
			break
		}
		return word
	}
	p.i = start
	return ""
}

// netDate reads the milliseconds since 1970 of a date of .NET in JSON, perhaps
// with the offset of the clocks that it was shown on.
func netDate(text string) Stamp {
	p := scan{s: text}
	if i := strings.LastIndexAny(text, "+-"); i > 0 {
		p.i, text = i, text[:i]
	}
	milli, err := strconv.ParseInt(text, 10, 64)
	if err != nil || milli > math.MaxInt64/2 || milli < math.MinInt64/2 {
		return 0
	}
	offset := packOffset(0)
	if p.i > 0 {
		offset = p.offset()
	}
	if p.why != "" || p.i > 0 && p.i < len(p.s) {
		return 0
	}
	if st := stampAt(milli + int64(offset.offset())*60_000); st != 0 {
		return st | offset
	}
	return 0
}

// stampAt is the stamp of what the wall shows, in milliseconds since 1970 on it,
// or 0 outside the years of stamps.
func stampAt(milli int64) Stamp {
	at := time.UnixMilli(milli).UTC()
	if badYear(at.Year()) {
		return 0
	}
	return packDate(yearFirst, 0, at.Year(), int(at.Month()), at.Day()) | clockBit | secondsBit |
		Stamp(at.Hour())<<hourShift | Stamp(at.Minute())<<minuteShift | Stamp(at.Second())<<secondShift |
		Stamp(at.Nanosecond()/1e6)<<milliShift
}
