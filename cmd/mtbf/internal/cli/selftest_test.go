package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"mtbf/selftest"
)

// A case that expects something else, or gives an error, makes selftest fail
// and is named; the others still have their rows.
func TestSelftestFails(t *testing.T) {
	all := selftest.Cases()
	wrong, broken := all[0], all[1]
	wrong.Expected *= 1.1
	broken.Got = func(context.Context) (selftest.Figure, error) { return selftest.Figure{}, errors.New("no answer") }
	for _, format := range []string{"table", "json", "csv", "markdown"} {
		var out bytes.Buffer
		g := &global{Streams: Streams{Out: &out}, format: format}
		err := runSelftest(context.Background(), g, []selftest.Case{wrong, broken, all[2]}, nil)
		if err == nil || err.Error() != "2 of 3 published numbers not reproduced" {
			t.Errorf("%s: error %v", format, err)
		}
		for _, want := range []string{wrong.ID, broken.ID, "no answer", all[2].Claim} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", format, want, out.String())
			}
		}
	}
}
