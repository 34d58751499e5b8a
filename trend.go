package mtbf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/recurrent"
)

// TrendOptions say what to ask of failures that come again. Zero is the default.
type TrendOptions struct {
	Confidence float64 // of limits; 0: 0.90
	Penalty    float64 // log-likelihood that one more stretch must gain; 0: 8
	Drawings   int     // behind the p-values of a change and of the power law; 0: 999, and fewer beyond 100,000 failures
	Seed       uint64
	Target     *float64 // MTBF to reach, hours
	Ahead      *float64 // hours to come, whose failures are predicted
}

// check refuses what is outside its domain with a *model.ParamError, whether or not
// the data let it be asked.
func (o *TrendOptions) check() error {
	positive := func(x *float64) bool { return x == nil || *x > 0 && !math.IsInf(*x, 1) }
	switch {
	case o.Drawings < 0:
		return &model.ParamError{Param: "drawings", Value: o.Drawings, Want: "a number of 0 or more"}
	case !(o.Penalty >= 0):
		return &model.ParamError{Param: "penalty", Value: o.Penalty, Want: "a number of 0 or more"}
	case !positive(o.Target):
		return &model.ParamError{Param: "target MTBF", Value: *o.Target, Want: "a positive, finite time"}
	case !positive(o.Ahead):
		return &model.ParamError{Param: "ahead", Value: *o.Ahead, Want: "a positive, finite time"}
	}
	return nil
}

// TrendResult tells whether failures come at one constant rate, and what describes
// them if not. What is nil was not to be had, or not asked for.
type TrendResult struct {
	Verdict    recurrent.Verdict
	Units      int
	AtStart    int // failures at the beginning of histories, which count in the rate and in no test
	Rate       *recurrent.HPP
	Segments   []recurrent.Segment
	Growth     *Growth
	NoGrowth   string // why no power law fits
	Duane      *recurrent.DuaneLine
	MCF        *recurrent.Curve
	PerUnit    []UnitTrend // the unit with most failures first
	Change     *recurrent.Change
	Warnings   []model.Warning
	Incomplete bool // the context ended before all was known
}

// Growth is a power law (Crow-AMSAA) and what follows from it.
type Growth struct {
	*recurrent.PowerLaw
	Instantaneous, Cumulative model.Estimate  // MTBF at the greatest age observed, hours
	AgeAtTarget               *model.Estimate // hours
	Predicted                 *model.Estimate // failures in the time to come
	Goodness                  *recurrent.CramerVonMises
}

// UnitTrend is the verdict of one unit; its p-value is nil where no test can be made.
type UnitTrend struct {
	Unit      string
	Failures  int
	Direction recurrent.Direction
	PValue    *float64
}

// Histories takes the failures of each unit out of a log, under the rules of
// [ReadLog], in hours since the beginning of the window.
func Histories(ctx context.Context, log *ingest.Log, rules census.Options) (*census.Recurrences, error) {
	if err := checkLog(log); err != nil {
		return nil, err
	}
	return census.FailureHistories(ctx, log.Log, rules, census.FromWindow)
}

