package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/ingest/faulttree"
	"mtbf/internal/infile"
	"mtbf/model"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/report"
)

type reportOptions struct {
	logFlags
	at []string
	treeFlags
	size sizeOptions // of a system file that asks
}

func newReportCmd(g *global) *cobra.Command {
	o := newReportOptions(g)
	cmd := &cobra.Command{
		Use:   "report LOG...|SYSTEM|TREE.xml...|TREE.dft -o FILE.html",
		Short: "A self-contained HTML report of an outage log, a system file or a fault tree",
		Long: `Report writes one HTML file that needs nothing else: what was found, in words and
with limits; figures; tables that copy into a spreadsheet; what was done with the
rows; and where it all comes from. A system file (.yaml, .yml or a dataset of that
kind) or a fault tree (.xml, .dft) is solved exactly and checked by simulation. One
that asks (choose:) is sized for a --target, or --maximize, as size does: the report
shows the frontier, the choice, what each step buys, what the choice would be if a
number were off, and the chosen design. One that asks nothing is held against a
--target. All else is an outage log, for which the flags of analyze hold.`,
		Example: `  mtbf report outages.csv --units 40 -o outages.html
  mtbf report system.yaml --at 1000h,1y -o system.html
  mtbf report hall.yaml --target 99.99% --minimize cost -o hall.html
  mtbf report dataset:shop -o shop.html`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("report needs a log or a system file; '-' is a log on standard input, dataset:NAME one that ships with the program")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runReport(cmd.Context(), o, args, cmd.Flags()) },
	}
	o.rejectFlags(cmd)
	o.reportFlags(cmd)
	return cmd
}

func newReportOptions(g *global) *reportOptions {
	return &reportOptions{logFlags: logFlags{global: g}, size: sizeOptions{goalOptions: goalOptions{global: g}, sensitivity: true}}
}

// reportFlags are those of a report but for what becomes of rows that cannot be read.
func (o *reportOptions) reportFlags(cmd *cobra.Command) {
	o.tableFlags(cmd)
	o.sloFlags(cmd)
	wordsVar(cmd.Flags(), &o.at, "at", "of a system or a dynamic fault tree: also give reliability and availability at these times, such as 50h,1y")
	o.treeFlags.register(cmd.Flags())
	o.size.sizeFlags(cmd)
}

func runReport(ctx context.Context, o *reportOptions, args []string, flags *pflag.FlagSet) error {
	if o.format != "table" {
		return usagef("--format: report writes HTML; for %s see analyze and solve", o.format)
	}
	if err := refuseOther(flags, args); err != nil {
		return err
	}
	if o.toTerminal() {
		return usagef("report writes HTML, which a terminal does not show: name a file, such as -o report.html")
	}
	page, err := o.page(ctx, args, flags)
	var objection strictError
	if err != nil && !errors.As(err, &objection) {
		return asUsage(err)
	}
	page.Source.Command = commandLine("report", args, flags)
	write := func() error { return writeFile(o.output, page.Write) }
	if o.output == "" {
		write = func() error { return page.Write(o.Out) }
	}
	if unwritten := write(); unwritten != nil {
		return unwritten
	}
	return err
}

// refuseOther refuses the flags of a system where there is a log, and those of a
// log where there is none.
func refuseOther(flags *pflag.FlagSet, args []string) error {
	switch {
	case len(args) == 0:
		return refuse(flags, "is for a file, and none is named", slices.Concat(ofLogs(), ofSLO, []string{"at"})...)
	case isDynamic(args[0]):
		return refuse(flags, "is not for a dynamic fault tree, and "+args[0]+" is one", slices.Concat(ofLogs(), ofSLO, ofSize, []string{"mission-time"})...)
	case isTree(args[0]):
		return refuse(flags, "is not for a fault tree, and "+args[0]+" is one", slices.Concat(ofLogs(), ofSLO, ofSize, []string{"at"})...)
	case isSystem(args[0]):
		return refuse(flags, "is not for a system file, and "+args[0]+" is one", slices.Concat(ofLogs(), ofSLO, []string{"gate", "mission-time"})...)
	}
	return refuse(flags, "is not for an outage log, and "+args[0]+" is one", append([]string{"at", "gate", "mission-time"}, ofSize...)...)
}

