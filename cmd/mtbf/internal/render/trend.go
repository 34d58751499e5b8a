package render

import (
	"fmt"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/recurrent"
)

// TrendReport is the result of trend. Times are hours.
type TrendReport struct {
	Schema     string         `json:"schema"`
	Source     string         `json:"source"`
	Origin     string         `json:"origin"` // from when hours count
	Units      int            `json:"units"`
	Failures   int            `json:"failures"`
	UnitHours  float64        `json:"unit_hours"`
	AtStart    int            `json:"failures_at_start_left_out"`
	Verdict    TrendVerdict   `json:"verdict"`
	Rate       *Estimate      `json:"constant_rate_per_hour"`
	PowerLaw   *TrendPowerLaw `json:"power_law"` // null where no power law fits
	NoPowerLaw string         `json:"no_power_law,omitempty"`
	Duane      *TrendDuane    `json:"duane,omitempty"` // of a single unit
	Change     *TrendChange   `json:"change"`
	Segments   []TrendSegment `json:"segments"`
	MCF        []TrendPoint   `json:"mcf"`
	MCFMethod  string         `json:"mcf_method"`
	PerUnit    []TrendUnit    `json:"per_unit"`
	Warnings   []Warning      `json:"warnings"`

	ahead string
}

// TrendVerdict says whether one constant rate describes the failures.
type TrendVerdict struct {
	Direction string      `json:"direction"`
	PValue    float64     `json:"p_value"`
	Text      string      `json:"text"`
	Tests     []TrendTest `json:"tests"`
}

// TrendTest is a test of a constant rate.
type TrendTest struct {
	Name      string  `json:"name"`
	Statistic float64 `json:"statistic"`
	DF        int     `json:"degrees_of_freedom"`
	PValue    float64 `json:"p_value"`
	Failures  int     `json:"failures"`
	Method    string  `json:"method"`
}

// TrendPowerLaw is a fitted power law, lambda t^beta = (t/alpha)^beta.
type TrendPowerLaw struct {
	Beta           Estimate  `json:"beta"`
	BetaUnbiased   Estimate  `json:"beta_unbiased"`
	Lambda         Estimate  `json:"lambda"`
	Alpha          Estimate  `json:"alpha_hours"`
	LogLikelihood  *float64  `json:"log_likelihood"`
	MTBF           *Estimate `json:"instantaneous_mtbf_hours"` // at the greatest age observed
	CumulativeMTBF *Estimate `json:"cumulative_mtbf_hours"`
	Age            float64   `json:"age_hours"`
	Goodness       *Goodness `json:"goodness,omitempty"`
	Target         *Estimate `json:"age_at_target_hours,omitempty"`
	Predicted      *Estimate `json:"predicted_failures,omitempty"`
}

// TrendDuane is the straight line of Duane's plot.
type TrendDuane struct {
	Growth float64 `json:"growth"`
	Scale  float64 `json:"scale"`
	Method string  `json:"method"`
}

// TrendChange is the one moment at which the rate changed most.
type TrendChange struct {
	Time   Estimate `json:"time_hours"`
	Before Estimate `json:"rate_before_per_hour"`
	After  Estimate `json:"rate_after_per_hour"`
	PValue float64  `json:"p_value"`
}

// TrendSegment is a stretch of one constant rate.
type TrendSegment struct {
	From     float64  `json:"from_hours"`
	To       float64  `json:"to_hours"`
	Failures int      `json:"failures"`
	Rate     Estimate `json:"rate_per_hour"`
}

