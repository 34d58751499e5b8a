package cli

import (
	"errors"

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
