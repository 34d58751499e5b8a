package render

import (
	"fmt"
	"strconv"

	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/markov"
)

// Duplex is the result of duplex.
type Duplex struct {
	Schema   string          `json:"schema"`
	Engine   string          `json:"engine"`
	Module   DuplexModule    `json:"module"`
	PairMTBF PairMTBF        `json:"pair_mtbf_hours"`
	Measures SystemMeasures  `json:"measures"`
	Losses   SystemMeasures  `json:"measures_without_takeovers"`
	Target   DuplexTargetOut `json:"target"`
	Grid     DuplexGrid      `json:"grid"`
	Warnings []Warning       `json:"warnings"`
}

// DuplexModule is what was asked.
type DuplexModule struct {
	MTBFHours          float64 `json:"mtbf_hours"`
	MTTRHours          float64 `json:"mttr_hours"`
	Crews              int     `json:"crews"`
	Coverage           float64 `json:"coverage"`
	IdleCoverage       float64 `json:"idle_coverage"`
	UncoveredMTTRHours float64 `json:"uncovered_mttr_hours"`
	DetectionHours     float64 `json:"detection_hours"`
	TakeoverHours      float64 `json:"takeover_hours"`
	Beta               float64 `json:"beta"`
}

// PairMTBF are the four figures, in hours.
type PairMTBF struct {
	GrayApproximation float64 `json:"gray_approximation"`
	MeanUpTime        float64 `json:"mean_up_time"`
	MTTFF             float64 `json:"mttf_all_new"`
	MeanCycleTime     float64 `json:"failure_to_failure"`
}

// SystemMeasures are the measures of a system; null where the input does not
// define one.
type SystemMeasures = measure.Measures[*float64]

// DuplexTarget is what module MTBF, or what MTTR, gives the pair a target;
// NaN where none does.
type DuplexTarget struct {
	Hours              float64
	GrayMTBF, GrayMTTR float64 // by M^2/2R
	UpMTBF, UpMTTR     float64 // by the mean up time
}

// DuplexTargetOut is the JSON form of a target.
type DuplexTargetOut struct {
	Hours    float64  `json:"hours"`
	GrayMTBF *float64 `json:"module_mtbf_hours_by_gray_approximation"`
	GrayMTTR *float64 `json:"module_mttr_hours_by_gray_approximation"`
	UpMTBF   *float64 `json:"module_mtbf_hours"`
	UpMTTR   *float64 `json:"module_mttr_hours"`
}

// DuplexGrid is the mean up time as repair time and coverage vary: one row a
// repair time.
type DuplexGrid struct {
	MTTR       []float64   `json:"mttr_hours"`
	Coverage   []float64   `json:"coverage"`
	MeanUpTime [][]float64 `json:"mean_up_time_hours"`
}

// NewDuplex makes the document of duplex.
func NewDuplex(p markov.Pair, r markov.PairResult, t DuplexTarget, g DuplexGrid) *Duplex {
	uncovered := p.UncoveredMTTR
	if uncovered == 0 {
		uncovered = p.MTTR
	}
	return &Duplex{
		Schema:   "mtbf.duplex/1",
		Engine:   "exact: Markov chain, " + r.Outages.Method,
		Module:   DuplexModule{p.MTBF, p.MTTR, p.Crews, p.Coverage.P(), p.IdleCoverage.Or(p.Coverage).P(), uncovered, p.Detection, p.Switchover, p.Beta},
		PairMTBF: PairMTBF(r.MTBF),
		Measures: markovMeasures(r.Outages),
		Losses:   markovMeasures(r.Failures),
		Target:   DuplexTargetOut{t.Hours, finite(t.GrayMTBF), finite(t.GrayMTTR), finite(t.UpMTBF), finite(t.UpMTTR)},
		Grid:     g,
		Warnings: append([]Warning{}, newWarnings(model.Exchanged("a module of the pair", p.MTBF, p.MTTR))...),
	}
}

func markovMeasures(m markov.Measures) SystemMeasures {
	return SystemMeasures{
		Availability: finite(m.Availability), Unavailability: finite(m.Unavailability), MTBFHours: finite(m.MTBF),
		MUTHours: finite(m.MUT), MDTHours: finite(m.MDT), MTTFHours: finite(m.MTTF), FailureFrequency: finite(m.FailureFrequency),
	}
}

