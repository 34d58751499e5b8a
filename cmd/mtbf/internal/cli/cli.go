// Package cli is the command line: one file a command, each with its options,
// its constructor and its run. Cobra lives here and nowhere else.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"mtbf"
	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/printable"
)

// Exit codes of the program.
const (
	exitAnswered = 0
	exitFailed   = 1 // could not answer
	exitUsage    = 2
	exitObjects  = 3 // answered, but --strict objects
)

// Streams are what a command reads and writes. Results go to Out, all else to
// Err.
type Streams struct {
	In          io.Reader
	Out, Err    io.Writer
	Color       bool // Out is a terminal that shows colour
	Terminal    bool // Out is a terminal
	ErrTerminal bool // Err is a terminal
	Tool        bool // who reads them is a program that knows tools, not commands
}

// Standard returns the streams of the process.
func Standard() Streams {
	terminal := term.IsTerminal(int(os.Stdout.Fd()))
	return Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Color: terminal && os.Getenv("NO_COLOR") == "", Terminal: terminal, ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())) && obeysEscapes(os.Stderr),
	}
}

// longestMessage bounds a message, in characters: it may hold texts of files.
const longestMessage = 20_000

// message is a line for Err, or some that belong together. Nothing in it can drive
// a terminal, and no line of it can be mistaken for another message.
func message(format string, args ...any) string {
	text := []rune(printable.Lines(fmt.Sprintf(format, args...)))
	if len(text) > longestMessage {
		text = append(text[:longestMessage], '…')
	}
	return string(text) + "\n"
}

// note writes a message to Err.
func (s Streams) note(format string, args ...any) {
	io.WriteString(s.Err, message(format, args...))
}

// usageError is a mistake in flags or arguments.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// strictError is returned after the answer was written, when --strict objects.
type strictError struct{ error }

// Main runs the program on args and returns its exit code.
func Main(s Streams, args []string) int {
	if len(args) > 0 && args[0] == confinedWord {
		return mainConfined(s, args[1:])
	}
	return run(s, args, "Run 'mtbf help' or 'mtbf COMMAND --help' for usage.\n")
}

// run is Main with what is said after a mistake of usage.
func run(s Streams, args []string, usageHint string) int {
	ends, stop := newEnds()
	defer stop()
	defer outfile.AbandonAll()
	streams, shut := ends.through(s)
	g := &global{Streams: streams, ends: ends}
	root := newRoot(g, ends)
	root.SetArgs(args)
	onlyOfFigure(root, args)
	err := g.placed(ends.explain(ends.run(root.ExecuteContext)))
	var question *mtbf.Question
	asked := ""
	if errors.As(err, &question) {
		asked = g.asks(question)
	}
	shut()
	if err == nil || isBrokenPipe(err) {
		return exitAnswered
	}
	text := message("mtbf: %s", plainly(err))
	var usage usageError
	var strict strictError
	var interrupted interruption
	code := exitFailed
	switch {
	case asked != "":
		text, code = asked, exitUsage
	case errors.As(err, &interrupted):
		code = exitInterrupted
	case errors.As(err, &usage):
		text += usageHint
		code = exitUsage
	case errors.As(err, &strict):
		code = exitObjects
	}
	s.say(text)
	return code
}

// asks is a question to the user, who may be a program too: in a format for those
// it is the answer.
func (g *global) asks(q *mtbf.Question) string {
	var text strings.Builder
	doc := render.NewQuestion(q)
	if err := render.Write(&text, doc, render.Table); err != nil {
		return message("mtbf: %v", err)
	}
	if g.format != string(render.Table) {
		g.output = ""
		if err := g.write(doc); err != nil {
			return message("mtbf: %v", err)
		}
	}
	if g.Tool {
		text.WriteString(g.asProperties(q))
	}
	return "mtbf: a question. " + text.String()
}

// global are the flags that every command has.
type global struct {
	Streams
	format     string
	output     string
	confidence float64
	seed       uint64
	workers    int
	timeLimit  string
	quiet      bool
	noColor    bool
	outputs    []outputFlag // of the command that runs
	given      []string     // flags, as they were written
	command    []string     // its words
	flags      *pflag.FlagSet
	ends       *ends // of its run
	changed    func(flag string) bool
}

