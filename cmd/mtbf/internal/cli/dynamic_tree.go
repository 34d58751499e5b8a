package cli

import (
	"bufio"
	"context"
	"regexp"
	"strings"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/galileo"
)

var toplevel = regexp.MustCompile(`(?m)^\s*toplevel\s+("[^"\r\n]+"|[^\s";]+)\s*;`)

// isDynamicTree reports whether a file is a dynamic fault tree in the Galileo form, by its
// name or its beginning. What standard input begins with is kept for its reader.
func (g *global) isDynamicTree(path string) bool {
	if path != "-" {
		return strings.HasSuffix(strings.ToLower(path), ".dft") || g.kindOf(path) == foundDynamicTree
	}
	in := bufio.NewReaderSize(g.In, headOfKind)
	g.In = in
	head, _ := in.Peek(headOfKind)
	return toplevel.Match(head)
}

// readDynamicTree reads the file of one tree.
func (g *global) readDynamicTree(ctx context.Context, path string) (*galileo.File, error) {
	if path != "-" {
		if err := g.reads(path); err != nil {
			return nil, err
		}
	}
	file, err := mtbf.ReadDynamicTree(path, g.In)
	if err != nil {
		return nil, g.misread(ctx, err, path, dynamicInput)
	}
	return file, nil
}

// ofStaticTrees are the flags of solve that mean nothing for a dynamic fault tree.
var ofStaticTrees = []string{"mission-time", "cut-sets", "top", "max-order", "cut-off", "importance", "all-sets", "initiator"}

func runSolveDynamic(ctx context.Context, o *solveOptions, path string) error {
	if err := refuse(o.flags, "is for systems and static fault trees, and "+path+" is a dynamic fault tree", ofStaticTrees...); err != nil {
		return err
	}
	times, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	o.noEffect("confidence")
	file, err := o.readDynamicTree(ctx, path)
	if err != nil {
		return err
	}
	top, err := mtbf.SolveDynamicTree(ctx, file, o.gate, times)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewDynamicTop(top, file.Warnings))
}
