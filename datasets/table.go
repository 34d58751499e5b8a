package datasets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Cells are the header and the rows of a dataset, as they are written.
type Cells struct {
	Header []string
	Rows   [][]string
}

// Cells reads an embedded dataset.
func (d Dataset) Cells() (*Cells, error) {
	data, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer data.Close()
	cells, err := ReadCells(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	return cells, nil
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