// Trend asks of histories whether one constant rate describes them: tests, a power
// law, the moment of a change, stretches of one rate, and the mean cumulative
// function. A context that ends leaves out what comes last, and a warning says so.
func Trend(ctx context.Context, r *census.Recurrences, o TrendOptions) (*TrendResult, error) {
	if r == nil {
		return nil, &model.ParamError{Param: "histories", Value: "nothing", Want: "failures of units, as Histories finds them"}
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	verdict, err := recurrent.Trend(r.Histories, orDefault(o.Confidence))
	if err != nil {
		return nil, err
	}
	t := &trend{o, r.Histories, &TrendResult{Verdict: verdict, Units: recurrent.Units(r.Histories), AtStart: r.AtStart, Warnings: slices.Clone(r.Warnings)}}
	t.Confidence, t.Penalty = orDefault(o.Confidence), cmp.Or(o.Penalty, DefaultPenalty)
	t.spareDrawings()
	var left []string
	for _, part := range []struct {
		name string
		add  func(context.Context) error
	}{
		{"the constant rate", t.addRate}, {"the segments of constant rate", t.addSegments}, {"the power law", t.addGrowth}, {"the mean cumulative function", t.addMCF},
		{"the units", t.addUnits}, {"the moment of a change", t.addChange}, {"whether the power law fits", t.addGoodness},
	} {
		err := part.add(ctx)
		switch {
		case endedBy(ctx, err):
			left = append(left, part.name)
		case err != nil:
			return nil, err
		}
	}
	if t.out.Incomplete = len(left) > 0; t.out.Incomplete {
		t.warn("incomplete", "%s before all was known; missing: %s", whyEnded(ctx), strings.Join(left, ", "))
	}
	return t.out, nil
}

// DefaultPenalty is the penalty of one more stretch: it cuts one log in 250 of a constant rate.
const DefaultPenalty = 8

// trend is the work on a result.
type trend struct {
	TrendOptions
	h   []recurrent.History
	out *TrendResult
}

func (t *trend) warn(code, format string, args ...any) {
	t.out.Warnings = append(t.out.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// random returns the stream of the seed.
func (t *trend) random() *rand.Rand { return rand.New(rand.NewPCG(t.Seed, 0)) }

// Beyond manyFailures, a drawing of which takes a millisecond and one of more as much
// more as the root of their number, there are fewer drawings than usual, but no fewer
// than fewestDrawings; unless their number is given.
const (
	manyFailures   = 100_000
	fewestDrawings = 199
	usualDrawings  = 999
)

// spareDrawings takes fewer drawings where failures are very many, and warns of
// it.
func (t *trend) spareDrawings() {
	if t.Drawings > 0 {
		return
	}
	failures := 0
	for i := range t.h {
		failures += len(t.h[i].Times)
	}
	t.Drawings = usualDrawings
	if failures > manyFailures {
		t.Drawings = max(fewestDrawings, int(usualDrawings*math.Sqrt(manyFailures/float64(failures))))
	}
	if t.Drawings < usualDrawings {
		t.warn("fewer-drawings", "%s: %d drawings, not %d, stand behind the p-values of a change and of the power law; --replications asks for more", model.Counted(failures, "failure"), t.Drawings, usualDrawings)
	}
}

// Unanswered reports whether err only says that the data cannot give an answer.
func Unanswered(err error) bool {
	var data *recurrent.DataError
	return errors.As(err, &data)
}

func (t *trend) addRate(context.Context) (err error) {
	t.out.Rate, err = recurrent.ConstantRate(t.h, t.Confidence)
	return err
}

func (t *trend) addSegments(ctx context.Context) (err error) {
	t.out.Segments, err = recurrent.Segments(ctx, t.h, t.Penalty, t.Confidence)
	if Unanswered(err) {
		return nil
	}
	return err
}

// addGrowth adds the power law and what follows from it.
func (t *trend) addGrowth(context.Context) error {
	if err := t.growth(recurrent.FitPowerLaw(t.h, t.Confidence)); err != nil {
		return err
	}
	if t.out.Growth != nil && len(t.h) == 1 {
		if d, err := recurrent.Duane(t.h[0]); err == nil { // asks for two distinct times
			t.out.Duane = &d
		}
	}
	return nil
}

// growth adds a power law, or why there is none, and what follows from it.
func (t *trend) growth(p *recurrent.PowerLaw, err error) error {
	if Unanswered(err) {
		t.out.NoGrowth = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	g := &Growth{PowerLaw: p}
	if g.Instantaneous, err = p.MTBF(p.Age); err != nil {
		return err
	}
	if g.Cumulative, err = p.CumulativeMTBF(p.Age); err != nil {
		return err
	}
	if t.Target != nil {
		age, err := p.AgeAtMTBF(*t.Target)
		if err != nil {
			return err
		}
		g.AgeAtTarget = &age
	}
	if t.Ahead != nil {
		failures, err := p.Predict(t.ages(*t.Ahead)...)
		if err != nil {
			return err
		}
		g.Predicted = &failures
	}
	t.out.Growth = g
	return nil
}

// ages are those of all units, which go on from where they are.
func (t *trend) ages(ahead float64) []recurrent.Ages {
	all := make([]recurrent.Ages, 0, len(t.h))
	for i, x := range t.h {
		if i+1 < len(t.h) && t.h[i+1].Continued {
			continue
		}
		all = append(all, recurrent.Ages{From: x.To, To: x.To + ahead, Units: x.Count})
	}
	return all
}

func (t *trend) addMCF(ctx context.Context) (err error) {
	t.out.MCF, err = recurrent.MCF(ctx, t.h, t.Confidence, recurrent.Log)
	if err == nil {
		t.out.Warnings = append(t.out.Warnings, t.out.MCF.Warnings...)
	}
	return err
}

// addUnits adds each unit's own verdict.
func (t *trend) addUnits(ctx context.Context) error {
	for i := 0; i < len(t.h); {
		if i%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		own := t.stretches(i)
		i += len(own)
		failures := 0
		for _, x := range own {
			failures += len(x.Times) + x.AtStart
		}
		if failures == 0 {
			continue
		}
		v, err := recurrent.Trend(own, t.Confidence)
		if err != nil {
			return err
		}
		u := UnitTrend{Unit: own[0].Unit, Failures: failures, Direction: v.Direction}
		if len(v.Tests) > 0 {
			u.PValue = &v.PValue
		}
		t.out.PerUnit = append(t.out.PerUnit, u)
	}
	slices.SortStableFunc(t.out.PerUnit, func(a, b UnitTrend) int { return cmp.Compare(b.Failures, a.Failures) })
	return nil
}

// stretches are those of the unit whose first one is the i-th history.
func (t *trend) stretches(i int) []recurrent.History {
	end := i + 1
	for end < len(t.h) && t.h[end].Continued {
		end++
	}
	return t.h[i:end]
}

// addChange adds the moment of a change.
func (t *trend) addChange(ctx context.Context) (err error) {
	t.out.Change, err = recurrent.ChangePoint(ctx, t.h, t.Confidence, t.Drawings, t.random())
	if Unanswered(err) {
		return nil
	}
	return err
}

// addGoodness adds the test of the power law, which asks for units watched from 0.
func (t *trend) addGoodness(ctx context.Context) error {
	if t.out.Growth == nil {
		return nil
	}
	g, err := recurrent.GoodnessOfFit(ctx, t.h, t.Drawings, t.random())
	switch {
	case err == nil:
		t.out.Growth.Goodness = &g
	case endedBy(ctx, err):
		return err
	}
	return nil
}
