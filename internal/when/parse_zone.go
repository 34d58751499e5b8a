package when

import (
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// zone reads the offset from UTC of the stamp st, if there is one.
func (p *scan) zone(st Stamp) Stamp {
	if p.why != "" || p.i == len(p.s) {
		return 0
	}
	p.blanks()
	if c := lower(p.peek()); (c == 'u' || c == 'h') && p.skipWord("uhr", "h", "hrs") && p.i == len(p.s) {
		return 0
	}
	switch c := p.peek(); {
	case c == 'Z' && p.i+1 == len(p.s):
		p.i++
		return packOffset(0)
	case c == '+' || c == '-':
		return p.offset() | p.comment()
	case isLetter(c):
		return p.namedZone(st) | p.comment()
	case c == '[' || c == '(':
		return p.bracketed(st)
	}
	p.trailing()
	return 0
}

// comment steps over the name of a zone after its offset: +0100 CET, or in
// brackets.
func (p *scan) comment() Stamp {
	start := p.i
	p.blanks()
	if word := p.word(); p.i == len(p.s) && p.i > start+len(word) && isZoneWord(word) {
		return 0
	}
	p.i = start
	p.blanks()
	end := strings.IndexAny(p.s[p.i:], ")]")
	if c := p.peek(); p.why != "" || c != '[' && c != '(' || p.i+end+1 != len(p.s) {
		p.i = start
		return 0
	}
	p.i = len(p.s)
	return 0
}

// isZoneWord reports whether a word looks like the abbreviation of a zone.
func isZoneWord(word string) bool {
	for i := range len(word) {
		if word[i] < 'A' || word[i] > 'Z' {
			return false
		}
	}
	return len(word) >= 3 && len(word) <= longestZoneName
}

// bracketed reads a zone in brackets, which must end the text.
func (p *scan) bracketed(st Stamp) Stamp {
	last := len(p.s) - 1
	closing, nested := p.s[last], p.i < last && strings.IndexByte("[(", p.s[p.i+1]) >= 0
	if closing != ']' && closing != ')' || nested {
		p.trailing()
		return 0
	}
	inner := scan{s: p.s[:last], i: p.i + 1, names: p.names}
	offset := inner.zone(st)
	if inner.i < last {
		inner.trailing()
	}
	p.i, p.why, p.doubtful = last+1, strings.Clone(inner.why), strings.Clone(inner.doubtful)
	return offset
}

// namedZone reads an abbreviation, perhaps with a number after it if it is one of
// UTC, or the name of a region.
func (p *scan) namedZone(st Stamp) Stamp {
	start := p.i
	name := p.word()
	if p.peek() == '/' {
		return p.region(start, st)
	}
	var buf [longestZoneName]byte
	if len(name) > len(buf) {
		p.i = start
		p.trailing()
		return 0
	}
	for i := range len(name) {
		buf[i] = upper(name[i])
	}
	return p.abbreviation(buf[:len(name)], start, st)
}

// abbreviation is the offset of a name in capitals that starts at start.
func (p *scan) abbreviation(name []byte, start int, st Stamp) Stamp {
	minutes, known := p.names[string(name)]
	if !known {
		minutes, known = zoneOffsets[string(name)]
	}
	switch {
	case known && minutes == 0:
		return p.fromUTC()
	case known:
		return packOffset(minutes)
	case genericZones[string(name)] != "":
		return p.inRegion(genericZones[string(name)], st)
	case doubtfulZones[string(name)] != nil:
		p.doubtful = string(name)
		p.fail("doubtful")
	case len(name) < 2:
		p.i = start
		p.trailing()
	default:
		p.fail("the abbreviation %q does not name one offset; strip it and give --timezone", clip(p.s[start:p.i]))
	}
	return 0
}

// fromUTC reads the number after UTC or GMT, if there is one: UTC+2, GMT-05:00.
func (p *scan) fromUTC() Stamp {
	start := p.i
	p.blanks()
	if c := p.peek(); c != '+' && c != '-' {
		p.i = start
		return packOffset(0)
	}
	if p.i+1 < len(p.s) && isDigit(p.s[p.i+1]) && (p.i+2 == len(p.s) || !isDigit(p.s[p.i+2])) {
		return p.shortOffset()
	}
	return p.offset()
}

// shortOffset reads an offset with one digit of hours: +2, -5:30.
func (p *scan) shortOffset() Stamp {
	sign := p.sign()
	minutes, _ := p.number()
	minutes *= 60
	if p.peek() == ':' {
		minutes += p.sixtieth()
	}
	return p.checkedOffset(sign * minutes)
}

// offset reads a sign, and hh, hhmm or hh:mm.
func (p *scan) offset() Stamp {
	sign := p.sign()
	hours, digits := p.number()
	minutes := 0
	switch {
	case digits == 4:
		hours, minutes = hours/100, hours%100
	case digits == 2 && p.peek() == ':':
		minutes = p.sixtieth()
	case digits != 2:
		p.fail("an offset is written +hh:mm")
	}
	if minutes > 59 {
		p.fail(offsetShape)
	}
	return p.checkedOffset(sign * (hours*60 + minutes))
}

func (p *scan) sign() int {
	p.i++
	if p.s[p.i-1] == '-' {
		return -1
	}
	return 1
}

const offsetShape = "an offset is at most 14:00, in quarters of an hour"

func (p *scan) checkedOffset(minutes int) Stamp {
	if minutes > 14*60 || minutes < -14*60 || minutes%15 != 0 {
		p.fail(offsetShape)
	}
	if p.why != "" {
		return 0
	}
	return packOffset(minutes)
}

// packOffset packs an offset that is in range.
func packOffset(minutes int) Stamp { return Stamp(minutes/15+offsetZero) << offsetShift }

// region reads the name of a zone, such as Europe/Berlin, from start.
func (p *scan) region(start int, st Stamp) Stamp {
	for p.i < len(p.s) && isZoneLetter(p.s[p.i]) {
		p.i++
	}
	return p.inRegion(p.s[start:p.i], st)
}

// inRegion is the offset of a zone's clocks at the time they show.
func (p *scan) inRegion(name string, st Stamp) Stamp {
	loc := location(strings.Clone(name))
	switch {
	case p.why != "":
		return 0
	case loc == nil:
		p.fail("the time-zone database has no %q", clip(name))
		return 0
	case !st.Possible(NoOrder):
		p.fail("a zone such as %q needs a date whose month is known; give --timezone", clip(name))
		return 0
	}
	here, _ := st.Resolve(NoOrder, loc)
	wall, _ := st.Resolve(NoOrder, nil)
	if here.Shift != Unique {
		p.fail("the clocks of %q were changed then; give the offset", clip(name))
		return 0
	}
	return p.checkedOffset(int(math.Round((wall.Hours-here.Hours)*3600)) / 60)
}

// locations are the zones that stamps have named, by name, nil for a name that the
// database does not have. Of the former there are no more than it has, of the
// latter some.
var (
	locations sync.Map
	misses    atomic.Int32
)

const mostMisses = 1000

// location is the zone so named, or nil if there is none.
func location(name string) *time.Location {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location)
	}
	if !isZoneName(name) {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = nil
	}
	if loc != nil || misses.Add(1) <= mostMisses {
		locations.Store(name, loc)
	}
	return loc
}
