package mtbf

import (
	"cmp"
	"errors"
	"fmt"

	"mtbf/model"
)

// OptionError is an option that cannot be used as it is written.
type OptionError struct {
	Option string // as the command line calls it, without the dashes; "" where Err names it
	Err    error
}

// Error names the option.
func (e *OptionError) Error() string {
	err := cmp.Or(e.Err, errOption)
	if e.Option == "" {
		return err.Error()
	}
	return e.Option + ": " + err.Error()
}

var errOption = errors.New("an option that cannot be used as it is written")

// Unwrap returns what is wrong with it.
func (e *OptionError) Unwrap() error { return e.Err }

func optionf(option, format string, args ...any) error {
	return &OptionError{option, fmt.Errorf(format, args...)}
}

// orDefault is the confidence asked for, or the one of all commands.
func orDefault(c float64) float64 { return cmp.Or(c, model.DefaultConfidence) }
