package render

import (
	"fmt"
	"strconv"

	"mtbf/internal/number"
	"mtbf/model"
)

// count writes a whole number so that it reads back; nothing for nil.
func count(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// Blocks returns the tests and their operating characteristic.
func (d *Plan) Blocks() []Block {
	tests := Block{Title: d.title(), Lines: d.lines(), Grid: d.tests(), Foot: []string{"Method: " + d.Method + "."}}
	return withWarnings([]Block{tests, {Title: d.acceptanceTitle(), Grid: d.acceptance()}}, d.Warnings)
}

// title tells what is to be demonstrated.
func (d *Plan) title() string {
	confidence := exactPercent(d.Confidence) + " % confidence"
	if d.MTBFHours != nil {
		return fmt.Sprintf("Test of an MTBF of %s h with %s", amount(*d.MTBFHours), confidence)
	}
	return fmt.Sprintf("Test of a reliability of %s %%%s with %s", exactPercent(*d.Reliability), d.over(), confidence)
}

func (d *Plan) over() string {
	if d.MissionHours == nil {
		return ""
	}
	return " over " + amount(*d.MissionHours) + " h"
}

// exactPercent writes a probability that was given, as it was given.
func exactPercent(p float64) string { return targetPercent(p, 1-p) }

// lines tell what is given of the test, what it is designed for, and what was found.
func (d *Plan) lines() (lines []string) {
	if given := d.given(); given != "" {
		lines = append(lines, given)
	}
	p := d.plan
	switch {
	case d.DesignMTBFHours != nil:
		lines = append(lines, fmt.Sprintf("Design MTBF %s h, discrimination ratio %s", amount(p.Design), number.Sig(*d.Discrimination, 4)))
	case d.DesignReliability != nil:
		lines = append(lines, fmt.Sprintf("Design reliability %s %%", exactPercent(p.Design)))
	}
	switch n := d.AcceptanceNumber; {
	case n == nil:
	case p.Sought():
		lines = append(lines, fmt.Sprintf("Least plan with a producer's risk of %s %% at most: %s allowed", exactPercent(p.ProducerRisk), number.Counted(*n, "failure")))
	default:
		lines = append(lines, fmt.Sprintf("It allows %s", number.Counted(*n, "failure")))
	}
	return lines
}

func (d *Plan) given() string {
	switch {
	case d.Units != nil && d.DurationHours != nil:
		return fmt.Sprintf("%s, %s h each: %s unit-hours", number.Counted(*d.Units, "unit"), amount(*d.DurationHours), amount(float64(*d.Units)**d.DurationHours))
	case d.Units != nil:
		return number.Counted(*d.Units, "unit") + " on test"
	case d.DurationHours != nil:
		return "Each unit is tested for " + amount(*d.DurationHours) + " h"
	case d.MissionHours != nil:
		return "Each unit is tested for the mission"
	}
	return ""
}

// planColumn is a column of the tests; one that is given, or that no test has, is
// left out.
type planColumn struct {
	heading string
	shown   bool
	cell    func(PlanTest) string
}

func (d *Plan) tests() *Grid {
	timed, fixed := d.MTBFHours != nil || d.MissionHours != nil, d.plan.Fixed()
	columns := []planColumn{
		{"Allowed", true, func(t PlanTest) string { return number.Count(t.Allowed) }},
		{"Units", d.Units == nil && (d.MTBFHours == nil || d.DurationHours != nil), func(t PlanTest) string { return number.Count(*t.Units) }},
		{"Hours each", d.Units != nil && timed && !fixed, func(t PlanTest) string { return orAbsent(t.HoursEach, amount) }},
		{"Unit-hours", timed && !fixed, func(t PlanTest) string { return orAbsent(t.TotalHours, amount) }},
		{"Demonstrated MTBF, h", fixed && d.MTBFHours != nil, func(t PlanTest) string { return sigOrAbsent(t.ShownMTBF, 5) }},
		{"Demonstrated reliability, %", fixed && d.MTBFHours == nil, func(t PlanTest) string { return survivalPercent(*t.ShownReliability, 1-*t.ShownReliability) }},
		{"Consumer's risk, %", true, func(t PlanTest) string { return number.Sig(100*t.ConsumerRisk, 4) }},
		{"Producer's risk, %", d.plan.Design > 0, func(t PlanTest) string { return number.Sig(100**t.ProducerRisk, 4) }},
	}
	g := &Grid{Rows: make([][]string, len(d.Tests))}
	for _, c := range columns {
		if !c.shown {
			continue
		}
		g.Header = append(g.Header, c.heading)
		for i, t := range d.Tests {
			g.Rows[i] = append(g.Rows[i], c.cell(t))
		}
	}
	return g
}

// hoursShown is the greatest MTBF about which headings are in hours; about longer ones
// they are in years.
const hoursShown = 150_000

func (d *Plan) truthUnit() number.Unit {
	if d.MTBFHours != nil && *d.MTBFHours > hoursShown {
		return number.Unit{Name: "y", Hours: model.HoursPerYear}
	}
	return number.Unit{Name: "h", Hours: 1}
}

// nearlyCertain is the unreliability below which headings tell it, and not the nines of
// the reliability.
const nearlyCertain = 1e-4

func (d *Plan) acceptanceTitle() string {
	switch {
	case d.MTBFHours != nil:
		return "Probability of acceptance, %, by the true MTBF, " + d.truthUnit().Name
	case 1-*d.Reliability < nearlyCertain:
		return "Probability of acceptance, %, by the true unreliability"
	}
	return "Probability of acceptance, %, by the true reliability, %"
}

// truth is the heading of a true value, so short that eight stand in a line.
func (d *Plan) truth(a AcceptancePoint) string {
	if a.Reliability != nil {
		if 1-*d.Reliability < nearlyCertain {
			return number.Sig(1-*a.Reliability, 2)
		}
		return survivalPercent(*a.Reliability, 1-*a.Reliability)
	}
	const longest = 7
	x := *a.MTBFHours / d.truthUnit().Hours
	if text := amount(x); len(text) <= longest {
		return text
	}
	return strconv.FormatFloat(x, 'e', 1, 64)
}

// acceptance is the operating characteristic: a row a test, a column a true value.
func (d *Plan) acceptance() *Grid {
	g := &Grid{Header: []string{"Allowed"}}
	for _, t := range d.Tests {
		row := []string{number.Count(t.Allowed)}
		for _, a := range t.Acceptance {
			row = append(row, chance(a.Probability))
		}
		g.Rows = append(g.Rows, row)
	}
	for _, a := range d.Tests[0].Acceptance {
		g.Header = append(g.Header, d.truth(a))
	}
	return g
}

// chance writes a probability in percent to a tenth, and what is less than that from
// either end as such.
func chance(p float64) string {
	switch {
	case p < 0.0005:
		return "<0.1"
	case p > 0.9995:
		return ">99.9"
	}
	return strconv.FormatFloat(100*p, 'f', 1, 64)
}
