package when

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	wantStamp  = "a time stamp"
	stampShape = `want a date such as "2024-03-01", "1/3/2024" or "1 Mar 2024", and perhaps a time`
)

// ParseStamp reads a date with or without a time of day:
//
//	2024-03-01T06:00:00Z  2024-03-01 06:00  2024/03/01  20240301T0600Z
//	6/21/2005 10:54  21.06.2005, 11:12 AM  29-02-2016       order open
//	30/Jul/18 23:33  5 Apr 2005 3 pm  Fri, 05 Apr 2024 10:00:00 +0000
//	Apr 5, 2005 at 10:00  5. Januar 2024 10.23 Uhr  1er août 2023
//	Fri Jan  5 10:23:00 CET 2024  10:23 05.01.2024  2024-W01-5  2024-005
//	2024-01-05-10.23.00.000000  05/Jan/2024:10:23:00  /Date(1704448980000)/
//
// Years have four digits and lie in 1900 to 2199, or have two: 69 to 99 are
// 1969 to 1999, 00 to 68 are 2000 to 2068. A day of the week is read over and
// not checked. Months may be English, German, French, Spanish, Italian,
// Portuguese or Dutch. Offsets are +hh, +hhmm, +hh:mm up to 14 hours in quarters,
// UTC+2, an abbreviation that means one offset (UTC, CET, PDT), ET, CT, MT or PT,
// or the IANA name of a zone, perhaps in brackets. Fractions of a second are cut
// to milliseconds, a second of 60 (a leap second) is read as 59.999, and 24:00 is
// the midnight that ends the day; "midnight" is the one that begins it.
//
// The error is a *ParseError that says which part is impossible. Where that is an
// abbreviation of several zones, as CST is, it wraps a *ZoneDoubtError. A date in
// open order is refused only if it is possible in neither.
func ParseStamp(text string) (Stamp, error) { return ParseStampNamed(text, nil) }

// ParseStampNamed is ParseStamp for a column some of whose abbreviations of zones
// have been settled: names come before what ParseStamp knows.
func ParseStampNamed(text string, names ZoneNames) (Stamp, error) {
	p := scan{s: strings.TrimSpace(text), names: names}
	if st := p.stamp(); p.why == "" {
		return st, nil
	}
	doubtful := p.doubtful
	if doubtful == "" {
		var st Stamp
		if st, doubtful = unusual(p.s, names); st != 0 {
			return st, nil
		}
	}
	if doubtful != "" {
		e := doubt(strings.Clone(doubtful))
		return 0, &ParseError{Text: clip(text), Want: wantStamp, Why: e.Error() + "; name the zone with --timezone", Err: e}
	}
	return 0, refuse(text, wantStamp, p.why)
}

// stamp reads all of the text: a date, and perhaps a time of day and an offset.
func (p *scan) stamp() Stamp {
	st := p.date()
	st |= p.early
	if p.why == "" && p.i < len(p.s) && p.early == 0 {
		p.gap(st.layout())
		st |= p.clock()
	}
	if !st.HasOffset() {
		st |= p.zone(st)
	}
	if p.i < len(p.s) {
		p.trailing()
	}
	return st
}

// scan is a cursor over the text of one stamp. After its first failure its
// methods return zeros and why stays as it is.
type scan struct {
	s        string
	i        int
	why      string
	doubtful string    // the abbreviation of a zone that it failed on
	early    Stamp     // the clock and offset that stood before the year
	names    ZoneNames // that the caller has settled
}

// fail notes why the text is no stamp. Strings among the arguments must be
// copies, so that the text itself does not escape to the heap.
func (p *scan) fail(format string, args ...any) {
	if p.why == "" {
		p.why = fmt.Sprintf(format, args...)
	}
}

// trailing fails on what is left of the text.
func (p *scan) trailing() {
	if p.why == "" {
		p.fail("%q is left over; %s", clip(p.s[p.i:]), stampShape)
	}
}

// peek is the next byte, or 0 at the end.
func (p *scan) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

// skip steps over c, if it is next.
func (p *scan) skip(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

// blanks steps over blanks, with the no-break spaces that browsers and
// spreadsheets put before AM and PM.
func (p *scan) blanks() {
	for p.i < len(p.s) {
		switch rest := p.s[p.i:]; {
		case rest[0] == ' ' || rest[0] == '\t':
			p.i++
		case strings.HasPrefix(rest, "\u00a0"):
			p.i += len("\u00a0")
		case strings.HasPrefix(rest, "\u202f"):
			p.i += len("\u202f")
		default:
			return
		}
	}
}

// number reads a run of digits, which is out of every range if it is longer
// than eight.
func (p *scan) number() (n, digits int) {
	start := p.i
	for p.i < len(p.s) {
		c := p.s[p.i] - '0'
		if c > 9 {
			break
		}
		if p.i-start < 9 {
			n = 10*n + int(c)
		}
		p.i++
	}
	return n, p.i - start
}

// word reads a run of letters.
func (p *scan) word() string {
	start := p.i
	for p.i < len(p.s) {
		if c := p.s[p.i]; isLetter(c) {
			p.i++
			continue
		} else if c < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(p.s[p.i:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		p.i += size
	}
	return p.s[start:p.i]
}

// skipWord steps over the next word and the blanks after it, if it is one of
// words, which are in small letters.
func (p *scan) skipWord(words ...string) bool {
	start := p.i
	word := p.word()
	for _, w := range words {
		if strings.EqualFold(word, w) {
			p.blanks()
			return true
		}
	}
	p.i = start
	return false
}

// twoDigits is the number in the two digits at i, which must be inside the
// text, or -1.
func (p *scan) twoDigits(i int) int {
	tens, ones := p.s[i]-'0', p.s[i+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
}
