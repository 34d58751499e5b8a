package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/galileo"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/report"
	"mtbf/report/local"
)

// uploaded reads a file that was sent. Its choices become flags of report; none of them,
// and nothing in it, may name a file.
func (o *serveOptions) uploaded(ctx context.Context, name string, r io.Reader, choices []local.Choice) (*local.Sent, error) {
	rules := newReportOptions(o.global)
	flags, err := rules.choose(choices)
	if err != nil {
		return nil, err
	}
	sent := newDigester(r)
	text := bufio.NewReaderSize(sent, headOfKind)
	head, err := text.Peek(headOfKind)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	kind := kindSent(name, head)
	if err := refuseSent(flags, name, kind); err != nil {
		return nil, err
	}
	if kind == logInput {
		page, err := rules.sentLog(ctx, name, text)
		if err != nil {
			return nil, misreadSent(ctx, asAsked(err), name, head, kind)
		}
		page.Source.Inputs = []report.Input{sent.input(name)}
		return &local.Sent{Page: page}, nil
	}
	e := &local.Entry{Name: name, About: string(kind) + " that was sent"}
	sign := func(page *report.Page) error {
		page.Source.Inputs = []report.Input{sent.input(name)}
		page.Source.Command = "serve, from " + e.About
		return nil
	}
	if err := rules.sentSystem(ctx, e, kind, flags, text, sign); err != nil {
		return nil, misreadSent(ctx, asAsked(err), name, head, kind)
	}
	_, err = io.Copy(io.Discard, text) // the digest is that of all of it
	return &local.Sent{Entry: e}, err
}

// choose sets flags of report by the names that a form has for them.
func (o *reportOptions) choose(choices []local.Choice) (*pflag.FlagSet, error) {
	cmd := &cobra.Command{}
	o.reportFlags(cmd)
	for _, c := range choices {
		if !slices.Contains(local.Fields(), c.Name) {
			return nil, usagef("there is no choice %q", c.Name)
		}
		var wrong *pflag.InvalidValueError
		if err := cmd.Flags().Set(c.Name, c.Value); errors.As(err, &wrong) {
			return nil, usagef("%s: %w", c.Name, errors.Unwrap(wrong))
		} else if err != nil {
			return nil, usageError{err}
		}
	}
	if o.Profile != "" && !slices.Contains(ingest.ProfileNames(), o.Profile) {
		return nil, usagef("profile: %q is not one of those that ship with the program", o.Profile)
	}
	return cmd.Flags(), nil
}

// kindSent is what a file that was sent is taken for, by its name or its beginning: what
// is nothing else is a log.
func kindSent(name string, head []byte) inputKind {
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch is, known := kindOfText(head); {
	case isDynamic(name) || known && is == foundDynamicTree:
		return dynamicInput
	case isTree(name) || known && is == foundTree:
		return treeInput
	case isSystem(name) && (!known || is == foundSystem) || known && is == foundSystem:
		return systemInput
	}
	return logInput
}

// refuseSent refuses the choices that the kind of a file makes meaningless.
func refuseSent(flags *pflag.FlagSet, name string, kind inputKind) error {
	of := map[inputKind][]string{
		logInput: append([]string{"at", "gate", "mission-time"}, ofSize...), systemInput: slices.Concat(ofLogs(), ofSLO, []string{"gate", "mission-time"}),
		treeInput: slices.Concat(ofLogs(), ofSLO, ofSize, []string{"at"}), dynamicInput: slices.Concat(ofLogs(), ofSLO, ofSize, []string{"mission-time"}),
	}
	for _, not := range of[kind] {
		if f := flags.Lookup(not); f != nil && f.Changed {
			return usagef("%s is not for %s, and %s is one", not, kind, name)
		}
	}
	return nil
}

// misreadSent is the error of a file that could not be read as what it was taken for: where
// it is something else that is known, it says so.
func misreadSent(ctx context.Context, err error, name string, head []byte, as inputKind) error {
	var asked *local.Question
	var row *ingest.RowError
	is, known := kindOfText(head)
	if ctx.Err() != nil || errors.As(err, &asked) || errors.As(err, &row) || !known || is.kind == as {
		return err
	}
	reads := is.reads
	if strings.Contains(reads, "%s") {
		reads = fmt.Sprintf(reads, shellWord(name))
	}
	return usagef("%s is %s, of which there is no page; %s", name, is.what, reads)
}

// sentLog makes the report of a log that was sent.
func (o *reportOptions) sentLog(ctx context.Context, name string, text io.Reader) (*report.Page, error) {
	opt := o.options()
	opt.Stdin, opt.StdinName = text, name
	bounded, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	opt.Progress = func(p ingest.Progress) {
		if p.Rows > local.MaxLines {
			stop(errRows)
		}
	}
	log, err := opt.Read(bounded, "-")
	if err != nil {
		return nil, err
	}
	if err := modest(log.Log, census.Split(o.By)); err != nil {
		return nil, err
	}
	return o.logPage(ctx, name, log)
}

