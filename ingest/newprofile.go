package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// NewProfile reads a log and writes a profile that reads it in the same way, with
// what was found in it as comments. r is what the path stands for; nil: the file there.
// A log that cannot be read is an error, as it is for ReadLogs.
func NewProfile(ctx context.Context, path string, r io.Reader, opt Options) ([]byte, error) {
	source, err := open(path, r, opt)
	if err != nil {
		return nil, err
	}
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	f, err := b.oneShape(source)
	if err != nil {
		return nil, err
	}
	if _, err := b.finish(); err != nil {
		return nil, err
	}
	d := &profileDraft{f: f, sample: f.sample}
	return d.text(path), nil
}

// oneShape reads an input whose tables, of which a profile is, have the same columns. It
// returns what was found out about the first.
func (b *builder) oneShape(source *table.Text) (first *fileReader, err error) {
	defer func() {
		if e := source.Close(); err == nil {
			err = e
		}
	}()
	source.Until(b.ctx)
	next, err := sheetsOf(source, b.opt)
	if err != nil {
		return nil, about(source.Name, err)
	}
	for {
		s, err := next()
		switch {
		case err == io.EOF && first == nil:
			return nil, cmp.Or(b.sayLeft(source.Name), about(source.Name, errNoRecords))
		case err == io.EOF:
			return first, nil
		case err != nil:
			return nil, about(source.Name, err)
		}
		f, err := b.sheet(s)
		switch {
		case err != nil:
			return nil, err
		case f == nil: // it is no log
		case listsUnits(f, s):
			return nil, fmt.Errorf("%s: %q holds lists of units, which no profile takes apart; leave out --column unit, and say it beside the profile", source.Name, f.mapping.from[roleUnit].name)
		case first == nil:
			first = f
		case !slices.Equal(first.mapping.header, f.mapping.header):
			return nil, fmt.Errorf("%s: tables of different columns are read in it, and a profile is of one; --sheet names it", source.Name)
		}
	}
}

// listsUnits reports whether the column of units holds lists of them.
func listsUnits(f *fileReader, s *sheet) bool {
	unit := f.mapping.from[roleUnit]
	return s.json != nil && len(unit.columns) == 1 && s.json.Lists()[unit.columns[0]]
}

// profileDraft writes the profile of a file that was read.
type profileDraft struct {
	f      *fileReader
	sample [][]string
	b      strings.Builder
}

func (d *profileDraft) text(path string) []byte {
	f := d.f
	file := filepath.Base(path)
	if path == "-" {
		file = "log"
	}
	name := strings.TrimSuffix(file, filepath.Ext(file))
	d.line("# How %s is read: 'mtbf analyze --profile FILE' with this file gives the same", printableText(file))
	d.line("# answer as without a profile. What follows a # was found in the log; edit the rest.")
	d.line("name: %s", quoteYAML(cmp.Or(name, "log")))
	d.line("about: %s", quoteYAML("logs such as "+file))
	if f.headless {
		d.line("header: %s # the file does not name its columns", listYAML(f.dialect.Header))
	}
	d.columns()
	d.category()
	d.times()
	d.values("missing", f.profile.Missing, "texts that mean no value, beside the usual ones")
	d.state()
	d.marks("planned", d.plannedMarks(), "planned work, no failure")
	d.marks("skip", d.skipMarks(), "rows that are no outages")
	d.rest()
	return []byte(d.b.String())
}

func (d *profileDraft) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

// columns writes the columns by role with some of their values, and those without one.
func (d *profileDraft) columns() {
	d.line("columns:")
	used := map[int]bool{}
	for _, role := range roles {
		s, ok := d.f.mapping.from[role]
		if !ok {
			continue
		}
		for _, c := range s.columns {
			used[c] = true
		}
		d.line("  %s: [%s] # %s", role, quoteYAML(d.spec(s)), d.examples(func(record []string) string { return s.text(record, d.f.profile.Missing) }))
	}
	if d.f.states != nil {
		used[d.f.states.column] = true
	}
	for _, c := range d.f.mapping.filled {
		used[c] = true
	}
	for _, c := range slices.Concat(d.f.planned, d.f.rows.skip) {
		used[c.column] = true
	}
	for i, name := range d.f.mapping.header {
		if !used[i] && name != "" {
			d.line("  # not used: %s (%s)", quoteYAML(name), d.examples(func(record []string) string { return strings.TrimSpace(record[i]) }))
		}
	}
}

