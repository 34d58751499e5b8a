package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"mtbf/internal/table"
	"mtbf/internal/when"
)

// ReadHolidays reads a file of days, one a line, or the first column of a CSV file that
// has dates. A bad row is an error: holidays are few and must be whole. So is an end of
// the context. Lines that begin with # are passed over.
func ReadHolidays(ctx context.Context, path, timezone string, stdin io.Reader) (days []time.Time, err error) {
	text, err := table.Open(path, stdin)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := text.Close(); err == nil {
			err = e
		}
	}()
	text.Until(ctx)
	h := &holidayReader{name: text.Name, column: -1}
	if timezone == "" {
		timezone = "UTC"
	}
	if h.zone, err = when.LoadZone(timezone); err != nil {
		return nil, err
	}
	h.body = table.NewReader(text)
	h.body.Comment = '#'
	for _, comma := range []byte("\t;") {
		if bytes.IndexByte(text.Sample(), comma) >= 0 {
			h.body.Comma = comma
		}
	}
	return h.read()
}

type holidayReader struct {
	name   string
	zone   *when.Zone
	body   *table.Reader
	column int // of the dates, -1 before it is known
}

func (h *holidayReader) read() (days []time.Time, err error) {
	for first := true; ; first = false {
		record, err := h.body.Read()
		switch {
		case errors.Is(err, io.EOF) && len(days) == 0:
			return nil, fmt.Errorf("%s: it names no day: a file of holidays has a date a line, such as 2024-12-25, or a column of them", h.name)
		case errors.Is(err, io.EOF):
			return days, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", h.name, err)
		case strings.TrimSpace(strings.Join(record, "")) == "":
			continue
		}
		if h.column < 0 {
			h.column = slices.IndexFunc(record, func(cell string) bool { _, err := h.day(cell); return err == nil || isDateLike(err) })
		}
		if h.column < 0 && first { // a header
			continue
		}
		day, err := h.day(record[min(max(0, h.column), len(record)-1)])
		if err != nil {
			return nil, &RowError{File: h.name, Line: h.body.Line(), Value: strings.TrimSpace(record[min(max(0, h.column), len(record)-1)]), Err: plainly(err)}
		}
		days = append(days, day)
	}
}

// isDateLike reports whether what could not be read is a date all the same.
func isDateLike(err error) bool { return errors.Is(err, errOrderOpen) }

// day reads a date.
func (h *holidayReader) day(cell string) (time.Time, error) {
	var c timeCell
	if err := c.UnmarshalCSV([]byte(strings.TrimSpace(cell))); err != nil {
		return time.Time{}, err
	}
	if c.numeric {
		return time.Time{}, errors.New("is not a date; write it as 2024-12-25")
	}
	hours, err := (&fleetReader{zone: h.zone, unit: 1}).bound(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(int64(math.Round(hours * 3.6e6))).In(h.zone.Location()), nil
}
