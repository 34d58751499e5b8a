package ingest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// sniffer tells a header by the columns that the shipped profiles know.
var sniffer = table.Sniffer{Units: true, Known: func(name string) bool { return knownColumns()[table.Fold(name)] }}

var knownColumns = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	profiles, _ := shippedProfiles()
	for _, p := range profiles {
		for _, names := range p.Columns {
			for _, column := range names {
				known[table.Fold(column)] = true
			}
		}
		for _, columns := range append([][]string{p.Detect}, p.Layouts...) {
			for _, column := range columns {
				known[table.Fold(column)] = true
			}
		}
	}
	return known
})

// sampleRows is how many rows are looked at to find what the columns hold.
const sampleRows = 1000

// markup returns what kind of text that is no table the sample is, or "".
func markup(sample []byte) string {
	head := strings.ToLower(string(bytes.TrimSpace(sample[:min(len(sample), 1000)])))
	squeezed := strings.Join(strings.Fields(head), "")
	for _, m := range []struct{ prefix, what string }{
		{"<!doctypehtml", "a web page"}, {"<html", "a web page"}, {"<?xml", "XML"},
		{"[[", "JSON without names"},
	} {
		if strings.HasPrefix(squeezed, m.prefix) {
			return m.what
		}
	}
	return ""
}

// understand chooses the profile and maps the columns.
func (f *fileReader) understand(s *sheet) error {
	var err error
	dialect := f.dialect
	sample := sampleOf(s.text.Sample(), dialect)
	f.sample = sample
	if f.profile, err = profileFor(f.opt.Profile, dialect.Header, sample); err != nil {
		return err
	}
	if f.profile.Refuse != "" {
		return errors.New(f.profile.Refuse)
	}
	if err := f.askNested(s.json); err != nil {
		return err
	}
	if f.mapping, err = mapColumns(dialect.Header, sample, f.profile, f.opt.Columns); err != nil {
		return err
	}
	f.dropLists(s.json)
	f.told = readComments(dialect.Comments)
	if err := f.chooseStates(sample); err != nil {
		return err
	}
	for _, w := range f.mapping.doubts {
		w.Text = f.name + ": " + w.Text
		f.account.add(w)
	}
	if err := f.chooseZone(); err != nil {
		return err
	}
	f.chooseWriting(sample)
	if err := f.settleZoneNames(sample); err != nil {
		return err
	}
	if err := f.chooseTimes(sample); err != nil {
		return err
	}
	if f.category, err = f.newCategorizer(); err != nil {
		return err
	}
	f.category.preview(f.filledTexts(roleCategory, sample))
	if err := f.choosePlanned(sample); err != nil {
		return err
	}
	f.doubtCancelled(sample)
	f.doubtRules()
	return nil
}

// sampleOf returns up to sampleRows whole records of the sample, without those that
// repeat the header.
func sampleOf(sample []byte, dialect table.Dialect) [][]string {
	var records [][]string
	r, err := dialect.Body(bytes.NewReader(sample))
	if err != nil {
		return nil
	}
	for len(records) < sampleRows {
		record, err := r.Read()
		var bad *table.RecordError
		switch {
		case errors.As(err, &bad):
			continue
		case err != nil:
			return records
		case len(record) == len(dialect.Header) && !dialect.Repeats(record):
			records = append(records, append([]string(nil), record...))
		}
	}
	return records
}

func (f *fileReader) chooseZone() error {
	name := f.opt.Timezone
	if name == "" {
		name = cmp.Or(f.profile.Timezone, f.told.zoneTold())
	}
	if name == "" {
		name, f.zoneAssumed = "UTC", true
	}
	switch was := f.account.Timezone; {
	case was == name:
		return nil
	case was != "":
		return fmt.Errorf("its time zone is %s, that of the files before it %s; give --timezone", name, was)
	}
	var err error
	f.zone, err = when.LoadZone(name)
	f.account.Timezone = name
	return err
}

// chooseTimes finds out from the sample whether times are stamps or numbers,
// and the unit of such numbers.
func (f *fileReader) chooseTimes(sample [][]string) error {
	total, numeric, epochs := 0, 0, map[float64]int{}
	for _, text := range f.filledTexts(roleStart, sample) {
		total++
		if v, ok := number(f.writing.apply(roleStart, text)); ok {
			numeric++
			unit, _ := when.EpochUnit(v)
			epochs[unit]++
		}
	}
	f.numeric = numeric*2 > total || (total == 0 && f.timeUnitName() != "")
	if !f.numeric {
		return f.clock(f.name, model.Calendar)
	}
	if name := f.timeUnitName(); name != "" {
		f.timeUnit, _ = when.UnitHours(name)
		return f.clock(f.name, model.Elapsed)
	}
	for unit, n := range epochs {
		if unit > 0 && n*10 >= numeric*9 { // zeros and the like stand for no time
			f.epoch, f.timeUnit = true, unit
			return f.clock(f.name, model.Calendar)
		}
	}
	if name := f.unitBelow(roleStart); name != "" {
		unit, ok := when.UnitOfCell(name)
		if !ok {
			return fmt.Errorf("its times are numbers in %q, by line %d, which is not a unit of time; give --time-unit", name, f.dialect.UnitsLine)
		}
		f.timeUnit = unit
		return f.clock(f.name, model.Elapsed)
	}
	f.timeUnit = 1
	f.assume("time-unit-assumed", "the times of %s are bare numbers and were read as hours; --time-unit names another unit", f.name)
	return f.clock(f.name, model.Elapsed)
}

func (f *fileReader) timeUnitName() string { return cmp.Or(f.opt.TimeUnit, f.profile.TimeUnit) }

// filledTexts returns what the sample says in the columns of a role.
func (f *fileReader) filledTexts(role Role, sample [][]string) []string {
	s, ok := f.mapping.from[role]
	if !ok {
		return nil
	}
	var texts []string
	for _, record := range sample {
		if text := s.text(record, f.profile.Missing); !tellsNothing(text, f.profile.Missing) {
			texts = append(texts, text)
		}
	}
	return texts
}

// chooseWriting finds out from the sample how numbers and dates are written.
// Dates without separators must fill the column of starts, as a number could
// be one by chance.
func (f *fileReader) chooseWriting(sample [][]string) {
	for _, role := range []Role{roleStart, roleEnd, roleDuration} {
		texts := f.filledTexts(role, sample)
		if slices.ContainsFunc(texts, provesDecimalComma) && !slices.ContainsFunc(texts, provesThousandsComma) {
			f.writing.decimalComma = true
		}
	}
	starts := f.filledTexts(roleStart, sample)
	foreign := slices.ContainsFunc(starts, func(text string) bool { return !isCompact(text) })
	f.chooseSerial(sample)
	f.dotted = len(starts) > 0 && !slices.ContainsFunc(starts, func(text string) bool {
		s, err := when.ParseStampNamed(text, f.writing.zones)
		return err == nil && s.Separator() != '.'
	})
	f.writing.compact = len(starts) > 0 && !foreign && f.timeUnitName() == ""
}

// doubtRules warns of taxonomy rules that look at a column the file lacks.
func (f *fileReader) doubtRules() {
	if f.category.taxonomy == nil {
		return
	}
	for i, rule := range f.category.taxonomy.Rules {
		if rule.Column != "" && table.Find(f.mapping.header, rule.Column) < 0 {
			f.warn("taxonomy-column", "%s has no column %q, which rule %d of the taxonomy looks at", f.name, rule.Column, i+1)
		}
	}
}
