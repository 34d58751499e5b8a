package recurrent

import (
	"math"

	"mtbf/internal/num"
)

// Test is the outcome of a test of a constant rate against a trend.
type Test struct {
	Name      string // laplace, mil-hdbk-189c, lewis-robinson, clustered
	Statistic float64
	DF        int     // degrees of freedom of a chi-square or Student statistic, 0 of a normal one
	PValue    float64 // two-sided
	Improving float64 // one-sided p-value against a rate that falls
	Worsening float64 // one-sided p-value against a rate that rises
	Failures  int     // that the test rests on
	Method    string
}

// Laplace tests whether each unit fails at a constant rate, whatever the rate of
// each, against a common trend. Given its number of failures n over the free part
// of (a, b], a Poisson process of constant rate puts them there evenly, and
//
//	U = [sum t - sum n (a+b)/2] / sqrt(sum n (b-a)^2/12)
//
// is nearly standard normal: above 0 where failures come late. A failure that
// ended a history is left out, and stretches of one unit are put end to end. For
// one unit this is the plain test [Laplace: ReliaWiki], for more the combined one;
// the pooled test takes [TotalTime]. It holds for Poisson failures only: where they
// come in clusters it finds trends that are not there, and [LewisRobinson] or
// [Clustered] should be asked.
//
// A *model.ParamError tells of a bad history, and a *[DataError] of no failure.
func Laplace(histories []History) (Test, error) {
	s, err := newScore(histories, "the Laplace test")
	if err != nil {
		return Test{}, err
	}
	return s.normal("laplace", s.sum/math.Sqrt(s.variance), "Laplace, normal approximation, for Poisson failures"), nil
}

// score is the sum of t - (a+b)/2 over the failures left free, by unit.
type score struct {
	sum      float64
	variance float64 // for Poisson failures, given their numbers
	byUnit   []float64
	n        int
}

func newScore(histories []History, of string) (*score, error) {
	if err := check(histories); err != nil {
		return nil, err
	}
	histories = watched(histories)
	s := &score{}
	var total, variance num.Adder
	for i := range histories {
		h := &histories[i]
		n := len(h.free())
		if n == 0 {
			continue
		}
		u := h.score()
		s.byUnit = append(s.byUnit, u)
		total.Add(u)
		variance.Add(float64(n) * h.Hours() * h.Hours() / 12)
		s.n += n
	}
	if s.n == 0 {
		return nil, &DataError{Of: of, Need: "a failure before the end of the observation"}
	}
	s.sum, s.variance = total.Total(), variance.Total()
	return s, nil
}

func (h *History) score() float64 {
	var u num.Adder
	for _, t := range h.free() {
		u.Add((t - h.From) - h.Hours()/2)
	}
	return u.Total()
}

func (s *score) normal(name string, z float64, method string) Test {
	return Test{
		Name: name, Statistic: z, Failures: s.n, Method: method,
		PValue:    2 * num.NormalCDF(-math.Abs(z)),
		Improving: num.NormalCDF(z), Worsening: num.NormalCDF(-z),
	}
}

// MILHDBK189 tests like [Laplace], with the chi-square statistic of MIL-HDBK-189C,
//
//	X2 = 2 sum log[(b-a)/(t-a)]      on 2n degrees of freedom,
//
// exactly for Poisson failures, and best against a power law. A large X2 is
// improvement. p is twice the smaller tail.
//
// The errors are those of Laplace.
func MILHDBK189(histories []History) (Test, error) {
	s, err := newScore(histories, "the MIL-HDBK-189C test")
	if err != nil {
		return Test{}, err
	}
	var x num.Adder
	histories = watched(histories)
	for i := range histories {
		h := &histories[i]
		for _, t := range h.free() {
			x.Add(math.Log(h.Hours()) - math.Log(t-h.From))
		}
	}
	lower, upper := gammaTails(float64(s.n), x.Total())
	t := Test{
		Name: "mil-hdbk-189c", Statistic: 2 * x.Total(), DF: 2 * s.n, Failures: s.n,
		Improving: upper, Worsening: lower,
		Method: "MIL-HDBK-189C, exact for Poisson failures",
	}
	t.PValue = math.Min(1, 2*math.Min(t.Improving, t.Worsening))
	return t, nil
}

