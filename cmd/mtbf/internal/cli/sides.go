package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/ingest"
)

// sidesFlags are the flags of a command that sets two observations against each
// other: those of logs hold for both, and with new- before the name for the new log
// alone.
type sidesFlags struct {
	*logFlags
	new   logFlags
	split string
}

// newPrefix stands before the name of a flag that is for the new log alone.
const newPrefix = "new-"

// register adds to the flags of a log, which the command has, those of the two sides.
func (o *sidesFlags) register(cmd *cobra.Command) {
	o.new.global = o.global
	own := &cobra.Command{}
	o.new.tableFlags(own)
	own.Flags().VisitAll(func(f *pflag.Flag) {
		f.Name, f.Hidden = newPrefix+f.Name, true
		cmd.Flags().AddFlag(f)
	})
	cmd.Flags().StringVar(&o.split, "split", "", "time that parts one log into the old side and the new one")
}

// sidesOnly are the flags that register adds.
func sidesOnly() (names []string) {
	all := &cobra.Command{}
	(&sidesFlags{logFlags: &logFlags{}}).register(all)
	all.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// notCompared are the flags of logs that two sides have no use for, and why.
var notCompared = map[string]string{
	"by":         "is for analyze: a comparison has two sides, and no groups; --where keeps some rows",
	"reported":   "has no effect on a comparison: the fraction that reaches the log cancels out",
	"terminated": "has no effect on a comparison, of windows that a time has ended",
}

// check refuses flags and arguments that mean nothing here.
func (o *sidesFlags) check(flags *pflag.FlagSet, paths []string) error {
	for name, why := range notCompared {
		if err := refuse(flags, why, name, newPrefix+name); err != nil {
			return err
		}
	}
	onlyNew := slices.DeleteFunc(sidesOnly(), func(name string) bool { return name == "split" })
	switch given := flags.Changed("split"); {
	case given && o.split == "":
		return usagef("--split: the time is empty")
	case given && len(paths) == 0:
		return usagef("--split parts a log: name it")
	case given:
		return refuse(flags, "is for a second log, and with --split there is none", onlyNew...)
	case len(paths) == 1:
		return usagef("a comparison has two sides: name a second log, or part this one with --split TIME")
	case len(paths) != 2:
		return usagef("a comparison has two logs, OLD and NEW, or --split TIME for one")
	case paths[0] == "-" && paths[1] == "-":
		return usagef("only one of the two logs can be standard input")
	}
	return o.inherit(flags)
}

// together are flags that say one thing: the new log has none of both logs where it
// has one of its own.
var together = [][]string{{"exposure", "units", "fleet"}, {"state", "down", "up"}}

// inherit gives the new log the flags that were given for both.
func (o *sidesFlags) inherit(flags *pflag.FlagSet) (err error) {
	ownOf := func(name string) bool { return flags.Changed(newPrefix + name) }
	flags.Visit(func(f *pflag.Flag) {
		own := flags.Lookup(newPrefix + f.Name)
		said := func(group []string) bool {
			return slices.Contains(group, f.Name) && slices.ContainsFunc(group, ownOf)
		}
		if err != nil || own == nil || own.Changed || slices.ContainsFunc(together, said) {
			return
		}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			err = own.Value.(pflag.SliceValue).Replace(list.GetSlice())
			return
		}
		err = own.Value.Set(f.Value.String())
	})
	return err
}

// read reads both sides.
func (o *sidesFlags) read(ctx context.Context, paths []string) (s mtbf.Sides, err error) {
	if o.split != "" {
		log, rules, err := o.readAndRule(ctx, paths...)
		if err != nil {
			return s, err
		}
		s, err = o.options().Split(ctx, log, rules, o.split)
		return s, asUsage(err)
	}
	o.new.strict = o.strict
	err = o.rejecting(func(rejects *rejectsFile) (err error) {
		s.Old.Name, s.New.Name = paths[0], paths[1]
		if s.Old.Log, err = o.readInto(ctx, rejects, paths[:1]); err != nil {
			return ofSide(err, paths[0], "")
		}
		s.New.Log, err = o.new.readInto(ctx, rejects, paths[1:])
		return ofSide(ofNew(err), paths[1], newPrefix)
	})
	if err != nil {
		return s, err
	}
	if s.Old.Rules, err = o.rules(ctx, s.Old.Log); err != nil {
		return s, err
	}
	if s.New.Rules, err = o.new.options().Rules(ctx, s.New.Log); err != nil {
		return s, asUsage(ofNew(err))
	}
	if o.Fleet != "" && o.Fleet == o.new.Fleet {
		s.OwnWindows()
	}
	return s, nil
}

// ofSide is the error of one of two logs: a question says of which, and with which
// flags it is answered.
func ofSide(err error, name, prefix string) error {
	var asked *mtbf.Question
	if !errors.As(err, &asked) {
		return err
	}
	q := &mtbf.Question{Question: &ingest.Question{Text: asked.Text}}
	if !strings.Contains(q.Text, name) {
		q.Text = name + ": " + q.Text
	}
	for _, a := range asked.Answers {
		a.Settings = slices.Clone(a.Settings)
		for i := range a.Settings {
			a.Settings[i].Option = prefix + a.Settings[i].Option
		}
		q.Answers = append(q.Answers, a)
		q.Readings = append(q.Readings, a.Reading)
	}
	return q
}

// ofNew is the error of the new log: an option is one of its own.
func ofNew(err error) error {
	option, ok := err.(*mtbf.OptionError)
	if !ok || option.Option == "" {
		return err
	}
	return &mtbf.OptionError{Option: newPrefix + option.Option, Err: option.Err}
}

// objected is the error of --strict about either log.
func (o *sidesFlags) objected() error { return cmp.Or(o.logFlags.objected(), o.new.objected()) }
