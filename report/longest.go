package report

import (
	"fmt"
	"strings"

	"mtbf/internal/number"
	"mtbf/model/census"
)

// longest is the section of the outages that last longest.
func (l Log) longest() Section {
	t := Table{Caption: "The outages with the most downtime", Text: 4, Head: []string{"Start", "Unit", "Category", "End", "Downtime, unit-h", "Share of the downtime, %"}}
	for _, o := range l.Longest {
		end := "known"
		if o.Open {
			end = "still open"
		}
		t.add([]string{l.moment(o.Start), l.Log.Units[o.Unit].Name, l.causes(o), end, exactly(o.Hours), plain(100 * l.partOf(o))})
	}
	return Section{ID: "longest", Title: "The longest outages", Tables: []Table{t}, Notes: []string{
		"Downtime is that inside the window and the hours of service. Of one that is still open it goes on to the end of the window, or of the service of its unit. Shares can add up to more than 100 %: in the whole, overlaps count once."}}
}

// partOf is the part of the downtime of the whole that an outage makes.
func (l Log) partOf(o census.LongOutage) float64 { return o.Hours / l.Table.Total.DowntimeHours }

// causes are those of an outage, in words.
func (l Log) causes(o census.LongOutage) string {
	var all []string
	for _, c := range l.Log.Causes[o.Causes] {
		all = append(all, c.String())
	}
	return strings.Join(all, ", ")
}

// mostOfTheDowntime is the part of the downtime from which one outage decides the
// availability, the MTTR and the order of the categories.
const mostOfTheDowntime = 0.5

// deciding names the outage that makes most of the downtime of several; "" for none.
func (l Log) deciding() string {
	if len(l.Longest) < 2 || !(l.partOf(l.Longest[0]) > mostOfTheDowntime) {
		return ""
	}
	o := l.Longest[0]
	text := fmt.Sprintf("One outage makes %s of the downtime: %q from %s on, %s (%s)", percentOf(l.partOf(o)), l.Log.Units[o.Unit].Name, l.moment(o.Start), hours(o.Hours), l.causes(o))
	if o.Open {
		text += ", still open at the end of what was watched"
	}
	rest := max(0, l.Table.Total.DowntimeHours-o.Hours)
	return text + fmt.Sprintf(". All other downtime is %s unit-hours.", number.Sig(rest, 4))
}
