package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jszwec/csvutil"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// fileReader reads one file of a log.
type fileReader struct {
	*builder
	index     uint16 // of the file, in Log.Files
	name      string
	profile   *Profile
	dialect   table.Dialect
	headless  bool       // the names of the columns are a profile's
	sample    [][]string // the first records
	mapping   *mapping
	rows      *rows
	decoder   *csvutil.Decoder // of rows
	meter     *meter
	writing   writing
	numeric   bool    // the times are numbers
	epoch     bool    // of seconds, or a part of one, since 1970
	timeUnit  float64 // hours of a bare number in a time column
	order     when.Order
	borrowed  bool // the order is that of the files before
	dotted    bool // all dates are written with dots
	votes     when.Votes
	first     int          // the first outage of the file, in Log.Outages; a draft until it is settled
	marks     []draftMarks // by draft
	complete  int          // drafts that are so marked
	lasts     []float64    // by draft: the duration; nil where the log has none
	named     bool         // the log names units
	lasting   bool         // the log tells durations
	settled   []int        // draft -> its index in Log.Outages, -1 for none; where Profile.LastOf needs it
	overnight int          // ends on the day after their start, by the clock alone
	zeros     int          // outages that start at 1970-01-01 00:00 UTC
	daily     bool         // the starts are days without a clock
	days      dayRows
	category  categorizer
	planned   []boundCondition
	service   map[int32]*serviceDraft
	told      told
	states    *stateRule
	units     durationUnits            // of the durations, once they are settled
	room      int                      // how many rows with states are kept before they are gone through
	seenIn    [len(dateOrders)]watched // rows that are no outages
	downs     int                      // rows that say down
	unknown   int                      // rows whose state is not known
	work      string                   // the column whose values tell planned work, as far as found

	serviceVotes when.Votes

	acknowledged map[int]acknowledgedCell // by draft: those that tell of it
	weights      map[int]float64          // by draft: those that tell one
	ackUnread    int                      // of them that could not be used
}

// file reads one file into the log.
func (b *builder) file(source *table.Text) (err error) {
	defer func() {
		if e := source.Close(); err == nil {
			err = e
		}
	}()
	source.Until(b.ctx)
	next, err := sheetsOf(source, b.opt)
	if err != nil {
		return about(source.Name, err)
	}
	for {
		s, err := next()
		switch {
		case err == io.EOF:
			b.sayOthers(source.Name)
			return b.sayLeft(source.Name)
		case err != nil:
			return about(source.Name, err)
		}
		if _, err := b.sheet(s); err != nil {
			return err
		}
	}
}

// sheet reads one table of a file into the log, and returns what was found out about it.
func (b *builder) sheet(s *sheet) (*fileReader, error) {
	defer s.text.Forget()
	f, err := b.begin(s)
	if err != nil {
		return nil, b.leaveOut(s, err)
	}
	body, err := f.dialect.Body(s.text)
	if err != nil {
		return f, about(f.name, err)
	}
	cancelled := f.log.Reading.ExcludedBy[reasonCancelled]
	if err := f.read(body, s.text); err != nil {
		return f, s.located(err)
	}
	f.sayCancelled(cancelled)
	if err := f.ended(); err != nil {
		return f, err
	}
	if err := f.settle(); err != nil {
		return f, about(f.name, err)
	}
	f.describe(s.text)
	if f.profile.Say != "" {
		f.assume("profile-says", "%s: %s", f.name, f.profile.Say)
	}
	f.sayLists(s.json)
	f.sayLate(s.json)
	f.sayCauses(s.json)
	f.sayDowntimes(s)
	f.sayBlanks(s)
	return f, nil
}

const maxFiles = 10_000

