package cli

import (
	"errors"
	"fmt"
	"strings"

	"mtbf/model"
)

// asUsage makes a parameter that is out of its domain a mistake of usage.
func asUsage(err error) error {
	var param *model.ParamError
	if errors.As(err, &param) {
		return usageError{err}
	}
	return err
}

// placed adds the flags that were given to the error of a parameter that an
// engine refuses by a name of its own, as several flags may have made it.
func (g *global) placed(err error) error {
	var usage usageError
	var param *model.ParamError
	if !errors.As(err, &usage) || !errors.As(err, &param) || strings.Contains(err.Error(), "--") || len(g.given) == 0 {
		return err
	}
	return usageError{fmt.Errorf("%w (given: %s)", err, strings.Join(g.given, " "))}
}
