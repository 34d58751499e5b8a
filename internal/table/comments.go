package table

import "strings"

// comments returns the comment lines above the header, without their marks and
// the delimiters at their ends.
func (d Dialect) comments(sample []byte) []string {
	text, end := string(sample), "\n"
	if !strings.Contains(text, end) {
		end = "\r"
	}
	var comments []string
	for range d.Skip {
		var line string
		line, text, _ = strings.Cut(text, end)
		line = strings.TrimRight(strings.TrimSpace(line), string(rune(d.Comma)))
		line = strings.Trim(line, `" `)
		if comment := strings.TrimSpace(strings.TrimLeft(line, "#")); comment != "" && line[0] == '#' {
			comments = append(comments, comment)
		}
	}
	return comments
}
