package number

import (
	"errors"
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
