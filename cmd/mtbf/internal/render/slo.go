package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// ErrorBudget is the JSON form of what an objective lets be lost. Hours are unit-hours,
// but for the length of a window.
type ErrorBudget struct {
	Target      float64          `json:"target"`
	Allowed     float64          `json:"target_unavailability"`
	WindowHours float64          `json:"window_hours"` // of the objective, or of the whole window watched where it has calendar months
	Watched     float64          `json:"watched_hours"`
	Budget      float64          `json:"budget_hours"`
	Spent       *float64         `json:"spent_hours"`
	SpentShare  *float64         `json:"spent_share"`
	Left        *float64         `json:"left_hours"`
	Met         *bool            `json:"met"`
	Confidence  *float64         `json:"confidence_met"`
	Method      string           `json:"confidence_method"`
	PeriodsAre  string           `json:"periods_are"`
	Timezone    string           `json:"timezone,omitempty"`
	Periods     []BudgetPeriod   `json:"periods"`
	Worst       *BudgetPeriod    `json:"worst_window,omitempty"`
	Categories  []BudgetCategory `json:"categories"`
}

// BudgetPeriod is the JSON form of a stretch of time with a budget of its own.
type BudgetPeriod struct {
	Period       string   `json:"period,omitempty"`
	From         any      `json:"from"`
	To           any      `json:"to"`
	CutOff       bool     `json:"cut_off"`
	Watched      float64  `json:"watched_hours"`
	Budget       float64  `json:"budget_hours"`
	Spent        *float64 `json:"spent_hours"`
	SpentShare   *float64 `json:"spent_share"`
	Left         *float64 `json:"left_hours"`
	Availability *float64 `json:"availability"`
	Down         *float64 `json:"unavailability"`
	Met          *bool    `json:"met"`
}

// BudgetCategory is the JSON form of what a category has spent.
type BudgetCategory struct {
	Category   string   `json:"category"`
	Spent      *float64 `json:"spent_hours"`
	SpentShare *float64 `json:"spent_share"`
}

// budgets adds what is known of a whole alone: the share delivered, and the error budget.
func (r *Row) budgets(t *census.Table, style AnalysisStyle, clock model.Clock) {
	if d := t.Delivered; d != nil {
		r.Delivered, r.Undelivered = finite(d.Share), finite(d.Lost)
	}
	r.SLO = newErrorBudget(t, style, clock)
}

func newErrorBudget(t *census.Table, style AnalysisStyle, clock model.Clock) *ErrorBudget {
	b := t.Budget
	if b == nil {
		return nil
	}
	whole := newBudgetPeriod(b.Spending, nil, clock)
	out := &ErrorBudget{
		Target: b.Target(), Allowed: b.Allowed, WindowHours: b.WindowHours, Watched: whole.Watched, Budget: whole.Budget, Spent: whole.Spent, SpentShare: whole.SpentShare,
		Left: whole.Left, Met: whole.Met, Confidence: finite(b.ConfidenceMet), Method: b.Method, PeriodsAre: "windows of one length", Periods: []BudgetPeriod{}, Categories: []BudgetCategory{},
	}
	if b.WindowHours == 0 {
		out.WindowHours, out.PeriodsAre = b.Hours(), "calendar months"
	}
	if clock == model.Calendar {
		out.Timezone = b.Zone.String()
	}
	for _, p := range b.Periods {
		period := newBudgetPeriod(p.Spending, b.Zone, clock)
		period.Period, period.CutOff = p.Name, p.Cut
		out.Periods = append(out.Periods, period)
	}
	if b.Worst != nil {
		out.Worst = new(newBudgetPeriod(*b.Worst, b.Zone, clock))
	}
	for _, r := range shown(t.Categories, style.Depth) {
		out.Categories = append(out.Categories, BudgetCategory{categoryName(r.Category), finite(r.DowntimeHours), finite(r.DowntimeHours / b.BudgetHours)})
	}
	return out
}

func newBudgetPeriod(s census.Spending, zone *time.Location, clock model.Clock) BudgetPeriod {
	p := BudgetPeriod{
		From: zoned(s.From, zone, clock), To: zoned(s.To, zone, clock), Watched: s.WatchedHours, Budget: s.BudgetHours, Spent: finite(s.SpentHours), Left: finite(s.LeftHours),
		SpentShare: finite(s.SpentHours / s.BudgetHours), Availability: finite(s.Availability), Down: finite(s.Unavailability),
	}
	if p.Spent != nil {
		p.Met = new(s.Met())
	}
	return p
}

