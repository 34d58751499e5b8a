// Mtbf-cluster runs analyses and simulations of mtbf on many machines, by Apache Spark,
// with the answer of one machine to the last byte. See docs/cluster.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/ingest"
)

const usage = `mtbf-cluster runs mtbf on many machines, by Apache Spark, with the answer of one to
the last byte. One machine reads ten million rows in some seconds: it is for logs of
some 10^9 rows, or that stand where one machine cannot read them, and for missions
that take one machine days.

Usage:
  mtbf-cluster COMMAND ... --engine ENGINE [flags]

Commands:
  analyze     MTBF, MTTR and availability by category, from outage logs
  simulate    missions of a system, in shards

An engine is the master of a Spark 4 cluster (spark://HOST:PORT, yarn, k8s://...), or
local, workers on this machine without Spark. 'mtbf-cluster COMMAND --help' tells what
a command does and lists its flags.
`

// usageError is a flag or an argument that is wrong.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code(err, os.Stderr))
}

// code tells an error, and returns the exit code for it.
func code(err error, to io.Writer) int {
	exit := (*exitError)(nil)
	switch {
	case err == nil || errors.Is(err, pflag.ErrHelp):
		return 0
	case errors.As(err, &exit): // mtbf has said why
		return exit.code
	}
	fmt.Fprintln(to, "mtbf-cluster:", err)
	option, question := (*mtbf.OptionError)(nil), (*ingest.Question)(nil)
	if errors.As(err, &usageError{}) || errors.As(err, &option) || errors.As(err, &question) {
		return 2
	}
	return 1
}

func run(ctx context.Context, args []string, out, notes io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(notes, usage)
		return usagef("it needs a command")
	}
	switch args[0] {
	case "analyze":
		return analyze(ctx, args[1:], out, notes)
	case "simulate":
		return simulate(ctx, args[1:], out, notes)
	case "size":
		return usagef("size does not run in parts: its draws of --confidence are one after the other; 'mtbf size' does it on one machine")
	case "help", "--help", "-h":
		fmt.Fprint(out, usage)
		return nil
	}
	return usagef("no command %q: analyze or simulate", args[0])
}
