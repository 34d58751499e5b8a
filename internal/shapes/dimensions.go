package shapes

// Dimensions are what logs differ in, each choice with the reason why its truth can
// be known or cannot.
var Dimensions = []Dimension{
	{"form", []Choice{
		{Name: "row an outage", Weight: 70, Why: "each row has a start and an end or a length"},
		{Name: "moments", Weight: 5, Why: "failures without any length: counts and exposure are known, repairs are not"},
		{Name: "daily flags", Weight: 4, Why: "a row a unit and day; 1 marks the days on which it failed, never two in a row"},
		{Name: "state changes", Weight: 10, Why: "an outage lasts from a row that says down to the next of its unit that says up"},
		{Name: "repeated states", Weight: 3, Why: "down said again while down is no second failure"},
		{Name: "probes", Weight: 5, Why: "checks at a fixed step: an outage lasts from the first that fails to the next that does not"},
		{Name: "snapshots", Weight: 3, Why: "rows at a fixed step as long as it is out; whether the last step counts is open, so both are right"},
	}},
	{"length", []Choice{
		{Name: "end", Weight: 30, Why: "end less start"},
		{Name: "end and length with unit", Weight: 8, Why: "both say the same"},
		{Name: "end and bare length", Weight: 8, Why: "end less start tells the unit of the number"},
		{Name: "hours in the heading", Weight: 6, Why: "the heading names the unit"},
		{Name: "minutes in the heading", Weight: 6, Why: "the heading names the unit"},
		{Name: "seconds in the heading", Weight: 4, Why: "the heading names the unit"},
		{Name: "days in the heading", Weight: 3, Why: "the heading names the unit"},
		{Name: "decimal comma", Weight: 4, Why: "hours in the heading; two digits behind the comma, no thousands"},
		{Name: "units row", Weight: 3, Why: "the row below the headings names the unit"},
		{Name: "hh:mm:ss", Weight: 4, Why: "three parts can only be hours, minutes, seconds"},
		{Name: "2 days 03:04:05", Weight: 2, Why: "written out"},
		{Name: "1 day, 3:04:05", Weight: 2, Why: "written out"},
		{Name: "1h 5m", Weight: 3, Why: "written out"},
		{Name: "1 hrs, 5 mins", Weight: 3, Why: "written out"},
		{Name: "PT1H5M", Weight: 2, Why: "ISO 8601"},
		{Name: "1.5 hours", Weight: 2, Why: "written out"},
		{Name: "bare number", Weight: 4, Asks: true, Why: "nothing says whether it is seconds, minutes or hours"},
	}},
	{"dates", []Choice{
		{Name: "2006-01-02 15:04:05", Weight: 20, Why: "ISO 8601"},
		{Name: "2006-01-02 15:04", Weight: 6, Why: "ISO 8601"},
		{Name: "2006-01-02T15:04:05Z", Weight: 8, Why: "RFC 3339"},
		{Name: "2006-01-02T15:04:05.000Z", Weight: 3, Why: "RFC 3339"},
		{Name: "RFC 3339 with offsets", Weight: 6, Why: "each time carries its offset"},
		{Name: "2006/01/02 15:04", Weight: 3, Why: "year first is month before day everywhere"},
		{Name: "02.01.2006 15:04", Weight: 6, Why: "points are day before month"},
		{Name: "02.01.2006 15:04:05", Weight: 2, Why: "points are day before month"},
		{Name: "02/01/2006 15:04", Weight: 5, Why: "a date with a day above 12 decides"},
		{Name: "02-01-2006 15:04:05", Weight: 3, Why: "a date with a day above 12 decides"},
		{Name: "1/2/2006 15:04", Weight: 5, Why: "a date with a day above 12 decides"},
		{Name: "1/2/2006 3:04 PM", Weight: 5, Why: "a date with a day above 12 decides"},
		{Name: "1/2/2006, 3:04:05 PM", Weight: 2, Why: "a date with a day above 12 decides"},
		{Name: "02/Jan/06 3:04 PM", Weight: 2, Why: "the month is a word; a year in front has four digits"},
		{Name: "02-Jan-2006 15:04", Weight: 3, Why: "the month is a word"},
		{Name: "Jan 2, 2006 3:04 PM", Weight: 3, Why: "the month is a word"},
		{Name: "2 January 2006 15:04", Weight: 2, Why: "the month is a word"},
		{Name: "Mon, 02 Jan 2006 15:04:05 GMT", Weight: 1, Why: "RFC 1123"},
		{Name: "epoch s", Weight: 4, Why: "ten digits are seconds since 1970 in our days"},
		{Name: "epoch ms", Weight: 3, Why: "thirteen digits are milliseconds since 1970 in our days"},
		{Name: "20060102150405", Weight: 1, Why: "fourteen digits from a year on"},
		{Name: "zone name", Weight: 3, Why: "MST, EST, CET, UTC, GMT mean one offset each"},
		{Name: "zone names of winter and summer", Weight: 2, Why: "CET and CEST, EST and EDT mean one offset each"},
		{Name: "days", Weight: 5, Why: "days without a clock: the window ends with its last day; lengths of one day add up"},
		{Name: "days, month first", Weight: 3, Why: "as days; a date with a day above 12 decides"},
		{Name: "day and clock apart", Weight: 4, Why: "the clock stands beside its day"},
		{Name: "day and clock apart, points", Weight: 2, Why: "the clock stands beside its day"},
		{Name: "day and clock apart, PM", Weight: 3, Why: "the clock stands beside its day; a date with a day above 12 decides"},
		{Name: "day or month first", Weight: 4, Asks: true, Why: "no day above 12, rows in no order, no outage over midnight: both readings are possible and give other figures"},
		{Name: "doubtful zone name", Weight: 2, MayAsk: true, Why: "CST, IST or BST in every time: nobody knows the offset, but no figure hangs on it"},
		{Name: "doubtful zone beside UTC", Weight: 2, Asks: true, Why: "CST or IST starts and UTC ends: the lengths hang on which zone is meant"},
	}},
	{"unit", append([]Choice{
		{Name: "unit", Weight: 10, Group: "plain words", Why: "says so"}},
		named(unitNames[1:], 3, "the one column whose values are names of things that come again", func(w unitName) (string, string) { return w.name, w.group })...,
	)},
	{"units", []Choice{
		{Name: "named", Weight: 40, Why: "a column names them"},
		{Name: "one, not named", Weight: 4, Why: "no outages overlap and no column names a thing: it is one system"},
		{Name: "several, not named", Weight: 3, Asks: true, Why: "outages overlap, so there are several units, and nothing says how many"},
	}},
	{"cause", named(causeNames, 3, "no figure of the whole hangs on it", func(w causeName) (string, string) { return w.name, w.group })},
	{"start and end", named(pairNames, 3, "one word says that it began, one that service came back", func(w pairName) (string, string) { return w.start + "/" + w.end, w.group })},
	{"moment", named(momentNames, 3, "the only time in the row", func(w momentName) (string, string) { return w.name, w.group })},
	{"length name", named(lengthNames, 3, "the only length in the row", func(w lengthName) (string, string) { return w.name, w.group })},
	{"states", named(words, 3, "opposites, of which one can only mean down", func(w stateWords) (string, string) {
		if w.column != "" {
			return w.column + ": " + w.down + "/" + w.up, "0 and 1"
		}
		return w.down + "/" + w.up, "words"
	})},
	{"ends", []Choice{
		{Name: "all written", Weight: 60, Why: "nothing is missing"},
		{Name: "blank", Weight: 6, Why: "the last of a unit is open; where the unit failed again, only the length is unknown"},
		{Name: "NA", Weight: 3, Why: "as blank; the last of a unit may be open or unknown, both are right"},
		{Name: "N/A", Weight: 2, Why: "as NA"},
		{Name: "Unknown", Weight: 3, Why: "as NA"},
		{Name: "TBD", Weight: 1, Why: "as NA"},
		{Name: "?", Weight: 1, Why: "as NA"},
		{Name: "null", Weight: 2, Why: "as NA"},
		{Name: "-", Weight: 2, Why: "as NA"},
		{Name: "ongoing", Weight: 2, Why: "open, on the last of a unit only"},
		{Name: "9999-12-31", Weight: 2, Why: "the end of time stands for no end: as blank"},
	}},
	{"status", []Choice{
		{Name: "none", Weight: 70, Why: "the ends say it all"},
		{Name: "closed or open", Weight: 15, Why: "the state of the ticket agrees with its end"},
	}},
	{"planned", []Choice{
		{Name: "none", Weight: 70, Why: "all outages are failures"},
		{Name: "planned: yes/no", Weight: 3, Why: "the heading asks, the value answers"},
		{Name: "planned: true/false", Weight: 2, Why: "the heading asks, the value answers"},
		{Name: "scheduled: Y/N", Weight: 2, Why: "the heading asks, the value answers"},
		{Name: "outage type: Planned/Unplanned", Weight: 3, Why: "values of a kind that are opposites"},
		{Name: "type: Scheduled/Forced", Weight: 3, Why: "values of a kind that are opposites: IEEE 762"},
		{Name: "outage class: planned maintenance/unplanned outage", Weight: 2, Why: "values of a kind that are opposites"},
		{Name: "severity: scheduled maintenance/major outage", Weight: 2, Why: "status pages: the values of severity set maintenance against outages"},
	}},
	{"other rows", []Choice{
		{Name: "none", Weight: 80, Why: "every row is an outage"},
		{Name: "breakdown: X", Weight: 4, Why: "a row without the mark is a notification, no breakdown"},
		{Name: "status: Stop/Warning", Weight: 3, Why: "a warning or an information is no stop"},
	}},
	{"overlap", []Choice{
		{Name: "none", Weight: 80, Why: "outages of a unit follow each other"},
		{Name: "on one unit", Weight: 8, Why: "a unit that is down is not down twice: the downtime is the union, the repairs are the rows'"},
	}},
	{"fleet", []Choice{
		{Name: "2 to 5", Weight: 20, Why: "all have rows"},
		{Name: "1", Weight: 4, Why: "one name in every row"},
		{Name: "6 to 12", Weight: 10, Why: "all have rows"},
	}},
	{"style", []Choice{
		{Name: "snake_case", Weight: 10, Why: "the same words"},
		{Name: "as written", Weight: 6, Why: "the same words"},
		{Name: "Title Case", Weight: 10, Why: "the same words"},
		{Name: "camelCase", Weight: 4, Why: "the same words"},
		{Name: "PascalCase", Weight: 3, Why: "the same words"},
		{Name: "UPPER_SNAKE", Weight: 4, Why: "the same words"},
		{Name: "UPPER CASE", Weight: 2, Why: "the same words"},
		{Name: "Snake_Title", Weight: 3, Why: "the same words"},
		{Name: "with.points", Weight: 2, Why: "the same words"},
		{Name: "with-dashes", Weight: 2, Why: "the same words"},
		{Name: "runtogether", Weight: 2, Why: "the same words without a space"},
	}},
	{"more columns", []Choice{
		{Name: "none", Weight: 10, Why: "nothing else to take"},
		{Name: "ids and texts", Weight: 8, Why: "an id that never comes again is a ticket's, a sentence is a description"},
		{Name: "counts and costs", Weight: 6, Why: "numbers with names of their own"},
		{Name: "due, ETA, SLA", Weight: 6, Why: "when it should be over is not when it was"},
		{Name: "updated, modified", Weight: 6, Why: "when the row was written is not when service came back"},
		{Name: "people", Weight: 4, Why: "names of people are not units"},
		{Name: "region and model", Weight: 4, Why: "where and what a unit is, beside the unit itself"},
		{Name: "all of them", Weight: 5, Why: "as each"},
	}},
	{"column order", []Choice{
		{Name: "usual", Weight: 10, Why: "names say it"},
		{Name: "any", Weight: 10, Why: "names say it"},
	}},
	{"row order", []Choice{
		{Name: "oldest first", Weight: 10, Why: "times say it"},
		{Name: "newest first", Weight: 5, Why: "times say it"},
		{Name: "by unit", Weight: 4, Why: "times say it"},
		{Name: "any", Weight: 3, Why: "times say it"},
	}},
	{"delimiter", []Choice{
		{Name: ",", Weight: 12, Why: "the same in every line"},
		{Name: ";", Weight: 6, Why: "the same in every line"},
		{Name: "tab", Weight: 4, Why: "the same in every line"},
		{Name: "|", Weight: 3, Why: "the same in every line"},
	}},
	{"quotes", []Choice{
		{Name: "where needed", Weight: 10, Why: "RFC 4180"},
		{Name: "everywhere", Weight: 4, Why: "RFC 4180"},
		{Name: "around line breaks too", Weight: 1, Why: "RFC 4180: a field may hold lines"},
	}},
	{"head", []Choice{
		{Name: "none", Weight: 20, Why: "the headings come first"},
		{Name: "title", Weight: 3, Why: "one field above many is a title"},
		{Name: "title over all columns", Weight: 2, Why: "one field and blanks above many is a title"},
		{Name: "title and blank line", Weight: 2, Why: "one field above many is a title"},
		{Name: "# comments", Weight: 3, Why: "lines that begin with # are comments"},
		{Name: "# comments with commas", Weight: 1, Why: "lines that begin with # are comments"},
		{Name: "byte order mark", Weight: 2, Why: "it is no text"},
	}},
	{"lines", []Choice{
		{Name: "LF", Weight: 14, Why: "ends of lines are no text"},
		{Name: "CRLF", Weight: 6, Why: "ends of lines are no text"},
		{Name: "no last end", Weight: 2, Why: "ends of lines are no text"},
		{Name: "trailing delimiter", Weight: 3, Why: "a column without heading and values is none"},
		{Name: "padded", Weight: 2, Why: "blanks around a field are no text"},
		{Name: "blank lines below", Weight: 2, Why: "lines without fields are no rows"},
	}},
}

// named makes choices of a vocabulary.
func named[W any](from []W, weight int, why string, name func(W) (name, group string)) []Choice {
	var out []Choice
	for _, w := range from {
		n, g := name(w)
		out = append(out, Choice{Name: n, Weight: weight, Why: why, Group: g})
	}
	return out
}