// spec writes the columns of an origin as a profile names them.
func (d *profileDraft) spec(s origin) string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = d.f.mapping.header[c]
	}
	return strings.Join(names, "+")
}

// mostExamples is how many different values are shown of a column, and longestExample
// how long each may be.
const (
	mostExamples   = 3
	longestExample = 30
)

// examples writes the first different values of the sample.
func (d *profileDraft) examples(of func(record []string) string) string {
	var shown []string
	for _, record := range d.sample {
		text := strings.Join(strings.Fields(of(record)), " ")
		if text == "" || slices.Contains(shown, text) {
			continue
		}
		if len(shown) == mostExamples {
			return strings.Join(shown, ", ") + ", ..."
		}
		if letters := []rune(text); len(letters) > longestExample {
			text = string(letters[:longestExample]) + "..."
		}
		shown = append(shown, printableText(text))
	}
	return cmp.Or(strings.Join(shown, ", "), "blank")
}

// category writes where categories are found beyond the text of one column.
func (d *profileDraft) category() {
	c := d.f.profile.Category
	if d.f.opt.CategorySeparator != nil {
		c.Levels = *d.f.opt.CategorySeparator
	}
	if len(c.Filled) > 0 || c.Separator != "" || c.Levels != "" || c.Blank != "" {
		d.line("category:")
		d.values("  filled", c.Filled, "the column that holds text is the category")
		d.value("  separator", c.Separator, "between several causes")
		d.value("  levels", c.Levels, "between the levels of a category")
		d.value("  blank", c.Blank, "category of a row without one")
	}
	if len(d.f.profile.Rules) == 0 {
		return
	}
	d.line("rules: # the first that matches")
	for _, r := range d.f.profile.Rules {
		d.line("  - category: %s", quoteYAML(r.Category))
		d.value("    column", r.Column, "")
		d.values("    value", r.Value, "")
		d.value("    match", r.Match, "")
	}
}

// times writes how times and durations are written.
func (d *profileDraft) times() {
	f := d.f
	if order := d.dateOrder(); order != "" {
		d.value("date_order", order, "")
	}
	switch {
	case f.log.Clock == model.Elapsed:
		d.value("time_unit", unitName(f.timeUnit), "of the times, which are numbers")
	case f.account.WithoutOffset == 0:
	case f.zoneAssumed:
		d.line("# timezone: UTC # assumed; write here where the clocks stood, such as America/Denver")
	default:
		d.value("timezone", f.account.Timezone, "of times without an offset")
	}
	if unit := d.durationUnit(); unit != "" {
		d.value("duration_unit", unit, "of the durations")
	}
}

// dateOrder returns the order of day and month, "" where no date needs one.
func (d *profileDraft) dateOrder() string {
	f := d.f
	if given := cmp.Or(f.opt.DateOrder, f.profile.DateOrder); given != "" {
		return given
	}
	if _, verdict := f.votes.Decide(); f.numeric || verdict != when.Proved && verdict != when.Assumed {
		return ""
	}
	return f.order.String()
}

// durationUnit returns the unit of bare durations, "" where each tells its own.
func (d *profileDraft) durationUnit() string {
	f := d.f
	if _, lasts := f.mapping.from[roleDuration]; !lasts {
		return ""
	}
	if given := cmp.Or(f.opt.DurationUnit, f.profile.DurationUnit); given != "" {
		return given
	}
	for _, text := range f.filledTexts(roleDuration, d.sample) {
		var c durationCell
		switch err := c.UnmarshalCSV([]byte(f.writing.apply(roleDuration, text))); {
		case err == nil && c.bare && c.value != 0:
			return unitName(f.units.number)
		case err == nil && c.clock:
			return unitName(f.units.clock)
		}
	}
	return ""
}

// unitName is the short name of a unit of so many hours.
func unitName(hours float64) string {
	for _, name := range []string{"h", "min", "s", "d", "ms", "us", "ns", "w", "mo", "y"} {
		if unit, ok := when.UnitHours(name); ok && unit == hours {
			return name
		}
	}
	return ""
}