// page makes the report of a system file or of a log. It comes with a
// strictError where --strict objects.
func (o *reportOptions) page(ctx context.Context, args []string, flags *pflag.FlagSet) (*report.Page, error) {
	for _, path := range args {
		infile.Keep(path) // it is read once more for its digest
	}
	stdin := newDigester(o.In)
	o.In = stdin
	var page *report.Page
	var err error
	switch {
	case isDynamic(args[0]):
		page, err = o.dynamicPage(ctx, args)
	case isTree(args[0]):
		page, err = o.treePage(ctx, args)
	case !isSystem(args[0]):
		page, err = o.readLogPage(ctx, args)
	case len(args) > 1:
		return nil, usagef("report takes one system file")
	default:
		page, err = o.systemPage(ctx, args[0], flags)
	}
	if page == nil {
		return nil, err
	}
	inputs, unread := digests(args, stdin)
	if unread != nil {
		return nil, unread
	}
	page.Source.Inputs = inputs
	return page, err
}

func (o *reportOptions) readLogPage(ctx context.Context, paths []string) (*report.Page, error) {
	log, err := o.readLog(ctx, paths)
	if err != nil {
		return nil, err
	}
	page, err := o.logPage(ctx, strings.Join(paths, ", "), log)
	if err != nil {
		return nil, err
	}
	return page, o.objects(log)
}

// systemPage solves a system file exactly, and simulates it.
func (o *reportOptions) systemPage(ctx context.Context, path string, flags *pflag.FlagSet) (*report.Page, error) {
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	if len(sizing.Questions(m)) > 0 {
		return o.questionPage(ctx, path)
	}
	if err := refuse(flags, "is for a system file that asks (choose:), and "+path+" asks nothing", ofChoice...); err != nil {
		return nil, err
	}
	return o.solvedPage(ctx, m, warnings)
}

// solvedPage is the page of a system that asks nothing.
func (o *reportOptions) solvedPage(ctx context.Context, m *system.Model, warnings []model.Warning) (*report.Page, error) {
	times, err := hoursList("at", o.at)
	if err != nil {
		return nil, err
	}
	allowed, err := o.size.allowed()
	if err != nil {
		return nil, err
	}
	page, exact, err := mtbf.SystemReport(ctx, m, warnings, mtbf.ReportOptions{Times: times, Allowed: allowed, Confidence: o.confidence, Seed: o.seed, Workers: o.processors(), Source: o.source()})
	if err != nil || exact == nil {
		return page, err
	}
	if exact.Bounds != nil {
		return page, embed(page, (&solveOptions{global: o.global}).bounds(m.Name, exact, warnings))
	}
	return page, embed(page, render.NewSolution(m.Name, exact, warnings))
}

// ofSize are the flags of a target and of a choice; those of a choice mean nothing where no
// file asks.
var (
	ofChoice = []string{"mission", "maximize", "minimize", "limit", "draws", "work"}
	ofSize   = append([]string{"target"}, ofChoice...)
)

// questionPage sizes a system file that asks, and shows the chosen design.
func (o *reportOptions) questionPage(ctx context.Context, path string) (*report.Page, error) {
	if o.size.target == "" && !o.size.maximize {
		return nil, usagef("%s asks (choose:), so that report needs a --target, or --maximize, as size does; 'mtbf size --as-system' writes the system of a choice", path)
	}
	if _, err := hoursList("at", o.at); err != nil {
		return nil, err
	}
	s, err := o.size.size(ctx, path)
	if err != nil {
		return nil, err
	}
	return o.sizedPage(ctx, s)
}

// sizedPage shows what a file that asks was answered.
func (o *reportOptions) sizedPage(ctx context.Context, s *sized) (*report.Page, error) {
	times, err := hoursList("at", o.at)
	if err != nil {
		return nil, err
	}
	page, err := mtbf.QuestionReport(ctx, s.file, s.warnings, s.options, s.result, s.offs,
		mtbf.ReportOptions{Times: times, Confidence: o.confidence, Seed: o.seed, Workers: o.processors(), Source: o.source()})
	if err != nil {
		return nil, err
	}
	return page, embed(page, s.doc)
}

