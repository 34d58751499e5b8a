package shapes

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// column is a heading and what stands below it.
type column struct {
	heading string
	unit    string // in the row of units
	cell    func(e event) string
}

// event is what a row is about.
type event struct {
	o    outage
	unit int
	at   int64
	down bool
	row  int // its number, from the oldest on
}

// nameUnits gives the units the names that go with their heading.
func (p *page) nameUnits() {
	r := p.stream("units")
	first := pick(r, []int{1, 1, 1, 7, 101})
	for u := range 12 {
		for _, w := range unitNames {
			if w.name == p.shape["unit"] {
				p.units = append(p.units, fmt.Sprintf(string(w.ids), first+u))
			}
		}
	}
}

// events are the rows of the log, in its order.
func (p *page) events() []event {
	all := p.told()
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	for i := range all {
		all[i].row = i
	}
	switch p.shape["row order"] {
	case "newest first":
		slices.Reverse(all)
	case "by unit":
		slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.unit, b.unit) })
	case "any":
		p.stream("row order").Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	return all
}

// told is the rows that tell what happened.
func (p *page) told() []event {
	switch p.shape["form"] {
	case "probes":
		return p.sampled(probes, p.firstProbe(), p.step)
	case "daily flags":
		return p.sampled(flagDays, firstDay, day)
	}
	var out []event
	for i, o := range p.history.outages {
		add := func(at int64, down bool) { out = append(out, event{o: o, unit: o.unit, at: at, down: down}) }
		switch p.shape["form"] {
		case "state changes", "repeated states":
			add(o.start, true)
			if p.repeats[i] {
				add(o.start+60, true)
			}
			if !o.open {
				add(o.end, false)
			}
		case "snapshots":
			for at := o.start; at < o.end; at += p.step {
				add(at, true)
			}
		default:
			add(o.start, true)
		}
	}
	return out
}

// sampled is one row a unit and step, down or not.
func (p *page) sampled(n int, from, step int64) []event {
	var out []event
	_, _, units := p.history.extent()
	for i := range n {
		for u := range units {
			at := from + int64(i)*step
			down := slices.ContainsFunc(p.history.outages, func(o outage) bool {
				return o.unit == u && o.start <= at && (at < o.end || at == o.start)
			})
			out = append(out, event{unit: u, at: at, down: down})
		}
	}
	return out
}

// write makes the columns, in groups that stay together.
func (p *page) write() {
	if p.shape["units"] == "named" {
		p.add(column{heading: p.heading(p.shape["unit"]), cell: func(e event) string { return p.units[e.unit] }})
	}
	p.columns = append(p.columns, p.times())
	switch p.shape["form"] {
	case "row an outage":
		p.addOutage()
	case "moments":
		p.addCause()
	case "daily flags":
		name := pick(p.stream("flag"), []string{"failure", "machine failure", "failed", "breakdown", "is failure"})
		p.add(column{heading: p.heading(name), cell: func(e event) string { return choose(e.down, "1", "0") }})
	case "snapshots":
		p.add(column{heading: p.heading("customers out"), cell: func(e event) string { return fmt.Sprint(5 + (e.at/900)%97) }})
	default:
		p.addState()
	}
	p.addMore()
	if p.shape["column order"] == "any" {
		p.stream("column order").Shuffle(len(p.columns), func(i, j int) { p.columns[i], p.columns[j] = p.columns[j], p.columns[i] })
	}
}

func (p *page) add(c ...column) { p.columns = append(p.columns, c) }

func (p *page) addOutage() {
	if p.shape.hasLength() {
		p.add(p.lengthColumn())
	}
	p.addCause()
	r := p.stream("kinds")
	if p.shape["status"] != "none" {
		words := pick(r, [][2]string{{"Closed", "Open"}, {"Resolved", "In Progress"}, {"Completed", "Open"}})
		p.add(column{heading: p.heading(pick(r, []string{"status", "ticket status", "incident state"})), cell: func(e event) string { return choose(e.o.open, words[1], words[0]) }})
	}
	if name, values, ok := strings.Cut(p.shape["planned"], ": "); ok {
		yes, no, _ := strings.Cut(values, "/")
		p.add(column{heading: p.heading(name), cell: func(e event) string { return choose(e.o.kind == planned, yes, no) }})
	}
	switch p.shape["other rows"] {
	case "breakdown: X":
		p.add(column{heading: p.heading("breakdown"), cell: func(e event) string { return choose(e.o.kind == nothing, "", "X") }})
	case "status: Stop/Warning":
		p.add(column{heading: p.heading("status"), cell: func(e event) string {
			return choose(e.o.kind == nothing, choose(e.o.cause%2 == 0, "Warning", "Informational"), "Stop")
		}})
	}
}

func (p *page) addCause() {
	from := p.stream("causes").IntN(len(causes) - 5)
	p.add(column{heading: p.heading(p.shape["cause"]), cell: func(e event) string { return causes[from+e.o.cause] }})
}

