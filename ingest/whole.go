package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/jszwec/csvutil"

	"mtbf/internal/table"
)

// strictTable reads a table every row of which must be right.
type strictTable[T any] struct {
	columns map[string]string         // role of a column by its name; nil: columns are called as the fields, and none may be missing
	beside  map[string]string         // by the name of a column, the role beside which it means nothing
	bare    string                    // role of the only column of a file without a header; "": it must have one
	enough  func(roles []string) bool // whether the roles that were found tell what is needed
	needs   string                    // what is, for a person
	blank   T                         // what a row is before it is read
	take    func(row T) error
	status  *statuses // what tells failures from times cut short, and which rows are kept; nil: all
}

// open reads a file, "-" being stdin, and returns the columns that mean nothing
// here. An end of the context is its error.
func (w strictTable[T]) open(ctx context.Context, path string, stdin io.Reader) (ignored []string, err error) {
	text, err := table.OpenAny(path, stdin)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := text.Close(); err == nil {
			err = e
		}
	}()
	text.Until(ctx)
	return w.read(text)
}

func (w strictTable[T]) read(text *table.Text) (ignored []string, err error) {
	sniffer := table.Sniffer{}
	if w.columns != nil {
		sniffer.Known = func(name string) bool {
			name = table.Fold(name)
			return w.columns[name] != "" || w.status != nil && statusNames[name] != unnamed
		}
	}
	only, err := soleSheet(text, sniffer)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	dialect := only.dialect
	header, ignored, err := w.header(dialect)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	if err := w.status.begin(text.Name, dialect.Header, header); err != nil {
		return nil, err
	}
	body, err := dialect.Body(only.text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	decoder, err := csvutil.NewDecoder(body, header...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	decoder.DisallowMissingColumns = w.columns == nil
	for {
		row := w.blank
		err := decoder.Decode(&row)
		if errors.Is(err, io.EOF) {
			return w.status.settle(ignored)
		}
		if err = cellError(err); err == nil && w.status.keeps(decoder.Record(), body.Line()) {
			err = w.take(row)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", only.where(body.Line()), err)
		}
	}
}

// header returns the columns by their roles. One without a role, or with one
// that another has already, is ignored.
func (w strictTable[T]) header(d table.Dialect) (roles, ignored []string, err error) {
	switch {
	case w.columns == nil:
		return d.Header, nil, nil
	case d.Header == nil && d.Fields == 1 && w.bare != "":
		return []string{w.bare}, nil, nil
	case d.Header == nil:
		return nil, nil, errors.New("has no line of column names; it has the columns " + w.needs)
	}
	for i, name := range d.Header {
		role := w.columns[table.Fold(name)]
		if role == "" || w.has(d.Header, w.beside[table.Fold(name)]) || slices.Contains(roles, role) {
			role = "\x00" + strconv.Itoa(i)
			ignored = append(ignored, name)
		}
		roles = append(roles, role)
	}
	if !w.enough(roles) {
		return nil, nil, &ColumnsError{w.needs, d.Header}
	}
	return roles, ignored, nil
}

// has reports whether a column of a header has the role.
func (w strictTable[T]) has(header []string, role string) bool {
	return role != "" && slices.ContainsFunc(header, func(name string) bool { return w.columns[table.Fold(name)] == role })
}

// cellError takes the decoder's words off an error of a cell.
func cellError(err error) error {
	var cell *csvutil.DecodeError
	var row *table.RecordError
	switch {
	case errors.As(err, &cell):
		return fmt.Errorf("%s: %w", cell.Field, cell.Err)
	case errors.As(err, &row):
		return unsplittable(row)
	}
	return err
}

// ColumnsError tells that a file does not have the columns of what it is read as.
type ColumnsError struct {
	Needs  string
	Header []string
}

func (e *ColumnsError) Error() string {
	return fmt.Sprintf("a file of this kind has the columns %s; this one has %s", e.Needs, table.QuoteNames(e.Header, 12))
}
