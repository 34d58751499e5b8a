package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/datasets"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/galileo"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/report"
	"mtbf/report/local"
)

// entries are the file that was named and the data that ship with the program.
func (o *serveOptions) entries(ctx context.Context, args []string) ([]local.Entry, error) {
	var all []local.Entry
	for _, path := range args {
		e, err := o.entry(ctx, path, "the file that was named", o.flags)
		if err == nil {
			err = o.tried(ctx, path)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	plain := &serveOptions{reportOptions: *newReportOptions(o.global)}
	for _, d := range datasets.All() {
		path := "dataset:" + d.Name
		if !d.Embedded() || d.Kind != datasets.Log && d.Kind != datasets.System || slices.Contains(args, path) {
			continue
		}
		e, err := plain.entry(ctx, path, d.About, nil)
		if err != nil {
			return nil, err
		}
		e.Shipped = true
		all = append(all, e)
	}
	return all, nil
}

// entry is a file that pages are made of. A system or a fault tree is read once, here; a
// log anew for each report. Of the flags, nil for none, those that it has no use for are
// refused.
func (o *serveOptions) entry(ctx context.Context, path, about string, flags *pflag.FlagSet) (local.Entry, error) {
	e := local.Entry{Name: path, About: about}
	if !strings.HasPrefix(path, "dataset:") {
		e.Name = filepath.Base(path)
	}
	sign := func(page *report.Page) error {
		input, err := digestFile(path)
		page.Source.Inputs = []report.Input{input}
		page.Source.Command = "serve " + shellWord(path)
		return err
	}
	switch {
	case isSystem(path):
		return e, o.ofSystem(ctx, &e, flags, sign, func(g *global) (*systemfile.File, []model.Warning, error) { return readSystemFile(ctx, path, g) })
	case isTree(path):
		tree, warnings, err := o.readFaultTree(ctx, []string{path})
		if err != nil {
			return e, err
		}
		return e, asTree(o.ofTree(&e, tree, warnings, sign), []string{path})
	case isDynamic(path):
		file, err := o.readDynamicTree(ctx, path)
		if err != nil {
			return e, err
		}
		o.ofDynamicTree(&e, file, sign)
		return e, nil
	}
	file, err := openInput(path)
	if err != nil {
		return e, err
	}
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) { return o.readLogPage(ctx, []string{path}) })
	return e, file.Close()
}

// signed is a page with where it comes from.
func signed(sign func(*report.Page) error, of func(context.Context) (*report.Page, error)) func(context.Context) (*report.Page, error) {
	return func(ctx context.Context) (*report.Page, error) {
		page, err := of(ctx)
		if err != nil {
			return nil, err
		}
		return page, sign(page)
	}
}

// ofSystem makes an entry of a system file. One that asks what to buy is sized, and has
// the chosen design on its page.
func (o *reportOptions) ofSystem(ctx context.Context, e *local.Entry, flags *pflag.FlagSet, sign func(*report.Page) error, read func(*global) (*systemfile.File, []model.Warning, error)) error {
	f, warnings, err := read(o.global)
	if err != nil {
		return err
	}
	e.Model, e.File = f.Model, f
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) { return o.solvedPage(ctx, f.Model, warnings) })
	switch {
	case len(sizing.Questions(f.Model)) > 0:
		if err := o.ofQuestion(ctx, e, sign, read); err != nil {
			return err
		}
	case flags != nil:
		if err := refuse(flags, "is for a system file that asks (choose:), and "+e.Name+" asks nothing", ofChoice...); err != nil {
			return err
		}
	}
	e.Changed = o.changedPage(warnings, sign)
	return nil
}

// ofQuestion sizes a file that asks.
func (o *reportOptions) ofQuestion(ctx context.Context, e *local.Entry, sign func(*report.Page) error, read func(*global) (*systemfile.File, []model.Warning, error)) error {
	if o.size.target == "" && !o.size.maximize {
		return usagef("%s asks what to buy (choose:): give a target availability, or say maximize, as for size", e.Name)
	}
	s, err := o.size.sizeOf(ctx, e.Name, read)
	if err != nil {
		return err
	}
	if e.File, _, err = mtbf.DesignFile(s.file, &s.result.Best); err != nil {
		return err
	}
	e.Model = e.File.Model
	e.About += ", with the design that is chosen"
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) { return o.sizedPage(ctx, s) })
	return nil
}

// changedPage makes the report of a system that was changed on its page.
func (o *reportOptions) changedPage(warnings []model.Warning, sign func(*report.Page) error) func(context.Context, *system.Model, []string) (*report.Page, error) {
	return func(ctx context.Context, m *system.Model, lines []string) (*report.Page, error) {
		page, err := signed(sign, func(ctx context.Context) (*report.Page, error) { return o.solvedPage(ctx, m, warnings) })(ctx)
		if err == nil && len(lines) > 0 {
			page.Title += ", changed"
			page.Source.Command += ", changed on its page: " + strings.Join(lines, "; ")
		}
		return page, err
	}
}

// ofTree makes an entry of a fault tree. Its numbers can be turned where one gate of it is
// a system.
func (o *reportOptions) ofTree(e *local.Entry, tree *faulttree.Model, warnings []model.Warning, sign func(*report.Page) error) error {
	mission, err := o.hours()
	if err != nil {
		return err
	}
	if e.Model, _, err = tree.System(o.gate, mission); err != nil {
		return err
	}
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) {
		return o.faultTreePage(ctx, tree, warnings, mission)
	})
	plain := *o
	plain.at, plain.size.target = nil, ""
	e.Changed = plain.changedPage(warnings, sign)
	return nil
}

// ofDynamicTree makes an entry of a dynamic fault tree, which has a report alone.
func (o *reportOptions) ofDynamicTree(e *local.Entry, file *galileo.File, sign func(*report.Page) error) {
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) { return o.dynamicTreePage(ctx, file) })
}

// tried reads the file that was named as the flags say, once before pages are made
// of it, so that flags that do not go with it are refused at once. A context that
// ends leaves the rest to whoever asks next.
func (o *serveOptions) tried(ctx context.Context, path string) error {
	if isSystem(path) || isTree(path) || isDynamic(path) {
		_, err := hoursList("at", o.at)
		return err
	}
	log, rules, err := o.readAndRule(ctx, path)
	if err == nil {
		_, err = census.Analyze(ctx, log.Log, rules)
	}
	if ctx.Err() != nil {
		return nil
	}
	return asUsage(err)
}

// errNoOtherFile is why a file that was sent names none.
var errNoOtherFile = errors.New("it was not sent, and serve opens no other file: write its numbers here, or use mtbf report on the command line")
