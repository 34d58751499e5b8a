package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type sessionOptions struct {
	*mechanismFlags
	paths, retries              int
	available, loss, mtbf, mttr string
}

func newMechanismSessionsCmd(g *global) *cobra.Command {
	o := &sessionOptions{}
	cmd := &cobra.Command{
		Use:   "sessions --paths N --available SHARE --loss SHARE",
		Short: "Several paths and retries: the session down apart from a message lost",
		Long: `Sessions says how often messages are lost between two ends with several paths. A
message is sent on every path that is up, 1 + retries times on each, and is lost if no
try succeeds. With no path up the session is down, which is another thing: both ends
are told.

  down = u^n     lost = (u + a loss^(1+retries))^n     lost while up = lost - down

with a the availability of a path, u = 1 - a. Each is a sum of positive terms. A path
is given by its availability, or by its MTBF and MTTR; those also tell how often and
for how long the session is down.`,
		Example: `  mtbf mechanism sessions --paths 2 --available 99% --loss 1% --retries 2
  mtbf mechanism sessions --paths 2 --available 0.9..0.999 --loss 1%
  mtbf mechanism sessions --paths 2 --mtbf 990h --mttr 10h --loss 1% --as-module line`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		intVar(f, &o.paths, "paths", 2, "paths between the ends")
		f.StringVar(&o.available, "available", "", "availability of a path: 99%, a range, CATEGORY:LOG")
		f.StringVar(&o.mtbf, "mtbf", "", "or mean time between failures of a path, with --mttr")
		f.StringVar(&o.mttr, "mttr", "", "mean time to restoration of a path")
		f.StringVar(&o.loss, "loss", "0", "probability that one try is lost on a path that is up")
		intVar(f, &o.retries, "retries", 0, "tries after the first, on each path")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismSessions(ctx, o)
	})
}

func runMechanismSessions(ctx context.Context, o *sessionOptions) (mechanismDocument, *render.MechanismModule, error) {
	inputs, err := o.path(ctx)
	if err != nil {
		return nil, nil, err
	}
	o.count("paths", "Paths", float64(o.paths))
	o.count("retries", "Tries after the first", float64(o.retries))
	figures := []mechanism.Figure{
		{Name: "session_up", Label: "A path is up"}, {Name: "session_down", Label: "The session is down"},
		{Name: "message_lost", Label: "A message is lost"}, {Name: "lost_while_up", Label: "Lost with a path up"},
		{Name: "lost_if_up", Label: "Lost, given a path is up"}, {Name: "delivered", Label: "A message is delivered"},
	}
	if o.mtbf != "" {
		figures = append(figures, mechanism.Figure{Name: "session_outages_per_year", Label: "Session outages a year", Unit: "1/y"},
			mechanism.Figure{Name: "session_outage_hours", Label: "Mean session outage", Unit: "h"},
			mechanism.Figure{Name: "session_mttf_hours", Label: "Mean time to the first", Unit: "h"})
	}
	figures, err = carried(figures, func(x []float64) ([]float64, error) { return o.at(ctx, x) }, inputs...)
	if err != nil {
		return nil, nil, err
	}
	module := groupModule(mechanism.SessionTimes{Paths: o.paths}.AsModule(), "path", "paths of which one is needed, by mtbf mechanism sessions")
	if o.mtbf != "" {
		module.MTBF, module.MTTR = inputs[1], inputs[2]
	} else {
		module.Availability = inputs[1]
	}
	doc := render.NewMechanism("sessions", "Paths and messages", o.inputs, figures, mechanism.SessionAssumptions())
	return doc, module, nil
}

// at solves for the loss of a try and the numbers of a path.
func (o *sessionOptions) at(ctx context.Context, x []float64) ([]float64, error) {
	times := mechanism.SessionTimes{Paths: o.paths}
	available := x[1]
	if o.mtbf != "" {
		times.MTBF, times.MTTR = x[1], x[2]
		available = times.Availability()
	}
	r, err := mechanism.LikePaths(o.paths, available, x[0], o.retries).Solve()
	values := []float64{r.Up, r.Down, r.Lost, r.LostWhileUp, r.LostIfUp, r.Delivered}
	if err != nil || o.mtbf == "" {
		return values, err
	}
	out, err := times.Solve(ctx)
	return append(values, out.PerYear, out.Mean, out.MTTF), err
}

// path reads the loss of a try, and the numbers of a path.
func (o *sessionOptions) path(ctx context.Context) ([]model.Estimate, error) {
	if (o.mtbf == "") != (o.mttr == "") {
		return nil, usagef("--mtbf and --mttr go together")
	}
	if err := o.notBoth("available", "mtbf"); err != nil {
		return nil, err
	}
	if o.available == "" && o.mtbf == "" {
		return nil, usagef("sessions needs --available, or --mtbf and --mttr, of a path")
	}
	if err := wholeCounts([]string{"paths"}, o.paths); err != nil {
		return nil, err
	}
	loss, err := o.chanceOf(ctx, "loss", "Loss of one try", o.loss)
	if err != nil {
		return nil, err
	}
	if o.available != "" {
		e, err := o.availabilityOf(ctx, "available", "Availability of a path", o.available)
		return []model.Estimate{loss, e}, err
	}
	mtbf, err := o.mtbfOf(ctx, "mtbf", "MTBF of a path", o.mtbf)
	if err != nil {
		return nil, err
	}
	mttr, err := o.timeOf(ctx, "mttr", "MTTR of a path", o.mttr)
	return []model.Estimate{loss, mtbf, mttr}, err
}
