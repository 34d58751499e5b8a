package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/table"
	"mtbf/model"
)

// rows is the reader that csvutil decodes from. It passes on the rows that
// are outages, their columns by role, and counts what it holds back: rows that
// do not split, copies, rows that a condition or the profile leaves out.
type rows struct {
	f         *fileReader
	in        recordReader
	roles     []Role
	from      []origin
	where     rowFilter
	skip      []boundCondition
	cancelled []boundCondition // rows that tell of no failure after all
	by        int
	start     int      // the first column that tells the start
	labels    []int    // columns in which a row of totals says so, where the times cannot tell it
	record    []string // as read
	out       []string // by role
	ongoing   bool     // the row says in a word that its outage goes on
	columns   map[string]int
	joined    []byte // the record, see table.AppendRow
}

// recordReader is a source of records: a table.Reader, or a single record.
type recordReader interface {
	Read() ([]string, error)
	Line() int // on which the last record starts
}

func newRows(f *fileReader, in recordReader) (*rows, error) {
	r := &rows{f: f, in: in, by: -1, columns: map[string]int{}}
	for _, role := range roles {
		if s, ok := f.mapping.from[role]; ok {
			r.roles, r.from = append(r.roles, role), append(r.from, s)
		}
	}
	r.start = f.mapping.from[roleStart].columns[0]
	r.out = make([]string, len(r.roles))
	var err error
	if r.where, err = bind(f.opt.Where, f.seenValues, f.mapping.header); err != nil {
		return nil, err
	}
	r.labels = f.labels()
	r.skip = bindMarks(f.profile.Skip, f.mapping.header)
	r.cancelled = f.cancelledMarks()
	if f.opt.By != "" {
		if r.by = table.Find(f.mapping.header, f.opt.By); r.by < 0 {
			return nil, fmt.Errorf("by: no column %q; the columns are %s%s", f.opt.By, table.QuoteNames(f.mapping.header, 40), near.Hint(f.opt.By, f.mapping.header))
		}
	}
	return r, nil
}

// header returns the names that cells carries in its tags.
func (r *rows) header() []string {
	names := make([]string, len(r.roles))
	for i, role := range r.roles {
		names[i] = string(role)
	}
	return names
}

// Read returns the next row that may be an outage.
func (r *rows) Read() ([]string, error) {
	for {
		record, err := r.in.Read()
		if err != nil {
			if err = r.unread(err); err != nil {
				return nil, err
			}
			continue
		}
		keep, err := r.admit(record)
		if err != nil {
			return nil, err
		}
		if keep {
			return r.project(), nil
		}
	}
}

// admit counts the record and reports whether it goes on.
func (r *rows) admit(record []string) (bool, error) {
	reading := &r.f.log.Reading
	reading.RowsRead++
	if want, got := len(r.f.mapping.header), len(record); got != want {
		return false, r.f.reject(r.f.rowError(RowError{Line: r.in.Line(), Value: strings.Join(record, ","),
			Err: fmt.Errorf("the row has %s, the header %d", model.Counted(got, "cell"), want)}))
	}
	r.record = record
	if c := r.totalIn(record); c >= 0 {
		return false, r.f.reject(r.f.rowError(RowError{Line: r.in.Line(), Column: r.f.mapping.header[c], Value: record[c], Err: errTotal}))
	}
	if reason := r.heldBack(); reason != "" {
		reading.ExcludedBy[reason]++
		return false, nil
	}
	if !r.f.opt.KeepDuplicates && r.copied() {
		reading.Duplicates++
		return false, nil
	}
	if !r.where.keeps(record) {
		r.f.supersede(-1)
		reading.ExcludedBy["where"]++
		return false, nil
	}
	return true, nil
}

// reasonCancelled is the reason in Reading.ExcludedBy of a row whose status says that
// there was no failure after all.
const reasonCancelled = "cancelled"

// cancelledMarks are the values of the column of the status that say so, unless a
// condition of the user looks at it.
func (f *fileReader) cancelledMarks() []boundCondition {
	s, ok := f.mapping.from[roleStatus]
	if !ok || len(s.columns) != 1 || f.asked(s.columns[0]) {
		return nil
	}
	return []boundCondition{{column: s.columns[0], Condition: Condition{Column: s.name, Values: stateWords().Cancelled}}}
}

