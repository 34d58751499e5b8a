package ingest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// outcome is what becomes of a file: an error, or counts and the text of every
// row that was rejected, in the order found, without the folder.
type outcome struct {
	err                            string // "" if the file is read
	rows, outages, open, instants  int
	rejected, duplicates, warnings int // warnings beside that of the time zone
	excluded                       map[string]int
	rejects                        []string
}

const (
	wantDate     = `want a date such as "2024-03-01", "1/3/2024" or "1 Mar 2024", and perhaps a time`
	wantDuration = `want a number and a unit, such as "90m", "1d12h", "6mo", "1.5y", "PT24H" or "12:30"`
)

// badFiles are the files of testdata/bad, one defect each.
var badFiles = map[string]outcome{
	// Files that are no table.
	"empty.csv":                  {err: "empty.csv: input is empty"},
	"only_blank_lines.csv":       {err: "only_blank_lines.csv: input is empty"},
	"png.csv":                    {err: "png.csv: not text: it looks like a PNG picture"},
	"zip.csv":                    {err: "zip.csv: damaged or cut off: zip: not a valid zip file; save it again"},
	"binary.csv":                 {err: "binary.csv: not text: it looks like binary data"},
	"html.csv":                   {err: "html.csv: it is a web page, not a table; export it as CSV"},
	"json.csv":                   {rows: 2, outages: 2, instants: 2},
	"truncated.csv.gz":           {err: "truncated.csv.gz: gzip data ends early: unexpected EOF, after the record at line 872"},
	"truncated_in_header.csv.gz": {err: "truncated_in_header.csv.gz: gzip data ends early"},
	"corrupt.csv.zst":            {err: "corrupt.csv.zst: zstd data is damaged"},
	"title_lines_only.csv":       {err: "title_lines_only.csv:1: the first row holds data, not column names; add a line that names the columns"},
	"no_header.csv":              {err: "no_header.csv:1: the first row holds data, not column names; add a line that names the columns"},
	"no_usable_columns.csv":      {err: `no_usable_columns.csv: no column of start times found among "colour", "weight"; name it with --column start=NAME`},
	"semicolons_and_commas.csv":  {err: `no column of start times found among "a", "b"`},
	"two_date_orders.csv":        {err: "two_date_orders.csv: 4 dates can only be day-month and 2 only month-day; say which is meant with --date-order"},
	"header_only.csv":            {},
	"utf16_without_mark.csv":     {rows: 3, outages: 3},
	"lone_cr.csv":                {rows: 3, outages: 3},
	"windows_1252.csv":           {rows: 2, outages: 2},
	"invalid_utf8.csv":           {rows: 3, outages: 3, warnings: 1},
	"commented_header.csv":       {rows: 2, outages: 2},
	"exact_duplicates.csv":       {rows: 4, outages: 2, duplicates: 2},
	"blank_rows.csv":             {rows: 4, outages: 2, excluded: map[string]int{"blank": 2}},
	"repeated_header.csv":        {rows: 5, outages: 3, excluded: map[string]int{"repeated-header": 2}},
	"decimal_commas.csv":         {rows: 3, outages: 3},
	"ambiguous_dates.csv":        {err: "which comes first in the dates of testdata/bad/ambiguous_dates.csv, the day or the month? None of them tells; say --date-order day-month or --date-order month-day"},
	"duplicate_column_names.csv": {rows: 2, outages: 2, warnings: 1},
	"unknown_column_names.csv":   {rows: 2, outages: 2, warnings: 1},
	"unreadable_end_column.csv":  {rows: 3, outages: 3, instants: 3, warnings: 1},
	"ragged_short.csv":           oneOfThree(`ragged_short.csv:3: the row has 2 cells, the header 4: "b,2024-03-02 10:00"`),
	"ragged_long.csv":            oneOfThree(`ragged_long.csv:3: the row has 5 cells, the header 4: "b,2024-03-02 10:00,2024-03-02 12:30,power,extra"`),
	"unclosed_quote_middle.csv":  oneOfThree(`unclosed_quote_middle.csv:3: cause: "\"power" begins with a quote that is never closed`),
	"unclosed_quote_end.csv":     oneOfThree(`unclosed_quote_end.csv:4: cause: "\"fan" begins with a quote that is never closed`),
	"text_after_quote.csv":       oneOfThree(`text_after_quote.csv:3: cause: "\"power\" supply" has text after its closing quote; a quote inside a cell is written twice`),
	"comment_lines.csv":          oneOfThree(`comment_lines.csv:4: the row has 1 cell, the header 4: "# maintenance below"`),
	"end_before_start.csv":       oneOfThree(`end_before_start.csv:3: end: "2024-03-02 10:00" is before the start, 2024-03-02 12:30`),
	"month_13.csv":               oneOfThree(`month_13.csv:3: start: "2024-13-01 10:00" is not a date or time: month 13 is impossible`),
	"february_30.csv":            oneOfThree(`february_30.csv:3: start: "2024-02-30 10:00" is not a date or time: day 30 is impossible: February 2024 has 29 days`),
	"hour_25.csv":                {rows: 3, outages: 3, instants: 1, warnings: 2},
	"year_0024.csv":              oneOfThree(`year_0024.csv:3: start: "0024-03-02 10:00" is not a date or time: year 24 is outside 1900 to 2199`),
	"year_20024.csv":             oneOfThree(`year_20024.csv:3: start: "20024-03-02 10:00" is not a date or time: ` + wantDate),
	"zone_abbreviation.csv":      oneOfThree(`zone_abbreviation.csv:3: start: "2024-03-02 10:00 XST" is not a date or time: the abbreviation "XST" does not name one offset; strip it and give --timezone`),
	"number_among_dates.csv":     oneOfThree(`number_among_dates.csv:3: start: "45353.4167" is a number among dates`),
	"negative_duration.csv":      oneOfThree(`negative_duration.csv:3: duration_minutes: "-150" is negative: an outage cannot end before it starts`),
	"formula_cells.csv": {rows: 3, outages: 2, rejected: 1, warnings: 1, rejects: []string{
		`formula_cells.csv:4: start: "=NOW()" is not a date or time: ` + wantDate}},
	"total_row.csv": oneOfThree(`total_row.csv:4: unit: "Total" names a row of totals, not an outage`),
	"nul_byte.csv":  {rows: 123, outages: 122, rejected: 1, rejects: []string{`nul_byte.csv:123: cause: "b,2024-03-02 10:00,2024-03-02 12:30,po\x00wer" holds a NUL byte: the file is damaged here`}},
	"few_dates_of_other_order.csv": {rows: 121, outages: 120, rejected: 1, rejects: []string{
		`few_dates_of_other_order.csv:122: start: "03/14/2024 10:00" is not a date in day-month order (decided from 241 dates)`}},
	"date_among_numbers.csv": {rows: 3, outages: 2, rejected: 1, warnings: 1, rejects: []string{
		`date_among_numbers.csv:3: start: "2024-03-02 10:00" is not a number, as the other times of the file are`}},
	"flag_neither.csv": {rows: 4, outages: 3, rejected: 1, rejects: []string{
		`flag_neither.csv:3: planned: "maybe" is neither yes nor no`}},
	"trailing_empty_columns.csv": {rows: 4, outages: 3, rejected: 1, rejects: []string{
		`trailing_empty_columns.csv:5: the row has 7 cells, the header 4: "d,2024-03-04 10:00,2024-03-04 10:15,fan,,,note"`}},
	"unit_blank.csv": {rows: 4, outages: 2, rejected: 2, rejects: []string{
		`unit_blank.csv:3: unit: is blank: whose outage was it?`,
		`unit_blank.csv:4: unit: "n/a" stands for no value: whose outage was it?`}},
	// What cannot be read of how long an outage lasted leaves that unknown.
	"duration_garbage.csv": {rows: 5, outages: 5},
	"thousands_commas.csv": {rows: 3, outages: 3, instants: 1, warnings: 2},
	"quoted_newlines.csv":  {rows: 5, outages: 5, open: 1, instants: 1, warnings: 2},
	"mixed_epoch_units.csv": {rows: 35, outages: 33, open: 1, rejected: 2, warnings: 1, rejects: []string{
		`mixed_epoch_units.csv:3: start: "1709373600000" is not in seconds since 1970, as the other times of the file are`,
		`mixed_epoch_units.csv:5: start: "0" is not in seconds since 1970, as the other times of the file are`}},
	"huge_durations.csv": {rows: 4, outages: 2, instants: 1, rejected: 2, warnings: 2, rejects: []string{
		`huge_durations.csv:3: duration_hours: "1e300" is longer than 100,000 years`,
		`huge_durations.csv:5: duration_hours: "2000000y" is longer than 100,000 years`}},
	"huge_times.csv": {rows: 7, outages: 3, open: 1, rejected: 4, warnings: 2, rejects: []string{
		`huge_times.csv:3: start: "1e308" is further away than 100,000 years`,
		`huge_times.csv:4: start: "-1e308" is further away than 100,000 years`,
		`huge_times.csv:5: start: "NaN" stands for no value: when did the outage start?`,
		`huge_times.csv:7: start: "1e400" is not a number, as the other times of the file are`}},
	"words_for_times.csv": {rows: 6, outages: 3, open: 2, rejected: 3, warnings: 1, rejects: []string{
		`words_for_times.csv:3: start: "Evening" is not a date or time: ` + wantDate,
		`words_for_times.csv:6: start: "N/A" stands for no value: when did the outage start?`,
		`words_for_times.csv:7: start: "12 noon" is not a date or time: "noon" is no month; ` + wantDate}},
	// A database's zero date is no value, and neither is the zero of Unix as an end;
	// as a start it may be a time and lies far from all others, which is said.
	"zero_dates.csv": {rows: 6, outages: 5, open: 3, instants: 1, rejected: 1, warnings: 2, rejects: []string{
		`zero_dates.csv:3: start: "0000-00-00 00:00:00" stands for no value: when did the outage start?`}},
}

