package systemfile

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// distribution makes the one distribution that t gives.
func (b *builder) distribution(p *system.Component, t *distributionText) (model.Distribution, error) {
	v := valueOf(t)
	for i := range v.NumField() {
		if v.Field(i).IsNil() {
			continue
		}
		family := v.Type().Field(i).Tag.Get("yaml")
		at := b.at(v.Field(i).Interface())
		d, place, err := b.family(p, family, v.Field(i).Elem(), at)
		if err != nil {
			return nil, b.fault(place, "%w", err)
		}
		if mean := d.Mean(); !(mean >= when.MinLength && mean <= when.MaxLength) {
			return nil, b.fault(at, "%s: its mean is %.4g h; the mean of a time must be above 0, from 1e-30 to 1e30 h", family, mean)
		}
		return d, nil
	}
	panic("ingest: a distribution of no family") // complete has seen one
}

// family makes a distribution of the fields that were given, and tells the
// place of what is wrong with them.
func (b *builder) family(p *system.Component, name string, text reflect.Value, at mark) (model.Distribution, mark, error) {
	if e, ok := text.Addr().Interface().(*empiricalText); ok {
		d, err := b.empirical(e)
		p.Source = strings.TrimPrefix(p.Source+"; "+e.File+": "+e.Column, "; ")
		return d, b.at(&e.File), err
	}
	params, places := map[string]float64{}, map[string]mark{}
	for i := range text.NumField() {
		field := text.Field(i).Addr().Interface()
		if key := text.Type().Field(i).Tag.Get("yaml"); b.given(field) {
			params[key], places[key] = text.Field(i).Float(), b.at(field)
		}
	}
	d, err := dist.New(name, params)
	if place, ok := places[paramOf(err)]; ok {
		at = place
	}
	return d, at, err
}

const (
	maxSample      = 1_000_000 // times of an empirical distribution
	maxSampleBytes = 64 << 20  // of the file that holds them
)

// empirical reads the times of a column; the same column is read once.
func (b *builder) empirical(e *empiricalText) (model.Distribution, error) {
	if e.File == "-" {
		return nil, errors.New("empirical: standard input cannot be named in a system file; write the name of a file")
	}
	key := [2]string{e.File, e.Column}
	if d, ok := b.samples[key]; ok {
		return d, nil
	}
	if err := b.reads(b.path(e.File)); err != nil {
		return nil, fmt.Errorf("empirical: %w", err)
	}
	times, err := readTimes(b.path(e.File), e.Column)
	if err != nil {
		return nil, fmt.Errorf("empirical: %w", err)
	}
	d, err := dist.NewEmpirical(times)
	if err != nil {
		return nil, fmt.Errorf("empirical: %s: column %q: %w", e.File, e.Column, err)
	}
	b.samples[key] = d
	return d, nil
}

// readTimes reads a column of a CSV file as times in hours.
func readTimes(path, column string) (times []float64, err error) {
	text, err := table.Open(path, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, text.Close()) }()
	dialect, err := table.Sniff(text.Sample())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	index := table.Find(dialect.Header, column)
	if index < 0 || dialect.Headerless {
		return nil, fmt.Errorf("%s has no column %q; it has %s%s", path, clipped(column), table.QuoteNames(dialect.Header, 12), near.Hint(column, dialect.Header))
	}
	limited := &io.LimitedReader{R: text, N: maxSampleBytes + 1}
	body, err := dialect.Body(limited)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for {
		record, err := body.Read()
		switch {
		case limited.N == 0 || len(times) > maxSample:
			return nil, fmt.Errorf("%s has more than %d times or %d bytes; draw a sample", path, maxSample, maxSampleBytes)
		case err == io.EOF:
			return times, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", path, err)
		case len(record) <= index:
			return nil, fmt.Errorf("%s:%d: the row has no column %q", path, body.Line(), column)
		}
		h, err := when.ParseHours(record[index], 1)
		if err == nil && h < 0 {
			err = fmt.Errorf("%q is negative", record[index])
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", path, body.Line(), column, err)
		}
		times = append(times, h)
	}
}