// sayCancelled tells in the heading how many rows were left out so.
func (f *fileReader) sayCancelled(before int) {
	if n := f.log.Reading.ExcludedBy[reasonCancelled] - before; n > 0 {
		f.assume("cancelled-left-out", "no failures: %s of %s whose %q says cancelled, false alarm or the like; --column status= counts them", model.Counted(n, "row"), f.name, f.mapping.from[roleStatus].name)
	}
}

// doubtCancelled tells of a column that is not read, whose words say of some rows that
// there was no failure after all. A profile of a tool knows what its columns say.
func (f *fileReader) doubtCancelled(sample [][]string) {
	if f.profile.Name != generic {
		return
	}
	for i, name := range f.mapping.header {
		c := valuesOf(i, name, sample)
		if c == nil || uses(f.mapping.from, origin{columns: []int{i}}) || f.asked(i) || slices.ContainsFunc(f.planned, func(b boundCondition) bool { return b.column == i }) {
			continue
		}
		said := slices.DeleteFunc(slices.Clone(c.values), func(v string) bool { return !slices.Contains(stateWords().Cancelled, plainWord(v)) })
		if len(said) > 0 && len(said) < len(c.values) {
			f.warn("cancelled-counted", "failures all the same: rows of %s whose %q is %s; --column status=NAME, with the name of this column, leaves them out", f.name, name, table.QuoteNames(said, 3))
		}
	}
}

// heldBack returns why a row is no outage at all, or "".
func (r *rows) heldBack() string {
	switch {
	case !slices.ContainsFunc(r.record, func(cell string) bool { return strings.TrimSpace(cell) != "" }):
		return "blank"
	case r.f.dialect.Repeats(r.record):
		return "repeated-header"
	case marked(r.skip, r.record):
		r.f.supersede(-1)
		return "profile"
	case marked(r.cancelled, r.record):
		r.f.supersede(-1)
		return reasonCancelled
	}
	return ""
}

// copied reports whether an equal row came before.
func (r *rows) copied() bool {
	r.joined = table.AppendRow(r.joined[:0], r.record)
	return r.f.isCopy(partOf([]byte(r.record[r.start])), keyOf(r.joined))
}

// project returns the record by role, texts that mean "no value" blanked.
func (r *rows) project() []string {
	r.ongoing = false
	for i, s := range r.from {
		r.out[i] = r.plain(r.roles[i], s.text(r.record, r.f.profile.Missing))
	}
	return r.out
}

// plain returns a text as the cells read it: "" where it means "no value", and
// numbers and dates in one way of writing.
func (r *rows) plain(role Role, text string) string {
	switch {
	case role == roleCategory && strings.EqualFold(text, string(model.None)):
		return text // a category of its own
	case isMissing(text, r.f.profile.Missing):
		return ""
	case role == roleEnd || role == roleDuration || role == roleRetired:
		if isOngoing(text) {
			r.ongoing = r.ongoing || role != roleRetired
			return ""
		}
	}
	return r.f.writing.apply(role, text)
}

// cell returns the text of a role in the row just read, as written.
func (r *rows) cell(role Role) string {
	if i := slices.Index(r.roles, role); i >= 0 {
		return r.from[i].text(r.record, r.f.profile.Missing)
	}
	return ""
}

func (r *rows) line() int { return r.in.Line() }

// groupValue returns the row's value of the --by column.
func (r *rows) groupValue() string {
	if r.by < 0 {
		return ""
	}
	return strings.TrimSpace(r.record[r.by])
}

// column returns the row's value of a column, "" if there is none.
func (r *rows) column(name string) string {
	i, known := r.columns[name]
	if !known {
		i = table.Find(r.f.mapping.header, name)
		r.columns[name] = i
	}
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(r.record[i])
}

// unread rejects a record that does not split, and passes every other error on.
func (r *rows) unread(err error) error {
	var bad *table.RecordError
	if !errors.As(err, &bad) {
		return r.positioned(err)
	}
	r.f.log.Reading.RowsRead++
	return r.f.reject(r.f.splitError(bad))
}

// positioned adds the file to an error of reading, unless it names it already;
// io.EOF stays itself.
func (r *rows) positioned(err error) error {
	if errors.Is(err, io.EOF) || strings.HasPrefix(err.Error(), r.f.name+":") {
		return err
	}
	return fmt.Errorf("%s: %w", r.f.name, err)
}
