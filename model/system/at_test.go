package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// The renewal equation against the closed form of exponentials, from times far
// below the repair time to many cycles.
func TestRenewalOfExponentials(t *testing.T) {
	for _, c := range []struct{ life, repair, t float64 }{
		{100, 5, .01}, {100, 5, 3}, {100, 5, 70}, {100, 5, 2000}, {3e5, 24, 1e5}, {10, 40, 35},
	} {
		t.Run(fmt.Sprint(c.life, c.repair, c.t), func(t *testing.T) {
			rate := 1/c.life + 1/c.repair
			want := c.repair / (c.life + c.repair) * -math.Expm1(-rate*c.t)
			up, down, off := renewal(expo{c.life}, expo{c.repair}, c.t, freely)
			if math.Abs(down-want) > 2*off || off > 1e-8*want {
				t.Errorf("%+v: %.12g, error %.2g, want %.12g", c, down, off, want)
			}
			oracle.Near(t, "total", up+down, 1, 1e-15)
		})
	}
}

// A repair of fixed length d: U(t) = W(t) - W(t-d), which before the second
// failure can end is F(t) - F(t-d) plus what one cycle leads to.
func TestRenewalWithFixedRepair(t *testing.T) {
	life := weib{1000, 2.2}
	_, down, off := renewal(life, fixed{8}, 5, freely)
	want := -math.Expm1(life.LogSurvival(5)) // still in its first repair
	if math.Abs(down-want) > max(off, 1e-8*want) {
		t.Errorf("%g, error %g, want %g", down, off, want)
	}
	// far out it settles at MTTR/(MTBF+MTTR)
	_, down, off = renewal(life, fixed{8}, 40_000, freely)
	want = 8 / (8 + life.Mean())
	if math.Abs(down-want) > max(3*off, 1e-8*want) || off > 1e-3*want {
		t.Errorf("steady: %g, error %g, want %g", down, off, want)
	}
}

// A lifetime of gamma shape 2 is two exponential stages; with exponential repair
// the chain of three states has a closed form: eigenvalues of a 2 x 2 matrix.
func TestRenewalOfStages(t *testing.T) {
	const a, b, at = 0.02, 0.3, 120.0 // stage rate, repair rate
	want := stages(a, b, at)
	_, down, off := renewal(erlang2{a}, expo{1 / b}, at, freely)
	if math.Abs(down-want) > max(2*off, 1e-8*want) || off > 1e-5*want {
		t.Errorf("%.12g, error %.2g, want %.12g", down, off, want)
	}
}

// stages integrates p' = Q p of the chain 1 -a-> 2 -a-> down -b-> 1 by a power
// series in small steps.
func stages(a, b, t float64) float64 {
	p := [3]float64{1, 0, 0}
	const steps = 4000
	h := t / steps
	for range steps {
		term, sum := p, p
		for k := 1.0; k < 12; k++ {
			term = [3]float64{
				h / k * (b*term[2] - a*term[0]),
				h / k * (a*term[0] - a*term[1]),
				h / k * (a*term[1] - b*term[2]),
			}
			for i := range sum {
				sum[i] += term[i]
			}
		}
		p = sum
	}
	return p[2]
}

// erlang2 is the sum of two exponential stages.
type erlang2 struct{ rate float64 }

func (erlang2) Family() string  { return "gamma" }
func (d erlang2) Mean() float64 { return 2 / d.rate }
func (d erlang2) LogSurvival(t float64) float64 {
	x := d.rate * max(t, 0)
	return math.Log1p(x) - x
}
func (d erlang2) LogDensity(t float64) float64 {
	return math.Log(d.rate*d.rate*t) - d.rate*t
}
func (d erlang2) Hazard(t float64) float64 { return math.Exp(d.LogDensity(t) - d.LogSurvival(t)) }
func (d erlang2) Quantile(float64) float64 { panic("not needed") }

func TestAtReportsNumericError(t *testing.T) {
	p := repaired("fan", 1, 1)
	p.Life, p.Repair = weib{1000, 2.5}, logn{1.5, .1}
	got := pointAt(t, alike(parallel(Use{0}, Use{1}), 2, p), 300)
	if !(got.Error > 0 && got.Error < 1e-6*got.Unavailability) {
		t.Errorf("error %g of unavailability %g", got.Error, got.Unavailability)
	}
	oracle.Near(t, "reliability", got.UnrepairedUnreliability, math.Pow(-math.Expm1(-math.Pow(.3, 2.5)), 2), 1e-13)
	if got.Unavailability >= got.UnrepairedUnreliability {
		t.Error("repair makes it worse")
	}
}

func TestAtRefusesTimes(t *testing.T) {
	s, err := New(context.Background(), alike(Use{0}, 1, repaired("x", 100, 3)))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{-1, math.NaN(), math.Inf(1)} {
		var p *model.ParamError
		if _, err := s.At(context.Background(), nil, at); !errors.As(err, &p) {
			t.Errorf("time %g: %v", at, err)
		}
	}
	start, err := s.At(context.Background(), nil, 0)
	if err != nil || start[0].UnrepairedReliability != 1 || start[0].Unavailability != 0 {
		t.Errorf("at 0: %+v, %v", start, err)
	}
}

func TestMTTFWithJumpsAndWithoutMean(t *testing.T) {
	p := unrepaired("fixed", expo{1})
	p.Life = fixed{137}
	q := unrepaired("expo", expo{60})
	r := solved(t, of(series(Use{0}, Use{1}), p, q))
	oracle.Near(t, "the lesser of 137 and an exponential", r.MTTF, 60*-math.Expm1(-137./60), 1e-11)
	p.Life = weib{100, .01} // mean 100 Gamma(101)
	r = solved(t, of(parallel(Use{0}, Use{1}), p, q))
	if !(r.MTTF > 1e150) {
		t.Errorf("a heavy tail: %g", r.MTTF)
	}
}

// freely spends without end.
func freely(int) bool { return true }
