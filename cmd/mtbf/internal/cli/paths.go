package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/cmd/mtbf/internal/outfile"
)

// outputFlags are the flags that name a file to write.
var outputFlags = []string{"output", "rejects", "out", "checkpoint"}

// checkPaths refuses to write over what is read, or two outputs to one file,
// before anything is opened. Whatever else is given to a command, argument or
// value of a flag, may name a file that it reads.
func (g *global) checkPaths(cmd *cobra.Command, args []string) error {
	inputs := slices.Clone(args)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		g.given = append(g.given, "--"+f.Name+"="+f.Value.String())
		if slices.Contains(outputFlags, f.Name) {
			g.outputs = append(g.outputs, outputFlag{"--" + f.Name, f.Value.String()})
			return
		}
		inputs = append(inputs, flagTexts(f)...)
	})
	for i, out := range g.outputs {
		if out.path == "" {
			return usagef("%s: the name of the file is empty", out.flag)
		}
		for _, other := range g.outputs[:i] {
			if outfile.Same(out.path, other.path) {
				return usagef("%s and %s are one file, %s", other.flag, out.flag, out.path)
			}
		}
	}
	for _, path := range inputs {
		if err := g.reads(path); err != nil {
			return err
		}
	}
	if slices.Contains(inputs, "-") {
		return g.readsStandardInput()
	}
	return nil
}

// outputFlag is a file to be written, with the flag that names it.
type outputFlag struct{ flag, path string }

// reads refuses an input that is to be written over.
func (g *global) reads(path string) error {
	for _, out := range g.outputs {
		if _, err := os.Stat(path); err == nil && outfile.Same(out.path, path) {
			return usagef("%s: %s is read by this command: writing to it would destroy it", out.flag, path)
		}
	}
	return nil
}

// readsStandardInput is reads for the file that standard input comes from.
func (g *global) readsStandardInput() error {
	file, ok := g.In.(*os.File)
	if !ok {
		return nil
	}
	in, err := file.Stat()
	if err != nil || !in.Mode().IsRegular() {
		return nil
	}
	for _, out := range g.outputs {
		if info, err := os.Stat(out.path); err == nil && os.SameFile(in, info) {
			return usagef("%s: %s is standard input: writing to it would destroy it", out.flag, out.path)
		}
	}
	return nil
}

// flagTexts are the texts that a flag was given.
func flagTexts(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{strings.TrimSpace(f.Value.String())}
}
