package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// roundFigures is the command "figures FILE" of the scripts: it writes what the last
// program printed to a file, numbers with a point at six figures. Beyond these,
// processors differ.
func roundFigures(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: figures FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), sixFigures([]byte(ts.ReadFile("stdout"))), 0o600))
}

// long matches numbers with a point.
var long = regexp.MustCompile(`\b[0-9]+\.[0-9]+(e[-+][0-9]+)?\b`)

// sixFigures rounds the numbers that have more than six figures.
func sixFigures(text []byte) []byte {
	return long.ReplaceAllFunc(text, func(b []byte) []byte {
		mantissa, _, _ := strings.Cut(string(b), "e")
		if len(strings.TrimLeft(strings.Replace(mantissa, ".", "", 1), "0")) <= 6 {
			return b
		}
		x, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			return b
		}
		return strconv.AppendFloat(nil, x, 'g', 6, 64)
	})
}

func TestSixFigures(t *testing.T) {
	const in, want = "1.5 0.0001234567 1234567.8,-93.33333333333333 1.234565432e-12 1234567 12:00:00.5", "1.5 0.000123457 1.23457e+06,-93.3333 1.23457e-12 1234567 12:00:00.5"
	if got := sixFigures([]byte(in)); !bytes.Equal(got, []byte(want)) {
		t.Errorf("got %s, want %s", got, want)
	}
}
