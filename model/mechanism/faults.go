package mechanism

import "mtbf/model"

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
