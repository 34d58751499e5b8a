package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/number"
	"mtbf/model/sizing"
	"mtbf/model/system"
)

type requireOptions struct {
	goalOptions
	what, with string
	values     []string
}

func newSizeRequireCmd(g *global) *cobra.Command {
	o := &requireOptions{goalOptions: goalOptions{global: g}}
	cmd := &cobra.Command{
		Use:   "require SYSTEM",
		Short: "Which MTBF, MTTR, coverage or beta a target asks of a module",
		Long: `Require finds the minimum required value of one number with which a system,
without questions, meets the target, all else as in the file: the mtbf or mttr of a
module, the coverage or beta of a group, named as solve names it. --with and
--values show what it must be for values of another number.`,
		Example: `  mtbf size require dataset:duplexed-discs --what mtbf=disc --target 0.99999
  mtbf size require dataset:node-after-gray --what "coverage=duplex of cpu" --target 0.9998
  mtbf size require plant.yaml --what mtbf=disc --with mttr=disc --values 1h,4h --target 99.999%`,
		Args: func(_ *cobra.Command, args []string) error { return oneSystem("require", args) },
		RunE: func(cmd *cobra.Command, args []string) error { return runSizeRequire(cmd.Context(), o, args[0]) },
	}
	o.goalFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.what, "what", "", "what to find: mtbf=MODULE, mttr=MODULE, coverage=GROUP or beta=GROUP")
	f.StringVar(&o.with, "with", "", "another number to vary, in the same form")
	wordsVar(f, &o.values, "values", "the values of --with, such as 1h,4h or 0.9,0.99")
	return cmd
}

func runSizeRequire(ctx context.Context, o *requireOptions, path string) error {
	if (o.with == "") != (len(o.values) == 0) {
		return usagef("--with and --values go together: a number to vary, and its values")
	}
	q, err := o.goal()
	if err != nil {
		return err
	}
	if q.Target == 1 {
		return usagef("--target: %q leaves nothing to require: no module is perfect", o.target)
	}
	if q.Parameter, q.Component, err = parameterOf("what", o.what); err != nil {
		return err
	}
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return err
	}
	doc := render.NewRequirement(m.Name, q)
	doc.AddWarnings(warnings)
	if o.with != "" {
		err = o.tradeOff(ctx, m, q, doc)
	} else {
		err = o.answer(ctx, m, q, doc)
	}
	if err != nil {
		return err
	}
	return o.write(doc)
}

func (o *requireOptions) answer(ctx context.Context, m *system.Model, q sizing.Requirement, doc *render.Requirement) error {
	found, err := q.Solve(ctx, m)
	var impossible *sizing.RequiredError
	if errors.As(err, &impossible) {
		return o.infeasible("", err)
	}
	if err != nil {
		return asUsage(err)
	}
	doc.Add(sizing.TradeOff{Required: found})
	return nil
}

func (o *requireOptions) tradeOff(ctx context.Context, m *system.Model, q sizing.Requirement, doc *render.Requirement) error {
	other, module, err := parameterOf("with", o.with)
	if err != nil {
		return err
	}
	values, err := valuesOf(other, o.values)
	if err != nil {
		return err
	}
	curve, err := q.TradeOff(ctx, m, other, module, values)
	if err != nil {
		return asUsage(err)
	}
	doc.With(other, module)
	for _, point := range curve {
		doc.Add(point)
	}
	return nil
}

// parameterOf reads PARAMETER=NAME.
func parameterOf(flag, text string) (sizing.Parameter, string, error) {
	word, name, _ := strings.Cut(text, "=")
	for _, p := range []sizing.Parameter{sizing.MTBF, sizing.MTTR, sizing.Coverage, sizing.Beta} {
		if p.String() == word && name != "" {
			return p, name, nil
		}
	}
	return 0, "", usagef("--%s: %q is not mtbf=MODULE, mttr=MODULE, coverage=GROUP or beta=GROUP", flag, text)
}

// valuesOf reads the values of a parameter: times, or numbers.
func valuesOf(p sizing.Parameter, texts []string) ([]float64, error) {
	if p == sizing.MTBF || p == sizing.MTTR {
		return hoursList("values", texts)
	}
	var values []float64
	for _, text := range texts {
		x, err := number.ParseFraction(text)
		if err != nil {
			return nil, usagef("--values: %w", err)
		}
		values = append(values, x)
	}
	return values, nil
}
