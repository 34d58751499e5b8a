package modularity

import (
	"context"
	"math"

	"mtbf/model/markov"
)

// group returns the copies of one module.
func (s Architecture) group() markov.Group {
	g := markov.Group{
		Kind: markov.Duplex, N: s.Copies, K: s.Need,
		FailureRate: s.moduleRate(), RepairRate: 1 / s.MTTR, Crews: s.Crews,
		Coverage: s.Coverage, TakeoverHours: s.Switchover, Beta: s.Beta,
	}
	if s.UncoveredMTTR > 0 {
		g.UncoveredRepairRate = 1 / s.UncoveredMTTR
	}
	return g
}

// cluster is one repaired module in steady state, takeovers counted as service.
type cluster struct {
	model    *markov.GroupModel
	up, down float64
	rates    rates // per hour of service; of its own terms
}

func (s Architecture) cluster() (cluster, error) {
	m, err := s.group().Model(context.Background())
	if err != nil {
		return cluster{}, err
	}
	steady, err := m.Chain.Steady(context.Background())
	if err != nil {
		return cluster{}, err
	}
	c := cluster{model: m}
	for i, p := range steady.P {
		if !m.UpIgnoringSwitchover[i] {
			c.down += p
			continue
		}
		c.up += p
		for t, rate := range s.ends(m.UnitsUp[i]) {
			c.rates[t] += p * rate
		}
	}
	for t := range c.rates {
		c.rates[t] /= c.up
	}
	return c, nil
}

// ends returns the rates at which a module with so many good copies stops
// serving, takeovers not counted.
func (s Architecture) ends(good int) rates {
	l := s.moduleRate()
	own := float64(good) * (1 - s.Beta) * l
	if good == s.Need {
		return rates{SparesExhausted: own, CommonCause: s.Beta * l}
	}
	return rates{NotCovered: own * (1 - s.Coverage.P()), CommonCause: s.Beta * l}
}

// inSeries returns the rates of the system from those of one module.
func (s Architecture) inSeries(module rates) rates {
	for t := range module {
		module[t] *= float64(s.Modules)
	}
	module[Voter], module[Residual] = s.voterRate(), s.ResidualRate
	return module
}

// failureRates returns the rates of a repaired system by term.
func (s Architecture) failureRates() (rates, error) {
	c, err := s.cluster()
	return s.inSeries(c.rates), err
}

func (s Architecture) repairedPoint(p Point) (Point, error) {
	c, err := s.cluster()
	if err != nil {
		return p, err
	}
	all := s.inSeries(c.rates)
	p.Shares = all.shares()
	p.Method = "exact; MTTF by quadrature"
	p.Measures, err = s.measures(c.model, c.model.UpIgnoringSwitchover, all.total(), c.up, c.down)
	if err != nil || s.Switchover == 0 {
		p.Outages = p.Measures
		return p, err
	}
	every, err := c.model.Measures(context.Background())
	if err != nil {
		return p, err
	}
	rate := float64(s.Modules)*(1/every.MUT) + s.voterRate() + s.ResidualRate
	p.Outages, err = s.measures(c.model, c.model.Up, rate, every.Availability, every.Unavailability)
	return p, err
}

// measures puts the modules, voters and the rest in series, given the states in
// which a module serves, its availability and unavailability, and the failure
// rate of the system.
func (s Architecture) measures(m *markov.GroupModel, serves []bool, rate, up, down float64) (Measures, error) {
	log := float64(s.Modules)*logOf(up, down) - lost(s.ResidualRate, s.ResidualMTTR)
	if s.Copies > 1 {
		log -= float64(s.Modules) * lost(s.VoterRate, s.MTTR)
	}
	x := Measures{MTBF: 1 / rate, MDT: math.Expm1(-log) / rate, Unavailability: -math.Expm1(log)}
	first, err := firstFailure(m, serves)
	if err != nil {
		return x, err
	}
	x.MTTF, err = s.meanLife(first, x.MTBF)
	return x, err
}

// lost returns the logarithm by which something of that failure rate and mean time to
// repair lowers an availability: nothing where it never fails.
func lost(rate, mttr float64) float64 {
	if rate == 0 {
		return 0
	}
	return math.Log1p(rate * mttr)
}

// logOf returns the logarithm of a probability, given its complement too.
func logOf(p, complement float64) float64 {
	if complement < 0.5 {
		return math.Log1p(-complement)
	}
	return math.Log(p)
}

// firstFailure returns the chain of a module until it first stops serving: the
// states that serve, and one that is never left.
func firstFailure(m *markov.GroupModel, serves []bool) (*markov.Model, error) {
	number := make([]int, len(serves))
	last := 0
	for i, up := range serves {
		if number[i] = -1; up {
			number[i] = last
			last++
		}
	}
	b := markov.NewBuilder(last + 1)
	for i, from := range number {
		if from < 0 {
			continue
		}
		for j, to := range number {
			rate := m.Chain.Rate(i, j)
			if to < 0 {
				to = last
			}
			if rate > 0 {
				b.Add(from, to, rate)
			}
		}
	}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	up := make([]bool, last+1)
	for i := range last {
		up[i] = true
	}
	return &markov.Model{Chain: chain, Up: up, Start: number[m.Start]}, nil
}

// meanLife returns the mean time to the first failure of the system, which is
// of the order of scale hours.
func (s Architecture) meanLife(module *markov.Model, scale float64) (float64, error) {
	constant := s.voterRate() + s.ResidualRate
	survive := func(hours []float64) ([]float64, error) {
		all, err := module.At(context.Background(), hours...)
		if err != nil {
			return nil, err
		}
		logs := make([]float64, len(hours))
		for i, at := range all {
			logs[i] = float64(s.Modules)*logOf(at.Reliability, at.Unreliability) - constant*at.Time
		}
		return logs, nil
	}
	return integral(survive, scale)
}
