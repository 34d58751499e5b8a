package when

// ParseFixed reads the commonest layout of a time stamp, and no other, without
// looking for what is wrong: yyyy-mm-dd, a T or a blank, hh:mm:ss, and a Z or
// nothing. What it reads, ParseStamp reads as the same Stamp. It takes a few
// nanoseconds.
func ParseFixed(text []byte) (Stamp, bool) {
	if len(text) < 19 || len(text) > 20 {
		return 0, false
	}
	t := text[:19]
	if t[4] != '-' || t[7] != '-' || t[10] != 'T' && t[10] != ' ' || t[13] != ':' || t[16] != ':' {
		return 0, false
	}
	century, yy, month, day := pair(t[0], t[1]), pair(t[2], t[3]), pair(t[5], t[6]), pair(t[8], t[9])
	hour, minute, second := pair(t[11], t[12]), pair(t[14], t[15]), pair(t[17], t[18])
	if century > 99 || yy > 99 || hour > 23 || minute > 59 || second > 59 || badDate(century*100+yy, month, day) {
		return 0, false
	}
	stamp := packDate(yearFirst, 0, century*100+yy, month, day) | clockBit | secondsBit |
		Stamp(hour)<<hourShift | Stamp(minute)<<minuteShift | Stamp(second)<<secondShift
	if len(text) == 20 {
		if text[19] != 'Z' {
			return 0, false
		}
		stamp |= offsetZero << offsetShift
	}
	return stamp, true
}

// pair is the number in two digits, or more than 99 if one is no digit.
func pair(tens, ones byte) int {
	tens, ones = tens-'0', ones-'0'
	if tens > 9 || ones > 9 {
		return 100
	}
	return int(tens)*10 + int(ones)
}
