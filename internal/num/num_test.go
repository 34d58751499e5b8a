package num

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

func TestSumCarriesRoundingError(t *testing.T) {
	// 1 + 1e100 - 1e100 + 3 is 4; float64 addition from the left loses the 1.
	oracle.Near(t, "cancelling", Sum([]float64{1, 1e100, -1e100, 3}), 4, 0)
	tenths := make([]float64, 1e6)
	for i := range tenths {
		tenths[i] = 0.1
	}
	oracle.Near(t, "a million tenths", Sum(tenths), 1e5, 1e-16)
	oracle.Near(t, "nothing", Sum(nil), 0, 0)
}

func TestRoot(t *testing.T) {
	cases := []struct {
		name   string
		f      func(float64) float64
		lo, hi float64
		want   float64
	}{
		{"cosine", math.Cos, 0.3, 3, math.Pi / 2},
		{"steep", func(x float64) float64 { return math.Exp(40*x) - 7 }, -9, 5, math.Log(7) / 40},
		{"flat", func(x float64) float64 { return math.Pow(x-3, 9) }, -2, 11, 3},
		{"jump", func(x float64) float64 { return math.Copysign(1, x-0.7) }, -2, 11, 0.7},
		{"at an end", func(x float64) float64 { return x - 2 }, 2, 11, 2},
		{"falling", func(x float64) float64 { return 1/x - 1e9 }, 1e-12, 3, 1e-9},
		{"far below", func(x float64) float64 { return x + 1e6 }, -1e9, -3, -1e6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			calls := 0
			got := Root(func(x float64) float64 { calls++; return c.f(x) }, c.lo, c.hi)
			oracle.Near(t, c.name, got, c.want, 1e-15)
			if calls > 300 {
				t.Errorf("%s: %d evaluations", c.name, calls)
			}
		})
	}
}

func TestRootPanicsWithoutBracket(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Root(math.Exp, -3, 2)
}

// gammaCases were solved with mpmath 1.3 at 60 digits, on the logarithm of the
// regularised integral.
var gammaCases = []struct{ shape, tail, lower, upper float64 }{
	{0.5, 1e-12, 7.8539816339744831e-25, 25.422063955909078},
	{0.5, 1e-6, 7.8539816339785954e-13, 11.964063488467414},
	{0.5, 0.05, 0.0019660700000097614, 1.920729410347063},
	{0.5, 0.5, 0.22746821155978638, 0.22746821155978638},
	{1.5, 1e-12, 1.2089939713590179e-8, 29.459877841601077},
	{1.5, 1e-6, 0.00012090524360062141, 15.3324248531068},
	{5, 1e-12, 0.010389344852501801, 39.23582328141924},
	{5, 0.05, 1.97014956805953, 9.1535190266375734},
	{30, 1e-12, 5.772993820290659, 85.92950921344383},
	{30, 1e-6, 10.710858650758844, 63.548180124868069},
	{1000, 1e-12, 793.43922661707684, 1238.8644692233632},
	{1000, 0.05, 948.55984938365113, 1052.5771180823206},
}

func TestGammaQuantiles(t *testing.T) {
	for _, c := range gammaCases {
		t.Run(fmt.Sprint(c.shape, c.tail, c.lower), func(t *testing.T) {
			oracle.Near(t, "lower", GammaQuantile(c.shape, c.tail), c.lower, 1e-14)
			oracle.Near(t, "upper", GammaQuantileUpper(c.shape, c.tail), c.upper, 1e-14)
		})
	}
}

// TestGammaQuantileOfShapeOne uses the closed forms of the exponential:
// -log(1-p) below and -log q above.
func TestGammaQuantileOfShapeOne(t *testing.T) {
	for _, p := range []float64{1e-300, 1e-17, 1e-9, 1.1e-8, 3e-4, 0.2, 0.97} {
		oracle.Near(t, "lower", GammaQuantile(1, p), -math.Log1p(-p), 1e-13)
		oracle.Near(t, "upper", GammaQuantileUpper(1, p), -math.Log(p), 1e-14)
	}
}

// TestGammaQuantilesOfLargeShape: the tails at 7, 1.6 and 0.3 standard
// deviations are mpmath quadratures of the density, 30 digits.
func TestGammaQuantilesOfLargeShape(t *testing.T) {
	cases := []struct {
		shape, x float64
		upper    bool
		tail     float64
	}{
		{1e4, 9300, false, 3.8331636439307705e-13},
		{1e4, 10160, true, 0.05537016774455527},
		{1e5, 97786.405637882134, false, 8.8644855437884103e-13},
		{1e5, 102213.59436211787, true, 1.8256741451469463e-12},
		{1e6, 993000, false, 1.1410047078311215e-12},
		{1e6, 1007000, true, 1.4337843962328949e-12},
		{1e7, 9977864.0563788213, false, 1.2343444729571912e-12},
		{1e7, 9994940.3557437306, false, 0.054781046107982616},
		{1e7, 10005059.644256269, true, 0.054817525407533205},
		{1e7, 10022135.943621179, true, 1.3267961600695549e-12},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.shape, c.x, c.upper), func(t *testing.T) {
			quantile := GammaQuantile
			if c.upper {
				quantile = GammaQuantileUpper
			}
			oracle.Near(t, "quantile", quantile(c.shape, c.tail), c.x, 1e-14)
		})
	}
}
