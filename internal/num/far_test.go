package num

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// The expected values of this file are mpmath 1.3 at 60 digits and more, at
// the double nearest to the argument.

func TestLogGamma1p(t *testing.T) {
	for _, c := range []struct{ x, want, excess float64 }{
		{0, 0, 0},
		{1e-300, -5.7721566490153286e-301, 0},
		{1e-9, -5.7721566407906586353e-10, 1.6449340644441128388e-18},
		{0.2, -0.085374090003315852929, 0.051135265834260405856},
		{0.26, -0.10048672543554801627, 0.081106877395609489352},
		{3.5, 2.4537365708424422205, 3.6176882193805298592},
	} {
		t.Run(fmt.Sprint(c.x, c.excess), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("log Gamma(1+%g)", c.x), LogGamma1p(c.x), c.want, 2e-15)
			oracle.Near(t, fmt.Sprintf("excess at %g", c.x), LogGammaExcess(c.x), c.excess, 1e-14)
		})
	}
}

// TestStirling: 10! is 3628800.
func TestStirling(t *testing.T) {
	want := math.Log(3628800) - (10*math.Log(10) - 10 + math.Log(20*math.Pi)/2)
	oracle.Near(t, "remainder", stirling(10), want, 1e-12)
}

func TestMillsAndLogNormalCDF(t *testing.T) {
	for _, c := range []struct{ z, want float64 }{
		{-38, math.Inf(1)},
		{-10.5, 2.1856129190175885176e24},
		{-0.3, 1.6201656087067892967},
		{0, 1.2533141373155002512},
		{1.5, 0.51581563821796335503},
		{10, 0.099028596471731921395},
		{12.25, 0.081099190925255375512},
		{30, 0.033296419072497213382},
		{1e9, 1e-9},
		{math.Inf(1), 0},
	} {
		t.Run(fmt.Sprint(c.z), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("Mills(%g)", c.z), Mills(c.z), c.want, 3e-14)
		})
	}
	for _, c := range []struct{ z, want float64 }{
		{math.Inf(-1), math.Inf(-1)},
		{-1e150, -5e299},
		{-4e4, -800000011.51557326693},
		{-38, -726.5572160188201301},
		{-10.01, -53.332315610880728371},
		{-9.99, -53.130353745606015337},
		{-0.4, -1.0654340491895766484},
		{0, -math.Ln2},
		{2.5, -0.006229025485860002381},
		{37, -5.7255712225245768227e-300},
		{math.Inf(1), 0},
	} {
		t.Run(fmt.Sprint(c.z), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("LogNormalCDF(%g)", c.z), LogNormalCDF(c.z), c.want, 2e-13)
		})
	}
}

func TestNormalQuantileFarOut(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{1e-300, -37.047096299361199237},
		{1e-17, -8.4937932241095980661},
		{0.001, -3.0902323061678135354},
		{0.31, -0.49585034734745333286},
		{0.4999, -0.00025066283008800749239},
		{0.7, 0.52440051270804065631},
	} {
		t.Run(fmt.Sprint(c.p), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("quantile %g", c.p), NormalQuantile(c.p), c.want, 1e-14)
		})
	}
}

func TestLogs(t *testing.T) {
	for _, c := range []struct{ v, want float64 }{
		{-0.999, -5.9087552789821361648},
		{-0.51, -0.20334988787746476707},
		{-0.49, -0.18334455326376558786},
		{-1e-9, -5.0000000033333339586e-19},
		{0, 0},
		{3e-12, -4.4999999999910004248e-24},
		{0.3, -0.037635735532508945402},
		{0.5, -0.094534891891835618022},
		{0.6, -0.12999637075426443802},
		{900, -893.19649474239166209},
	} {
		t.Run(fmt.Sprint(c.v), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("log(1+v)-v at %g", c.v), log1pMinus(c.v), c.want, 3e-15)
		})
	}
	oracle.Near(t, "complement of a rare event", Log1mExp(-40), -math.Exp(-40), 1e-15)
	oracle.Near(t, "complement of 1 - 1e-20", Log1mExp(-1e-20), -20*math.Ln10, 1e-15)
	oracle.Near(t, "complement of 1", Log1mExp(0), math.Inf(-1), 0)
	oracle.Near(t, "complement of 0", Log1mExp(math.Inf(-1)), 0, 0)
	oracle.Near(t, "log(1+e^-50)", Log1pExp(-50), math.Exp(-50), 1e-15)
	oracle.Near(t, "log(1+e^0)", Log1pExp(0), math.Ln2, 0)
	oracle.Near(t, "log(1+e^800)", Log1pExp(800), 800, 0)
}

