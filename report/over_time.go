package report

import (
	"fmt"
	"slices"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/plots"
)

// overTime is the section of what changes.
func (l Log) overTime() Section {
	s := Section{ID: "time", Title: "Trend", Prose: []string{l.trend()}}
	if len(l.Log.Outages) > 0 && l.Table.Accounting.Window.Hours() > 0 {
		s.Figures = append(s.Figures, plots.Timeline(l.Log.Log, l.Table.Accounting.Window))
	}
	if f := l.Failing; f != nil && len(f.Segments) > 0 {
		s.Figures = append(s.Figures, plots.Trend(f.Histories, f.Verdict, f.Segments, "Time since the window began, h"))
		s.Tables = append(s.Tables, l.segments(), tests(f))
	}
	if l.Periods == nil || len(l.Periods.Groups) < 2 {
		return s
	}
	s.Figures = append(s.Figures, plots.MTBFByPeriod(l.byYear()), plots.Availability(l.Periods))
	s.Tables = append(s.Tables, l.mtbfByPeriod())
	t := outages("Availability by period", "Period", l.Table.Total.MTBF.Confidence)
	for _, g := range l.Periods.Groups {
		t.addDowntime(g.Value, g.Total, g.Total.DowntimeHours/l.Periods.Total.DowntimeHours)
	}
	s.Tables, s.Notes = append(s.Tables, t), left(len(l.Periods.Groups), "analyze --by month")
	return s
}

// byYear is the log split by year, or where it is too short for that by its periods.
func (l Log) byYear() *census.Table {
	if l.Years != nil {
		return l.Years
	}
	return l.Periods
}

// mtbfByPeriod is the table of the MTBF of each year, or period.
func (l Log) mtbfByPeriod() Table {
	confidence := l.Table.Total.MTBF.Confidence
	t := Table{Caption: "MTBF by year", Text: 1, Head: slices.Concat([]string{"Period", "Failures", "Operating time, unit-h"}, limited("MTBF, h", confidence), limited("MTTR, h", confidence))}
	if l.Years == nil {
		t.Caption = "MTBF by period"
	}
	for _, g := range l.byYear().Groups {
		t.add([]string{g.Value, number.Count(g.Total.Failures), exactly(g.Total.OperatingHours)}, duration(g.Total.MTBF), duration(g.Total.MTTR))
	}
	return t
}

// segments is the table of the segments of constant rate.
func (l Log) segments() Table {
	t := Table{Caption: "Segments of constant failure rate", Text: 2, Head: append([]string{"From", "To", "Failures", "Exposure, unit-h"}, limited("MTBF, h", l.Table.Total.MTBF.Confidence)...)}
	begin := l.Table.Accounting.Window.From
	for _, s := range l.Failing.Segments {
		t.add([]string{l.day(begin + s.From), l.day(begin + s.To), number.Count(s.Failures), exactly(s.Hours)}, duration(s.Rate.Inverse()))
	}
	return t
}

func tests(f *Failing) Table {
	t := Table{Caption: "Tests of a constant rate", Text: 1, Head: []string{"Test", "Statistic", "p-value, two-sided"}}
	for _, test := range f.Verdict.Tests {
		t.add([]string{model.Written(test.Name), plain(test.Statistic), plain(test.PValue)})
	}
	return t
}

// trend says whether one rate describes the failures, and which one does now.
func (l Log) trend() string {
	f := l.Failing
	if f == nil {
		return "Whether the failure rate changes was not tested."
	}
	text := "Does the failure rate change? " + sentence(f.Verdict.Text)
	if n := len(f.Segments); n > 1 {
		last := f.Segments[n-1]
		text += fmt.Sprintf(" The log falls into %s of constant rate; in the last, since %s, the MTBF is %s.",
			number.Count(n)+" segments", l.day(l.Table.Accounting.Window.From+last.From), timeText(last.Rate.Inverse()))
	}
	return text
}

// repairs is the section of how long restorations take.
func (l Log) repairs() Section {
	s := Section{ID: "repairs", Title: "Maintainability", Figures: []*plots.Figure{plots.RepairTimes(*l.Repairs)}}
	quantiles := Table{Caption: "Times to restoration", Text: 1, Head: append([]string{"Restored"}, limited("within, h", l.Repairs.Confidence)...)}
	for _, p := range []float64{0.5, 0.9, 0.99} {
		if q, err := l.Repairs.Survival.Quantile(p, l.Repairs.Confidence, life.LogLogLimits); err == nil {
			quantiles.add([]string{percentText(p)}, duration(q))
		}
	}
	var negative []string
	fits := Table{Caption: "Distributions fitted to them, the best first", Text: 1, Head: []string{"Family", "AICc", "above the best", "Mean, h"}}
	for _, f := range l.Repairs.Fits {
		if f.Distribution != nil {
			fits.add([]string{model.Written(f.Family), plain(f.AICc), plain(f.AICc - l.Repairs.Fits[0].AICc), exactly(f.Distribution.Mean())})
			if p := f.Distribution.CDF(0); p > 0 {
				negative = append(negative, fmt.Sprintf("%s: a time below zero for %s of restorations, which its mean counts; it is no model of them, wherever it ranks.", model.Written(f.Family), percentOf(p)))
			}
		}
	}
	s.Tables = []Table{quantiles}
	if len(fits.Rows) > 0 {
		s.Tables = append(s.Tables, fits)
	}
	s.Notes = append([]string{"Restorations of zero length are left out; those not over are right-censored."}, negative...)
	return s
}