// Blocks returns the four figures, the availability, the shape and the target.
func (d *Duplex) Blocks() []Block {
	years := func(h float64) string { return number.Sig(h/model.HoursPerYear, 4) }
	figures := &Grid{Header: []string{"Pair MTBF by definition", "Hours", "Years"}, Left: 1}
	for _, f := range []struct {
		name  string
		hours float64
	}{
		{"gray_approximation: M^2/2R", d.PairMTBF.GrayApproximation},
		{"mean_up_time: up time per failure, steady state", d.PairMTBF.MeanUpTime},
		{"mttf_all_new: until the first failure, both new", d.PairMTBF.MTTFF},
		{"failure_to_failure: downtime included", d.PairMTBF.MeanCycleTime},
	} {
		figures.Rows = append(figures.Rows, []string{f.name, number.Sig(f.hours, 9), years(f.hours)})
	}
	m := d.Module
	return withNotes([]Block{
		{
			Title: fmt.Sprintf("A pair of modules with MTBF %s h and MTTR %s h, %s (exact)", number.Plain(m.MTBFHours), number.Plain(m.MTTRHours), number.Counted(m.Crews, "repair crew")),
			Grid:  figures,
			Foot:  []string{"A takeover is an outage, in the availability below, but no failure of the pair."},
		},
		{Title: "Availability, takeovers counted as outages", Grid: d.availability()},
		{Title: "Mean up time in years as repair time and coverage c vary", Grid: d.shape()},
		{Title: fmt.Sprintf("Required module MTBF or MTTR for a pair MTBF of %s years", years(d.Target.Hours)), Grid: d.targets()},
	}, noteLines(d.Warnings))
}

func (d *Duplex) availability() *Grid {
	g := &Grid{Header: []string{"", "With takeovers", "Without"}, Left: 1, Alike: rowsAlike}
	for _, row := range []struct {
		name     string
		with, wo *float64
		figures  int
	}{
		{"Unavailability", d.Measures.Unavailability, d.Losses.Unavailability, 6},
		{"Outages per year", perYear(d.Measures.FailureFrequency), perYear(d.Losses.FailureFrequency), 4},
		{"Mean down time, h", d.Measures.MDTHours, d.Losses.MDTHours, 4},
	} {
		g.Rows = append(g.Rows, []string{row.name, sigOrAbsent(row.with, row.figures), sigOrAbsent(row.wo, row.figures)})
	}
	return g
}

func perYear(rate *float64) *float64 {
	if rate == nil {
		return nil
	}
	x := *rate * model.HoursPerYear
	return &x
}

func sigOrAbsent(x *float64, figures int) string {
	return orAbsent(x, func(x float64) string { return number.Sig(x, figures) })
}

// orAbsent writes a number, or that there is none.
func orAbsent(x *float64, write func(float64) string) string {
	if x == nil {
		return number.Absent
	}
	return write(*x)
}

func (d *Duplex) shape() *Grid {
	g := &Grid{Header: []string{"MTTR, h"}}
	for _, c := range d.Grid.Coverage {
		g.Header = append(g.Header, "c = "+strconv.FormatFloat(c, 'g', -1, 64))
	}
	for i, r := range d.Grid.MTTR {
		row := []string{number.Sig(r, 3)}
		for _, up := range d.Grid.MeanUpTime[i] {
			row = append(row, number.Sig(up/model.HoursPerYear, 4))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (d *Duplex) targets() *Grid {
	return &Grid{Left: 1, Header: []string{"Change one, keep the other", "By M^2/2R", "By mean up time"}, Rows: [][]string{
		{"module MTBF, h", sigOrAbsent(d.Target.GrayMTBF, 5), sigOrAbsent(d.Target.UpMTBF, 5)},
		{"module MTTR, h", sigOrAbsent(d.Target.GrayMTTR, 4), sigOrAbsent(d.Target.UpMTTR, 4)},
	}}
}

// Records returns the figures, one row each.
func (d *Duplex) Records() [][]string {
	rows := [][]string{{"figure", "value", "unit"}}
	for _, f := range []struct {
		name  string
		value *float64
		unit  string
	}{
		{"gray_approximation", &d.PairMTBF.GrayApproximation, "h"},
		{"mean_up_time", &d.PairMTBF.MeanUpTime, "h"},
		{"mttf_all_new", &d.PairMTBF.MTTFF, "h"},
		{"failure_to_failure", &d.PairMTBF.MeanCycleTime, "h"},
		{"availability", d.Measures.Availability, ""},
		{"unavailability", d.Measures.Unavailability, ""},
		{"unavailability_without_takeovers", d.Losses.Unavailability, ""},
		{"mdt", d.Measures.MDTHours, "h"},
	} {
		rows = append(rows, []string{f.name, bare(f.value), f.unit})
	}
	return rows
}