// state writes the column that tells up from down.
func (d *profileDraft) state() {
	f, r := d.f, d.f.states
	if r == nil {
		if f.opt.State != nil || f.profile.State != nil {
			d.line(`state: {column: ""} # every row is an outage`)
		}
		return
	}
	d.line("state:")
	d.line("  column: %s", quoteYAML(f.mapping.header[r.column]))
	for word, use := range stateUses {
		if use == r.use {
			d.value("  rows", word, map[stateUse]string{
				paired: "an outage lasts from down to the next up of its unit", chosen: "rows down are outages, others are not",
				flagged: "rows down are failures, others are none", remarked: "all rows are outages",
			}[use])
		}
	}
	values := d.stateValues()
	for _, set := range []struct {
		name string
		mean stateWord
	}{{"down", downState}, {"up", upState}, {"planned", plannedState}, {"drain", drainState}, {"other", otherState}} {
		d.values("  "+set.name, values[set.mean], "")
	}
	d.value("  rest", meaningName(r.rest), "any other value")
	d.value("  blank", meaningName(r.blank), "")
}

// stateValues are the values of the sample by what they mean.
func (d *profileDraft) stateValues() map[stateWord][]string {
	values := map[stateWord][]string{}
	r := d.f.states
	for _, record := range d.sample {
		value := strings.TrimSpace(record[r.column])
		if value == "" || meaning(r.meanings, value) == noState {
			continue
		}
		if w := meaning(r.meanings, value); !slices.Contains(values[w], value) && len(values[w]) < maxStates {
			values[w] = append(values[w], value)
		}
	}
	return values
}

func meaningName(w stateWord) string {
	for name, mean := range stateMeanings {
		if mean == w {
			return name
		}
	}
	return ""
}

// plannedMarks are the columns and values of planned work.
func (d *profileDraft) plannedMarks() map[string][]string {
	marks := map[string][]string{}
	for _, c := range d.f.planned {
		if !c.Not {
			name := d.f.mapping.header[c.column]
			marks[name] = append(marks[name], c.Values...)
		}
	}
	return marks
}

// rest writes the settings of the profile that the log was read with.
func (d *profileDraft) rest() {
	p := d.f.profile
	d.value("last_of", p.LastOf, "several rows an outage: the last counts")
	d.value("last_by", p.LastBy, "which is the last")
	d.value("blank_unit", p.BlankUnit, "unit of a row that names none")
	d.value("say", p.Say, "in the heading")
	if p.Samples {
		d.line("samples: true # a row is a sample of what is down")
	}
	if p.DayRows {
		d.line("day_rows: true # a row is a unit-day of exposure")
	}
	if p.UntilExport {
		d.line("until_export: true # an outage that lasts to the end of the file goes on")
	}
}

// skipMarks are those of the profile whose columns are there.
func (d *profileDraft) skipMarks() map[string][]string {
	marks := maps.Clone(d.f.profile.Skip)
	maps.DeleteFunc(marks, func(column string, _ []string) bool { return table.Find(d.f.mapping.header, column) < 0 })
	return marks
}

func (d *profileDraft) value(name, text, about string) {
	if text != "" {
		d.line("%s", commented(name+": "+quoteYAML(text), about))
	}
}

func (d *profileDraft) values(name string, texts []string, about string) {
	if len(texts) > 0 {
		d.line("%s", commented(name+": "+listYAML(texts), about))
	}
}

func (d *profileDraft) marks(name string, marks map[string][]string, about string) {
	if len(marks) == 0 {
		return
	}
	d.line("%s", commented(name+":", about))
	for _, column := range slices.Sorted(maps.Keys(marks)) {
		d.line("  %s: %s", quoteYAML(column), listYAML(marks[column]))
	}
}

func commented(text, about string) string {
	if about == "" {
		return text
	}
	return text + " # " + about
}

// plainYAML is a text that needs no quotes, whatever it stands in.
var plainYAML = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./ -]*[A-Za-z0-9]$|^[A-Za-z]$`)

// quoteYAML writes a text as a value or a key.
func quoteYAML(text string) string {
	if plainYAML.MatchString(text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(text)) {
		return text
	}
	var quoted strings.Builder
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return `""`
	}
	return strings.TrimSpace(quoted.String())
}

func listYAML(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quoteYAML(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// printableText is a text without what would end a comment or move the cursor.
func printableText(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, text)
}
