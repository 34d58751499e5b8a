package mtbf

import (
	"context"
	"errors"
	"testing"
	"time"

	"mtbf/internal/oracle"
)

// soon is a context that says it ends in some nanoseconds, always, and never does.
type soon struct{ context.Context }

func (soon) Deadline() (time.Time, bool) { return time.Now().Add(3), true }

// Where the part of the time for the exact answer is over, it is left out and says so; the
// report goes on, as the whole has time.
func TestReportGoesOnWithoutTheExactAnswer(t *testing.T) {
	const text = "  a: {mtbf: 90h, mttr: 10h}\nstructure: a\n"
	in := systemOf(t, text)
	if _, err := addExact(soon{t.Context()}, in, nil); err != nil {
		t.Fatal(err)
	}
	if in.Exact != nil || !errors.Is(in.Refused, context.DeadlineExceeded) {
		t.Errorf("%v, refused by %v", in.Exact, in.Refused)
	}
	in = systemOf(t, text)
	if _, err := addExact(t.Context(), in, nil); err != nil || in.Refused != nil || len(in.Warnings) > 0 {
		t.Fatalf("%v, %v, %v", err, in.Refused, in.Warnings)
	}
	oracle.Near(t, "unavailability", in.Exact.Unavailability, 0.1, 1e-12)
}

// A part of the time until the end of a context is over before that, and says why.
func TestPartOfTheTime(t *testing.T) {
	whole, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	part, stop := partOf(whole, 0.25)
	defer stop()
	end, ok := part.Deadline()
	if last, _ := whole.Deadline(); !ok || last.Sub(end) < 44*time.Minute {
		t.Errorf("%v, %v", end, ok)
	}
	none, stop := partOf(t.Context(), 0.25)
	defer stop()
	if _, ok := none.Deadline(); ok {
		t.Error("there is an end where there is none")
	}
}