// TrendPoint is the mean cumulative function from a failure on.
type TrendPoint struct {
	T        float64  `json:"t_hours"`
	AtRisk   int      `json:"at_risk"`
	Mean     float64  `json:"mean"`
	Variance float64  `json:"variance"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
}

// TrendUnit is the verdict of one unit.
type TrendUnit struct {
	Unit      string   `json:"unit"`
	Failures  int      `json:"failures"`
	Direction string   `json:"direction"`
	PValue    *float64 `json:"p_value"`
}

// NewTrendReport returns the document of a trend; ahead is the time to come as it
// was asked for.
func NewTrendReport(source, origin, ahead string, r *mtbf.TrendResult) *TrendReport {
	t := &TrendReport{
		Schema: "mtbf.trend/1", Source: source, Origin: origin, Units: r.Units, AtStart: r.AtStart, NoPowerLaw: r.NoGrowth, ahead: ahead,
		Verdict:  TrendVerdict{Direction: string(r.Verdict.Direction), PValue: r.Verdict.PValue, Text: r.Verdict.Text, Tests: []TrendTest{}},
		Segments: []TrendSegment{}, MCF: []TrendPoint{}, PerUnit: []TrendUnit{},
		Warnings: append(newWarnings(r.Verdict.Warnings), newWarnings(r.Warnings)...),
	}
	for _, x := range r.Verdict.Tests {
		t.Verdict.Tests = append(t.Verdict.Tests, TrendTest{x.Name, x.Statistic, x.DF, x.PValue, x.Failures, x.Method})
	}
	if p := r.Rate; p != nil {
		t.Rate, t.Failures, t.UnitHours = new(newEstimate(p.Rate)), p.Failures, p.Hours
	}
	for _, s := range r.Segments {
		t.Segments = append(t.Segments, TrendSegment{s.From, s.To, s.Failures, newEstimate(s.Rate)})
	}
	if r.Growth != nil {
		t.PowerLaw = newPowerLaw(r.Growth)
	}
	if d := r.Duane; d != nil {
		t.Duane = &TrendDuane{Growth: d.Growth, Scale: d.Scale, Method: "least squares on logarithms; its points lean on one another, so it has no limits"}
	}
	if c := r.Change; c != nil {
		t.Change = &TrendChange{newEstimate(c.Time), newEstimate(c.Before), newEstimate(c.After), c.PValue}
	}
	for _, u := range r.PerUnit {
		t.PerUnit = append(t.PerUnit, TrendUnit{u.Unit, u.Failures, string(u.Direction), u.PValue})
	}
	t.addMCF(r.MCF)
	return t
}

func newPowerLaw(g *mtbf.Growth) *TrendPowerLaw {
	t := &TrendPowerLaw{
		Beta: newEstimate(g.Beta), BetaUnbiased: newEstimate(g.BetaUnbiased), Lambda: newEstimate(g.Lambda()), Alpha: newEstimate(g.Alpha()),
		LogLikelihood: finite(g.LogLikelihood), Age: g.Age, MTBF: new(newEstimate(g.Instantaneous)), CumulativeMTBF: new(newEstimate(g.Cumulative)),
	}
	if g.AgeAtTarget != nil {
		t.Target = new(newEstimate(*g.AgeAtTarget))
	}
	if g.Predicted != nil {
		t.Predicted = new(newEstimate(*g.Predicted))
	}
	if x := g.Goodness; x != nil {
		t.Goodness = &Goodness{Statistic: x.Statistic, PValue: x.PValue, Method: x.Method}
	}
	return t
}

func (t *TrendReport) addMCF(c *recurrent.Curve) {
	if c == nil {
		return
	}
	t.MCFMethod = c.Method
	for _, p := range c.Points {
		t.MCF = append(t.MCF, TrendPoint{p.Time, p.AtRisk, p.Mean, p.Variance, finite(p.Lo), finite(p.Hi)})
	}
}

// Blocks returns the verdict, the models, the stretches and the units.
func (t *TrendReport) Blocks() []Block {
	title := fmt.Sprintf("%s: %s of %s in %s unit-hours", t.Source, number.Counted(t.Failures, "failure"), number.Counted(t.Units, "unit"), number.Sig(t.UnitHours, 4))
	blocks := []Block{{Title: title, Lines: []string{t.Verdict.Text}, Grid: t.tests()}, {Title: "Models of the rate", Grid: t.models(), Foot: t.modelFoot()}}
	if len(t.Segments) > 1 {
		g := &Grid{Header: []string{"From, h", "To, h", "Failures", "MTBF, h [limits]"}}
		for _, s := range t.Segments {
			g.Rows = append(g.Rows, []string{number.Sig(s.From, 4), number.Sig(s.To, 4), number.Count(s.Failures), inverse(s.Rate)})
		}
		blocks = append(blocks, Block{Title: "Segments of constant rate", Grid: g})
	}
	if len(t.PerUnit) > 1 {
		blocks = append(blocks, t.units())
	}
	return withWarnings(blocks, t.Warnings)
}

func (t *TrendReport) tests() *Grid {
	g := &Grid{Left: 1, Header: []string{"Test of a constant rate", "Statistic", "p"}}
	for _, x := range t.Verdict.Tests {
		g.Rows = append(g.Rows, []string{model.Written(x.Name), number.Sig(x.Statistic, 4), number.Sig(x.PValue, 2)})
	}
	return g
}

func (t *TrendReport) models() *Grid {
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{"Model", "Estimate", "Limits"}}
	add := func(name string, e *Estimate, figures int) {
		if e != nil {
			g.Rows = append(g.Rows, []string{name, sigOrAbsent(e.Point, figures), limitsOf(*e)})
		}
	}
	if t.Rate != nil {
		r := *t.Rate
		g.Rows = append(g.Rows, []string{"constant rate: MTBF, h", inverseOf(r.Point), inverseOf(r.Hi) + " to " + inverseOf(r.Lo)})
	}
	if p := t.PowerLaw; p != nil {
		add("power law: beta (below 1 improves)", &p.Beta, 5)
		add("  beta, unbiased", &p.BetaUnbiased, 5)
		add("  alpha (scale), h", &p.Alpha, 5)
		add("  Instantaneous MTBF at the end, h", p.MTBF, 5)
		add("  Cumulative MTBF, h", p.CumulativeMTBF, 5)
		add("  age at which the target is reached, h", p.Target, 5)
		add("  failures in the next "+t.ahead, p.Predicted, 4)
	}
	if c := t.Change; c != nil {
		add(fmt.Sprintf("one change (p = %s): at, h", number.Sig(c.PValue, 2)), &c.Time, 5)
		g.Rows = append(g.Rows, []string{"  MTBF before, h", inverseOf(c.Before.Point), inverseOf(c.Before.Hi) + " to " + inverseOf(c.Before.Lo)})
		g.Rows = append(g.Rows, []string{"  MTBF after, h", inverseOf(c.After.Point), inverseOf(c.After.Hi) + " to " + inverseOf(c.After.Lo)})
	}
	return g
}

// inverse writes one over a rate with its limits.
func inverse(e Estimate) string {
	return inverseOf(e.Point) + " [" + inverseOf(e.Hi) + ", " + inverseOf(e.Lo) + "]"
}

// inverseOf writes one over a rate, an MTBF; none for no rate.
func inverseOf(rate *float64) string {
	if rate == nil || *rate == 0 {
		return number.Absent
	}
	return number.Sig(1 / *rate, 4)
}

func (t *TrendReport) modelFoot() []string {
	foot := []string{"Hours count from " + t.Origin + "."}
	if t.NoPowerLaw != "" {
		foot = append(foot, "No power law: "+t.NoPowerLaw+".")
	}
	if t.AtStart > 0 {
		foot = append(foot, number.Counted(t.AtStart, "failure")+" with which an observation begins: in the constant rate, and in no test, law or segment, as nothing tells the time to it.")
	}
	if p := t.PowerLaw; p != nil && p.Goodness != nil {
		foot = append(foot, fmt.Sprintf("Goodness of fit of the power law: Cramer-von Mises %s, p = %s.", number.Sig(p.Goodness.Statistic, 3), number.Sig(p.Goodness.PValue, 2)))
	}
	return foot
}

func (t *TrendReport) units() Block {
	g := &Grid{Left: 1, Header: []string{"Unit", "Failures", "Rate", "p"}}
	for _, u := range t.PerUnit[:min(len(t.PerUnit), maxListed)] {
		g.Rows = append(g.Rows, []string{printable.Clip(u.Unit, 30), number.Count(u.Failures), u.Direction, sigOrAbsent(u.PValue, 2)})
	}
	var foot []string
	if left := len(t.PerUnit) - maxListed; left > 0 {
		foot = append(foot, number.Counted(left, "further unit")+" in the JSON form.")
	}
	return Block{Title: "Units, those with the most failures first", Grid: g, Foot: foot}
}

// Records returns one row a step of the mean cumulative function, and what else is
// told of the failures.
func (t *TrendReport) Records() [][]string {
	s := newSheet("t_hours", "at_risk", "mean", "lo", "hi", "section", "name", "point", "confidence", "failures", "p_value", "to_hours", "variance")
	for _, p := range t.MCF {
		s.add("section", "mcf", "t_hours", bare(&p.T), "at_risk", number.Count(p.AtRisk), "mean", bare(&p.Mean), "lo", bare(p.Lo), "hi", bare(p.Hi), "variance", bare(&p.Variance))
	}
	for _, x := range t.Verdict.Tests {
		s.add("section", "tests", "name", x.Name, "point", bare(&x.Statistic), "failures", number.Count(x.Failures), "p_value", bare(&x.PValue))
	}
	if t.Rate != nil {
		s.estimate(*t.Rate, "section", "constant_rate_per_hour", "failures", number.Count(t.Failures))
	}
	t.recordPowerLaw(s)
	if c := t.Change; c != nil {
		s.estimate(c.Time, "section", "change", "name", "time_hours", "p_value", bare(&c.PValue))
		s.estimate(c.Before, "section", "change", "name", "rate_before_per_hour")
		s.estimate(c.After, "section", "change", "name", "rate_after_per_hour")
	}
	for _, x := range t.Segments {
		s.estimate(x.Rate, "section", "segments", "t_hours", bare(&x.From), "to_hours", bare(&x.To), "failures", number.Count(x.Failures))
	}
	for _, u := range t.PerUnit {
		s.add("section", "per_unit", "name", u.Unit, "failures", number.Count(u.Failures), "p_value", bare(u.PValue))
	}
	return s.records()
}

func (t *TrendReport) recordPowerLaw(s *sheet) {
	p := t.PowerLaw
	if p == nil {
		return
	}
	for _, x := range []struct {
		name string
		e    *Estimate
	}{
		{"beta", &p.Beta}, {"beta_unbiased", &p.BetaUnbiased}, {"lambda", &p.Lambda}, {"alpha_hours", &p.Alpha}, {"instantaneous_mtbf_hours", p.MTBF},
		{"cumulative_mtbf_hours", p.CumulativeMTBF}, {"age_at_target_hours", p.Target}, {"predicted_failures", p.Predicted},
	} {
		if x.e != nil {
			s.estimate(*x.e, "section", "power_law", "name", x.name, "t_hours", bare(&p.Age))
		}
	}
	if g := p.Goodness; g != nil {
		s.add("section", "power_law", "name", "goodness", "point", bare(&g.Statistic), "p_value", bare(&g.PValue))
	}
}
