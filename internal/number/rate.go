package number

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
)

// RateUnit is a unit of a failure rate, which is per hour inside.
type RateUnit struct {
	Word  string // on the command line
	Name  string // in a heading
	Means string // what the name stands for, "" where it says so
	Hours float64
}

var rateUnits = []RateUnit{
	{"per-hour", "per hour", "", 1},
	{"fit", "FIT", "FIT: failures in 10^9 h", 1e9},
	{"per-million-hours", "per 10^6 h", "", 1e6},
	{"per-year", "per year", "per year: of 8,766 h (annualised failure rate)", model.HoursPerYear},
}

// RateUnits returns the words of all units of a rate, per hour first.
func RateUnits() []string {
	words := make([]string, len(rateUnits))
	for i, u := range rateUnits {
		words[i] = u.Word
	}
	return words
}

// ParseRateUnit reads the word of a unit.
func ParseRateUnit(word string) (RateUnit, error) {
	i := slices.IndexFunc(rateUnits, func(u RateUnit) bool { return u.Word == word })
	if i < 0 {
		return RateUnit{}, fmt.Errorf("%q is none of %s", word, strings.Join(RateUnits(), ", "))
	}
	return rateUnits[i], nil
}

// Of writes a rate per hour in the unit.
func (u RateUnit) Of(perHour model.Estimate) model.Estimate { return perHour.Scale(u.Hours) }
