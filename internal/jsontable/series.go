package jsontable

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A range query of Prometheus gives series: objects whose "metric" holds labels and whose
// "values" are samples, each a list of a time and a text. A sample is a record: its time
// and value, the name of its series, and its labels.

// The columns of every series, before those of its labels.
const (
	timeColumn   = "time"
	valueColumn  = "value"
	SeriesColumn = "series"
)

// series is how far a table of them is read.
type series struct {
	within         bool   // a list of samples
	labelled       bool   // its labels have been read
	labels         record // of the series, without those columns
	time, value    *key
	name           *key
	names          map[string]bool // of the series so far
	number, sample int             // of the series and of its samples read
}

// samples is how the samples of a series begin.
var samples = regexp.MustCompile(`"values"\s*:\s*\[\s*\[\s*[0-9.eE+]+\s*,\s*"`)

// isSeries reports whether the list at a path is one of series, by what stands before
// it or, where that says nothing, by the beginning of the input.
func (s *Source) isSeries(path string) bool {
	if !strings.HasSuffix(path, "result") {
		return false
	}
	for _, n := range s.notes {
		if _, kind, found := strings.Cut(n, "resultType: "); found {
			return kind == "matrix"
		}
	}
	return s.shape.samples
}

// errInstant is what is wrong with the answer to an instant query.
var errInstant = errors.New("it is the answer to an instant query of Prometheus, a sample of each series: ask for a range (/api/v1/query_range)")

// isInstant reports whether the list at a path is of a sample of each series.
func (s *Source) isInstant(path string) bool {
	return strings.HasSuffix(path, "result") && slices.ContainsFunc(s.notes, func(n string) bool { return strings.HasSuffix(n, "resultType: vector") })
}

// errNoLabels is what is wrong with a series whose samples cannot be told from those of
// others.
var errNoLabels = errors.New(`the samples of a series stand before its "metric", so that nothing names them: write "metric" before "values", as Prometheus and jq -S do`)

func (t *Table) newSeries() {
	own := newLevel(maxDepth)
	column := func(name string) *key {
		k := t.reader.key(own, fmt.Appendf(nil, "%q", name), 0, "")
		t.reader.add(k)
		return k
	}
	t.series = &series{time: column(timeColumn), value: column(valueColumn), name: column(SeriesColumn), names: map[string]bool{}}
}

// sampled reads the next sample, of this series or of the next.
func (t *Table) sampled() error {
	for {
		t.source.guard.value()
		switch {
		case !t.series.within:
			if t.source.d.PeekKind() == ']' {
				return t.element(']')
			}
			if err := t.beginSeries(); err != nil {
				return inWords(err)
			}
		case t.source.d.PeekKind() == ']':
			if err := t.endSeries(); err != nil {
				return inWords(err)
			}
		default:
			t.series.sample++
			return inWords(t.oneSample())
		}
	}
}

// beginSeries reads a series up to its first sample.
func (t *Table) beginSeries() error {
	d, r := t.source.d, &t.reader
	t.series.number++
	t.series.sample, t.series.labelled = 0, false
	if d.PeekKind() != '{' {
		return errNoObject
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	r.row.reset(len(r.names))
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		switch label := name.String(); {
		case label == "metric" && d.PeekKind() == '{':
			t.series.labelled = true
			if err := r.object(r.top, "metric"); err != nil {
				return err
			}
		case label == "values" && d.PeekKind() == '[':
			if !t.series.labelled {
				return errNoLabels
			}
			_, err := d.ReadToken()
			t.series.within = true
			t.nameSeries()
			return err
		default:
			if err := d.SkipValue(); err != nil {
				return err
			}
		}
	}
	_, err := d.ReadToken()
	return err
}

// nameSeries keeps the labels of the series, and its name: that of its instance, with all
// its labels where another has it.
func (t *Table) nameSeries() {
	r, s := &t.reader, t.series
	label := func(i int) string {
		if c := r.row.cells[i]; c.set {
			return string(r.row.text[c.from:c.to])
		}
		return ""
	}
	var name, all string
	for i := s.name.column + 1; i < len(r.row.cells); i++ {
		text := label(i)
		if r.names[i] == "metric.instance" {
			name = text
		}
		if text != "" && r.names[i] != "metric.__name__" {
			all += fmt.Sprintf(",%s=%s", strings.TrimPrefix(r.names[i], "metric."), text)
		}
	}
	all = strings.TrimPrefix(all, ",")
	if name == "" || s.names[name] {
		name = all
	}
	s.names[name] = true
	from := len(r.row.text)
	r.row.text = append(r.row.text, name...)
	r.row.set(r.columns, s.name, from)
	s.labels = record{text: slices.Clone(r.row.text), cells: slices.Clone(r.row.cells), bad: r.row.bad}
}

// oneSample reads a sample.
func (t *Table) oneSample() error {
	d, r := t.source.d, &t.reader
	r.row.text = append(r.row.text[:0], t.series.labels.text...)
	r.row.cells = append(r.row.cells[:0], t.series.labels.cells...)
	r.row.bad = t.series.labels.bad
	if d.PeekKind() != '[' {
		value, err := d.ReadValue()
		r.row.text, r.row.bad = append(r.row.text[:0], value...), fmt.Errorf("is not a list of a time and a value")
		return err
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for _, k := range []*key{t.series.time, t.series.value} {
		if d.PeekKind() == ']' {
			break
		}
		from := len(r.row.text)
		if err := r.element(); err != nil {
			return err
		}
		r.row.set(r.columns, k, from)
	}
	for d.PeekKind() != ']' {
		if err := d.SkipValue(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// endSeries reads the rest of a series behind its samples.
func (t *Table) endSeries() error {
	d := t.source.d
	t.series.within = false
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == '"' {
		if err := d.SkipValue(); err != nil {
			return err
		}
		if err := d.SkipValue(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}
