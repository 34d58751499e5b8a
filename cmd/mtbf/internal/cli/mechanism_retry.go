package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/mechanism"
)

type retryOptions struct {
	*mechanismFlags
	soft, cure, covered, mtbf, mttr string
	tries                           int
}

func newMechanismRetryCmd(g *global) *cobra.Command {
	o := &retryOptions{}
	cmd := &cobra.Command{
		Use:   "retry --soft SHARE",
		Short: "What trying again buys against soft faults (Heisenbugs)",
		Long: `Retry says which share of faults is survived, and by which factor the MTBF grows,
when a program that fails starts afresh and tries the same again. A soft fault (a
Heisenbug) is then gone, or likely to be; a hard one (a Bohrbug) comes again.

  survived = covered x soft x (1 - (1 - cure)^tries)     factor = 1 / lost

The soft share decides, and published ones differ more than anything else: 131 of
132 (Gray 1985, p. 18), 76 % (MVS/XA, p. 18), 5 to 14 % (Chandra and Chen 2000).
None is built in; the answer shows both ends beside your own. What is lost is added
up of what is not covered, what is hard and what no retry cured.`,
		Example: `  mtbf mechanism retry --soft 131/132
  mtbf mechanism retry --soft 76% --covered 90%
  mtbf mechanism retry --soft 0.9 --cure 0.5 --tries 3
  mtbf mechanism retry --soft 5%..14% --mtbf 50y
  mtbf mechanism retry --soft 5%..14% --mtbf 50y --mttr 90m --as-module editor
  mtbf mechanism retry --soft 76% --mtbf 50y --mttr 90m --as-module editor`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.soft, "soft", "", "share of faults that are soft: 131/132, 76%, 5%..14%, CATEGORY:LOG")
		f.StringVar(&o.cure, "cure", "1", "probability that one retry cures a soft fault")
		f.StringVar(&o.covered, "covered", "1", "share of faults that anything is retried for")
		intVar(f, &o.tries, "tries", 1, "retries before a fault is given up")
		f.StringVar(&o.mtbf, "mtbf", "", "mean time between faults, to give that between failures")
		f.StringVar(&o.mttr, "mttr", "", "mean time to restoration after a failure, to give the unavailability")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismRetry(ctx, o)
	})
}

func runMechanismRetry(ctx context.Context, o *retryOptions) (mechanismDocument, *render.MechanismModule, error) {
	r, err := o.retry(ctx)
	if err != nil {
		return nil, nil, err
	}
	result, err := r.Solve()
	if err != nil {
		return nil, nil, err
	}
	doc, err := o.document(r, result)
	if err != nil {
		return nil, nil, err
	}
	module, err := o.module(r, result)
	return doc, module, err
}

// retry reads the flags.
func (o *retryOptions) retry(ctx context.Context) (r mechanism.Retry, err error) {
	if o.soft == "" {
		return r, usagef("retry needs --soft, the share of faults that are gone when the same is tried again: 131/132 after Gray (1985), 5%%..14%% after Chandra and Chen (2000), or your own")
	}
	if o.tries < 1 {
		return r, usagef("--tries: %d is not a count of 1 or more", o.tries)
	}
	r.Tries = o.tries
	if r.Soft, err = o.share(ctx, "soft", "Soft share of faults", o.soft); err != nil {
		return r, err
	}
	if r.Cure, err = o.share(ctx, "cure", "Cured by one retry", o.cure); err != nil {
		return r, err
	}
	if r.Covered, err = o.share(ctx, "covered", "Covered share of faults", o.covered); err != nil {
		return r, err
	}
	if o.mtbf == "" {
		return r, refuse(o.flags, "is the repair time of a module: say its --mtbf too", "mttr")
	}
	if r.MTBF, err = o.mtbfOf(ctx, "mtbf", "MTBF without retries", o.mtbf); err == nil && o.mttr != "" {
		r.MTTR, err = o.timeOf(ctx, "mttr", "MTTR", o.mttr)
	}
	return r, err
}

func (o *retryOptions) document(r mechanism.Retry, result mechanism.RetryResult) (*render.Retry, error) {
	figures := []mechanism.Figure{
		{Name: "survived_share", Label: "Share of faults survived", Estimate: result.Survived, Kind: mechanism.Exact},
		{Name: "lost_share", Label: "Share that is a failure still", Estimate: result.Lost, Kind: mechanism.Exact},
		{Name: "mtbf_factor", Label: "MTBF factor", Estimate: result.Factor, Kind: mechanism.Exact},
		{Name: "mtbf_factor_ceiling", Label: "Factor with endless tries", Estimate: result.Ceiling, Kind: mechanism.Exact},
	}
	if o.mtbf != "" {
		figures = append(figures, mechanism.Figure{Name: "mtbf_hours", Label: "MTBF with retries", Estimate: result.MTBF, Unit: "h", Kind: mechanism.Exact})
	}
	if o.mttr != "" {
		figures = append(figures, mechanism.Figure{Name: "unavailability", Label: "Unavailability with retries", Estimate: result.Unavailability, Kind: mechanism.Exact})
	}
	doc := &render.Retry{Mechanism: *render.NewMechanism("retry", "What retries buy", o.inputs, figures, mechanism.RetryAssumptions())}
	for _, tries := range triesShown(r.Tries) {
		other := r
		other.Tries = tries
		x, err := other.Solve()
		if err != nil {
			return nil, err
		}
		doc.AddTries(tries, x)
	}
	for _, end := range mechanism.SoftShares() {
		other := r
		other.Soft = mechanism.Known(end.Share)
		x, err := other.Solve()
		if err != nil {
			return nil, err
		}
		doc.AddEnd(end, x.Factor.Point)
	}
	return doc, nil
}

// triesShown are numbers of tries about the one asked for.
func triesShown(n int) []int {
	all := []int{1, 2, 3, 5, 10, n}
	slices.Sort(all)
	return slices.Compact(all)
}

// module is the program with its retries.
func (o *retryOptions) module(r mechanism.Retry, result mechanism.RetryResult) (*render.MechanismModule, error) {
	switch {
	case o.asModule == "":
		return nil, nil
	case o.mtbf == "":
		return nil, usagef("--as-module needs --mtbf, the mean time between faults")
	}
	return &render.MechanismModule{MTBF: result.MTBF, MTTR: r.MTTR, Repair: "mttr", About: []string{"retries, by mtbf mechanism retry: MTBF over the share of faults lost"}}, nil
}
