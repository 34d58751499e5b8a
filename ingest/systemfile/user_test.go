package systemfile_test

import (
	"context"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model/solve"
)

// A system file whose group says nothing of coverage: every takeover works.
func TestByHand(t *testing.T) {
	const text = "modules:\n  disc: {mtbf: 1000 h, mttr: 10 h}\nstructure:\n  duplex: {of: disc}\n"
	m, _, err := systemfile.Parse("typed", strings.NewReader(text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := solve.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", r.MTBF, 51_000, 1e-12)
	if _, _, err := systemfile.Parse("typed", strings.NewReader(""), systemfile.Options{}); err == nil {
		t.Error("an empty file is a system")
	}
}
