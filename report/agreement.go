package report

import (
	"fmt"
	"math"
	"strings"

	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/model"
)

// answers are the exact ones that a simulation tells too, by key. The mean of the first
// outage is compared where units are repaired, and else that without repairs.
func (s System) answers() map[string]float64 {
	if s.Exact == nil {
		return nil
	}
	all := map[string]float64{}
	for _, m := range measure.Exact(s.Exact.Measures, s.Exact.UnrepairedMTTF, func(x float64) float64 { return x }).List() {
		all[m.Key] = m.Value
	}
	if s.mortal() {
		return map[string]float64{"mttf_hours": s.Exact.UnrepairedMTTF}
	}
	return all
}

// against returns the exact value of a measure, and whether there is one that its
// limits can be held against.
func (c check) against(m measure.Measure[model.Estimate]) (exact float64, ok bool) {
	exact, ok = c.answers[m.Key]
	return exact, ok && !math.IsNaN(exact) && m.Value.Estimable() && m.Value.Lo < m.Value.Hi
}

// held are the cells of a measure: the estimate, its limits, and where there is an exact
// answer its value and whether that lies within them.
func (c check) held(m measure.Measure[model.Estimate]) []string {
	cells, as := estimate(m.Value), plain
	if m.Unit == "h" {
		cells, as = duration(m.Value), exactly
	}
	exact, ok := c.against(m)
	switch {
	case c.answers == nil:
		return cells
	case !ok:
		return append(cells, "", "")
	case m.Value.Lo <= exact && exact <= m.Value.Hi:
		return append(cells, as(exact), "yes")
	}
	return append(cells, as(exact), "no")
}

// outside tells of the measures whose limits do not hold the exact value, and how often
// that is to be so by chance; or that they all hold it.
func (c check) outside() string {
	var beside []string
	n := 0
	confidence := c.compared.Confidence
	for _, m := range c.Simulated() {
		exact, ok := c.against(m)
		if !ok || m.Key == "availability" || m.Key == "failure_frequency_per_hour" {
			continue
		}
		n++
		if exact < m.Value.Lo || exact > m.Value.Hi {
			name, _, _ := strings.Cut(m.Label, ",")
			beside = append(beside, fmt.Sprintf("%s (%s, exactly %s)", name, limitsText(m), exactText(m.Unit, exact)))
		}
	}
	of := percentText(confidence)
	switch {
	case n < 2:
		return ""
	case len(beside) == 0:
		return fmt.Sprintf(" The %s limits of all %s measures hold the exact value.", of, number.Count(n))
	}
	return fmt.Sprintf(" Of %s measures, the %s limits of %s do not hold the exact value: %s. By chance alone this is so of %s of limits.",
		number.Count(n), of, number.Count(len(beside)), strings.Join(beside, "; "), percentText(1-confidence))
}

// limitsText writes the limits of a measure.
func limitsText(m measure.Measure[model.Estimate]) string {
	return fmt.Sprintf("%s to %s", exactText("", m.Value.Lo), exactText(m.Unit, m.Value.Hi))
}

// exactText writes a value with its unit, with as many figures as tell it from a limit.
func exactText(unit string, x float64) string {
	return strings.TrimSpace(number.Sig(x, 6) + " " + unit)
}
