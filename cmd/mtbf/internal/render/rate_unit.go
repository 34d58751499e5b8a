package render

import (
	"mtbf/internal/number"
	"mtbf/model"
)

// RateUnit is the JSON form of the unit that rates are also given in.
type RateUnit struct {
	Name  string  `json:"name"`
	Hours float64 `json:"hours"` // a rate is of so many hours
}

func newRateUnit(u *number.RateUnit) *RateUnit {
	if u == nil {
		return nil
	}
	return &RateUnit{u.Name, u.Hours}
}

// inRateUnit is a rate in a unit, nil where none was asked for.
func inRateUnit(perHour model.Estimate, u *number.RateUnit) *Estimate {
	if u == nil {
		return nil
	}
	return new(newEstimate(u.Of(perHour)))
}

// rateUnitNote tells what the name of a unit means.
func rateUnitNote(u *number.RateUnit) []string {
	if u == nil || u.Means == "" {
		return nil
	}
	return []string{u.Means + "."}
}
