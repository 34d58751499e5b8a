package montecarlo

import (
	"math"
	"math/bits"

	"mtbf/model"
	"mtbf/model/dist"
)

// family says how a sampler draws.
type family uint8

const (
	byQuantile family = iota
	exponential
	weibull
	lognormal
	gamma
	normal
	gumbel
	constant
	uniform
	empirical
)

// sampler draws the times of a distribution, in hours, many at a time.
//
//	exponential    scale E, with E from the ziggurat
//	weibull        location + scale E^(1/shape)
//	lognormal      exp(meanlog + sdlog Z), with Z from the ziggurat
//	gamma          Marsaglia and Tsang (2000), below shape 1 with Stuart's power
//	normal         mean + sd Z, given that it is positive
//	gumbel         scale log(1 + E exp(location/scale)), which is positive
//	uniform        low + (high-low) U
//	others         the quantile of U
//
// The normal and the Gumbel are so truncated to positive times: their means
// are above those of the distributions, by little if a negative time is rare.
type sampler struct {
	family family
	a, b   float64
	extra  float64
	of     model.Distribution
	values []float64
	share  float64 // of the hazard: times have the survival function to this power
	mean   float64 // of the times, nearly: for plans only
}

// endless is the repair of what is not repaired.
var endless = sampler{family: constant, a: math.Inf(1), mean: math.Inf(1)}

// newSampler returns the sampler of a distribution.
func newSampler(d model.Distribution) sampler {
	p := parameters(d)
	s := sampler{of: d, share: 1, mean: meanOf(d)}
	switch d.Family() {
	case "exponential":
		s.family, s.a = exponential, d.Mean()
	case "weibull":
		s.family, s.a, s.b, s.extra = weibull, p["scale"], 1/p["shape"], p["location"]
	case "lognormal":
		s.family, s.a, s.b = lognormal, p["meanlog"], p["sdlog"]
	case "gamma":
		s.family, s.a, s.b = gamma, p["shape"], p["scale"]
	case "normal":
		if d.LogSurvival(0) > math.Log(0.1) {
			s.family, s.a, s.b = normal, p["mean"], p["sd"]
		}
	case "gumbel":
		s.family, s.a, s.b, s.extra = gumbel, p["location"], p["scale"], math.Exp(p["location"]/p["scale"])
	case "deterministic":
		s.family, s.a = constant, d.Mean()
	case "uniform":
		s.family, s.a, s.b = uniform, p["low"], p["high"]-p["low"]
	case "empirical":
		if e, ok := d.(dist.Empirical); ok {
			s.family, s.values = empirical, e.Values()
		}
	}
	return s
}

// parameters returns those of a distribution of package life by name.
func parameters(d model.Distribution) map[string]float64 {
	p := map[string]float64{}
	if of, ok := d.(dist.Distribution); ok {
		for _, x := range of.Parameters() {
			p[x.Name] = x.Value
		}
	}
	return p
}

// meanOf is the mean, or the median of a truncated or meanless distribution.
func meanOf(d model.Distribution) float64 {
	if m := d.Mean(); m > 0 && !math.IsInf(m, 1) {
		return m
	}
	return math.Max(0, d.Quantile(0.5))
}

// ofHazard returns the sampler of the times whose hazard is a share of it: below 1 of
// the failures that have only some of the causes, above 1 of those of several units.
func (s sampler) ofHazard(share float64) sampler {
	s.share *= share
	s.mean /= share
	switch s.family {
	case exponential:
		s.a /= share
	case weibull:
		s.a *= math.Pow(share, -s.b)
	default:
		s.family = byQuantile
	}
	return s
}

// fill draws len(dst) times.
func (s *sampler) fill(r *Stream, dst []float64) {
	switch s.family {
	case exponential:
		r.fillExp(dst, s.a)
	case weibull:
		fillWeibull(r, dst, s.a, s.b, s.extra)
	case lognormal:
		fillLognormal(r, dst, s.a, s.b)
	case gamma:
		fillGamma(r, dst, s.a, s.b)
	case normal:
		fillNormal(r, dst, s.a, s.b)
	case gumbel:
		s.fillGumbel(r, dst)
	case uniform:
		for i := range dst {
			dst[i] = s.a + float64(s.b*r.Float64())
		}
	case constant:
		for i := range dst {
			dst[i] = s.a
		}
	case empirical:
		for i := range dst {
			dst[i] = s.values[r.below(uint64(len(s.values)))]
		}
	default:
		s.fillQuantile(r, dst)
	}
}

