package cli

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type pairsOptions struct {
	*mechanismFlags
	mtbf, backup, hard, takeover, recreate, restart string
	covered                                         string
	faults, coverage                                []string
}

func newMechanismPairsCmd(g *global) *cobra.Command {
	o := &pairsOptions{}
	cmd := &cobra.Command{
		Use:   "pairs [--mtbf T --hard SHARE] [--fault CLASS=MTBF] [--coverage KIND=SHARE]",
		Short: "Process pairs: what each kind tolerates, and its MTBF",
		Long: `Pairs answers three questions. Without flags: what each kind of pair in TR 85.7
tolerates, by class of fault, with the page.

--fault gives how often faults of a class come: then each kind has an MTBF. What a
checkpoint saves of the soft faults (Heisenbugs) is no number of the paper: it is
anything from none to all until --coverage gives it.

--mtbf follows one pair as a chain. The primary fails; a hard fault (Bohrbug) is in
the backup too and takes both down until the restart. From any other the backup
takes over after a pause, and is alone until a new backup is made.

The hard share decides, and the takeover time hardly matters: with one hard fault
in 132 (Gray 1985, p. 18) a pair may run for decades between outages, with most
faults hard, as Chandra and Chen (2000) found them, hardly longer than a process
alone. None is built in.`,
		Example: `  mtbf mechanism pairs
  mtbf mechanism pairs --mtbf 4380h --backup-mtbf 8760h --hard 1/132
  mtbf mechanism pairs --mtbf 4380h --hard 86%..95% --restart 90m
  mtbf mechanism pairs --fault hardware=1y --fault heisenbug=131/132y --coverage delta=97%
  mtbf mechanism pairs --mtbf 4380h --hard 25% --as-module pair`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.mtbf, "mtbf", "", "mean time between failures of the primary, whatever their cause")
		f.StringVar(&o.hard, "hard", "", "share of its failures that the backup has too: 1/132, 25%, 5%..14%, CATEGORY:LOG")
		f.StringVar(&o.backup, "backup-mtbf", "", "mean time between failures of the backup while it waits (default: it has none)")
		f.StringVar(&o.covered, "takeover-coverage", "1", "probability that a takeover works")
		f.StringVar(&o.takeover, "takeover", "5s", "pause until the backup serves")
		f.StringVar(&o.recreate, "recreate", "1m", "time until there is a new backup")
		f.StringVar(&o.restart, "restart", "90m", "outage when both are down")
		f.StringArrayVar(&o.faults, "fault", nil, "CLASS=MTBF: mean time between faults of a class: hardware, heisenbug, bohrbug, operations, environment; repeatable")
		f.StringArrayVar(&o.coverage, "coverage", nil, "KIND=SHARE or KIND/CLASS=SHARE: of the Heisenbugs, or of a class, that a kind tolerates; repeatable")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismPairs(ctx, o)
	})
}

// ofPairChain are the flags of the chain, which has no use for them without an MTBF.
var ofPairChain = []string{"hard", "backup-mtbf", "takeover-coverage", "takeover", "recreate", "restart"}

func runMechanismPairs(ctx context.Context, o *pairsOptions) (mechanismDocument, *render.MechanismModule, error) {
	var figures []mechanism.Figure
	var module *render.MechanismModule
	assumed := mechanism.PairKindAssumptions()
	if o.mtbf == "" {
		if err := refuse(o.flags, "is of a pair that is followed: say its --mtbf too", append(ofPairChain, "as-module")...); err != nil {
			return nil, nil, err
		}
	} else {
		r, err := o.follow(ctx)
		if err != nil {
			return nil, nil, err
		}
		figures, assumed = pairFigures(r), append(mechanism.PairAssumptions(), assumed...)
		module = &render.MechanismModule{MTBF: r.MUT, MTTR: r.MDT, About: []string{"a process pair, by mtbf mechanism pairs: up and down time per outage, pauses of", "takeovers in the latter"}}
	}
	kinds, err := o.kinds(ctx)
	if err != nil {
		return nil, nil, err
	}
	doc := &render.Pairs{Mechanism: *render.NewMechanism("pairs", "A process pair", o.inputs, figures, assumed)}
	for _, k := range kinds {
		doc.Add(k.PairKind, k.mtbf)
	}
	return doc, module, nil
}

// follow solves the chain of the flags.
func (o *pairsOptions) follow(ctx context.Context) (r mechanism.PairResult, err error) {
	if o.hard == "" {
		return r, usagef("pairs --mtbf needs --hard, the share of failures that the backup has too: 1/132 after Gray (1985), 86%%..95%% after Chandra and Chen (2000), or your own")
	}
	p := mechanism.Pair{BackupMTBF: mechanism.Known(math.Inf(1)), Takeover: mechanism.Known(0)}
	for _, in := range []struct {
		to                *model.Estimate
		read              func(context.Context, string, string, string) (model.Estimate, error)
		flag, label, text string
	}{
		{&p.MTBF, o.mtbfOf, "mtbf", "MTBF of the primary", o.mtbf},
		{&p.Hard, o.share, "hard", "Hard share of failures", o.hard},
		{&p.BackupMTBF, o.mtbfOf, "backup-mtbf", "MTBF of the backup", o.backup},
		{&p.Coverage, o.share, "takeover-coverage", "Takeovers that work", o.covered},
		{&p.Takeover, o.pauseOf, "takeover", "Takeover", o.takeover},
		{&p.Recreate, o.timeOf, "recreate", "Alone until a new backup", o.recreate},
		{&p.Restart, o.timeOf, "restart", "Restart of both", o.restart},
	} {
		if in.text == "" && in.flag == "backup-mtbf" {
			continue
		}
		if *in.to, err = in.read(ctx, in.flag, in.label, in.text); err != nil {
			return r, err
		}
	}
	return p.Solve(ctx)
}

