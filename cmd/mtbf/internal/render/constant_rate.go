package render

import (
	"fmt"
	"math"
	"strings"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
)

// ConstantRate is the result of rate.
type ConstantRate struct {
	Schema        string       `json:"schema"`
	Failures      int          `json:"failures"`
	ExposureHours float64      `json:"exposure_hours"`
	Exposures     []float64    `json:"exposures_hours"`
	Units         *int         `json:"units,omitempty"`
	Terminated    string       `json:"terminated"`
	MTBF          Estimate     `json:"mtbf_hours"`
	MTBFLower     Estimate     `json:"mtbf_hours_one_sided"`
	Rate          Estimate     `json:"rate_per_hour"`
	RateUpper     Estimate     `json:"rate_per_hour_one_sided"`
	Unit          *RateUnit    `json:"rate_unit,omitempty"`
	InUnit        *Estimate    `json:"rate_in_unit,omitempty"`
	InUnitUpper   *Estimate    `json:"rate_in_unit_one_sided,omitempty"`
	At            []MissionRow `json:"at"`
	Warnings      []Warning    `json:"warnings"`

	result *mtbf.RateResult
	unit   number.RateUnit
}

// MissionRow is the JSON form of a mission.
type MissionRow struct {
	Hours              float64  `json:"t_hours"`
	Reliability        Estimate `json:"reliability"`
	Unreliability      Estimate `json:"unreliability"`
	ReliabilityLower   Estimate `json:"reliability_one_sided"`
	UnreliabilityUpper Estimate `json:"unreliability_one_sided"`
}

// NewConstantRate makes the document of rate; of no unit the rate is per hour.
func NewConstantRate(r *mtbf.RateResult, unit *number.RateUnit) *ConstantRate {
	d := &ConstantRate{
		Schema: "mtbf.rate/1", Failures: r.Failures, ExposureHours: r.ExposureHours, Exposures: r.Exposures, Terminated: r.Termination.String(),
		MTBF: newEstimate(r.MTBF), MTBFLower: newEstimate(r.MTBFLower), Rate: newEstimate(r.Rate), RateUpper: newEstimate(r.RateUpper),
		Unit: newRateUnit(unit), InUnit: inRateUnit(r.Rate, unit), InUnitUpper: inRateUnit(r.RateUpper, unit),
		At: []MissionRow{}, Warnings: append([]Warning{}, newWarnings(r.MTBF.Warnings)...), result: r,
	}
	if r.Units > 0 {
		d.Units = &r.Units
	}
	if unit == nil {
		perHour, _ := number.ParseRateUnit(number.RateUnits()[0])
		unit = &perHour
	}
	d.unit = *unit
	for _, m := range r.Missions {
		d.At = append(d.At, MissionRow{m.Hours, newEstimate(m.Reliability), newEstimate(m.Unreliability), newEstimate(m.ReliabilityLower), newEstimate(m.UnreliabilityUpper)})
	}
	return d
}

// Blocks returns MTBF, rate and missions in one table.
func (d *ConstantRate) Blocks() []Block {
	r, per := d.result, d.unit.Of(d.result.Rate)
	confidence := exactPercent(r.MTBF.Confidence)
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{"", "Estimate", confidence + " % limits", confidence + " % one-sided"}, Rows: [][]string{
		{"MTBF, h", number.Sig(r.MTBF.Point, 4), between(r.MTBF), atLeast(r.MTBFLower)},
		{"Failure rate, " + d.unit.Name, number.Sig(per.Point, 4), between(per), "at most " + number.Sig(d.unit.Of(r.RateUpper).Hi, 4)},
	}}
	for _, m := range r.Missions {
		g.Rows = append(g.Rows, missionCells(m))
	}
	foot := append(rateUnitNote(&d.unit), "Limits: "+r.MTBF.Method+". One-sided: what was demonstrated. One constant rate is assumed.")
	title := fmt.Sprintf("%s in %s%s, %s", number.Counted(r.Failures, "failure"), d.time(), d.parts(), d.Terminated)
	return withWarnings([]Block{{Title: title, Grid: g, Foot: foot}}, d.Warnings)
}

