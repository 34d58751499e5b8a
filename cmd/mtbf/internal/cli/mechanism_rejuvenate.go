package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type rejuvenateOptions struct {
	*mechanismFlags
	longevity, mtbf, after, scale, interval, repair, restart, horizon string
	shape, costFailed, costRestart                                    float64
}

func newMechanismRejuvenateCmd(g *global) *cobra.Command {
	o := &rejuvenateOptions{}
	cmd := &cobra.Command{
		Use:   "rejuvenate --repair LENGTH --restart LENGTH",
		Short: "When planned restarts pay against ageing",
		Long: `Rejuvenate says what planned restarts of a program that ages cost and save.

  --base-longevity, --mtbf   four states with constant rates: robust, failure probable,
                             failed, rejuvenating (Huang and others 1995); --after is
                             how long after a failure became probable it is restarted
  --shape, --scale           a Weibull life: the age at which to restart for the least
                             downtime, or what --interval leads to

With constant rates either no restart or one at once is best, whatever lies between: the
costs decide, and the answer gives the cost at which they do. A Weibull life has a best
age where its shape is above 1 and a planned restart is shorter than a repair.`,
		Example: `  mtbf mechanism rejuvenate --shape 2 --scale 1000h --repair 2h --restart 12m
  mtbf mechanism rejuvenate --base-longevity 7d --mtbf 8640h --repair 30m --restart 20m
  mtbf mechanism rejuvenate --base-longevity 7d --mtbf 1y --repair 30m --restart 20m --after 14d`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.longevity, "base-longevity", "", "mean time until a failure becomes probable")
		f.StringVar(&o.mtbf, "mtbf", "", "mean time from then until a failure: 8640h, 3/50000h, 1y..2y, CATEGORY:LOG")
		f.StringVar(&o.after, "after", "", "mean time from then until a planned restart (default never)")
		floatVar(f, &o.shape, "shape", 0, "shape of a Weibull life")
		f.StringVar(&o.horizon, "horizon", "1y", "time over which downtime and costs are told")
		f.StringVar(&o.scale, "scale", "", "its scale")
		f.StringVar(&o.interval, "interval", "", "age of planned restarts (default the best one)")
		f.StringVar(&o.repair, "repair", "", "mean time down after a failure")
		f.StringVar(&o.restart, "restart", "", "mean time down for a planned restart")
		floatVar(f, &o.costFailed, "cost-failed", 0, "cost of an hour down after a failure")
		floatVar(f, &o.costRestart, "cost-restart", 0, "cost of an hour down for a planned restart")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismRejuvenate(ctx, o)
	})
}

var (
	ofStates  = []string{"mtbf", "after", "cost-failed", "cost-restart", "horizon"}
	ofWeibull = []string{"shape", "interval"}
)

func runMechanismRejuvenate(ctx context.Context, o *rejuvenateOptions) (mechanismDocument, *render.MechanismModule, error) {
	switch {
	case o.repair == "" || o.restart == "":
		return nil, nil, usagef("rejuvenate needs --repair and --restart, the times down after a failure and for a planned restart")
	case (o.longevity == "") == (o.scale == ""):
		return nil, nil, usagef("rejuvenate needs one of --base-longevity (with --mtbf) and --scale (with --shape)")
	}
	down, err := o.times(ctx, [][3]string{{"repair", "Down after a failure", o.repair}, {"restart", "Down for a planned restart", o.restart}})
	if err != nil {
		return nil, nil, err
	}
	answer, assumed := o.states, mechanism.RejuvenationAssumptions()
	if o.scale != "" {
		answer, assumed = o.weibull, mechanism.AgeingAssumptions()
	}
	figures, err := answer(ctx, down)
	if err != nil {
		return nil, nil, err
	}
	doc := render.NewMechanism("rejuvenate", "Planned restarts", o.inputs, figures, assumed)
	if o.asModule == "" {
		return doc, nil, nil
	}
	return doc, &render.MechanismModule{
		MTBF: estimateOf(figures, "mean_up_hours"), MTTR: estimateOf(figures, "mean_down_hours"),
		About: []string{"planned restarts, by mtbf mechanism rejuvenate: outages are failures and restarts"},
	}, nil
}

func estimateOf(figures []mechanism.Figure, name string) model.Estimate {
	for _, f := range figures {
		if f.Name == name {
			return f.Estimate
		}
	}
	return model.Estimate{}
}

