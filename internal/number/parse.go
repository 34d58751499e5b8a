package number

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Parse reads a finite number in decimal digits, as people write it.
func Parse(text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil && errors.Is(err, strconv.ErrRange) {
		return 0, errors.New("the number is out of range")
	}
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || strings.ContainsAny(text, "xX_") {
		return 0, errors.New("this is not a finite number")
	}
	return x, nil
}

// ParseFraction reads a number from 0 to 1: 0.9, or 90% of which no digit is lost. Of
// one above 1 it says what may be meant.
func ParseFraction(text string) (float64, error) {
	text = strings.TrimSpace(text)
	bare, percent := strings.CutSuffix(text, "%")
	bare = strings.TrimSpace(bare)
	x, err := Parse(bare)
	if err != nil {
		return 0, fmt.Errorf("%q is not a fraction, such as 0.9 or 90%%", text)
	}
	if percent {
		x = hundredth(bare, x)
	}
	switch {
	case x >= 0 && x <= 1:
		return x, nil
	case x >= 2 && x <= 100 && !percent:
		return 0, fmt.Errorf("%q is above 1: for %[2]s %% write %[3]s or %[2]s%%", text, bare, asFraction(hundredth(bare, x)))
	}
	return 0, fmt.Errorf("%q is not a fraction from 0 to 1, such as 0.9 or 90%%", text)
}

// hundredth is a hundredth of a number, the nearest to that of its digits.
func hundredth(digits string, x float64) float64 {
	if strings.ContainsAny(digits, "eE") {
		return x / 100
	}
	shifted, err := strconv.ParseFloat(digits+"e-2", 64)
	if err != nil {
		return x / 100
	}
	return shifted
}

// asFraction writes 0.90, with two decimals or as many as it takes.
func asFraction(x float64) string {
	if short := strconv.FormatFloat(x, 'f', 2, 64); len(strconv.FormatFloat(x, 'f', -1, 64)) < len(short) {
		return short
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
