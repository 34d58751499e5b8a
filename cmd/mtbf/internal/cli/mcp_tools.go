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
var notOfTools = append([]string{"time-limit", "workers", "quiet", "no-color", "shard", "all-sets", "help"}, outputFlags...)

// ofEveryCall are the flags that the server gives by itself.
var ofEveryCall = []string{"format", "time-limit", "workers"}

// unformatted are the flags with which a command answers in a form of its own.
var unformatted = []string{"as-system", "as-module"}

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
				command := "mechanism " + kid.Name()
				all = append(all, toolOf(kid, toolText{command: command, about: aboutMechanism(kid), text: textOfMechanisms[command]}))
			}
		}
	}
	return all
}

func toolOf(cmd *cobra.Command, of toolText) mcpserver.Tool {
	words := strings.Fields(of.command)
	t := mcpserver.Tool{Name: strings.Join(words, "_"), Title: cmd.Short, About: of.about, Command: words, Files: of.files, Text: of.text}
	unused := unusedGlobals[of.command]
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	declared(flags, func(f *pflag.Flag) {
		isNew := strings.HasPrefix(f.Name, newPrefix)
		name := strings.TrimPrefix(f.Name, newPrefix)
		if slices.Contains(notOfTools, name) || slices.Contains(unused, name) || f.Hidden && !isNew {
			return
		}
		if isNew {
			t.Prefix, t.OfPrefix = newPrefix, "a property of the same name without new-, for the new log alone"
		}
		p := paramOf(f, isNew && f.Hidden)
		p.Required = slices.Contains(requiredOf[of.command], f.Name)
		t.Params = append(t.Params, p)
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
	if f.Name == "format" {
		return mcpserver.Param{Name: f.Name, Kind: mcpserver.Text, Words: []string{"json", "markdown"}, Default: "json", About: aboutFormat}
	}
	p := mcpserver.Param{
		Name: f.Name, Kind: mcpserver.Text, List: slices.Contains(listTypes, f.Value.Type()), Words: f.Annotations[wordsOfFlag], Unlisted: unlisted,
		About: forTools(f.Usage) + lengthHint(f), Default: f.DefValue, Unformatted: slices.Contains(unformatted, f.Name),
	}
	if kind, ok := kindsOfTypes[f.Value.Type()]; ok {
		p.Kind = kind
	}
	if f.DefValue == "false" || f.DefValue == "[]" || f.DefValue == "0" {
		p.Default = ""
	}
	if about := aboutProperty[f.Name]; about != "" && !unlisted {
		p.About = about
	}
	return p
}

// ofCommandLines takes from the help of flags what is for a command line alone, and
// writes numbers as JSON has them.
var ofCommandLines = strings.NewReplacer(", - for standard input", "", "; repeatable", "", "; '' for none", "; an empty text for none", ", '' for nothing", ", an empty text for nothing",
	"confidence of limits, 0.95 or 95%", "confidence of limits, such as 0.95", "such as 10% for B10", "such as 0.1 for B10", ", as 95%", ", such as 0.95")

// flagInText is a flag that a text names.
var flagInText = regexp.MustCompile(`--([a-z][a-z0-9-]*)`)

// forTools is a text of help for who knows the properties of tools, not flags.
func forTools(text string) string {
	return flagInText.ReplaceAllString(ofCommandLines.Replace(text), "`$1`")
}

// lengthHint says how a length of time is written, where a flag takes one.
func lengthHint(f *pflag.Flag) string {
	if valueName(f) != "DURATION" || strings.Contains(f.Usage, "such as") {
		return ""
	}
	return " (such as 90m, 36h, 30d)"
}
