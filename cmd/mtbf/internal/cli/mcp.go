package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/mcpserver"
)

type mcpOptions struct {
	*global
	root                 string
	time, memory, answer string
	calls                int
}

func newMCPCmd(g *global) *cobra.Command {
	o := &mcpOptions{global: g}
	cmd := &cobra.Command{
		Use:   "mcp --root DIR",
		Short: "The same answers to a program that uses tools (Model Context Protocol)",
		Long: `Mcp offers analyze, fit, trend, compare, rate, solve, simulate, size and the
mechanisms as tools by the Model Context Protocol, on standard input and output,
until its input ends. The client of an assistant starts it, as docs/agents.md shows.
What a tool returns is what its command prints with --format json, or markdown where
the call asks for it, byte by byte. A question and a mistake are errors, with the
command's own words, in which commands are named as tools.

Only files below --root are read, by names relative to it: no absolute path, no way
up, no link that leads out, no pipe and no device, also where a system file or a flag
names them. A call may bring the text of a file with it, and data that ship with the
program are read as dataset:NAME. Nothing is written, fetched or sent. Every call is a
process of its own, within limits of time, of memory and of the length of its answer.`,
		Example: `  mtbf mcp --root /srv/outages
  mtbf mcp --root . --call-time-limit 5m --call-memory-limit 4GiB`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := refuse(cmd.Flags(), "is not for mcp, whose messages are JSON on standard output", "output", "format"); err != nil {
				return err
			}
			if err := refuse(cmd.Flags(), "is not for mcp: it is a property of the tools that use it, for each call", "confidence", "seed"); err != nil {
				return err
			}
			return runMCP(cmd.Context(), o, cmd.Root())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.root, "root", "", "folder whose files may be read, those in its folders included")
	f.StringVar(&o.time, "call-time-limit", "1m", "time that a call may take; what is known by then is its answer, marked incomplete")
	f.StringVar(&o.memory, "call-memory-limit", "1GiB", "memory that a call may take")
	f.StringVar(&o.answer, "call-answer-limit", "1MiB", "length of an answer, at most")
	intVar(f, &o.calls, "calls", 2, "calls that run at a time; others wait")
	return cmd
}

func runMCP(ctx context.Context, o *mcpOptions, root *cobra.Command) error {
	folder, err := o.folder()
	if err != nil {
		return err
	}
	program, err := o.program(folder)
	if err != nil {
		return err
	}
	if o.calls < 1 || o.calls > maxCalls {
		return usagef("--calls: %d is not a number of calls from 1 to %d", o.calls, maxCalls)
	}
	pages, err := mcpPages()
	if err != nil {
		return err
	}
	o.note("mtbf mcp: reads %s; waits for a client on standard input (Ctrl-C ends)", folder)
	err = mcpserver.Serve(ctx, o.In, o.Out, mcpserver.Options{
		Name: "mtbf", Title: "mtbf: reliability from logs and designs", Version: buildVersion().Version,
		Instructions: fmt.Sprintf(mcpInstructions, folder), Tools: mcpTools(root), Pages: pages, Program: program, Calls: o.calls,
	})
	switch {
	case ctx.Err() != nil:
		o.note("mtbf mcp: ended, %s", endOf(ctx))
		return nil
	case err != nil && !isBrokenPipe(err):
		return fmt.Errorf("what came from the client is no message of the protocol: %w", err)
	}
	return err
}

// maxCalls bounds --calls.
const maxCalls = 64

// folder is that of --root, by its whole path.
func (o *mcpOptions) folder() (string, error) {
	if o.root == "" {
		return "", usagef("mcp needs --root DIR, the folder whose files may be read")
	}
	path, err := filepath.Abs(o.root)
	if err != nil {
		return "", err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", usagef("--root: %w", err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", usagef("--root: %w", err)
	case !info.IsDir():
		return "", usagef("--root: %s is no folder", o.root)
	case filepath.Dir(path) == path:
		return "", usagef("--root: %s is everything on this machine: name the folder with the files that may be read", o.root)
	}
	return path, nil
}

// smallest are the least memory and the least answer of a call, in bytes.
const (
	smallestMemory = 64 << 20
	smallestAnswer = 1 << 10
)

// program is how the commands of tools are run.
func (o *mcpOptions) program(folder string) (p mcpserver.Program, err error) {
	hours, err := positiveHours("call-time-limit", o.time)
	if err != nil {
		return p, err
	}
	memory, err := sizeOf("call-memory-limit", o.memory, smallestMemory)
	if err != nil {
		return p, err
	}
	answer, err := sizeOf("call-answer-limit", o.answer, smallestAnswer)
	if err != nil {
		return p, err
	}
	path, err := os.Executable()
	if err != nil {
		return p, fmt.Errorf("the program does not find itself: %w", err)
	}
	processors := strconv.Itoa(o.workers)
	limit := time.Duration(min(hours, 24) * float64(time.Hour))
	return mcpserver.Program{
		Path: path, Folder: folder, Time: limit, Answer: int(answer),
		Before: []string{confinedWord, strconv.FormatInt(memory, 10)},
		After:  []string{"--format=json", "--workers=" + processors, "--time-limit=" + strconv.FormatFloat(limit.Seconds(), 'f', -1, 64) + "s"},
	}, nil
}

// sizeOf reads a number of bytes.
func sizeOf(flag, text string, least int64) (int64, error) {
	const most = 1 << 40
	bytes, err := parseBytes(text)
	if err != nil {
		return 0, usagef("--%s: %w", flag, err)
	}
	if bytes < float64(least) || bytes > most {
		return 0, usagef("--%s: %s is not from %d bytes to 1 TiB", flag, text, least)
	}
	return int64(bytes), nil
}
