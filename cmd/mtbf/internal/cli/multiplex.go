package cli

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/multiplex"
	bundles "mtbf/montecarlo/multiplex"
)

// multiplexOptions are the flags that describe a multiplexed organ.
type multiplexOptions struct {
	*global
	organ      string
	organError float64
	fiducial   float64
	tiers      int
	lines      []int
	simulate   bool
	relError   string
}

func newMultiplexCmd(g *global) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "multiplex",
		Short: "Von Neumann's multiplexing of 1956 beside modular redundancy",
		Long: `Multiplex computes von Neumann's multiplexing of 1956 exactly, beside the figures
he printed: every line becomes a bundle of N lines, every organ N organs and
restoring tiers. Compare sets it against modular redundancy (Gray 1985, p. 4).`,
		Args: onlyKids,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMultiplexTableCmd(g), newMultiplexSizeCmd(g), newMultiplexThresholdCmd(g), newMultiplexCompareCmd(g))
	return cmd
}

// schemeFlags are those of von Neumann's scheme unless told otherwise.
func (o *multiplexOptions) schemeFlags(cmd *cobra.Command) {
	s := multiplex.VonNeumann(1)
	f := cmd.Flags()
	f.StringVar(&o.organ, "organ", "nand", "nand, or majority (of three inputs)")
	fractionVar(f, &o.organError, "error", s.Error, "probability that an organ gives the opposite of what it should")
	fractionVar(f, &o.fiducial, "fiducial", s.Bundle.Fiducial, "level D: a bundle reads no with at most D N lines stimulated, yes with at least (1-D) N")
	intVar(f, &o.tiers, "tiers", s.Tiers, "restoring tiers behind the executive organ")
	completeWords(cmd, "organ", "nand", "majority")
}

// scheme reads the flags, for bundles of n lines.
func (o *multiplexOptions) scheme(n int) (multiplex.Scheme, error) {
	s := multiplex.Scheme{Bundle: multiplex.Bundle{N: n, Fiducial: o.fiducial}, Error: o.organError, Tiers: o.tiers}
	switch o.organ {
	case "nand":
	case "majority":
		s.Organ = multiplex.Majority
	default:
		return s, usagef("--organ: %q is not nand or majority", o.organ)
	}
	return s, nil
}

// isVonNeumanns reports whether his approximations and his table apply.
func isVonNeumanns(s multiplex.Scheme) bool { return s == multiplex.VonNeumann(s.Bundle.N) }

func schemeOut(s multiplex.Scheme) render.MultiplexScheme {
	return render.MultiplexScheme{Organ: s.Organ.String(), Error: s.Error, Fiducial: s.Bundle.Fiducial, Tiers: s.Tiers}
}

func newMultiplexTableCmd(g *global) *cobra.Command {
	o := &multiplexOptions{global: g}
	cmd := &cobra.Command{
		Use:   "table",
		Short: "Residual error of a bundle by its number of lines, every method",
		Example: `  mtbf multiplex table
  mtbf multiplex table --lines 100,300,1000 --organ majority --error 0.02 --simulate`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !o.simulate {
				if err := refuse(cmd.Flags(), "is for --simulate", "rel-error"); err != nil {
					return err
				}
			}
			return runMultiplexTable(cmd.Context(), o)
		},
	}
	o.schemeFlags(cmd)
	f := cmd.Flags()
	intsVar(f, &o.lines, "lines", "numbers of lines (default: those of von Neumann's table)")
	f.BoolVar(&o.simulate, "simulate", false, "simulate as well, by importance sampling where errors are rare")
	f.StringVar(&o.relError, "rel-error", "2%", "relative standard error of the simulation")
	return cmd
}

func runMultiplexTable(ctx context.Context, o *multiplexOptions) error {
	if !o.simulate {
		o.noEffect("seed", "confidence")
	}
	published := map[int]float64{}
	lines := o.lines
	for _, p := range multiplex.Published() {
		published[p.N] = p.Printed
		if len(o.lines) == 0 {
			lines = append(lines, p.N)
		}
	}
	first, err := o.scheme(lines[0])
	if err != nil {
		return err
	}
	doc := render.NewMultiplexing(schemeOut(first))
	for _, n := range lines {
		s, err := o.scheme(n)
		if err != nil {
			return err
		}
		if err = o.row(ctx, doc, s, published); ctx.Err() != nil {
			return o.cut(doc, fmt.Sprintf("%d lines", n), err)
		}
		if err != nil {
			return o.refused(err)
		}
	}
	doc.Notes = o.tableNotes(ctx, first, doc)
	return o.write(doc)
}

