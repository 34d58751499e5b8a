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

	"mtbf/ingest"
	"mtbf/internal/oracle"
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

// solvedWithin runs solve on a grid of 6 by 6 places in a context that ends
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
	b.WriteString("modules:\n  edge: {mtbf: 1000h, mttr: 10h}\nstructure:\n  network:\n    source: p0.0\n    target: p5.5\n    edges:\n")
	for i := range 6 {
		for j := range 6 {
			if i < 5 {
				fmt.Fprintf(&b, "      - [p%d.%d, p%d.%d, edge]\n", i, j, i+1, j)
			}
			if j < 5 {
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
	for looks := 0; looks < 1<<14; looks = looks*9/8 + 1 {
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

// A module takes its rates from a log that is read as the system file says: two
// failures of 30 and 90 s in a window of 12,000 minutes, 200 h, are an MTTR of a
// minute, and an MTBF of half of the rest. The row of the other site does not
// count.
func TestRatesFromLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte("host,begun,lasted,site\na,0,30,north\na,6000,90,north\na,7000,500,south\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := ingest.FromSpec{
		Log: path, Column: []string{"unit=host", "start=begun", "duration=lasted"}, Where: []string{"site=north"},
		TimeUnit: "min", DurationUnit: "s", From: "0", To: "12000", Units: 1,
	}
	mtbf, mttr, err := ratesFromLog(context.Background(), spec, 0.8)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTR", mttr.Point, 1./60, 1e-12)
	oracle.Near(t, "MTBF", mtbf.Point, (200-2./60)/2, 1e-12)
	if mtbf.Confidence != 0.8 || mttr.Confidence != 0.8 {
		t.Errorf("limits at %g and %g", mtbf.Confidence, mttr.Confidence)
	}
	spec.Units, spec.Exposure = 0, 1000
	if mtbf, _, err = ratesFromLog(context.Background(), spec, 0.8); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF of 1,000 unit-hours", mtbf.Point, (1000-2./60)/2, 1e-12)
}
