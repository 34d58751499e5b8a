package cli

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// maxHelpLine is how wide a line of help may be: an example of a command line is longer
// than what is wrapped.
const maxHelpLine = 100

// everyCommand visits the commands of the program.
func everyCommand(visit func(cmd *cobra.Command)) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		visit(cmd)
		for _, kid := range cmd.Commands() {
			walk(kid)
		}
	}
	walk(newRoot(&global{}, &ends{}))
}

// helpOf is the help of a command.
func helpOf(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Main(Streams{Out: &out, Err: &errs}, append(args, "--help")); code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, errs.String())
	}
	return out.String()
}

func pathOf(cmd *cobra.Command) []string { return strings.Fields(cmd.CommandPath())[1:] }

// Every command stands in one group of the help, and every line fits.
func TestHelpFits(t *testing.T) {
	everyCommand(func(cmd *cobra.Command) {
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			for line := range strings.SplitSeq(helpOf(t, pathOf(cmd)...), "\n") {
				most := helpWidth
				if strings.HasPrefix(line, "  ") {
					most = maxHelpLine
				}
				if utf8.RuneCountInString(line) > most {
					t.Errorf("%d characters: %s", utf8.RuneCountInString(line), line)
				}
			}
			if parent := cmd.Parent(); parent != nil && !parent.HasParent() && !slices.ContainsFunc(commandGroups, func(g struct {
				id, title string
				commands  []string
			}) bool {
				return slices.Contains(g.commands, cmd.Name())
			}) {
				t.Error("in no group")
			}
		})
	})
}

// The flags of a log stand under headings, what was observed first.
func TestHelpOfALogInItsOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		order []string
	}{
		{"analyze", []string{"What was observed", "--units N", "--exposure DURATION", "--fleet FILE", "--from TIME", "--to TIME", "What the columns mean", "--column", "What counts as a failure", "--incident-gap DURATION", "The answer", "--slo", "Rows that cannot be read", "--strict", "Every command", "--format"}},
		{"fit", []string{"The answer", "--of", "A file of times", "What was observed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := helpOf(t, c.name)
			_, text, _ = strings.Cut(text, "Examples:")
			_, text, _ = strings.Cut(text, "\n\n")
			for _, part := range c.order {
				before, after, ok := strings.Cut(text, part)
				if !ok {
					t.Errorf("%q does not come next; before it %q", part, before[:min(60, len(before))])
				}
				text = after
			}
		})
	}
}

// exampleOf is a command line of the program in an example.
var exampleOf = regexp.MustCompile(`(?:^|\$\(|&& |\| )mtbf ([^|&)#>]*)`)

// Every example is a command line whose flags there are, with values that they take.
func TestExamplesParse(t *testing.T) {
	examples := 0
	everyCommand(func(cmd *cobra.Command) {
		if cmd.Name() == "completion" || cmd.HasParent() && cmd.Parent().Name() == "completion" {
			return
		}
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			for _, match := range exampleOf.FindAllStringSubmatch(strings.TrimSpace(line), -1) {
				examples++
				t.Run(match[0], func(t *testing.T) { parses(t, wordsOfShell(match[1])) })
			}
		}
	})
	if examples < 50 {
		t.Errorf("%d examples", examples)
	}
}

// wordsOfShell splits a command line as a shell does one of plain and quoted words.
func wordsOfShell(line string) (words []string) {
	for _, w := range regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`).FindAllString(line, -1) {
		words = append(words, strings.Trim(w, `"'`))
	}
	return words
}

func parses(t *testing.T, words []string) {
	root := newRoot(&global{}, &ends{})
	cmd, rest, err := root.Find(words)
	if err != nil || cmd == root {
		t.Fatalf("no command: %v", err)
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Fatal(flagError(cmd, err))
	}
	if cmd.Args != nil {
		if err := cmd.Args(cmd, cmd.Flags().Args()); err != nil {
			t.Error(err)
		}
	}
}

// Examples on data that ship are answered.
func TestExamplesRun(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every example on data that ship")
	}
	t.Chdir(t.TempDir())
	run := 0
	everyCommand(func(cmd *cobra.Command) {
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			words := wordsOfShell(strings.TrimSpace(line))
			if len(words) < 3 || words[0] != "mtbf" || !strings.Contains(line, "dataset:") || strings.ContainsAny(line, "$|>") {
				continue
			}
			run++
			t.Run(line, func(t *testing.T) {
				var out, errs bytes.Buffer
				if code := Main(Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, append(words[1:], "--quiet")); code != 0 {
					t.Errorf("exit %d: %s", code, errs.String())
				}
			})
		}
	})
	if run < 10 {
		t.Errorf("%d examples were run", run)
	}
}

// The help of the program is what help and --help print, and a word that is no command
// is refused.
func TestHelpCommand(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"of the program", []string{"help"}, 0, "A log:"},
		{"of a command", []string{"help", "size", "spares"}, 0, "mtbf size spares [flags]"},
		{"misspelt", []string{"help", "anlyze"}, 2, `did you mean "analyze"?`},
		{"version as a flag", []string{"--version"}, 0, "revision"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := Main(Streams{Out: &out, Err: &errs}, c.args); code != c.code || !strings.Contains(out.String()+errs.String(), c.want) {
				t.Errorf("exit %d: %s%s", code, out.String(), errs.String())
			}
		})
	}
}
