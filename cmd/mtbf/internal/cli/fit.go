package cli

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
)

type fitOptions struct {
	analyzeOptions
	of, family, limits, compare, ranks string
	at                                 []string
	quantiles                          []float64
	survival, goodness                 bool
	replications                       int
}

func newFitCmd(g *global) *cobra.Command {
	o := &fitOptions{analyzeOptions: analyzeOptions{global: g}}
	cmd := &cobra.Command{
		Use:   "fit FILE",
		Short: "Censored fit of lifetimes or repair times, all families ranked",
		Long: `Fit reads a CSV of times (time and status; or lower and upper; optionally count and
entry), or with --of the repair times or the times between failures of an outage
log, fits every family by maximum likelihood and ranks them.

  --of repair    from the start of an outage to its end
  --of between   from the start of a failure to the start of the unit's next one
  --of life      from in service, or a repair, to the failure`,
		Example: `  mtbf fit lives.csv --at 720h --quantile 0.1
  mtbf fit outages.csv --of repair --where category=hardware
  mtbf fit lives.csv --compare others.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("fit needs one file of times, or a log with --of")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runFit(cmd.Context(), o, args[0]) },
	}
	o.readingFlags(cmd)
	o.accountingFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.of, "of", "", "repair, between or life: the file is an outage log")
	f.StringVar(&o.family, "family", "", "fit this family only: "+strings.Join(life.FitFamilies(), ", "))
	f.StringVar(&o.limits, "limits", "likelihood-ratio", "likelihood-ratio, wald or bootstrap")
	f.StringSliceVar(&o.at, "at", nil, "reliability at these times")
	floatsVar(f, &o.quantiles, "quantile", "times by which these shares are over, such as 0.1 for B10")
	f.BoolVar(&o.survival, "survival", false, "also the product-limit estimate of Kaplan and Meier")
	f.BoolVar(&o.goodness, "goodness", false, "test the best family by Anderson and Darling, by simulation")
	intVar(f, &o.replications, "replications", 999, "samples of bootstrap limits and of --goodness")
	f.StringVar(&o.compare, "compare", "", "another file of times: log-rank test that the two do not differ")
	f.StringVar(&o.ranks, "median-ranks", "", "also median-rank regression of this family")
	completeWords(cmd, "of", "repair", "between", "life")
	completeWords(cmd, "family", life.FitFamilies()...)
	completeWords(cmd, "limits", "likelihood-ratio", "wald", "bootstrap")
	return cmd
}

// times is a sample with what it is of.
type times struct {
	source, of string
	sample     life.Observations
	zeros      int // left out
	warnings   []model.Warning
}

func runFit(ctx context.Context, o *fitOptions, path string) error {
	options, err := o.fitting()
	if err != nil {
		return err
	}
	t, err := o.times(ctx, path)
	if err != nil {
		return asUsage(err)
	}
	line := o.newStatus()
	options.Progress = line.bootstrap()
	ranking, err := o.rank(ctx, t.sample, options)
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewFit(ctx, t.source, t.of, ranking)
	doc.Zeros, doc.Limits = t.zeros, o.limits
	for _, x := range t.sample {
		doc.N += x.Count
		if x.RightCensored() {
			doc.Censored += x.Count
		}
	}
	doc.Failures = doc.N - doc.Censored
	doc.AddWarnings(t.warnings)
	err = o.addAll(ctx, doc, t, ranking)
	line.clear()
	if ctx.Err() != nil && errors.Is(err, context.Cause(ctx)) {
		doc.AddWarnings([]model.Warning{{Code: "incomplete", Text: "the run was ended before all that was asked for was worked out"}})
	} else if err != nil {
		return asUsage(err)
	}
	return o.finish(doc, !doc.Incomplete())
}

// addAll adds what was asked for beside the families.
func (o *fitOptions) addAll(ctx context.Context, doc *render.Fit, t times, r *life.Ranking) error {
	for _, add := range []func(context.Context, *render.Fit, times, *life.Ranking) error{o.addAnswers, o.addSurvival, o.addTests} {
		if err := add(ctx, doc, t, r); err != nil {
			return err
		}
	}
	return nil
}

// fitting reads the flags of the method.
func (o *fitOptions) fitting() (life.FitOptions, error) {
	opt := life.FitOptions{Confidence: o.confidence, Replications: o.replications}
	switch o.limits {
	case "likelihood-ratio":
	case "wald":
		opt.Limits = life.Wald
	case "bootstrap":
		opt.Limits = life.ParametricBootstrap
		opt.Random = o.random()
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

// random returns the stream of the seed.
func (g *global) random() *rand.Rand { return rand.New(rand.NewPCG(g.seed, 0)) }

// times reads the file as the flags say.
func (o *fitOptions) times(ctx context.Context, path string) (times, error) {
	if o.of != "" {
		return o.fromLog(ctx, path)
	}
	if strings.HasPrefix(path, "dataset:") {
		return times{}, usagef("%s is an outage log: say --of repair, between or life", path)
	}
	unit, err := o.bareUnit()
	if err != nil {
		return times{}, err
	}
	s, err := ingest.ReadSample(ctx, path, unit, o.In)
	if err != nil {
		return times{}, err
	}
	t := times{source: path, of: "times", sample: s.Observations}
	t.warnings = ignoredColumns(s.Ignored)
	return t, nil
}

// bareUnit returns the hours in the unit of bare numbers.
func (o *analyzeOptions) bareUnit() (float64, error) {
	if o.timeUnit == "" {
		return 1, nil
	}
	hours, ok := when.UnitHours(o.timeUnit)
	if !ok {
		return 0, usagef("--time-unit: %q is not a unit of time", o.timeUnit)
	}
	return hours, nil
}

// ignoredColumns warns of columns that mean nothing where they stand.
func ignoredColumns(names []string) []model.Warning {
	if len(names) == 0 {
		return nil
	}
	return []model.Warning{{Code: "columns-ignored", Text: "columns that mean nothing here: " + strings.Join(names, ", ")}}
}

// fromLog takes times out of an outage log, under analyze's rules.
func (o *fitOptions) fromLog(ctx context.Context, path string) (times, error) {
	t := times{source: path}
	log, err := o.readLog(ctx, []string{path})
	if err != nil {
		return t, err
	}
	rules, err := o.accounting(ctx, log)
	if err != nil {
		return t, err
	}
	switch o.of {
	case "between":
		r, err := census.FindRecurrences(ctx, log.Log, rules, census.FromWindow)
		if err != nil {
			return t, err
		}
		t.of, t.warnings = "times between failures", r.Warnings
		t.sample, t.zeros = r.Gaps()
	case "repair":
		repairs, warnings, err := census.FindRepairs(ctx, log.Log, rules)
		if err != nil {
			return t, err
		}
		t.of, t.warnings, t.zeros = "repair times", warnings, repairs.Zeros
		for _, h := range repairs.Times {
			t.sample = append(t.sample, life.Exact(h))
		}
		for _, h := range repairs.Censored {
			t.sample = append(t.sample, life.RightCensored(h))
		}
	case "life":
		histories, err := census.Histories(ctx, log.Log, rules)
		if err != nil {
			return t, err
		}
		t.of = "lives"
		for _, h := range histories {
			t.add(h.Lives)
		}
	default:
		return t, usagef("--of: %q is not repair, between or life", o.of)
	}
	if len(t.sample) == 0 {
		return t, errors.New(path + ": the log has no " + t.of)
	}
	return t, nil
}

// add adds spans, but for those of 0 h.
func (t *times) add(spans []census.Span) {
	for _, s := range spans {
		switch {
		case s.Hours <= 0:
			t.zeros++
		case s.Censored:
			t.sample = append(t.sample, life.RightCensored(s.Hours))
		default:
			t.sample = append(t.sample, life.Exact(s.Hours))
		}
	}
}

// rank fits the family asked for, or all.
func (o *fitOptions) rank(ctx context.Context, sample life.Observations, options life.FitOptions) (*life.Ranking, error) {
	if o.family == "" {
		return life.FitAll(ctx, sample, options)
	}
	fit, err := life.Fit(ctx, o.family, sample, options)
	if err != nil {
		return nil, err
	}
	return &life.Ranking{Fits: []*life.Fitted{fit}, Criterion: "AICc"}, nil
}

// addAnswers adds reliability at times and quantiles, by the best family.
func (o *fitOptions) addAnswers(ctx context.Context, doc *render.Fit, t times, r *life.Ranking) error {
	at, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	if len(at)+len(o.quantiles) > 0 && doc.Best == nil {
		return errors.New("no family has an estimate: --at and --quantile cannot be answered")
	}
	for _, hours := range at {
		reliability, err := r.Fits[0].Reliability(ctx, hours)
		if err != nil {
			return err
		}
		var km *model.Estimate
		if s, err := life.KaplanMeier(ctx, t.sample); err == nil { // it takes no intervals
			if e, _, err := s.At(hours, o.confidence, life.LogLogLimits); err == nil {
				km = &e
			}
		}
		doc.AddAt(hours, reliability, km)
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

// addSurvival adds the steps of the product-limit estimate.
func (o *fitOptions) addSurvival(ctx context.Context, doc *render.Fit, t times, _ *life.Ranking) error {
	if !o.survival {
		return nil
	}
	s, err := life.KaplanMeier(ctx, t.sample)
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

// addTests adds what was asked of ranks, goodness of fit and another sample.
func (o *fitOptions) addTests(ctx context.Context, doc *render.Fit, t times, r *life.Ranking) error {
	if o.ranks != "" {
		ranks, err := life.RankRegression(ctx, o.ranks, t.sample, life.RankOptions{})
		if err != nil {
			return err
		}
		doc.AddRanks(ranks)
	}
	if o.goodness {
		if err := o.addGoodness(ctx, doc, t, r); err != nil {
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
	c, err := life.LogRank(ctx, t.sample, other.sample)
	if err != nil {
		return err
	}
	doc.AddComparison(o.compare, c)
	return nil
}

// mostTested is the greatest sample of which goodness of fit is tested.
const mostTested = 1e6

// complete returns the times one by one, if all are known exactly.
func (t *times) complete() ([]float64, error) {
	n := 0.0
	for _, x := range t.sample {
		if !x.Exact() || x.Entry > 0 {
			return nil, errors.New("--goodness needs times that are all known exactly; compare --survival with the fit instead")
		}
		if n += x.Count; n > mostTested {
			return nil, errors.New("--goodness simulates samples of up to a million times, and these are more")
		}
	}
	all := make([]float64, 0, int(n))
	for _, x := range t.sample {
		for range int(x.Count) {
			all = append(all, x.Lower)
		}
	}
	return all, nil
}

// addGoodness tests the best family against the sample it was fitted to, which
// must be complete.
func (o *fitOptions) addGoodness(ctx context.Context, doc *render.Fit, t times, r *life.Ranking) error {
	if doc.Best == nil {
		return errors.New("no family has an estimate: --goodness cannot be answered")
	}
	complete, err := t.complete()
	if err != nil {
		return err
	}
	line, drawn := o.newStatus(), 0
	defer line.clear()
	refit := func(x []float64) (model.Distribution, error) {
		line.show(func(elapsed time.Duration) string {
			return samplesLine("goodness of fit", "", drawn, o.replications, elapsed)
		})
		drawn++
		sample := make(life.Observations, len(x))
		for i, v := range x {
			sample[i] = life.Exact(v)
		}
		f, err := life.Fit(ctx, *doc.Best, sample, life.FitOptions{Limits: life.Wald})
		if err != nil {
			return nil, err
		}
		return f.Distribution, nil
	}
	g, err := life.Bootstrap(ctx, complete, life.AndersonA2, refit, o.replications, o.random())
	if err != nil {
		return err
	}
	doc.AddGoodness(g)
	return nil
}
