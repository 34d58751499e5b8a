package local

import "slices"

// Field is a choice that the form of an upload offers: a flag of report of the same name,
// none of which names a file.
type Field struct {
	Name, Label, Example string
	Options              []Option // of a list to choose from; nil for a text
	Check                bool     // yes or nothing
}

// Option is one of the values of a field.
type Option struct{ Value, Label string }

// FieldSet is fields that belong together.
type FieldSet struct {
	Title  string
	Folded bool
	Fields []Field
}

// formFields are the choices of an upload.
func formFields(profiles []string) []FieldSet {
	profile := []Option{{"", "by its columns"}}
	for _, p := range profiles {
		profile = append(profile, Option{p, p})
	}
	return []FieldSet{
		{"If it is a log: what was observed", false, []Field{
			{Name: "units", Label: "Units in service over the whole window", Example: "40"},
			{Name: "exposure", Label: "or unit-hours observed in all", Example: "1300y"},
			{Name: "from", Label: "Window from", Example: "2024-01-01"},
			{Name: "to", Label: "Window to", Example: "2025-01-01"},
		}},
		{"How the log is read", true, []Field{
			{Name: "profile", Label: "Tool that it comes from", Options: profile},
			{Name: "column", Label: "What columns mean", Example: "start=opened,end=restored"},
			{Name: "where", Label: "Only rows where", Example: "priority=1,2"},
			{Name: "sheet", Label: "Sheet of a workbook, or list of a JSON document", Example: "Outages"},
			{Name: "timezone", Label: "Time zone of times without an offset", Example: "America/Denver"},
			{Name: "date-order", Label: "Order of dates such as 03/04/2024", Options: []Option{{"", "as the column shows"}, {"day-month", "day, month"}, {"month-day", "month, day"}}},
			{Name: "time-unit", Label: "Unit of times that are bare numbers", Example: "h"},
			{Name: "duration-unit", Label: "Unit of durations that are bare numbers", Example: "m"},
			{Name: "duration-from", Label: "Durations from", Options: []Option{{"", "times"}, {"column", "the duration column"}}},
			{Name: "category-separator", Label: "What separates the levels of a category", Example: "/"},
			{Name: "state", Label: "Column that tells up from down", Example: "status"},
			{Name: "down", Label: "its values while down", Example: "CRITICAL,DOWN"},
			{Name: "up", Label: "its values while up", Example: "OK,UP"},
			{Name: "planned-where", Label: "Planned work is where", Example: "type=maintenance"},
			{Name: "keep-duplicates", Label: "Keep exact copies of earlier rows", Check: true},
		}},
		{"What counts as a failure, and the groups", true, []Field{
			{Name: "by", Label: "Analyse groups apart, by", Example: "year"},
			{Name: "slo", Label: "Availability objective", Example: "99.9%"},
			{Name: "slo-window", Label: "in windows of", Example: "30d"},
			{Name: "planned", Label: "Planned outages", Options: []Option{{"", "are excluded"}, {"include", "count as downtime"}, {"excuse", "excuse failures during them"}}},
			{Name: "service-hours", Label: "Only these hours of the week", Example: "Mon-Fri 08:00-18:00"},
			{Name: "ignore-shorter", Label: "Outages that are shorter are none", Example: "30s"},
			{Name: "incident-gap", Label: "One incident where failures start within", Example: "10m"},
			{Name: "join-touching", Label: "Outages of one unit that touch are one failure", Check: true},
			{Name: "infant-period", Label: "Leave out each unit's first time in service", Example: "90d"},
			{Name: "exclude", Label: "Leave out outages marked as infant", Options: []Option{{"", "no"}, {"infant", "yes"}}},
			{Name: "reported", Label: "Fraction of failures that reaches the log", Example: "operations=50%"},
			{Name: "terminated", Label: "The observation ended", Options: []Option{{"", "at a time"}, {"failure", "with a failure"}}},
		}},
		{"If it is a system or a fault tree", true, []Field{
			{Name: "at", Label: "Also at these times", Example: "50h,1y"},
			{Name: "target", Label: "Least availability of a system", Example: "99.99%"},
			{Name: "gate", Label: "Gate that is the top event", Example: "top"},
			{Name: "mission-time", Label: "Mission time of a tree", Example: "8760h"},
		}},
		{"If it is a system that asks what to buy (choose:)", true, []Field{
			{Name: "minimize", Label: "Spend least of", Example: "cost"},
			{Name: "limit", Label: "Within", Example: "cost=130"},
			{Name: "mission", Label: "On a mission without repairs of", Example: "5000h"},
			{Name: "maximize", Label: "The most within the limits, in place of a target", Check: true},
		}},
	}
}

// Fields are the names of the choices that the form of an upload offers. They are those
// of flags of report; none names a file.
func Fields() []string {
	var names []string
	for _, set := range formFields(nil) {
		for _, f := range set.Fields {
			names = append(names, f.Name)
		}
	}
	return names
}

func isField(name string) bool { return slices.Contains(Fields(), name) }
