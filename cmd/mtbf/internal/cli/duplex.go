package cli

import (
	"context"
	"errors"
	"math"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/markov"
)

type duplexOptions struct {
	*global
	mtbf, mttr, uncovered, detection, takeover, target string
	crews                                              int
	coverage, idle, beta                               float64
	idleGiven                                          bool
}

func newDuplexCmd(g *global) *cobra.Command {
	o := &duplexOptions{global: g}
	cmd := &cobra.Command{
		Use:   "duplex --mtbf T --mttr T",
		Short: "The MTBF of a pair of modules, every convention named",
		Long: `Duplex solves a pair of modules of which one is needed, and prints the four
figures that are honestly called its MTBF:

  gray_approximation   M^2/2R, of fail-fast modules with MTBF M and MTTR R
  mean_up_time         per failure, in the long run
  mttf_all_new         until the first failure, from both good
  failure_to_failure   from one failure to the next, downtime included

A failure that is not covered takes the pair down until it is repaired. A
covered failure of the serving module is an outage of detection plus takeover,
Gray's "apparent MTTR"; that outage is in the availability, not in the MTBF.`,
		Example: `  mtbf duplex --mtbf 10000h --mttr 24h
  mtbf duplex --mtbf 1y --mttr 4h --coverage 99.9% --detection 10s --takeover 5s`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.idleGiven = cmd.Flags().Changed("idle-coverage")
			return runDuplex(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.mtbf, "mtbf", "", "mean time between failures of a module, such as 10000h")
	f.StringVar(&o.mttr, "mttr", "", "mean time to repair of a module, such as 24h")
	intVar(f, &o.crews, "crews", 2, "repairs at the same time, 1 or 2")
	fractionVar(f, &o.coverage, "coverage", 1, "probability that the other module carries on when the serving one fails")
	fractionVar(f, &o.idle, "idle-coverage", 0, "the same when the one that does not serve fails (default: the coverage)")
	f.StringVar(&o.uncovered, "uncovered-mttr", "", "outage after a failure that is not covered (default: the MTTR)")
	f.StringVar(&o.detection, "detection", "0s", "time until the failure of the serving module is seen")
	f.StringVar(&o.takeover, "takeover", "0s", "time from then until the other serves")
	fractionVar(f, &o.beta, "beta", 0, "fraction of a module's failures that take both")
	f.StringVar(&o.target, "target", "1000y", "mean up time of the pair to ask for: what MTBF or MTTR gives it")
	return cmd
}

func runDuplex(ctx context.Context, o *duplexOptions) error {
	pair, err := o.pair()
	if err != nil {
		return err
	}
	target, err := positiveHours("target", o.target)
	if err != nil {
		return err
	}
	result, err := pair.Solve()
	if err != nil {
		return asUsage(err)
	}
	grid, err := newDuplexGrid(pair)
	if err != nil {
		return err
	}
	return o.write(render.NewDuplex(pair, result, duplexTargets(pair, target), grid))
}

// pair reads the flags.
func (o *duplexOptions) pair() (markov.Pair, error) {
	p := markov.Pair{Crews: o.crews, Coverage: model.Covered(o.coverage), Beta: o.beta}
	if o.idleGiven {
		p.IdleCoverage = model.Covered(o.idle)
	}
	if o.mtbf == "" || o.mttr == "" {
		return p, usagef("duplex needs --mtbf and --mttr of a module")
	}
	if o.crews < 1 || o.crews > 2 {
		return p, usagef("--crews: %d is not 1 or 2", o.crews)
	}
	var err error
	if p.MTBF, err = positiveHours("mtbf", o.mtbf); err != nil {
		return p, err
	}
	if p.MTTR, err = positiveHours("mttr", o.mttr); err != nil {
		return p, err
	}
	for _, f := range []struct {
		name, text string
		to         *float64
	}{{"uncovered-mttr", o.uncovered, &p.UncoveredMTTR}, {"detection", o.detection, &p.Detection}, {"takeover", o.takeover, &p.Switchover}} {
		h, err := optionalHours(f.name, f.text)
		if err != nil {
			return p, err
		}
		if h != nil {
			*f.to = *h
		}
	}
	return p, nil
}

// duplexTargets asks what gives the target, by the approximation and by the
// mean up time; NaN where nothing does.
func duplexTargets(p markov.Pair, target float64) render.DuplexTarget {
	t := render.DuplexTarget{Hours: target}
	for _, q := range []struct {
		to  *float64
		ask func(markov.PairConvention, float64) (float64, error)
		of  markov.PairConvention
	}{
		{&t.GrayMTBF, p.MTBFFor, markov.GrayApproximation},
		{&t.GrayMTTR, p.MTTRFor, markov.GrayApproximation},
		{&t.UpMTBF, p.MTBFFor, markov.MeanUpTime},
		{&t.UpMTTR, p.MTTRFor, markov.MeanUpTime},
	} {
		x, err := q.ask(q.of, target)
		var none *markov.TargetError
		if errors.As(err, &none) || err != nil {
			x = math.NaN()
		}
		*q.to = x
	}
	return t
}

// newDuplexGrid varies the repair time and the coverage about the pair's own.
func newDuplexGrid(p markov.Pair) (render.DuplexGrid, error) {
	g := render.DuplexGrid{Coverage: []float64{1, 0.9999, 0.999, 0.99, 0.9}}
	for _, factor := range []float64{0.1, 0.25, 1, 4, 10} {
		g.MTTR = append(g.MTTR, factor*p.MTTR)
	}
	figures, err := p.Grid(g.MTTR, g.Coverage)
	if err != nil {
		return g, asUsage(err)
	}
	for _, row := range figures {
		up := make([]float64, len(row))
		for j, f := range row {
			up[j] = f.MeanUpTime
		}
		g.MeanUpTime = append(g.MeanUpTime, up)
	}
	return g, nil
}
