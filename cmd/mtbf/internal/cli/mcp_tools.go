package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/cmd/mtbf/internal/mcpserver"
)

// notOfTools are the flags that a tool does not have: they say how and where an answer
// is written, which is settled, or write files.
var notOfTools = append([]string{"format", "time-limit", "workers", "quiet", "no-color", "as-module", "as-system", "shard", "all-sets", "help"}, outputFlags...)

// mcpTools are the tools, made of the commands: their names, their flags as properties.
func mcpTools(root *cobra.Command) (all []mcpserver.Tool) {
	for _, of := range toolTexts {
		cmd, _, err := root.Find(strings.Fields(of.command))
		if err != nil || cmd == root {
			panic("cli: there is no command " + of.command)
		}
		all = append(all, toolOf(cmd, of))
	}
	for _, cmd := range root.Commands() {
		if cmd.Name() == "mechanism" {
			for _, kid := range cmd.Commands() {
				all = append(all, toolOf(kid, toolText{command: "mechanism " + kid.Name(), about: aboutMechanism(kid)}))
			}
		}
	}
	return all
}

// ofModules matches a sentence about --as-module, which prints a system file and is not
// for tools.
var ofModules = regexp.MustCompile(`[^.]*--as-module[^.]*\.?`)

func toolOf(cmd *cobra.Command, of toolText) mcpserver.Tool {
	words := strings.Fields(of.command)
	t := mcpserver.Tool{Name: strings.Join(words, "_"), Title: cmd.Short, About: of.about, Command: words, Files: of.files}
	unused := unusedGlobals[of.command]
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	declared(flags, func(f *pflag.Flag) {
		isNew := strings.HasPrefix(f.Name, newPrefix)
		name := strings.TrimPrefix(f.Name, newPrefix)
		if slices.Contains(notOfTools, name) || slices.Contains(unused, name) || f.Hidden && !isNew || ofModules.MatchString(f.Usage) {
			return
		}
		if isNew {
			t.Prefix, t.OfPrefix = newPrefix, "a property of the same name without new-, for the new log alone"
		}
		t.Params = append(t.Params, paramOf(f, isNew && f.Hidden))
	})
	return t
}

// kindsOfTypes are what values of types of flags are in JSON; those of others are texts.
var kindsOfTypes = map[string]mcpserver.Kind{
	"bool": mcpserver.Boolean, "int": mcpserver.Integer, "uint": mcpserver.Integer, "float": mcpserver.Number, "fraction": mcpserver.Number,
	"ints": mcpserver.Integer, "fractions": mcpserver.Number,
}

// listTypes are the types of flags that take several values.
var listTypes = []string{"ints", "fractions", "stringSlice", "stringArray"}

func paramOf(f *pflag.Flag, unlisted bool) mcpserver.Param {
	p := mcpserver.Param{
		Name: f.Name, Kind: mcpserver.Text, List: slices.Contains(listTypes, f.Value.Type()), Words: f.Annotations[wordsOfFlag], Unlisted: unlisted,
		About: forTools.Replace(f.Usage) + lengthHint(f), Default: f.DefValue,
	}
	if kind, ok := kindsOfTypes[f.Value.Type()]; ok {
		p.Kind = kind
	}
	if f.DefValue == "false" || f.DefValue == "[]" || f.DefValue == "0" {
		p.Default = ""
	}
	return p
}

// forTools takes from the help of flags what is for a command line alone.
var forTools = strings.NewReplacer(", - for standard input", "", "; repeatable", "", "; '' for none", "; an empty text for none", ", '' for nothing", ", an empty text for nothing")

// lengthHint says how a length of time is written, where a flag takes one.
func lengthHint(f *pflag.Flag) string {
	if valueName(f) != "DURATION" || strings.Contains(f.Usage, "such as") {
		return ""
	}
	return " (a length of time, such as 90m, 36h, 30d or 1.5y)"
}