// one draws one time.
func (s *sampler) one(r *Stream) float64 {
	var x [1]float64
	s.fill(r, x[:])
	return x[0]
}

func fillWeibull(r *Stream, dst []float64, scale, power, location float64) {
	r.fillExp(dst, 1)
	for i, e := range dst {
		dst[i] = location + float64(scale*expOf(float64(power*logOf(e))))
	}
}

func fillLognormal(r *Stream, dst []float64, meanlog, sdlog float64) {
	for i := range dst {
		dst[i] = meanlog + float64(sdlog*r.Norm())
	}
	for i, x := range dst {
		dst[i] = expOf(x)
	}
}

func fillNormal(r *Stream, dst []float64, mean, sd float64) {
	for i := range dst {
		x := 0.0
		for x <= 0 {
			x = mean + float64(sd*r.Norm())
		}
		dst[i] = x
	}
}

func (s *sampler) fillGumbel(r *Stream, dst []float64) {
	for i := range dst {
		if e := r.Exp(); math.IsInf(s.extra, 1) {
			dst[i] = s.a + float64(s.b*math.Log(e))
		} else {
			dst[i] = s.b * math.Log1p(float64(e*s.extra))
		}
	}
}

// fillGamma draws by squeezing the cube of a normal variate; a shape below 1
// takes that of shape+1 times U^(1/shape).
func fillGamma(r *Stream, dst []float64, shape, scale float64) {
	power := 0.0
	if shape < 1 {
		power = 1 / shape
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for i := range dst {
		x := scale * d * cubed(r, d, c)
		if power > 0 {
			x *= math.Exp(-float64(power * r.Exp()))
		}
		dst[i] = x
	}
}

// cubed returns (1 + cZ)^3, accepted so that d times it is a gamma variate.
func cubed(r *Stream, d, c float64) float64 {
	for {
		z := r.Norm()
		v := 1 + float64(c*z)
		if v <= 0 {
			continue
		}
		v *= float64(v * v)
		half := float64(z * z / 2)
		if -r.Exp() < half+float64(d*(1-v+math.Log(v))) {
			return v
		}
	}
}

// fillQuantile inverts the survival function, which for a share h of the hazard
// is that of the whole to the power h, given that the time is positive.
func (s *sampler) fillQuantile(r *Stream, dst []float64) {
	above := s.of.LogSurvival(0) // 0 but for the normal and the Gumbel
	upper, ok := s.of.(interface{ QuantileUpper(q float64) float64 })
	for i := range dst {
		log := above - r.Exp()/s.share
		if ok {
			dst[i] = upper.QuantileUpper(math.Exp(log))
		} else {
			dst[i] = s.of.Quantile(-math.Expm1(log))
		}
		dst[i] = math.Max(dst[i], 0)
	}
}

// below returns a whole number uniform on 0 to n-1 (Lemire 2019, with his
// rejection).
func (s *Stream) below(n uint64) uint64 {
	for {
		hi, lo := bits.Mul64(s.Uint64(), n)
		if lo >= n || lo >= -n%n {
			return hi
		}
	}
}

// draws hands out the times of a sampler one by one; it draws few at first
// and more as more are asked for.
type draws struct {
	next, have int
	size       int
	buf        [32]float64
}

func (d *draws) reset() { d.next, d.have, d.size = 0, 0, 2 }

func (d *draws) draw(s *sampler, r *Stream) float64 {
	if d.next == d.have {
		d.size = min(2*d.size, len(d.buf))
		s.fill(r, d.buf[:d.size])
		d.next, d.have = 0, d.size
	}
	d.next++
	return d.buf[d.next-1]
}
