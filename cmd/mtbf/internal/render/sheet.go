package render

import "slices"

// sheet is a table of records in long form: what an answer holds beside its first table
// has rows of the same columns, told apart by the section, which is called as in JSON;
// cells that a row has no use for are blank.
type sheet struct {
	header []string
	rows   [][]string
}

func newSheet(header ...string) *sheet { return &sheet{header: header} }

// add adds a row: pairs of a column and its cell.
func (s *sheet) add(pairs ...string) {
	row := make([]string, len(s.header))
	for i := 0; i+1 < len(pairs); i += 2 {
		row[slices.Index(s.header, pairs[i])] = pairs[i+1]
	}
	s.rows = append(s.rows, row)
}

// estimate adds a row of an estimate, whose columns are point, lo, hi and confidence.
func (s *sheet) estimate(e Estimate, pairs ...string) {
	s.add(append(pairs, "point", bare(e.Point), "lo", bare(e.Lo), "hi", bare(e.Hi), "confidence", bare(&e.Confidence))...)
}

// records are the header and the rows.
func (s *sheet) records() [][]string { return append([][]string{s.header}, s.rows...) }
