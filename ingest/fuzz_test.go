package ingest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/model"
)

// seeds adds the corpus of bad files and the samples of the profiles.
func seeds(f *testing.F, add func(text []byte)) {
	f.Helper()
	files, err := filepath.Glob("testdata/bad/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(text) < 5000 {
			add(text)
		}
	}
	for _, c := range profileCases {
		add([]byte(c.log))
	}
	for _, c := range changes {
		add([]byte("unit,start,end,duration\np," + c.row + "\n"))
	}
}

// fuzzOptions are the ways of reading that choice picks from.
func fuzzOptions(choice byte) Options {
	opt := Options{KeepDuplicates: choice&1 != 0, DurationFromColumn: choice&2 != 0}
	if choice&4 != 0 {
		opt.Timezone = "America/Denver"
	}
	switch choice >> 4 {
	case 1, 2, 3, 4, 5, 6, 7, 8:
		opt.Profile = ProfileNames()[choice>>4-1]
	case 9:
		opt.TimeUnit, opt.DurationUnit = "d", "min"
	case 10:
		opt.DateOrder = "day-month"
	case 11:
		opt.DateOrder = "month-day"
	}
	return opt
}

// FuzzReadLog reads any bytes twice over as one log: no panic, every row
// accounted for, every time finite and no end before its start.
func FuzzReadLog(f *testing.F) {
	seeds(f, func(text []byte) {
		for _, choice := range []byte{0, 3, 4} {
			f.Add(text, choice)
		}
	})
	f.Fuzz(func(t *testing.T, text []byte, choice byte) {
		opt := fuzzOptions(choice)
		rejected := 0
		opt.Rejects = func(e *RowError) error {
			rejected++
			if e.Line < 1 || e.File == "" || len(e.Error()) > 2000 {
				t.Errorf("poor error: %v", e)
			}
			return nil
		}
		b, err := newBuilder(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := b.read("log.csv", bytes.NewReader(text)); err != nil {
				if !strings.Contains(err.Error(), "log.csv") {
					t.Errorf("the error does not name the file: %v", err)
				}
				return
			}
		}
		log, err := b.finish()
		if err != nil {
			t.Fatal(err)
		}
		checkLog(t, log)
		if rejected != log.Reading.Rejected {
			t.Errorf("%d rejects handed over, %d counted", rejected, log.Reading.Rejected)
		}
		for _, u := range log.Units {
			if !(u.Service.From < u.Service.To) {
				t.Errorf("%q is in service from %v to %v", u.Name, u.Service.From, u.Service.To)
			}
		}
		for _, e := range log.Exposure {
			if e.Count < 1 || !(e.From < e.To) {
				t.Errorf("exposure %+v", e)
			}
		}
	})
}

// FuzzLoadProfile parses any text as a profile; one that is valid reads a log
// without a panic.
func FuzzLoadProfile(f *testing.F) {
	for _, name := range ProfileNames() {
		text, err := shipped.ReadFile("profiles/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("columns: {start: [start], end: [end], unit: [unit+cause]}\nrules: [{column: unit, match: a, category: x/y}]\nlast_of: unit\n"))
	path := filepath.Join(f.TempDir(), "own.yaml")
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 10_000 {
			return // the decoder's time is bounded elsewhere
		}
		if _, err := parseProfile("own.yaml", text); err != nil {
			if !strings.HasPrefix(err.Error(), "own.yaml") {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if log, err := ReadLog(context.Background(), "log.csv", strings.NewReader(twoRows), Options{Profile: path}); err == nil {
			checkLog(t, log)
		}
	})
}

func FuzzTaxonomy(f *testing.F) {
	f.Add([]byte("rules:\n  - {value: [disk, hdd], category: hardware/disc}\n  - {column: team, match: \"(?i)^net\", category: network}\ndefault: unknown\n"), "disk; cable")
	f.Add([]byte("rules: [{match: '', category: x}]"), "")
	f.Fuzz(func(t *testing.T, text []byte, cause string) {
		if len(text) > 10_000 {
			return
		}
		taxonomy, err := parseTaxonomy("own.yaml", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "own.yaml") {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		cause = strings.Map(func(r rune) rune {
			if strings.ContainsRune("\"\r\n\x00", r) {
				return -1
			}
			return r
		}, cause)
		log, err := ReadLog(context.Background(), "log.csv", strings.NewReader("unit,start,cause\na,2024-03-01 10:00,\""+cause+"\"\n"), Options{Taxonomy: taxonomy})
		if err != nil {
			return
		}
		checkLog(t, log)
		for _, set := range log.Causes {
			for _, c := range set {
				if c == "" || c != model.NewCategory(strings.Split(string(c), "/")...) {
					t.Errorf("category %q is not in its plain form", c)
				}
			}
		}
	})
}

func FuzzReadFleet(f *testing.F) {
	f.Add([]byte("unit,from,to,count\nweb,1970-01-01,1970-01-03,2\ndb,1970-01-02 12:00,,\n"))
	f.Add([]byte("Unit;Count\nweb;3\n"))
	f.Add([]byte("unit,from\n\"web,2024-03-02\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		fleet, err := ReadFleet(context.Background(), "-", "America/Denver", "d", bytes.NewReader(text))
		if err != nil {
			if !strings.Contains(err.Error(), "standard input") {
				t.Errorf("the error does not name the file: %v", err)
			}
			var row *RowError
			if errors.As(err, &row) && row.Line < 1 {
				t.Errorf("no line: %v", err)
			}
			return
		}
		if len(fleet) == 0 {
			t.Error("an empty fleet")
		}
		for _, e := range fleet {
			if e.Unit == "" || e.Count < 1 || !(e.From < e.To) {
				t.Errorf("%+v", e)
			}
		}
	})
}
