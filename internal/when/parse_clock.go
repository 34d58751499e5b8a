package when

import "strings"

// gap steps from the date to the time of day: a T after a date that starts
// with its year, otherwise blanks, a comma, or both.
func (p *scan) gap(l layout) {
	if l == yearFirst && (p.skip('T') || p.skip('t')) {
		return
	}
	start := p.i
	p.skip(',')
	p.blanks()
	if p.i == start {
		p.trailing()
	}
}

// clock reads a time of day: h:mm, h:mm:ss, h:mm:ss.fff, each perhaps with AM
// or PM; h with AM or PM; hhmm and hhmmss after a T.
func (p *scan) clock() Stamp {
	if p.why != "" {
		return 0
	}
	start := p.i
	hour, digits := p.number()
	minute, second, milli := 0, 0, 0
	bits, basic := clockBit, p.isBasic(start, digits)
	switch {
	case digits == 0:
		p.trailing()
	case p.peek() == ':' && digits <= 2:
		minute = p.sixtieth()
		if p.peek() == ':' {
			second = p.sixtieth()
			milli = p.fraction()
			bits |= secondsBit
		}
	case basic && digits == 4:
		hour, minute = hour/100, hour%100
	case basic && digits == 6:
		hour, minute, second = hour/10000, hour/100%100, hour%100
		milli = p.fraction()
		bits |= secondsBit
	}
	return p.packClock(bits, start, hour, minute, second, milli)
}

// isBasic is whether the digits from start are a time of day without colons.
func (p *scan) isBasic(start, digits int) bool {
	return (digits == 4 || digits == 6) && lower(p.s[start-1]) == 't'
}

// packClock reads AM or PM, checks the time of day and packs it.
func (p *scan) packClock(bits Stamp, start, hour, minute, second, milli int) Stamp {
	plain := p.i - start
	if half := p.meridiem(); half >= 0 {
		bits |= meridiemBit
		if hour < 1 || hour > 12 {
			p.fail("hour %d is impossible with AM or PM", hour)
		}
		hour = hour%12 + half
	} else if plain <= 2 {
		p.fail("the time of day has no minutes")
	}
	if second == 60 {
		second, milli = 59, 999
	}
	switch {
	case p.why != "":
	case hour > 24, hour == 24 && minute+second+milli > 0:
		p.fail("hour %d is impossible", hour)
	case minute > 59:
		p.fail("minute %d is impossible", minute)
	case second > 59:
		p.fail("second %d is impossible", second)
	default:
		return bits | Stamp(hour)<<hourShift | Stamp(minute)<<minuteShift |
			Stamp(second)<<secondShift | Stamp(milli)<<milliShift
	}
	return 0
}

// sixtieth reads a colon and the two digits after it.
func (p *scan) sixtieth() int {
	if p.i+3 <= len(p.s) {
		if n := p.twoDigits(p.i + 1); n >= 0 {
			p.i += 3
			return n
		}
	}
	p.fail("minutes and seconds have two digits")
	return 0
}

// fraction reads a fraction of a second and returns whole milliseconds.
func (p *scan) fraction() int {
	if !p.skip('.') && !p.skip(',') {
		return 0
	}
	start := p.i
	milli, place := 0, 100
	for ; p.i < len(p.s) && isDigit(p.s[p.i]); p.i++ {
		milli += int(p.s[p.i]-'0') * place
		place /= 10
	}
	if p.i == start {
		p.fail("the fraction of a second has no digits")
	}
	return milli
}

// meridiem reads AM or PM, with or without full stops: 0 and 12 hours to add,
// or -1 if there is none.
func (p *scan) meridiem() int {
	if p.i == len(p.s) || isZoneSign(p.s[p.i]) {
		return -1
	}
	start := p.i
	p.blanks()
	hours := -1
	switch lower(p.peek()) {
	case 'a':
		hours = 0
	case 'p':
		hours = 12
	}
	if hours >= 0 {
		p.i++
		p.skip('.')
		if p.skip('m') || p.skip('M') {
			p.skip('.')
			if !isLetter(p.peek()) {
				return hours
			}
		}
	}
	p.i = start
	return -1
}

// isZoneSign is whether c, right after a time of day, starts an offset.
func isZoneSign(c byte) bool { return c == 'Z' || c == '+' || c == '-' }

// zone reads the offset from UTC, if there is one.
func (p *scan) zone() Stamp {
	if p.why != "" || p.i == len(p.s) {
		return 0
	}
	p.blanks()
	switch c := p.peek(); {
	case c == '+':
		return p.offset(1)
	case c == '-':
		return p.offset(-1)
	case isLetter(c):
		return p.abbreviation()
	}
	p.trailing()
	return 0
}

// abbreviation reads the name of an offset, of which only those of UTC are
// the same everywhere.
func (p *scan) abbreviation() Stamp {
	name := p.word()
	for _, utc := range [...]string{"Z", "UTC", "GMT"} {
		if strings.EqualFold(name, utc) {
			return offsetZero << offsetShift
		}
	}
	if len(name) < 2 || len(name) > 5 {
		p.i -= len(name)
		p.trailing()
		return 0
	}
	p.fail("the abbreviation %q does not name one offset; strip it and give --timezone", clip(name))
	return 0
}

// offset reads hh, hhmm or hh:mm.
func (p *scan) offset(sign int) Stamp {
	p.i++
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
	total := hours*60 + minutes
	if minutes > 59 || total > 14*60 || total%15 != 0 {
		p.fail("an offset is at most 14:00, in quarters of an hour")
	}
	if p.why != "" {
		return 0
	}
	return Stamp(sign*total/15+offsetZero) << offsetShift
}
