package shapes

import "strings"

// text puts the columns on paper.
func (p *page) text() string {
	var b strings.Builder
	b.WriteString(p.head())
	var names, units []string
	for _, c := range p.all() {
		names, units = append(names, c.heading), append(units, c.unit)
	}
	b.WriteString(p.line(names))
	if p.shape.rowIsOutage() && p.shape["length"] == "units row" {
		b.WriteString(p.line(units))
	}
	for _, e := range p.events() {
		var cells []string
		for _, c := range p.all() {
			cells = append(cells, c.cell(e))
		}
		b.WriteString(p.line(cells))
	}
	switch p.shape["lines"] {
	case "no last end":
		return strings.TrimSuffix(b.String(), "\n")
	case "blank lines below":
		return b.String() + "\n\n"
	}
	return b.String()
}

func (p *page) all() []column {
	var out []column
	for _, group := range p.columns {
		out = append(out, group...)
	}
	return out
}

// head is what stands above the headings.
func (p *page) head() string {
	end := p.lineEnd()
	switch p.shape["head"] {
	case "title":
		return "Outage report of the plant" + end
	case "title over all columns":
		return "Outage report of the plant" + strings.Repeat(p.delimiter(), len(p.all())-1) + end
	case "title and blank line":
		return "Outage report of the plant" + end + end
	case "# comments":
		return "# outage report" + end + "# of the plant" + end
	case "# comments with commas":
		return "# outages, stops, trips" + end + "# source: control room; checked, signed" + end
	case "byte order mark":
		return "\ufeff"
	}
	return ""
}

func (p *page) delimiter() string {
	if p.shape["delimiter"] == "tab" {
		return "\t"
	}
	return p.shape["delimiter"]
}

func (p *page) lineEnd() string {
	if p.shape["lines"] == "CRLF" {
		return "\r\n"
	}
	return "\n"
}

// line writes one record.
func (p *page) line(cells []string) string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = p.cell(c)
	}
	s := strings.Join(out, p.delimiter())
	if p.shape["lines"] == "trailing delimiter" {
		s += p.delimiter()
	}
	return s + p.lineEnd()
}

func (p *page) cell(c string) string {
	switch {
	case p.shape["lines"] == "padded":
		return " " + strings.ReplaceAll(c, p.delimiter(), " -") + "  "
	case p.shape["quotes"] == "everywhere" || strings.ContainsAny(c, p.delimiter()+"\"\n"):
		return `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
	}
	return c
}