// zoned writes a moment on the log's clock, by the clocks of a zone.
func zoned(h float64, zone *time.Location, clock model.Clock) any {
	if clock == model.Calendar {
		return when.FormatInstant(when.QuantizeHours(h), zone)
	}
	return finite(h)
}

// maxPeriods is how many periods a table shows: those that were last.
const maxPeriods = 36

// budgetBlocks are the tables of the error budget: when it was spent, and on what.
func (a *Analysis) budgetBlocks(rows []census.Row) []Block {
	b := a.result.Budget
	if b == nil {
		return nil
	}
	unit := "unit-h"
	if a.Units == 1 {
		unit = "h"
	}
	blocks := []Block{{Title: budgetLine(b, unit), Lines: confidenceLine(b), Grid: a.periodGrid(b), Foot: a.periodNotes(b, unit)}}
	if len(rows) > 0 {
		g := &Grid{Left: 1, Header: []string{"Category", "Spent, " + unit, "Share of the budget, %"}}
		for _, r := range named(rows) {
			g.Rows = append(g.Rows, []string{printable.Clip(r.label, longestLabel), number.Sig(r.DowntimeHours, 3), percentOf(r.DowntimeHours, b.BudgetHours)})
		}
		blocks = append(blocks, Block{Title: "Error budget by category", Grid: g, Foot: []string{"Each category counts the downtime of its own outages, and the whole a moment once: the shares may add up to more than was spent."}})
	}
	if len(a.result.Groups) > 0 {
		blocks = append(blocks, a.groupBudgets())
	}
	return blocks
}

// budgetLine is the headline of an error budget.
func budgetLine(b *census.ErrorBudget, unit string) string {
	line := fmt.Sprintf("SLO %s %%: budget %s %s, spent %s %s (%s %%), left %s %s", targetText(b.Objective), number.Sig(b.BudgetHours, 3), unit,
		number.Sig(b.SpentHours, 3), unit, percentOf(b.SpentHours, b.BudgetHours), number.Sig(b.LeftHours, 3), unit)
	if !math.IsNaN(b.SpentHours) && !b.Met() {
		line += ": overspent"
	}
	return line
}

// targetText is the target of an objective in percent, with all of its nines.
func targetText(o census.Objective) string { return strconv.FormatFloat(100*o.Target(), 'g', 15, 64) }

// percentOf is a part in percent of a whole.
func percentOf(part, whole float64) string {
	share := 100 * part / whole
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return number.Absent
	}
	if share >= 10 {
		return number.Thousands(strconv.FormatFloat(share, 'f', 0, 64))
	}
	return number.Sig(share, 2)
}

func confidenceLine(b *census.ErrorBudget) []string {
	if math.IsNaN(b.ConfidenceMet) {
		return nil
	}
	if b.Undecided() {
		return []string{"Too few failures to show with any confidence that the target is met in the steady state, or missed."}
	}
	return []string{fmt.Sprintf("The rate seen meets the target in the steady state with a confidence of %s %% (one-sided).", number.Sig(100*b.ConfidenceMet, 3))}
}

// verdictOf says in words whether a target was met.
func verdictOf(s census.Spending) string {
	switch {
	case math.IsNaN(s.SpentHours):
		return "not known"
	case s.WatchedHours == 0:
		return "no hours"
	case s.Met():
		return "met"
	}
	return "missed"
}

// spendingHead are the headings of spendingCells.
func spendingHead(first string) []string {
	return []string{first, "Budget, h", "Spent, h", "Spent, %", "Left, h", "Avail., %", "Target"}
}

func spendingCells(label string, s census.Spending) []string {
	return []string{label, number.Sig(s.BudgetHours, 3), number.Sig(s.SpentHours, 3), percentOf(s.SpentHours, s.BudgetHours), number.Sig(s.LeftHours, 3), number.Percent(s.Availability, s.Unavailability), verdictOf(s)}
}

func (a *Analysis) periodGrid(b *census.ErrorBudget) *Grid {
	if len(b.Periods) == 0 {
		return nil
	}
	first := "Month"
	if b.WindowHours > 0 {
		first = "From"
	}
	g := &Grid{Left: 1, Header: spendingHead(first)}
	for _, p := range b.Periods[max(0, len(b.Periods)-maxPeriods):] {
		label := p.Name
		if label == "" {
			label = a.minute(p.From, b.Zone)
		}
		if p.Cut {
			label += " +"
		}
		g.Rows = append(g.Rows, spendingCells(label, p.Spending))
	}
	return g
}

