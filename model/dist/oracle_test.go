package dist

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"testing"

	"mtbf/internal/oracle"
)

// digits is a number written as a string, with "inf" for infinity; what is
// beyond float64 becomes infinite or 0 too.
type digits float64

func (d *digits) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	v, err := strconv.ParseFloat(s, 64)
	*d = digits(v)
	if errors.Is(err, strconv.ErrRange) {
		return nil // v is infinite
	}
	return err
}

// reference is one case of testdata/distributions.json, which
// testdata/distributions.py computed with mpmath.
type reference struct {
	Family     string
	Parameters map[string]float64
	Mean       digits
	Variance   digits
	At         []struct {
		T           float64
		LogFailure  digits `json:"log_failure"`
		LogSurvival digits `json:"log_survival"`
		LogDensity  digits `json:"log_density"`
		Hazard      digits
	}
	Quantiles []struct {
		P float64
		T digits
	}
	UpperQuantiles []struct {
		Q float64
		T digits
	} `json:"upper_quantiles"`
}

func (r reference) name() string { return fmt.Sprintf("%s %v", r.Family, r.Parameters) }

func references(t *testing.T) []reference {
	t.Helper()
	var file struct{ Cases []reference }
	oracle.Load(t, "testdata/distributions.json", &file)
	if len(file.Cases) < 25 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	return file.Cases
}

// The tolerances are those of a double argument: one unit in its last place
// moves the logarithm of a tail by its slope, shape or 1/sdlog or 1/sd times as
// much, and the far tails of a gamma of shape 3e6 by 5e-12.
func tolerance(r reference) float64 {
	switch p := r.Parameters; {
	case p["shape"] > 1e6 || p["sdlog"] == 0.003:
		return 5e-13
	case p["shape"] > 10:
		return 1e-13
	}
	return 1e-14
}

func TestTailsAgainstMpmath(t *testing.T) {
	for _, r := range references(t) {
		t.Run(r.name(), func(t *testing.T) {
			d := build(t, r.Family, r.Parameters)
			tol := tolerance(r)
			near := func(name string, got, want float64) {
				t.Helper()
				size := 1.0
				if want != 0 { // a tiny value is exp of a large logarithm
					size = math.Max(1, math.Abs(math.Log(math.Abs(want)))/10)
				}
				oracle.Near(t, name, got, want, tol*size)
			}
			for _, at := range r.At {
				name := func(what string) string { return fmt.Sprintf("%s at %g", what, at.T) }
				near(name("log survival"), d.LogSurvival(at.T), float64(at.LogSurvival))
				near(name("log failure"), d.LogFailure(at.T), float64(at.LogFailure))
				near(name("log density"), d.LogDensity(at.T), float64(at.LogDensity))
				near(name("hazard"), d.Hazard(at.T), float64(at.Hazard))
			}
		})
	}
}

func TestQuantilesAgainstMpmath(t *testing.T) {
	for _, r := range references(t) {
		t.Run(r.name(), func(t *testing.T) {
			d := build(t, r.Family, r.Parameters)
			for _, c := range r.Quantiles {
				if want := float64(c.T); math.Abs(want) > 1e-300 {
					oracle.Near(t, fmt.Sprintf("quantile %g", c.P), d.Quantile(c.P), want, 1e-12)
				} else if got := d.Quantile(c.P); got > 1e-300 {
					t.Errorf("quantile %g: got %g where %g is due", c.P, got, want)
				}
			}
			for _, c := range r.UpperQuantiles {
				if want := float64(c.T); math.Abs(want) > 1e-300 {
					oracle.Near(t, fmt.Sprintf("upper quantile %g", c.Q), d.InverseSurvival(c.Q), want, 1e-12)
				}
			}
		})
	}
}

func TestMomentsAgainstMpmath(t *testing.T) {
	for _, r := range references(t) {
		d := build(t, r.Family, r.Parameters)
		oracle.Near(t, r.name()+" mean", d.Mean(), float64(r.Mean), 2e-14)
		oracle.Near(t, r.name()+" variance", d.Variance(), float64(r.Variance), 2e-13)
	}
}

// TestHolesOfGonum: the table of ../shared/GONUM.md.
func TestHolesOfGonum(t *testing.T) {
	normal := build(t, "normal", map[string]float64{"mean": 0, "sd": 1})
	oracle.Near(t, "normal tail at 10", math.Exp(normal.LogSurvival(10)), 7.619853024160527e-24, 1e-13)
	lognormal := build(t, "lognormal", map[string]float64{"meanlog": 0, "sdlog": 1})
	oracle.Near(t, "lognormal tail at 1e6", math.Exp(lognormal.LogSurvival(1e6)), 1.03e-43, 5e-3)
	weibull := build(t, "weibull", map[string]float64{"shape": 1, "scale": 2})
	oracle.Near(t, "weibull density at 0", math.Exp(weibull.LogDensity(0)), 0.5, 1e-15)
	oracle.Near(t, "weibull hazard at 0", weibull.Hazard(0), 0.5, 0)
	oracle.Near(t, "weibull quantile", weibull.Quantile(1e-17), 2e-17, 1e-15)
	exponential := build(t, "exponential", map[string]float64{"rate": 1e-3})
	oracle.Near(t, "exponential quantile", exponential.Quantile(1e-12), 1e-9*(1+5e-13), 1e-15)
	if _, err := New("weibull", map[string]float64{"shape": -1, "scale": 2}); err == nil {
		t.Error("weibull of shape -1: no complaint")
	}
}

func build(t *testing.T, family string, params map[string]float64) Distribution {
	t.Helper()
	d, err := New(family, params)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
