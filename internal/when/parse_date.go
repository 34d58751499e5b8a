package when

import (
	"strings"
	"unicode/utf8"
)

// date reads the date at the start of the text.
func (p *scan) date() Stamp {
	if st := p.isoDate(); st != 0 {
		return st
	}
	if isLetter(p.peek()) {
		return p.wordDate()
	}
	return p.numberDate()
}

// isoDate reads the commonest layout, yyyy-mm-dd, or leaves everything as it
// is and returns 0, for the slower way to find out what is wrong.
func (p *scan) isoDate() Stamp {
	s := p.s
	if len(s) < 10 || s[4] != s[7] || len(s) > 10 && isDigit(s[10]) {
		return 0
	}
	code := separatorCode(s[4])
	century, yy, month, day := p.twoDigits(0), p.twoDigits(2), p.twoDigits(5), p.twoDigits(8)
	if code < 0 || code == blankCode || century|yy|month|day < 0 {
		return 0
	}
	year := century*100 + yy
	if badDate(year, month, day) {
		return 0
	}
	p.i = 10
	return packDate(yearFirst, code, year, month, day)
}

// wordDate reads a date that starts with a weekday or the name of a month.
func (p *scan) wordDate() Stamp {
	word := p.word()
	month := 0
	if !isWeekday(word) {
		month = monthOf(word)
	}
	if month == 0 && isDayName(word) {
		p.afterWeekday()
		if !isLetter(p.peek()) {
			return p.numberDate()
		}
		month = monthOf(p.word())
	}
	if month == 0 {
		p.fail(stampShape)
		return 0
	}
	p.skip('.')
	code := p.separator()
	start := p.i
	day, _ := p.number()
	if code == blankCode && p.isDayNext() { // mar. 5 janv. 2024 is a Tuesday
		p.i = start
		return p.numberDate()
	}
	p.ordinalSign()
	if !p.skip(separators[code]) {
		p.skip(',')
	}
	p.blanks()
	var zone string
	if code == blankCode {
		zone = p.clockBeforeYear()
	}
	date := p.pack(monthNamed, code, p.year(), month, day)
	return date | p.earlyZone(zone, date)
}

// afterWeekday steps over what stands between the name of a day and the date.
func (p *scan) afterWeekday() {
	p.skip('.')
	p.skip(',')
	p.blanks()
	p.skipWord("the", "den", "der", "le")
}

// isDayNext reports whether the name of a month follows the number just read.
func (p *scan) isDayNext() bool {
	start := p.i
	p.ordinalSign()
	p.skip('.')
	p.blanks()
	month := monthOf(p.word())
	p.i = start
	return month > 0
}

// ordinalSign steps over what makes the number just read an ordinal: 1st, 1er, 1º.
func (p *scan) ordinalSign() {
	if c := p.peek(); !isLetter(c) && c < utf8.RuneSelf {
		return
	}
	start := p.i
	switch word := p.word(); {
	case strings.EqualFold(word, "st"), strings.EqualFold(word, "nd"), strings.EqualFold(word, "rd"),
		strings.EqualFold(word, "th"), strings.EqualFold(word, "er"), word == "º":
	default:
		p.i = start
	}
}

// clockBeforeYear reads the time of day that stands before the year, as in Jan 5
// 10:23:00 CET 2024, and returns the name of the zone after it.
func (p *scan) clockBeforeYear() (zone string) {
	start := p.i
	_, digits := p.number()
	colon := p.peek() == ':'
	p.i = start
	if !colon || digits > 2 || digits == 0 {
		return ""
	}
	p.early = p.clock()
	p.blanks()
	zone = p.word()
	p.blanks()
	return zone
}

// earlyZone is the offset of a zone named before the year of the date.
func (p *scan) earlyZone(name string, date Stamp) Stamp {
	if name == "" || p.why != "" {
		return 0
	}
	inner := scan{s: name, names: p.names}
	offset := inner.zone(date | p.early)
	p.why, p.doubtful = strings.Clone(inner.why), strings.Clone(inner.doubtful)
	return offset
}

// numberDate reads a date that starts with a number.
func (p *scan) numberDate() Stamp {
	former, digits := p.number()
	switch {
	case digits == 8 && (p.peek() == 'T' || p.peek() == 't' || p.peek() == ' '):
		return p.pack(yearFirst, 0, former/10000, former/100%100, former%100)
	case digits == 4 && lower(p.peek()) == 'w':
		return p.weekDate(former)
	case digits == 4:
		return p.yearDate(former)
	case digits == 1 || digits == 2:
		p.ordinalSign()
		code := p.separator()
		start := p.i
		if separators[code] == '.' {
			p.blanks() // 5. Januar 2024, 5. 1. 2024
		}
		if isLetter(p.peek()) {
			if p.i > start {
				code = blankCode
			}
			return p.dayDate(former, code)
		}
		return p.openDate(former, code)
	}
	p.fail(stampShape)
	return 0
}

