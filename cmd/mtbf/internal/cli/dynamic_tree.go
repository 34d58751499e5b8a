package cli

import (
	"bufio"
	"context"
	"math"
	"path/filepath"
	"regexp"
	"strings"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/galileo"
	"mtbf/model"
	"mtbf/montecarlo/dft"
	"mtbf/plots"
	"mtbf/report"
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

// ofSystems are the flags of simulate that mean nothing for a dynamic fault tree.
var ofSystems = []string{"method", "horizon", "warmup", "shard", "out", "checkpoint", "mission-time"}

func runSimulateDynamic(ctx context.Context, o *simulateOptions, path string) error {
	if err := refuse(o.flags, "is for systems, and "+path+" is a dynamic fault tree", ofSystems...); err != nil {
		return err
	}
	opt := dft.Options{Seed: o.seed, Workers: o.processors(), Confidence: o.confidence}
	var err error
	if opt.Times, err = hoursList("at", o.at); err != nil {
		return err
	}
	if len(opt.Times) == 0 {
		return usagef("%s is a dynamic fault tree, of which simulate estimates the unreliability at times: --at says at which, such as --at 50h,1y", path)
	}
	if opt.RelError, err = fraction("rel-error", o.relError); err != nil {
		return err
	}
	if o.replications > math.MaxInt32 {
		return usagef("--replications: %d is not a whole number of 2 to 1,000,000,000", o.replications)
	}
	opt.Runs = int(o.replications)
	file, err := o.readDynamicTree(ctx, path)
	if err != nil {
		return err
	}
	r, err := mtbf.SimulateDynamicTree(ctx, file, o.gate, opt)
	if err != nil {
		return asUsage(err)
	}
	name := o.gate
	if name == "" {
		name = file.Tree.Elements[file.Tree.Top].Name
	}
	return o.finish(render.NewDynamicSimulation(name, r, file.Warnings), r.Complete)
}

// dynamicTree draws a dynamic fault tree from its top down.
func (o *plotOptions) dynamicTree(ctx context.Context, path string) (*plots.Figure, error) {
	if o.mission != "" {
		return nil, usagef("--mission-time is for static fault trees, and %s is a dynamic fault tree", path)
	}
	file, err := o.readDynamicTree(ctx, path)
	if err != nil {
		return nil, err
	}
	f, left, err := mtbf.DrawDynamicTree(file, o.gate)
	if left > 0 && !o.quiet {
		o.note("mtbf: %s further down not drawn; --gate NAME draws what is below one", model.Counted(left, "gate"))
	}
	return f, asUsage(err)
}

// isDynamic reports whether a name is that of a dynamic fault tree.
func isDynamic(path string) bool { return strings.ToLower(filepath.Ext(path)) == ".dft" }

// dynamicPage solves a dynamic fault tree exactly, and simulates it.
func (o *reportOptions) dynamicPage(ctx context.Context, paths []string) (*report.Page, error) {
	if len(paths) > 1 {
		return nil, usagef("report takes one dynamic fault tree")
	}
	if _, err := hoursList("at", o.at); err != nil {
		return nil, err
	}
	file, err := o.readDynamicTree(ctx, paths[0])
	if err != nil {
		return nil, err
	}
	return o.dynamicTreePage(ctx, file)
}

func (o *reportOptions) dynamicTreePage(ctx context.Context, file *galileo.File) (*report.Page, error) {
	times, err := hoursList("at", o.at)
	if err != nil {
		return nil, err
	}
	page, top, err := mtbf.DynamicTreeReport(ctx, file, o.gate, mtbf.ReportOptions{Times: times, Confidence: o.confidence, Seed: o.seed, Workers: o.processors(), Source: o.source()})
	if err != nil || top == nil {
		return page, err
	}
	return page, embed(page, render.NewDynamicTop(top, file.Warnings))
}