func pairFigures(r mechanism.PairResult) []mechanism.Figure {
	return []mechanism.Figure{
		{Name: "outage_mtbf_hours", Label: "MTBF of outages", Estimate: r.OutageMTBF, Unit: "h", Kind: mechanism.Exact},
		{Name: "alone_mtbf_hours", Label: "One process alone", Estimate: r.AloneMTBF, Unit: "h", Kind: mechanism.Exact},
		{Name: "gain", Label: "MTBF factor of the pair", Estimate: r.Gain, Kind: mechanism.Exact},
		{Name: "mttf_hours", Label: "First outage, from a pair", Estimate: r.MTTF, Unit: "h", Kind: mechanism.Exact},
		{Name: "up_per_outage_hours", Label: "Up time per outage", Estimate: r.MUT, Unit: "h", Kind: mechanism.Exact},
		{Name: "down_per_outage_hours", Label: "Down time per outage", Estimate: r.MDT, Unit: "h", Kind: mechanism.Exact},
		{Name: "availability", Label: "Availability, pauses counted", Estimate: r.Availability, Kind: mechanism.Exact},
		{Name: "unavailability", Label: "Unavailability", Estimate: r.Unavailability, Kind: mechanism.Exact},
		{Name: "pauses_per_hour", Label: "Takeovers", Estimate: r.Pauses, Unit: "1/h", Kind: mechanism.Exact},
	}
}

// pairKind is a kind with its MTBF, nil where no faults are given.
type pairKind struct {
	mechanism.PairKind
	mtbf *model.Estimate
}

// kinds reads the faults and the coverages.
func (o *pairsOptions) kinds(ctx context.Context) (all []pairKind, err error) {
	faults := mechanism.FaultRates{}
	for _, text := range o.faults {
		class, mean, found := strings.Cut(text, "=")
		c, err := faultClass("fault", class)
		if err != nil {
			return nil, err
		}
		if _, twice := faults[c]; !found || twice {
			return nil, usagef("--fault: %q is not CLASS=MTBF, each class once, such as hardware=1y", text)
		}
		if faults[c], err = o.mtbfOf(ctx, "fault", "Between faults: "+class, mean); err != nil {
			return nil, err
		}
	}
	if len(faults) == 0 {
		if err := refuse(o.flags, "is of faults: say how often they come with --fault CLASS=MTBF", "coverage"); err != nil {
			return nil, err
		}
	}
	given, err := o.coverages(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range mechanism.PairKinds() {
		kind := pairKind{PairKind: k}
		if len(faults) > 0 {
			mtbf, err := k.MTBF(faults, given[k.Name])
			if err != nil {
				return nil, err
			}
			kind.mtbf = &mtbf
		}
		all = append(all, kind)
	}
	return all, nil
}

// coverages reads KIND=SHARE and KIND/CLASS=SHARE, by kind.
func (o *pairsOptions) coverages(ctx context.Context) (map[string]map[mechanism.FaultClass]model.Estimate, error) {
	given := map[string]map[mechanism.FaultClass]model.Estimate{}
	for _, text := range o.coverage {
		cell, share, found := strings.Cut(text, "=")
		if !found {
			return nil, usagef("--coverage: %q is not KIND=SHARE, such as delta=97%%", text)
		}
		kind, class, named := strings.Cut(cell, "/")
		if !named {
			class = string(mechanism.Heisenbug)
		}
		if _, ok := mechanism.FindPairKind(kind); !ok {
			return nil, usagef("--coverage: %q is no kind of pair: %s%s", kind, strings.Join(pairNames(), ", "), near.Hint(kind, pairNames()))
		}
		c, err := faultClass("coverage", class)
		if err != nil {
			return nil, err
		}
		if given[kind] == nil {
			given[kind] = map[mechanism.FaultClass]model.Estimate{}
		}
		if given[kind][c], err = o.share(ctx, "coverage", "Tolerated by "+kind+": "+class, share); err != nil {
			return nil, err
		}
	}
	return given, nil
}

func pairNames() (names []string) {
	for _, k := range mechanism.PairKinds() {
		names = append(names, k.Name)
	}
	return names
}

func faultClass(flag, name string) (mechanism.FaultClass, error) {
	c := mechanism.FaultClass(strings.TrimSpace(name))
	if slices.Contains(mechanism.FaultClasses(), c) {
		return c, nil
	}
	var names []string
	for _, class := range mechanism.FaultClasses() {
		names = append(names, string(class))
	}
	return "", usagef("--%s: %q is no class of faults: %s%s", flag, name, strings.Join(names, ", "), near.Hint(name, names))
}
