package shapes

import "strings"

// settle gives up what does not go together, so that every log can be read, or
// cannot for the reason that its shape gives.
func (s Shape) settle() Shape {
	s.settleForm()
	s.settleDates()
	s.settleUnits()
	s.settleRows()
	if s["lines"] == "padded" {
		s.set("quotes", "where needed")
		if s["delimiter"] == "," {
			s.set("delimiter", ";") // a padded quote is not a quote, and texts have commas
		}
	}
	return s
}

func (s Shape) set(dimension, choice string) { s[dimension] = choice }

// plain puts dimensions back to their first choice.
func (s Shape) plain(dimensions ...string) {
	for _, d := range Dimensions {
		for _, name := range dimensions {
			if d.Name == name {
				s[name] = d.Choices[0].Name
			}
		}
	}
}

// rowIsOutage reports whether a row is a whole outage.
func (s Shape) rowIsOutage() bool { return s["form"] == "row an outage" }

// hasEnd reports whether rows say when an outage ended.
func (s Shape) hasEnd() bool { return s.rowIsOutage() && strings.HasPrefix(s["length"], "end") }

// hasLength reports whether rows say how long an outage lasted.
func (s Shape) hasLength() bool { return s.rowIsOutage() && s["length"] != "end" }

func (s Shape) inDays() bool { return strings.HasPrefix(s["dates"], "days") }

func (s Shape) apart() bool { return strings.HasPrefix(s["dates"], "day and clock apart") }

func (s Shape) eitherOrder() bool { return s["dates"] == "day or month first" }

// settleForm leaves to rows that are no whole outage what they can tell.
func (s Shape) settleForm() {
	if !s.rowIsOutage() {
		s.plain("length", "start and end", "length name", "ends", "status", "planned", "other rows", "overlap")
	}
	if s["form"] == "daily flags" && !s.inDays() {
		s.set("dates", "days")
	}
	switch s["form"] {
	case "state changes", "repeated states", "probes", "snapshots":
		if s.inDays() || s.eitherOrder() {
			s.plain("dates")
		}
	}
}

// settleDates keeps what is doubtful free of all that would decide it.
func (s Shape) settleDates() {
	if s.eitherOrder() && s["form"] == "daily flags" {
		s.set("dates", "days")
	}
	if s["dates"] == "doubtful zone beside UTC" {
		if s.rowIsOutage() {
			s.set("length", "end") // a length beside it would decide
		} else {
			s.plain("dates")
		}
	}
	if s.eitherOrder() || s["dates"] == "doubtful zone beside UTC" {
		s.plain("ends", "overlap", "status", "other rows")
		s.onlyTexts()
	}
	if s.eitherOrder() {
		s.set("row order", "any")
		s.plain("quotes", "more columns") // numbers of tickets would tell which came first
	}
	if s.rowIsOutage() && s["length"] == "bare number" {
		s.onlyTexts()
	}
	if s.inDays() && s["length"] == "end and bare length" {
		s.set("length", "end")
	}
}

// onlyTexts leaves out columns that could be taken for a unit or decide a date.
func (s Shape) onlyTexts() {
	switch s["more columns"] {
	case "due, ETA, SLA", "updated, modified", "region and model", "all of them":
		s.set("more columns", "ids and texts")
	}
}

// settleUnits leaves out the column of units only where outages tell whether there
// is one.
func (s Shape) settleUnits() {
	switch {
	case s["form"] == "snapshots" || s["form"] == "daily flags":
		s.plain("units")
	case s["units"] == "several, not named" && (!s.rowIsOutage() || s.inDays()):
		s.plain("units")
	}
	if s["units"] == "named" {
		return
	}
	s.plain("unit", "overlap", "ends")
	s.onlyTexts()
	for _, c := range causeNames {
		if c.beside && c.name == s["cause"] {
			s.plain("cause")
		}
	}
	s.set("fleet", "1")
	if s["units"] == "several, not named" {
		s.set("fleet", "2 to 5")
	}
}

// settleRows lets at most one column say that a row is no failure, and leaves out
// what hides who is still open.
func (s Shape) settleRows() {
	if s["planned"] != "none" {
		s.plain("other rows")
	}
	if s["other rows"] != "none" {
		s.plain("status", "ends", "overlap")
	}
	if !s.hasEnd() {
		s.plain("ends", "status")
	}
	if s["ends"] != "all written" {
		s.plain("overlap")
	}
	if s["ends"] == "9999-12-31" && !s.writesAnyYear() {
		s.set("ends", "blank")
	}
	s.settleColumns()
}

// writesAnyYear reports whether the end of time is a date like others.
func (s Shape) writesAnyYear() bool {
	switch s["dates"] {
	case "epoch s", "epoch ms", "20060102150405", "02/Jan/06 3:04 PM":
		return false
	}
	return true
}

// settleColumns leaves out names that no column has, and columns that such rows
// never have.
func (s Shape) settleColumns() {
	if s.apart() {
		s.plain("start and end", "moment")
	}
	if s.hasEnd() {
		s.plain("moment")
	} else {
		s.plain("start and end")
	}
	if !s.hasLength() {
		s.plain("length name")
	}
	switch s["form"] {
	case "state changes", "repeated states", "probes":
		s.plain("cause")
		s.onlyTexts()
		s.settleMoment()
		s.settleStates()
	case "snapshots", "daily flags":
		s.plain("cause", "more columns", "states")
		s.settleMoment()
	case "moments":
		s.plain("states")
		s.onlyTexts()
	default:
		s.plain("states")
	}
	if s["quotes"] == "around line breaks too" {
		s.set("more columns", "ids and texts")
	}
}

// settleMoment leaves out headings that would make a failure of every row.
func (s Shape) settleMoment() {
	for _, m := range momentNames {
		if m.name == s["moment"] && m.group != "plain words" && m.group != "monitoring" {
			s.plain("moment")
		}
	}
}

// settleStates leaves out words for a change where a state is said again and again.
func (s Shape) settleStates() {
	for _, w := range words {
		if w.event && s["form"] != "state changes" && w.down+"/"+w.up == s["states"] {
			s.plain("states")
		}
	}
}
