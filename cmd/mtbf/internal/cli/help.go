package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Help is 80 columns wide; what a command or a flag does begins at a column of its own.
const (
	helpWidth   = 80
	commandText = 14
	flagText    = 30
)

// writeUsage writes how a command is called: the line, its commands in groups, examples,
// and its flags under headings.
func writeUsage(cmd *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n", usageLine(cmd))
	if cmd.HasAvailableSubCommands() {
		writeCommands(&b, cmd)
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	writeFlags(&b, cmd)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n'%s COMMAND --help' says more of a command.\n", cmd.CommandPath())
	}
	_, err := io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

func usageLine(cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if !cmd.HasParent() || cmd.HasAvailableSubCommands() && cmd.Args != nil && cmd.Use == cmd.Name() {
		return line + " COMMAND"
	}
	if _, rest, ok := strings.Cut(cmd.Use, " "); ok {
		line += " " + rest
	}
	return line + " [flags]"
}

func writeCommands(b *strings.Builder, cmd *cobra.Command) {
	if cmd.HasParent() {
		b.WriteString("\nCommands:\n")
		for _, kid := range cmd.Commands() {
			writeCommand(b, kid)
		}
		return
	}
	for _, group := range commandGroups {
		fmt.Fprintf(b, "\n%s:\n", group.title)
		for _, name := range group.commands {
			for _, kid := range cmd.Commands() {
				if kid.Name() == name {
					writeCommand(b, kid)
				}
			}
		}
	}
}

func writeCommand(b *strings.Builder, cmd *cobra.Command) {
	if !cmd.Hidden {
		writeEntry(b, "  "+cmd.Name(), cmd.Short, commandText)
	}
}

// writeFlags writes the flags of a command in the order in which they are declared, and
// those of every command once.
func writeFlags(b *strings.Builder, cmd *cobra.Command) {
	own := map[string][]*pflag.Flag{}
	global := cmd.Root().PersistentFlags()
	declared(cmd.Flags(), func(f *pflag.Flag) {
		if f.Name != "help" && global.Lookup(f.Name) == nil {
			own[headingOf(f)] = append(own[headingOf(f)], f)
		}
	})
	for _, heading := range headings(cmd) {
		title := heading
		if heading == groupAnswer && len(own) == 1 {
			title = "Flags"
		}
		writeHeading(b, title, own[heading])
	}
	var every []*pflag.Flag
	declared(global, func(f *pflag.Flag) { every = append(every, f) })
	writeHeading(b, groupGlobal, every)
}

// declared visits flags in the order of their declaration.
func declared(flags *pflag.FlagSet, visit func(*pflag.Flag)) {
	sorted := flags.SortFlags
	flags.SortFlags = false
	flags.VisitAll(visit)
	flags.SortFlags = sorted
}

func writeHeading(b *strings.Builder, title string, flags []*pflag.Flag) {
	flags = slices.DeleteFunc(flags, func(f *pflag.Flag) bool { return f.Hidden })
	if len(flags) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	for _, f := range flags {
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if value := valueName(f); value != "" {
			name += " " + value
		}
		writeEntry(b, name, f.Usage+defaultOf(f), flagText)
	}
}

// valueNames are what values of flags are called; those of the other flags are by type.
var valueNames = map[string][]string{
	"FILE":     strings.Fields("output prometheus fleet taxonomy rejects holidays compare out checkpoint profile system write-times"),
	"DIR":      strings.Fields("dir root"),
	"URL":      {"url"},
	"TIME":     strings.Fields("from to split"),
	"COLUMN":   strings.Fields("by weight status state"),
	"V1,V2":    strings.Fields("up down failed"),
	"UNIT":     strings.Fields("time-unit duration-unit rate-unit"),
	"ZONE":     {"timezone"},
	"I/N":      {"shard"},
	"DURATION": strings.Fields("time-limit exposure incident-gap infant-period ignore-shorter mission duration mtbf mttr uncovered-mttr detection takeover voter-mtbf residual-mtbf residual-mttr actuation horizon warmup lead-time design-mtbf slo-window age ahead call-time-limit"),
	"SIZE":     strings.Fields("call-memory-limit call-answer-limit"),
	"RANGE":    strings.Fields("outages years allowed"),
}

// typeNames are what values of a type are called.
var typeNames = map[string]string{
	"bool": "", "int": "N", "uint": "N", "float": "X", "fraction": "FRACTION", "ints": "N,...", "fractions": "FRACTION,...",
}

func valueName(f *pflag.Flag) string {
	if name, ok := typeNames[f.Value.Type()]; ok {
		return name
	}
	for value, flags := range valueNames {
		if slices.Contains(flags, f.Name) {
			return value
		}
	}
	return "TEXT"
}

// defaultOf is the default of a flag where it is not nothing and the text does not tell it.
func defaultOf(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "0", "false", "[]", "0s":
		return ""
	}
	if strings.Contains(f.Usage, "(default") {
		return ""
	}
	return " (default " + f.DefValue + ")"
}

// writeEntry writes a name, and a text that is wrapped in the columns from at on.
func writeEntry(b *strings.Builder, name, text string, at int) {
	b.WriteString(name)
	column := utf8.RuneCountInString(name)
	if column+2 > at {
		b.WriteString("\n")
		column = 0
	}
	for i, line := range wrapped(text, helpWidth-at) {
		if i > 0 {
			b.WriteString("\n")
			column = 0
		}
		b.WriteString(strings.Repeat(" ", at-column) + line)
		column = at
	}
	b.WriteString("\n")
}

// wrapped are the lines of a text, broken between words.
func wrapped(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// narrow breaks the lines of a text anew, but for paragraphs with lines that are set in or
// in columns.
func narrow(text string) string {
	parts := strings.Split(text, "\n\n")
	for i, part := range parts {
		if !strings.Contains(part, "  ") && !strings.Contains(part, "\n ") {
			parts[i] = strings.Join(wrapped(part, helpWidth), "\n")
		}
	}
	return strings.Join(parts, "\n\n")
}

// narrowAll does so for what is said of a command, and of those below it.
func narrowAll(cmd *cobra.Command) {
	cmd.Long = narrow(cmd.Long)
	for _, kid := range cmd.Commands() {
		narrowAll(kid)
	}
}

// newHelpCmd is help as a command, which refuses what is no command.
func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "How a command is used",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			at, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				at = cmd.Root()
				return unknownCommand(at, args[0])
			}
			at.InitDefaultHelpFlag()
			return at.Help()
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			at, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return kidNames(at), cobra.ShellCompDirectiveNoFileComp
		},
	}
}
