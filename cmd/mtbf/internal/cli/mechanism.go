package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
)

func newMechanismCmd(g *global) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mechanism",
		Short: "What retry, pairs and other mechanisms buy, with what they assume",
		Long: `Mechanism puts what Gray and Armstrong argue about into numbers: small
calculators, each with what it assumes and the page that comes from.

An uncertain number is written as one of

  0.9, 90%, 5s      a number
  131/132           a count of a count: exact binomial (Clopper-Pearson) limits
  3/50000h          for an MTBF, failures in hours: exact Poisson limits
  5%..14%, 1h..2h   a range, of which no value is better than another
  CATEGORY:LOG      what a log tells of a category, read as analyze reads it: its
                    share of the failures, its MTBF or its MTTR

and its limits are carried to the results: all uncertain numbers at either end at
once. No coverage is built in: Gray (1985, p. 18) found 131 of 132 faults of one
program soft, Chandra and Chen (2000) 5 to 14 % of those of three others.

--as-module NAME prints a system file in which the result is a module.`,
		Args: onlyKids,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMechanismContractCmd(g), newMechanismDetectCmd(g), newMechanismPairsCmd(g), newMechanismPartitionCmd(g), newMechanismPlacementCmd(g), newMechanismPolicyCmd(g), newMechanismQuorumsCmd(g), newMechanismRejuvenateCmd(g), newMechanismReplicaCmd(g), newMechanismRetryCmd(g), newMechanismSessionsCmd(g), newMechanismStagesCmd(g), newMechanismStorageCmd(g), newMechanismSuperviseCmd(g))
	return cmd
}

// mechanismFlags are what all mechanisms have, and what was read from their flags so far.
type mechanismFlags struct {
	*logFlags
	asModule string
	inputs   []render.MechanismInput
	logs     bool // an input came from a log
	hoursOf  bool // and needs the hours observed in it
	limits   bool // an input has limits that depend on the confidence
	warnings []model.Warning
}

// mechanismDocument is an answer that takes warnings of what its inputs come from.
type mechanismDocument interface {
	render.Document
	Warn([]model.Warning)
}

// mechanismCommand makes the command of a mechanism: answer reads the flags and returns
// the document, and the module that --as-module prints, nil where there is none.
func mechanismCommand(g *global, cmd *cobra.Command, flags func(*mechanismFlags), answer func(context.Context) (mechanismDocument, *render.MechanismModule, error)) *cobra.Command {
	o := &mechanismFlags{logFlags: &logFlags{global: g}}
	cmd.Args = noArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return o.run(cmd, answer) }
	flags(o)
	cmd.Flags().StringVar(&o.asModule, "as-module", "", "print a system file with the result as a module of this NAME")
	o.exposureFlags(cmd)
	o.windowFlags(cmd)
	return cmd
}

// ofHoursObserved say how much was observed, ofMechanismLogs what mean nothing where no
// input comes from a log.
var (
	ofHoursObserved = []string{"units", "exposure", "fleet"}
	ofMechanismLogs = append([]string{"from", "to", "duration-unit"}, ofHoursObserved...)
)

func (o *mechanismFlags) run(cmd *cobra.Command, answer func(context.Context) (mechanismDocument, *render.MechanismModule, error)) error {
	doc, module, err := answer(cmd.Context())
	if err != nil {
		return asUsage(err)
	}
	if !o.logs {
		if err := refuse(cmd.Flags(), "is for an input that comes from a log, written CATEGORY:LOG", ofMechanismLogs...); err != nil {
			return err
		}
	}
	if o.logs && !o.hoursOf {
		if err := refuse(cmd.Flags(), "is for an MTBF or an availability from a log: what is taken from one here, a share of failures or a time of repair, is the same whatever was in service", ofHoursObserved...); err != nil {
			return err
		}
	}
	if !o.limits && (module == nil || o.asModule == "" || !module.AtConfidence()) {
		o.noEffect("confidence")
	}
	if o.asModule == "" {
		doc.Warn(o.warnings)
		return o.write(doc)
	}
	if module == nil {
		return usagef("--as-module: what was given makes no module; see the help for what it takes")
	}
	return o.writeModule(module)
}

// writeModule writes the system file of a module.
func (o *mechanismFlags) writeModule(m *render.MechanismModule) error {
	if o.format != string(render.Table) {
		return usagef("--format %s: --as-module writes YAML", o.format)
	}
	m.Confidence = o.confidence
	text, err := m.YAML(o.asModule)
	if err != nil {
		return usagef("--as-module: %w", err)
	}
	for _, w := range o.warnings {
		if !o.quiet {
			o.note("%s: %s", w.Code, w.Text)
		}
	}
	if m.Unrepaired() && !o.quiet {
		o.note("mtbf: %s is a module without repair: once it fails it is down for good; --%s gives it a repair time", o.asModule, m.Repair)
	}
	if o.output != "" {
		return writeFile(o.output, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	}
	if o.Terminal {
		text = forTerminal(text)
	}
	_, err = o.Out.Write(text)
	return err
}
