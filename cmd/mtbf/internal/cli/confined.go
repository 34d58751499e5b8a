package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/internal/infile"
)

// confinedWord is the first word of a command line that mcp runs: then come the bytes of
// memory that it may take, those of a text on standard input that is its own, and the
// command. It is no command of its own, as nobody is to type it.
const confinedWord = "confined-to-this-folder"

// mainConfined runs a command that reads files below the folder it is started in alone
// and writes none, in so much memory, until its standard input is closed at the latest.
func mainConfined(s Streams, args []string) int {
	text, err := confine(s, args)
	if err != nil {
		s.note("mtbf: %v", err)
		return exitFailed
	}
	go func(alive io.Reader) {
		io.Copy(io.Discard, alive) // it ends with the process that holds its other end
		os.Exit(exitFailed)
	}(s.In)
	s.In = noInput{}
	if len(text) > 0 {
		s.In = bytes.NewReader(text)
	}
	s.Tool, s.Err = true, toolMessages{s.Err}
	return run(s, args[2:], "")
}

// maxConfinedText bounds the text on standard input, in bytes.
const maxConfinedText = 64 << 20

// confine takes from this process what a call may not do, and reads the text that is its
// own.
func confine(s Streams, args []string) (text []byte, err error) {
	if len(args) < 2 {
		return nil, errors.New("no command")
	}
	memory, errMemory := strconv.ParseInt(args[0], 10, 64)
	length, errLength := strconv.ParseInt(args[1], 10, 64)
	if err := errors.Join(errMemory, errLength); err != nil {
		return nil, err
	}
	if length < 0 || length > maxConfinedText {
		return nil, fmt.Errorf("%d is not the length of a text", length)
	}
	text = make([]byte, length)
	if _, err := io.ReadFull(s.In, text); err != nil {
		return nil, err
	}
	if err := infile.Confine("."); err != nil {
		return nil, err
	}
	outfile.Refuse()
	debug.SetMemoryLimit(memory / 10 * 9)
	go watchMemory(s, memory)
	return text, limitSystem(memory)
}

// noInput is a standard input that nothing may be read from.
type noInput struct{}

func (noInput) Read([]byte) (int, error) {
	return 0, errors.New("it may not be read here without a text: name a file, or dataset:NAME")
}

// looksAtMemory is how often the memory of a call is looked at.
const looksAtMemory = 10 * time.Millisecond

// watchMemory ends the process when it takes more memory than it may, in bytes.
func watchMemory(s Streams, most int64) {
	all := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(looksAtMemory) {
		metrics.Read(all)
		if int64(all[0].Value.Uint64()-all[1].Value.Uint64()) > most {
			io.WriteString(s.Err, fmt.Sprintf("mtbf: the call needs more than the %d MiB of memory that it may take: ask for less, or of less\n", most>>20))
			os.Exit(exitFailed)
		}
	}
}
