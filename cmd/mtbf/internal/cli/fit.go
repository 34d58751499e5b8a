package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/life"
)

type fitOptions struct {
	logFlags
	of, family, limits, compare, ranks string
	by, age, timesTo                   string
	shape                              float64
	at                                 []string
	quantiles                          []float64
	survival, goodness, limited        bool
	replications                       int
}

func newFitCmd(g *global) *cobra.Command {
	o := &fitOptions{logFlags: logFlags{global: g}}
	cmd := &cobra.Command{
		Use:   "fit FILE",
		Short: "Censored fit of lifetimes or repair times, all families ranked",
		Long: `Fit reads a CSV of times (time and status; or lower and upper; optionally count
and entry), or with --of the repair times or the times between failures of an
outage log, fits every family by maximum likelihood and ranks them. The status
tells failures (1, failed) from right-censored times (0, censored); --status and
--failed name another column and other values.

  --of repair    from the start of an outage to its end
  --of between   from the start of a failure to the start of the unit's next one
  --of life      from in service, or a repair, to the failure`,
		Example: `  mtbf fit lives.csv --at 720h --quantile 10%
  mtbf fit outages.csv --of repair --where category=hardware
  mtbf fit dataset:shop --of between --units 4
  mtbf fit lives.csv --compare others.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("fit needs one file of times, or a log with --of")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.of == "" {
				if err := refuse(cmd.Flags(), "is for an outage log: say --of repair, between or life", ofLogs("time-unit", "where", "by")...); err != nil {
					return err
				}
			} else if err := o.refuseForLog(cmd.Flags()); err != nil {
				return err
			}
			if o.timesTo == "-" && o.output == "" {
				return usagef("--write-times: standard output has the result; -o FILE puts that elsewhere")
			}
			if err := o.refuseBeside(cmd.Flags()); err != nil {
				return err
			}
			if o.limits != "bootstrap" && !o.goodness {
				o.noEffect("seed")
				if err := refuse(cmd.Flags(), "is for --limits bootstrap and --goodness", "replications"); err != nil {
					return err
				}
			}
			return runFit(cmd.Context(), o, args[0])
		},
	}
	o.historyFlags(cmd)
	o.timesFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.of, "of", "", "repair, between or life: the file is an outage log")
	f.StringVar(&o.family, "family", "", "fit this family only: "+strings.Join(life.FitFamilies(), ", "))
	floatVar(f, &o.shape, "shape", 0, "of --family weibull: the shape is known, and the scale alone is fitted (Weibayes)")
	f.StringVar(&o.limits, "limits", "likelihood-ratio", "likelihood-ratio, wald or bootstrap")
	f.StringVar(&o.age, "age", "", "what is left at this age: mean and median, and reliability over the times of --at from then on")
	wordsVar(f, &o.at, "at", "reliability at these times")
	fractionsVar(f, &o.quantiles, "quantile", "B lives: times by which these fractions have failed, such as 10% for B10")
	f.BoolVar(&o.survival, "survival", false, "also the Kaplan-Meier estimate of survival S(t); of intervals Turnbull's")
	f.BoolVar(&o.limited, "limited-population", false, "also a population of which a fraction ever fails, by --family (weibull, lognormal or loglogistic; default weibull)")
	f.BoolVar(&o.goodness, "goodness", false, "Anderson-Darling test of the best family, by simulation")
	intVar(f, &o.replications, "replications", 999, "samples of bootstrap limits and of --goodness")
	fileVar(f, &o.compare, "compare", "another file of times: log-rank test that the two do not differ")
	f.StringVar(&o.by, "by", "", "fit each mode of failure that this column of the file tells, the others censored")
	f.StringVar(&o.timesTo, "write-times", "", "also write the times that are fitted, in hours and with their status, to this CSV file, for other programs")
	f.StringVar(&o.ranks, "median-ranks", "", "also median-rank regression of this family")
	completeWords(cmd, "of", "repair", "between", "life")
	completeWords(cmd, "family", life.FitFamilies()...)
	completeWords(cmd, "median-ranks", life.FitFamilies()...)
	completeWords(cmd, "limits", "likelihood-ratio", "wald", "bootstrap")
	return cmd
}

// refuseBeside returns an error for flags that have no use beside others.
func (o *fitOptions) refuseBeside(given *pflag.FlagSet) error {
	if o.age != "" {
		if err := refuse(given, "is not for --age: of units of an age neither the product of modes nor a limited population is told", "by", "limited-population"); err != nil {
			return err
		}
	}
	if o.limited {
		if err := refuse(given, "is not for --limited-population, whose limits are by likelihood ratio and whose shape is fitted", "limits", "shape"); err != nil {
			return err
		}
	}
	if given.Changed("shape") {
		return o.refuseBesideShape(given)
	}
	return nil
}

// refuseBesideShape returns an error for a shape that is none, and for flags that
// have no use beside a known one.
func (o *fitOptions) refuseBesideShape(given *pflag.FlagSet) error {
	switch {
	case o.family != "weibull":
		return usagef("--shape is for --family weibull, whose shape it tells")
	case !(o.shape > 0):
		return usagef("--shape: %g is not a positive number", o.shape)
	}
	return refuse(given, "is not for a known --shape: the limits are exact, and the test of the family fits the shape", "limits", "goodness", "replications")
}

// refuseForLog returns an error if a flag was given that the times of a log have no use
// for.
func (o *fitOptions) refuseForLog(flags *pflag.FlagSet) error {
	if err := refuse(flags, "is for a file of times, and with --of the file is an outage log", append([]string{"by"}, ofTimesAlone...)...); err != nil {
		return err
	}
	if err := refuse(flags, "has no effect on times, which are of all categories", ofCategories...); err != nil {
		return err
	}
	if o.of != string(mtbf.Life) {
		return nil
	}
	return refuse(flags, "has no effect on lives, which outages of a unit that touch or overlap end together", ofLives...)
}

func runFit(ctx context.Context, o *fitOptions, path string) error {
	options, err := o.fitting()
	if err != nil {
		return err
	}
	if o.rejects != "" && o.compare != "" {
		return usagef("--rejects takes the rows of one log: read the one of --compare by itself")
	}
	t, err := o.times(ctx, path)
	if err != nil {
		return asUsage(err)
	}
	line := o.newStatus()
	options.Progress = line.fitting()
	if err := o.writeTimes(t); err != nil {
		return err
	}
	ranking, err := mtbf.Fit(ctx, t.Sample, options)
	if none := (*life.NotEstimableError)(nil); o.shape > 0 && errors.As(err, &none) {
		return fmt.Errorf("--shape %g: %w", o.shape, err)
	}
	if none := (*life.NotEstimableError)(nil); errors.As(err, &none) {
		return fmt.Errorf("%s: %w%s", path, err, o.asked("status", "failed", "where"))
	}
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewFit(ctx, path, t.Of, ranking)
	doc.Zeros, doc.Limits = t.Zeros, o.limits
	if o.shape > 0 {
		doc.Limits = "exact chi-square"
	}
	for _, x := range t.Sample {
		doc.N += x.Count
		if x.RightCensored() {
			doc.Censored += x.Count
		}
	}
	doc.Failures = doc.N - doc.Censored
	doc.AddWarnings(t.Warnings)
	err = o.addAll(ctx, doc, t, ranking)
	line.clear()
	if ctx.Err() != nil && errors.Is(err, context.Cause(ctx)) {
		doc.AddWarnings([]model.Warning{{Code: "incomplete", Text: "the run was ended before all that was asked for was worked out"}})
	} else if err != nil {
		return asUsage(err)
	}
	return cmp.Or(o.finish(doc, !doc.Incomplete()), o.objected())
}

// addAll adds what was asked for beside the families.
func (o *fitOptions) addAll(ctx context.Context, doc *render.Fit, t *mtbf.Times, r *life.Ranking) error {
	for _, add := range []func(context.Context, *render.Fit, *mtbf.Times, *life.Ranking) error{o.addAnswers, o.addAge, o.addModes, o.addLimited, o.addSurvival, o.addTests} {
		if err := add(ctx, doc, t, r); err != nil {
			return err
		}
	}
	return nil
}

// fitting reads the flags of the method.
func (o *fitOptions) fitting() (mtbf.FitOptions, error) {
	opt := mtbf.FitOptions{Family: o.family, Shape: o.shape, Confidence: o.confidence, Replications: o.replications, Seed: o.seed}
	switch o.limits {
	case "likelihood-ratio":
	case "wald":
		opt.Limits = life.Wald
	case "bootstrap":
		opt.Limits = life.ParametricBootstrap
	default:
		return opt, usagef("--limits: %q is not likelihood-ratio, wald or bootstrap", o.limits)
	}
	if !(o.confidence > 0 && o.confidence < 1) {
		return opt, usagef("--confidence: %g is not a number between 0 and 1", o.confidence)
	}
	if o.replications < 1 || o.replications > 1_000_000 {
		return opt, usagef("--replications: %d is not a number of samples up to a million", o.replications)
	}
	return opt, nil
}

// times reads the file as the flags say: times, or an outage log.
func (o *fitOptions) times(ctx context.Context, path string) (*mtbf.Times, error) {
	if o.of == "" {
		return o.fromFile(ctx, path)
	}
	if err := o.refuseInclude("fit"); err != nil {
		return nil, err
	}
	log, rules, err := o.readAndRule(ctx, path)
	if err != nil {
		return nil, err
	}
	t, err := mtbf.LogTimes(ctx, log, rules, mtbf.Kind(o.of))
	if errors.Is(err, mtbf.ErrNoTimes) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, err
}

func (o *fitOptions) fromFile(ctx context.Context, path string) (*mtbf.Times, error) {
	times := o.timesOptions()
	times.Mode = o.by
	t, err := times.Read(ctx, path)
	if o.takenForTimes(err, path) {
		return nil, usagef("%s is an outage log: say --of repair, between or life", path)
	}
	return t, o.misread(ctx, err, path, timesInput)
}

// addAge adds what is left to units of an age, and their reliability over times from
// then on.
func (o *fitOptions) addAge(ctx context.Context, doc *render.Fit, _ *mtbf.Times, r *life.Ranking) error {
	age, err := optionalHours("age", o.age)
	if err != nil || age == nil {
		return err
	}
	best := r.Fits[0]
	mean, err := best.MeanResidualLife(ctx, *age)
	if err != nil {
		return err
	}
	median, err := best.MedianResidualLife(ctx, *age)
	if err != nil {
		return err
	}
	doc.AddAge(*age, mean, median)
	at, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	for _, hours := range at {
		e, err := best.ResidualReliability(ctx, *age, hours)
		if err != nil {
			return err
		}
		doc.AddAgeAt(hours, e)
	}
	return nil
}

// addLimited adds a limited failing population; where the data do not tell of one, why.
func (o *fitOptions) addLimited(ctx context.Context, doc *render.Fit, t *mtbf.Times, _ *life.Ranking) error {
	if !o.limited {
		return nil
	}
	l, err := mtbf.FitLimited(ctx, t.Sample, mtbf.FitOptions{Family: o.family, Confidence: o.confidence})
	var none *life.NotEstimableError
	if errors.As(err, &none) {
		doc.Refused = append(doc.Refused, render.Refused{Family: "limited population", Reason: err.Error()})
		return nil
	}
	if err != nil {
		return err
	}
	doc.AddLimited(l)
	at, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	for _, hours := range at {
		e, err := l.Reliability(ctx, hours)
		if err != nil {
			return err
		}
		doc.AddLimitedAt(hours, e)
	}
	return nil
}

// addModes adds each mode of failure, and their product at the times asked for.
func (o *fitOptions) addModes(ctx context.Context, doc *render.Fit, t *mtbf.Times, _ *life.Ranking) error {
	if o.by == "" {
		return nil
	}
	options, err := o.fitting()
	if err != nil {
		return err
	}
	modes, err := mtbf.FitModes(ctx, t, options)
	if err != nil {
		return err
	}
	doc.AddModes(ctx, modes)
	at, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	for _, hours := range at {
		e, err := modes.Reliability(ctx, hours)
		if err != nil {
			return err
		}
		doc.AddProduct(hours, e)
	}
	return nil
}

// addAnswers adds reliability at times and quantiles, by the best family.
func (o *fitOptions) addAnswers(ctx context.Context, doc *render.Fit, t *mtbf.Times, r *life.Ranking) error {
	at, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	if o.age != "" { // the times count from it
		at = nil
	}
	var turnbull *life.TurnbullEstimate
	if len(at) > 0 && t.Sample.HasIntervals() {
		turnbull, _ = life.Turnbull(ctx, t.Sample) // it takes no late entry
	}
	for _, hours := range at {
		reliability, err := r.Fits[0].Reliability(ctx, hours)
		if err != nil {
			return err
		}
		var km *model.Estimate
		if s, err := life.KaplanMeier(ctx, t.Sample); err == nil { // it takes no intervals
			if e, _, err := s.At(hours, o.confidence, life.LogLogLimits); err == nil {
				km = &e
			}
		}
		doc.AddAt(hours, reliability, km, turnbull)
	}
	for _, p := range o.quantiles {
		e, err := r.Fits[0].Quantile(ctx, p)
		if err != nil {
			return err
		}
		doc.AddQuantile(p, e)
	}
	return nil
}

// addSurvival adds the steps of the product-limit estimate, or Turnbull's estimate of
// intervals.
func (o *fitOptions) addSurvival(ctx context.Context, doc *render.Fit, t *mtbf.Times, _ *life.Ranking) error {
	if !o.survival {
		return nil
	}
	if t.Sample.HasIntervals() {
		return addTurnbull(ctx, doc, t)
	}
	s, err := life.KaplanMeier(ctx, t.Sample)
	if err != nil {
		return err
	}
	for _, step := range s.Steps {
		e, _, err := s.At(step.Time, o.confidence, life.LogLogLimits)
		if err != nil {
			return err
		}
		doc.AddStep(step.Time, step.AtRisk, step.Failures, e)
	}
	doc.AddWarnings(s.Warnings)
	return nil
}

// addTurnbull adds the estimate of intervals. Where rows were entered late there is
// none, and the fit stands without it.
func addTurnbull(ctx context.Context, doc *render.Fit, t *mtbf.Times) error {
	r, err := life.Turnbull(ctx, t.Sample)
	var param *model.ParamError
	if errors.As(err, &param) {
		doc.AddWarnings([]model.Warning{{Code: "no-survival", Text: "no estimate of the survival without a family takes both intervals and late entry: " + err.Error()}})
		return nil
	}
	if err != nil {
		return err
	}
	doc.AddTurnbull(r)
	doc.AddWarnings([]model.Warning{{Code: "turnbull-no-limits", Text: "Turnbull's estimate has no limits here: inside a stretch that holds a mass the survival is not known, and its error has no normal limit"}})
	return nil
}

// addTests adds what was asked of ranks, goodness of fit and another sample.
func (o *fitOptions) addTests(ctx context.Context, doc *render.Fit, t *mtbf.Times, r *life.Ranking) error {
	if o.ranks != "" {
		ranks, err := life.RankRegression(ctx, o.ranks, t.Sample, life.RankOptions{})
		if err != nil {
			return err
		}
		doc.AddRanks(ranks)
	}
	if o.goodness {
		if err := o.addGoodness(ctx, doc, t); err != nil {
			return err
		}
	}
	if o.compare == "" {
		return nil
	}
	other, err := o.times(ctx, o.compare)
	if err != nil {
		return err
	}
	c, err := life.LogRank(ctx, t.Sample, other.Sample)
	if err != nil {
		return err
	}
	doc.AddComparison(o.compare, c)
	return nil
}

// addGoodness tests the best family against the sample it was fitted to, which
// must be complete.
func (o *fitOptions) addGoodness(ctx context.Context, doc *render.Fit, t *mtbf.Times) error {
	if doc.Best == nil {
		return errors.New("no family has an estimate: --goodness cannot be answered")
	}
	line, drawn := o.newStatus(), 0
	defer line.clear()
	g, err := mtbf.GoodnessOfFit(ctx, *doc.Best, t.Sample, mtbf.FitOptions{Replications: o.replications, Seed: o.seed}, func() {
		line.show(func(elapsed time.Duration) string {
			return samplesLine("goodness of fit", "", drawn, o.replications, elapsed)
		})
		drawn++
	})
	if err != nil {
		return err
	}
	doc.AddGoodness(g)
	return nil
}
