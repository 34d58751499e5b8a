package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// playVar is set for the process of a test that plays the command of a tool.
const playVar = "MTBF_TEST_PLAY"

func TestMain(m *testing.M) {
	if os.Getenv(playVar) != "" {
		play(os.Args[1:])
	}
	os.Exit(m.Run())
}

// play does what its words say: prints, fails, waits.
func play(words []string) {
	code := 0
	for _, w := range words {
		kind, text, _ := strings.Cut(w, "=")
		switch kind {
		case "--out":
			fmt.Print(text)
		case "--err":
			fmt.Fprintln(os.Stderr, text)
		case "--code":
			fmt.Sscan(text, &code)
		case "--long":
			for range 1 << 20 {
				fmt.Print("0123456789")
			}
		case "--wait":
			io.Copy(io.Discard, os.Stdin)
			os.Exit(9)
		case "--echo":
			n := 0
			fmt.Sscan(words[1], &n)
			io.CopyN(os.Stdout, os.Stdin, int64(n))
		case "--sleep":
			time.Sleep(time.Hour)
		case "--crash":
			panic("crash")
		}
	}
	os.Exit(code)
}

func playing() Options {
	text := func(name string) Param { return Param{Name: name, Kind: Text} }
	flag := func(name string) Param { return Param{Name: name, Kind: Boolean} }
	return Options{
		Name: "played", Version: "1", Instructions: "how", Calls: 2,
		Pages:   []Page{{URI: "mtbf://docs/a.md", Name: "a.md", Type: "text/markdown", Text: []byte("# A\n")}},
		Program: Program{Path: os.Args[0], Before: []string{"before"}, After: []string{"after"}, Folder: ".", Time: time.Minute, Answer: 1000},
		Tools: []Tool{
			{Name: "play", Title: "Plays", About: "plays", Command: []string{"play"}, Files: &Files{About: "files", Least: 1, Most: 2}, Params: []Param{
				text("out"), text("err"), {Name: "code", Kind: Integer, Default: "0"}, flag("long"), flag("wait"), flag("sleep"), flag("crash"),
				{Name: "of-list", Kind: Number, List: true}, {Name: "word", Kind: Text, Words: []string{"a", "b"}, Default: "a", About: "a or b", Required: true}, {Name: "new-out", Kind: Text, Unlisted: true},
				{Name: "as-own", Kind: Boolean, Unformatted: true}, flag("echo"),
			}, Text: "text", Prefix: "new-", OfPrefix: "of the new"},
			{Name: "other", About: "takes no files", Command: []string{"other", "kid"}, Params: []Param{text("out")}},
		},
	}
}