// times reads inputs that are times, each a flag, a label and a text.
func (o *mechanismFlags) times(ctx context.Context, asked [][3]string) ([]model.Estimate, error) {
	var all []model.Estimate
	for _, a := range asked {
		e, err := o.timeOf(ctx, a[0], a[1], a[2])
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (o *rejuvenateOptions) states(ctx context.Context, down []model.Estimate) ([]mechanism.Figure, error) {
	if err := refuse(o.flags, "is for --scale", ofWeibull...); err != nil {
		return nil, err
	}
	if o.mtbf == "" {
		return nil, usagef("--base-longevity needs --mtbf, the time from then until a failure")
	}
	longevity, err := o.timeOf(ctx, "base-longevity", "Until a failure is probable", o.longevity)
	if err != nil {
		return nil, err
	}
	mtbf, err := o.mtbfOf(ctx, "mtbf", "From then until a failure", o.mtbf)
	if err != nil {
		return nil, err
	}
	after := mechanism.Known(0)
	if o.after != "" {
		if after, err = o.timeOf(ctx, "after", "From then until a restart", o.after); err != nil {
			return nil, err
		}
	}
	horizon, err := lengthOf(o.horizon)
	if err != nil {
		return nil, usagef("--horizon: %w", err)
	}
	names := []mechanism.Figure{
		{Name: "p_failed", Label: "Share of time failed", Kind: mechanism.Exact},
		{Name: "p_rejuvenating", Label: "Share of time restarting", Kind: mechanism.Exact},
		{Name: "unavailability", Label: "Unavailability", Kind: mechanism.Exact},
		{Name: "downtime_hours", Label: "Downtime in " + o.horizon, Unit: "h", Kind: mechanism.Exact},
		{Name: "mean_up_hours", Label: "Time between outages, both kinds", Unit: "h", Kind: mechanism.Exact},
		{Name: "mean_down_hours", Label: "Mean outage, both kinds", Unit: "h", Kind: mechanism.Exact},
		{Name: "restart_break_even_hours", Label: "Restarts lessen downtime below", Unit: "h", Kind: mechanism.Exact},
		{Name: "cost", Label: "Cost in " + o.horizon, Kind: mechanism.Exact},
		{Name: "break_even_cost", Label: "Restarts pay above a cost of", Kind: mechanism.Exact},
	}
	if o.costFailed == 0 && o.costRestart == 0 {
		names = names[:7]
	}
	return carried(names, func(x []float64) ([]float64, error) {
		r := mechanism.Rejuvenation{BaseLongevity: x[0], MTBF: x[1], Repair: x[3], Restart: x[4], CostFailed: o.costFailed, CostRestart: o.costRestart}
		if x[2] > 0 {
			r.Rate = 1 / x[2]
		}
		s, err := r.Steady()
		return []float64{s.PFailed, s.PRejuvenating, s.Unavailability, horizon * s.Unavailability, s.MeanUp, s.MeanDown, s.BreakEvenDowntimeRestart, horizon * s.CostPerHour, s.BreakEvenCost}, err
	}, longevity, mtbf, after, down[0], down[1])
}

func (o *rejuvenateOptions) weibull(ctx context.Context, down []model.Estimate) ([]mechanism.Figure, error) {
	if err := refuse(o.flags, "is for --base-longevity", ofStates...); err != nil {
		return nil, err
	}
	scale, err := o.timeOf(ctx, "scale", "Scale of the life", o.scale)
	if err != nil {
		return nil, err
	}
	interval := mechanism.Known(0)
	if o.interval != "" {
		if interval, err = o.timeOf(ctx, "interval", "Age of restarts", o.interval); err != nil {
			return nil, err
		}
	}
	return carried([]mechanism.Figure{
		{Name: "interval_hours", Label: "Age of planned restarts", Unit: "h", Kind: mechanism.Numeric},
		{Name: "unavailability", Label: "Unavailability", Kind: mechanism.Numeric},
		{Name: "unavailability_never", Label: "Unavailability without restarts", Kind: mechanism.Exact},
		{Name: "failed_share", Label: "Outages that are failures", Kind: mechanism.Exact},
		{Name: "mean_up_hours", Label: "Time between outages, both kinds", Unit: "h", Kind: mechanism.Numeric},
		{Name: "mean_down_hours", Label: "Mean outage, both kinds", Unit: "h", Kind: mechanism.Exact},
	}, func(x []float64) ([]float64, error) {
		a := mechanism.Ageing{Shape: o.shape, Scale: x[0], Failed: x[2], Planned: x[3]}
		best, err := a.Best()
		if err == nil && x[1] > 0 {
			best.Interval, err = a.At(x[1])
		}
		i := best.Interval
		return []float64{i.Hours, i.Unavailability, best.Never.Unavailability, i.FailedShare, i.MeanUp, i.MeanDown}, err
	}, scale, interval, down[0], down[1])
}
