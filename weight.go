package mtbf

import (
	"mtbf/internal/number"
	"mtbf/model/census"
)

// Weighting says that outages hit a part of those that are served.
type Weighting struct {
	Weight      string // the column that says how many, or which share
	WeightTotal string // of how many, such as "1200"; "": weights are shares
}

// rules reads the weighting, nil where there is none.
func (w Weighting) rules() (*census.Weighting, error) {
	switch {
	case w.Weight == "" && w.WeightTotal != "":
		return nil, optionf("weight-total", "it is of weights, whose column --weight names")
	case w.Weight == "":
		return nil, nil
	case w.WeightTotal == "":
		return &census.Weighting{}, nil
	}
	total, err := number.Parse(w.WeightTotal)
	if err != nil || !(total > 0) {
		return nil, optionf("weight-total", "%q is not a positive number", w.WeightTotal)
	}
	return &census.Weighting{Total: total}, nil
}
