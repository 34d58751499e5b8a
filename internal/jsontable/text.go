package jsontable

// badMark begins a line that stands for a record that cannot be read: what it begins
// with, the mark again, and why.
const badMark = '\x00'

// appendLine adds the line of a record: its cells, or why there are none.
func appendLine(to []byte, r *record, columns int) []byte {
	switch {
	case r.blank:
		return append(to, '\n')
	case r.bad != nil:
		return appendBad(to, r.text, r.bad.Error())
	}
	for i := range columns {
		if i > 0 {
			to = append(to, ',')
		}
		if i < len(r.cells) {
			to = appendCell(to, r.text[r.cells[i].from:r.cells[i].to])
		}
	}
	return append(to, '\n')
}

// excerptSize is how much of a bad record is shown, in bytes.
const excerptSize = 80

func appendBad(to, text []byte, why string) []byte {
	to = append(to, badMark)
	for _, part := range [][]byte{text[:min(len(text), excerptSize)], []byte(why)} {
		for _, b := range part {
			if b < ' ' {
				b = ' '
			}
			to = append(to, b)
		}
		to = append(to, badMark)
	}
	return append(to, '\n')
}

// appendCell adds a cell, in quotes where it needs them. The ends of lines in it become
// blanks: a record is one line.
func appendCell(to, cell []byte) []byte {
	if isPlain(cell) {
		return append(to, cell...)
	}
	to = append(to, '"')
	for _, b := range cell {
		switch {
		case b == '"':
			to = append(to, '"', '"')
		case isBreak(b):
			to = append(to, ' ')
		default:
			to = append(to, b)
		}
	}
	return append(to, '"')
}

// special are the bytes that a cell without quotes cannot have.
var special = [256]bool{',': true, '"': true, '\n': true, '\r': true}

func isPlain(cell []byte) bool {
	for _, b := range cell {
		if special[b] {
			return false
		}
	}
	return true
}

func isBreak(b byte) bool { return b == '\n' || b == '\r' }
