package cli

import (
	"bytes"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/render"
)

// texts is a document of one text.
type texts string

func (d texts) Blocks() []render.Block { return []render.Block{{Lines: []string{string(d)}}} }
func (d texts) Records() [][]string    { return [][]string{{"text"}, {string(d)}} }

// CSV keeps text as it is for programs, but not on a terminal.
func TestCSVOnTerminal(t *testing.T) {
	for terminal, want := range map[bool]string{false: "text\nred\x1b[31m\u202e\n", true: "text\nred\\x1b[31m\\u202e\n"} {
		var out bytes.Buffer
		g := &global{Streams: Streams{Out: &out, Terminal: terminal}, format: "csv"}
		if err := g.write(texts("red\x1b[31m\u202e")); err != nil || out.String() != want {
			t.Errorf("terminal %v: %q, %v", terminal, out.String(), err)
		}
	}
}

// A message cannot look like two, drive a terminal or go on for ever.
func TestNote(t *testing.T) {
	var out bytes.Buffer
	Streams{Err: &out}.note("mtbf: %s: no such file", "a\nmtbf: all is well\x1b[2J")
	if want := "mtbf: a\\nmtbf: all is well\\x1b[2J: no such file\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	out.Reset()
	if (Streams{Err: &out}).note("%s", strings.Repeat("x", 10*longestMessage)); out.Len() > longestMessage+10 {
		t.Errorf("a message of %d bytes", out.Len())
	}
}
