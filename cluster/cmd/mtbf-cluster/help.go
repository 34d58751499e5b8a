package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// page is the help of a command: what it does, how it is called, and its flags in groups.
type page struct {
	command  string
	about    string
	args     string
	examples []string
	groups   []flagGroup
}

type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// group begins a group of flags.
func (p *page) group(title string) *pflag.FlagSet {
	f := pflag.NewFlagSet(title, pflag.ContinueOnError)
	f.SortFlags = false
	p.groups = append(p.groups, flagGroup{title, f})
	return f
}

// parse parses flags and returns the arguments, and the flags that were set. Help goes to
// out.
func (p *page) parse(args []string, out io.Writer) ([]string, *pflag.FlagSet, error) {
	all := pflag.NewFlagSet(p.command, pflag.ContinueOnError)
	all.SetOutput(io.Discard)
	all.Usage = func() {}
	for _, g := range p.groups {
		all.AddFlagSet(g.flags)
	}
	err := all.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		_, _ = io.WriteString(out, p.text())
		return nil, nil, err
	case err != nil:
		return nil, nil, usageError{fmt.Errorf("%w; 'mtbf-cluster %s --help' lists the flags", err, p.command)}
	}
	return all.Args(), all, nil
}

// helpWidth is how wide help is written.
const helpWidth = 80

func (p *page) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage:\n  mtbf-cluster %s %s [flags]\n\nExamples:\n", p.about, p.command, p.args)
	for _, line := range p.examples {
		fmt.Fprintf(&b, "  mtbf-cluster %s\n", line)
	}
	for _, g := range p.groups {
		fmt.Fprintf(&b, "\n%s:\n%s", g.title, g.flags.FlagUsagesWrapped(helpWidth))
	}
	return b.String()
}
