package markov

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
	"mtbf/model"
)

// TestFourFigures is S-10 and FACTS F1: two crews, full coverage.
func TestFourFigures(t *testing.T) {
	for _, c := range []struct {
		m, r float64
		want PairMTBF
		rel  float64
	}{
		{1000, 10, PairMTBF{50_000, 51_000, 51_500, 51_005}, 1e-14},
		{10_000, 24, PairMTBF{6.25e6 / 3, 6.28e6 / 3, 6.295e6 / 3, 10_024. * 10_024 / 48}, 1e-14},
		{10_000, 24, PairMTBF{2083333.33, 2093333.33, 2098333.33, 2093345.33}, 5e-9}, // printed
	} {
		t.Run(fmt.Sprint(c.m, c.r, c.rel), func(t *testing.T) {
			pair := Pair{MTBF: c.m, MTTR: c.r, Coverage: 1}
			closed, err := pair.ClosedForm()
			if err != nil {
				t.Fatal(err)
			}
			solved, err := pair.Solve()
			if err != nil {
				t.Fatal(err)
			}
			for f := GrayApproximation; f <= MeanCycleTime; f++ {
				oracle.Near(t, f.String(), closed.By(f), c.want.By(f), c.rel)
				oracle.Near(t, f.String()+" by the chain", solved.MTBF.By(f), c.want.By(f), c.rel)
			}
		})
	}
	for crews, a := range map[int]float64{2: .999901970395059, 1: .999803960007842} {
		r, err := Pair{MTBF: 1000, MTTR: 10, Coverage: 1, Crews: crews}.Solve()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "A", r.Outages.Availability, a, 1e-15)
		oracle.Near(t, "A by MTBF and MDT", r.Outages.MTBF/(r.Outages.MTBF+r.Outages.MDT), a, 1e-15)
	}
}

// TestClosedForm: the closed form is the chain, whatever the pair.
func TestClosedForm(t *testing.T) {
	hours := func(lo, hi float64) *rapid.Generator[float64] {
		return rapid.Map(rapid.Float64Range(lo, hi), func(x float64) float64 { return math.Pow(10, x) })
	}
	short := func(hi float64) *rapid.Generator[float64] { return rapid.OneOf(rapid.Just(0.), hours(-9, hi)) }
	share := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 1 - 1e-9}), rapid.Float64Range(0, 1))
	property.Check(t, func(r *rapid.T) {
		pair := Pair{
			MTBF: hours(0, 7).Draw(r, "M"), MTTR: hours(-3, 3).Draw(r, "R"), Crews: rapid.IntRange(0, 2).Draw(r, "crews"),
			Coverage: model.Covered(share.Draw(r, "c")), IdleCoverage: model.Covered(share.Draw(r, "e")), Beta: share.Draw(r, "beta"), UncoveredMTTR: short(1).Draw(r, "V"),
			Detection: short(-1).Draw(r, "detection"), Switchover: short(-1).Draw(r, "takeover"),
		}
		closed, err := pair.ClosedForm()
		if err != nil {
			r.Fatal(err)
		}
		solved, err := pair.Solve()
		if err != nil {
			r.Fatal(err)
		}
		for f := GrayApproximation; f <= MeanCycleTime; f++ {
			near(r, f.String(), closed.By(f), solved.MTBF.By(f), 1e-12)
		}
	})
}

// TestApparentMTTR: where the other module takes over every time in a moment T,
// what a user sees of a module with MTBF M is an outage of T per M hours.
func TestApparentMTTR(t *testing.T) {
	const second = 1. / 3600
	r, err := Pair{MTBF: 1e8, MTTR: 1, Coverage: 1, Detection: 10 * second, Switchover: 5 * second}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", r.Outages.MTBF, 1e8, 1e-7)
	oracle.Near(t, "MDT", r.Outages.MDT, 15*second, 1e-5)
	oracle.Near(t, "A", r.Outages.Unavailability, model.Unavailability(1e8, 15*second), 1e-5)
}

// TestTargets: FACTS F1, "over 1000 years" needs M >= 20,513 h at R = 24 h, or
// R <= 5.7 h at M = 10,000 h, by Gray's formula.
func TestTargets(t *testing.T) {
	const target = 1000 * model.HoursPerYear
	pair := Pair{MTBF: 10_000, MTTR: 24, Coverage: 1}
	m, err := pair.MTBFFor(GrayApproximation, target)
	if err != nil || math.Round(m) != 20_513 {
		t.Errorf("M = %g, %v", m, err)
	}
	oracle.Near(t, "M", m, math.Sqrt(2*24*target), 1e-12)
	r, err := pair.MTTRFor(GrayApproximation, target)
	if err != nil || math.Round(10*r) != 57 {
		t.Errorf("R = %g, %v", r, err)
	}
	for f := GrayApproximation; f <= MeanCycleTime; f++ {
		for _, pair := range []Pair{{MTBF: 4000, MTTR: 30, Coverage: .999, Beta: .01, Crews: 1}, {MTBF: 4000, MTTR: 30, Coverage: 1}} {
			m, err := pair.MTBFFor(f, 123_456)
			if err != nil {
				t.Fatal(err)
			}
			found := pair
			found.MTBF = m
			oracle.Near(t, "M for "+f.String(), found.closedForm().By(f), 123_456, 1e-12)
			if m, err = pair.MTTRFor(f, 123_456); err != nil {
				t.Fatal(err)
			}
			found = pair
			found.MTTR = m
			oracle.Near(t, "R for "+f.String(), found.closedForm().By(f), 123_456, 1e-12)
		}
	}
}

