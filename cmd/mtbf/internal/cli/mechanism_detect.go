package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
)

type detectOptions struct {
	*mechanismFlags
	sendEvery, slack, loss, delay                    string
	gap, gapSD                                       string
	phi                                              float64
	watchers, needed                                 int
	detect, falseAlarm, watcherAvailability, latency string
	mtbf, mttr                                       string
}

func newMechanismDetectCmd(g *global) *cobra.Command {
	o := &detectOptions{}
	cmd := &cobra.Command{
		Use:   "detect [--send-every LENGTH] [--phi THRESHOLD] [--watchers N]",
		Short: "How soon and how rightly a failure is seen: heartbeats, phi, watchers",
		Long: `Detect says how long a failure goes unseen and how often one is seen that is none.

  --send-every  heartbeats: a process is suspected from --slack after the time at which
                a message is sent on, unless that message or a later one has come
                (Chen, Toueg and Aguilera)
  --phi         the accrual detector: phi = -log10 P(the next heartbeat comes later)
  --watchers    n detectors on other machines of which --needed must agree, and which
                may be down themselves

Each further heartbeat waited for multiplies the time between mistakes by 1/loss, and
lengthens detection by one interval. --as-module prints a duplex pair of units (--mtbf,
--mttr) with this mean detection, and with watchers this coverage.`,
		Example: `  mtbf mechanism detect --send-every 1s --slack 1.5s --loss 1% --delay 20ms
  mtbf mechanism detect --phi 8 --gap 1s --gap-sd 100ms
  mtbf mechanism detect --watchers 3 --needed 2 --detect 90% --false 1%
  mtbf mechanism detect --watchers 3 --needed 2 --watcher-availability 99%..100% --detect 0.9`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.sendEvery, "send-every", "", "time between two heartbeats")
		f.StringVar(&o.slack, "slack", "0s", "what a heartbeat may be late")
		f.StringVar(&o.loss, "loss", "0", "probability that a heartbeat is lost: 1%, 3/1000, 1%..5%")
		f.StringVar(&o.delay, "delay", "", "mean delay of a heartbeat, exponential (default none)")
		floatVar(f, &o.phi, "phi", 0, "threshold of the accrual detector, such as 8")
		f.StringVar(&o.gap, "gap", "", "mean time between heartbeats as they come, for --phi")
		f.StringVar(&o.gapSD, "gap-sd", "", "its standard deviation")
		intVar(f, &o.watchers, "watchers", 0, "watchers on other machines")
		intVar(f, &o.needed, "needed", 1, "watchers that must agree on an alarm")
		f.StringVar(&o.detect, "detect", "1", "probability that a watcher sees a failure")
		f.StringVar(&o.falseAlarm, "false", "0", "probability that a watcher raises an alarm where there is none")
		f.StringVar(&o.watcherAvailability, "watcher-availability", "1", "availability of one watcher")
		f.StringVar(&o.latency, "latency", "", "mean time until a watcher sees a failure, exponential")
		f.StringVar(&o.mtbf, "mtbf", "", "MTBF of a unit, for --as-module")
		f.StringVar(&o.mttr, "mttr", "", "MTTR of a unit, for --as-module")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismDetect(ctx, o)
	})
}

// detection is what a detector gives a group: a mean time and a coverage.
type detection struct{ hours, coverage model.Estimate }

