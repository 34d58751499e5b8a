package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/faulttree"
	"mtbf/model"
	"mtbf/model/system"
)

// treeFlags say what of a fault tree is asked for.
type treeFlags struct {
	gate, mission string
}

func (t *treeFlags) register(f *pflag.FlagSet) {
	f.StringVar(&t.gate, "gate", "", "of a fault tree: the gate that is the top event (default: the only one that no other uses, or what the file says)")
	f.StringVar(&t.mission, "mission-time", "", "of a fault tree: the system mission time, such as 8760h, for expressions that ask for it")
}

// hours is the mission time, 0 where none is given.
func (t *treeFlags) hours() (float64, error) {
	if t.mission == "" {
		return 0, nil
	}
	return positiveHours("mission-time", t.mission)
}

// given names the flags of a fault tree that were given.
func (t *treeFlags) given() []string {
	var names []string
	if t.gate != "" {
		names = append(names, "gate")
	}
	if t.mission != "" {
		names = append(names, "mission-time")
	}
	return names
}

// of refuses the flags of a fault tree for what is none.
func (t *treeFlags) refused(path string) error {
	if names := t.given(); len(names) > 0 {
		return usagef("--%s is for fault trees, and %s is a system file", names[0], path)
	}
	return nil
}

var openPSA = regexp.MustCompile(`<opsa-mef\b`)

// isFaultTree reports whether a file is an Open-PSA model, by its name or its beginning.
// What standard input begins with is kept for its reader.
func (g *global) isFaultTree(path string) bool {
	if path != "-" {
		return strings.HasSuffix(strings.ToLower(path), ".xml") || g.kindOf(path) == foundTree
	}
	in := bufio.NewReaderSize(g.In, headOfKind)
	g.In = in
	head, _ := in.Peek(headOfKind)
	return openPSA.Match(head)
}

// readFaultTree reads the files of one model.
func (g *global) readFaultTree(ctx context.Context, paths []string) (*faulttree.Model, []model.Warning, error) {
	for _, path := range paths {
		if path != "-" {
			if err := g.reads(path); err != nil {
				return nil, nil, err
			}
		}
	}
	tree, warnings, err := mtbf.ReadFaultTree(paths, g.In, faulttree.Options{})
	if err != nil && len(paths) == 1 {
		err = g.misread(ctx, err, paths[0], treeInput)
	}
	return tree, warnings, asTree(err, paths)
}

// asTree makes what must be told of the fault tree of some files a mistake of usage: which
// gate, which mission time.
func asTree(err error, paths []string) error {
	var tops *faulttree.TopsError
	var initiators *faulttree.InitiatorsError
	var param *model.ParamError
	switch {
	case errors.As(err, &param) && param.Param == "model":
		return usagef("%s defines no gate: there is nothing to solve", strings.Join(paths, ", "))
	case errors.As(err, &initiators):
		return usagef("%w; --initiator NAME says it, --gate NAME asks for a gate", err)
	case errors.As(err, &tops):
		return usagef("%w; --gate NAME says it", err)
	case errors.Is(err, faulttree.ErrMissionTime):
		return usageError{err}
	}
	return asUsage(err)
}

// readSystemOrTree reads a system file, or takes a gate of a fault tree for a system that
// fails when the gate happens.
func readSystemOrTree(ctx context.Context, paths []string, g *global, t *treeFlags) (m *system.Model, warnings []model.Warning, tree *faulttree.Model, err error) {
	if !g.isFaultTree(paths[0]) {
		if err := t.refused(paths[0]); err != nil {
			return nil, nil, nil, err
		}
		m, warnings, err := readSystem(ctx, paths[0], g)
		return m, warnings, nil, err
	}
	mission, err := t.hours()
	if err != nil {
		return nil, nil, nil, err
	}
	tree, warnings, err = g.readFaultTree(ctx, paths)
	if err != nil {
		return nil, nil, nil, err
	}
	m, more, err := tree.System(t.gate, mission)
	return m, append(warnings, more...), tree, asTree(err, paths)
}

// oneSystem refuses several files but those of one fault tree.
func (g *global) oneSystem(command string, paths []string) error {
	switch {
	case len(paths) == 0:
		return usagef("%s needs a system file, or the files of a fault tree; dataset:NAME is a system that ships with the program", command)
	case len(paths) > 1 && g.isDynamicTree(paths[0]):
		return usagef("%s takes one dynamic fault tree", command)
	case len(paths) > 1 && !g.isFaultTree(paths[0]):
		return usagef("%s takes one system file; several files are those of one fault tree (.xml)", command)
	}
	return nil
}

// yesNo reads a flag that is yes or no.
func yesNo(flag, text string) (bool, error) {
	switch text {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, usagef("--%s: %q is not yes or no", flag, text)
}

// treeTimes are those of --at for a fault tree, mission times above 0.
func treeTimes(texts []string) ([]float64, error) {
	times, err := hoursList("at", texts)
	if err != nil {
		return nil, err
	}
	for _, t := range times {
		if !(t > 0) {
			return nil, usagef("--at: a fault tree has a mission time above 0, not %s", fmt.Sprintf("%g h", t))
		}
	}
	return times, nil
}

// initiatorOf reads NAME or NAME=RATE; the rate is per hour, 0 where none is given.
func initiatorOf(text string) (name string, rate float64, err error) {
	name, given, has := strings.Cut(text, "=")
	if !has {
		return name, 0, nil
	}
	number, unit, per := strings.Cut(given, "/")
	rate, bad := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !per || bad != nil || !(rate > 0) || math.IsInf(rate, 0) {
		return "", 0, usagef("--initiator: %q is not a rate above 0 with a unit, such as 0.01/y or 2e-6/h", given)
	}
	hours, err := positiveHours("initiator", "1"+strings.TrimSpace(unit))
	if err != nil {
		return "", 0, usagef("--initiator: %q is not a rate with a unit of time, such as 0.01/y or 2e-6/h", given)
	}
	return name, rate / hours, nil
}

// writeSets writes all sets to a file, as they are found.
func (o *solveOptions) writeSets(ctx context.Context, top *mtbf.TopEvent) error {
	given := 0
	err := writeFile(o.allSets, func(w io.Writer) error {
		rows := render.NewSetRows(w)
		if err := rows.Heading(); err != nil {
			return err
		}
		err := mtbf.EachCutSet(ctx, top, mtbf.FaultTreeOptions{MaxOrder: o.maxOrder, CutOff: o.cutOff}, func(s system.Set) error {
			given++
			return rows.Write(s)
		})
		return cmp.Or(err, rows.Flush())
	})
	if err == nil && !o.quiet {
		o.note("mtbf: %s written to %s", model.Counted(given, "set"), o.allSets)
	}
	return err
}
