package when

import "strings"

// gap steps from the date to the time of day: a T after a date that starts
// with its year, otherwise blanks, a comma, or both, and perhaps a word.
func (p *scan) gap(l layout) {
	if p.tightGap(l) {
		return
	}
	start := p.i
	p.skip(',')
	p.blanks()
	if p.i == start {
		p.trailing()
	}
	if isDigit(p.peek()) {
		return
	}
	switch {
	case strings.HasPrefix(p.s[p.i:], "- "): // Jan 5, 2024 - 10:23 UTC
		p.skip('-')
		p.blanks()
	case p.skipWord("at", "um", "à"):
	case p.skipWord("a"):
		p.skipWord("las", "la")
	}
}

// tightGap steps over the one sign between a date and the time of day: T, or an
// underscore, or DB2's hyphen (2024-01-05-10.23.00), or the colon of the logs of
// web servers (05/Jan/2024:10:23:00).
func (p *scan) tightGap(l layout) bool {
	switch l {
	case yearFirst:
		return p.skip('T') || p.skip('t') || p.skip('_') || p.dotted(1) && p.skip('-')
	case dayNamed:
		return p.skip(':')
	}
	return false
}

// dotted reports whether two digits, a full stop and a digit are i bytes ahead.
func (p *scan) dotted(i int) bool {
	i += p.i
	return i+4 <= len(p.s) && p.twoDigits(i) >= 0 && p.s[i+2] == '.' && isDigit(p.s[i+3])
}

// clock reads a time of day: h:mm, h:mm:ss, h:mm:ss.fff, each perhaps with full
// stops instead of colons, and with AM or PM; h with AM or PM; 10h23; noon and
// midnight; hhmm and hhmmss after a T.
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
		return p.namedHour()
	case (p.peek() == ':' || p.peek() == '.') && digits <= 2:
		mark := p.peek()
		minute = p.sixtieth()
		if p.peek() == mark {
			second = p.sixtieth()
			milli = p.fraction()
			bits |= secondsBit
		}
	case digits <= 2 && lower(p.peek()) == 'h' && p.isFrench():
		return p.frenchClock(bits, hour)
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
	half := p.meridiem(hour)
	switch {
	case half >= 0:
		bits |= meridiemBit
		if hour < 1 || hour > 12 {
			p.fail("hour %d is impossible with AM or PM", hour)
		}
		hour = hour%12 + half
	case plain > 2:
	case p.hourAlone():
	default:
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

// hourAlone steps over the word after an hour that needs no minutes: 10 Uhr.
func (p *scan) hourAlone() bool {
	start := p.i
	p.blanks()
	if p.skipWord("uhr") {
		return true
	}
	p.i = start
	return false
}

// namedHour reads the hour that a word stands for.
func (p *scan) namedHour() Stamp {
	switch {
	case p.skipWord("noon"):
		return clockBit | 12<<hourShift
	case p.skipWord("midnight"):
		return clockBit
	}
	p.trailing()
	return 0
}

// isFrench reports whether the h at the cursor is that of 10h23 or 10h.
func (p *scan) isFrench() bool {
	return p.i+1 == len(p.s) || !isLetter(p.s[p.i+1])
}

// frenchClock reads 10h23 or 10h after its hour.
func (p *scan) frenchClock(bits Stamp, hour int) Stamp {
	minute := 0
	if p.i+1 < len(p.s) && isDigit(p.s[p.i+1]) {
		minute = p.sixtieth()
	} else {
		p.i++
	}
	if p.why != "" || hour > 23 || minute > 59 {
		p.fail("%d h %02d is impossible", hour, minute)
		return 0
	}
	return bits | Stamp(hour)<<hourShift | Stamp(minute)<<minuteShift
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

// meridiem reads AM or PM, with or without full stops, or the noon and midnight of
// 12 noon and 12 midnight: 0 and 12 hours to add, or -1 if there is none.
func (p *scan) meridiem(hour int) int {
	if p.i == len(p.s) || isZoneSign(p.s[p.i]) {
		return -1
	}
	start := p.i
	p.blanks()
	hours := -1
	switch lower(p.peek()) {
	case 'n', 'm':
		if hour == 12 && p.skipWord("noon") {
			return 12
		}
		if hour == 12 && p.skipWord("midnight") {
			return 0
		}
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
