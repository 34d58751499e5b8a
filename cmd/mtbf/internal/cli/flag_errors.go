package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/internal/near"
)

// flagError says what is wrong with a flag, by its name.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &value):
		return wrongValue(value)
	case errors.As(err, &missing):
		return usagef("--%s needs a value: %s", missing.GetFlag().Name, missing.GetFlag().Usage)
	case errors.As(err, &unknown):
		return unknownFlag(cmd, unknown)
	case errors.As(err, &syntax):
		return usagef("%q is not a flag: a flag is written --name or --name=value", syntax.GetSpecifiedFlag())
	}
	return usageError{err}
}

// wrongValue says what is wrong with the value of a flag. Those of pflag's own types
// are explained here, all others explain themselves.
func wrongValue(e *pflag.InvalidValueError) error {
	if e.GetFlag().Value.Type() == "bool" {
		return usagef("--%s: %q is neither true nor false; the flag takes no value", e.GetFlag().Name, e.GetValue())
	}
	return usagef("--%s: %w%s", e.GetFlag().Name, errors.Unwrap(e), near.Hint(e.GetValue(), e.GetFlag().Annotations[wordsOfFlag]))
}

// unknownFlag says that a command has no such flag, and what may have been meant: one
// of nearly that name, one that was written with one dash, or that of another command.
func unknownFlag(cmd *cobra.Command, e *pflag.NotExistError) error {
	name, written := e.GetSpecifiedName(), "--"+e.GetSpecifiedName()
	if letters := e.GetSpecifiedShortnames(); letters != "" {
		name, _, _ = strings.Cut(letters, "=")
		written = "-" + name
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden || strings.HasPrefix(f.Name, newPrefix) && strings.HasPrefix(name, newPrefix) {
			known = append(known, f.Name)
		}
	})
	if meant := near.Word(name, append(known, "help")); meant != "" {
		return usagef("%s is not a flag of %s; did you mean --%s?", written, cmd.CommandPath(), meant)
	}
	if of := havingFlag(cmd.Root(), name); len(of) > 0 {
		return usagef("%s is not a flag of %s, but of %s", written, cmd.CommandPath(), strings.Join(of, ", "))
	}
	return usagef("%s is not a flag of %s", written, cmd.CommandPath())
}

// havingFlag are the commands that have a flag.
func havingFlag(cmd *cobra.Command, name string) (paths []string) {
	for _, kid := range cmd.Commands() {
		if f := kid.LocalFlags().Lookup(name); f != nil && !f.Hidden && !kid.Hidden {
			paths = append(paths, kid.CommandPath())
		}
		paths = append(paths, havingFlag(kid, name)...)
	}
	return paths
}