func TestTargetRefuses(t *testing.T) {
	var none *TargetError
	// 1 % of failures not covered: never above M/(2 x 0.01), however fast the repair
	_, err := Pair{MTBF: 1000, MTTR: 5, Coverage: .99}.MTTRFor(MeanUpTime, 60_000)
	if !errors.As(err, &none) || math.Abs(none.Max/50_000-1) > 1e-9 {
		t.Fatal(err)
	}
	if want := "mttr: no value gives a mean_up_time of 60000 h, which ranges from "; !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), " to 50000 h") || !(none.Min < 2000) {
		t.Errorf("%v, from %g h", err, none.Min)
	}
	if _, err := (Pair{MTTR: 24, Coverage: 1}).MTBFFor(MeanCycleTime, 11); !errors.As(err, &none) {
		t.Error(err)
	}
	for _, target := range []float64{0, math.Inf(1), math.NaN()} {
		var param *model.ParamError
		if _, err := (Pair{MTTR: 24, Coverage: 1}).MTBFFor(MeanUpTime, target); !errors.As(err, &param) {
			t.Error(err)
		}
	}
}

// TestNoFigure: what is beyond the last of the figures has no value and no target.
func TestNoFigure(t *testing.T) {
	const none = MeanCycleTime + 1
	pair := Pair{MTBF: 1000, MTTR: 10, Coverage: 1}
	oracle.Refused(t, "figure")(pair.MTBFFor(none, 60_000))
	oracle.Refused(t, "figure")(pair.MTTRFor(none, 60_000))
	bad := Pair{MTBF: 1000, MTTR: 10, Beta: 2}
	oracle.Refused(t, "beta")(bad.MTBFFor(MeanUpTime, 60_000))
	oracle.Refused(t, "beta")(bad.MTTRFor(MeanUpTime, 60_000))
	if x := pair.closedForm().By(none); !math.IsNaN(x) || none.String() != "figure 4" {
		t.Errorf("%s: %g", none, x)
	}
}

// TestTargetAtAnEnd: what the ends of the search give is found there.
func TestTargetAtAnEnd(t *testing.T) {
	for _, r := range []float64{1000 / searched, 1000} {
		pair := Pair{MTBF: 1000, MTTR: r, Coverage: 1}
		if got, err := pair.MTTRFor(MeanUpTime, pair.closedForm().MeanUpTime); err != nil || got != r {
			t.Errorf("MTTR %g, want %g, %v", got, r, err)
		}
	}
}

func TestPairRefuses(t *testing.T) {
	good := Pair{MTBF: 1000, MTTR: 5, Coverage: .99}
	for name, spoil := range map[string]func(*Pair){
		"mtbf":           func(p *Pair) { p.MTBF = 0 },
		"mttr":           func(p *Pair) { p.MTTR = math.NaN() },
		"uncovered mttr": func(p *Pair) { p.UncoveredMTTR = -1 },
		"detection":      func(p *Pair) { p.Detection = math.Inf(1) },
		"takeover":       func(p *Pair) { p.Switchover = -1 },
		"crews":          func(p *Pair) { p.Crews = 3 },
		"coverage":       func(p *Pair) { p.Coverage = 2 },
		"beta":           func(p *Pair) { p.Beta = -.5 },
	} {
		pair := good
		spoil(&pair)
		var param *model.ParamError
		if _, err := pair.Solve(); !errors.As(err, &param) || param.Param != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGrid(t *testing.T) {
	mttr, coverage := []float64{1, 24, 100}, []float64{.9, .99, 1}
	rows, err := Pair{MTBF: 10_000}.Grid(mttr, coverage)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range mttr {
		for j, c := range coverage {
			one, err := Pair{MTBF: 10_000, MTTR: r, Coverage: model.Covered(c)}.ClosedForm()
			if err != nil || rows[i][j] != one {
				t.Errorf("%g, %g: %v, want %v, %v", r, c, rows[i][j], one, err)
			}
			if j > 0 && !(rows[i][j].MeanUpTime > rows[i][j-1].MeanUpTime) || i > 0 && !(rows[i][j].MeanUpTime < rows[i-1][j].MeanUpTime) {
				t.Errorf("row %d, column %d is out of order", i, j)
			}
		}
	}
}