// treePage solves a fault tree exactly, and simulates it.
func (o *reportOptions) treePage(ctx context.Context, paths []string) (*report.Page, error) {
	mission, err := o.hours()
	if err != nil {
		return nil, err
	}
	tree, warnings, err := o.readFaultTree(ctx, paths)
	if err != nil {
		return nil, err
	}
	page, err := o.faultTreePage(ctx, tree, warnings, mission)
	return page, asTree(err, paths)
}

func (o *reportOptions) faultTreePage(ctx context.Context, tree *faulttree.Model, warnings []model.Warning, mission float64) (*report.Page, error) {
	page, top, err := mtbf.FaultTreeReport(ctx, tree, warnings, o.gate, mission, mtbf.ReportOptions{Confidence: o.confidence, Seed: o.seed, Workers: o.processors(), Source: o.source()})
	if err != nil {
		return nil, err
	}
	return page, embed(page, render.NewTopEvent(top, warnings, true))
}

// isTree reports whether a name is that of a fault tree.
func isTree(path string) bool { return strings.ToLower(filepath.Ext(path)) == ".xml" }

// isSystem reports whether a name is that of a system file.
func isSystem(path string) bool {
	if name, embedded := strings.CutPrefix(path, "dataset:"); embedded {
		d, err := datasets.Find(name)
		return err == nil && (d.Kind == datasets.System || d.Kind == datasets.Question)
	}
	ending := strings.ToLower(filepath.Ext(path))
	return ending == ".yaml" || ending == ".yml"
}

// logPage analyses a log as the flags say.
func (o *logFlags) logPage(ctx context.Context, name string, log *ingest.Log) (*report.Page, error) {
	rules, err := o.rules(ctx, log)
	if err != nil {
		return nil, err
	}
	page, a, err := mtbf.LogReport(ctx, name, o.By, log, rules, o.source())
	if err != nil {
		return nil, err
	}
	return page, embed(page, render.NewAnalysis(a, render.AnalysisStyle{Planned: o.Planned, By: o.By}))
}

// embed puts the JSON of a document into a page.
func embed(page *report.Page, doc render.Document) error {
	var text bytes.Buffer
	if err := render.Write(&text, doc, render.JSON); err != nil {
		return err
	}
	page.Document = text.Bytes()
	return nil
}

// source tells what made a page.
func (g *global) source() report.Source {
	v := buildVersion()
	return report.Source{Program: fmt.Sprintf("mtbf %s, revision %s", v.Version, v.Revision), Seed: g.seed}
}

// commandLine is what to type for the same report: the arguments, and the flags
// that were given, in the order of their names.
func commandLine(name string, args []string, flags *pflag.FlagSet) string {
	words := append([]string{name}, args...)
	flags.Visit(func(f *pflag.Flag) {
		if f.Name == "output" {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			words = append(words, "--"+f.Name+"="+v)
		}
	})
	for i, w := range words {
		words[i] = shellWord(w)
	}
	return strings.Join(words, " ")
}

// digester counts and digests what is read through it.
type digester struct {
	from io.Reader
	hash hash.Hash
	n    int64
}

func newDigester(from io.Reader) *digester { return &digester{from: from, hash: sha256.New()} }

func (d *digester) Read(p []byte) (int, error) {
	n, err := d.from.Read(p)
	d.hash.Write(p[:n])
	d.n += int64(n)
	return n, err
}

func (d *digester) input(name string) report.Input {
	return report.Input{Name: name, Bytes: d.n, SHA256: hex.EncodeToString(d.hash.Sum(nil))}
}

// digests returns the size and the digest of each input.
func digests(paths []string, stdin *digester) ([]report.Input, error) {
	var all []report.Input
	for _, path := range paths {
		if path == "-" {
			all = append(all, stdin.input("standard input"))
			continue
		}
		input, err := digestFile(path)
		if err != nil {
			return nil, err
		}
		all = append(all, input)
	}
	return all, nil
}

func digestFile(path string) (report.Input, error) {
	file, err := openInput(path)
	if err != nil {
		return report.Input{}, err
	}
	defer file.Close()
	d := newDigester(file)
	_, err = io.Copy(io.Discard, d)
	return d.input(path), err
}

func openInput(path string) (io.ReadCloser, error) {
	if name, embedded := strings.CutPrefix(path, "dataset:"); embedded {
		return datasets.Open(name)
	}
	return infile.Open(path)
}
