package when

// daysFromCivil is the days from 1970-01-01 to a date of the Gregorian
// calendar, for years from 1 on. The year is counted from March, so that the
// leap day is its last; the days before month m of such a year are then
// (153 m + 2) / 5 in whole numbers.
func daysFromCivil(year, month, day int) int {
	if month <= 2 {
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - daysTo1970
}

// daysTo1970 is the days from 1 March of year 0 to 1 January 1970.
const daysTo1970 = 719468

// daysIn is the number of days in a month, which must be 1 to 12.
func daysIn(year, month int) int {
	if month == 2 && isLeap(year) {
		return 29
	}
	return int(monthDays[month])
}

var monthDays = [13]uint8{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

var monthNames = [12]string{
	"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
}

var dayNames = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// monthNumber is the month that word is the name of, in any case, or its first
// three letters or more; 0 if it is none.
func monthNumber(word string) int { return place(word, monthNames[:]) + 1 }

// isWeekday is whether word is a day of the week, or its first three letters
// or more.
func isWeekday(word string) bool { return place(word, dayNames[:]) >= 0 }

// place is the index of the name that starts with word, or -1. Three letters
// tell the months from each other, and the days.
func place(word string, names []string) int {
	if len(word) < 3 {
		return -1
	}
	for i, name := range names {
		if lower(word[0]) == lower(name[0]) && isPrefix(word, name) {
			return i
		}
	}
	return -1
}

func isPrefix(word, name string) bool {
	if len(word) > len(name) {
		return false
	}
	for i := 1; i < len(word); i++ {
		if lower(word[i]) != name[i] {
			return false
		}
	}
	return true
}

// fullYear is a year written with two digits: 69 to 99 are of the 20th century,
// 0 to 68 of the 21st, as in POSIX.
func fullYear(yy int) int {
	if yy >= 69 {
		return 1900 + yy
	}
	return 2000 + yy
}
