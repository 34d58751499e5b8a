package report

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/number"
)

// tableView is a table as the page shows it: times in a unit that fits them, each with its
// hours beside it, and shares as bars.
type tableView struct {
	Caption string
	Folded  bool
	Head    []headView
	Rows    []rowView
}

type headView struct {
	Text   string
	IsText bool
}

type rowView struct {
	Depth  int // of the first cell, in a tree; 1 where there is none
	Marked bool
	Cells  []cellView
}

// cellView is a cell. Exact is what a reader finds on it: the hours of a time, or the whole
// name of a category; Value is the number of hours.
type cellView struct {
	Text, Exact, Value string
	IsText, Whole      bool // a text, which is not broken into lines
	Bar                *barView
}

// barView is a bar whose length is that of a share, in per cent of the largest.
type barView struct{ Width string }

// view makes a table ready for the page, without columns in which no row has anything.
func view(t Table) tableView {
	t = t.withoutEmpty()
	v := tableView{Caption: t.Caption, Folded: t.Folded}
	for i, h := range t.Head {
		v.Head = append(v.Head, headView{h, i < t.Text})
	}
	seen := map[string]bool{}
	for _, row := range t.Rows {
		r := rowView{Depth: 1, Marked: t.Designs && len(row) > 0 && row[0] == marked}
		for i, text := range row {
			c := cellView{Text: text, IsText: i < t.Text, Whole: len(text) <= longestWhole && !strings.Contains(text, " ")}
			if i == 0 && t.Tree {
				seen[text] = true
				if parent, last, ok := cutLast(text, "/"); ok && seen[parent] {
					r.Depth = 1 + min(strings.Count(text, "/"), deepest)
					c.Text, c.Exact = last, text
				}
			}
			r.Cells = append(r.Cells, c)
		}
		v.Rows = append(v.Rows, r)
	}
	v.scaleColumns()
	v.scaleRows()
	v.bars()
	v.notation()
	return v
}

// withoutEmpty leaves out the columns in which all cells are empty, but for the first.
func (t Table) withoutEmpty() Table {
	for i := len(t.Head) - 1; i > 0 && len(t.Rows) > 0; i-- {
		if slices.ContainsFunc(t.Rows, func(row []string) bool { return i < len(row) && row[i] != "" }) {
			continue
		}
		t.Head = slices.Delete(slices.Clone(t.Head), i, i+1)
		rows := make([][]string, len(t.Rows))
		for k, row := range t.Rows {
			rows[k] = slices.Delete(slices.Clone(row), min(i, len(row)), min(i+1, len(row)))
		}
		t.Rows = rows
		if i < t.Text {
			t.Text--
		}
	}
	return t
}

// notation writes the numbers of a column alike, all in scientific notation or none.
func (v *tableView) notation() {
	for i, h := range v.Head {
		if h.IsText {
			continue
		}
		var texts []string
		var cells []*cellView
		for _, r := range v.Rows {
			if i < len(r.Cells) {
				texts, cells = append(texts, r.Cells[i].Text), append(cells, &r.Cells[i])
			}
		}
		number.Alike(texts)
		for k, c := range cells {
			c.Text = texts[k]
		}
	}
}

const (
	marked  = "chosen" // the first cell of the design that stands out
	deepest = 6        // of a tree, that is shown by how far a row is moved in

	longestWhole = len("2024-03-29T18:35:00Z") // text that stands in one line
)

// units are those that columns and rows of hours may have, and what stands before the unit
// that fits.
var hourUnits = map[string]string{"h": "", "unit-h": "unit-"}

