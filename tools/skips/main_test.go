package main

import (
	"strings"
	"testing"
)

// What go test -json writes of a package with a test that passes, one that is
// skipped, a subtest that fails, and of a package that does not build.
const written = `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: noise\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- PASS: TestA (0.00s)\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: nothing to compare with\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestC/row","Output":"    c_test.go:5: 3, want 4\n"}
{"Action":"output","Package":"p","Test":"TestC/row","Output":"    --- FAIL: TestC/row (0.00s)\n"}
{"Action":"fail","Package":"p","Test":"TestC/row"}
{"Action":"output","Package":"p","Test":"TestD","Output":"panic: test timed out after 2s\n"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.01s\n"}
{"Action":"fail","Package":"p"}
{"Action":"skip","Package":"without tests"}
{"ImportPath":"q","Action":"build-output","Output":"q.go:1: no\n"}
go: a word of its own
`

const read = `    c_test.go:5: 3, want 4
    --- FAIL: TestC/row (0.00s)
FAIL	p	0.01s
panic: test timed out after 2s
q.go:1: no
go: a word of its own
skipped: 1
  p TestB: b_test.go:9: nothing to compare with
`

func TestRun(t *testing.T) {
	var got strings.Builder
	if err := run(strings.NewReader(written), &got); err != nil {
		t.Fatal(err)
	}
	if got.String() != read {
		t.Errorf("got\n%s\nwant\n%s", got.String(), read)
	}
}
