package cli

import (
	"errors"

	"github.com/spf13/pflag"
)

// once is the value of a flag that names a file. Given twice it is a mistake, not the
// last of the two: who names two files wants both.
type once struct {
	to    *string
	given bool
}

func (o *once) Type() string { return "string" }

func (o *once) String() string {
	if o.to == nil { // a zero value, which pflag makes to compare defaults with
		return ""
	}
	return *o.to
}

func (o *once) Set(text string) error {
	if o.given {
		return errors.New("the flag is given twice, and takes one file")
	}
	*o.to, o.given = text, true
	return nil
}

func fileVar(f *pflag.FlagSet, to *string, name, usage string) {
	f.Var(&once{to: to}, name, usage)
}
