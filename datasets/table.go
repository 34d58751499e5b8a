package datasets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Cells are the header and the rows of a dataset, as they are written.
type Cells struct {
	Header []string
	Rows   [][]string
}

// Cells reads an embedded dataset; a system file has a line a row.
func (d Dataset) Cells() (*Cells, error) {
	data, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer data.Close()
	if d.Kind == System || d.Kind == Question {
		return readLines(data)
	}
	cells, err := ReadCells(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	return cells, nil
}

// readLines reads a system file, a line a row.
func readLines(r io.Reader) (*Cells, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	c := &Cells{Header: []string{"system file"}}
	for line := range strings.Lines(string(text)) {
		c.Rows = append(c.Rows, []string{strings.TrimRight(line, "\n")})
	}
	return c, nil
}

// ReadCells reads a CSV with one header and rows of its length.
func ReadCells(r io.Reader) (*Cells, error) {
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, errors.New("no header")
	}
	return &Cells{Header: records[0], Rows: records[1:]}, nil
}

// column returns the place of a column, -1 if there is none.
func (c *Cells) column(name string) int { return slices.Index(c.Header, name) }
