package mtbf

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/recurrent"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/report"
)

func codesOf(ws []model.Warning) (codes []string) {
	for _, w := range ws {
		codes = append(codes, w.Code)
	}
	return codes
}

// 250,000 failures are drawn 999 sqrt(0.4) = 631 times, not 999; but for a
// user who asks for 999.
func TestFewerDrawings(t *testing.T) {
	many := []recurrent.History{{Times: make([]float64, 100_000)}, {Times: make([]float64, 150_000)}}
	for _, c := range []struct {
		drawings int
		h        []recurrent.History
		want     int
		code     string
	}{
		{0, many, 631, "fewer-drawings"},
		{999, many, 999, ""},
		{0, many[:1], 999, ""},
		{0, []recurrent.History{{Times: make([]float64, 5_000_000)}}, fewestDrawings, "fewer-drawings"},
	} {
		t.Run(fmt.Sprintf("%d drawings, %s", c.want, c.code), func(t *testing.T) {
			x := trend{TrendOptions{Drawings: c.drawings}, c.h, &TrendResult{}}
			x.spareDrawings()
			if got := codesOf(x.out.Warnings); x.Drawings != c.want || strings.Join(got, " ") != c.code {
				t.Errorf("%d drawings, %v; want %d, %q", x.Drawings, got, c.want, c.code)
			}
		})
	}
}

func systemOf(t *testing.T, text string) *report.System {
	t.Helper()
	m, _, err := systemfile.Parse("system.yaml", strings.NewReader("name: own\nmodules:\n  m: {mtbf: 100h, mttr: 5h}\n"+text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &report.System{Model: m}
}

// What a report cannot tell of a system it says: the reliability of repaired units that
// wear out.
func TestReportOfASystemWarns(t *testing.T) {
	for text, code := range map[string]string{
		"  w: {life: {weibull: {shape: 2, scale: 100h}}, mttr: 5h}\nstructure: {parallel: [w, w]}": "reliability-unknown",
		"structure: {duplex: {of: m, crews: 1}}":                                                   "",
		"structure: {parallel: [m, m]}":                                                            "",
	} {
		in := systemOf(t, text)
		if _, err := addExact(context.Background(), in, []float64{10}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := codesOf(in.Warnings); strings.Join(got, " ") != code {
			t.Errorf("%s: %v, want %q", text, got, code)
		}
	}
}

// A report whose time is over, here after so many missions, says that its simulation
// was stopped; one that is over before it began has none.
func TestReportOutOfTime(t *testing.T) {
	in := systemOf(t, "structure: {parallel: [m, m]}")
	ctx, end := context.WithCancelCause(t.Context())
	plain, err := montecarlo.Simulate(ctx, in.Model, montecarlo.Options{RelError: 1e-9, Seed: 1, Workers: 1, Progress: func(p montecarlo.Progress) {
		if p.Replications > 100 {
			end(context.DeadlineExceeded)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	goodEnough(in, plain)
	if strings.Join(codesOf(in.Warnings), " ") != "time-limit" {
		t.Errorf("stopped by %s: warnings %v", plain.Stopped, in.Warnings)
	}
	in = systemOf(t, "structure: {parallel: [m, m]}")
	ReportOptions{Seed: 1}.addSimulated(ctx, in, nil)
	if in.Plain != nil || in.Rare != nil || !errors.Is(in.Unsimulated, context.DeadlineExceeded) {
		t.Errorf("%+v, %+v, %v", in.Plain, in.Rare, in.Unsimulated)
	}
}

// A simulation is good enough for a report at a relative error of 2 %, whatever ended
// it.
func TestGoodForAReport(t *testing.T) {
	for off, want := range map[float64]bool{0.0199: true, 0.02: true, 0.0201: false, math.NaN(): false} {
		for stopped, code := range map[string]string{"time-limit": "time-limit", "rel-error": "", "replications": ""} {
			in, r := &report.System{}, &montecarlo.Result{Stopped: stopped}
			r.Measures.Unavailability.RelativeError = off
			if got := goodEnough(in, r); got != want || strings.Join(codesOf(in.Warnings), " ") != code {
				t.Errorf("%s at %g: good %v, warnings %v", stopped, off, got, in.Warnings)
			}
		}
	}
}

// Limits that no engine has room for are left out, and the answer says so.
func TestLimitsTooLarge(t *testing.T) {
	s := &Solution{}
	if !s.without(t.Context(), fmt.Errorf("corners: %w", system.ErrTooLarge), "limits", "limits") || s.without(t.Context(), nil, "limits", "limits") {
		t.Error("what is too large is not left out, or what is not is")
	}
	if ws := s.Warnings; len(ws) != 1 || ws[0].Code != "limits" {
		t.Errorf("warnings %v", ws)
	}
}
