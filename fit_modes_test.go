package mtbf_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
	"mtbf/model/life"
)

// threeModes are ten units: four bearings, three seals, a winding, and two that ran on.
func threeModes() *mtbf.Times {
	t := &mtbf.Times{}
	for _, x := range []struct {
		at   float64
		mode string
	}{{100, "bearing"}, {240, "seal"}, {310, "bearing"}, {500, ""}, {150, "seal"}, {420, "seal"}, {380, "bearing"}, {500, ""}, {275, "bearing"}, {90, "winding"}} {
		o := life.Exact(x.at)
		if x.mode == "" {
			o = life.RightCensored(x.at)
		}
		t.Sample, t.Modes = append(t.Sample, o), append(t.Modes, x.mode)
	}
	return t
}

// All ten ran for 2965 h: the rates are 4, 3 and 1 over that, and the product of the
// exponential modes is that of 8 failures, whatever the modes.
func TestModesByHand(t *testing.T) {
	m, err := mtbf.FitModes(t.Context(), threeModes(), mtbf.FitOptions{Family: "exponential"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{4, 3, 1} {
		oracle.Near(t, m.Modes[i].Mode, m.Modes[i].Ranking.Fits[0].Parameters[0].Point, want/2965, 1e-12)
	}
	r, err := m.Reliability(t.Context(), 200)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "all modes", r.Point, math.Exp(-8*200./2965), 1e-12)
	if !(r.Lo < r.Point && r.Point < r.Hi) {
		t.Errorf("%+v", r)
	}
}

// With one mode the limits of the product are its own.
func TestOneModeIsTheFit(t *testing.T) {
	sample := &mtbf.Times{Sample: life.Observations{life.Exact(30), life.Exact(70), life.Exact(55), life.Exact(90), life.RightCensored(100)}, Modes: []string{"a", "a", "a", "a", ""}}
	o := mtbf.FitOptions{Family: "weibull"}
	m, err := mtbf.FitModes(t.Context(), sample, o)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := mtbf.Fit(t.Context(), sample.Sample, o)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := m.Reliability(t.Context(), 50)
	want, _ := whole.Fits[0].Reliability(t.Context(), 50)
	oracle.Near(t, "point", got.Point, want.Point, 1e-12)
	oracle.Near(t, "lower limit", got.Lo, want.Lo, 1e-9)
	oracle.Near(t, "upper limit", got.Hi, want.Hi, 1e-9)
}

// A failure of another mode in an interval ran to its beginning, or tells nothing; one
// without a mode is said.
func TestModesOfIntervals(t *testing.T) {
	sample := &mtbf.Times{
		Sample: life.Observations{life.IntervalCensored(10, 20), life.LeftCensored(5), life.Exact(30), life.Exact(40), life.RightCensored(50)},
		Modes:  []string{"a", "a", "b", "", ""},
	}
	m, err := mtbf.FitModes(t.Context(), sample, mtbf.FitOptions{Family: "exponential"})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range m.Modes {
		if x.Mode == "b" { // on test for 10, 30, 40 and 50 h
			oracle.Near(t, "rate of b", x.Ranking.Fits[0].Parameters[0].Point, 1./130, 1e-12)
		}
	}
	codes := map[string]bool{}
	for _, w := range m.Warnings {
		codes[w.Code] = true
	}
	if !codes["modes-of-intervals"] || !codes["mode-not-told"] || !codes["modes-independent"] || len(m.Modes) != 3 {
		t.Errorf("%+v", m)
	}
}

// The limits of the product cover what they state: two Weibull modes, 30 units, of
// which some 18 fail, in 400 samples; 90 % within four standard errors.
func TestModesCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 4))
	truth := math.Exp(-math.Pow(0.5, 2) - math.Pow(0.5/1.5, 1))
	held, samples := 0, 400
	for range samples {
		sample := &mtbf.Times{}
		for range 30 {
			a, b := math.Sqrt(r.ExpFloat64()), 1.5*r.ExpFloat64()
			at, mode := a, "a"
			if b < a {
				at, mode = b, "b"
			}
			o := life.Exact(at)
			if at > 0.9 {
				o, mode = life.RightCensored(0.9), ""
			}
			sample.Sample, sample.Modes = append(sample.Sample, o), append(sample.Modes, mode)
		}
		m, err := mtbf.FitModes(context.Background(), sample, mtbf.FitOptions{Family: "weibull"})
		if err != nil {
			t.Fatal(err)
		}
		if e, err := m.Reliability(context.Background(), 0.5); err == nil && e.Lo <= truth && truth <= e.Hi {
			held++
		}
	}
	if share := float64(held) / float64(samples); math.Abs(share-0.9) > 0.06 {
		t.Errorf("%.3f of the intervals hold the truth", share)
	} else {
		t.Logf("%.3f of the intervals hold the truth", share)
	}
}

// A mode of one failure has no Weibull family that the data determine where nothing
// else was on test, and then the whole is not known.
func TestModeThatIsNotEstimable(t *testing.T) {
	sample := &mtbf.Times{Sample: life.Observations{life.Exact(30), life.Exact(30), life.Exact(20)}, Modes: []string{"a", "a", "b"}}
	m, err := mtbf.FitModes(t.Context(), sample, mtbf.FitOptions{Family: "weibull"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := m.Reliability(t.Context(), 10)
	if err != nil || e.Estimable() || len(e.Warnings) == 0 || e.Warnings[0].Code != "mode-not-estimable" {
		t.Errorf("%+v, %v", e, err)
	}
}
