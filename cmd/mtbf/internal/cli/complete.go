package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/datasets"
	"mtbf/ingest"
)

// readsOf are what the arguments of commands are, for the shell; those of a command that
// is not here are completed by itself.
var readsOf = map[string][]datasets.Kind{
	"analyze": {datasets.Log}, "fit": {datasets.Log}, "trend": {datasets.Log}, "compare": {datasets.Log}, "replay": {datasets.Log},
	"table1": {datasets.Log}, "report": {datasets.Log, datasets.System, datasets.Question}, "serve": {datasets.Log, datasets.System},
	"solve": {datasets.System}, "simulate": {datasets.System}, "require": {datasets.System}, "size": {datasets.Question},
	"new": {datasets.Log},
}

// completeArguments offers the files, and the data that ship with the program and that a
// command reads, to the shell.
func completeArguments(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		completeArguments(cmd)
		kinds, ok := readsOf[cmd.Name()]
		if ok && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = shippedData(kinds...)
		}
	}
}

// shippedData completes dataset:NAME of some kinds, and files.
func shippedData(kinds ...datasets.Kind) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) (names []string, _ cobra.ShellCompDirective) {
		names = shippedNames(begun, kinds...)
		if strings.HasPrefix(begun, "dataset:") {
			return names, cobra.ShellCompDirectiveNoFileComp
		}
		return names, cobra.ShellCompDirectiveDefault
	}
}

// shippedNames are dataset:NAME of some kinds that begin as a word does.
func shippedNames(begun string, kinds ...datasets.Kind) (names []string) {
	for _, d := range datasets.All() {
		name := "dataset:" + d.Name
		if d.Embedded() && slices.Contains(kinds, d.Kind) && strings.HasPrefix(name, begun) {
			names = append(names, cobra.CompletionWithDesc(name, d.About))
		}
	}
	return names
}

// completeProfiles offers the profiles that ship with the program, and files.
func completeProfiles(_ *cobra.Command, _ []string, begun string) (names []string, _ cobra.ShellCompDirective) {
	for _, name := range ingest.ProfileNames() {
		if strings.HasPrefix(name, begun) {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}

// onlyOfFigure hides the flags that a kind of figure does not take from a shell that
// completes them.
func onlyOfFigure(root *cobra.Command, args []string) {
	if len(args) < 3 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd || args[1] != "plot" {
		return
	}
	i := slices.IndexFunc(pictures(), func(p picture) bool { return p.kind == args[2] })
	cmd, _, err := root.Find([]string{"plot"})
	if i < 0 || err != nil {
		return
	}
	p := pictures()[i]
	foreign := slices.Concat(ofKinds(), unused[p.kind], []string{"list"})
	if p.input == ofSystem || p.input == ofNothing {
		foreign = append(foreign, ofLogs()...)
	}
	for _, name := range foreign {
		if f := cmd.Flags().Lookup(name); f != nil && !slices.Contains(p.own, name) {
			f.Hidden = true
		}
	}
}

// completeFigure offers the kinds of figure, and then what one of that kind is drawn of.
func completeFigure(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		var all []string
		for _, p := range pictures() {
			all = append(all, cobra.CompletionWithDesc(p.kind, p.about))
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	}
	i := slices.IndexFunc(pictures(), func(p picture) bool { return p.kind == args[0] })
	if i < 0 || pictures()[i].input == ofNothing {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	kind := datasets.Log
	switch p := pictures()[i]; {
	case p.kind == "frontier":
		kind = datasets.Question
	case p.input == ofSystem:
		kind = datasets.System
	}
	return shippedData(kind)(nil, args, begun)
}
