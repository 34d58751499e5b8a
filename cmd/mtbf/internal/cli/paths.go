package cli

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/ingest"
	"mtbf/internal/infile"
)

// outputFlags are the flags that name a file to write.
var outputFlags = []string{"output", "rejects", "out", "checkpoint", "prometheus", "write-times"}

// inputFlags are the flags that name a file to read.
var inputFlags = []string{"fleet", "taxonomy", "profile", "system", "compare", "new-fleet", "new-taxonomy", "new-profile", "holidays", "new-holidays"}

// inputArgs are the commands whose arguments are files to read, with how many
// arguments before them are not.
var inputArgs = map[string]int{
	"analyze": 0, "compare": 0, "fit": 0, "merge": 0, "plot": 1, "replay": 0, "report": 0, "require": 0, "serve": 0, "simulate": 0, "size": 0, "solve": 0, "table1": 0, "trend": 0,
}

// outputFlag is a file to be written, with the flag that names it.
type outputFlag struct{ flag, path string }

// checkPaths refuses to write over what is read, two outputs to one file, and
// what can be neither read nor written, before anything is opened.
func (g *global) checkPaths(cmd *cobra.Command, args []string) error {
	g.flags, g.command = cmd.Flags(), strings.Fields(cmd.CommandPath())[1:]
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !g.Tool || !slices.Contains(ofEveryCall, f.Name) {
			g.given = append(g.given, "--"+f.Name+"="+f.Value.String())
		}
	})
	if err := g.noteOutputs(cmd); err != nil {
		return err
	}
	paths, err := inputPaths(cmd, args)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := g.reads(path); err != nil {
			return err
		}
	}
	return nil
}

// noteOutputs notes the files to be written, and checks that they can be.
func (g *global) noteOutputs(cmd *cobra.Command) (err error) {
	g.outputs = nil
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if slices.Contains(outputFlags, f.Name) && err == nil {
			err = g.noteOutput(outputFlag{"--" + f.Name, f.Value.String()})
		}
	})
	return err
}

func (g *global) noteOutput(out outputFlag) error {
	if out.path == "" {
		return usagef("%s: the name of the file is empty", out.flag)
	}
	if err := outfile.Check(out.path); err != nil {
		return fmt.Errorf("%s: %w", out.flag, err)
	}
	info, err := os.Stat(out.path)
	if out.flag == "--checkpoint" && (out.path == "-" || err == nil && !info.Mode().IsRegular()) {
		return usagef("--checkpoint: %s is not a regular file, so that a run could go on from it", out.path)
	}
	for _, other := range g.outputs {
		if outfile.Same(out.path, other.path) {
			return usagef("%s and %s are one file, %s", other.flag, out.flag, out.path)
		}
	}
	g.outputs = append(g.outputs, out)
	return nil
}

// inputPaths returns what the arguments and flags of a command name to be read.
func inputPaths(cmd *cobra.Command, args []string) (paths []string, err error) {
	if before, ok := inputArgs[cmd.Name()]; ok && len(args) > before {
		paths = slices.Clone(args[before:])
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		path := f.Value.String()
		if path == "" && slices.Contains(inputFlags, f.Name) {
			err = usagef("--%s: the name of the file is empty", f.Name)
		}
		if slices.Contains(inputFlags, f.Name) && (strings.TrimPrefix(f.Name, newPrefix) != "profile" || ingest.IsProfileFile(path)) {
			paths = append(paths, path)
		}
	})
	return paths, err
}

// reads refuses an input that can be read by nobody, or that is to be written
// over. Of one that is not there it says nothing.
func (g *global) reads(path string) error {
	if strings.HasPrefix(path, "dataset:") {
		return nil
	}
	name, info, err := path, fs.FileInfo(nil), error(nil)
	if path == "-" {
		name = "standard input"
		info = statOf(g.In)
	} else if info, err = infile.Stat(path); err == nil {
		err = infile.Check(path)
	} else {
		return infile.Check(path)
	}
	switch {
	case err != nil:
		return err
	case info == nil || info.Mode().Type() == fs.ModeCharDevice|fs.ModeDevice:
		return nil
	case info.Mode().Type() == fs.ModeNamedPipe:
		g.ends.waitsFor(name)
	}
	for _, out := range g.outputs {
		if there, err := os.Stat(out.path); err == nil && os.SameFile(info, there) {
			return usagef("%s: %s is read by this command: writing to it would destroy it", out.flag, name)
		}
	}
	if out := statOf(g.Out); out != nil && out.Mode().IsRegular() && os.SameFile(info, out) {
		return usagef("%s is read by this command and is its standard output too: writing to it would destroy it", name)
	}
	return nil
}

// statOf tells of the file behind a stream, nil if there is none.
func statOf(stream any) fs.FileInfo {
	if cut, ok := stream.(*outlet); ok {
		stream = cut.Writer
	}
	file, ok := stream.(*os.File)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	return info
}