func runMechanismDetect(ctx context.Context, o *detectOptions) (mechanismDocument, *render.MechanismModule, error) {
	var figures []mechanism.Figure
	var assumed []mechanism.Assumption
	var found detection
	parts := 0
	for _, part := range []struct {
		asked   bool
		main    string
		flags   []string
		figures func(context.Context) ([]mechanism.Figure, detection, error)
		assumed []mechanism.Assumption
	}{
		{o.sendEvery != "", "send-every", []string{"slack", "loss", "delay"}, o.heartbeats, mechanism.HeartbeatAssumptions()},
		{o.flags.Changed("phi"), "phi", []string{"gap", "gap-sd"}, o.accrual, mechanism.PhiAssumptions()},
		{o.flags.Changed("watchers"), "watchers", []string{"needed", "detect", "false", "watcher-availability", "latency"}, o.watching, mechanism.WatcherAssumptions()},
	} {
		if !part.asked {
			if err := refuse(o.flags, "is for --"+part.main, part.flags...); err != nil {
				return nil, nil, err
			}
			continue
		}
		more, d, err := part.figures(ctx)
		if err != nil {
			return nil, nil, err
		}
		parts++
		found, figures, assumed = d, append(figures, more...), append(assumed, part.assumed...)
	}
	if parts == 0 {
		return nil, nil, usagef("detect needs --send-every (heartbeats), --phi or --watchers")
	}
	module, err := o.module(found, parts)
	return render.NewMechanism("detect", "How soon and how rightly a failure is seen", o.inputs, figures, assumed), module, err
}

func (o *detectOptions) heartbeats(ctx context.Context) ([]mechanism.Figure, detection, error) {
	var none detection
	every, err := o.timeOf(ctx, "send-every", "A heartbeat every", o.sendEvery)
	if err != nil {
		return nil, none, err
	}
	slack := mechanism.Known(0)
	if o.flags.Changed("slack") && o.slack != "0s" && o.slack != "0" {
		if slack, err = o.timeOf(ctx, "slack", "Slack", o.slack); err != nil {
			return nil, none, err
		}
	}
	loss, err := o.share(ctx, "loss", "Heartbeats lost", o.loss)
	if err != nil {
		return nil, none, err
	}
	delay := mechanism.Known(0)
	if o.delay != "" {
		if delay, err = o.timeOf(ctx, "delay", "Mean delay", o.delay); err != nil {
			return nil, none, err
		}
	}
	figures, err := carried([]mechanism.Figure{
		{Name: "max_detection_hours", Label: "Detection, at most", Unit: "h", Kind: mechanism.Exact},
		{Name: "mean_detection_hours", Label: "Detection, mean", Unit: "h", Kind: mechanism.Exact},
		{Name: "mistake_every_hours", Label: "A mistake every", Unit: "h", Kind: mechanism.Exact},
		{Name: "mistake_lasts_hours", Label: "A mistake lasts", Unit: "h", Kind: mechanism.Numeric},
		{Name: "falsely_suspected", Label: "Share of time falsely suspected", Kind: mechanism.Numeric},
		{Name: "query_accuracy", Label: "Query accuracy", Kind: mechanism.Numeric},
	}, func(x []float64) ([]float64, error) {
		h := mechanism.Heartbeat{SendEvery: x[0], Slack: x[1], Loss: x[2]}
		if x[3] > 0 {
			law, err := dist.NewExponentialMean(x[3])
			if err != nil {
				return nil, err
			}
			h.Delay = law
		}
		q, err := h.Quality()
		return []float64{q.MaxDetection, q.MeanDetection, q.MistakeEvery, q.MistakeLasts, q.FalselySuspected, q.QueryAccuracy}, err
	}, every, slack, loss, delay)
	if err != nil {
		return nil, none, err
	}
	return figures, detection{figures[1].Estimate, mechanism.Known(1)}, nil
}

func (o *detectOptions) accrual(ctx context.Context) ([]mechanism.Figure, detection, error) {
	var none detection
	if o.gap == "" || o.gapSD == "" {
		return nil, none, usagef("--phi needs --gap and --gap-sd, the mean and the standard deviation of the time between heartbeats")
	}
	mean, err := o.timeOf(ctx, "gap", "Time between heartbeats", o.gap)
	if err != nil {
		return nil, none, err
	}
	sd, err := o.timeOf(ctx, "gap-sd", "Its standard deviation", o.gapSD)
	if err != nil {
		return nil, none, err
	}
	figures, err := carried([]mechanism.Figure{
		{Name: "timeout_sds", Label: "Time-out, sds above the mean", Kind: mechanism.Numeric},
		{Name: "timeout_hours", Label: "Time-out after a heartbeat", Unit: "h", Kind: mechanism.Numeric},
		{Name: "phi_mistake_every_hours", Label: "A gap that is too long, every", Unit: "h", Kind: mechanism.Exact},
	}, func(x []float64) ([]float64, error) {
		t, err := mechanism.Phi{Mean: x[0], SD: x[1]}.Timeout(o.phi)
		return []float64{t.SDsAboveMean, t.Timeout, t.MistakeEvery}, err
	}, mean, sd)
	if err != nil {
		return nil, none, err
	}
	return figures, detection{figures[1].Estimate, mechanism.Known(1)}, nil
}

