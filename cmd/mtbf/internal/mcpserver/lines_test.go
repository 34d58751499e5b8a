package mcpserver

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

const hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

// answersTo are the answers to lines that a client sends before it closes its stream,
// by their ids as they are written.
func answersTo(t *testing.T, text string) map[string][]string {
	t.Helper()
	t.Setenv(playVar, "yes")
	var out bytes.Buffer
	if err := Serve(context.WithoutCancel(t.Context()), strings.NewReader(hello+text), &out, playing()); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	all := map[string][]string{}
	for one := range strings.Lines(out.String()) {
		var it struct{ ID, Result, Error json.RawMessage }
		if err := json.Unmarshal([]byte(one), &it); err != nil {
			t.Fatalf("%v: %q", err, one)
		}
		all[string(it.ID)] = append(all[string(it.ID)], string(it.Result)+string(it.Error))
	}
	return all
}

func callOf(id int) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"other","arguments":{"out":"{\"n\":%[1]d}"}}}`, id)
}

// A line that is no message is answered as JSON-RPC has it, by the id of it where there
// is one, and the calls before it and after it are answered too.
func TestLines(t *testing.T) {
	for _, c := range []struct{ name, line, id, want string }{
		{"words", `hello`, "null", `-32700,"message":"invalid character 'h'`},
		{"cut", `{"jsonrpc":"2.0","id":3,"method"`, "null", `-32700`},
		{"two", `{"jsonrpc":"2.0","id":3,"method":"ping"}{"jsonrpc":"2.0","id":4,"method":"ping"}`, "null", `-32700`},
		{"list cut", `[{"jsonrpc":"2.0","id":3,"method":"ping"}`, "null", `-32700`},
		{"long", `"` + strings.Repeat("x", maxLine) + `"`, "null", `-32700,"message":"the line is longer than 8388608 bytes"`},
		{"deep", strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000), "null", `-32700`},
		{"number", `7`, "null", `-32600`},
		{"null", `null`, "null", `-32600`},
		{"no version", `{"id":"a","method":"ping"}`, `"a"`, `-32600`},
		{"no method", `{"jsonrpc":"2.0"}`, "null", `-32600`},
		{"id of no kind", `{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}`, "null", `-32600`},
		{"method of no kind", `{"jsonrpc":"2.0","id":3,"method":7}`, "3", `-32600`},
		{"no list", `[]`, "null", `-32600`},
		{"list", `[{"jsonrpc":"2.0","id":3,"method":"ping"},7]`, "null", `-32600`},
		{"list of calls", `[{"jsonrpc":"2.0","method":"notifications/nothing"},{"jsonrpc":"2.0","id":3,"method":"ping"}]`, "3", `{}`},
		{"windows", "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}\r", "3", `{}`},
		{"empty", "\n  \n\r\n" + `{"jsonrpc":"2.0","id":3,"method":"ping"}`, "3", `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := answersTo(t, callOf(1)+"\n"+c.line+"\n"+callOf(2)) // the last line needs no end
			if a := got[c.id]; len(a) != 1 || !strings.Contains(a[0], c.want) {
				t.Errorf("%.300q, want %s by %s", got, c.want, c.id)
			}
			for _, id := range []string{"1", "2"} {
				if a := got[id]; len(a) != 1 || !strings.Contains(a[0], `{\"n\":`+id+`}`) {
					t.Errorf("call %s: %.300q", id, got)
				}
			}
		})
	}
}

// Two calls by one id under way: the second is refused by no id, as the answers could not
// be told apart, and the server goes on. An id of a call that was answered is free.
func TestSameID(t *testing.T) {
	got := answersTo(t, callOf(1)+"\n"+callOf(1)+"\n"+callOf(2)+"\n")
	if len(got["2"]) != 1 || len(got["1"]) != 1 || len(got["null"]) != 1 || !strings.Contains(got["null"][0], "the id 1 is that of a call") {
		t.Errorf("%q", got)
	}
}

// A client that is gone is not waited for.
func TestGone(t *testing.T) {
	t.Setenv(playVar, "yes")
	o := playing()
	o.Program.Time = time.Hour
	in := strings.NewReader(hello + `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"play","arguments":{"sleep":true}}}` + "\n" + callOf(2))
	requests, out := io.Pipe()
	go func() {
		bufio.NewReader(requests).ReadString('\n') // that of initialize
		requests.Close()
	}()
	if err := Serve(t.Context(), in, out, o); err != nil {
		t.Error(err)
	}
}
