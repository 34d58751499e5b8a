package report

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// budget is the section of the error budget: how much was spent, when, and on what.
func (l Log) budget() Section {
	b := l.Table.Budget
	target := strconv.FormatFloat(100*b.Target(), 'g', 15, 64) + " %"
	s := Section{ID: "budget", Title: "Error budget at " + target, Prose: []string{spentText(b, target)}}
	switch {
	case math.IsNaN(b.ConfidenceMet):
	case b.Undecided():
		s.Prose = append(s.Prose, "Failures are too few to show with any confidence that the target is met in the steady state, or missed.")
	default:
		s.Prose = append(s.Prose, fmt.Sprintf("The rate seen meets the target in the steady state with a confidence of %s %%, one-sided.", number.Sig(100*b.ConfidenceMet, 3)))
		s.Notes = append(s.Notes, "Confidence: "+b.Method+".")
	}
	if w := b.Worst; w != nil {
		s.Prose = append(s.Prose, fmt.Sprintf("The worst %s anywhere are from %s to %s: %s unit-hours were spent of %s.", when.FormatHours(b.WindowHours), l.momentIn(w.From, b.Zone), l.momentIn(w.To, b.Zone), plain(w.SpentHours), plain(w.BudgetHours)))
	}
	if len(b.Periods) > 0 {
		s.Tables = append(s.Tables, l.budgetPeriods(b))
		s.Notes = append(s.Notes, left(len(b.Periods), "analyze --slo")...)
	}
	if len(l.Table.Categories) > 0 {
		s.Tables = append(s.Tables, l.budgetCategories(b))
		s.Notes = append(s.Notes, "Each category counts the downtime of its own outages, and the whole a moment once, so shares may add up to more than was spent.")
	}
	return s
}

// spentText says how much of a budget was spent.
func spentText(b *census.ErrorBudget, target string) string {
	text := fmt.Sprintf("Of %s unit-hours watched, a target of %s lets %s be lost. ", plain(b.WatchedHours), target, plain(b.BudgetHours))
	switch {
	case math.IsNaN(b.SpentHours):
		return text + "How much was lost is not known."
	case !b.Met():
		return text + fmt.Sprintf("%s were lost: the budget is overspent by %s.", plain(b.SpentHours), plain(-b.LeftHours))
	}
	return text + fmt.Sprintf("%s were lost, and %s are left.", plain(b.SpentHours), plain(b.LeftHours))
}

func (l Log) budgetPeriods(b *census.ErrorBudget) Table {
	t := Table{Caption: "Error budget by month", Text: 1, Head: []string{"Month", "Budget, unit-h", "Spent, unit-h", "Left, unit-h", "Availability observed, %", "Target"}}
	if b.WindowHours > 0 {
		t.Caption, t.Head[0] = "Error budget by "+when.FormatHours(b.WindowHours), "From"
	}
	for _, p := range b.Periods {
		name := p.Name
		if name == "" {
			name = l.momentIn(p.From, b.Zone)
		}
		if p.Cut {
			name += ", a part"
		}
		seen := "not known"
		if !math.IsNaN(p.Availability) {
			seen = number.Percent(p.Availability, p.Unavailability)
		}
		t.add([]string{name, plain(p.BudgetHours), plain(p.SpentHours), plain(p.LeftHours), seen, verdict(p.Spending)})
	}
	return t
}

// verdict says in words whether a target was met.
func verdict(s census.Spending) string {
	switch {
	case math.IsNaN(s.SpentHours):
		return "not known"
	case s.WatchedHours == 0:
		return "nothing watched"
	case s.Met():
		return "met"
	}
	return "missed"
}

func (l Log) budgetCategories(b *census.ErrorBudget) Table {
	t := Table{Caption: "Error budget by category", Text: 1, Head: []string{"Category", "Spent, unit-h", "Share of the budget, %"}}
	for _, r := range l.Table.Categories {
		t.add([]string{r.Category.String(), plain(r.DowntimeHours), plain(100 * r.DowntimeHours / b.BudgetHours)})
	}
	return t
}

// momentIn writes a time on the clock of the log, by the clocks of a zone.
func (l Log) momentIn(h float64, zone *time.Location) string {
	if l.Log.Clock != model.Calendar {
		return l.moment(h)
	}
	return when.FormatInstant(when.QuantizeHours(h), zone)
}
