package life

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// schemes with a point each at which derivatives are looked at.
var schemes = []struct {
	name string
	scheme
	p point
}{
	{"extreme", linear{extreme{}}, point{-0.3, 1.4}},
	{"normal", linear{bell{}}, point{0.2, 0.8}},
	{"logistic", linear{logistic{}}, point{0.4, 1.9}},
	{"gamma", gammaScheme{}, point{0.3, 0.6}},
	{"gamma of a small shape", gammaScheme{}, point{2.1, -1.5}},
}

// TestJets: the derivatives of densities and tails, of intervals wide and
// narrow, are those of differences of values and of first derivatives.
func TestJets(t *testing.T) {
	for _, c := range schemes {
		t.Run(c.name, func(t *testing.T) {
			s := &evidence{scheme: c.scheme}
			functions := map[string]func(p point) jet{
				"wide interval":   func(p point) jet { return within(s.scheme, span{-0.7, 0.9, 1}, p) },
				"upper interval":  func(p point) jet { return within(s.scheme, span{1.5, 1.9, 1}, p) },
				"narrow interval": func(p point) jet { return within(s.scheme, span{0.4, 0.4 + 1e-7, 1}, p) },
			}
			for _, y := range []float64{-2.5, 0.3, 1.7} {
				functions[fmt.Sprint("density at ", y)] = func(p point) jet { return c.density(y, p) }
				functions[fmt.Sprint("survival at ", y)] = func(p point) jet { return c.survival(y, p) }
				functions[fmt.Sprint("failure at ", y)] = func(p point) jet { return c.failure(y, p) }
			}
			for name, f := range functions {
				checkJet(t, c.name+", "+name, f, c.p)
			}
		})
	}
}

func checkJet(t *testing.T, name string, f func(p point) jet, p point) {
	t.Helper()
	const h = 1e-4
	by := func(i int, part func(j jet) float64) float64 {
		before, after := p, p
		before[i] -= h
		after[i] += h
		return (part(f(after)) - part(f(before))) / (2 * h)
	}
	value := func(j jet) float64 { return j.v }
	slopeA, slopeB := func(j jet) float64 { return j.a }, func(j jet) float64 { return j.b }
	j := f(p)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"a", j.a, by(0, value)}, {"b", j.b, by(1, value)},
		{"aa", j.aa, by(0, slopeA)}, {"ab", j.ab, by(1, slopeA)}, {"ab", j.ab, by(0, slopeB)}, {"bb", j.bb, by(1, slopeB)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if math.Abs(c.got-c.want) > 2e-6*(math.Abs(c.want)+0.1) {
				t.Errorf("%s: %s is %.12g, by differences %.12g", name, c.name, c.got, c.want)
			}
		})
	}
}

// TestTailsOfStandards: the standard quantile is where the tails are.
func TestTailsOfStandards(t *testing.T) {
	for _, s := range []standard{extreme{}, bell{}, logistic{}} {
		for _, p := range []float64{1e-12, 0.03, 0.4, 0.8} {
			lower, _, _ := s.logFailure(s.quantile(p, 1-p))
			upper, _, _ := s.logSurvival(s.quantile(1-p, p))
			oracle.Near(t, fmt.Sprintf("%T, lower tail", s), lower, math.Log(p), 1e-12)
			oracle.Near(t, fmt.Sprintf("%T, upper tail", s), upper, math.Log(p), 1e-12)
		}
	}
}

// TestLogDifference: log(e^-1 - e^-3), and a lower end too far to matter.
func TestLogDifference(t *testing.T) {
	oracle.Near(t, "value", logDifference(jet{v: -1}, jet{v: -3}).v, math.Log(math.Exp(-1)-math.Exp(-3)), 1e-15)
	far := logDifference(jet{v: -1, a: 2}, jet{v: math.Inf(-1), a: math.Inf(1)})
	if far != (jet{v: -1, a: 2}) {
		t.Errorf("%+v", far)
	}
}

// TestObservations: what each kind of row knows.
func TestObservations(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		o               Observation
		alive           float64
		exact, censored bool
	}{
		{Exact(4), 4, true, false},
		{Exact(0), 0, true, false},
		{RightCensored(4), 4, false, true},
		{LeftCensored(4), -inf, false, false},
		{IntervalCensored(0, 4), -inf, false, false},
		{IntervalCensored(2, 4), 2, false, false},
		{IntervalCensored(2, 4).From(3), 3, false, false},
		{IntervalCensored(0, 4).From(3), 3, false, false},
	} {
		t.Run(fmt.Sprint(c.alive, c.exact, c.censored), func(t *testing.T) {
			if c.o.alive() != c.alive || c.o.Exact() != c.exact || c.o.RightCensored() != c.censored {
				t.Errorf("%+v: alive at %g, exact %t, censored %t", c.o, c.o.alive(), c.o.Exact(), c.o.RightCensored())
			}
		})
	}
	var bad *model.ParamError
	if err := (Observations{}).Validate(); !errors.As(err, &bad) {
		t.Errorf("no rows: %v", err)
	}
	if err := mixed.Validate(); err != nil {
		t.Error(err)
	}
}
