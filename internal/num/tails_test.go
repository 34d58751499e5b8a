package num

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// betaCases were solved with mpmath 1.3 at 40 digits.
var betaCases = []struct{ a, b, tail, lower, upper float64 }{
	{1, 60, 1e-12, 1.6666666666674861e-14, 0.36904265551980675},
	{1, 60, 0.025, 0.00042187445234200881, 0.059629492286166927},
	{3, 998, 1e-12, 1.8190226105732265e-7, 0.033512166826832196},
	{3, 998, 0.025, 0.00061909993164957126, 0.0072058389114574985},
	{0.5, 0.5, 0.025, 0.0015413331334360119, 0.99845866686656399},
	{1, 1e6, 1e-12, 1.0000000000005e-18, 2.7630639382780494e-5},
	{1, 1e6, 0.025, 2.5317807663794178e-8, 3.6888726502064891e-6},
	{5, 2, 1e-12, 0.0027833732636848298, 0.99999974180102136},
	{300, 40, 1e-12, 0.72673025568128804, 0.96884962586400654},
	{300, 40, 0.5, 0.88310278575540047, 0.88310278575540047},
	{2, 1e5, 1e-12, 1.4142071580120813e-11, 0.00031094882240678316},
	{2, 1e5, 0.025, 2.4220777418339638e-6, 5.5714603214445939e-5},
}

func TestBetaQuantiles(t *testing.T) {
	for _, c := range betaCases {
		t.Run(fmt.Sprint(c.a, c.b, c.tail), func(t *testing.T) {
			oracle.Near(t, "lower", BetaQuantile(c.a, c.b, c.tail), c.lower, 1e-9)
			oracle.Near(t, "upper", BetaQuantileUpper(c.a, c.b, c.tail), c.upper, 1e-9)
		})
	}
}

// TestBetaQuantileUpperOfShapeOne uses the closed form 1 - q^(1/b) of
// beta(1, b), down to values where 1 - x is 1.
func TestBetaQuantileUpperOfShapeOne(t *testing.T) {
	for _, b := range []float64{2, 60, 1e5} {
		for _, q := range []float64{1e-12, 1e-3, 0.4} {
			want := -math.Expm1(math.Log(q) / b)
			oracle.Near(t, "upper", BetaQuantileUpper(1, b, q), want, 1e-9)
		}
	}
}

// studentCases were solved with mpmath 1.3 from the incomplete beta function.
var studentCases = []struct{ df, tail, want float64 }{
	{2, 0.05, 2.9199855803537257},
	{4, 0.05, 2.1318467863266503},
	{4, 1e-7, 73.985758047768894},
	{19, 0.005, 2.8609346064649792},
	{199, 0.05, 1.6525467461665634},
	{199, 1e-7, 5.3881666275839416},
	{14340, 0.05, 1.6449598939103443},
	{14340, 0.005, 2.5761722019972882},
	{14340, 1e-7, 5.2018796918427909},
}

func TestStudentQuantile(t *testing.T) {
	for _, c := range studentCases {
		t.Run(fmt.Sprint(c.df, c.tail), func(t *testing.T) {
			oracle.Near(t, "t", -StudentQuantile(c.df, c.tail), c.want, 1e-8)
		})
	}
}

func TestNormalTails(t *testing.T) {
	// mpmath; also ../shared/GONUM.md, row 1.
	oracle.Near(t, "tail at 10", NormalCDF(-10), 7.619853024160527e-24, 1e-12)
	for _, p := range []float64{1e-300, 1e-12, 0.05, 0.3, 0.5, 0.999} {
		oracle.Near(t, "round trip", NormalCDF(NormalQuantile(p)), p, 1e-12)
	}
}

// TestHazard compares with mpmath at 40 digits, on both sides of the series.
func TestHazard(t *testing.T) {
	oracle.Near(t, "at 0", Hazard(0), math.Sqrt(2/math.Pi), 1e-15)
	oracle.Near(t, "at 1.5", Hazard(1.5), 1.9386771666225432, 1e-12)
	oracle.Near(t, "below 20", Hazard(20), 20.049753068527851, 1e-12)
	oracle.Near(t, "above 20", Hazard(math.Nextafter(20, 21)), 20.049753068527851, 1e-7)
	oracle.Near(t, "at 40", Hazard(40), 40.024968847207264, 1e-9)
}

// TestBinomial sums the probabilities of 7 trials, worked from the ratios of
// Pascal's triangle 1 7 21 35.
func TestBinomial(t *testing.T) {
	const p = 0.3
	var below float64
	for k, ways := range []float64{1, 7, 21, 35} {
		mass := ways * math.Pow(p, float64(k)) * math.Pow(1-p, float64(7-k))
		below += mass
		oracle.Near(t, "mass", math.Exp(LogBinomialPMF(k, 7, p)), mass, 1e-13)
		oracle.Near(t, "at most", BinomialCDF(k, 7, p), below, 1e-13)
	}
	oracle.Near(t, "below none", BinomialCDF(-1, 7, p), 0, 0)
	oracle.Near(t, "all", BinomialCDF(7, 7, p), 1, 0)
}

// TestWilson checks that the limits solve their equation.
func TestWilson(t *testing.T) {
	const z = 1.96
	for _, c := range []struct{ k, n int }{{3, 1000}, {5, 7}, {999999, 1000000}} {
		t.Run(fmt.Sprint(c.k, c.n), func(t *testing.T) {
			lo, hi := Wilson(c.k, c.n, z)
			p := float64(c.k) / float64(c.n)
			for _, limit := range []float64{lo, hi} {
				oracle.Near(t, "equation", math.Abs(p-limit), z*math.Sqrt(limit*(1-limit)/float64(c.n)), 1e-9)
			}
		})
	}
	lo, hi := Wilson(0, 60, z)
	oracle.Near(t, "none", lo, 0, 0)
	oracle.Near(t, "none, upper", hi, z*z/(60+z*z), 1e-12)
}
