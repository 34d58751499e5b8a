package when

import "time"

// weekDate reads what follows the year of a week date of ISO 8601: W01-5, or 015
// after a W. The day may be left out; it is then Monday, when the week begins.
func (p *scan) weekDate(year int) Stamp {
	p.i++
	week, digits := p.number()
	day := 1
	switch {
	case digits == 3:
		week, day = week/10, week%10
	case digits == 2 && p.peek() == '-':
		p.i++
		if day, digits = p.number(); digits != 1 {
			day = 0
		}
	case digits != 2:
		week = 0
	}
	if day < 1 || day > 7 || week < 1 || week > weeksIn(year) || badYear(year) {
		p.fail("a week date is written 2024-W01-5, its day from 1 to 7, its week from 1 to 52 or 53")
		return 0
	}
	// 4 January is in the first week of every year.
	first := daysFromCivil(year, 1, 4)
	monday := first - weekdayOf(first)
	return p.packDays(monday + 7*(week-1) + day - 1)
}

// weeksIn is the number of the year's last week.
func weeksIn(year int) int {
	_, week := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return week
}

// weekdayOf is the day of the week of a day since 1970-01-01, which was a
// Thursday: 0 is Monday.
func weekdayOf(days int) int { return ((days+3)%7 + 7) % 7 }

// ordinalDate packs the day of a year: 2024-005.
func (p *scan) ordinalDate(year, day int) Stamp {
	length := 365
	if isLeap(year) {
		length++
	}
	if badYear(year) || day < 1 || day > length {
		p.fail("day %d of the year %d is impossible", day, year)
		return 0
	}
	return p.packDays(daysFromCivil(year, 1, 1) + day - 1)
}

// packDays packs the date of a day since 1970-01-01.
func (p *scan) packDays(days int) Stamp {
	at := time.Unix(int64(days)*secondsPerDay, 0).UTC()
	return p.pack(yearFirst, 0, at.Year(), int(at.Month()), at.Day())
}
