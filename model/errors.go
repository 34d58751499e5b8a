package model

import "fmt"

// ParamError is a parameter from outside that is not in its domain.
type ParamError struct {
	Param string // its name, as the user wrote it
	Value any
	Want  string // its domain, such as "a number in (0, 1)"
}

func (e *ParamError) Error() string {
	if s, ok := e.Value.(string); ok {
		return fmt.Sprintf("%s: %q is not %s", e.Param, s, e.Want)
	}
	return fmt.Sprintf("%s: %v is not %s", e.Param, e.Value, e.Want)
}
