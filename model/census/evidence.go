package census

import (
	"context"
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/recurrent"
)

// CategoryFits is what the failures of a category tell beyond their means.
type CategoryFits struct {
	Repairs *Fits             // of the repair times above 0; nil where they are too few
	Between *Fits             // of the times between failures of one unit; nil where they are too few
	Trend   recurrent.Verdict // whether one constant rate describes the category
}

// Fits are families fitted to one sample, the best first.
type Fits struct {
	*life.Ranking
	N, Censored float64
}

// Margin returns by how much the ranking's criterion prefers the best family to
// the second; 0 where there is one only.
func (f *Fits) Margin() float64 {
	if len(f.Fits) < 2 {
		return 0
	}
	if f.Criterion == "AIC" {
		return f.Fits[1].AIC - f.Fits[0].AIC
	}
	return f.Fits[1].AICc - f.Fits[0].AICc
}

// minFitted is the number of failures below which no families are compared:
// fewer can hardly tell one from another.
const minFitted = 10

// FitCategories fits families to the repair times and to the times between
// failures of every category, "" being the whole, and asks of each whether its
// rate is constant, under the rules of opt. A failure with several causes counts
// in each. Limits are Wald's, for speed.
//
// An end of the context is its error, beside the categories done by then.
func FitCategories(ctx context.Context, log *model.Log, opt Options) (map[model.Category]*CategoryFits, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	var samples []gathered
	var events [][]event
	for f := range s.failures() {
		for _, n := range s.sets.of(f.causes) {
			for int(n) >= len(samples) {
				samples, events = append(samples, gathered{}), append(events, nil)
			}
			samples[n].count(&f, s.served)
			events[n] = append(events[n], event{f.unit, f.start})
		}
	}
	all := map[model.Category]*CategoryFits{}
	for n := range samples {
		if len(events[n]) == 0 {
			continue
		}
		if err := cause(ctx); err != nil {
			return all, err
		}
		e, err := s.evidence(&samples[n], events[n])
		switch {
		case cause(ctx) != nil: // the fits of this one may have been cut short
			return all, cause(ctx)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", s.sets.paths[n], err)
		}
		all[s.sets.paths[n]] = e
	}
	return all, nil
}

func (s *study) evidence(t *gathered, events []event) (*CategoryFits, error) {
	e := &CategoryFits{}
	var repairs life.Observations
	for _, h := range t.repairs.Times {
		repairs = append(repairs, life.Exact(h))
	}
	for _, h := range t.repairs.Censored {
		repairs = append(repairs, life.RightCensored(h))
	}
	e.Repairs = s.fits(repairs)
	slices.SortStableFunc(events, func(a, b event) int { return int(a.unit) - int(b.unit) })
	r := s.recurrences(s.failing(events), events, FromWindow)
	gaps, _ := r.TimesBetweenFailures()
	e.Between = s.fits(gaps)
	var err error
	e.Trend, err = recurrent.Trend(r.Histories, s.opt.Confidence)
	return e, err
}

// fits ranks families on a sample; nil where it is too small or none fits.
func (s *study) fits(sample life.Observations) *Fits {
	f := &Fits{}
	for _, o := range sample {
		f.N++
		if o.RightCensored() {
			f.Censored++
		}
	}
	if f.N-f.Censored < minFitted {
		return nil
	}
	var err error
	if f.Ranking, err = life.FitAll(s.ctx, sample, life.FitOptions{Confidence: s.opt.Confidence, Limits: life.Wald}); err != nil {
		return nil
	}
	return f
}
