package rare

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/montecarlo"
)

// The equilibrium distribution of an exponential life is the life's own; that
// of a uniform life on (0, c) is G(t) = 2t/c - (t/c)^2; that of a Weibull life
// is P(1/shape, (t/scale)^shape), which for shape 1/2 and x = sqrt(t/scale) is
// 1 - (1+x) e^-x.
func TestResidual(t *testing.T) {
	expo := lifetime{distOf(t, "exponential", "mean", 700.0), 700}
	flat := lifetime{distOf(t, "uniform", "low", 0.0, "high", 90.0), 45}
	half := lifetime{distOf(t, "weibull", "shape", 0.5, "scale", 30.0), 60}
	for _, x := range []float64{1e-6, 0.01, 0.3, 2} {
		oracle.Near(t, "exponential", expo.residual(700*x), -math.Expm1(-x), 1e-7)
		oracle.Near(t, "uniform", flat.residual(45*min(x, 1.9)), min(x, 1.9)*(1-min(x, 1.9)/4), 1e-3)
		r := math.Sqrt(2 * x)
		oracle.Near(t, "weibull", half.residual(60*x), -math.Expm1(math.Log1p(r)-r), 1e-3)
	}
	for _, u := range []float64{1e-9, 1e-3, 0.5, 0.99, 1 - 1e-6} {
		for _, l := range []lifetime{expo, flat, half} {
			oracle.Near(t, "inverse in "+l.d.Family(), l.residual(l.untilResidual(u)), u, 1e-6)
		}
	}
}

// Under the tilted law the likelihood ratio has the mean 1, and with it the
// moments of the time are those of its own law.
func TestTilt(t *testing.T) {
	const sdlog = 0.9
	d := distOf(t, "lognormal", "meanlog", 2.0, "sdlog", sdlog)
	mostSE := [4]float64{0.01, 0.01, 0.01, 0.05} // of the moment: small enough to tell
	for k := range 4 {
		tilt := newTilt(d, 2)
		want := math.Exp(2*float64(k) + sdlog*sdlog*float64(k*k)/2)
		const n = 200_000
		sum, squares := 0.0, 0.0
		s := montecarlo.NewStream(5, uint64(k))
		for range n {
			x, w := tilt.draw(&s)
			y := w * math.Pow(x, float64(k))
			sum += y
			squares += y * y
		}
		mean := sum / n
		se := math.Sqrt((squares/n - mean*mean) / n)
		t.Logf("moment %d: %g, want %g, standard error %.2g of it", k, mean, want, se/want)
		oracle.Within4(t, fmt.Sprintf("moment %d", k), (mean-want)/se)
		if se > mostSE[k]*want {
			t.Errorf("moment %d: a standard error of %.2g of it", k, se/want)
		}
	}
}

// A distribution without QuantileUpper is drawn from all the same.
func TestTiltOfAnyDistribution(t *testing.T) {
	d, err := dist.NewWeibull(1.6, 20, 0)
	if err != nil {
		t.Fatal(err)
	}
	tilt := newTilt(struct{ model.Distribution }{d}, 1)
	sum, squares, s := 0.0, 0.0, montecarlo.NewStream(7, 0)
	const n = 100_000
	for range n {
		x, w := tilt.draw(&s)
		sum += x * w
		squares += x * w * x * w
	}
	mean := sum / n
	se := math.Sqrt((squares/n - mean*mean) / n)
	oracle.Within4(t, "mean", (mean-d.Mean())/se)
	if se > 0.005*mean {
		t.Errorf("a standard error of %.2g of the mean", se/mean)
	}
}