// LewisRobinson tests against a trend where the gaps between failures need not be
// exponential: it divides [Laplace]'s U by the coefficient of variation of the
// gaps,
//
//	U / c,     c^2 = sum (x/mean - 1)^2 / sum (n-1)
//
// where x are the n gaps of a unit, the first from the beginning of its
// observation, and mean is theirs. For one unit c is the standard deviation of
// the gaps over their mean. It supposes a renewal process for each unit, and that
// the observation begins at a failure or with a new unit.
//
// A *model.ParamError tells of a bad history, and a *[DataError] of gaps that are
// all equal or of no unit with two.
func LewisRobinson(histories []History) (Test, error) {
	const of = "the Lewis-Robinson test"
	s, err := newScore(histories, of)
	if err != nil {
		return Test{}, err
	}
	c := variation(watched(histories))
	if !(c > 0) {
		return Test{}, &DataError{Of: of, Need: "a unit with two gaps between failures that differ"}
	}
	return s.normal("lewis-robinson", s.sum/math.Sqrt(s.variance)/c, "Lewis-Robinson, normal approximation, for renewals"), nil
}

// variation returns the coefficient of variation of the gaps within units that
// have two or more; 0 where none has.
func variation(histories []History) float64 {
	var squares num.Adder
	var df int
	for _, h := range histories {
		n := len(h.Times)
		if n < 2 {
			continue
		}
		mean := (h.Times[n-1] - h.From) / float64(n)
		last := h.From
		for _, t := range h.Times {
			off := (t-last)/mean - 1
			squares.Add(off * off)
			last = t
		}
		df += n - 1
	}
	if df == 0 {
		return 0
	}
	return math.Sqrt(squares.Total() / float64(df))
}

// Clustered tests against a trend that units share, whatever the dependence
// between the failures of one unit: clusters, repairs that do not hold, rates
// that differ. It is Student's test of the scores U_k of K units with failures,
// the sums of t - (a+b)/2,
//
//	t = mean U / sqrt(sum (U - mean U)^2 / (K(K-1)))
//
// on K-1 degrees of freedom, a robust form of Laplace's test: exact for normal
// scores and good for many units.
//
// A *model.ParamError tells of a bad history, and a *[DataError] of fewer than
// two units with failures, or scores that are all equal.
func Clustered(histories []History) (Test, error) {
	const of = "the clustered test"
	s, err := newScore(histories, of)
	if err != nil {
		return Test{}, err
	}
	return s.clustered(of)
}

func (s *score) clustered(of string) (Test, error) {
	k := float64(len(s.byUnit))
	mean := s.sum / k
	var squares num.Adder
	for _, u := range s.byUnit {
		squares.Add((u - mean) * (u - mean))
	}
	if k < 2 || squares.Total() == 0 {
		return Test{}, &DataError{Of: of, Need: "two units with failures, not at the same times"}
	}
	t := mean / math.Sqrt(squares.Total()/(k*(k-1)))
	tail := studentUpper(k-1, math.Abs(t))
	test := Test{
		Name: "clustered", Statistic: t, DF: len(s.byUnit) - 1, Failures: s.n, PValue: 2 * tail,
		Improving: tail, Worsening: 1 - tail, Method: "Student's test of the Laplace scores of units",
	}
	if t > 0 {
		test.Improving, test.Worsening = test.Worsening, test.Improving
	}
	return test, nil
}

// studentUpper returns the probability that a Student variable of df degrees of
// freedom exceeds t >= 0.
func studentUpper(df, t float64) float64 {
	return num.BetaCDF(df/2, 0.5, df/(df+t*t)) / 2
}
