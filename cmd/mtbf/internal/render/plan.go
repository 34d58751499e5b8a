package render

import (
	"mtbf"
	"mtbf/internal/number"
)

// Plan is the result of plan.
type Plan struct {
	Schema            string     `json:"schema"`
	MTBFHours         *float64   `json:"mtbf_hours,omitempty"`
	Reliability       *float64   `json:"reliability,omitempty"`
	MissionHours      *float64   `json:"mission_hours,omitempty"`
	Shape             *float64   `json:"shape,omitempty"`
	Confidence        float64    `json:"confidence"`
	DesignMTBFHours   *float64   `json:"design_mtbf_hours,omitempty"`
	DesignReliability *float64   `json:"design_reliability,omitempty"`
	Discrimination    *float64   `json:"discrimination_ratio,omitempty"`
	ProducerRisk      *float64   `json:"producer_risk_sought,omitempty"`
	Units             *int       `json:"units,omitempty"`          // as given
	DurationHours     *float64   `json:"duration_hours,omitempty"` // as given
	Method            string     `json:"method"`
	AcceptanceNumber  *int       `json:"acceptance_number"`
	Tests             []PlanTest `json:"tests"`
	Warnings          []Warning  `json:"warnings"`

	plan *mtbf.TestPlan
}

// PlanTest is the JSON form of a test that passes with no more than so many failures.
type PlanTest struct {
	Allowed          int               `json:"failures_allowed"`
	Units            *int              `json:"units"`
	HoursEach        *float64          `json:"hours_each"`
	TotalHours       *float64          `json:"total_hours"`
	ConsumerRisk     float64           `json:"consumer_risk"`
	ProducerRisk     *float64          `json:"producer_risk"`
	ShownMTBF        *float64          `json:"demonstrated_mtbf_hours,omitempty"`
	ShownReliability *float64          `json:"demonstrated_reliability,omitempty"`
	Acceptance       []AcceptancePoint `json:"acceptance"`
}

// AcceptancePoint is the JSON form of a point of the operating characteristic.
type AcceptancePoint struct {
	MTBFHours   *float64 `json:"mtbf_hours,omitempty"`
	Reliability *float64 `json:"reliability,omitempty"`
	Probability float64  `json:"probability_of_acceptance"`
}

// NewPlan makes the document of a plan.
func NewPlan(p *mtbf.TestPlan) *Plan {
	d := &Plan{
		Schema: "mtbf.plan/1", Confidence: p.Confidence, AcceptanceNumber: p.AcceptanceNumber, Tests: []PlanTest{},
		MTBFHours: positive(p.MTBF), Reliability: positive(p.Reliability), MissionHours: positive(p.Mission), DurationHours: positive(p.Hours),
		Units: positive(p.Units), Warnings: append([]Warning{}, newWarnings(p.Warnings)...), plan: p,
	}
	d.addDesign()
	d.Method = d.method()
	for _, t := range p.Tests {
		d.Tests = append(d.Tests, d.test(t))
	}
	return d
}

// positive returns nil for what is not given.
func positive[T int | float64](x T) *T {
	if x == 0 {
		return nil
	}
	return &x
}

func (d *Plan) addDesign() {
	p := d.plan
	if p.Mission > 0 {
		d.Shape = &p.Shape
	}
	if p.Design == 0 {
		return
	}
	if p.Sought() {
		d.ProducerRisk = &p.ProducerRisk
	}
	if p.MTBF == 0 {
		d.DesignReliability = &p.Design
		return
	}
	d.DesignMTBFHours, d.Discrimination = &p.Design, new(p.Design/p.MTBF)
}

// method is how the test is judged.
func (d *Plan) method() string {
	p := d.plan
	switch {
	case p.MTBF > 0:
		return "exact Poisson (chi-square), time-terminated; one constant rate, units repaired or replaced"
	case p.Mission == 0:
		return "exact binomial (success run)"
	case p.Shape == 1:
		return "exact binomial; lives of one constant rate, units not replaced"
	}
	return "exact binomial; Weibull lives of shape " + number.Sig(p.Shape, 4) + ", taken as known (Weibayes), units not replaced"
}

func (d *Plan) test(t mtbf.PlannedTest) PlanTest {
	out := PlanTest{
		Allowed: t.Allowed, Units: positive(t.Units), HoursEach: finite(t.Hours), TotalHours: finite(t.TotalHours),
		ConsumerRisk: t.ConsumerRisk, ProducerRisk: finite(t.ProducerRisk), Acceptance: []AcceptancePoint{},
	}
	if d.MTBFHours != nil {
		out.ShownMTBF = &t.Shown
	} else {
		out.ShownReliability = &t.Shown
	}
	for _, a := range t.Acceptance {
		point := AcceptancePoint{Probability: a.Probability, MTBFHours: &a.Truth}
		if d.MTBFHours == nil {
			point.MTBFHours, point.Reliability = nil, &a.Truth
		}
		out.Acceptance = append(out.Acceptance, point)
	}
	return out
}

// Records returns one row a test and a true value, so that every point of the
// operating characteristic stands beside its test.
func (d *Plan) Records() [][]string {
	rows := [][]string{{
		"failures_allowed", "units", "hours_each", "total_hours", "consumer_risk", "producer_risk",
		"demonstrated_mtbf_hours", "demonstrated_reliability", "true_mtbf_hours", "true_reliability", "probability_of_acceptance",
	}}
	for _, t := range d.Tests {
		for _, a := range t.Acceptance {
			rows = append(rows, []string{
				count(&t.Allowed), count(t.Units), bare(t.HoursEach), bare(t.TotalHours), bare(&t.ConsumerRisk), bare(t.ProducerRisk),
				bare(t.ShownMTBF), bare(t.ShownReliability), bare(a.MTBFHours), bare(a.Reliability), bare(&a.Probability),
			})
		}
	}
	return rows
}
