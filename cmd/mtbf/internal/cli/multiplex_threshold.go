package cli

import (
	"context"
	"math"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/multiplex"
)

func newMultiplexThresholdCmd(g *global) *cobra.Command {
	o := &multiplexOptions{global: g}
	cmd := &cobra.Command{
		Use:   "threshold",
		Short: "The critical errors of an organ, each under its own name",
		Long: `Threshold finds the greatest error of an organ for which a scheme still corrects
errors. There are several, because there are several questions.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runMultiplexThreshold(cmd.Context(), o) },
	}
	o.schemeFlags(cmd)
	return cmd
}

func runMultiplexThreshold(ctx context.Context, o *multiplexOptions) error {
	s, err := o.scheme(1)
	if err != nil {
		return err
	}
	at, err := multiplex.CriticalError(s.Organ, o.fiducial, o.tiers)
	if err != nil {
		return o.refused(err)
	}
	level, best, err := multiplex.BestFiducial(s.Organ, o.tiers)
	if err != nil {
		return o.refused(err)
	}
	doc := &render.Thresholds{Schema: "mtbf.multiplex/1"}
	add := func(name string, e, level float64, printed, question string) {
		x := render.Threshold{Name: name, Error: e, Printed: printed, Question: question, Method: "numeric"}
		if !math.IsNaN(level) {
			x.Level = &level
		}
		doc.Thresholds = append(doc.Thresholds, x)
	}
	printed := func(text string) string {
		if isVonNeumanns(s) {
			return text
		}
		return ""
	}
	add("scheme at its level", at, o.fiducial, printed("0.0107"), "endless bundles of this scheme bring wrong lines back to the fiducial level")
	add("scheme at the best level", best, level, printed("0.0107 at 0.07"), "the same, at the level that bears the greatest error")
	proofLevel, proof := multiplex.RigorousTriplication()
	add("triplication, proved", proof, proofLevel, "0.0073", "von Neumann's proof for single lines, whose errors may depend on each other")
	add("NAND formulas", multiplex.NANDThreshold(), math.NaN(), "", "any formula of noisy two-input NAND organs remembers its inputs")
	for _, k := range []int{3, 5, 7, 9} {
		e, err := multiplex.MajorityThreshold(k)
		if err != nil {
			return err
		}
		name := map[int]string{3: "majority of 3, triplication", 5: "majority of 5", 7: "majority of 7", 9: "majority of 9"}[k]
		add(name, e, math.NaN(), map[int]string{3: "1/6"}[k], "any formula of noisy majority organs remembers its inputs")
	}
	doc.Notes = []string{"A scheme's own threshold is far below that of formulas: it keeps a message within a level, and pays with lines, not with depth."}
	return o.write(doc)
}
