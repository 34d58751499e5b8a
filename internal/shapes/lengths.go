package shapes

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// lengthUnit is a unit of bare numbers and how headings and unit rows name it.
type lengthUnit struct {
	seconds int64
	digits  int
	words   []string // behind a name: "downtime hours"
	signs   []string // in brackets
}

var lengthUnits = map[string]lengthUnit{
	"hours":   {3600, 2, []string{"hours", "hrs"}, []string{"h", "hours", "hrs"}},
	"minutes": {60, 0, []string{"minutes", "mins"}, []string{"min", "minutes", "mins"}},
	"seconds": {1, 0, []string{"seconds", "secs"}, []string{"s", "sec", "seconds"}},
	"days":    {day, 3, []string{"days"}, []string{"d", "days"}},
}

// lengthColumn writes how long outages lasted.
func (p *page) lengthColumn() column {
	r := p.stream("length column")
	name, form := p.shape["length name"], p.shape["length"]
	unit := lengthUnits["hours"]
	for word, u := range lengthUnits {
		if strings.HasPrefix(form, word+" in") {
			unit = u
		}
	}
	c := column{heading: p.heading(name)}
	number := func(o outage) string {
		return fmt.Sprintf("%.*f", unit.digits, float64(o.end-o.start)/float64(unit.seconds))
	}
	tell := number
	switch form {
	case "end and length with unit":
		unit = lengthUnits[pick(r, []string{"hours", "minutes", "seconds"})]
		c.heading = p.withUnit(r, name, unit)
	case "end and bare length":
		unit = lengthUnits[pick(r, []string{"hours", "minutes", "seconds"})]
	case "bare number":
		unit = lengthUnits["minutes"]
	case "units row":
		unit = lengthUnits[pick(r, []string{"hours", "minutes", "seconds"})]
		c.unit = pick(r, unit.signs)
	case "decimal comma":
		c.heading = p.withUnit(r, name, unit)
		tell = func(o outage) string { return strings.Replace(number(o), ".", ",", 1) }
	default:
		if write, written := writtenLengths[form]; written {
			tell = func(o outage) string { return write(o.end - o.start) }
		} else {
			c.heading = p.withUnit(r, name, unit)
		}
	}
	c.cell = func(e event) string {
		if e.o.open || e.o.unknown {
			return ""
		}
		return tell(e.o)
	}
	return c
}

// withUnit is a heading that names the unit of its numbers.
func (p *page) withUnit(r *rand.Rand, name string, u lengthUnit) string {
	switch p.shape["style"] {
	case "as written", "Title Case", "UPPER CASE":
		return p.heading(name) + pick(r, []string{" (" + pick(r, u.signs) + ")", " [" + pick(r, u.signs) + "]", " in " + u.words[0], " " + u.words[0]})
	case "snake_case", "UPPER_SNAKE", "Snake_Title":
		return p.heading(name + " " + pick(r, append(u.words, u.signs...)))
	}
	return p.heading(name + " " + pick(r, u.words))
}

// writtenLengths are lengths that name their units themselves.
var writtenLengths = map[string]func(s int64) string{
	"hh:mm:ss": clockLength,
	"2 days 03:04:05": func(s int64) string {
		return fmt.Sprintf("%d days %s", s/day, clockLength(s%day))
	},
	"1 day, 3:04:05": func(s int64) string {
		clock := fmt.Sprintf("%d:%02d:%02d", s%day/3600, s/60%60, s%60)
		return count(s/day, " day, ", " days, ") + clock
	},
	"1h 5m": func(s int64) string {
		return strings.TrimSpace(count(s/day, "d ", "d ") + count(s%day/3600, "h ", "h ") + count(s/60%60, "m", "m"))
	},
	"1 hrs, 5 mins": func(s int64) string {
		return fmt.Sprintf("%d hrs, %d mins", s/3600, s/60%60)
	},
	"PT1H5M": func(s int64) string {
		return "PT" + count(s/3600, "H", "H") + count(s/60%60, "M", "M")
	},
	"1.5 hours": func(s int64) string {
		return fmt.Sprintf("%.2f hours", hours(s))
	},
}

func clockLength(s int64) string { return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60) }

// count is a number with its word, and nothing for none.
func count(n int64, one, more string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1" + one
	}
	return fmt.Sprint(n) + more
}
