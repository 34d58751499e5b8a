package workbook

import (
	"regexp"
	"strconv"
	"strings"
)

// columnName is the letters of a column, which is numbered from 1.
func columnName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}

// parseCell reads a cell such as C7 or $C$7, and whether it is one of a sheet.
func parseCell(s string) (row, column int, ok bool) {
	i := 0
	for ; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case 'a' <= c && c <= 'z' && column <= maxColumns:
			column = column*26 + int(c-'a') + 1
			continue
		case s[i] == '$' && i == 0:
			continue
		}
		break
	}
	row, ok = parseRow(strings.TrimPrefix(s[i:], "$"))
	return row, column, ok && 0 < column && column <= maxColumns
}

// parseRow reads the number of a row.
func parseRow(s string) (row int, ok bool) {
	row, err := strconv.Atoi(s)
	return row, err == nil && 0 < row && row <= maxRows && s[0] != '+'
}

// box is a range of cells: rows and columns, from 1, the last ones included.
type box struct{ top, left, bottom, right int }

// parseBox reads a range such as A3:B7.
func parseBox(s string) (b box, ok bool) {
	from, to, _ := strings.Cut(s, ":")
	var first, last bool
	b.top, b.left, first = parseCell(from)
	b.bottom, b.right, last = parseCell(to)
	return b, first && last && b.top <= b.bottom && b.left <= b.right
}

// bare are names of sheets that need no quotes, unless they look like a cell.
var (
	bare     = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.]*$`)
	likeCell = regexp.MustCompile(`^(?i:[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*)$`)
)

// quoteSheet is the name of a sheet as it stands before a cell.
func quoteSheet(name string) string {
	if bare.MatchString(name) && !likeCell.MatchString(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", "''") + "'"
}
