package markov

import (
	"context"

	"mtbf/model"
)

// Pair is a pair of modules of which one is needed. Times are in hours, from
// 1e-75 to 1e75.
type Pair struct {
	MTBF, MTTR    float64             // of a module
	Crews         int                 // repairs at the same time, 1 or 2; 0: 2
	Coverage      model.FaultCoverage // P(the other carries on when the serving module fails); left out, perfect
	IdleCoverage  model.FaultCoverage // P(it carries on when the one that does not serve fails); left out, Coverage
	UncoveredMTTR float64             // mean outage after a failure not covered; 0: MTTR
	Detection     float64             // until the failure of the serving module is seen
	Switchover    float64             // from then until the other serves
	Beta          float64             // share of a module's failures that take both
}

// PairMTBF are the figures, in hours, that are called the MTBF of a pair. With
// full coverage, no common cause and two crews, of modules with MTBF M and MTTR
// R they are those on the right. Takeovers are not counted as failures.
type PairMTBF struct {
	GrayApproximation float64 // M^2/2R, whatever coverage, common cause and crews [Gray 1985, p. 3]
	MeanUpTime        float64 // M^2/2R + M: per failure, in the long run
	MTTFF             float64 // M^2/2R + 3M/2: until the first failure, from both good
	MeanCycleTime     float64 // (M+R)^2/2R: from one failure to the next, downtime included
}

// PairResult is what is known of a pair.
type PairResult struct {
	MTBF     PairMTBF
	Outages  Measures // every interruption of service, takeovers included
	Failures Measures // takeovers counted as service
}

// Group returns the pair as a group.
func (d Pair) Group() Group {
	g := Group{
		Kind: Duplex, N: 2, K: 1,
		FailureRate: 1 / d.MTBF, RepairRate: 1 / d.MTTR, Crews: d.Crews,
		Coverage: d.Coverage, IdleCoverage: d.IdleCoverage, TakeoverHours: d.Detection + d.Switchover, Beta: d.Beta,
	}
	if d.UncoveredMTTR > 0 {
		g.UncoveredRepairRate = 1 / d.UncoveredMTTR
	}
	return g
}

func (d Pair) check() error {
	for _, c := range []struct {
		name     string
		value    float64
		optional bool
	}{{"mtbf", d.MTBF, false}, {"mttr", d.MTTR, false}, {"uncovered mttr", d.UncoveredMTTR, true}, {"detection", d.Detection, true}, {"takeover", d.Switchover, true}} {
		if c.optional && c.value == 0 {
			continue
		}
		if err := checkHours(c.name, c.value); err != nil {
			return err
		}
	}
	if d.Crews < 0 || d.Crews > 2 {
		return &model.ParamError{Param: "crews", Value: d.Crews, Want: "1 or 2"}
	}
	_, err := d.Group().checked()
	return err
}

// checkHours refuses times whose rates, or the products of two of them over a
// third, may leave the range of numbers.
func checkHours(name string, hours float64) error {
	if !(hours >= 1e-75 && hours <= 1e75) {
		return &model.ParamError{Param: name, Value: hours, Want: "a positive, finite number of hours, from 1e-75 to 1e75"}
	}
	return nil
}

// Solve returns the figures of the pair from its chain. The error is a
// *model.ParamError.
func (d Pair) Solve() (PairResult, error) {
	if err := d.check(); err != nil {
		return PairResult{}, err
	}
	outages, err := d.Group().Measures(context.Background())
	if err != nil {
		return PairResult{}, err
	}
	failures, err := d.Group().Losses(context.Background())
	if err != nil {
		return PairResult{}, err
	}
	return PairResult{
		MTBF: PairMTBF{
			GrayApproximation: d.gray(),
			MeanUpTime:        failures.MUT,
			MTTFF:             failures.MTTF,
			MeanCycleTime:     failures.MeanCycleTime,
		},
		Outages:  outages,
		Failures: failures,
	}, nil
}

func (d Pair) gray() float64 { return d.MTBF / (2 * d.MTTR) * d.MTBF }

// ClosedForm returns the figures without a chain. With module failure and repair
// rates l and m, n crews, coverage c of the module that serves and e of the one that
// does not, common cause share b, mean outage after a failure not covered V, and
//
//	a = l(1-b)(c + e)           from both good to one, covered
//	w = l(1-b)((1-c) + (1-e))   not covered
//	s = b l                     both at once
//	D = (w+s)(l+m) + a l
//
// they are
//
//	MTTFF       = (l+m+a) / D
//	MeanUpTime       = (a+w+s+m) / D
//	MeanCycleTime = MeanUpTime + (m w V + (m s + (a+w+s) l)/(n m)) / D,
//
// because every outage ends with one module good. Detection and takeover do not
// enter: while one lasts, failures and repairs go on as without it. The error
// is a *model.ParamError.
func (d Pair) ClosedForm() (PairMTBF, error) {
	if err := d.check(); err != nil {
		return PairMTBF{}, err
	}
	return d.closedForm(), nil
}

func (d Pair) closedForm() PairMTBF {
	l, m := 1/d.MTBF, 1/d.MTTR
	n, outage := float64(d.Crews), d.UncoveredMTTR
	if d.Crews == 0 {
		n = 2
	}
	if outage == 0 {
		outage = d.MTTR
	}
	c, idle := d.Coverage.P(), d.IdleCoverage.Or(d.Coverage).P()
	a := l * (1 - d.Beta) * (c + idle)
	w := l * (1 - d.Beta) * ((1 - c) + (1 - idle))
	s := d.Beta * l
	rate := (w+s)*(l+m) + a*l
	up := (a + w + s + m) / rate
	return PairMTBF{
		GrayApproximation: d.gray(),
		MeanUpTime:        up,
		MTTFF:             (l + m + a) / rate,
		MeanCycleTime:     up + (m*w*outage+(m*s+(a+w+s)*l)/(n*m))/rate,
	}
}
