// Package show writes figures and text into the notebook that runs a program,
// as GoNB's kernel and the one beside this package understand it. Outside a
// notebook it does nothing.
package show

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"os"
	"sync"

	"mtbf/plots"
)

// displayData is what GoNB's protocol calls by this name: a gob stream of it
// goes to the file or pipe named by GONB_PIPE.
type displayData struct {
	Data      map[string]any
	DisplayID string
}

var send = sync.OnceValues(func() (*gob.Encoder, error) {
	path := os.Getenv("GONB_PIPE")
	if path == "" {
		return nil, nil
	}
	pipe, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	return gob.NewEncoder(pipe), nil
})

// data sends one display, by MIME type.
func data(all map[string]any) error {
	enc, err := send()
	if err != nil || enc == nil {
		return err
	}
	return enc.Encode(displayData{Data: all})
}

// Figure shows a figure as PNG, with its description as text.
func Figure(f *plots.Figure) error {
	var buf bytes.Buffer
	if err := f.Write(&buf, "png"); err != nil {
		return fmt.Errorf("show %s: %w", f.Name, err)
	}
	return data(map[string]any{"image/png": buf.Bytes(), "text/plain": f.Alt})
}

// HTML shows HTML.
func HTML(text string) error { return data(map[string]any{"text/html": text}) }

// Markdown shows Markdown.
func Markdown(text string) error { return data(map[string]any{"text/markdown": text}) }
