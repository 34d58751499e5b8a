package life

import (
	"math"

	"mtbf/internal/num"
)

// lognormalMean is what a sample says of the logarithm of a log-normal mean,
// mu + sigma^2/2, from the mean and standard deviation (divisor n-1) of n >= 2
// logarithms: the distribution of the generalized pivotal quantity
//
//	G = mean - Z sd sqrt((n-1)/(n U)) + (n-1) sd^2/(2U),
//
// Z standard normal, U chi-square with n-1 degrees of freedom, which replaces
// the unknown mu and sigma by what the data say of them
// [Krishnamoorthy-Mathew: R MCPAN PQln]. Where others draw Z and U at random,
// Z is integrated here in closed form and U by quadrature:
//
//	P(G <= g) = E Phi((g - mean - (n-1) sd^2/(2U)) / (sd sqrt((n-1)/(n U)))).
type lognormalMean struct {
	mean float64
	*pivot
}

func newLognormalMean(mean, sd float64, n int) lognormalMean {
	return lognormalMean{mean, newPivot(sd, n)}
}

// limits returns the quantiles of G that leave the probability tail on either
// side. Special case: as sd goes to 0 these become the limits of Student's t.
func (l lognormalMean) limits(tail float64) (lo, hi float64) {
	least, most := l.reach(tail)
	z := num.NormalQuantile(tail)
	lo = num.Root(func(g float64) float64 { return l.score(g, +1) - z }, least, most)
	hi = num.Root(func(g float64) float64 { return l.score(g, -1) - z }, least, most)
	return l.mean + lo, l.mean + hi
}

// holds reports whether a logarithm of a mean is inside the limits of that tail.
func (l lognormalMean) holds(center, tail float64) bool {
	z := num.NormalQuantile(tail)
	return l.score(center-l.mean, +1) >= z && l.score(center-l.mean, -1) >= z
}

// pivot is the distribution of G - mean as a mixture of normal ones, one for
// each node of U.
type pivot struct {
	df, sd, n             float64
	weight, center, scale []float64
}

// newPivot places the nodes of the trapezoidal rule at equal distances in
// log U. There the density falls off so fast on both sides that the rule's
// error does too: below 1e-9 with these 96 steps.
func newPivot(sd float64, n int) *pivot {
	const steps, negligible = 96, 1e-15
	df := float64(n - 1)
	width := math.Sqrt(2 / df)
	from := math.Log(df) - 8*width - 24/df
	step := (math.Log(df) + 7*width - from) / steps
	p := &pivot{df: df, sd: sd, n: float64(n)}
	var total num.Adder
	for i := range steps + 1 {
		t := from + float64(i)*step - math.Log(df) // log(U/df), so that no digits cancel
		u := df * math.Exp(t)
		weight := math.Exp(df / 2 * (t - math.Expm1(t)))
		if weight < negligible {
			continue
		}
		total.Add(weight)
		p.weight = append(p.weight, weight)
		p.center = append(p.center, df*sd*sd/(2*u))
		p.scale = append(p.scale, sd*math.Sqrt(df/(p.n*u)))
	}
	for i := range p.weight {
		p.weight[i] /= total.Total()
	}
	return p
}

// score returns the normal quantile of the probability that G - mean is below
// g (side +1) or above it (side -1), which is much nearer to a straight line in
// g than the probability is.
func (p *pivot) score(g, side float64) float64 {
	var sum float64
	for i, w := range p.weight {
		sum += w * num.NormalCDF(side*(g-p.center[i])/p.scale[i])
	}
	const least, most = 1e-300, 1 - 0x1p-53 // keep the quantile finite
	return num.NormalQuantile(math.Min(math.Max(sum, least), most))
}

// reach returns values between which both quantiles lie: with a third of the
// tail for each of Z, a small U and a large U, G leaves them with less than
// the probability tail.
func (p *pivot) reach(tail float64) (least, most float64) {
	part := tail / 3
	small := 2 * num.GammaQuantile(p.df/2, part)
	large := 2 * num.GammaQuantileUpper(p.df/2, part)
	noise := -num.NormalQuantile(part) * p.sd * math.Sqrt(p.df/(p.n*small))
	return p.df*p.sd*p.sd/(2*large) - noise, p.df*p.sd*p.sd/(2*small) + noise
}
