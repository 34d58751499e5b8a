package cli

import (
	"errors"
	"fmt"
	"strings"

	"mtbf"
	"mtbf/model"
	"mtbf/model/census"
)

// asUsage makes an option that cannot be used, or a parameter that is out of its
// domain, a mistake of usage.
func asUsage(err error) error {
	var param *model.ParamError
	var group *census.GroupExposureError
	if errors.As(err, &param) || errors.As(err, &group) {
		return usageError{err}
	}
	return asOption(err)
}

// asOption makes an option that cannot be used a mistake of usage; where it is the
// command line's own it is named as it is written there.
func asOption(err error) error {
	var option *mtbf.OptionError
	switch {
	case !errors.As(err, &option):
		return err
	case err == error(option) && option.Option != "":
		return usagef("--%s: %w", option.Option, option.Err)
	}
	return usageError{err}
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
