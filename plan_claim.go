package mtbf

import (
	"cmp"
	"math"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/rate"
)

// claim is what a test is to demonstrate.
type claim interface {
	size(allowed int) (PlannedTest, error)               // the test, as far as it is not given
	pass(t PlannedTest, truth float64) (float64, error)  // probability that units of that truth pass
	fail(t PlannedTest, truth float64) (float64, error)  // and that they do not
	shown(t PlannedTest) (float64, error)                // demonstrated with just the failures allowed
	truths() []float64                                   // at which the operating characteristic is shown
	most() int                                           // failures that can be allowed
	least(producerRisk float64) (allowed int, err error) // failures below which no plan keeps both risks
}

func (o *PlanOptions) claim() claim {
	if o.MTBF != 0 {
		return &mtbfClaim{o}
	}
	d := life.Demonstration{Reliability: o.Reliability, Mission: cmp.Or(o.Mission, 1), Shape: o.Shape, Confidence: o.Confidence}
	return &reliabilityClaim{o, d}
}

// mtbfClaim is that of an MTBF: a Poisson count in the total time.
type mtbfClaim struct{ o *PlanOptions }

func (m *mtbfClaim) size(allowed int) (PlannedTest, error) {
	t := PlannedTest{Allowed: allowed, Units: m.o.Units, Hours: math.NaN()}
	total, err := rate.TestTime(m.o.MTBF, allowed, m.o.Confidence)
	if err != nil {
		return t, err
	}
	switch t.TotalHours = total; {
	case m.o.Hours > 0:
		t.Hours = m.o.Hours
		if t.Units == 0 {
			t.Units, err = unitsFor(total, t.Hours)
		}
		t.TotalHours = float64(t.Units) * t.Hours
	case t.Units > 0:
		t.Hours = total / float64(t.Units)
	}
	return t, err
}

// unitsFor is how many units share a time, no more hours each; a whole number but
// for rounding is that number.
func unitsFor(total, hours float64) (int, error) {
	n := math.Ceil(total / hours * (1 - nearly))
	if !(n <= mostUnits) {
		return 0, &model.ParamError{Param: "test hours", Value: hours, Want: "a time in which 1e9 units can show it"}
	}
	return int(n), nil
}

func (m *mtbfClaim) pass(t PlannedTest, truth float64) (float64, error) {
	return life.MTBFPlan{Hours: t.TotalHours, Allowed: t.Allowed}.Pass(truth)
}

func (m *mtbfClaim) fail(t PlannedTest, truth float64) (float64, error) {
	return life.MTBFPlan{Hours: t.TotalHours, Allowed: t.Allowed}.Fail(truth)
}

func (m *mtbfClaim) shown(t PlannedTest) (float64, error) {
	e, err := rate.MTBFLower(t.Allowed, t.TotalHours, m.o.Confidence, rate.TimeTerminated)
	return e.Lo, err
}

func (m *mtbfClaim) truths() []float64 {
	var all []float64
	for _, k := range []float64{0.5, 0.75, 1, 1.5, 2, 3, 5} {
		all = append(all, k*m.o.MTBF)
	}
	return all
}

func (m *mtbfClaim) most() int { return mostAllowed }

func (m *mtbfClaim) least(producerRisk float64) (int, error) {
	p, err := life.PlanMTBF(m.o.MTBF, m.o.Design, 1-m.o.Confidence, producerRisk)
	return p.Allowed, err
}

// reliabilityClaim is that of a reliability: a binomial count of the units.
type reliabilityClaim struct {
	o *PlanOptions
	d life.Demonstration
}

func (r *reliabilityClaim) size(allowed int) (t PlannedTest, err error) {
	r.d.Allowed = allowed
	t = PlannedTest{Allowed: allowed, Units: r.o.Units, Hours: cmp.Or(r.o.Hours, r.d.Mission)}
	switch {
	case r.o.Fixed():
	case t.Units > 0:
		t.Hours, err = r.d.Hours(t.Units)
	default:
		t.Units, err = r.d.Units(t.Hours)
	}
	t.TotalHours = float64(t.Units) * t.Hours
	if r.o.Mission == 0 {
		t.Hours, t.TotalHours = math.NaN(), math.NaN()
	}
	return t, err
}

// hours are those of each unit, a mission where there is no time.
func (r *reliabilityClaim) hours(t PlannedTest) float64 {
	if math.IsNaN(t.Hours) {
		return r.d.Mission
	}
	return t.Hours
}

func (r *reliabilityClaim) pass(t PlannedTest, truth float64) (float64, error) {
	r.d.Allowed = t.Allowed
	return r.d.Pass(t.Units, r.hours(t), truth)
}

func (r *reliabilityClaim) fail(t PlannedTest, truth float64) (float64, error) {
	pass, err := r.pass(t, truth)
	return 1 - pass, err
}

func (r *reliabilityClaim) shown(t PlannedTest) (float64, error) {
	r.d.Allowed = t.Allowed
	return r.d.Shown(t.Units, r.hours(t))
}

func (r *reliabilityClaim) truths() []float64 {
	all := []float64{r.o.Reliability}
	for _, k := range []float64{2, 1.5, 0.5, 0.2, 0.1, 0.05} { // as unreliable
		if truth := 1 - k*(1-r.o.Reliability); truth > 0 && truth < 1 {
			all = append(all, truth)
		}
	}
	return all
}

func (r *reliabilityClaim) most() int {
	if r.o.Units > 0 {
		return r.o.Units - 1
	}
	return mostAllowed
}

func (r *reliabilityClaim) least(float64) (int, error) { return 0, nil }