func (o *detectOptions) watching(ctx context.Context) ([]mechanism.Figure, detection, error) {
	var none detection
	var shares []model.Estimate
	for _, p := range []struct{ flag, label, text string }{
		{"detect", "A watcher sees a failure", o.detect}, {"false", "A watcher errs", o.falseAlarm}, {"watcher-availability", "Availability of a watcher", o.watcherAvailability},
	} {
		e, err := o.share(ctx, p.flag, p.label, p.text)
		if err != nil {
			return nil, none, err
		}
		shares = append(shares, e)
	}
	latency, err := mechanism.Known(0), error(nil)
	if o.latency != "" {
		if latency, err = o.timeOf(ctx, "latency", "Latency of a watcher", o.latency); err != nil {
			return nil, none, err
		}
	}
	names := []mechanism.Figure{
		{Name: "detected", Label: "Failures that are seen", Kind: mechanism.Exact},
		{Name: "missed", Label: "Failures that are missed", Kind: mechanism.Exact},
		{Name: "false_alarm", Label: "False alarm", Kind: mechanism.Exact},
		{Name: "latency_hours", Label: "Latency with all watchers", Unit: "h", Kind: mechanism.Exact},
		{Name: "alarm_latency_hours", Label: "Latency of an alarm", Unit: "h", Kind: mechanism.Exact},
	}
	if o.latency == "" {
		names = names[:3]
	}
	figures, err := carried(names, func(x []float64) ([]float64, error) {
		w, err := mechanism.Watchers{Watchers: o.watchers, Needed: o.needed, Detect: x[0], False: x[1], Availability: x[2], Latency: x[3]}.Outcome()
		return []float64{w.Detected, w.Missed, w.FalseAlarm, w.MeanLatency, w.AlarmLatency}, err
	}, append(shares, latency)...)
	if err != nil {
		return nil, none, err
	}
	d := detection{mechanism.Known(0), figures[0].Estimate}
	if o.latency != "" {
		d.hours = figures[4].Estimate
	}
	return figures, d, nil
}

// module is a pair of units with the detection.
func (o *detectOptions) module(d detection, parts int) (*render.MechanismModule, error) {
	switch {
	case o.asModule == "":
		return nil, refuse(o.flags, "is of the units of --as-module", "mtbf", "mttr")
	case parts > 1:
		return nil, usagef("--as-module takes one detector, and there are %d", parts)
	case o.mtbf == "" || o.mttr == "":
		return nil, usagef("--as-module needs the --mtbf and --mttr of a unit: it prints a pair of them")
	case !d.hours.Estimable() || !d.coverage.Estimable():
		return nil, usagef("--as-module takes one number for each input: a range has no point")
	}
	o.noEffectAs("a pair of a system file knows no false alarms", "false")
	m := &render.MechanismModule{About: []string{"a pair whose failures are seen as mtbf mechanism detect says"}, One: "unit", Node: "duplex: {of: NAME"}
	for _, t := range []struct {
		flag, text string
		to         *model.Estimate
	}{{"mtbf", o.mtbf, &m.MTBF}, {"mttr", o.mttr, &m.MTTR}} {
		hours, err := lengthOf(t.text)
		if err != nil {
			return nil, usagef("--%s: %w", t.flag, err)
		}
		*t.to = mechanism.Known(hours)
	}
	m.AddDetection(d.hours, d.coverage)
	return m, nil
}