// scaleColumns gives columns of hours, with the limits at their right, the unit that fits
// them. The first column tells what was asked for, in its own unit.
func (v *tableView) scaleColumns() {
	for i := 1; i < len(v.Head); i++ {
		name, unit, ok := cutLast(v.Head[i].Text, ", ")
		before, known := hourUnits[unit]
		if !ok || !known || v.Head[i].IsText {
			continue
		}
		end := i + 1
		for end < len(v.Head) && (isLimit(v.Head[end].Text) || isAlike(name, v.Head[end].Text)) {
			end++
		}
		var cells []*cellView
		for _, r := range v.Rows {
			for j := i; j < min(end, len(r.Cells)); j++ {
				cells = append(cells, &r.Cells[j])
			}
		}
		fits := before + scale(cells, unit)
		for j := i; j < end; j++ {
			if j == i || !isLimit(v.Head[j].Text) {
				v.Head[j].Text = strings.TrimSuffix(v.Head[j].Text, ", "+unit) + ", " + fits
			}
		}
		i = end - 1
	}
}

// isAlike reports whether a column tells the same kind of time as one called name: MTBF as
// logged, and corrected.
func isAlike(name, head string) bool {
	word, _, _ := strings.Cut(name, " ")
	_, unit, ok := cutLast(head, ", ")
	_, known := hourUnits[unit]
	return ok && known && strings.HasPrefix(head, word+" ")
}

func isLimit(head string) bool {
	return strings.HasPrefix(head, "lower ") || strings.HasPrefix(head, "upper ")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// scaleRows does so row by row, where a column tells the unit of each.
func (v *tableView) scaleRows() {
	at := -1
	for i, h := range v.Head {
		if h.Text == "Unit" {
			at = i
		}
	}
	if at < 0 {
		return
	}
	for _, r := range v.Rows {
		if at >= len(r.Cells) {
			continue
		}
		before, known := hourUnits[r.Cells[at].Text]
		if !known {
			continue
		}
		var cells []*cellView
		for j := at + 1; j < min(len(r.Cells), len(v.Head)) && !v.Head[j].IsText; j++ {
			cells = append(cells, &r.Cells[j])
		}
		r.Cells[at].Text = before + scale(cells, r.Cells[at].Text)
	}
}

// scale writes hours in the unit that fits them, which it returns, and keeps them beside it.
func scale(cells []*cellView, unit string) string {
	values := make([]float64, len(cells))
	for i, c := range cells {
		values[i] = hoursIn(c.Text)
	}
	u := number.UnitFor(values)
	round := true // no value has more than four figures
	for _, x := range values {
		round = round && (math.IsNaN(x) || math.Abs(rounded(x/u.Hours)-x/u.Hours) <= 1e-9*x)
	}
	for i, c := range cells {
		if math.IsNaN(values[i]) {
			continue
		}
		c.Value, c.Exact = strconv.FormatFloat(values[i], 'g', -1, 64), c.Text+" "+unit
		if c.Text = number.Sig(values[i]/u.Hours, 4); round {
			c.Text = plain(rounded(values[i] / u.Hours))
		}
	}
	return u.Name
}

// rounded is a number with four significant figures.
func rounded(x float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		return x
	}
	return short
}

// hoursIn reads a number as cells have it; NaN where there is none.
func hoursIn(text string) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}

// bars draws shares in per cent beside their numbers, the longest bar being the largest.
func (v *tableView) bars() {
	for i, h := range v.Head {
		if !strings.HasPrefix(h.Text, "Share of ") || !strings.HasSuffix(h.Text, ", %") {
			continue
		}
		most := 0.0
		for _, r := range v.Rows {
			if i < len(r.Cells) && hoursIn(r.Cells[i].Text) > most {
				most = hoursIn(r.Cells[i].Text)
			}
		}
		for _, r := range v.Rows {
			if i >= len(r.Cells) {
				continue
			}
			if x := hoursIn(r.Cells[i].Text); x >= 0 && most > 0 {
				r.Cells[i].Text = number.Sig(x, 3)
				r.Cells[i].Bar = &barView{strconv.FormatFloat(100*x/most, 'f', 1, 64)}
			}
		}
	}
}