// cut writes what was known when the context ended, in the middle of a part of
// the answer.
func (o *multiplexOptions) cut(doc *render.Multiplexing, at string, err error) error {
	if len(doc.Rows) == 0 {
		return err
	}
	doc.Warnings = append(doc.Warnings, render.Warning{Code: "incomplete", Text: "the table was cut short at " + at + ": what it has of that is not complete, and the rest is missing"})
	return o.finish(doc, false)
}

// row adds what every method says of a scheme.
func (o *multiplexOptions) row(ctx context.Context, doc *render.Multiplexing, s multiplex.Scheme, published map[int]float64) error {
	n := float64(s.Bundle.N)
	if isVonNeumanns(s) {
		if p, ok := published[s.Bundle.N]; ok {
			doc.Add(n, p, "printed")
		}
		addApproximation(doc, n, multiplex.Eq26(n), "eq. 26")
		addApproximation(doc, n, multiplex.Eq27(n), "eq. 27")
	}
	normal, err := s.NormalResidual()
	if err != nil {
		return err
	}
	doc.Add(n, normal, "normal")
	exact, err := s.Residual(ctx)
	if err != nil {
		return err
	}
	doc.Add(n, exact, "exact")
	if o.simulate {
		return o.simulated(ctx, doc, s, exact)
	}
	return nil
}

// addApproximation adds what an approximation for many lines says, if for these
// it is a probability at all.
func addApproximation(doc *render.Multiplexing, n, residual float64, method string) {
	if residual > 1 {
		doc.Warnings = append(doc.Warnings, render.Warning{Code: "too-few-lines", Text: fmt.Sprintf("%s is for many lines: for %g it gives %.3g, which is no probability", method, n, residual)})
		residual = math.NaN()
	}
	doc.Add(n, residual, method)
}

// refused names the flags of a scheme that does not work.
func (o *multiplexOptions) refused(err error) error {
	if errors.Is(err, multiplex.ErrNotRestored) {
		return fmt.Errorf("--error %g, --fiducial %g, --tiers %d: %w", o.organError, o.fiducial, o.tiers, err)
	}
	return asUsage(err)
}

// rareError is the residual error below which bundles are not simulated line by
// line.
const rareError = 1e-5

func (o *multiplexOptions) simulated(ctx context.Context, doc *render.Multiplexing, s multiplex.Scheme, exact float64) error {
	relError, err := fraction("rel-error", o.relError)
	if err != nil {
		return err
	}
	run := bundles.Simulate
	if exact < rareError {
		run = bundles.Tilted
	}
	scheme := bundles.Scheme{Organ: s.Organ, N: s.Bundle.N, Error: s.Error, Fiducial: s.Bundle.Fiducial, Tiers: s.Tiers, Dissent: true}
	r, err := run(ctx, scheme, bundles.Options{Seed: o.seed, Workers: o.processors(), RelError: relError, Confidence: o.confidence})
	if err != nil {
		return err
	}
	e := r.Probability
	e.Warnings = append(e.Warnings, r.Warnings...)
	doc.AddSimulated(float64(s.Bundle.N), e, "simulated")
	return nil
}

// tableNotes says in words what the columns are and why they differ.
func (o *multiplexOptions) tableNotes(ctx context.Context, s multiplex.Scheme, doc *render.Multiplexing) []string {
	inputs := "both inputs just at their level"
	if s.Organ == multiplex.Majority {
		inputs = "two inputs just at their level and the third, which means the opposite, without a wrong line"
	}
	notes := []string{
		"exact: the chain of the number of stimulated lines, stage by stage, " + inputs + ".",
		"normal: the same stages as normal variables. The true tail is fatter, and the more so the farther out it is.",
	}
	if isVonNeumanns(s) {
		const endless = 100_000
		margin, err := multiplex.VonNeumann(endless).Margin()
		if err != nil {
			return notes
		}
		notes = append(notes, fmt.Sprintf("printed: von Neumann's table, which follows eq. 27 from 5,000 lines on. The level is k sqrt(N) standard deviations away, with k = 0.062 in eq. 26, 0.0629 in eq. 27; his own formulas give %.4f.", margin/math.Sqrt(endless)))
		if first, last := doc.Ratio("exact", "eq. 26"); !math.IsNaN(first) {
			notes = append(notes, fmt.Sprintf("exact over eq. 26: from %.2f in the first row to %.2f in the last. His k errs to one side, his normal tail to the other.", first, last))
		}
	}
	if o.simulate {
		notes = append(notes, fmt.Sprintf("simulated: relative standard error %s, seed %d; limits are in the JSON and CSV forms.", o.relError, o.seed))
	}
	return notes
}