// begin finds the table of a file and what its columns are. What is known of them by
// then comes with an error too.
func (b *builder) begin(s *sheet) (f *fileReader, err error) {
	name := s.label()
	if len(b.log.Files) > maxFiles {
		return nil, fmt.Errorf("more than %d files and tables in them", maxFiles)
	}
	if s.bad != nil {
		return nil, about(name, s.bad)
	}
	f = &fileReader{builder: b, name: name, index: uint16(len(b.log.Files)), first: len(b.log.Outages)}
	if s.dialect.Headerless && s.dialect.Header == nil {
		s.dialect.Header = f.headerFor(s.text.Sample(), s.dialect)
		f.headless = true
	}
	if f.dialect = s.dialect; s.dialect.Headerless && s.dialect.Header == nil {
		return nil, fmt.Errorf("%s:%d: the first row holds data, not column names; add a line that names the columns", name, s.dialect.Skip+1)
	}
	if s.optional && isPivot(s.dialect.Header) {
		return nil, errPivot
	}
	b.log.Files = append(b.log.Files, name)
	b.sheets = append(b.sheets, s)
	return f, about(name, f.understand(s))
}

// about adds the name of a file to an error, but for a question, which has it.
func about(name string, err error) error {
	if question := (*Question)(nil); err == nil || errors.As(err, &question) {
		return err
	}
	if strings.HasPrefix(err.Error(), name+":") {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// read decodes the rows into drafts: in blocks where the file allows it, else
// one by one.
func (f *fileReader) read(r *table.Reader, text *table.Text) error {
	var err error
	if f.rows, err = newRows(f, r); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	if f.decoder, err = csvutil.NewDecoder(f.rows, f.rows.header()...); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	_, f.named = f.mapping.from[roleUnit]
	_, f.lasting = f.mapping.from[roleDuration]
	f.anyNamed = f.anyNamed || f.named || f.told.unit != ""
	f.meter = newMeter(f.builder, text)
	blocks, ok := r.Blocks()
	if p := f.newPlan(); ok && p != nil {
		err = f.readBlocks(newPipeline(f, p, r, blocks), r)
	} else {
		f.meter.byRow = true
		err = f.decode()
	}
	f.meter.finish()
	return err
}

// decode decodes rows until their source ends.
func (f *fileReader) decode() error {
	row := new(cells)
	for {
		*row = cells{}
		err := f.decoder.Decode(row)
		switch {
		case err == nil:
			err = f.take(row)
		case errors.Is(err, io.EOF):
			return nil
		default:
			err = f.undecoded(err)
		}
		if err != nil {
			return err
		}
		f.meter.tick()
	}
}

// undecoded rejects a row for its cell, and passes every other error on.
func (f *fileReader) undecoded(err error) error {
	var bad *csvutil.DecodeError
	if errors.As(err, &bad) {
		return f.reject(f.badCell(bad))
	}
	return err
}

// badCell turns the decoder's error into a position in the file.
func (f *fileReader) badCell(bad *csvutil.DecodeError) *RowError {
	role, err := Role(bad.Field), bad.Err
	if f.numeric && (role == roleStart || role == roleEnd) {
		err = errNoNumber
	}
	return f.bad(role, f.rows.cell(role), err)
}

// bad makes the error of the row just read.
func (f *fileReader) bad(role Role, value string, err error) *RowError {
	return f.rowError(RowError{Line: f.rows.line(), Column: f.mapping.from[role].name, Value: value, Err: plainly(err)})
}

// describe notes how the file was understood.
func (f *fileReader) describe(text *table.Text) {
	a := FileAccount{
		Name: f.name, Encoding: text.Source().Encoding, Compression: text.Compression,
		Delimiter: string(rune(f.dialect.Comma)), HeaderLine: f.dialect.HeaderLine, UnitsLine: f.dialect.UnitsLine, Profile: f.profile.Name,
		DateOrder: f.orderAccount(),
	}
	for _, role := range roles {
		if s, ok := f.mapping.from[role]; ok {
			a.Columns = append(a.Columns, RoleColumn{role, s.name})
		}
	}
	if f.states != nil {
		a.Columns = append(a.Columns, RoleColumn{roleState, f.states.name})
	}
	for _, c := range f.mapping.filled {
		a.Columns = append(a.Columns, RoleColumn{roleCategory, f.mapping.header[c]})
	}
	f.account.Files = append(f.account.Files, a)
	if len(f.account.UnitCandidates) == 0 {
		f.account.UnitCandidates = f.mapping.units
	}
	if n := text.Source().Replaced; n > 0 {
		f.warn("bad-encoding", "%s of %s not valid UTF-8, read as �", model.Counted(n, "byte"), f.name)
	}
}
