package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/census"
)

// asUsage makes an option that cannot be used, or a parameter that is out of its
// domain, a mistake of usage.
func asUsage(err error) error {
	var param *model.ParamError
	var group *census.GroupExposureError
	var option *mtbf.OptionError
	if !errors.As(err, &option) && (errors.As(err, &param) || errors.As(err, &group)) {
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

// placed names the flag in the error of a parameter that an engine refuses by a name of
// its own: the one that was given that value or has that name. Where that cannot be told
// it adds the flags that were given, as several may have made it.
func (g *global) placed(err error) error {
	var usage usageError
	if g.flags == nil || !errors.As(err, &usage) {
		return err
	}
	var param *model.ParamError
	if errors.As(err, &param) && !strings.Contains(err.Error(), "--") && len(g.given) > 0 {
		err = usageError{g.ofFlag(err, param)}
	}
	return g.hinted(err)
}

// flagsOfParam are the flags that a parameter of an engine comes from where it has
// another name: the first that was given.
var flagsOfParam = map[string][]string{
	"failures": {"failures", "terminated"}, "mission": {"mission", "at"}, "residual error": {"target"}, "test hours": {"duration"},
	"organ error": {"error"}, "fiducial level": {"fiducial"}, "module": {"what"}, "group": {"what"},
	"tries": {"retries"}, "copies": {"quorums"}, "grid": {"quorums"}, "wall": {"quorums"}, "tree": {"quorums"}, "votes": {"quorums"}, "votes needed": {"quorums"},
	"copysets": {"scatter", "choices"},
}

// ofFlag is the error of a parameter with the flag it is of.
func (g *global) ofFlag(err error, param *model.ParamError) error {
	plain := strings.NewReplacer(" ", "-", "_", "-")
	value := fmt.Sprint(param.Value)
	var byValue, byName []string
	g.flags.Visit(func(f *pflag.Flag) {
		if strings.Trim(f.Value.String(), "[]") == value {
			byValue = append(byValue, f.Name)
		}
		if f.Name == plain.Replace(param.Param) {
			byName = append(byName, f.Name)
		}
	})
	name := ""
	_, isText := param.Value.(string)
	switch of := flagsOfParam[param.Param]; {
	case slices.ContainsFunc(of, g.flags.Changed):
		name = of[slices.IndexFunc(of, g.flags.Changed)]
	case len(byName) == 1 && (!isText || len(byValue) != 1):
		name = byName[0]
	case len(byValue) == 1:
		name = byValue[0]
	}
	rest, found := strings.CutPrefix(err.Error(), param.Param+": ")
	switch {
	case name != "" && found && (slices.Contains(byName, name) || slices.Contains(byValue, name)):
		return fmt.Errorf("--%s: %s%s", name, rest, near.Hint(value, oneOf(param.Want)))
	case name != "":
		return fmt.Errorf("--%s: %w", name, err)
	}
	return fmt.Errorf("%w (given: %s)", err, strings.Join(g.given, " "))
}

// oneOf are the words of a domain such as "one of cost, weight".
func oneOf(want string) []string {
	_, words, _ := strings.Cut(want, "one of ")
	return strings.Split(words, ", ")
}

// hinted adds to the error of a flag that takes one of some words the nearest of them.
func (g *global) hinted(err error) error {
	text := err.Error()
	g.flags.Visit(func(f *pflag.Flag) {
		words := f.Annotations[wordsOfFlag]
		if strings.HasPrefix(text, "--"+f.Name+":") && !slices.Contains(words, f.Value.String()) && !strings.Contains(text, "did you mean") {
			err = usageError{fmt.Errorf("%w%s", err, near.Hint(f.Value.String(), words))}
		}
	})
	return err
}

// asked are those of some flags that were given, for the end of a message about what
// they have left.
func (g *global) asked(names ...string) string {
	var given []string
	g.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(names, f.Name) {
			given = append(given, "--"+f.Name+" "+shellWord(strings.Trim(f.Value.String(), "[]")))
		}
	})
	if given == nil {
		return ""
	}
	return " (with " + strings.Join(given, " ") + ")"
}

// plainly is the text of an error without the name of the call that failed, which says
// nothing to a person: a file that cannot be opened is told by its name and why.
func plainly(err error) string {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err.Error()
	}
	return strings.Replace(err.Error(), path.Error(), path.Path+": "+path.Err.Error(), 1)
}
