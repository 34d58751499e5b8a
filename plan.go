package mtbf

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mtbf/model"
)

// PlanOptions say what a test is to demonstrate, and what of the test is given: an
// MTBF, of units that fail at a constant rate and are repaired or replaced, or a
// reliability, of units that are not. Zero is not given.
type PlanOptions struct {
	MTBF         float64   // hours, to be demonstrated; or
	Reliability  float64   // to be demonstrated, over the mission
	Mission      float64   // hours; 0: a unit works or not, whatever the time
	Shape        float64   // of the Weibull life, taken as known; 0: 1, a constant rate
	Confidence   float64   // of what passes; 0: 0.90
	Units        int       // to be tested
	Hours        float64   // that each is tested
	Allowed      []int     // failures with which the test still passes; nil: those around the plan found, or 0 to 5
	Design       float64   // MTBF or reliability that the units are designed to have
	ProducerRisk float64   // greatest probability that units as designed do not pass; 0: 0.10. It finds the plan where no failures are given
	Truths       []float64 // true values at which acceptance is given; nil: some about what is to be demonstrated
}

// DefaultProducerRisk is the producer's risk of a plan that is sought.
const DefaultProducerRisk = 0.10

// mostUnits is the greatest number of units that a plan may ask for.
const mostUnits = 1_000_000_000

// TestPlan is what a test takes for each number of failures allowed.
type TestPlan struct {
	PlanOptions               // with their defaults
	Tests       []PlannedTest // by failures allowed
	// AcceptanceNumber is the number of failures allowed that was found: where units
	// and hours are given the greatest, where a design is given the least that keeps
	// the producer's risk; nil where it was not sought, or there is none.
	AcceptanceNumber *int
	Warnings         []model.Warning
}

// PlannedTest is a test that passes with no more than Allowed failures.
type PlannedTest struct {
	Allowed      int
	Units        int     // 0: any number, that share the hours
	Hours        float64 // of each unit; NaN: as they are shared, or none
	TotalHours   float64 // of all units; NaN: none
	ConsumerRisk float64 // probability of passing with what is to be demonstrated
	ProducerRisk float64 // probability of not passing as designed; NaN: no design
	Shown        float64 // what is demonstrated, with the confidence, if just Allowed fail
	Acceptance   []Acceptance
}

// Acceptance is a point of the operating characteristic of a test.
type Acceptance struct {
	Truth       float64 // the MTBF in hours, or the reliability
	Probability float64 // of passing
}

// Sought reports whether the plan was found from the producer's risk.
func (p *TestPlan) Sought() bool { return p.Design > 0 && !p.Fixed() && p.Allowed == nil }

// Fixed reports whether the test is given, and only its judgement is asked for.
func (o *PlanOptions) Fixed() bool {
	attribute := o.Reliability > 0 && o.Mission == 0
	return o.Units > 0 && (o.Hours > 0 || attribute)
}

// Plan sizes the test of a demonstration: the hours, or the units, that each number
// of failures allowed takes, with the risks of both sides and the probability of
// acceptance. Where units and hours are given it tells how many failures they allow.
func Plan(ctx context.Context, o PlanOptions) (*TestPlan, error) {
	o.Confidence, o.Shape = orDefault(o.Confidence), cmp.Or(o.Shape, 1)
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Design > 0 {
		o.ProducerRisk = cmp.Or(o.ProducerRisk, DefaultProducerRisk)
	}
	p := &TestPlan{PlanOptions: o}
	c := o.claim()
	if err := p.find(ctx, c); err != nil {
		return nil, err
	}
	for _, allowed := range p.shown(c) {
		t, err := p.judged(c, allowed)
		if err != nil {
			return nil, err
		}
		p.Tests = append(p.Tests, t)
	}
	p.warn()
	return p, nil
}

// check refuses what no claim, or not this one, can take.
func (o *PlanOptions) check() error {
	switch {
	case (o.MTBF != 0) == (o.Reliability != 0):
		return &model.ParamError{Param: "MTBF and reliability", Value: "both or neither", Want: "one of them, which the test is to demonstrate"}
	case o.Units < 0 || o.Units > mostUnits:
		return &model.ParamError{Param: "units", Value: o.Units, Want: "a count from 1 to 1e9"}
	case o.Design != 0 && !(o.Design > o.MTBF+o.Reliability):
		return &model.ParamError{Param: "design", Value: o.Design, Want: "more than what is to be demonstrated"}
	case !(o.ProducerRisk >= 0 && o.ProducerRisk < 1):
		return &model.ParamError{Param: "producer's risk", Value: o.ProducerRisk, Want: "a number in (0, 1)"}
	case len(o.Allowed) > mostTests:
		return &model.ParamError{Param: "failures allowed", Value: len(o.Allowed), Want: "up to a thousand numbers"}
	}
	if i := slices.IndexFunc(o.Allowed, func(c int) bool { return c < 0 || c > mostAllowed }); i >= 0 {
		return &model.ParamError{Param: "failures allowed", Value: o.Allowed[i], Want: "a count from 0 to ten million"}
	}
	return cmp.Or(model.CheckConfidence(o.Confidence), o.checkHours())
}

// checkHours refuses times that are no times, or have no use.
func (o *PlanOptions) checkHours() error {
	for _, t := range []struct {
		name  string
		hours float64
	}{{"mission", o.Mission}, {"test hours", o.Hours}} {
		if t.hours != 0 {
			if err := model.CheckPositive(t.name, t.hours); err != nil {
				return err
			}
		}
	}
	if o.Reliability != 0 && o.Mission == 0 && o.Hours != 0 {
		return &model.ParamError{Param: "test hours", Value: o.Hours, Want: "of use without a mission, the time that the reliability is of"}
	}
	return nil
}

// judged is the test with so many failures allowed, with what it does to either side.
func (p *TestPlan) judged(c claim, allowed int) (PlannedTest, error) {
	t, err := c.size(allowed)
	if err != nil {
		return t, err
	}
	if t.ConsumerRisk, err = c.pass(t, p.MTBF+p.Reliability); err != nil {
		return t, err
	}
	if t.ProducerRisk, err = p.producerRisk(c, t); err != nil {
		return t, err
	}
	if t.Shown, err = c.shown(t); err != nil {
		return t, err
	}
	for _, truth := range p.truths(c) {
		probability, err := c.pass(t, truth)
		if err != nil {
			return t, err
		}
		t.Acceptance = append(t.Acceptance, Acceptance{truth, probability})
	}
	return t, nil
}

func (p *TestPlan) producerRisk(c claim, t PlannedTest) (float64, error) {
	if p.Design == 0 {
		return math.NaN(), nil
	}
	return c.fail(t, p.Design)
}

// truths are the true values at which acceptance is given: those asked for, or some
// about what is to be demonstrated, and the design.
func (p *TestPlan) truths(c claim) []float64 {
	if p.Truths != nil {
		return p.Truths
	}
	same := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*b }
	all := slices.DeleteFunc(c.truths(), func(x float64) bool { return same(x, p.Design) })
	if p.Design > 0 {
		all = append(all, p.Design)
	}
	slices.Sort(all)
	return all
}

func (p *TestPlan) warn() {
	if p.Fixed() && p.AcceptanceNumber == nil {
		p.Warnings = append(p.Warnings, model.Warning{
			Code: "test-too-short", Text: "even without a failure the test demonstrates less than it is meant to, with this confidence: it needs more time or more units",
		})
	}
}
