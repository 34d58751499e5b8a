package mtbf

import (
	"math/big"
	"strings"

	"mtbf/internal/number"
	"mtbf/model/census"
)

// Objective is what availability is to be reached, of which there is an error budget.
type Objective struct {
	SLO       string // the target: "99.9", "99.9%" or "0.999"; "": none
	SLOWindow string // the length of the windows that have a budget each, such as "30d"; "": calendar months
}

// rules reads the objective, nil where there is none.
func (o Objective) rules() (*census.Objective, error) {
	window, err := length("slo-window", o.SLOWindow)
	switch {
	case err != nil:
		return nil, err
	case o.SLO == "" && window != nil:
		return nil, optionf("slo-window", "it is of an objective, which --slo gives, such as --slo 99.9")
	case o.SLO == "":
		return nil, nil
	case window != nil && *window == 0:
		return nil, optionf("slo-window", "%q is not a positive length of time", o.SLOWindow)
	}
	allowed, ok := allowedBy(o.SLO)
	if !ok {
		return nil, optionf("slo", "%q is not an availability, such as 99.9, 99.9%% or 0.999: above 0 and below 100 %%; a bare number from 1 to 50 might mean nines", o.SLO)
	}
	objective := &census.Objective{Allowed: allowed}
	if window != nil {
		objective.WindowHours = *window
	}
	return objective, nil
}

// leastPercent is the bare number from which one means per cent: below it, three may be
// three nines.
const leastPercent = 50

// allowedBy returns the unavailability that a target allows, of which no digit is lost.
func allowedBy(text string) (float64, bool) {
	bare, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	bare = strings.TrimSpace(bare)
	x, err := number.Parse(bare)
	if err != nil || len(bare) > 40 {
		return 0, false
	}
	whole := 1.0
	if percent || x >= leastPercent {
		whole = 100
	}
	if !(x > 0 && x < whole) {
		return 0, false
	}
	target, ok := new(big.Rat).SetString(bare)
	if !ok {
		return 0, false
	}
	most := new(big.Rat).SetFloat64(whole)
	lost := new(big.Rat).Sub(most, target)
	allowed, _ := lost.Quo(lost, most).Float64()
	return allowed, allowed > 0 && allowed < 1
}
