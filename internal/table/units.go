package table

import (
	"slices"
	"strings"
	"unicode"
)

// unitWords are units, and kinds of text, as a row below the header names them.
var unitWords = wordSet(`
	ms msec s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days
	w wk week weeks mo month months y yr yrs year years
	sek sekunden minuten std stunde stunden tag tage heures jours utc gmt local
	% ‰ v kv a ka w kw mw gw kwh mwh gwh va kva mva hz rpm °c °f ° deg k pa kpa mpa bar psi
	mm cm km kg t l m/s m3/h m³/h km/h usd eur € $ text string char number int integer bool boolean`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// patternWords are the letters with which patterns of dates are written.
var patternWords = wordSet("y yy yyyy m mm mmm mon d dd h hh hh24 mi s ss sss fff am pm a t tt z jj jjjj aa aaaa")

// unitOf returns the unit that a cell below a name stands for: "min" of "[min]",
// "" of a blank or a rule of dashes. It reports false for anything else.
func unitOf(cell string) (unit string, ok bool) {
	if strings.Trim(cell, "-=+_|: ") == "" {
		return "", true
	}
	if inner, ok := unbracketed(cell); ok {
		return inner, !isValue(inner)
	}
	return cell, unitWords[strings.ToLower(cell)] || isPattern(cell)
}

// unbracketed returns what stands in the brackets that enclose a cell.
func unbracketed(cell string) (string, bool) {
	for _, pair := range []string{"[]", "()", "{}", "<>"} {
		if inner, ok := strings.CutPrefix(cell, pair[:1]); ok && strings.HasSuffix(inner, pair[1:]) {
			return strings.TrimSpace(inner[:len(inner)-1]), true
		}
	}
	return "", false
}

// isPattern reports whether a cell is the pattern of a date or a time, such as
// "yyyy-mm-dd hh:mm".
func isPattern(cell string) bool {
	words := strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool { return strings.ContainsRune("/-:. ,T", unicode.ToUpper(r)) })
	return len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !patternWords[w] })
}

// Repeats reports whether record is the header or its row of units again, as at
// the head of a page.
func (d Dialect) Repeats(record []string) bool {
	if slices.EqualFunc(record, d.Header, func(cell, name string) bool { return strings.TrimSpace(cell) == name }) {
		return true
	}
	if d.UnitsLine == 0 {
		return false
	}
	for j, cell := range record {
		unit, ok := unitOf(strings.TrimSpace(cell))
		if !ok || j >= len(d.Units) || unit != d.Units[j] {
			return false
		}
	}
	return true
}

// units returns the units of row i, if it is not a record but names units below
// the header in row i-1: some stand in brackets, or in columns of values.
func (g *grid) units(i, width int) ([]string, bool) {
	if i >= len(g.rows) || g.rows[i].record != g.rows[i-1].record+1 || g.rows[i].comment {
		return nil, false
	}
	cells := trimEmpty(g.rows[i].cells)
	if len(cells) == 0 || len(cells) > width {
		return nil, false
	}
	units := make([]string, width)
	sure := contrast(cells, g.kinds(i)) > 0
	for j, cell := range cells {
		unit, ok := unitOf(cell)
		if !ok {
			return nil, false
		}
		sure = sure || len(unit) < len(cell)
		units[j] = unit
	}
	return units, sure
}
