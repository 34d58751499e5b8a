package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type replicaOptions struct {
	*mechanismFlags
	mtbf, mttr, rest string
	categories       []string
}

func newMechanismReplicaCmd(g *global) *cobra.Command {
	o := &replicaOptions{}
	cmd := &cobra.Command{
		Use:   "replica --mtbf TIME --category NAME=SHARE[,SURVIVED]",
		Short: "A replica far away that survives some categories of failures",
		Long: `Replica says what a replica elsewhere buys, which takes over after some kinds of
failures and not after others. --category NAME=SHARE gives a category its share of the
failures, none of which the replica survives; NAME=SHARE,SURVIVED gives the part that
it does. --rest is the part survived of all failures of no category named.

Gray (1985, p. 29) has a replica survive all failures but those of software, a quarter:
11 years become 44, and 5,808 if 131 of 132 software faults are survived too.`,
		Example: `  mtbf mechanism replica --mtbf 11y --category software=25%
  mtbf mechanism replica --mtbf 11y --category software=25%,131/132
  mtbf mechanism replica --mtbf 11y --category software=software:log.csv --mttr 4h --as-module site`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.mtbf, "mtbf", "", "mean time between failures without the replica")
		f.StringArrayVar(&o.categories, "category", nil, "a category, its share of the failures and the part survived")
		f.StringVar(&o.rest, "rest", "1", "part survived of failures of no category named")
		f.StringVar(&o.mttr, "mttr", "", "mean time to restoration, for --as-module")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismReplica(ctx, o)
	})
}

func runMechanismReplica(ctx context.Context, o *replicaOptions) (mechanismDocument, *render.MechanismModule, error) {
	r, inputs, err := o.replica(ctx)
	if err != nil {
		return nil, nil, err
	}
	figures := []mechanism.Figure{
		{Name: "mtbf_hours", Label: "MTBF with the replica", Unit: "h"},
		{Name: "mtbf_years", Label: "The same", Unit: "y"},
		{Name: "mtbf_factor", Label: "MTBF factor"},
		{Name: "lost_share", Label: "Share not survived"},
	}
	for _, c := range r.Categories {
		figures = append(figures, mechanism.Figure{Name: "lost_share_" + c.Name, Label: "Of that " + c.Name})
	}
	figures = append(figures, mechanism.Figure{Name: "lost_share_rest", Label: "Of that all else"})
	figures, err = carried(figures, func(x []float64) ([]float64, error) {
		r.MTBF, r.Rest = x[0], x[1]
		for i := range r.Categories {
			r.Categories[i].Share, r.Categories[i].Survived = x[2+2*i], x[3+2*i]
		}
		result, err := r.Solve()
		return append([]float64{result.MTBF, result.MTBF / model.HoursPerYear, result.Factor, result.Lost}, result.From...), err
	}, inputs...)
	if err != nil {
		return nil, nil, err
	}
	doc := render.NewMechanism("replica", "What the replica buys", o.inputs, figures, mechanism.ReplicaAssumptions())
	return doc, &render.MechanismModule{
		MTBF: figures[0].Estimate, MTTR: mechanism.Known(r.MTTR), Repair: "mttr",
		About: []string{"a system with its replica, by mtbf mechanism replica"},
	}, nil
}

// replica reads the flags.
func (o *replicaOptions) replica(ctx context.Context) (r mechanism.Replica, inputs []model.Estimate, err error) {
	if o.mtbf == "" || len(o.categories) == 0 {
		return r, nil, usagef("replica needs --mtbf and a --category, such as software=25%%")
	}
	mtbf, err := o.mtbfOf(ctx, "mtbf", "MTBF without the replica", o.mtbf)
	if err != nil {
		return r, nil, err
	}
	rest, err := o.chanceOf(ctx, "rest", "Survived, all else", o.rest)
	if err != nil {
		return r, nil, err
	}
	inputs = []model.Estimate{mtbf, rest}
	for _, text := range o.categories {
		name, numbers, ok := strings.Cut(text, "=")
		share, survived, both := strings.Cut(numbers, ",")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return r, nil, usagef("--category: %q is not NAME=SHARE or NAME=SHARE,SURVIVED, such as software=25%%", text)
		}
		if strings.Contains(name, ",") {
			return r, nil, usagef("--category: %q lists several categories: give each a --category with its own share, as in --category software=15%% --category hardware=10%%", text)
		}
		if name == "rest" {
			return r, nil, usagef("--category: rest is the name of all else: say with --rest what is survived of it")
		}
		if slices.ContainsFunc(r.Categories, func(c mechanism.ReplicaCategory) bool { return c.Name == name }) {
			return r, nil, usagef("--category: %q is a second one of the name %s", text, name)
		}
		if !both {
			survived = "0"
		}
		for _, x := range []struct{ label, text string }{{name + ", share", share}, {name + ", survived", survived}} {
			e, err := o.share(ctx, "category", x.label, x.text)
			if err != nil {
				return r, nil, err
			}
			inputs = append(inputs, e)
		}
		r.Categories = append(r.Categories, mechanism.ReplicaCategory{Name: name})
	}
	r.MTTR, err = o.only("mttr", o.mttr)
	return r, inputs, err
}

type partitionOptions struct {
	*mechanismFlags
	sites     int
	available string
}

func newMechanismPartitionCmd(g *global) *cobra.Command {
	o := &partitionOptions{}
	cmd := &cobra.Command{
		Use:   "partition --sites N --available SHARE",
		Short: "Data cut into parts, a site each: is all of it there, or some",
		Long: `Partition says how much of the data is there when each site has a part of its own and
no copy of another: all parts with probability A^n, any with 1 - (1-A)^n, and on
average the share A, whatever the number of sites. A failure of a site takes its own
part and no other.`,
		Example: `  mtbf mechanism partition --sites 4 --available 99%
  mtbf mechanism partition --sites 4 --available 99% --as-module all`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		intVar(cmd.Flags(), &o.sites, "sites", 0, "number of sites")
		cmd.Flags().StringVar(&o.available, "available", "", "availability of a site: 99%, a range, CATEGORY:LOG")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismPartition(ctx, o)
	})
}

func runMechanismPartition(ctx context.Context, o *partitionOptions) (mechanismDocument, *render.MechanismModule, error) {
	if o.sites < 1 || o.available == "" {
		return nil, nil, usagef("partition needs --sites, 1 or more, and --available")
	}
	available, err := o.availabilityOf(ctx, "available", "Availability of a site", o.available)
	if err != nil {
		return nil, nil, err
	}
	o.count("sites", "Sites", float64(o.sites))
	figures, err := carried([]mechanism.Figure{
		{Name: "all_probability", Label: "All data are there"}, {Name: "not_all_probability", Label: "Not all are"},
		{Name: "any_probability", Label: "Some data are there"}, {Name: "none_probability", Label: "None are"},
		{Name: "expected_share", Label: "Share there on average"},
	}, func(x []float64) ([]float64, error) {
		r, err := mechanism.Partition{Sites: o.sites, Availability: x[0]}.Solve()
		return []float64{r.All, r.NotAll, r.Any, r.None, r.ExpectedShare}, err
	}, available)
	if err != nil {
		return nil, nil, err
	}
	doc := render.NewMechanism("partition", "Data in parts", o.inputs, figures, mechanism.PartitionAssumptions())
	module := groupModule(mechanism.Partition{Sites: o.sites}.AsModule(), "site", "sites that are all needed for all data, by mtbf mechanism partition")
	module.Availability = available
	return doc, module, nil
}