// connected is a client of a server in this process.
func connected(t *testing.T, o Options) *mcp.ClientSession {
	t.Helper()
	t.Setenv(playVar, "yes")
	requests, toServer := io.Pipe()
	answers, toClient := io.Pipe()
	served := make(chan error, 1)
	go func() {
		err := Serve(context.WithoutCancel(t.Context()), requests, toClient, o) // it ends when the client closes
		requests.Close()
		toClient.Close()
		served <- err
	}()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	c, err := client.Connect(t.Context(), &mcp.IOTransport{Reader: answers, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		if err := <-served; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return c
}

// texts are the texts of a result, apart by a bar, with ! before those of an error.
func texts(r *mcp.CallToolResult) string {
	var all []string
	for _, c := range r.Content {
		all = append(all, c.(*mcp.TextContent).Text)
	}
	if r.IsError {
		return "!" + strings.Join(all, "|")
	}
	return strings.Join(all, "|")
}

// called calls a tool.
func called(t *testing.T, c *mcp.ClientSession, tool, arguments string) *mcp.CallToolResult {
	t.Helper()
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestResults(t *testing.T) {
	o := playing()
	c := connected(t, o)
	for _, x := range []struct {
		arguments, want string
		code            float64 // -1: none
	}{
		{`{"out":"{\"a\": 1.0, \"b\": \"<é>\"}\n"}`, "{\"a\": 1.0, \"b\": \"<é>\"}\n", 0},
		{`{"out":"{}\n","err":"a note"}`, "{}\n|a note", 0},
		{`{"out":"{}\n","err":"which","code":2}`, "!{}\n|Exit code 2: a question, not an answer.*which", 2},
		{`{"err":"mtbf: --x","code":2}`, "!Exit code 2: the call was not understood. Nothing was worked out.\nmtbf: --x", 2},
		{`{"out":"{}\n","code":3}`, "!{}\n|Exit code 3: answered, but*", 3},
		{`{"err":"why","code":1}`, "!Exit code 1: there is no answer.\nwhy", 1},
		{`{"out":"{\"cut","code":1}`, "!Exit code 1: there is no answer.", 1}, // half an answer is none
		{`{"out":"{}","code":1}`, "!{}|Exit code 1: what stands above is not the whole answer.", 1},
		{`{"out":"modules:\n"}`, "modules:\n", 0}, // an answer of its own form
		{`{"out":"modules:\n","code":1}`, "!Exit code 1: there is no answer.", 1},
		{`{"out":"| a |\n","err":"which","code":2}`, "!| a |\n|Exit code 2: a question, not an answer.*which", 2},
		{`{"echo":true,"text":"` + strings.Repeat("x", 900) + `"}`, strings.Repeat("x", 900), 0},
		{`{"out":"{}","text":"` + strings.Repeat("x", 1<<20) + `"}`, "{}", 0}, // which the process does not read
		{`{"crash":true}`, "!mtbf: the command ended without an answer (panic: crash*", -1},
		{`{"long":true}`, "!mtbf: the answer is longer than 1000 bytes*", -1},
		{`{"no":1}`, `!mtbf: "no" is no property of play*`, -1},
	} {
		t.Run(x.arguments, func(t *testing.T) {
			r := called(t, c, "play", x.arguments)
			begin, end, cut := strings.Cut(x.want, "*")
			if got := texts(r); got != x.want && !(cut && strings.HasPrefix(got, begin) && strings.HasSuffix(got, end)) {
				t.Errorf("%q, want %q", got, x.want)
			}
			if code, ok := r.Meta[exitCode]; ok != (x.code >= 0) || ok && code != x.code {
				t.Errorf("exit code %v, want %v", code, x.code)
			}
		})
	}
}

// What a client is told before it calls: tools that only read, and pages.
func TestListed(t *testing.T) {
	c := connected(t, playing())
	if got := c.InitializeResult().Instructions; got != "how" {
		t.Errorf("instructions %q", got)
	}
	tools, err := c.ListTools(t.Context(), nil)
	if err != nil || len(tools.Tools) != 2 {
		t.Fatal(tools, err)
	}
	for _, tool := range tools.Tools {
		if a := tool.Annotations; !a.ReadOnlyHint || *a.OpenWorldHint || *a.DestructiveHint {
			t.Errorf("%s: %+v", tool.Name, a)
		}
	}
	page, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "mtbf://docs/a.md"})
	if err != nil || page.Contents[0].Text != "# A\n" {
		t.Error(page, err)
	}
	if _, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "file:///etc/passwd"}); err == nil {
		t.Error("a resource that is none can be read")
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "confined"}); err == nil {
		t.Error("a tool that is none can be called")
	}
}

// A call that is cancelled ends at once and leaves its place to another.
func TestCancelled(t *testing.T) {
	o := playing()
	o.Calls = 1
	c := connected(t, o)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "play", Arguments: json.RawMessage(`{"sleep":true}`)})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if got := texts(called(t, c, "other", `{"out":"{}"}`)); got != "{}" {
		t.Error(got)
	}
}

// A call that goes on after its time is ended.
func TestLate(t *testing.T) {
	o := playing()
	o.Program.Time = time.Millisecond - lateness + 200*time.Millisecond
	c := connected(t, o)
	if got := texts(called(t, c, "play", `{"sleep":true}`)); !strings.Contains(got, "!mtbf: there was no answer in") {
		t.Error(got)
	}
}

// More calls than may wait are refused, not kept.
func TestCrowd(t *testing.T) {
	o := playing()
	o.Calls = 1
	c := connected(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	const more = 5
	refused := make(chan string, waitersACall+1+more)
	for range cap(refused) {
		go func() {
			r, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "play", Arguments: json.RawMessage(`{"sleep":true}`)})
			if err == nil {
				refused <- texts(r)
			}
		}()
	}
	for range more {
		if got := <-refused; !strings.Contains(got, "17 calls run or wait") {
			t.Error(got)
		}
	}
	cancel()
}

// The process of a call ends with the server's, however that ended: its standard input
// is closed.
func TestAlive(t *testing.T) {
	o := playing()
	p := o.Program
	p.Before = nil
	t.Setenv(playVar, "yes")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := p.run(ctx, []string{"--wait"}, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v: its standard input was closed while it ran", err)
	}
}