// oneOfThree is a file of three rows, one of them bad.
func oneOfThree(reject string) outcome {
	return outcome{rows: 3, outages: 2, rejected: 1, rejects: []string{reject}}
}

func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*")
	if err != nil || len(files) != len(badFiles) {
		t.Errorf("%d files, %d expectations (%v)", len(files), len(badFiles), err)
	}
	for name, want := range badFiles {
		t.Run(name, func(t *testing.T) { want.check(t, filepath.Join("testdata", "bad", name), Options{}) })
	}
}

func (want outcome) check(t *testing.T, path string, opt Options) {
	t.Helper()
	var rejects []string
	opt.Rejects = func(e *RowError) error {
		rejects = append(rejects, strings.TrimPrefix(e.Error(), "testdata/bad/"))
		return nil
	}
	log, err := ReadLogs(context.Background(), []string{path}, opt)
	if want.err != "" {
		if err == nil || !strings.Contains(err.Error(), want.err) || strings.Count(err.Error(), path) != 1 {
			t.Fatalf("error %v, want one with %q that names the file once", err, want.err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	got := outcome{
		rows: log.Reading.RowsRead, outages: len(log.Outages), rejected: log.Reading.Rejected, duplicates: log.Reading.Duplicates,
		excluded: log.Reading.ExcludedBy, rejects: rejects,
	}
	for _, o := range log.Outages {
		if o.Kind.Is(model.Open) {
			got.open++
		}
		if o.Kind.Is(model.NoDuration) {
			got.instants++
		}
	}
	for _, w := range log.Account.Warnings {
		if w.Code != "timezone-assumed" {
			got.warnings++
		}
	}
	if !maps.Equal(got.excluded, want.excluded) {
		t.Errorf("excluded %v, want %v", got.excluded, want.excluded)
	}
	got.excluded, want.excluded = nil, nil
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	oracle.Equal(t, "first rejects", len(log.Account.Rejects), min(len(rejects), maxKeptRejects))
}

// What is read from the files that are odd but good.
func TestOddFilesAreReadRight(t *testing.T) {
	for name, want := range map[string]string{
		"decimal_commas.csv":         "1.5 0.25 2",
		"thousands_commas.csv":       "25 33333.3333333 unknown",
		"utf16_without_mark.csv":     "1 2.5 0.25",
		"lone_cr.csv":                "1 2.5 0.25",
		"commented_header.csv":       "1 2.5",
		"quoted_newlines.csv":        "1 unknown unknown 1 1",
		"duplicate_column_names.csv": "1 2.5",
	} {
		log, err := ReadLogs(context.Background(), []string{filepath.Join("testdata", "bad", name)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range log.Outages {
			length := "unknown"
			if ended(&o) {
				length = fmt.Sprintf("%.12g", o.End-o.Start)
			}
			got = append(got, length)
		}
		oracle.Equal(t, name, strings.Join(got, " "), want)
	}
	log, err := ReadLogs(context.Background(), []string{filepath.Join("testdata", "bad", "windows_1252.csv")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "encoding", log.Account.Files[0].Encoding, "Windows-1252")
	oracle.Equal(t, "causes", log.Causes, [][]model.Category{{"disc"}, {"Kühlung"}})
}

// Errors of the call rather than of the file.
func TestWrongOptions(t *testing.T) {
	const text = "unit,start,end,cause\na,2024-03-01,2024-03-02,disc\n"
	for want, opt := range map[string]Options{
		`log.csv: where: no column "team"; the columns are "unit", "start", "end", "cause"`: {Where: []Condition{{Column: "team", Values: []string{"x"}}}},
		`--column start=began: no column "began"; the columns are`:                          {Columns: map[Role]string{roleStart: "began"}},
		`no column "hour"; the columns are`:                                                 {Columns: map[Role]string{roleStart: "start+hour"}},
		`log.csv: by: no column "team"`:                                                     {By: "team"},
		`"Mars/Olympus" is not a time zone`:                                                 {Timezone: "Mars/Olympus"},
		`"EST5 EDT" is not a time zone`:                                                     {Timezone: "EST5 EDT"},
		`duration unit: "fortnight" is not a unit of time`:                                  {DurationUnit: "fortnight"},
		`time unit: "x" is not a unit of time`:                                              {TimeUnit: "x"},
		`date order: "dmy" is not day-month or month-day`:                                   {DateOrder: "dmy"},
		`"solaris" is none of the profiles`:                                                 {Profile: "solaris"},
		`no column of start times found`:                                                    {Columns: map[Role]string{roleStart: ""}},
	} {
		if _, err := ReadLog(context.Background(), "log.csv", strings.NewReader(text), opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := ReadLogs(context.Background(), nil, Options{}); err == nil {
		t.Error("no file was accepted")
	}
	if _, err := ReadLogs(context.Background(), []string{"testdata/none.csv"}, Options{}); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := ReadLogs(context.Background(), []string{"testdata"}, Options{}); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a folder: %v", err)
	}
}

// A category column of prose is refused before it becomes a table of one row
// a text.
func TestTooManyCategories(t *testing.T) {
	var b strings.Builder
	b.WriteString("unit,start,end,cause\n")
	for i := range maxCategoryValues + 1 {
		fmt.Fprintf(&b, "u%d,2024-03-01 00:%02d,2024-03-02,cause number %d\n", i%7, i%60, i)
	}
	_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(b.String()), Options{})
	if err == nil || !strings.Contains(err.Error(), "log.csv: the category column has more than 10000 different values") || !strings.Contains(err.Error(), "--taxonomy FILE") {
		t.Errorf("error %v", err)
	}
	log := readLog(t, b.String(), Options{Columns: map[Role]string{roleCategory: ""}})
	oracle.Equal(t, "causes without the column", log.Causes, [][]model.Category{{model.Unknown}})
}

// Causes count once in a cell, in their order, and a cell of very many takes no
// longer than as many cells of one.
func TestManyCausesInACell(t *testing.T) {
	for _, n := range []int{fewCauses / 2, fewCauses, 400_000} {
		set := make([]model.Category, 0, 2*n)
		for i := range 2 * n {
			set = append(set, model.Category(fmt.Sprint("c", i%n)))
		}
		done := make(chan []model.Category, 1)
		go func() { done <- once(set) }()
		select {
		case got := <-done:
			if len(got) != n || got[0] != "c0" || got[n-1] != model.Category(fmt.Sprint("c", n-1)) {
				t.Errorf("%d causes, each twice: %d", n, len(got))
			}
		case <-time.After(time.Minute):
			t.Fatalf("%d causes, each twice, take more than a minute", n)
		}
	}
}
