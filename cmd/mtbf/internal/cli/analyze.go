package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/internal/number"
)

type analyzeOptions struct {
	logFlags
	depth   int
	fits    string
	explain bool
	unit    *number.RateUnit

	prometheus string
}

func newAnalyzeCmd(g *global) *cobra.Command {
	o := &analyzeOptions{logFlags: logFlags{global: g}}
	cmd := &cobra.Command{
		Use:   "analyze LOG...",
		Short: "MTBF, MTTR and availability by failure category from outage logs",
		Long: `Analyze reads one or more outage logs (CSV, plain or .gz or .zst; - is standard
input; dataset:NAME ships with the program) and prints the failure-category
model: failures, downtime, MTBF, MTTR and availability of each category with
their limits, and below it what was done with the rows.`,
		Example: `  mtbf analyze outages.csv --units 40 --from 2024-01-01 --to 2025-01-01
  mtbf analyze outages.csv --fleet fleet.csv --column start=opened,end=restored
  mtbf analyze pagerduty-incidents.csv --units 12 --by quarter
  mtbf analyze servicenow.csv --profile servicenow --units 40 --timezone Europe/Berlin
  mtbf analyze jira-export.csv --units 40 --where "Issue Type=Incident"
  curl -s https://www.githubstatus.com/api/v2/incidents.json | mtbf analyze -
  curl -s "$PROM/api/v1/query_range?query=up&start=$T0&end=$T1&step=60" | mtbf analyze -
  mtbf analyze dataset:shop --slo 99.9% --confidence 95% --format markdown`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("analyze needs a log; '-' is standard input, dataset:NAME one that ships with the program (%s)", strings.Join(datasets.Names(), ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.explain {
				others := slices.Concat(ofLogs("profile", "column", "state", "down", "up"), ofSLO, ofWeights, []string{"depth", "fits", "rate-unit", "prometheus"})
				if err := refuse(cmd.Flags(), "has no effect beside --explain-columns", others...); err != nil {
					return err
				}
			}
			if o.prometheus == "-" && o.output == "" {
				return usagef("--prometheus: standard output has the result; -o FILE puts that elsewhere")
			}
			return runAnalyze(cmd.Context(), o, args)
		},
	}
	o.censusFlags(cmd)
	o.sloFlags(cmd)
	o.weightFlags(cmd)
	intVar(cmd.Flags(), &o.depth, "depth", 0, "levels of the category tree to show (default: all)")
	cmd.Flags().StringVar(&o.fits, "fits", "auto", "yes, no or auto: families of repair times and times between failures, and a trend test, by category (auto: up to 100,000 outages)")
	completeWords(cmd, "fits", "auto", "yes", "no")
	rateUnitVar(cmd, &o.unit, "also show failure rates, in this unit")
	cmd.Flags().StringVar(&o.prometheus, "prometheus", "", "also write the figures to this file, for the textfile collector of Prometheus' node_exporter (.prom)")
	cmd.Flags().BoolVar(&o.explain, "explain-columns", false, "say what the columns are taken for, and why, instead of an analysis")
	return cmd
}

// runExplain prints what the columns of each log are taken for.
func runExplain(ctx context.Context, o *analyzeOptions, paths []string) error {
	if len(paths) != 1 {
		return usagef("--explain-columns takes one log")
	}
	columns, err := o.options().ExplainColumns(paths[0])
	if columns == nil {
		return asUsage(o.misread(ctx, err, paths[0], logInput))
	}
	if e := o.write(render.NewColumns(paths[0], columns)); e != nil {
		return e
	}
	return err
}

func runAnalyze(ctx context.Context, o *analyzeOptions, paths []string) error {
	if _, err := render.ParseFormat(o.format); err != nil {
		return usageError{err}
	}
	if o.explain {
		return runExplain(ctx, o, paths)
	}
	log, rules, err := o.readAndRule(ctx, paths...)
	if err != nil {
		return err
	}
	a, err := mtbf.Analyze(ctx, log, rules, mtbf.Fits(o.fits))
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewAnalysis(a, render.AnalysisStyle{Depth: o.depth, Planned: o.Planned, By: o.By, RateUnit: o.unit})
	if err := o.write(doc); err != nil {
		return err
	}
	if err := o.expose(doc); err != nil {
		return err
	}
	if err := o.objects(log); err != nil || a.Complete {
		return err
	}
	return errIncomplete
}

// expose writes the figures for Prometheus, where a file for them was named.
func (o *analyzeOptions) expose(doc *render.Analysis) error {
	if o.prometheus == "" {
		return nil
	}
	text, err := doc.Prometheus()
	if err != nil {
		return fmt.Errorf("--prometheus: %w", err)
	}
	return writeFile(o.prometheus, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