// minConfidence is how near to 0 and to 1 a confidence may be: beyond it limits
// say nothing that data could.
const minConfidence = 1e-9

// workersAProcessor bounds the goroutines that work at a time: more share the
// same processors, and each takes memory.
const workersAProcessor = 4

// processors returns the number of workers asked for, within the bound.
func (g *global) processors() int {
	if g.workers > 0 {
		return min(g.workers, workersAProcessor*runtime.NumCPU())
	}
	return runtime.GOMAXPROCS(0)
}

func newRoot(g *global, ends *ends) *cobra.Command {
	s := g.Streams
	version := false
	root := &cobra.Command{
		Use:   "mtbf",
		Short: "From an outage log to a defended decision, with an interval on every number",
		Long: `mtbf takes a reliability engineer or an SRE from a messy outage log to a
defended decision, with an honest interval on every number.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if g.workers < 0 {
				return usagef("--workers: %d is not a number of goroutines", g.workers)
			}
			if !(g.confidence >= minConfidence && g.confidence <= 1-minConfidence) {
				return usagef("--confidence: %g is not between 0 and 1, such as 0.90 or 90%% (from 1e-9 to 1 - 1e-9)", g.confidence)
			}
			if err := g.checkPaths(cmd, args); err != nil {
				return err
			}
			g.changed = cmd.Flags().Changed
			g.noEffect(unusedGlobals[strings.TrimPrefix(cmd.CommandPath(), "mtbf ")]...)
			return ends.limitTo(g)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return g.write(buildVersion())
			}
			return cmd.Help()
		},
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(flagError)
	f := root.PersistentFlags()
	f.StringVar(&g.format, "format", "table", "table, json, csv or markdown")
	f.StringVarP(&g.output, "output", "o", "", "write to this file, not to standard output")
	fractionVar(f, &g.confidence, "confidence", 0.90, "confidence of limits, 0.95 or 95%")
	uintVar(f, &g.seed, "seed", 1, "random seed: one seed, one answer")
	intVar(f, &g.workers, "workers", 0, "goroutines (default: one a processor)")
	f.StringVar(&g.timeLimit, "time-limit", "", "end after this time with what is known, as 30s")
	f.BoolVar(&g.quiet, "quiet", false, "no notes and no progress on standard error")
	f.BoolVar(&g.noColor, "no-color", false, "no colour on a terminal, as NO_COLOR says too")
	root.Flags().BoolVar(&version, "version", false, "print the version, as 'mtbf version' does")
	completeWords(root, "format", "table", "json", "csv", "markdown")
	root.AddCommand(newAnalyzeCmd(g), newContrastCmd(g), newConvertCmd(g), newDatasetsCmd(g), newDuplexCmd(g), newFitCmd(g), newReplayCmd(g), newSimulateCmd(g), newMechanismCmd(g), newMCPCmd(g), newMergeCmd(g), newMultiplexCmd(g), newPlanCmd(g), newPlotCmd(g), newProfilesCmd(g), newRateCmd(g), newReportCmd(g), newServeCmd(g), newSolveCmd(g), newSchemaCmd(g), newSelftestCmd(g), newSizeCmd(g), newTable1Cmd(g), newTrendCmd(g), newVersionCmd(g))
	grouped(root)
	root.SetHelpCommand(newHelpCmd())
	root.SetUsageFunc(writeUsage)
	completeArguments(root)
	narrowAll(root)
	return root
}

// wordsOfFlag is the annotation of a flag with the words that it takes.
const wordsOfFlag = "words"

// completeWords offers the words that a flag takes to the shell, and to who misspells
// one.
func completeWords(cmd *cobra.Command, flag string, words ...string) {
	f := cmd.Flags().Lookup(flag)
	if f == nil {
		f = cmd.PersistentFlags().Lookup(flag)
	}
	annotate(f, wordsOfFlag, words...)
	completeFlag(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// completeFlag offers the values of a flag to the shell.
func completeFlag(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic("cli: " + err.Error()) // the flag does not exist
	}
}
