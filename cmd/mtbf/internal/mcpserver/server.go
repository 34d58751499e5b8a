// Package mcpserver offers commands of the program as tools by the Model Context Protocol:
// a client asks on one stream and is answered on another. Each call is a process of its
// own, whose answer is handed on byte by byte. It knows neither the commands nor what
// they mean, and is the only one that knows the protocol.
package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Options are what a server offers, and within which bounds.
type Options struct {
	Name, Title, Version string
	Instructions         string // for who calls the tools
	Tools                []Tool
	Pages                []Page
	Program              Program
	Calls                int // that run at a time
}

// Page is a text to read: documentation of the answers.
type Page struct {
	URI, Name, About string
	Type             string // of media
	Text             []byte
}

// maxWait bounds how long calls under way may go on after the client closed its stream.
const maxWait = time.Minute

// waitersACall is how many calls may wait for each that runs; others are refused.
const waitersACall = 16

// server is one while it runs.
type server struct {
	Options
	ctx     context.Context // of the run
	running chan struct{}   // has a place for each call that runs
	waiting chan struct{}   // and for each that runs or waits
}

// Serve answers until the client closes its stream, which is no error, or the context
// ends. What was asked before the client closed its stream is answered, within the time
// of a call; processes of calls that are later than that end with the server.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{Options: o, ctx: ctx, running: make(chan struct{}, o.Calls), waiting: make(chan struct{}, o.Calls*(1+waitersACall))}
	err := s.new().Run(ctx, lines{in, out, min(o.Program.Time, maxWait) + lateness})
	for _, gone := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe} { // of the client
		if errors.Is(err, gone) {
			return nil
		}
	}
	return err
}

// new is the server with its tools and pages.
func (s *server) new() *mcp.Server {
	m := mcp.NewServer(&mcp.Implementation{Name: s.Name, Title: s.Title, Version: s.Version}, &mcp.ServerOptions{
		Instructions: s.Instructions,
		Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}, Resources: &mcp.ResourceCapabilities{}},
	})
	for i := range s.Tools {
		t := &s.Tools[i]
		m.AddTool(&mcp.Tool{
			Name: t.Name, Title: t.Title, Description: t.About, InputSchema: t.schema(),
			Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: new(bool), OpenWorldHint: new(bool)},
		}, func(ctx context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return s.call(ctx, t, r.Params.Arguments)
		})
	}
	for _, p := range s.Pages {
		m.AddResource(&mcp.Resource{URI: p.URI, Name: p.Name, Description: p.About, MIMEType: p.Type, Size: int64(len(p.Text))},
			func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
				return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: p.URI, MIMEType: p.Type, Text: string(p.Text)}}}, nil
			})
	}
	return m
}

// call runs the command of a tool. What goes wrong is the result, but for a call that
// the client or the end of the server has cancelled.
func (s *server) call(ctx context.Context, t *Tool, arguments json.RawMessage) (*mcp.CallToolResult, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	c, err := t.read(arguments)
	if err != nil {
		return failed(err), nil
	}
	done, err := s.turn(ctx)
	if err != nil {
		return failed(err), ctx.Err()
	}
	defer done()
	out, err := s.Program.run(ctx, slices.Concat(c.words[:c.n], s.Program.After, c.words[c.n:]), c.text)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return failed(err), nil
	}
	return result(out), nil
}

// turn waits until a call may run.
func (s *server) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.waiting <- struct{}{}:
	default:
		return nil, fmt.Errorf("%d calls run or wait, and no more may: call again when some have answered", cap(s.waiting))
	}
	select {
	case s.running <- struct{}{}:
		return func() { <-s.running; <-s.waiting }, nil
	case <-ctx.Done():
		<-s.waiting
		return nil, ctx.Err()
	}
}

// exitCode is the key of the exit code of a command beside its answer.
const exitCode = "mtbf/exit_code"

// answered reports whether there is an answer, or a question: half of one is none. Of a
// text that is no JSON the exit code alone tells whether it is whole.
func (o outcome) answered() bool {
	return json.Valid(o.answer) || len(o.answer) > 0 && o.code != 1
}

// result is an outcome as the protocol has it: the answer as it was printed, and then
// the exit code in words with all messages, where there is anything to say. Whatever is
// not an answer alone is an error, so that nobody takes it for one.
func result(o outcome) *mcp.CallToolResult {
	r := &mcp.CallToolResult{Meta: mcp.Meta{exitCode: o.code}, IsError: o.code != 0}
	if o.answered() {
		r.Content = append(r.Content, &mcp.TextContent{Text: string(o.answer)})
	}
	text := strings.TrimRight(o.messages, "\n")
	if about := aboutCode(o); about != "" {
		text = strings.TrimRight(about+"\n"+text, "\n")
	}
	if text != "" || len(r.Content) == 0 {
		r.Content = append(r.Content, &mcp.TextContent{Text: text})
	}
	return r
}

// aboutCode says what an exit code means.
func aboutCode(o outcome) string {
	answered := o.answered()
	switch {
	case o.code == 2 && answered:
		return "Exit code 2: a question, not an answer. Nothing in the file decides between the readings above, and their figures differ. Find out which one is right, from a person who knows the file if you cannot tell, and call the tool again with the properties of that reading, which stand at the end. Do not choose by the figures."
	case o.code == 2:
		return "Exit code 2: the call was not understood. Nothing was worked out."
	case o.code == 3:
		return "Exit code 3: answered, but some rows were rejected, and with strict that is an error."
	case o.code != 0 && answered:
		return fmt.Sprintf("Exit code %d: what stands above is not the whole answer.", o.code)
	case o.code != 0:
		return fmt.Sprintf("Exit code %d: there is no answer.", o.code)
	}
	return ""
}

// failed is the result of a call that gave none.
func failed(err error) *mcp.CallToolResult {
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: "mtbf: " + err.Error()}}}
}
