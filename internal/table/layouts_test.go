package table

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// random writes known records in a layout of its own.
type random struct {
	*rand.Rand
	comma   string
	newline string
	columns int
	trail   bool   // a delimiter at the end of every line of the table
	mark    string // before the header
	b       strings.Builder
	lines   int
}

func (w *random) yes(percent int) bool { return w.IntN(100) < percent }

func pick[T any](w *random, of ...T) T { return of[w.IntN(len(of))] }

// line writes a line as it is.
func (w *random) line(text string) {
	w.b.WriteString(text + w.newline)
	w.lines += 1 + strings.Count(text, "\n")
}

// row writes cells, quoted where they must be and now and then where not.
func (w *random) row(cells []string) {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c
		if strings.ContainsAny(c, w.comma+"\"\n") || w.yes(5) {
			out[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		} else if w.yes(10) && w.comma != "\t" {
			out[i] = " " + c + " "
		}
	}
	text := strings.Join(out, w.comma)
	if w.trail {
		text += w.comma
	}
	w.line(w.mark + text)
}

// heading writes what stands above the header, and returns its comments.
func (w *random) heading() (comments []string) {
	pad := ""
	if w.yes(50) {
		pad = strings.Repeat(w.comma, w.columns-1)
	}
	for range w.IntN(5) {
		switch w.IntN(5) {
		case 0:
			w.line("Outage report of all sites - 2016" + pad)
		case 1:
			w.line(pick(w, "", "", pad))
		case 2:
			w.line("Generated at:" + w.comma + "2024-05-01 10:00")
		case 3:
			w.line("Period:" + w.comma + "2024-01-01" + w.comma + "to")
		case 4:
			comments = append(comments, pick(w, "Time zone: UTC", "Turbine: T1", "exported by ops, with care"))
			w.line("# " + comments[len(comments)-1])
		}
	}
	return comments
}

// records returns the names, the units and the records of a table.
func (w *random) records() (names, units []string, records [][]string) {
	names = []string{"Asset No", "Opened On", "Closed On", "Loss", "Fault Class", "Remark"}[:w.columns]
	if w.yes(20) {
		names[w.IntN(w.columns)] += "\n(local)"
	}
	units = []string{"", pick(w, "", "utc"), "", pick(w, "min", "h"), "", ""}[:w.columns]
	for i := range 3 + w.IntN(20) {
		records = append(records, []string{
			"pump " + string(rune('A'+i)), fmt.Sprintf("2024-01-%02d 10:00", i+1), fmt.Sprintf("%02d.02.2024 11:30", i+1),
			strconv.Itoa(w.IntN(1000)) + pick(w, "", ".5", ",5"), pick(w, "seal", "motor", "Machine", "Maintenance"), pick(w, "", "so, so", "\"it\"", "two\nlines", "x"),
		}[:w.columns])
	}
	return names, units, records
}

// TestLayouts: the header, its units and the records come back from whatever
// layout they are written in.
func TestLayouts(t *testing.T) {
	known := Sniffer{Units: true, Known: func(name string) bool { return slices.Contains([]string{"machine", "maintenance", "seal"}, Fold(name)) }}
	for seed := range uint64(2000) {
		w := &random{Rand: rand.New(rand.NewPCG(seed, 17)), columns: 5}
		w.comma, w.newline = pick(w, ",", ";", "\t", "|"), pick(w, "\n", "\r\n", "\r")
		w.columns, w.trail = 5+w.IntN(2), w.yes(40)
		names, units, records := w.records()
		if w.yes(10) {
			w.b.WriteString("\ufeff")
		}
		comments := w.heading()
		above := w.lines
		if !strings.Contains(names[0], "\n") {
			w.mark = pick(w, "", "", "", "# ")
		}
		w.row(names)
		w.mark = ""
		withUnits := w.yes(30) && strings.Join(units, "") != ""
		unitsRow := bracketed(w, units)
		if withUnits {
			w.row(unitsRow)
		}
		trail := w.trail
		w.trail = trail != w.yes(10) // header and rows may differ
		for _, record := range records {
			w.row(record)
			if w.yes(3) {
				w.row(names)
				if withUnits {
					w.row(unitsRow)
				}
			}
		}
		text := w.b.String()
		if w.newline == "\r" {
			text = strings.ReplaceAll(text, "\n", "\r")
		}
		if w.yes(30) {
			text = strings.TrimSuffix(text, w.newline)
		}

		d, got, err := readLayout(known, text)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		got = slices.DeleteFunc(got, func(r []string) bool { return d.Repeats(r) })
		want := fmt.Sprintf("%q %q %d %q %q", string(w.comma), names, above+1, comments, records)
		if have := fmt.Sprintf("%q %q %d %q %q", string(rune(d.Comma)), d.Header, d.HeaderLine, d.Comments, got); have != want {
			t.Fatalf("seed %d:\n%s\ngot  %s\nwant %s", seed, text, have, want)
		}
		if withUnits != (d.UnitsLine > 0) || withUnits && !slices.Equal(d.Units, units) {
			t.Fatalf("seed %d:\n%s\nunits %q in line %d, want %q", seed, text, d.Units, d.UnitsLine, units)
		}
	}
}

// bracketed writes units as they are, or in brackets.
func bracketed(w *random, units []string) []string {
	form := pick(w, "%s", "[%s]", "(%s)")
	cells := make([]string, len(units))
	for i, u := range units {
		if u != "" {
			cells[i] = fmt.Sprintf(form, u)
		}
	}
	return cells
}

// readLayout returns what is read of a text, its cells trimmed.
func readLayout(s Sniffer, in string) (d Dialect, records [][]string, err error) {
	text, err := NewText("log", strings.NewReader(in))
	if err != nil {
		return d, nil, err
	}
	if d, err = s.Sniff(text.Sample()); err != nil {
		return d, nil, err
	}
	r, err := d.Body(text)
	if err != nil {
		return d, nil, err
	}
	for {
		record, err := r.Read()
		if err != nil {
			return d, records, nil
		}
		cells := make([]string, len(record))
		for i, c := range record {
			cells[i] = strings.TrimSpace(c)
		}
		records = append(records, cells)
	}
}