func (p *page) addState() {
	name := pick(p.stream("state"), stateNames)
	for _, w := range words {
		shape := w.down + "/" + w.up
		if w.column != "" {
			shape = w.column + ": " + shape
		}
		if shape == p.shape["states"] {
			p.add(column{heading: p.heading(cmp.Or(w.column, name)), cell: func(e event) string { return choose(e.down, w.down, w.up) }})
		}
	}
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// times are the columns that say when.
func (p *page) times() []column {
	start := func(e event) (int64, bool) { return e.at, true }
	end := func(e event) (int64, bool) { return e.o.end, !e.o.open && !e.o.unknown }
	r := p.stream("times")
	ended := p.shape.hasEnd()
	switch {
	case p.shape.apart() && ended:
		n := pick(r, splitNames)
		return []column{p.time(n.startDay, start, false), p.clock(n.startClock, start, false), p.time(n.endDay, end, true), p.clock(n.endClock, end, true)}
	case p.shape.apart():
		n := pick(r, [][2]string{{"date", "time"}, {"event date", "event time"}, {"date", "clock"}})
		return []column{p.time(n[0], start, false), p.clock(n[1], start, false)}
	case ended:
		from, to, _ := strings.Cut(p.shape["start and end"], "/")
		return []column{p.time(from, start, false), p.time(to, end, true)}
	}
	return []column{p.time(p.shape["moment"], start, false)}
}

func (p *page) time(name string, of func(e event) (int64, bool), end bool) column {
	return column{heading: p.heading(name), cell: func(e event) string {
		if at, told := of(e); told {
			return p.calendar.write(at, end)
		}
		return p.missing()
	}}
}

func (p *page) clock(name string, of func(e event) (int64, bool), end bool) column {
	return column{heading: p.heading(name), cell: func(e event) string {
		if at, told := of(e); told {
			return p.calendar.writeClock(at, end)
		}
		if p.shape["ends"] == "9999-12-31" {
			return p.calendar.writeClock(0, end)
		}
		return p.missing()
	}}
}

const endOfTime = 253402214400 // 9999-12-31

// missing is what stands for an end that is not told.
func (p *page) missing() string {
	switch p.shape["ends"] {
	case "blank":
		return ""
	case "9999-12-31":
		return p.calendar.write(endOfTime, true)
	}
	return p.shape["ends"]
}

// addMore adds columns that say nothing of when it failed and for how long.
func (p *page) addMore() {
	r := p.stream("more columns")
	kinds := map[string]func(*rand.Rand){
		"ids and texts": p.addTexts, "counts and costs": p.addCounts, "due, ETA, SLA": p.addDue,
		"updated, modified": p.addUpdated, "people": p.addPeople, "region and model": p.addPlaces,
	}
	for _, d := range Dimensions {
		if d.Name != "more columns" {
			continue
		}
		for _, c := range d.Choices {
			if add := kinds[c.Name]; add != nil && (p.shape["more columns"] == c.Name || p.shape["more columns"] == "all of them") {
				add(r)
			}
		}
	}
}

func (p *page) addTexts(r *rand.Rand) {
	name := pick(r, []string{"incident id", "ticket", "number", "work order", "event id", "WO no", "notification", "record id"})
	form := pick(r, []string{"INC%05d", "%d", "WO-%d", "#%d"})
	p.columns = slices.Insert(p.columns, 0, []column{{heading: p.heading(name), cell: func(e event) string { return fmt.Sprintf(form, 10001+e.row) }}})
	said := []string{"seal leaking, replaced", "did not answer", "tripped on over-temperature; reset", "found by operator, see notes", "reset and watched for an hour"}
	p.add(column{heading: p.heading(pick(r, []string{"description", "comment", "notes", "summary", "short description"})), cell: func(e event) string {
		text := said[e.row%len(said)]
		if p.shape["quotes"] == "around line breaks too" && e.row%3 == 0 {
			return text + "\nsecond line"
		}
		return text
	}})
}

func (p *page) addCounts(r *rand.Rand) {
	p.add(column{heading: p.heading(pick(r, []string{"customers affected", "affected users", "crew size", "alarms"})), cell: func(e event) string { return fmt.Sprint(3 + e.row*37%400) }})
	p.add(column{heading: p.heading(pick(r, []string{"cost", "parts cost", "labor cost", "revenue loss"})), cell: func(e event) string { return fmt.Sprintf("%.2f", 12.5+float64(e.row*113%900)) }})
	p.add(column{heading: p.heading(pick(r, []string{"priority", "urgency", "impact"})), cell: func(e event) string { return []string{"1 - Critical", "2 - High", "3 - Moderate"}[e.row*5%3] }})
}

func (p *page) addDue(r *rand.Rand) {
	for _, names := range [][]string{{"due date", "SLA due", "target date", "due by"}, {"ETA", "estimated restoration", "expected end", "ETR"}} {
		days := int64(2 + r.IntN(9))
		p.add(column{heading: p.heading(pick(r, names)), cell: func(e event) string { return p.calendar.write(e.at+days*day, false) }})
	}
}

func (p *page) addUpdated(r *rand.Rand) {
	name := pick(r, []string{"updated at", "last modified", "modified on", "sys updated on", "last update", "updated"})
	p.add(column{heading: p.heading(name), cell: func(e event) string {
		later := int64(1+e.row%5)*day + 60*int64(e.row*37%600) // so that it does not tell the length
		return p.calendar.write(max(e.at, e.o.end)+later, false)
	}})
}

func (p *page) addPeople(r *rand.Rand) {
	name := pick(r, []string{"operator", "reported by", "assigned to", "technician", "caller", "opened by"})
	who := []string{"J. Smith", "M. Jones", "A. Müller", "K. Tanaka"}
	p.add(column{heading: p.heading(name), cell: func(e event) string { return who[e.row*7%len(who)] }})
}

func (p *page) addPlaces(r *rand.Rand) {
	p.add(column{heading: p.heading("region"), cell: func(e event) string { return choose(e.unit%2 == 0, "North", "South") }})
	p.add(column{heading: p.heading(pick(r, []string{"model", "manufacturer"})), cell: func(e event) string { return "ACME " + fmt.Sprint(1+e.unit%3) }})
}
