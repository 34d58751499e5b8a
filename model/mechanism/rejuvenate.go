package mechanism

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Rejuvenation is a program that ages and is restarted before it fails: the four
// states of Huang, Kintala, Kolettis and Fulton, with constant rates between them.
//
//	robust -> failure probable -> failed        -> robust
//	                           -> rejuvenating  -> robust
//
// The figures of the paper were not at hand: those of the tests are recomputed.
type Rejuvenation struct {
	BaseLongevity float64 // mean hours until a failure becomes probable, positive
	MTBF          float64 // mean hours from then until a failure, positive
	Repair        float64 // mean hours down after a failure, 0 or more
	Restart       float64 // mean hours down for a planned restart, 0 or more
	Rate          float64 // of planned restarts, per hour in which a failure is probable; 0: none

	CostFailed, CostRestart float64 // an hour down after a failure, and of a planned one, 0 or more
}

// Rejuvenated is the steady state of a [Rejuvenation].
type Rejuvenated struct {
	PFailed, PRejuvenating   float64 // shares of time
	Unavailability           float64 // their sum
	Availability             float64
	FailuresPerHour          float64
	RestartsPerHour          float64
	CostPerHour              float64 // of time
	MeanUp, MeanDown         float64 // hours between two outages and of one, planned or not: the MTBF and MTTR of a module that is as available
	BreakEvenCost            float64 // cost of an hour down after a failure above which the most frequent restarts cost least, and below which none do; NaN where restarts never pay
	BreakEvenDowntimeRestart float64 // hours of a restart below which restarts lessen the downtime
}

// Steady returns the steady state, by the mean times in a cycle from robust to
// robust: with l = 1/MTBF and r = Rate,
//
//	cycle      = BaseLongevity + (1 + l Repair + r Restart)/(l + r)
//	PFailed    = l Repair/(l + r)/cycle
//	cost       = CostFailed PFailed + CostRestart PRejuvenating
//
// In r the cost is (a + b r)/(c + d r): it rises or falls all the way, so that
// either no restart is best or one at once, whatever the rate asked about:
//
//	BreakEvenCost = CostRestart Restart (l (BaseLongevity + Repair) + 1)/(l Repair (BaseLongevity + Restart))
//
// and, of the downtime, Restart < l Repair BaseLongevity/(l BaseLongevity + 1).
func (r Rejuvenation) Steady() (Rejuvenated, error) {
	if err := r.check(); err != nil {
		return Rejuvenated{}, err
	}
	fails := 1 / (1 + r.Rate*r.MTBF) // of the cycles
	restarts := r.Rate * r.MTBF / (1 + r.Rate*r.MTBF)
	up := r.BaseLongevity + r.MTBF/(1+r.Rate*r.MTBF)
	failed, planned := fails*r.Repair, restarts*r.Restart
	cycle := up + failed + planned
	s := Rejuvenated{
		PFailed: failed / cycle, PRejuvenating: planned / cycle,
		Unavailability: (failed + planned) / cycle, Availability: up / cycle,
		FailuresPerHour: fails / cycle, RestartsPerHour: restarts / cycle,
		CostPerHour: (r.CostFailed*failed + r.CostRestart*planned) / cycle,
		MeanUp:      up, MeanDown: failed + planned,
		BreakEvenCost: math.NaN(),
	}
	if r.Repair > 0 {
		s.BreakEvenCost = r.CostRestart * (r.Restart / r.Repair) * (r.BaseLongevity + r.Repair + r.MTBF) / (r.BaseLongevity + r.Restart)
		s.BreakEvenDowntimeRestart = r.Repair * (r.BaseLongevity / (r.BaseLongevity + r.MTBF))
	}
	return s, nil
}

func (r Rejuvenation) check() error {
	for _, p := range []struct {
		name string
		of   float64
		zero bool
	}{
		{"base-longevity", r.BaseLongevity, false}, {"mtbf", r.MTBF, false},
		{"repair", r.Repair, true}, {"restart", r.Restart, true}, {"rate", r.Rate, true},
		{"cost-failed", r.CostFailed, true}, {"cost-restart", r.CostRestart, true},
	} {
		if err := checkHours(p.name, p.of, p.zero); err != nil {
			return err
		}
	}
	return nil
}

// checkHours refuses what is not a number of hours, or of an accepted size.
func checkHours(name string, v float64, zero bool) error {
	if v == 0 && zero {
		return nil
	}
	if !(v >= 1e-100 && v <= 1e100) {
		want := "a number of 1e-100 to 1e100"
		if zero {
			want += ", or 0"
		}
		return &model.ParamError{Param: name, Value: v, Want: want}
	}
	return nil
}