// yearDate reads what follows the year of a date that starts with it.
func (p *scan) yearDate(year int) Stamp {
	code := p.separator()
	if code == 0 && lower(p.peek()) == 'w' {
		return p.weekDate(year)
	}
	month, digits := p.number()
	if code == 0 && digits == 3 {
		return p.ordinalDate(year, month)
	}
	named := digits == 0
	if named {
		month = monthOf(p.word())
	}
	if digits > 2 || named && month == 0 || !named && code == blankCode || !p.skip(separators[code]) {
		p.fail(stampShape)
		return 0
	}
	day, digits := p.number()
	if digits == 0 || digits > 2 {
		p.fail(stampShape)
		return 0
	}
	if code == blankCode {
		code = 0 // 2005 Apr 5 is 2005-04-05 once the month is a number
	}
	return p.pack(yearFirst, code, year, month, day)
}

// dayDate reads what follows the day of a date with the month's name second.
func (p *scan) dayDate(day, code int) Stamp {
	word := p.word()
	if isOf(word) && code == blankCode {
		p.blanks()
		word = p.word()
	}
	month := monthOf(word)
	if month == 0 {
		p.fail("%q is no month; %s", clip(word), stampShape)
		return 0
	}
	if separators[code] == '.' && p.peek() == ' ' {
		code = blankCode // 5.Januar 2024
	}
	var zone string
	if code == blankCode {
		zone = p.beforeYear()
	} else if !p.skip(separators[code]) && !(p.skip('.') && p.skip(separators[code])) {
		p.fail(stampShape)
	}
	date := p.pack(dayNamed, code, p.year(), month, day)
	return date | p.earlyZone(zone, date)
}

// beforeYear steps over what stands between the name of the month and the year.
// It returns the name of the zone, if the time of day stands there.
func (p *scan) beforeYear() (zone string) {
	p.skip('.')
	p.skip(',')
	p.blanks()
	p.skipWord("de", "del", "of")
	return p.clockBeforeYear()
}

// isOf reports whether a word is the "of" between a day and its month.
func isOf(word string) bool {
	return strings.EqualFold(word, "de") || strings.EqualFold(word, "of")
}

// openDate reads what follows the first number of a date in numbers that ends
// with the year.
func (p *scan) openDate(former, code int) Stamp {
	latter, digits := p.number()
	if code == blankCode || digits == 0 || digits > 2 || !p.skip(separators[code]) {
		p.fail(stampShape)
	}
	if separators[code] == '.' {
		p.blanks()
	}
	year := p.year()
	if p.why != "" {
		return 0
	}
	if badYear(year) {
		return p.pack(openOrder, code, year, former, latter) // for its error
	}
	if badDate(year, former, latter) && badDate(year, latter, former) {
		p.fail("neither day %d of month %d nor day %d of month %d is a day of %d",
			former, latter, latter, former, year)
		return 0
	}
	return packDate(openOrder, code, year, former, latter)
}

// blankCode is the code of the blank among the separators.
const blankCode = 3

// separatorCode is the code of a separator of dates, or -1.
func separatorCode(c byte) int {
	switch c {
	case '-':
		return 0
	case '/':
		return 1
	case '.':
		return 2
	case ' ':
		return blankCode
	}
	return -1
}

// separator reads what stands between the first two parts of a date.
func (p *scan) separator() int {
	code := separatorCode(p.peek())
	if code < 0 {
		p.fail(stampShape)
		return 0
	}
	p.i++
	if code == blankCode {
		p.blanks()
	}
	return code
}

// year reads a year of four digits or two.
func (p *scan) year() int {
	year, digits := p.number()
	switch digits {
	case 4:
		return year
	case 2:
		return fullYear(year)
	case 0:
		p.fail(stampShape)
	default:
		p.fail("a year has four digits or two")
	}
	return 0
}

// pack checks a date and packs it.
func (p *scan) pack(l layout, code, year, month, day int) Stamp {
	switch {
	case p.why != "":
	case badYear(year):
		p.fail("year %d is outside %d to %d", year, firstYear, lastYear)
	case month < 1 || month > 12:
		p.fail("month %d is impossible", month)
	case badDate(year, month, day):
		p.fail("day %d is impossible: %s %d has %d days", day, monthNames[month-1], year, daysIn(year, month))
	default:
		return packDate(l, code, year, month, day)
	}
	return 0
}

// packDate packs a date whose numbers are in range, the former and the latter
// as written in an open order, otherwise month and day.
func packDate(l layout, code, year, former, latter int) Stamp {
	return Stamp(l)<<layoutShift | Stamp(code)<<separatorShift | Stamp(year-firstYear)<<yearShift |
		Stamp(former)<<formerShift | Stamp(latter)<<latterShift
}

func badYear(year int) bool { return year < firstYear || year > lastYear }

// badDate is whether the date does not exist.
func badDate(year, month, day int) bool {
	return badYear(year) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)
}
