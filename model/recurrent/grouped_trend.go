package recurrent

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// AtEnds returns the histories of units whose failures were counted over stretches,
// with each failure at the end of its stretch, the first moment by which it is known
// to have come. The mean cumulative function of these is right at the ends. The
// stretches of a unit stand together, in order, and are of one unit each.
func AtEnds(counts []Count) []History {
	var all []History
	for i, c := range counts {
		last := len(all) - 1
		same := i > 0 && counts[i-1].Unit == c.Unit && counts[i-1].To <= c.From
		if !same || counts[i-1].To < c.From {
			all = append(all, History{Unit: c.Unit, From: c.From, Continued: same})
			last++
		}
		h := &all[last]
		h.To = c.To
		for range c.Failures {
			h.Times = append(h.Times, c.To)
		}
	}
	return all
}

// GroupedRate fits a homogeneous Poisson process as [ConstantRate] does, to counts
// over stretches of fixed lengths.
//
// A *model.ParamError tells of a bad count or confidence.
func GroupedRate(counts []Count, confidence float64) (*HPP, error) {
	if err := model.CheckConfidence(confidence); err != nil {
		return nil, err
	}
	p := &HPP{}
	var hours num.Adder
	for i, c := range counts {
		if err := c.check(i); err != nil {
			return nil, err
		}
		p.Failures += c.Failures
		hours.Add(float64(c.Units) * (c.To - c.From))
	}
	p.Hours = hours.Total()
	p.Rate = poissonRate(p.Failures, p.Hours, confidence, false)
	if n := float64(p.Failures); n > 0 {
		p.LogLikelihood = n*math.Log(n/p.Hours) - n
	}
	return p, nil
}

// TrendGrouped judges, as [Trend] does, whether units fail at a constant rate whose
// failures were counted over stretches. Two tests must agree. Given the n failures of
// a unit, a constant rate puts each in stretch j with the chance p_j, its share of the
// hours watched, whose middle is m_j; with mu = sum p m, Laplace's test is
//
//	U = sum (n_j m_j - n p_j m_j) / sqrt(sum n (sum p m^2 - mu^2))
//
// over all units, nearly normal. The other is the likelihood ratio of a power law to a
// constant rate, twice its logarithm being nearly chi-square of one degree; for ten or
// more units with failures it is [Clustered] of their scores.
//
// A *model.ParamError tells of a bad count or a confidence outside (0, 1).
func TrendGrouped(counts []Count, confidence float64) (Verdict, error) {
	if err := model.CheckConfidence(confidence); err != nil {
		return Verdict{}, err
	}
	if len(counts) == 0 {
		return Verdict{}, &model.ParamError{Param: "counts", Value: 0, Want: "at least one stretch"}
	}
	l, err := newGroupedLikelihood(counts)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Direction: NoTrend, PValue: 1}
	if s := groupedScore(counts); s.variance > 0 {
		v.Tests = append(v.Tests, s.normal("laplace", s.sum/math.Sqrt(s.variance), "Laplace of counts, normal approximation, for Poisson failures"), l.ratioTest(s.n))
		if t, err := s.clustered("the clustered test"); err == nil && len(s.byUnit) >= manyUnits {
			v.Tests = append(v.Tests, t)
		}
	}
	v.judge(1 - confidence)
	return v, nil
}

// groupedScore adds the scores of units; those of stretches that tell nothing, such
// as a single one, have no variance.
func groupedScore(counts []Count) *score {
	s := &score{}
	var total, variance num.Adder
	for i := 0; i < len(counts); {
		first := i
		for i++; i < len(counts) && counts[i].Unit == counts[first].Unit && counts[i].From >= counts[i-1].To; i++ {
		}
		u, v, n := unitScore(counts[first:i])
		if v == 0 {
			continue
		}
		s.byUnit = append(s.byUnit, u)
		total.Add(u)
		variance.Add(v)
		s.n += n
	}
	s.sum, s.variance = total.Total(), variance.Total()
	return s
}

// unitScore returns the score of one unit in the hours it had been watched, with its
// variance and failures.
func unitScore(counts []Count) (sum, variance float64, n int) {
	hours, failures := 0.0, 0
	for _, c := range counts {
		hours += c.To - c.From
		failures += c.Failures
	}
	begin, squares := 0.0, 0.0
	for _, c := range counts {
		width := c.To - c.From
		off := begin + width/2 - hours/2 // the mean is the middle
		sum += float64(c.Failures) * off
		squares += width / hours * off * off
		begin += width
	}
	if len(counts) < 2 {
		squares = 0
	}
	return sum, float64(failures) * squares, failures
}

// ratioTest compares a power law with a constant rate.
func (l *likelihood) ratioTest(n int) Test {
	beta, ok := l.maximum()
	if !ok { // it is highest at an end
		beta = steepest
		if l.score(1) < 0 {
			beta = flattest
		}
	}
	best, _, _ := l.at(beta)
	constant, _, _ := l.at(1)
	statistic := 2 * math.Max(0, best-constant)
	root := math.Copysign(math.Sqrt(statistic), beta-1)
	t := (&score{n: n}).normal("likelihood-ratio", root, "power law against a constant rate, chi-square approximation of the likelihood ratio")
	t.Statistic, t.DF = statistic, 1
	return t
}
