package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Notebook is an .ipynb file of nbformat 4.
type Notebook struct {
	Cells    []Cell          `json:"cells"`
	Metadata json.RawMessage `json:"metadata"`
	Format   int             `json:"nbformat"`
	Minor    int             `json:"nbformat_minor"`
}

// Cell is text or code.
type Cell struct {
	Type     string
	ID       string
	Metadata json.RawMessage
	Source   Lines
	Count    *int // of execution
	Outputs  []Output
}

// Output is what a code cell wrote or showed.
type Output struct {
	Type     string          `json:"output_type"` // stream, display_data or error
	Name     string          `json:"name,omitempty"`
	Text     Lines           `json:"text,omitempty"`
	Data     map[string]any  `json:"data,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	EName    string          `json:"ename,omitempty"`
	EValue   string          `json:"evalue,omitempty"`
	Trace    []string        `json:"traceback,omitempty"`
}

// Lines is text that a notebook keeps as a list of lines.
type Lines string

// UnmarshalJSON takes a list of lines or one string.
func (l *Lines) UnmarshalJSON(text []byte) error {
	var list []string
	if err := json.Unmarshal(text, &list); err == nil {
		*l = Lines(strings.Join(list, ""))
		return nil
	}
	return json.Unmarshal(text, (*string)(l))
}

// MarshalJSON writes a list of lines.
func (l Lines) MarshalJSON() ([]byte, error) {
	list := strings.SplitAfter(string(l), "\n")
	if list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return marshal(list, "")
}

// cellJSON is the part that every cell has; codeJSON what code has besides.
type cellJSON struct {
	Type     string          `json:"cell_type"`
	ID       string          `json:"id,omitempty"`
	Metadata json.RawMessage `json:"metadata"`
	Source   Lines           `json:"source"`
}

type codeJSON struct {
	cellJSON
	Count   *int     `json:"execution_count"`
	Outputs []Output `json:"outputs"`
}

// UnmarshalJSON reads a cell.
func (c *Cell) UnmarshalJSON(text []byte) error {
	var j codeJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*c = Cell{j.Type, j.ID, j.Metadata, j.Source, j.Count, j.Outputs}
	return nil
}

// MarshalJSON writes a cell; only code has outputs.
func (c Cell) MarshalJSON() ([]byte, error) {
	j := cellJSON{c.Type, c.ID, c.Metadata, c.Source}
	if c.Type != "code" {
		return marshal(j, "")
	}
	outputs := c.Outputs
	if outputs == nil {
		outputs = []Output{}
	}
	return marshal(codeJSON{j, c.Count, outputs}, "")
}

// ReadNotebook reads a file.
func ReadNotebook(path string) (*Notebook, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var n Notebook
	if err := json.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if n.Format != 4 {
		return nil, fmt.Errorf("%s: nbformat %d; only 4 is read", path, n.Format)
	}
	return &n, nil
}

// Bytes returns the notebook as Jupyter writes it: indented by one blank.
func (n *Notebook) Bytes() ([]byte, error) {
	text, err := marshal(n, " ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// Write writes a file, whole or not at all.
func (n *Notebook) Write(path string) error {
	text, err := n.Bytes()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".notebook-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(text); err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// marshal writes JSON without escaping <, > and &.
func marshal(v any, indent string) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return bytes.TrimRight(buf.Bytes(), "\n"), err
}
