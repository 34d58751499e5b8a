package report

import (
	"fmt"
	"math"
	"strconv"

	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/plots"
)

// check is what a simulation of either kind tells.
type check struct {
	method string
	runs   string // such as "20,000 missions"

	measure.Measures[model.Estimate]

	// What is held against the exact answer: the unavailability, or the MTTF of
	// a system without a steady state.
	name     string
	compared model.Estimate
	error    float64 // relative standard error of it
	exact    float64 // NaN where there is none

	answers map[string]float64 // exact, by key of the measure; what is not compared is not there
}

// simulated returns the simulation, if there is one.
func (s System) simulated() (check, bool) {
	switch {
	case s.Plain != nil:
		m := s.Plain.Measures
		c := check{method: s.Plain.Method, runs: count(s.Plain.Replications) + " missions", answers: s.answers()}
		c.Availability, c.Unavailability, c.MTBFHours, c.MDTHours, c.MTTFHours = m.Availability.Estimate, m.Unavailability.Estimate, m.MTBF.Estimate, m.MDT.Estimate, m.MTTF.Estimate
		if s.mortal() {
			c.name, c.compared, c.error, c.exact = "MTTF in hours", c.MTTFHours, m.MTTF.RelativeError, s.Exact.UnrepairedMTTF
			return c, true
		}
		return s.steady(c, m.Unavailability.RelativeError), true
	case s.Rare != nil:
		r := s.Rare
		c := check{method: string(r.Method), runs: count(uint64(r.Cycles)) + " cycles", answers: s.answers()}
		c.Availability, c.Unavailability, c.MTBFHours, c.MDTHours, c.MTTFHours = r.Availability, r.Unavailability, r.MTBF, r.MDT, r.MTTF
		return s.steady(c, r.RelError), true
	}
	return check{}, false
}

// mortal reports whether the exact answer is the mean life of a system that is
// not repaired.
func (s System) mortal() bool {
	return s.Exact != nil && math.IsNaN(s.Exact.Unavailability) && !math.IsNaN(s.Exact.UnrepairedMTTF)
}

// steady compares unavailabilities.
func (s System) steady(c check, relativeError float64) check {
	c.name, c.compared, c.error, c.exact = "unavailability", c.Unavailability, relativeError, math.NaN()
	if s.Exact != nil {
		c.exact = s.Exact.Unavailability
	}
	return c
}

func count(n uint64) string { return number.Count(int(min(n, math.MaxInt64))) }

// seen reports whether the simulation saw enough to compare.
func (c check) seen() bool { return c.compared.Estimable() && c.compared.Point > 0 && c.error > 0 }

// off is how many standard errors the simulation is from the exact answer.
func (c check) off() float64 { return (c.compared.Point - c.exact) / (c.error * c.compared.Point) }

// disagreement is the number of standard errors beyond which one of two answers
// is wrong: chance does that once in 16,000 times.
const disagreement = 4

// verdict says in words how the simulation compares with the exact answer.
func (c check) verdict() string {
	by := fmt.Sprintf("A simulation (%s, %s)", c.method, c.runs)
	value := fmt.Sprintf("%s %s", c.name, number.Limits(c.compared, 1, 3))
	switch {
	case !c.seen():
		return by + " saw too few failures to tell the " + c.name + "."
	case math.IsNaN(c.exact):
		return fmt.Sprintf("%s gives an availability of %s %% (%s limits %s to %s %%) and an MTBF of %s.", by, number.Percent(c.Availability.Point, c.Unavailability.Point),
			percentText(c.Availability.Confidence), number.Percent(c.Availability.Lo, c.Unavailability.Hi), number.Percent(c.Availability.Hi, c.Unavailability.Lo), timeText(c.MTBFHours))
	case math.Abs(c.off()) > disagreement:
		return fmt.Sprintf("%s DISAGREES with the exact answer: %s, %s standard errors away. One of the two is wrong.", by, value, number.Sig(c.off(), 3))
	}
	return fmt.Sprintf("%s agrees with the exact answer: %s, %s standard errors away.%s", by, value, strconv.FormatFloat(c.off(), 'f', 1, 64), c.outside())
}

// simulation is the section of the check.
func (s System) simulation() Section {
	c, _ := s.simulated()
	t := Table{Caption: "Simulated", Text: 2, Head: append([]string{"Measure", "Unit"}, limited("Estimate", c.compared.Confidence)...)}
	if c.answers != nil {
		t.Head = append(t.Head, "Exact", "Exact value within the limits")
	}
	for _, m := range c.Simulated() {
		if m.Key != "availability" && m.Key != "failure_frequency_per_hour" {
			t.add([]string{m.Label, m.Unit}, c.held(m))
		}
	}
	out := Section{ID: "simulation", Title: "Checked by simulation", Prose: []string{c.verdict()}, Tables: []Table{t}}
	if f := s.convergence(); f != nil {
		out.Figures = []*plots.Figure{f}
	}
	return out
}

// convergence draws the simulation as it settled; nil where it did not.
func (s System) convergence() *plots.Figure {
	if s.Plain == nil || len(s.Plain.Trace) < 2 || !s.Plain.Measures.Unavailability.Estimable() || s.mortal() {
		return nil
	}
	exact := math.NaN()
	if s.Exact != nil {
		exact = s.Exact.Unavailability
	}
	return plots.Convergence(s.Plain, exact)
}
