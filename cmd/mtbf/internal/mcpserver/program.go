package mcpserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Program is how a command is run: in a process of its own, which can be ended and
// harms no other. What such a process may read and how much memory it may take is for
// the words before its command to say.
type Program struct {
	Path   string
	Before []string // words before those of the command; then comes the length of the text on its standard input
	After  []string // and after its name: how it answers
	Folder string   // in which it runs
	Time   time.Duration
	Answer int // bytes of an answer, at most
}

// lateness is how long a process may go on after its time: it ends itself, with what is
// known by then.
const lateness = 3 * time.Second

// maxMessages bounds what a command says on standard error, in bytes; it is cut there.
const maxMessages = 64 << 10

// outcome is what came of a command.
type outcome struct {
	code     int    // exit code; -1: it was ended
	answer   []byte // standard output
	messages string // standard error
}

// errTooLong is why a command is ended whose answer is longer than it may be.
var errTooLong = errors.New("the answer is too long")

// run runs a command to its end, or to that of the context, its time or its room.
//
// The process has a text of so many bytes on its standard input, which then stays open as
// long as this process lives.
func (p *Program) run(ctx context.Context, words []string, text string) (outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limited, stop := context.WithTimeout(ctx, p.Time+lateness)
	defer stop()
	command := exec.CommandContext(limited, p.Path, slices.Concat(p.Before, []string{strconv.Itoa(len(text))}, words)...)
	command.Dir, command.WaitDelay = p.Folder, time.Second
	answer := &bounded{most: p.Answer, full: func() { cancel(errTooLong) }}
	messages := &bounded{most: maxMessages, full: func() {}}
	command.Stdout, command.Stderr = answer, messages
	alive, err := command.StdinPipe() // closed by this process alone, or by its end
	if err != nil {
		return outcome{}, err
	}
	defer alive.Close()
	go io.WriteString(alive, text) // it ends with the process, if that does not read it all
	err = command.Run()
	var ended *exec.ExitError
	switch {
	case errors.Is(context.Cause(limited), errTooLong):
		return outcome{}, fmt.Errorf("the answer is longer than %d bytes: ask for less of it, or for one part at a time", p.Answer)
	case ctx.Err() != nil:
		return outcome{}, context.Cause(ctx)
	case limited.Err() != nil:
		return outcome{}, fmt.Errorf("there was no answer in the %s that a call may take: ask for less, or of less", p.Time)
	case err != nil && !errors.As(err, &ended):
		return outcome{}, fmt.Errorf("the command could not be run: %w", err)
	}
	out := outcome{code: command.ProcessState.ExitCode(), answer: answer.kept.Bytes(), messages: messages.kept.String()}
	if crash := crashed(out); crash != "" {
		return outcome{}, fmt.Errorf("the command ended without an answer (%s)", crash)
	}
	return out, nil
}

// crashed is how a process ended that did not end itself: by the system, or by the
// runtime of Go, most likely for want of memory.
func crashed(o outcome) string {
	if first, rest, _ := strings.Cut(o.messages, "\n"); o.code == 2 && strings.Contains(rest, "\ngoroutine ") {
		return first
	}
	if o.code < 0 {
		return "it was killed"
	}
	return ""
}

// bounded keeps what is written up to a bound, and says when that is passed.
type bounded struct {
	kept bytes.Buffer // not embedded: what reads into it by itself would pass the bound
	most int
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if room := b.most - b.kept.Len(); room < len(p) {
		b.kept.Write(p[:room])
		b.full()
		return len(p), nil
	}
	return b.kept.Write(p)
}

var _ io.Writer = (*bounded)(nil)
