package cli

import (
	"bytes"
	"io"
	"strings"

	"mtbf/cmd/mtbf/internal/outfile"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/printable"
)

// write renders doc in the chosen format to -o or standard output.
func (g *global) write(doc render.Document) error {
	var buf bytes.Buffer
	format, err := render.ParseFormat(g.format)
	if err != nil {
		return usageError{err}
	}
	if err := render.Write(&buf, doc, format); err != nil {
		return err
	}
	if g.output != "" {
		return writeFile(g.output, func(w io.Writer) error {
			_, err := w.Write(buf.Bytes())
			return err
		})
	}
	text := buf.Bytes()
	if g.Terminal && format == render.CSV { // the only format that keeps text as it is
		text = forTerminal(text)
	}
	_, err = g.Out.Write(text)
	return err
}

// toTerminal is whether the answer would be written to a terminal.
func (g *global) toTerminal() bool {
	switch g.output {
	case "", "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return g.Terminal
	}
	return g.output == "/dev/tty"
}

// forTerminal is a text of lines fit for a terminal.
func forTerminal(text []byte) []byte {
	lines := strings.Split(string(text), "\n")
	for i := range lines {
		lines[i] = printable.Text(lines[i])
	}
	return []byte(strings.Join(lines, "\n"))
}

// writeFile writes a file whole or not at all, as [outfile.Create] says.
func writeFile(path string, fill func(io.Writer) error) error {
	f, err := outfile.Create(path)
	if err != nil {
		return err
	}
	defer f.Abandon()
	if err := fill(f); err != nil {
		return err
	}
	return f.Commit()
}
