package mcpserver

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// maxLine bounds a line of the client, in bytes.
const maxLine = 8 << 20

// Errors of JSON-RPC 2.0, section 5.1.
const (
	parseError     = -32700
	invalidRequest = -32600
)

// lines is a client that sends and takes a message a line. A line that is none is
// answered with an error and harms no other: the transports of the SDK end with it, and
// with all calls under way.
type lines struct {
	in   io.Reader
	out  io.Writer
	wait time.Duration // for the answers to what was asked, after the end of in
}

func (l lines) Connect(context.Context) (mcp.Connection, error) {
	c := &connection{out: l.out, wait: l.wait, incoming: make(chan line), answered: make(chan struct{}, 1), open: map[jsonrpc.ID]bool{}, closed: make(chan struct{})}
	go c.readAll(l.in)
	return c, nil
}

// line is one of the client, or why there is none.
type line struct {
	text []byte
	long bool // it was longer than it may be, and is not kept
	err  error
}

// connection is one to such a client.
type connection struct {
	incoming chan line
	queue    []jsonrpc.Message // of a line that had several

	wait     time.Duration
	answered chan struct{} // has a place, taken when a call was answered

	counting sync.Mutex
	open     map[jsonrpc.ID]bool // calls without an answer

	writing sync.Mutex
	out     io.Writer

	closing sync.Once
	closed  chan struct{}
}

func (c *connection) SessionID() string { return "" }

// Close ends a Read that waits. The streams stay open: they are not its own.
func (c *connection) Close() error {
	c.closing.Do(func() { close(c.closed) })
	return nil
}

// readAll reads until the end of the stream or of the connection.
func (c *connection) readAll(in io.Reader) {
	for r := bufio.NewReaderSize(in, 64<<10); ; {
		next := readLine(r)
		select {
		case c.incoming <- next:
		case <-c.closed:
			return
		}
		if next.err != nil {
			return
		}
	}
}

// readLine reads a line, of which no more than maxLine is kept. The last one needs no end.
func readLine(r *bufio.Reader) (l line) {
	for {
		part, err := r.ReadSlice('\n')
		if len(l.text)+len(part) > maxLine {
			l.long = true
		}
		if !l.long {
			l.text = append(l.text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && (len(l.text) > 0 || l.long):
			return l
		default:
			l.err = err
			return l
		}
	}
}

// Read is the next message.
func (c *connection) Read(ctx context.Context) (jsonrpc.Message, error) {
	for len(c.queue) == 0 {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-c.closed:
			return nil, io.EOF
		case l := <-c.incoming:
			if l.err != nil {
				c.await(ctx)
				return nil, l.err
			}
			if err := c.take(l); err != nil {
				return nil, err
			}
		}
	}
	next := c.queue[0]
	c.queue = c.queue[1:]
	return next, nil
}

// await waits until all calls are answered: the SDK ends those under way at the end of
// the stream.
func (c *connection) await(ctx context.Context) {
	for late := time.After(c.wait); c.calls() > 0; {
		select {
		case <-c.answered:
		case <-late:
			return
		case <-c.closed:
			return
		case <-ctx.Done():
			return
		}
	}
}

// take keeps the messages of a line, and answers what is none. Several in a list are
// taken one by one, and answered one by one.
func (c *connection) take(l line) error {
	text := bytes.TrimSpace(l.text)
	switch {
	case l.long:
		return c.refuse(nil, parseError, fmt.Errorf("the line is longer than %d bytes", maxLine))
	case len(text) == 0:
		return nil
	case text[0] != '[':
		return c.takeOne(text)
	}
	var several []json.RawMessage
	if err := json.Unmarshal(text, &several); err != nil {
		return c.refuse(nil, parseError, err)
	}
	if len(several) == 0 {
		return c.refuse(nil, invalidRequest, errors.New("the list has no message"))
	}
	for _, one := range several {
		if err := c.takeOne(one); err != nil {
			return err
		}
	}
	return nil
}

func (c *connection) takeOne(text []byte) error {
	var it struct {
		ID json.RawMessage `json:"id"`
	}
	if err := json.Unmarshal(text, &it); !json.Valid(text) {
		return c.refuse(nil, parseError, fmt.Errorf("%w: a message is one JSON object on one line", err))
	}
	message, err := jsonrpc.DecodeMessage(text)
	if err != nil {
		return c.refuse(it.ID, invalidRequest, err)
	}
	if r, ok := message.(*jsonrpc.Request); ok && r.IsCall() && !c.begin(r.ID) {
		return c.refuse(nil, invalidRequest, fmt.Errorf("the id %s is that of a call without an answer", it.ID))
	}
	c.queue = append(c.queue, message)
	return nil
}

// refuse answers what is no message, by the id that it has, null for none.
func (c *connection) refuse(id json.RawMessage, code int, why error) error {
	if _, err := jsonrpc.DecodeMessage(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"result":{}}`, id)); err != nil {
		id = json.RawMessage("null") // it is of no kind that an id may be
	}
	text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "error": map[string]any{"code": code, "message": why.Error()}})
	if err != nil {
		return err
	}
	return c.write(text)
}

// Write sends a message.
func (c *connection) Write(ctx context.Context, message jsonrpc.Message) error {
	if r, ok := message.(*jsonrpc.Response); ok {
		defer c.done(r.ID)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := jsonrpc.EncodeMessage(message)
	if err != nil {
		return err
	}
	return c.write(text)
}

// begin counts a call, and reports whether no other of its id is without an answer.
func (c *connection) begin(id jsonrpc.ID) bool {
	c.counting.Lock()
	defer c.counting.Unlock()
	if c.open[id] {
		return false
	}
	c.open[id] = true
	return true
}

// done counts an answer.
func (c *connection) done(id jsonrpc.ID) {
	c.counting.Lock()
	delete(c.open, id)
	c.counting.Unlock()
	select {
	case c.answered <- struct{}{}:
	default:
	}
}

func (c *connection) calls() int {
	c.counting.Lock()
	defer c.counting.Unlock()
	return len(c.open)
}

func (c *connection) write(text []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.out.Write(append(text, '\n'))
	if err != nil {
		c.Close() // nobody hears the answers that are to come
	}
	return err
}
