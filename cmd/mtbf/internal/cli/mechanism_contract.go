package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/mechanism"
)

type contractOptions struct {
	*mechanismFlags
	copies, tolerated, crews int
	mttf, mttr               string
	within                   []string
}

func newMechanismContractCmd(g *global) *cobra.Command {
	o := &contractOptions{}
	cmd := &cobra.Command{
		Use:   "contract --copies N --mttf TIME --mttr TIME",
		Short: "Copies with a contract: what is guaranteed, what is not, and how often it is void",
		Long: `Contract says what copies on several machines guarantee, after Armstrong: three copies
guarantee one crash, five two. The contract holds while no more than --tolerated of
them are down; beyond that it is void, and what is written to those that are left is
unsafe, as the machines that come back may outvote them.

The answer is how often that is, for how long, when first, and the text of the
contract: what is guaranteed, what is not, and what happens then. Machines are a
chain of the number that are down, solved exactly.`,
		Example: `  mtbf mechanism contract --copies 3 --mttf 1y --mttr 1h
  mtbf mechanism contract --copies 5 --mttf 1y --mttr 24h --crews 1
  mtbf mechanism contract --copies 3 --mttf 6mo..2y --mttr 1h --within 5y
  mtbf mechanism contract --copies 5 --mttf 1y --mttr 1h --as-module store`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		intVar(f, &o.copies, "copies", 3, "copies, each on a machine of its own")
		intVar(f, &o.tolerated, "tolerated", -1, "machines that may be down at the same time (default: the greatest minority)")
		f.StringVar(&o.mttf, "mttf", "", "mean time to failure of a machine: a time, 3/50000h, a range, CATEGORY:LOG")
		f.StringVar(&o.mttr, "mttr", "", "mean time until a machine is back with its data")
		intVar(f, &o.crews, "crews", 0, "repairs at the same time (default: as many as machines)")
		wordsVar(f, &o.within, "within", "probability of a void within these times (default 1y,10y)")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismContract(ctx, o)
	})
}

func runMechanismContract(ctx context.Context, o *contractOptions) (mechanismDocument, *render.MechanismModule, error) {
	if o.mttf == "" || o.mttr == "" {
		return nil, nil, usagef("contract needs --mttf and --mttr, of a machine")
	}
	mttf, err := o.mtbfOf(ctx, "mttf", "MTTF of a machine", o.mttf)
	if err != nil {
		return nil, nil, err
	}
	mttr, err := o.timeOf(ctx, "mttr", "MTTR of a machine", o.mttr)
	if err != nil {
		return nil, nil, err
	}
	hours, err := o.hours(o.within)
	if err != nil {
		return nil, nil, err
	}
	c := o.contract()
	figures := []mechanism.Figure{
		{Name: "mean_to_first_void_hours", Label: "Mean time to first void", Unit: "h"},
		{Name: "voids_per_year", Label: "Voids a year", Unit: "1/y"},
		{Name: "mean_void_hours", Label: "Mean length of a void", Unit: "h"},
		{Name: "void_share", Label: "Share of the time void"},
		{Name: "valid_share", Label: "Share of the time valid"},
		{Name: "all_down_share", Label: "Share with no copy up"},
		{Name: "mean_to_all_down_hours", Label: "Mean time to no copy up", Unit: "h"},
	}
	always := len(figures)
	for range hours {
		figures = append(figures, make([]mechanism.Figure, 2)...)
	}
	middle := mechanism.ContractResult{} // what Carry asks for first
	figures, err = carried(figures, func(x []float64) ([]float64, error) {
		at := c
		at.MTTF, at.MTTR = x[0], x[1]
		r, err := at.Solve(ctx, hours...)
		if middle.MeanToVoid == 0 {
			middle = r
		}
		values := []float64{r.MeanToVoid, r.VoidsPerYear, r.MeanVoid, r.Void, r.Valid, r.AllDown, r.MeanToAllDown}
		for _, w := range r.Within {
			values = append(values, w.Void, w.AllDown)
		}
		return values, err
	}, mttf, mttr)
	if err != nil {
		return nil, nil, err
	}
	doc := &render.Contract{Storage: render.Storage{Mechanism: *render.NewMechanism("contract", "Copies with a contract", o.inputs, figures[:always], mechanism.ContractAssumptions())}}
	for i, h := range hours {
		doc.AddWithin(h, "void_probability", "The contract is void once", figures[always+2*i].Estimate)
		doc.AddWithin(h, "all_down_probability", "No copy is up once", figures[always+2*i+1].Estimate)
	}
	doc.AddClauses(c.Text(middle))
	module := groupModule(c.AsModule(), "machine", "copies of which enough are up, by mtbf mechanism contract")
	module.MTBF, module.MTTR = mttf, mttr
	return doc, module, nil
}

// contract is that of the flags, without the times.
func (o *contractOptions) contract() mechanism.Contract {
	if o.tolerated < 0 && !o.flags.Changed("tolerated") {
		o.tolerated = mechanism.Minority(o.copies)
	}
	o.count("copies", "Copies", float64(o.copies))
	o.count("tolerated", "Down that are tolerated", float64(o.tolerated))
	if o.crews > 0 {
		o.count("crews", "Repairs at the same time", float64(o.crews))
	}
	return mechanism.Contract{Copies: o.copies, Tolerated: o.tolerated, Crews: o.crews}
}