// Ageing is a module whose life is Weibull and that is restarted, or overhauled,
// when it reaches an age, and is as good as new after either.
type Ageing struct {
	Shape, Scale float64 // of the life; hours
	Failed       float64 // hours down after a failure, positive
	Planned      float64 // hours down for a planned restart, positive
}

// Interval is what restarts at an age lead to.
type Interval struct {
	Hours                        float64 // the age; +Inf: never
	Unavailability, Availability float64
	MeanUp, MeanDown             float64 // hours between two outages and of one, planned or not
	FailedShare                  float64 // of the outages
}

// At returns what restarts at an age of T hours, or +Inf, lead to. With R the
// survival of the life, F = 1 - R and M = the integral of R from 0 to T,
//
//	MeanUp          = M
//	MeanDown        = F Failed + R Planned
//	Unavailability  = MeanDown/(MeanUp + MeanDown)
//
// and M = Mean P(1/Shape, (T/Scale)^Shape), with P the incomplete gamma function.
func (a Ageing) At(hours float64) (Interval, error) {
	if err := a.check(); err != nil {
		return Interval{}, err
	}
	if !(hours > 0) {
		return Interval{}, &model.ParamError{Param: "interval", Value: hours, Want: "a positive number of hours"}
	}
	u := math.Pow(hours/a.Scale, a.Shape)
	if u == 0 {
		return Interval{}, &model.ParamError{Param: "interval", Value: hours, Want: "an age at which a failure is not beyond all numbers"}
	}
	return a.at(hours, u), nil
}

func (a Ageing) check() error {
	if !(a.Shape >= 0.05 && a.Shape <= 1000) {
		return &model.ParamError{Param: "shape", Value: a.Shape, Want: "a number of 0.05 to 1000"}
	}
	for _, p := range []struct {
		name string
		of   float64
	}{{"scale", a.Scale}, {"failed", a.Failed}, {"planned", a.Planned}} {
		if err := checkHours(p.name, p.of, false); err != nil {
			return err
		}
	}
	return nil
}

// at takes the cumulative hazard u of the age too.
func (a Ageing) at(hours, u float64) Interval {
	fails, survives := -math.Expm1(-u), math.Exp(-u)
	lower, _ := num.LogGammaTails(1/a.Shape, u)
	mean := math.Exp(math.Log(a.Scale) + num.LogGamma1p(1/a.Shape))
	i := Interval{
		Hours: hours, MeanUp: mean * math.Exp(lower), MeanDown: fails*a.Failed + survives*a.Planned,
		FailedShare: fails,
	}
	i.Unavailability, i.Availability = i.MeanDown/(i.MeanUp+i.MeanDown), i.MeanUp/(i.MeanUp+i.MeanDown)
	return i
}

// Best is the age for restarts with the least unavailability, and what never
// restarting leads to.
type Best struct {
	Interval Interval // its Hours are +Inf where restarts do not pay
	Never    Interval
	Pays     bool
}

// Best returns the best age. Restarts pay only where the hazard rises, Shape > 1,
// and a planned outage is the shorter one. With u the cumulative hazard
// of the age and g the lower incomplete gamma function, the age is at the one root of
//
//	u^(1-1/Shape) g(1/Shape, u) - (1 - exp(-u)) = Planned/(Failed - Planned)
//
// where the left side rises from 0 without end. An age that nearly no unit
// reaches, u > 40, is as good as never.
func (a Ageing) Best() (Best, error) {
	if err := a.check(); err != nil {
		return Best{}, err
	}
	b := Best{Never: a.at(math.Inf(1), math.Inf(1))}
	b.Interval = b.Never
	if a.Shape <= 1 || a.Planned >= a.Failed {
		return b, nil
	}
	const latest = 40
	goal := a.Planned / (a.Failed - a.Planned)
	lg, _ := math.Lgamma(1 / a.Shape)
	excess := func(logU float64) float64 {
		u := math.Exp(logU)
		lower, _ := num.LogGammaTails(1/a.Shape, u)
		return math.Exp((1-1/a.Shape)*logU+lg+lower)/(-math.Expm1(-u)) - 1 - goal/(-math.Expm1(-u))
	}
	if excess(math.Log(latest)) <= 0 {
		return b, nil
	}
	// For small u the left side is (Shape-1) u, so that the root is above this.
	least := math.Log(goal) - math.Log(a.Shape) - 2
	if least >= math.Log(latest) || excess(least) >= 0 {
		return b, nil
	}
	u := math.Exp(num.Root(excess, least, math.Log(latest)))
	hours := a.Scale * math.Pow(u, 1/a.Shape)
	found := a.at(hours, u)
	if !(hours > 0) || math.IsInf(hours, 1) || found.Unavailability >= b.Never.Unavailability {
		return b, nil
	}
	b.Interval, b.Pays = found, true
	return b, nil
}
