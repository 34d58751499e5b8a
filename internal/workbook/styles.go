package workbook

import (
	"encoding/xml"
	"fmt"
)

// readStyles returns the format of each style of a cell.
func readStyles(t *tokens) ([]format, error) {
	custom, formats := map[string]format{}, []format(nil)
	err := t.each(func(around string, e xml.StartElement) error {
		switch {
		case around == "numFmts" && e.Name.Local == "numFmt":
			if custom[attribute(e, "numFmtId")] = parseFormat(attribute(e, "formatCode")); len(custom) > maxFormats {
				return fmt.Errorf("more than %d number formats", maxFormats)
			}
		case around == "cellXfs" && e.Name.Local == "xf":
			formats = append(formats, formatOf(custom, attribute(e, "numFmtId")))
		}
		return nil
	})
	return formats, err
}

// formatOf is a format by its number; those of the workbook go before those of
// the same number that Excel has.
func formatOf(custom map[string]format, id string) format {
	if f, ok := custom[id]; ok {
		return f
	}
	return builtIn[id]
}