// TestGammaTailsOfWholeShape uses the Poisson sums of shapes 2 and 3.
func TestGammaTailsOfWholeShape(t *testing.T) {
	for _, x := range []float64{0.3, 1.7, 2.4, 9, 650, 1e5} {
		_, two := LogGammaTails(2, x)
		_, three := LogGammaTails(3, x)
		oracle.Near(t, fmt.Sprintf("shape 2 above %g", x), two, math.Log1p(x)-x, 2e-14)
		oracle.Near(t, fmt.Sprintf("shape 3 above %g", x), three, math.Log1p(x+x*x/2)-x, 2e-14)
		oracle.Near(t, fmt.Sprintf("hazard of shape 2 at %g", x), GammaHazard(2, x), x/(1+x), 2e-14)
	}
}

// TestGammaTailsMeetAtTheMethods: where the method changes, with x or with the
// shape, both give the same.
func TestGammaTailsMeetAtTheMethods(t *testing.T) {
	const tiny = 1e-14
	for _, c := range []struct{ a, x, nextA, nextX float64 }{
		{0.3, 1 - tiny, 0.3, 1 + tiny},
		{1, 1 - tiny, 1 + tiny, 1 + tiny},
		{7, 7 * (1 - tiny), 7, 7},
		{1000, 1050, 1000 * (1 + tiny), 1050},
		{1000, 960, 1000 * (1 + tiny), 960},
		{2e4, 1e4 * (1 - tiny), 2e4, 1e4 * (1 + tiny)},
		{2e4, 3e4 * (1 - tiny), 2e4, 3e4 * (1 + tiny)},
		{10 * (1 - tiny), 4, 10 * (1 + tiny), 4},
	} {
		t.Run(fmt.Sprint(c.a, c.x, c.nextA), func(t *testing.T) {
			lower, upper := LogGammaTails(c.a, c.x)
			nextLower, nextUpper := LogGammaTails(c.nextA, c.nextX)
			oracle.Near(t, fmt.Sprintf("lower at %g, %g", c.a, c.x), nextLower, lower, 3e-12)
			oracle.Near(t, fmt.Sprintf("upper at %g, %g", c.a, c.x), nextUpper, upper, 3e-12)
		})
	}
}

// At the ends of its range a gamma variable is certain to exceed x, or to stay
// below it.
func TestGammaAtTheEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name               string
		a, x, lower, upper float64
		density            float64
	}{
		{"below 0", 2.5, -3, -inf, 0, -inf},
		{"0, shape below 1", 0.5, 0, -inf, 0, inf},
		{"0, shape 1", 1, 0, -inf, 0, 0},
		{"0, shape above 1", 2.5, 0, -inf, 0, -inf},
		{"far, shape below 1", 0.5, inf, 0, -inf, -inf},
		{"far, shape 1", 1, inf, 0, -inf, -inf},
		{"far, shape above 1", 2.5, inf, 0, -inf, -inf},
	} {
		t.Run(c.name, func(t *testing.T) {
			lower, upper := LogGammaTails(c.a, c.x)
			oracle.Near(t, "lower", lower, c.lower, 0)
			oracle.Near(t, "upper", upper, c.upper, 0)
			oracle.Near(t, "density", LogGammaDensity(c.a, c.x), c.density, 0)
		})
	}
	for name, c := range map[string][3]float64{
		"0, shape below 1": {0.5, 0, inf}, "0, shape 1": {1, 0, 1}, "0, shape above 1": {2.5, 0, 0}, "far": {2.5, inf, 1}, "far, shape below 1": {0.5, inf, 1},
	} {
		t.Run("hazard, "+name, func(t *testing.T) { oracle.Near(t, "hazard", GammaHazard(c[0], c[1]), c[2], 0) })
	}
	oracle.Near(t, "impossible", GammaInverse(2.5, 0), 0, 0)
	oracle.Near(t, "impossible, from above", GammaInverseUpper(2.5, 1), 0, 0)
	oracle.Near(t, "certain, from above", GammaInverseUpper(2.5, 0), inf, 0)
}

// TestGammaInverse: of the exponential, and the cases of [GammaQuantile].
func TestGammaInverse(t *testing.T) {
	for _, p := range []float64{1e-300, 1e-17, 1e-9, 3e-4, 0.2, 0.5, 0.97} {
		oracle.Near(t, fmt.Sprintf("lower %g", p), GammaInverse(1, p), -math.Log1p(-p), 3e-14)
		oracle.Near(t, fmt.Sprintf("upper %g", p), GammaInverseUpper(1, p), -math.Log(p), 4e-15)
	}
	for _, c := range gammaCases {
		oracle.Near(t, fmt.Sprintf("lower %g of %g", c.tail, c.shape), GammaInverse(c.shape, c.tail), c.lower, 1e-14)
		oracle.Near(t, fmt.Sprintf("upper %g of %g", c.tail, c.shape), GammaInverseUpper(c.shape, c.tail), c.upper, 1e-14)
	}
	oracle.Near(t, "certain", GammaInverse(2.5, 1), math.Inf(1), 0)
	oracle.Near(t, "impossible", GammaInverse(2.5, 0), 0, 0)
}