// minute writes a moment on the clock of the log, to the minute.
func (a *Analysis) minute(h float64, zone *time.Location) string {
	if a.clock() != model.Calendar {
		return number.Sig(h, 6) + " h"
	}
	text := when.FormatInstant(when.QuantizeHours(h), zone)
	return strings.Replace(text[:min(len(text), len("2006-01-02T15:04"))], "T", " ", 1)
}

// periodNotes say what the table of periods does not.
func (a *Analysis) periodNotes(b *census.ErrorBudget, unit string) (lines []string) {
	cut, missed := false, 0
	earlier := max(0, len(b.Periods)-maxPeriods)
	for i, p := range b.Periods {
		cut = cut || p.Cut && i >= earlier
		if i < earlier && verdictOf(p.Spending) == "missed" {
			missed++
		}
	}
	if cut {
		lines = append(lines, "+: cut off by the window; the budget is that of the part inside.")
	}
	if earlier > 0 {
		lines = append(lines, fmt.Sprintf("%d earlier ones, of which %d missed the target, are not shown; the other formats have them.", earlier, missed))
	}
	if w := b.Worst; w != nil {
		lines = append(lines, fmt.Sprintf("The worst %s anywhere, from %s to %s: spent %s of %s %s.", when.FormatHours(b.WindowHours), a.minute(w.From, b.Zone), a.minute(w.To, b.Zone), number.Sig(w.SpentHours, 3), number.Sig(w.BudgetHours, 3), unit))
	}
	if len(b.Periods) > 0 && a.clock() == model.Calendar {
		lines = append(lines, "Dates are those of "+b.Zone.String()+".")
	}
	return lines
}

// groupBudgets is the table of the error budgets of groups.
func (a *Analysis) groupBudgets() Block {
	g := &Grid{Left: 1, Header: spendingHead(printable.Clip(a.By, shortGroup))}
	for _, group := range a.result.Groups {
		g.Rows = append(g.Rows, spendingCells(printable.Clip(group.Value, shortGroup), group.Budget.Spending))
	}
	return Block{Title: "Error budget by " + a.By, Grid: g}
}

// shortGroup is the room for the name of a group beside its budget.
const shortGroup = 14

// budgetColumns are those of CSV for the error budget.
var budgetColumns = []string{"section", "from", "to", "target", "watched_hours", "budget_hours", "spent_hours", "left_hours", "spent_share", "met", "confidence_met"}

// budgetRecords are the rows of the error budgets, of which the columns before are those
// of the categories.
func (a *Analysis) budgetRecords(header []string) [][]string {
	s := newSheet(header...)
	s.budget("", a.Total.SLO)
	for _, g := range a.Groups {
		s.budget(g.Value, g.Total.SLO)
	}
	return s.rows
}

func (s *sheet) budget(group string, b *ErrorBudget) {
	if b == nil {
		return
	}
	s.add("group", group, "section", "slo", "target", bare(&b.Target), "watched_hours", bare(&b.Watched), "budget_hours", bare(&b.Budget), "spent_hours", bare(b.Spent), "left_hours", bare(b.Left),
		"spent_share", bare(b.SpentShare), "met", yes(b.Met), "confidence_met", bare(b.Confidence))
	for _, p := range b.Periods {
		s.budgetPeriod(group, "slo.periods", p)
	}
	if b.Worst != nil {
		s.budgetPeriod(group, "slo.worst_window", *b.Worst)
	}
	for _, c := range b.Categories {
		s.add("group", group, "category", c.Category, "section", "slo.categories", "spent_hours", bare(c.Spent), "spent_share", bare(c.SpentShare))
	}
}

func (s *sheet) budgetPeriod(group, section string, p BudgetPeriod) {
	s.add("group", group, "section", section, "from", momentCell(p.From), "to", momentCell(p.To), "watched_hours", bare(&p.Watched), "budget_hours", bare(&p.Budget), "spent_hours", bare(p.Spent), "left_hours", bare(p.Left),
		"spent_share", bare(p.SpentShare), "met", yes(p.Met), "observed_availability", bare(p.Availability), "observed_unavailability", bare(p.Down))
}

// delivered are the cells of the share delivered, none where none was asked for.
func (r Row) delivered(weighted bool) []string {
	if !weighted {
		return nil
	}
	return []string{bare(r.Delivered), bare(r.Undelivered)}
}

// momentCell is a moment of JSON in CSV.
func momentCell(at any) string {
	if h, number := at.(*float64); number {
		return bare(h)
	}
	return fmt.Sprint(at)
}

// yes is a truth that may not be known.
func yes(is *bool) string {
	if is == nil {
		return ""
	}
	return strconv.FormatBool(*is)
}
