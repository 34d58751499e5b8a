package mechanism

import (
	"mtbf/model"
	"mtbf/model/markov"
)

// fault is a field that is out of its domain, if bad.
type fault struct {
	bad   bool
	param string
	value any
	want  string
}

// firstFault returns the first of them as a *model.ParamError.
func firstFault(all []fault) error {
	for _, f := range all {
		if f.bad {
			return &model.ParamError{Param: f.param, Value: f.value, Want: f.want}
		}
	}
	return nil
}

// notPositive reports whether v is no positive number of a size that times and their
// products can have.
func notPositive(v float64) bool { return !(v >= 1e-100 && v <= 1e100) }

// notShare reports whether v is no probability.
func notShare(v float64) bool { return !(v >= 0 && v <= 1) }

// seldom refuses redundant parts, so many that the mean time in hours until they are not
// enough is beyond what the chains can tell.
func seldom(param string, parts int, mean float64) error {
	return firstFault([]fault{{!(mean >= 0 && mean <= 1e300), param, parts, "so few that all are lost once in 1e300 hours or more often"}})
}

// within refuses long-run figures with a state that is beyond what the chains can tell.
func within(param string, mean float64, m markov.Measures) error {
	return firstFault([]fault{{!(m.FailureFrequency > 1e-300 && m.MUT > 0 && m.MDT > 0), param, mean, "so long against the repair, or so short, that both up and down can be told"}})
}
