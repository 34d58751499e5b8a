package cli

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commandGroups are the commands in the order in which help names them.
var commandGroups = []struct {
	id, title string
	commands  []string
}{
	{"log", "A log", []string{"analyze", "fit", "trend", "compare", "rate", "plan", "replay", "profiles"}},
	{"design", "A design", []string{"solve", "simulate", "merge", "size", "duplex", "convert", "schema"}},
	{"gray", "Gray 1985, von Neumann 1956", []string{"table1", "mechanism", "multiplex"}},
	{"look", "Look and send", []string{"plot", "report", "serve", "mcp"}},
	{"rest", "The program", []string{"datasets", "selftest", "version", "completion", "help"}},
}

// grouped puts every command of the program into its group.
func grouped(root *cobra.Command) {
	for _, g := range commandGroups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title + ":"})
		for _, cmd := range root.Commands() {
			if slices.Contains(g.commands, cmd.Name()) {
				cmd.GroupID = g.id
			}
		}
	}
	root.SetHelpCommandGroupID("rest")
	root.SetCompletionCommandGroupID("rest")
}

// groupOfFlag is the annotation of a flag with the heading that it stands under in help.
const groupOfFlag = "group"

// Headings of flags that several commands have; all others are of the answer.
const (
	groupObserved   = "What was observed (give --units, --exposure or --fleet, and the window)"
	groupColumns    = "What the columns mean"
	groupAccounting = "What counts as a failure, and how"
	groupAnswer     = "The answer"
	groupTimes      = "A file of times"
	groupOutput     = "Rows that cannot be read"
	groupGlobal     = "Every command"
)

// flagGroups is the order of headings; where a command needs what was observed before
// anything else, those of its own come later.
var flagGroups = []string{groupAnswer, groupTimes, groupObserved, groupColumns, groupAccounting, groupOutput}

// observedFirst are the commands whose answer is only as good as what was observed.
var observedFirst = []string{"analyze", "compare", "report", "serve", "trend"}

// headings are those of a command in their order.
func headings(cmd *cobra.Command) []string {
	if !slices.Contains(observedFirst, cmd.Name()) {
		return flagGroups
	}
	return []string{groupObserved, groupColumns, groupAccounting, groupTimes, groupAnswer, groupOutput}
}

// inGroup puts the flags that are registered until the function it returns is called
// under a heading.
func inGroup(cmd *cobra.Command, heading string) (done func()) {
	before := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { before[f.Name] = true })
	return func() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !before[f.Name] {
				annotate(f, groupOfFlag, heading)
			}
		})
	}
}

func annotate(f *pflag.Flag, key string, values ...string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[key] = values
}

// headingOf is that of a flag.
func headingOf(f *pflag.Flag) string {
	if heading := f.Annotations[groupOfFlag]; len(heading) > 0 {
		return heading[0]
	}
	return groupAnswer
}
