package ingest

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// reading is all that reading a log tells.
type reading struct {
	log     *Log
	rejects []string
	err     string
}

// readAs reads text, twice over if twice is set, with so many workers in blocks
// of so many bytes; no workers means one row after another through csvutil.
func readAs(t *testing.T, text []byte, opt Options, workers, block int, twice bool) reading {
	t.Helper()
	var got reading
	opt.Workers = workers
	opt.Rejects = func(e *RowError) error {
		got.rejects = append(got.rejects, e.Error())
		return nil
	}
	b, err := newBuilder(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	b.slow, b.block = workers == 0, block
	if block < blockSize {
		b.words = 200 // a new vocabulary every few rows
	}
	names := []string{"a.csv", "b.csv"}
	if !twice {
		names = names[:1]
	}
	for _, name := range names {
		if err := b.read(name, bytes.NewReader(text)); err != nil {
			got.err = err.Error()
			return got
		}
	}
	if got.log, err = b.finish(); err != nil {
		got.err = err.Error()
	}
	return got
}

// sameReading compares the blocks with the reference.
func sameReading(t *testing.T, how string, got, want reading) {
	t.Helper()
	if got.err != want.err {
		t.Fatalf("%s: error %q, row by row %q", how, got.err, want.err)
	}
	if !slices.Equal(got.rejects, want.rejects) {
		t.Fatalf("%s: rejects\n%s\nrow by row\n%s", how, strings.Join(got.rejects, "\n"), strings.Join(want.rejects, "\n"))
	}
	if want.log == nil {
		return
	}
	if !reflect.DeepEqual(got.log.Log, want.log.Log) {
		t.Fatalf("%s: log\n%+v\nrow by row\n%+v", how, got.log.Log, want.log.Log)
	}
	for _, a := range []*Account{&got.log.Account, &want.log.Account} {
		for i, e := range a.Rejects {
			a.Rejects[i] = &RowError{File: e.File, Line: e.Line, Column: e.Column, Value: e.Value, Err: fmt.Errorf("%v", e.Err)}
		}
	}
	if got, want := fmt.Sprintf("%+v", got.log.Account), fmt.Sprintf("%+v", want.log.Account); got != want {
		t.Fatalf("%s: account\n%s\nrow by row\n%s", how, got, want)
	}
}

// compareReadings reads text row by row and in blocks of several sizes.
func compareReadings(t *testing.T, text []byte, opt Options, twice bool) {
	t.Helper()
	want := readAs(t, text, opt, 0, blockSize, twice)
	for _, c := range []struct{ workers, block int }{{1, blockSize}, {1, 7}, {1, 100}, {3, 64}, {2, blockSize}} {
		t.Run(fmt.Sprint(c.workers, c.block), func(t *testing.T) {
			sameReading(t, fmt.Sprintf("workers=%d/block=%d", c.workers, c.block), readAs(t, text, opt, c.workers, c.block, twice), want)
		})
	}
}

// FuzzBlocks holds reading in blocks to reading row by row: the same outages, the
// same account, the same rejects in the same order.
func FuzzBlocks(f *testing.F) {
	seeds(f, func(text []byte) {
		for _, choice := range []byte{0, 3, 12} {
			f.Add(text, choice, byte(5*choice))
		}
	})
	for _, text := range oddLogs() {
		f.Add([]byte(text), byte(0), byte(70))
	}
	f.Fuzz(func(t *testing.T, text []byte, choice, size byte) {
		if len(text) > 10_000 {
			return // blocks of a few bytes would take long
		}
		opt, twice, workers := fuzzOptions(choice&^8), choice&8 != 0, 1+2*int(size&1)
		want := readAs(t, text, opt, 0, blockSize, twice)
		sameReading(t, "in blocks", readAs(t, text, opt, workers, int(size)+1, twice), want)
	})
}

// oddLogs are logs in which a line end or a quote is easily misread.
func oddLogs() map[string]string {
	const header = "id,unit,category,start,end,cause\n"
	row := func(i int, cause string) string {
		return fmt.Sprintf("%d,node-%d,hardware/disc,2024-03-%02dT10:00:00Z,2024-03-%02dT11:30:00Z,%s\n", i, i%3, i%28+1, i%28+1, cause)
	}
	repeat := func(causes ...string) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range 60 {
			b.WriteString(row(i, causes[i%len(causes)]))
		}
		return b.String()
	}
	return map[string]string{
		"plain":            repeat("disc"),
		"line ends":        repeat("\"one\ntwo\"", "\"\n\n\"", "\"a,\n\"\"b\"\",\n\""),
		"crlf":             strings.ReplaceAll(repeat("\"one\ntwo\"", "disc"), "\n", "\r\n"),
		"inch marks":       repeat(`5" disc`, `3.5" disc, "new"`, "\"a\nb\""),
		"text after quote": repeat(`"disc" again`, "\"a\nb\" c", "disc"),
		"never closed":     repeat("disc", "disc", "disc", `"disc`, "\"x\ny\""),
		"copies":           repeat("disc") + strings.TrimPrefix(repeat("disc"), header),
		"bad cells":        repeat("disc") + row(61, "a,b") + ",,,,,\n" + header + "9,,x,2024-03-01T10:00:00Z,,\n9,u,x,2024-33-01T10:00:00Z,,\n" + repeat("\"a\nb\""),
		"missing":          repeat("disc") + "7,u,?,2024-03-01T10:00:00Z,ongoing,x\n7,u,none,2024-03-01T10:00:00Z,n/a,x\n7, u , c ,2024-03-01,2024-03-02 10:00,x\n",
		"nul":              repeat("disc") + row(3, "a\x00b") + row(3, "\"a\x00b\"") + row(3, "disc"),
		"no last line end": strings.TrimSuffix(repeat("\"a\nb\"", "disc"), "\n"),
		"open order":       "unit,start,end\na,3/4/2024 10:00,3/4/2024 11:00\nb,21/4/2024 10:00,22/4/2024 11:00\nc,4/25/2024 10:00,4/25/2024 10:30\n",
		"durations":        "unit,start,duration\na,2024-03-01 10:00,5\nb,2024-03-02 10:00,1h\nc,2024-03-03 10:00,-1\nd,2024-03-04 10:00,\"1,500\"\n",
		"clocks": "unit,start,end\na,2024-03-10 01:30,2024-03-10 03:30\nb,2024-03-10 02:30,2024-03-10 04:00\nc,2024-11-03 00:30,2024-11-03 01:30\nd,2024-11-03 01:30,2024-11-03 01:10\n" +
			"e,2024-11-03 00:30,2024-11-03 03:30Z\nf,2024-11-02 00:30,2024-11-04 03:30\ng,2024-05-01 10:00,2024-05-01 11:00\nh,2024-05-01 10:00,2024-05-01 09:00\n" +
			"i,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z\nj,1969-12-31 17:00,1969-12-31 18:00\nk,5/5/2024 10:00,5/5/2024 11:00\nl,2024-05-01T10:00:00Z,2024-05-01T11:00:00\nm,2024-05-01 10:00,\n",
		"numbers": "unit,start,end\na,1709287200,1709290800\nb,1709297200,oops\nc,1.7e9,\nd,5,6\n",
	}
}

func TestBlocksAgree(t *testing.T) {
	for name, text := range oddLogs() {
		t.Run(name, func(t *testing.T) {
			compareReadings(t, []byte(text), Options{}, false)
			compareReadings(t, []byte(text), Options{By: "unit", KeepDuplicates: true}, true)
			compareReadings(t, []byte(text), Options{Timezone: "America/Denver", DateOrder: "month-day"}, false)
			compareReadings(t, []byte(text), Options{Where: []Condition{{Column: "unit", Values: []string{"node-1", "b", "zz"}}}}, true)
		})
	}
}
