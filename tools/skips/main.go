// Command skips reads what go test -json writes, prints what go test would have
// without it, and at the end how many tests were skipped, which, and why.
//
//	go test -json ./... | skips
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "skips:", err)
		os.Exit(1)
	}
}

// event is a line of test2json. Of a package it has no Test.
type event struct{ Action, Package, Test, Output string }

// report holds what the tests that run now have printed, and the skips so far.
type report struct {
	out     *bufio.Writer
	printed map[[2]string]string
	skipped []string
}

func run(r io.Reader, w io.Writer) error {
	rep := report{out: bufio.NewWriter(w), printed: map[[2]string]string{}}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		rep.line(line)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(rep.out, "skipped: %d\n", len(rep.skipped))
	for _, s := range rep.skipped {
		fmt.Fprintln(rep.out, "  "+s)
	}
	return rep.out.Flush()
}

// line takes an event, or a line of the go command itself, which is printed.
func (r *report) line(text string) {
	var e event
	if json.Unmarshal([]byte(text), &e) != nil {
		r.out.WriteString(text)
		return
	}
	test := [2]string{e.Package, e.Test}
	switch {
	case e.Action == "build-output", e.Action == "output" && e.Test == "" && e.Output != "PASS\n":
		r.out.WriteString(e.Output)
		r.out.Flush()
	case e.Action == "output":
		r.printed[test] += e.Output
	case e.Action == "fail" && e.Test != "":
		r.out.WriteString(r.printed[test])
		delete(r.printed, test)
	case e.Action == "fail":
		r.unended(e.Package)
	case e.Action == "skip" && e.Test != "":
		r.skipped = append(r.skipped, e.Package+" "+e.Test+reason(r.printed[test]))
		delete(r.printed, test)
	case e.Action == "pass":
		delete(r.printed, test)
	}
}

// unended prints what the tests of a package said that had not ended when it did, as
// one that met the limit of its time: no event tells that they failed.
func (r *report) unended(pkg string) {
	for _, test := range slices.SortedFunc(maps.Keys(r.printed), func(a, b [2]string) int { return strings.Compare(a[1], b[1]) }) {
		if test[0] == pkg && test[1] != "" {
			r.out.WriteString(r.printed[test])
			delete(r.printed, test)
		}
	}
	r.out.Flush()
}

// reason is what a skipped test said.
func reason(printed string) string {
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			return ": " + line
		}
	}
	return ""
}
