package model

import (
	"fmt"
	"math"
)

// Validate reports the first thing in a log, such as one that was made by hand,
// that no analysis can take, as a *ParamError that names it: an outage of no
// unit or without a set of causes, one that begins at no finite time or ends
// before it begins, and an empty set of causes.
func (l *Log) Validate() error {
	if l == nil {
		return &ParamError{Param: "log", Value: "nothing", Want: "a log"}
	}
	for i, causes := range l.Causes {
		if len(causes) == 0 {
			return &ParamError{Param: fmt.Sprintf("set %d of causes", i), Value: "empty", Want: "one cause or more, such as unknown"}
		}
	}
	for i := range l.Outages {
		if param, value, want := l.fault(&l.Outages[i]); param != "" {
			return &ParamError{Param: fmt.Sprintf("outage %d: %s", i, param), Value: value, Want: want}
		}
	}
	return nil
}

// fault tells which field of an outage is wrong, and how.
func (l *Log) fault(o *Outage) (param string, value any, want string) {
	switch {
	case o.Unit < 0 || int(o.Unit) >= len(l.Units):
		return "unit", o.Unit, fmt.Sprintf("the number of one of the %d units of the log", len(l.Units))
	case o.Causes < 0 || int(o.Causes) >= len(l.Causes):
		return "causes", o.Causes, fmt.Sprintf("the number of one of the %d sets of causes of the log", len(l.Causes))
	case math.IsNaN(o.Start) || math.IsInf(o.Start, 0):
		return "start", o.Start, "a finite time"
	case !(o.End >= o.Start && o.End < math.Inf(1)) && o.Kind&(Open|NoDuration) == 0:
		return "end", o.End, "a finite time that is not before the start, or marked Open"
	}
	return "", nil, ""
}