// sentSystem makes an entry of a system or a fault tree that was sent.
func (o *reportOptions) sentSystem(ctx context.Context, e *local.Entry, kind inputKind, flags *pflag.FlagSet, text io.Reader, sign func(*report.Page) error) error {
	if _, err := hoursList("at", o.at); err != nil {
		return err
	}
	switch kind {
	case treeInput:
		tree, warnings, err := faulttree.Read([]faulttree.Source{{Name: e.Name, Text: text}}, faulttree.Options{})
		if err != nil {
			return err
		}
		return o.ofTree(e, tree, warnings, sign)
	case dynamicInput:
		file, err := galileo.Read(e.Name, text)
		if err != nil {
			return err
		}
		o.ofDynamicTree(e, file, sign)
		return nil
	}
	whole, err := io.ReadAll(text) // which is read again where it asks
	if err != nil {
		return err
	}
	return o.ofSystem(ctx, e, flags, sign, func(g *global) (*systemfile.File, []model.Warning, error) {
		return mtbf.ParseSystemFile(ctx, e.Name, bytes.NewReader(whole), mtbf.SystemOptions{Confidence: g.confidence, Reads: func(string) error { return errNoOtherFile }})
	})
}

// asAsked is a question to the person who sent a file, where an error is one.
func asAsked(err error) error {
	var log *mtbf.Question
	var tops *faulttree.TopsError
	var initiators *faulttree.InitiatorsError
	switch {
	case errors.As(err, &log):
		return askedOfLog(log)
	case errors.As(err, &tops):
		q := &local.Question{Text: "Which gate is the top event? The model has several that no other gate uses."}
		for _, name := range tops.Tops {
			q.Readings = append(q.Readings, local.Reading{Says: []local.Choice{{Name: "gate", Value: name}}})
		}
		return q
	case errors.As(err, &initiators):
		return usagef("%w; a page is made of a gate: name it as the gate that is the top event, or use mtbf solve --initiator on the command line", err)
	case errors.Is(err, faulttree.ErrMissionTime):
		return usagef("%w\nThe form has a field for it, under \"If it is a system or a fault tree\".", err)
	}
	return asUsage(err)
}

// unbroken keeps limits and the unit behind them on one line.
var unbroken = strings.NewReplacer(", ", ",\u00a0", "] ", "]\u00a0")

// askedOfLog is a question about a log with the figures of each reading.
func askedOfLog(log *mtbf.Question) *local.Question {
	first, size := utf8.DecodeRuneInString(log.Text)
	q := &local.Question{Text: string(unicode.ToUpper(first)) + log.Text[size:]}
	if !strings.HasSuffix(q.Text, "?") {
		q.Text += "."
	}
	figures := render.NewQuestion(log).Blocks()[0].Grid.Rows
	for i, a := range log.Answers {
		reading := local.Reading{About: a.About}
		for _, s := range a.Settings {
			if s.Option == "date-order" && reading.About == "" {
				reading.About = map[string]string{"day-month": "03/04 is 3 April", "month-day": "03/04 is 4 March"}[s.Value]
			}
			reading.Says = append(reading.Says, local.Choice{Name: s.Option, Value: s.Value})
		}
		if a.Total != nil {
			for _, f := range figures[i][1:] {
				reading.Figures = append(reading.Figures, unbroken.Replace(f))
			}
		}
		if a.Err != nil {
			reading.About = strings.TrimPrefix(reading.About+": "+a.Err.Error(), ": ")
		}
		q.Readings = append(q.Readings, reading)
	}
	return q
}

// errRows tells that a log which was sent, of few lines as text, has many rows: JSON on
// one line, or a workbook.
var errRows = fmt.Errorf("the log has more than %d rows, and a page is made of no more: use mtbf report on the command line", local.MaxLines)

// maxLevels bounds the levels of all categories of a log that was sent, in each
// group that it is split into: each is a row of the analysis, of some kilobytes,
// whether it is shown or not.
const maxLevels = 50_000

// modest refuses a log of which few bytes would become much work.
func modest(log *model.Log, by census.Split) error {
	type part struct{ group, causes int32 }
	seen := map[part]bool{}
	levels := 0
	for i := range log.Outages {
		p := part{groupOf(&log.Outages[i], by), log.Outages[i].Causes}
		if !seen[p] {
			seen[p] = true
			levels += levelsOf(log.Causes[p.causes])
		}
	}
	if levels > maxLevels {
		return fmt.Errorf("the categories of the log have %d levels in all its groups, and a page is made of %d at most: use mtbf report on the command line", levels, maxLevels)
	}
	return nil
}

func levelsOf(causes []model.Category) int {
	n := len(causes)
	for _, c := range causes {
		n += strings.Count(string(c), "/")
	}
	return n
}

// groupOf numbers the groups of a split, near enough to count them.
func groupOf(o *model.Outage, by census.Split) int32 {
	hours := map[census.Split]float64{census.ByYear: model.HoursPerYear, census.ByQuarter: model.HoursPerYear / 4, census.ByMonth: model.HoursPerYear / 12}
	if h, ok := hours[by]; ok {
		return int32(o.Start / h)
	}
	return o.Group
}
