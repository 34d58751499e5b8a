package life

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
)

// TestFitLaws: rows in another order, counted together, in another unit, or
// with a row that says nothing give the same fit.
func TestFitLaws(t *testing.T) {
	const unit = 3600.
	r := rand.New(rand.NewPCG(5, 6))
	shuffled := slices.Clone(mixed)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var split, scaled Observations
	for _, o := range mixed {
		for range int(o.Count) {
			split = append(split, o.Times(1))
		}
		scaled = append(scaled, Observation{o.Lower * unit, o.Upper * unit, o.Count, o.Entry * unit})
	}
	empty := append(slices.Clone(mixed), RightCensored(0))
	for _, family := range FitFamilies() {
		want := mustFit(t, family, mixed, FitOptions{})
		for name, obs := range map[string]Observations{"shuffled": shuffled, "split": split, "empty row": empty} {
			got := mustFit(t, family, obs, FitOptions{})
			oracle.Near(t, family+", "+name, got.LogLikelihood, want.LogLikelihood, 1e-12)
			for i, p := range got.Parameters {
				oracle.Near(t, family+", "+name+": "+p.Name, p.Point, want.Parameters[i].Point, 1e-8)
				oracle.Near(t, family+", "+name+": upper "+p.Name, p.Hi, want.Parameters[i].Hi, 1e-6)
			}
		}
		got := mustFit(t, family, scaled, FitOptions{})
		b5, err := got.Quantile(context.Background(), 0.05)
		if err != nil {
			t.Fatal(err)
		}
		wantB5, err := want.Quantile(context.Background(), 0.05)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, family+": B5 in seconds", b5.Point, unit*wantB5.Point, 1e-8)
		oracle.Near(t, family+": limit of B5 in seconds", b5.Lo, unit*wantB5.Lo, 1e-6)
	}
}

// TestNarrowIntervals: a time known to the second is nearly exact: its interval
// is worth its density times the width.
func TestNarrowIntervals(t *testing.T) {
	const width = 1. / 3600
	var narrow Observations
	for _, o := range auto25 {
		if o.Exact() {
			o = IntervalCensored(o.Lower-width/2, o.Upper+width/2)
		}
		narrow = append(narrow, o)
	}
	for _, family := range FitFamilies() {
		want, got := mustFit(t, family, auto25, FitOptions{}), mustFit(t, family, narrow, FitOptions{})
		oracle.Near(t, family, got.LogLikelihood, want.LogLikelihood+10*math.Log(width), 1e-9)
		for i, p := range got.Parameters {
			oracle.Near(t, family+" "+p.Name, p.Point, want.Parameters[i].Point, 1e-7)
		}
	}
}

// TestNested: a Weibull family holds the exponential one, so that its
// likelihood is no lower; with a location no lower still.
func TestNested(t *testing.T) {
	for _, obs := range []Observations{auto31, located20} {
		e, w := mustFit(t, "exponential", obs, FitOptions{}), mustFit(t, "weibull", obs, FitOptions{})
		if e.LogLikelihood > w.LogLikelihood {
			t.Errorf("exponential %g, Weibull %g", e.LogLikelihood, w.LogLikelihood)
		}
	}
	w, l := mustFit(t, "weibull", located20, FitOptions{}), mustFit(t, ThreeParameterWeibull, located20, FitOptions{})
	if w.LogLikelihood > l.LogLikelihood {
		t.Errorf("two parameters %g, three %g", w.LogLikelihood, l.LogLikelihood)
	}
}

// TestFitAll: the log-normal sample of 300 is ranked first as one, and one of
// two rows by AIC, as AICc is not defined.
func TestFitAll(t *testing.T) {
	d := lognormalOf(4, 1.3)
	r := rand.New(rand.NewPCG(1, 9))
	var obs Observations
	for range 300 {
		obs = append(obs, Exact(d.Quantile(r.Float64())))
	}
	ranking, err := FitAll(context.Background(), obs, FitOptions{Limits: Wald})
	if err != nil {
		t.Fatal(err)
	}
	if best := ranking.Fits[0]; best.Family != "lognormal" || ranking.Criterion != "AICc" || len(ranking.Fits) != len(FitFamilies()) {
		t.Errorf("%s of %d by %s", best.Family, len(ranking.Fits), ranking.Criterion)
	}
	for i, f := range ranking.Fits[1:] {
		if f.AICc < ranking.Fits[i].AICc {
			t.Errorf("%s stands behind %s", f.Family, ranking.Fits[i].Family)
		}
	}
	two, err := FitAll(context.Background(), Observations{Exact(120), Exact(350)}, FitOptions{Limits: Wald})
	if err != nil || two.Criterion != "AIC" {
		t.Errorf("%+v, %v", two, err)
	}
	ties, err := FitAll(context.Background(), Observations{Exact(5).Times(4)}, FitOptions{})
	if err != nil || len(ties.Fits) != 1 || len(ties.Refused) != len(FitFamilies())-1 {
		t.Errorf("%+v, %v", ties, err)
	}
}

// TestCondensed: the nodes of a long sample have the likelihood of its rows, with all its
// derivatives, at the maximum and away from it.
func TestCondensed(t *testing.T) {
	obs := weibullRows(5 * probe)
	for i := range obs {
		switch i % 16 {
		case 3:
			obs[i] = LeftCensored(obs[i].Lower)
		case 7, 8:
			obs[i] = obs[i].From(obs[i].Lower / 3)
		}
	}
	for _, family := range FitFamilies() {
		t.Run(family, func(t *testing.T) {
			f, err := fitFamilyOf(family)
			if err != nil {
				t.Fatal(err)
			}
			s := newEvidence(f, obs, obs.tally(), 0)
			if s.whole == nil || s.rows() > 4000 || s.whole.rows() != len(obs) {
				t.Fatalf("%d rows of %d", s.rows(), len(obs))
			}
			best, ok := s.fitted(context.Background())
			if !ok {
				t.Fatal("no maximum")
			}
			for _, off := range []point{{}, {0.3, 0.2}, {-0.4, -0.1}} {
				p := point{best.p[0] + off[0], best.p[1] + off[1]}
				fast, slow := s.at(context.Background(), p), s.whole.at(context.Background(), p)
				oracle.Near(t, "value", fast.v, slow.v, 1e-12)
				oracle.Near(t, "second derivative aa", fast.aa, slow.aa, 1e-9)
				if !s.pinned {
					oracle.Near(t, "second derivative ab", fast.ab, slow.ab, 1e-8)
					oracle.Near(t, "second derivative bb", fast.bb, slow.bb, 1e-8)
				}
			}
			again, ok := s.whole.fitted(context.Background())
			if !ok {
				t.Fatal("no maximum of all rows")
			}
			for i := range best.p {
				if math.Abs(best.p[i]-again.p[i]) > 1e-9*(1+math.Abs(again.p[i])) {
					t.Errorf("parameter %d: %.12g of nodes, %.12g of rows", i, best.p[i], again.p[i])
				}
			}
		})
	}
}

// TestCellsTooWide: a likelihood that bends within a cell is that of the rows.
func TestCellsTooWide(t *testing.T) {
	f, err := fitFamilyOf("weibull")
	if err != nil {
		t.Fatal(err)
	}
	obs := weibullRows(5 * probe)
	s := newEvidence(f, obs, obs.tally(), 0)
	p := point{-0.4, 9}
	if fast, slow := s.at(context.Background(), p), s.whole.at(context.Background(), p); s.covers(p) || fast != slow {
		t.Errorf("%+v of nodes, %+v of rows", fast, slow)
	}
}
