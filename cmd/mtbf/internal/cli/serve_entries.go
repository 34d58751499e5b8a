package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"mtbf"
	"mtbf/datasets"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/galileo"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/system"
	"mtbf/report"
	"mtbf/report/local"
)

// entries are the file that was named and the data that ship with the program.
func (o *serveOptions) entries(ctx context.Context, args []string) ([]local.Entry, error) {
	var all []local.Entry
	for _, path := range args {
		e, err := o.entry(ctx, path, "the file that was named")
		if err == nil {
			err = o.tried(ctx, path)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	plain := &serveOptions{reportOptions: reportOptions{logFlags: logFlags{global: o.global}}}
	for _, d := range datasets.All() {
		path := "dataset:" + d.Name
		if !d.Embedded() || d.Kind != datasets.Log && d.Kind != datasets.System || slices.Contains(args, path) {
			continue
		}
		e, err := plain.entry(ctx, path, d.About)
		if err != nil {
			return nil, err
		}
		e.Shipped = true
		all = append(all, e)
	}
	return all, nil
}

// entry is a file that pages are made of. A system or a fault tree is read once, here; a
// log anew for each report.
func (o *serveOptions) entry(ctx context.Context, path, about string) (local.Entry, error) {
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
		m, warnings, err := readSystem(ctx, path, o.global)
		if err != nil {
			return e, err
		}
		return e, o.ofSystem(&e, m, warnings, sign)
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

// ofSystem makes an entry of a system that asks nothing.
func (o *reportOptions) ofSystem(e *local.Entry, m *system.Model, warnings []model.Warning, sign func(*report.Page) error) error {
	if asks(m.Top) {
		file := shellWord(e.Name)
		return usagef("%s asks what to buy (choose:), of which there is no page here: 'mtbf size %s --target 99.99%% --as-system -o design.yaml' answers, and design.yaml has pages; 'mtbf report' shows how it is chosen", e.Name, file)
	}
	e.Model = m
	e.Report = signed(sign, func(ctx context.Context) (*report.Page, error) { return o.modelPage(ctx, m, warnings) })
	e.Changed = o.changedPage(warnings, sign)
	return nil
}

// changedPage makes the report of a system that was changed on its page.
func (o *reportOptions) changedPage(warnings []model.Warning, sign func(*report.Page) error) func(context.Context, *system.Model, []string) (*report.Page, error) {
	return func(ctx context.Context, m *system.Model, lines []string) (*report.Page, error) {
		page, err := signed(sign, func(ctx context.Context) (*report.Page, error) { return o.modelPage(ctx, m, warnings) })(ctx)
		if err == nil && len(lines) > 0 {
			page.Title += ", changed"
			page.Source.Command += ", changed on its page: " + strings.Join(lines, "; ")
		}
		return page, err
	}
}

// asks reports whether a structure has a question for size.
func asks(n system.Node) bool {
	if _, ok := n.(*system.Choose); ok {
		return true
	}
	return slices.ContainsFunc(system.Children(n), asks)
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
		return mtbf.FaultTreeReport(ctx, tree, warnings, o.gate, mission, mtbf.ReportOptions{Confidence: o.confidence, Seed: o.seed, Workers: o.processors(), Source: o.source()})
	})
	plain := *o
	plain.at = nil
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
