package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// waning is a context that ends after it has been looked at so many times.
type waning struct {
	context.Context
	looks int
	end   context.CancelCauseFunc
}

func (w *waning) Err() error {
	if w.looks--; w.looks < 0 {
		w.end(context.DeadlineExceeded)
	}
	return w.Context.Err()
}

// solvedWithin runs solve on a grid of 5 by 5 places in a context that ends
// after so many looks.
func solvedWithin(t *testing.T, path string, looks int) (doc map[string]any, err error) {
	t.Helper()
	w := &waning{looks: looks}
	w.Context, w.end = context.WithCancelCause(context.Background())
	defer w.end(nil)
	var out bytes.Buffer
	o := &solveOptions{global: &global{Streams: Streams{Out: &out}, format: "json", confidence: 0.9}, at: []string{"100h"}, cutSets: 5}
	err = runSolve(w, o, path)
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
	}
	return doc, err
}

// Where the context ends, what is known is printed and what is not is named;
// where nothing is known, the error is the context's cause.
func TestSolveThatIsEnded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "grid.yaml")
	var b strings.Builder
	b.WriteString("modules:\n  edge: {mtbf: 1000h, mttr: 10h}\nstructure:\n  network:\n    source: p0.0\n    target: p4.4\n    edges:\n")
	for i := range 5 {
		for j := range 5 {
			if i < 4 {
				fmt.Fprintf(&b, "      - [p%d.%d, p%d.%d, edge]\n", i, j, i+1, j)
			}
			if j < 4 {
				fmt.Fprintf(&b, "      - [p%d.%d, p%d.%d, edge]\n", i, j, i, j+1)
			}
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := solvedWithin(t, path, 1<<40)
	if err != nil || len(whole["cut_sets"].([]any)) != 5 || whole["mttf_without_repair_hours"] == nil {
		t.Fatal(whole, err)
	}
	nothing, parts := 0, map[string]int{}
	for looks := 0; looks < 1<<14; looks = looks*7/6 + 1 {
		doc, err := solvedWithin(t, path, looks)
		switch {
		case err == nil:
			looks = 1 << 20
			continue
		case doc == nil:
			nothing++
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %d looks: %v", looks, err)
			}
			continue
		case !errors.Is(err, errIncomplete):
			t.Errorf("after %d looks: %v", looks, err)
		}
		if a := doc["measures"].(map[string]any)["availability"]; a != whole["measures"].(map[string]any)["availability"] {
			t.Errorf("after %d looks: availability %v", looks, a)
		}
		text := ""
		for _, w := range doc["warnings"].([]any) {
			if w := w.(map[string]any); w["code"] == "incomplete" {
				text = w["text"].(string)
			}
		}
		for key, name := range map[string]string{"mttf_without_repair_hours": "MTTF without repairs", "at": "state at a time", "cut_set_count": "cut sets"} {
			missing := doc[key] == nil
			if missing != strings.Contains(text, "no "+name) {
				t.Errorf("after %d looks: %s missing: %v, but %q", looks, key, missing, text)
			}
			if missing {
				parts[key]++
			}
		}
	}
	if nothing == 0 || len(parts) != 3 {
		t.Errorf("%d without an answer, left out: %v", nothing, parts)
	}
}
