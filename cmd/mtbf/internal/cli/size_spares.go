package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/sizing"
)

type sparesOptions struct {
	*global
	units                int
	mtbf, leadTime       string
	fillRate, noShortage float64
	finite               bool
}

func newSizeSparesCmd(g *global) *cobra.Command {
	o := &sparesOptions{global: g}
	cmd := &cobra.Command{
		Use:   "spares",
		Short: "How many spares a fleet needs",
		Long: `Spares finds the least stock from which failures are met at once (--fill-rate), or
with which no unit waits at any moment (--no-shortage), for units that fail at a
constant rate and replacements that take the lead time. Without a target it shows
what stocks give. A fleet is taken as large; --finite lets units that wait fail no
more.`,
		Example: `  mtbf size spares --units 40 --mtbf 10000h --lead-time 30d --fill-rate 95%
  mtbf size spares --units 6 --mtbf 10000h --lead-time 24h --finite --no-shortage 99.9%`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runSizeSpares(cmd.Context(), o) },
	}
	f := cmd.Flags()
	intVar(f, &o.units, "units", 0, "units in operation")
	f.StringVar(&o.mtbf, "mtbf", "", "MTBF of a unit")
	f.StringVar(&o.leadTime, "lead-time", "", "mean time from a failure until stock is made good")
	fractionVar(f, &o.fillRate, "fill-rate", 0, "fill rate: least fraction of failures met from stock, as 95%")
	fractionVar(f, &o.noShortage, "no-shortage", 0, "ready rate: least fraction of time in which no unit waits")
	f.BoolVar(&o.finite, "finite", false, "units that wait for a spare do not fail")
	return cmd
}

func runSizeSpares(ctx context.Context, o *sparesOptions) error {
	if o.units == 0 || o.mtbf == "" || o.leadTime == "" {
		return usagef("spares needs --units, --mtbf and --lead-time")
	}
	if o.fillRate != 0 && o.noShortage != 0 {
		return usagef("--fill-rate and --no-shortage are two targets: give one of them")
	}
	s := sizing.SparesPool{Units: o.units, Finite: o.finite}
	var err error
	if s.MTBF, err = positiveHours("mtbf", o.mtbf); err != nil {
		return err
	}
	if s.LeadTime, err = positiveHours("lead-time", o.leadTime); err != nil {
		return err
	}
	doc := render.NewSpares(s)
	first, last, err := o.answer(ctx, s, doc)
	if err != nil {
		return asUsage(err)
	}
	for n := first; n <= last; n++ {
		v, err := s.With(ctx, n)
		if err != nil {
			return asUsage(err)
		}
		doc.Add(v)
	}
	return o.write(doc)
}

// sparesShown are the stocks in a table: without a target from none on, and with
// one on either side of the answer.
const sparesShown = 10

// answer finds the stock asked for, and which stocks to show.
func (o *sparesOptions) answer(ctx context.Context, s sizing.SparesPool, doc *render.Spares) (first, last int, err error) {
	measure, target, name := sizing.FillRate, o.fillRate, "fill_rate"
	if o.noShortage != 0 {
		measure, target, name = sizing.ReadyRate, o.noShortage, "no_shortage"
	}
	if target == 0 {
		return 0, sparesShown, nil
	}
	v, err := s.Required(ctx, measure, target)
	if err != nil {
		return 0, 0, err
	}
	doc.Answer(v, name, target)
	return max(0, v.Spares-sparesShown/2), v.Spares + 2, nil
}
