package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/infile"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
)

type table1Options struct {
	*global
	reconcile      bool
	outages, years string
}

func newTable1Cmd(g *global) *cobra.Command {
	o := &table1Options{global: g}
	cmd := &cobra.Command{
		Use:   "table1 [LOG]",
		Short: "Gray's Table 1, cell by cell, and every claim of his paper",
		Long: `Table1 runs an outage log, which is reconstructed from the printed table unless you
name your own, through the ordinary analysis, with the exclusions that
J. Gray made in "Why Do Computers Stop and What Can Be Done About It?" (Tandem
TR 85.7, 1985), and prints his Table 1 beside what the log gives, cell by cell,
then every statement of the paper that can be recomputed, with a verdict.

The reconstructed log is dataset:gray1985, made so that the percentages follow; any
log with its columns will do.`,
		Example: `  mtbf table1
  mtbf table1 --reconcile
  mtbf datasets export gray1985 > mine.csv && mtbf table1 mine.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("table1 takes one log, got %d", len(args))
			case len(args) == 1 && o.reconcile:
				return usagef("--reconcile searches the published table, and takes no log")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !o.reconcile {
				if err := refuse(cmd.Flags(), "is for --reconcile", "outages", "years"); err != nil {
					return err
				}
			}
			return runTable1(cmd.Context(), o, append(args, "dataset:gray1985")[0])
		},
	}
	cmd.Flags().BoolVar(&o.reconcile, "reconcile", false, "search the counts and exposures that the published table can stand for")
	cmd.Flags().StringVar(&o.outages, "outages", "107", "with --reconcile: distinct outages, a number or LO..HI")
	cmd.Flags().StringVar(&o.years, "years", "1300..1400", "with --reconcile: years of exposure, a number or LO..HI")
	return cmd
}

func runTable1(ctx context.Context, o *table1Options, log string) error {
	published, err := embedded("gray1985-table1", ingest.ReadPublished)
	if err != nil {
		return err
	}
	if o.reconcile {
		o.noEffect("confidence")
		return o.runReconcile(ctx, published)
	}
	evidence, err := o.evidence(ctx, log)
	if err != nil {
		return asUsage(err)
	}
	evidence.Published = published
	if evidence.Timeline, err = embedded("gray1985-figure1", ingest.ReadTimeline); err != nil {
		return err
	}
	return o.write(render.NewTable1(log, gray.Table1(evidence), gray.Claims(evidence)))
}

// embedded reads an embedded dataset.
func embedded[T any](name string, read func(string, io.Reader) (T, error)) (result T, err error) {
	data, err := datasets.Open(name)
	if err != nil {
		return result, err
	}
	defer data.Close()
	return read("dataset:"+name, data)
}

// evidence runs the log through the ordinary analysis, once for each set of
// rows that the paper speaks of.
func (o *table1Options) evidence(ctx context.Context, path string) (e gray.Evidence, err error) {
	notDuplexed := ingest.Condition{Column: "duplexed", Values: []string{"no"}, Not: true}
	duplexed := ingest.Condition{Column: "duplexed", Values: []string{"yes"}}
	again, err := o.readAgain(path)
	if err != nil {
		return e, err
	}
	for _, part := range []struct {
		table  **census.Table
		where  []ingest.Condition
		infant bool // leave infant failures out
	}{
		{&e.Sample, nil, false},
		{&e.Kept, []ingest.Condition{notDuplexed}, true},
		{&e.Duplexed, []ingest.Condition{duplexed}, false},
		{&e.Mature, []ingest.Condition{duplexed}, true},
	} {
		if *part.table, err = o.part(ctx, path, again(), part.where, part.infant); err != nil {
			return e, err
		}
	}
	e.Notes, err = notes(ctx, path, again())
	return e, err
}

// notes counts the failures by what is noted of them.
func notes(ctx context.Context, path string, stdin io.Reader) (map[string]int, error) {
	log, err := mtbf.ReadRows(ctx, []string{path}, ingest.Options{Profile: "gray", By: "note", Stdin: stdin})
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, o := range log.Outages {
		if !o.Kind.Is(model.Planned) {
			counts[log.Groups[o.Group]]++
		}
	}
	return counts, nil
}

// readAgain lets a log that can be read only once be read for every part: it
// returns what yields standard input from its beginning.
func (o *table1Options) readAgain(path string) (stdin func() io.Reader, err error) {
	infile.Keep(path)
	if path != "-" {
		return func() io.Reader { return nil }, nil
	}
	text, err := io.ReadAll(io.LimitReader(o.In, infile.MaxKept+1))
	if err == nil && len(text) > infile.MaxKept {
		err = fmt.Errorf("standard input: a log that is read more than once may have %d bytes: name its file", infile.MaxKept)
	}
	return func() io.Reader { return bytes.NewReader(text) }, err
}

func (o *table1Options) part(ctx context.Context, path string, stdin io.Reader, where []ingest.Condition, infant bool) (*census.Table, error) {
	log, err := mtbf.ReadRows(ctx, []string{path}, ingest.Options{Profile: "gray", Where: where, Stdin: stdin})
	if err != nil {
		return nil, o.misread(ctx, err, path, logInput)
	}
	rules := census.Options{
		Confidence:    o.confidence,
		Exposure:      census.ExposureRule{TotalHours: gray.ExposureYears * model.HoursPerYear},
		ExcludeInfant: infant,
	}
	return census.Analyze(ctx, log.Log, rules)
}
