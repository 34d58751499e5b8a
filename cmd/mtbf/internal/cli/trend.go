package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/recurrent"
)

type trendOptions struct {
	analyzeOptions
	times, age    bool
	given         bool // replications, by the user
	target, ahead string
	replications  int
	penalty       float64
}

func newTrendCmd(g *global) *cobra.Command {
	o := &trendOptions{analyzeOptions: analyzeOptions{global: g}}
	cmd := &cobra.Command{
		Use:   "trend LOG",
		Short: "Does the failure rate change? Mean cumulative function, power law, tests",
		Long: `Trend takes the failures of an outage log, or with --times a CSV of failure times
(time, and optionally unit, status, count, entry), and asks whether one constant
rate describes them: tests, a power law (Crow-AMSAA), the moment of a change, the
stretches of one rate, and the mean cumulative function with limits.`,
		Example: `  mtbf trend outages.csv --units 40
  mtbf trend test.csv --times --target 500h --ahead 1000h
  mtbf trend outages.csv --where category=software --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("trend needs one log, or a file of failure times with --times")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.given = cmd.Flags().Changed("replications")
			return runTrend(cmd.Context(), o, args[0])
		},
	}
	o.readingFlags(cmd)
	o.accountingFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.times, "times", false, "the file holds failure times, not outages")
	f.BoolVar(&o.age, "age", false, "hours count from each unit's in-service date, not from the window's beginning")
	f.StringVar(&o.target, "target", "", "MTBF to reach: at which age, if growth goes on")
	f.StringVar(&o.ahead, "ahead", "", "predict the failures of this time to come")
	floatVar(f, &o.penalty, "penalty", 8, "log-likelihood that one more stretch must gain")
	intVar(f, &o.replications, "replications", 999, "drawings behind the p-values of a change and of the power law (default: fewer beyond 100,000 failures)")
	return cmd
}

func runTrend(ctx context.Context, o *trendOptions, path string) error {
	if o.replications < 1 || o.replications > 1_000_000 {
		return usagef("--replications: %d is not a number of drawings up to a million", o.replications)
	}
	r, err := o.histories(ctx, path)
	if err != nil {
		return asUsage(err)
	}
	verdict, err := recurrent.Trend(r.Histories, o.confidence)
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewTrendReport(path, o.origin(), verdict)
	doc.AddWarnings(r.Warnings)
	doc.Units, doc.AtStart = recurrent.Units(r.Histories), r.AtStart
	doc.AddWarnings(o.spareDrawings(r.Histories))
	left, err := o.addAll(ctx, doc, r.Histories)
	if err != nil {
		return asUsage(err)
	}
	if len(left) > 0 {
		doc.AddWarnings([]model.Warning{{Code: "incomplete", Text: fmt.Sprintf("%s before all was known; missing: %s", whyEnded(ctx), strings.Join(left, ", "))}})
	}
	return o.finish(doc, len(left) == 0)
}

// Beyond mostDrawn times drawn in a simulation there are fewer drawings than
// usual, but no fewer than fewestDrawings; unless the user gives their number.
const (
	mostDrawn      = 100_000_000
	fewestDrawings = 99
)

// spareDrawings takes fewer drawings where failures are very many, and warns of
// it.
func (o *trendOptions) spareDrawings(h []recurrent.History) []model.Warning {
	failures := 0
	for i := range h {
		failures += len(h[i].Times)
	}
	most := max(fewestDrawings, mostDrawn/max(1, failures))
	if o.given || o.replications <= most {
		return nil
	}
	usual := o.replications
	o.replications = most
	return []model.Warning{{Code: "fewer-drawings", Text: fmt.Sprintf("%s: %d drawings, not %d, stand behind the p-values of a change and of the power law; --replications asks for more", model.Counted(failures, "failure"), most, usual)}}
}

// addAll adds what is known of histories, what needs simulation last. It returns
// the names of what the end of the context left out.
func (o *trendOptions) addAll(ctx context.Context, doc *render.TrendReport, h []recurrent.History) (left []string, err error) {
	for _, part := range []struct {
		name string
		add  func(context.Context, *render.TrendReport, []recurrent.History) error
	}{
		{"the constant rate", o.addRate}, {"the stretches of one rate", o.addSegments}, {"the power law", o.addGrowth}, {"the mean cumulative function", o.addMCF},
		{"the units", o.addUnits}, {"the moment of a change", o.addChange}, {"whether the power law fits", o.addGoodness},
	} {
		err := part.add(ctx, doc, h)
		switch {
		case endedBy(ctx, err):
			left = append(left, part.name)
		case err != nil:
			return nil, err
		}
	}
	return left, nil
}

func (o *trendOptions) origin() string {
	switch {
	case o.times:
		return "0 of the file"
	case o.age:
		return "each unit's in-service date"
	}
	return "the beginning of the window"
}

// histories reads the file as the flags say.
func (o *trendOptions) histories(ctx context.Context, path string) (*census.Recurrences, error) {
	if o.times {
		unit, err := o.bareUnit()
		if err != nil {
			return nil, err
		}
		histories, ignored, err := ingest.ReadFailures(ctx, path, unit, o.In)
		return &census.Recurrences{Histories: histories, Warnings: ignoredColumns(ignored)}, err
	}
	log, err := o.readLog(ctx, []string{path})
	if err != nil {
		return nil, err
	}
	rules, err := o.accounting(ctx, log)
	if err != nil {
		return nil, err
	}
	origin := census.FromWindow
	if o.age {
		origin = census.FromService
	}
	return census.FindRecurrences(ctx, log.Log, rules, origin)
}

// unanswered reports whether err only says that the data cannot give an answer.
func unanswered(err error) bool {
	var data *recurrent.DataError
	return errors.As(err, &data)
}

func (o *trendOptions) addRate(_ context.Context, doc *render.TrendReport, h []recurrent.History) error {
	rate, err := recurrent.ConstantRate(h, o.confidence)
	if err != nil {
		return err
	}
	doc.AddRate(rate)
	return nil
}

func (o *trendOptions) addSegments(ctx context.Context, doc *render.TrendReport, h []recurrent.History) error {
	segments, err := recurrent.Segments(ctx, h, o.penalty, o.confidence)
	if err != nil && !unanswered(err) {
		return err
	}
	doc.AddSegments(segments)
	return nil
}

// addChange adds the moment of a change.
func (o *trendOptions) addChange(ctx context.Context, doc *render.TrendReport, h []recurrent.History) error {
	change, err := recurrent.FindChange(ctx, h, o.confidence, o.replications, o.random())
	switch {
	case err == nil:
		doc.AddChange(change)
	case !unanswered(err):
		return err
	}
	return nil
}

// addGoodness adds the test of the power law, which asks for units watched from 0.
func (o *trendOptions) addGoodness(ctx context.Context, doc *render.TrendReport, h []recurrent.History) error {
	if doc.PowerLaw == nil {
		return nil
	}
	g, err := recurrent.GoodnessOfFit(ctx, h, o.replications, o.random())
	switch {
	case err == nil:
		doc.PowerLaw.Goodness = &render.Goodness{Statistic: g.Statistic, PValue: g.PValue, Method: g.Method}
	case endedBy(ctx, err):
		return err
	}
	return nil
}

// addGrowth adds the power law and what follows from it.
func (o *trendOptions) addGrowth(_ context.Context, doc *render.TrendReport, h []recurrent.History) error {
	target, err := optionalHours("target", o.target)
	if err != nil {
		return err
	}
	ahead, err := optionalHours("ahead", o.ahead)
	if err != nil {
		return err
	}
	p, err := recurrent.FitPowerLaw(h, o.confidence)
	if unanswered(err) {
		doc.NoPowerLaw = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	mtbf, err := p.MTBF(p.Age)
	if err != nil {
		return err
	}
	cumulative, err := p.CumulativeMTBF(p.Age)
	if err != nil {
		return err
	}
	doc.AddPowerLaw(p, mtbf, cumulative)
	if target != nil {
		age, err := p.AgeAtMTBF(*target)
		if err != nil {
			return err
		}
		doc.AddTarget(age)
	}
	if ahead != nil {
		if err := addPrediction(doc, p, h, *ahead, o.ahead); err != nil {
			return err
		}
	}
	if len(h) == 1 {
		if d, err := recurrent.Duane(h[0]); err == nil { // asks for two distinct times
			doc.Duane = &render.TrendDuane{Growth: d.Growth, Scale: d.Scale, Method: "least squares on logarithms; its points lean on one another, so it has no limits"}
		}
	}
	return nil
}

// addPrediction predicts the failures of all units, which go on from where they
// are.
func addPrediction(doc *render.TrendReport, p *recurrent.PowerLaw, h []recurrent.History, hours float64, text string) error {
	ages := make([]recurrent.Ages, len(h))
	for i, x := range h {
		ages[i] = recurrent.Ages{From: x.To, To: x.To + hours, Units: x.Count}
	}
	e, err := p.Predict(ages...)
	if err != nil {
		return err
	}
	doc.AddPrediction(text, e)
	return nil
}

func (o *trendOptions) addMCF(ctx context.Context, doc *render.TrendReport, h []recurrent.History) error {
	c, err := recurrent.MCF(ctx, h, o.confidence, recurrent.Log)
	if err != nil {
		return err
	}
	doc.AddMCF(c)
	return nil
}

// addUnits adds each unit's own verdict.
func (o *trendOptions) addUnits(ctx context.Context, doc *render.TrendReport, h []recurrent.History) error {
	for i, x := range h {
		if i%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if len(x.Times) == 0 {
			continue
		}
		u := render.TrendUnit{Unit: x.Unit, Failures: len(x.Times)}
		v, err := recurrent.Trend([]recurrent.History{x}, o.confidence)
		if err != nil {
			return err
		}
		u.Direction = string(v.Direction)
		if len(v.Tests) > 0 {
			u.PValue = &v.PValue
		}
		doc.PerUnit = append(doc.PerUnit, u)
	}
	slices.SortStableFunc(doc.PerUnit, func(a, b render.TrendUnit) int { return cmp.Compare(b.Failures, a.Failures) })
	return nil
}