// time is that of operation in all.
func (d *ConstantRate) time() string {
	if d.Units == nil && len(d.Exposures) == 1 {
		return amount(d.ExposureHours) + " h"
	}
	return amount(d.ExposureHours) + " unit-hours"
}

// parts tells what the time is made of.
func (d *ConstantRate) parts() string {
	switch {
	case d.Units != nil:
		return fmt.Sprintf(" (%s x %s h)", number.Counted(*d.Units, "unit"), amount(d.Exposures[0]))
	case len(d.Exposures) > 1:
		return fmt.Sprintf(" (%d exposures added)", len(d.Exposures))
	}
	return ""
}

// between writes two-sided limits, and those that are on one side alone as such.
func between(e model.Estimate) string {
	switch {
	case math.IsInf(e.Hi, 1):
		return atLeast(e)
	case e.Lo == 0:
		return "at most " + number.Sig(e.Hi, 4)
	}
	return number.Sig(e.Lo, 4) + " to " + number.Sig(e.Hi, 4)
}

func atLeast(e model.Estimate) string { return "at least " + number.Sig(e.Lo, 4) }

// missionText is a length of time as it is written in flags, or in few figures.
func missionText(hours float64) string {
	const longest = 8
	text := when.FormatHours(hours)
	switch unit := strings.TrimLeft(text, "0123456789"); {
	case unit == "h" || len(text) > longest:
	case len(unit) == 1:
		return strings.TrimSuffix(text, unit) + " " + unit
	default:
		return text
	}
	return number.Plain(hours) + " h"
}

// survivalPercent writes a reliability in percent.
func survivalPercent(reliability, unreliability float64) string {
	if reliability < 5e-4 {
		return number.Sig(100*reliability, 3)
	}
	return number.Percent(reliability, unreliability)
}

// rareFailure is the probability of failure below which a mission shows that, and
// not the nines of its reliability.
const rareFailure = 1e-6

func missionCells(m mtbf.Mission) []string {
	r, u, hours := m.Reliability, m.Unreliability, missionText(m.Hours)
	if u.Hi < rareFailure {
		return []string{"Unreliability in " + hours, number.Sig(u.Point, 4), between(u), "at most " + number.Sig(m.UnreliabilityUpper.Hi, 4)}
	}
	lo, hi := survivalPercent(r.Lo, u.Hi), survivalPercent(r.Hi, u.Lo)
	limits := lo + " to " + hi
	if !r.Estimable() {
		limits = "at least " + lo
	}
	bound := "at least " + survivalPercent(m.ReliabilityLower.Lo, m.UnreliabilityUpper.Hi)
	return []string{"Reliability in " + hours + ", %", survivalPercent(r.Point, u.Point), limits, bound}
}

// Records returns one row a figure, with two-sided limits and with one.
func (d *ConstantRate) Records() [][]string {
	rows := [][]string{{"figure", "t_hours", "unit", "point", "lo", "hi", "confidence", "sides"}}
	add := func(figure, hours, unit string, both, one Estimate) {
		sides := "2"
		if both.Point == nil {
			sides = "1"
		}
		confidence := bare(&both.Confidence)
		rows = append(rows, []string{figure, hours, unit, bare(both.Point), bare(both.Lo), bare(both.Hi), confidence, sides})
		if both.Point != nil {
			rows = append(rows, []string{figure, hours, unit, bare(one.Point), bare(one.Lo), bare(one.Hi), confidence, "1"})
		}
	}
	add("mtbf", "", "h", d.MTBF, d.MTBFLower)
	add("rate", "", "per hour", d.Rate, d.RateUpper)
	if d.InUnit != nil && d.Unit.Hours != 1 {
		add("rate", "", d.Unit.Name, *d.InUnit, *d.InUnitUpper)
	}
	for _, m := range d.At {
		add("reliability", bare(&m.Hours), "", m.Reliability, m.ReliabilityLower)
		add("unreliability", bare(&m.Hours), "", m.Unreliability, m.UnreliabilityUpper)
	}
	return rows
}
