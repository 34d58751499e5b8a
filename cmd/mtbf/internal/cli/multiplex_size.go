package cli

import (
	"context"
	"errors"
	"math"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/multiplex"
)

type multiplexSizeOptions struct {
	multiplexOptions
	organs    float64
	actuation string
	mission   string
	errors    float64
	target    float64
}

func newMultiplexSizeCmd(g *global) *cobra.Command {
	o := &multiplexSizeOptions{multiplexOptions: multiplexOptions{global: g}}
	cmd := &cobra.Command{
		Use:   "size",
		Short: "How many lines a bundle takes for a machine and a mission",
		Long: `Size finds the number of lines with which the residual error comes down to what a
machine may have: --errors in a --mission of --organs that each act once in
--actuation, or --target an actuation. Without flags it is von Neumann's examples.`,
		Example: `  mtbf multiplex size
  mtbf multiplex size --organs 2500 --actuation 5us --mission 100y
  mtbf multiplex size --target 1e-12 --organ majority --error 0.02`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.refuseUnused(cmd.Flags()); err != nil {
				return err
			}
			return runMultiplexSize(cmd.Context(), o)
		},
	}
	o.schemeFlags(cmd)
	f := cmd.Flags()
	floatVar(f, &o.organs, "organs", 0, "organs of the machine without multiplexing")
	f.StringVar(&o.actuation, "actuation", "5us", "time from one actuation of an organ to the next")
	f.StringVar(&o.mission, "mission", "8h", "time in which the errors may come")
	floatVar(f, &o.errors, "errors", 1, "mean number of errors allowed in the mission")
	fractionVar(f, &o.target, "target", 0, "error allowed an actuation, in the place of a machine")
	return cmd
}

// refuseUnused returns an error if a flag of a machine was given where there is none.
func (o *multiplexSizeOptions) refuseUnused(flags *pflag.FlagSet) error {
	switch {
	case flags.Changed("target"):
		return refuse(flags, "is of a machine, and --target stands in the place of one", "organs", "actuation", "mission", "errors")
	case !flags.Changed("organs"):
		return refuse(flags, "is of a machine: say with --organs how large it is", "actuation", "mission", "errors")
	}
	return nil
}

func runMultiplexSize(ctx context.Context, o *multiplexSizeOptions) error {
	demands, err := o.demands()
	if err != nil {
		return err
	}
	scheme, err := o.scheme(1)
	if err != nil {
		return err
	}
	doc := render.NewMultiplexing(schemeOut(scheme))
	for _, d := range demands {
		if err = o.size(ctx, doc, scheme, d); ctx.Err() != nil {
			return o.cut(doc, d.Name, err)
		}
		if err != nil {
			return o.refused(err)
		}
	}
	doc.Notes = []string{"exact: the least number of lines of the exact chain; a line less is not enough."}
	if isVonNeumanns(scheme) {
		doc.Notes = append(doc.Notes, "printed: von Neumann's table interpolated, as he did; beyond its last row it is extrapolated.")
	}
	return o.write(doc)
}

// demands reads the flags.
func (o *multiplexSizeOptions) demands() ([]render.BundleDemand, error) {
	if o.target != 0 {
		return []render.BundleDemand{{Name: "as asked", Residual: o.target}}, nil
	}
	if o.organs != 0 {
		actuation, err := positiveHours("actuation", o.actuation)
		if err != nil {
			return nil, err
		}
		mission, err := positiveHours("mission", o.mission)
		if err != nil {
			return nil, err
		}
		d, err := newDemand("as asked", multiplex.Demand{Organs: o.organs, Interval: actuation, Mission: mission, Errors: o.errors})
		return []render.BundleDemand{d}, asUsage(err)
	}
	var all []render.BundleDemand
	for _, x := range []struct {
		name   string
		demand multiplex.Demand
	}{
		{"2,500 tubes, 5 us, 8 hours", multiplex.Demand{Organs: 2500, Interval: 5e-6 / 3600, Mission: 8, Errors: 1}},
		{"2,500 tubes, 5 us, 100 years", multiplex.Demand{Organs: 2500, Interval: 5e-6 / 3600, Mission: 100 * model.HoursPerYear, Errors: 1}},
		{"10^13 nerve cells, 10/s, 10^4 y", multiplex.Demand{Organs: 1e13, Interval: 0.1 / 3600, Mission: 1e4 * model.HoursPerYear, Errors: 1}},
	} {
		d, err := newDemand(x.name, x.demand)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

func newDemand(name string, d multiplex.Demand) (render.BundleDemand, error) {
	residual, err := d.Residual()
	return render.BundleDemand{Name: name, Organs: d.Organs, Actuation: d.Interval, Mission: d.Mission, Errors: d.Errors, Actuations: d.Actuations(), Residual: residual}, err
}

// size adds the lines that a demand takes, by every method that applies.
func (o *multiplexSizeOptions) size(ctx context.Context, doc *render.Multiplexing, s multiplex.Scheme, d render.BundleDemand) error {
	doc.Demands = append(doc.Demands, d)
	if isVonNeumanns(s) {
		if n, _, err := multiplex.SizePrinted(d.Residual); err == nil { // the table begins at an error of 0.027
			doc.AddSize(d, math.Ceil(n), "printed")
		}
		for _, approximate := range []struct {
			name string
			size func(float64) (float64, error)
		}{{"eq. 26", multiplex.SizeEq26}, {"eq. 27", multiplex.SizeEq27}} {
			n, err := approximate.size(d.Residual)
			if err != nil {
				return err
			}
			doc.AddSize(d, math.Ceil(n), approximate.name)
		}
	}
	n, err := s.Size(ctx, d.Residual)
	if errors.Is(err, multiplex.ErrTooManyLines) {
		doc.Warnings = append(doc.Warnings, render.Warning{Code: "too-many-lines", Text: d.Name + ": " + err.Error()})
		return nil
	}
	if err != nil {
		return err
	}
	doc.AddSize(d, float64(n), "exact")
	return nil
}
