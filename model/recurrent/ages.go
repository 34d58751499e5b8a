package recurrent

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Intensity estimates the failures per hour of a unit of age t, lambda beta
// t^(beta-1).
//
// At [PowerLaw.Age], if all units were watched from 0 to it and that age was
// fixed beforehand, the limits are those of Crow, exact given S = sum log(T/t):
// with psi the product of beta and the expected failures, N then has
// probabilities proportional to
//
//	(psi S)^n / (n! (n-1)!),      n = 1, 2, ...
//
// and each tail is (1-confidence)/2 at a limit. If the N-th failure ended the
// observation of one unit, they are exact too, from the product of two gamma
// variables of shapes N-1 and N.
//
// A *model.ParamError tells of an age that is not positive and finite.
func (p *PowerLaw) Intensity(t float64) (model.Estimate, error) {
	if err := checkPositive("age", t); err != nil {
		return model.Estimate{}, err
	}
	age, u := math.Log(p.Age), logShare(t, p.Age)
	beta := p.Beta.Point
	logPoint := p.logLambda + math.Log(beta) + (beta-1)*u - age
	if t == p.Age && p.post.single() && !p.post.failureTruncated {
		e := p.estimate(math.Exp(logPoint), 0, 0)
		lo, hi := crow(p.Failures, (1-p.confidence)/2)
		square := float64(p.Failures) * float64(p.Failures)
		e.Lo, e.Hi = e.Point*lo/square, e.Point*hi/square
		e.Method = "maximum likelihood, Crow's limits, conservative"
		return e, nil
	}
	return p.figure(logPoint, func(beta, logY float64) float64 {
		return logY + age - math.Log(beta) - (beta-1)*u
	}), nil
}

// MTBF estimates the instantaneous MTBF at age t, one over [PowerLaw.Intensity]:
// what would hold if the rate stopped changing then.
func (p *PowerLaw) MTBF(t float64) (model.Estimate, error) {
	e, err := p.Intensity(t)
	if err != nil {
		return e, err
	}
	return e.Inverse(), nil
}

// Expected estimates the mean number of failures over the ages of one or more
// units, sum lambda (To^beta - From^beta).
//
// A *model.ParamError tells of no ages, or of one that does not end after it
// begins at 0 or later.
func (p *PowerLaw) Expected(ages ...Ages) (model.Estimate, error) {
	future, err := p.spans(ages)
	if err != nil {
		return model.Estimate{}, err
	}
	return p.figure(p.logLambda+future.logVolume(p.Beta.Point), func(beta, logY float64) float64 {
		return logY - future.logVolume(beta)
	}), nil
}

// CumulativeMTBF estimates t over the expected failures by age t > 0.
func (p *PowerLaw) CumulativeMTBF(t float64) (model.Estimate, error) {
	if err := checkPositive("age", t); err != nil {
		return model.Estimate{}, err
	}
	e, err := p.Expected(Ages{To: t})
	if err != nil {
		return e, err
	}
	return e.Inverse().Scale(t), nil
}

// Ages is a stretch of the life of a unit, or of so many units (0 is 1), over
// which failures are counted.
type Ages struct {
	From, To float64
	Units    int
}

// spans returns the ages on the scale of the fit.
func (p *PowerLaw) spans(ages []Ages) (*likelihood, error) {
	if len(ages) == 0 {
		return nil, &model.ParamError{Param: "ages", Value: 0, Want: "at least one stretch"}
	}
	l := &likelihood{}
	for _, a := range ages {
		if !(a.From >= 0 && a.To-a.From >= shortest && a.To <= longest) {
			return nil, &model.ParamError{Param: "ages", Value: [2]float64{a.From, a.To}, Want: "a stretch that begins at 0 or later, and ends after that and before 1e100 h"}
		}
		if a.Units < 0 || a.Units > model.MaxUnits {
			return nil, &model.ParamError{Param: "units", Value: a.Units, Want: "a number from 1 to 10^15"}
		}
		l.windows = append(l.windows, weighted{newSpan(a.From, a.To, p.Age), float64(max(1, a.Units))})
	}
	l.windows = gather(l.windows)
	return l, nil
}

// crow returns the z at which the upper tail at n, and the lower, of the
// probabilities proportional to z^k/(k!(k-1)!) is tail: 0 for the lower limit of
// n = 1.
func crow(n int, tail float64) (lo, hi float64) {
	start, step := 2*math.Log(float64(n)), 1/math.Sqrt(float64(n))
	if n > 1 {
		lo = math.Exp(rising(func(x float64) float64 {
			_, upper := besselTails(n, math.Exp(x))
			return math.Log(upper) - math.Log(tail)
		}, start, step))
	}
	hi = math.Exp(rising(func(x float64) float64 {
		lower, _ := besselTails(n, math.Exp(x))
		return math.Log(tail) - math.Log(lower)
	}, start, step))
	return lo, hi
}

// besselTails returns the probabilities of at most n and at least n under the
// masses proportional to z^k/(k!(k-1)!), k >= 1, summed in units of that at n.
func besselTails(n int, z float64) (lower, upper float64) {
	below, above := num.Adder{}, num.Adder{}
	term := 1.0
	for k := float64(n); k > 1 && (term > 1e-18*below.Total() || k*(k-1) > z); k-- {
		term *= k * (k - 1) / z
		below.Add(term)
	}
	term = 1
	for k := float64(n); term > 1e-18*above.Total() || k*(k+1) < z; k++ {
		term *= z / (k * (k + 1))
		above.Add(term)
	}
	b, a := below.Total(), above.Total()
	switch {
	case math.IsInf(b, 1):
		return 1, 0
	case math.IsInf(a, 1):
		return 0, 1
	}
	return (b + 1) / (a + b + 1), (a + 1) / (a + b + 1)
}
