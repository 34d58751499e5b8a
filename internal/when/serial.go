package when

import "math"

// Days as spreadsheets count them: the first is 1 January 1900, and 1900 is taken
// for a leap year, so that 25569 is 1 January 1970.
const serialOf1970 = 25569

// The numbers that a column of serial days lies between: 3 October 1954 and 11
// January 2119.
const firstSerial, lastSerial = 20_000, 80_000

// AreSerialDays is whether the numbers of a column can be the days of a
// spreadsheet: there are some, and all lie between 20,000 and 80,000. No number
// alone can tell that.
func AreSerialDays(numbers []float64) bool {
	for _, v := range numbers {
		if !isSerial(v) {
			return false
		}
	}
	return len(numbers) > 0
}

func isSerial(v float64) bool { return v >= firstSerial && v <= lastSerial }

// SerialStamp is the stamp of a day of a spreadsheet, its fraction the time of day
// to the millisecond. A whole number has none. It is false outside 20,000 to 80,000.
func SerialStamp(days float64) (st Stamp, ok bool) {
	if !isSerial(days) {
		return 0, false
	}
	st = stampAt(int64(math.Round((days - serialOf1970) * secondsPerDay * 1000)))
	if days == math.Trunc(days) {
		st &^= clockBit | secondsBit
	}
	return st, true
}
