package mtbf

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
)

// Times are a sample with what it is of.
type Times struct {
	Of       string
	Sample   life.Observations
	Modes    []string // of each time the mode of its failure; nil: not told
	Zeros    int      // times of 0 h, left out
	Warnings []model.Warning
}

// Kind is what the times of a log are of.
type Kind string

// The kinds of times that [LogTimes] takes out of a log.
const (
	Repair  Kind = "repair"  // from the start of an outage to its end
	Between Kind = "between" // from the start of a failure to the start of the unit's next one
	Life    Kind = "life"    // from in service, or a repair, to the failure
)

// LogTimes takes times out of an outage log, under the rules of [ReadLog].
func LogTimes(ctx context.Context, log *ingest.Log, rules census.Options, of Kind) (*Times, error) {
	if err := checkLog(log); err != nil {
		return nil, err
	}
	t := &Times{}
	switch of {
	case Between:
		r, err := census.FailureHistories(ctx, log.Log, rules, census.FromWindow)
		if err != nil {
			return nil, err
		}
		t.Of, t.Warnings = "times between failures", append(log.Account.Assumed(), r.Warnings...)
		t.Sample, t.Zeros = r.TimesBetweenFailures()
	case Repair:
		repairs, warnings, err := census.FindRepairs(ctx, log.Log, rules)
		if err != nil {
			return nil, err
		}
		t.Of, t.Warnings, t.Zeros = "repair times", append(log.Account.Assumed(), warnings...), repairs.Zeros
		t.Sample = observations(repairs)
	case Life:
		histories, warnings, err := census.Histories(ctx, log.Log, rules)
		if err != nil {
			return nil, err
		}
		t.Of, t.Warnings = "lives", append(log.Account.Assumed(), warnings...)
		t.addLives(histories)
	default:
		return nil, optionf("of", "%q is not repair, between or life", string(of))
	}
	if len(t.Sample) == 0 {
		return nil, &noTimesError{t.Of}
	}
	return t, nil
}

// ErrNoTimes tells that a log has none of the times asked for.
var ErrNoTimes = errors.New("the log has no such times")

type noTimesError struct{ of string }

func (e *noTimesError) Error() string { return "the log has no " + e.of }

func (e *noTimesError) Is(target error) bool { return target == ErrNoTimes }

// observations are repair times one by one.
func observations(s life.RepairTimes) (all life.Observations) {
	for _, h := range s.Times {
		all = append(all, life.Exact(h))
	}
	for _, h := range s.Censored {
		all = append(all, life.RightCensored(h))
	}
	return all
}

// addLives adds the lives of units, but for those of 0 h: equal ones as one
// observation, in an order that is not that of the units.
func (t *Times) addLives(histories []census.History) {
	for _, h := range histories {
		for _, l := range h.Lives {
			if l.Hours <= 0 {
				t.Zeros += h.Count
				continue
			}
			o := life.Exact(l.Hours)
			if l.Censored {
				o = life.RightCensored(l.Hours)
			}
			t.Sample = append(t.Sample, o.From(l.Entry).Times(float64(h.Count)))
		}
	}
	slices.SortFunc(t.Sample, func(a, b life.Observation) int {
		return cmp.Or(cmp.Compare(a.Lower, b.Lower), cmp.Compare(a.Upper, b.Upper), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Count, b.Count))
	})
	kept := t.Sample[:0]
	for _, o := range t.Sample {
		if n := len(kept); n > 0 && kept[n-1].Times(o.Count) == o {
			kept[n-1].Count += o.Count
			continue
		}
		kept = append(kept, o)
	}
	t.Sample = kept
}

// FitOptions say how times are fitted. Zero is the default.
type FitOptions struct {
	Family       string  // this one only; "": all, ranked
	Shape        float64 // of a Weibull family, where it is known (Weibayes); 0: fitted
	Limits       life.CIMethod
	Confidence   float64 // 0: 0.90
	Replications int     // of bootstrap limits and of goodness of fit; 0: 999
	Seed         uint64
	Progress     func(life.FitProgress) // nil: nobody is told
}

func (o FitOptions) random() *rand.Rand { return rand.New(rand.NewPCG(o.Seed, 0)) }

func (o FitOptions) replications() int { return cmp.Or(o.Replications, 999) }

// Fit fits families to a censored sample by maximum likelihood and ranks them.
func Fit(ctx context.Context, sample life.Observations, o FitOptions) (*life.Ranking, error) {
	if o.Replications < 0 {
		return nil, &model.ParamError{Param: "replications", Value: o.Replications, Want: "a number of 0 or more"}
	}
	opt := life.FitOptions{Confidence: orDefault(o.Confidence), Replications: o.replications(), Limits: o.Limits, Progress: o.Progress}
	if o.Limits == life.ParametricBootstrap {
		opt.Random = o.random()
	}
	switch {
	case o.Shape != 0 && o.Family != "weibull":
		return nil, optionf("shape", "a known shape is one of the weibull family, not of %q", o.Family)
	case o.Shape != 0:
		fit, err := life.FitKnownShape(ctx, sample, o.Shape, opt)
		return alone(fit, err)
	case o.Family == "":
		return life.FitAll(ctx, sample, opt)
	}
	fit, err := life.Fit(ctx, o.Family, sample, opt)
	return alone(fit, err)
}

// alone is a ranking of one.
func alone(fit *life.Fitted, err error) (*life.Ranking, error) {
	if err != nil {
		return nil, err
	}
	return &life.Ranking{Fits: []*life.Fitted{fit}, Criterion: "AICc"}, nil
}

// FitLimited fits a population of which a share ever fails, with lives of the family
// of o, Weibull by default; of o the confidence is used beside it.
func FitLimited(ctx context.Context, sample life.Observations, o FitOptions) (*life.Limited, error) {
	return life.FitLimited(ctx, cmp.Or(o.Family, "weibull"), sample, life.FitOptions{Confidence: orDefault(o.Confidence)})
}

// maxTested is the greatest sample of which goodness of fit is tested.
const maxTested = 1e6

// GoodnessOfFit tests a family against a complete sample by Anderson and Darling's
// statistic, whose distribution is simulated: the family is fitted to each sample
// drawn. Drawn, if not nil, is told of each.
func GoodnessOfFit(ctx context.Context, family string, sample life.Observations, o FitOptions, drawn func()) (life.TestResult, error) {
	complete, err := complete(sample)
	if err != nil {
		return life.TestResult{}, err
	}
	refit := func(x []float64) (model.Distribution, error) {
		if drawn != nil {
			drawn()
		}
		sample := make(life.Observations, len(x))
		for i, v := range x {
			sample[i] = life.Exact(v)
		}
		f, err := life.Fit(ctx, family, sample, life.FitOptions{Limits: life.Wald})
		if err != nil {
			return nil, err
		}
		return f.Distribution, nil
	}
	return life.Bootstrap(ctx, complete, life.AndersonA2, refit, o.replications(), o.random())
}

// complete returns times one by one, if all are known exactly.
func complete(sample life.Observations) ([]float64, error) {
	if err := sample.Validate(); err != nil {
		return nil, err
	}
	n := 0.0
	for _, x := range sample {
		if !x.Exact() || x.Entry > 0 {
			return nil, errors.New("--goodness needs times that are all known exactly; compare --survival with the fit instead")
		}
		if n += x.Count; n > maxTested {
			return nil, errors.New("--goodness simulates samples of up to a million times, and these are more")
		}
	}
	all := make([]float64, 0, int(n))
	for _, x := range sample {
		for range int(x.Count) {
			all = append(all, x.Lower)
		}
	}
	return all, nil
}
