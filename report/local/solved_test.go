package local

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mtbf/internal/oracle"
)

// A module of MTBF 100 h within a factor of 3 and MTTR 10 h is down between 10/310 and
// 10/(100/3 + 10) of the time; one whose MTBF is set has no limits.
func TestLimitsOfAnUncertainModule(t *testing.T) {
	e := entryOf(t, "modules: {a: {mtbf: {point: 100h, error_factor: 3}, mttr: 10h}}\nstructure: a\n")
	a, err := new(server).answerTo(t.Context(), e, map[string]float64{"module0.MTTR": 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		of   *limits
		mttr float64
	}{{"file", a.Base.Limits, 10}, {"changed", a.Measures.Limits, 20}} {
		t.Run(c.name, func(t *testing.T) {
			if c.of == nil {
				t.Fatal("no limits")
			}
			oracle.Near(t, "least unavailability", *c.of.Unavailability.Lower, c.mttr/(300+c.mttr), 1e-12)
			oracle.Near(t, "most unavailability", *c.of.Unavailability.Upper, c.mttr/(100./3+c.mttr), 1e-12)
			oracle.Near(t, "least availability", *c.of.Availability.Lower, 100./3/(100./3+c.mttr), 1e-12)
			oracle.Near(t, "most MTBF", *c.of.MTBFHours.Upper, 300, 1e-12)
			oracle.Near(t, "confidence", c.of.Confidence, 0.9, 0)
		})
	}
	a, err = new(server).answerTo(t.Context(), e, map[string]float64{"module0.MTBF": 200})
	if err != nil || a.Measures.Limits != nil || a.Base.Limits == nil || a.Changes[0].Alone.Limits != nil {
		t.Errorf("%v: %+v", err, a)
	}
	if len(a.Warnings) > 0 {
		t.Errorf("warnings %q", a.Warnings)
	}
}

// Work has an equal share of the time that is left, less a reserve, and its end is not
// that of the whole.
func TestShareOfTheTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	whole, _ := ctx.Deadline()
	a := &answering{server: &server{limit: time.Hour}, left: 2}
	for i, most := range []time.Duration{27 * time.Minute, 54 * time.Minute, 54 * time.Minute} {
		own, done := a.share(ctx)
		end, ok := own.Deadline()
		if left := whole.Sub(end); !ok || left < time.Hour-most-time.Second {
			t.Errorf("%d: %v before the end, %v", i, left, ok)
		}
		done()
	}
	own, done := (&answering{server: new(server)}).share(t.Context())
	defer done()
	if _, ok := own.Deadline(); ok {
		t.Error("there is an end where there is none")
	}
}

// What is not known in time is told once, in the words of solve; an end of the whole is
// an error.
func TestLeftOfAnAnswer(t *testing.T) {
	a := &answering{}
	for range 2 {
		a.lacks("importance", "MTTF")
	}
	a.lacks()
	if want := []string{"stopped before everything was known: no importance, no MTTF"}; !slices.Equal(a.Warnings, want) {
		t.Errorf("%q", a.Warnings)
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := new(server).answerTo(ctx, entryOf(t, pair), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
