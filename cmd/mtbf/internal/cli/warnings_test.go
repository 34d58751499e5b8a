package cli

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/recurrent"
	"mtbf/model/system"
	"mtbf/report"
)

func codesOf(ws []model.Warning) (codes []string) {
	for _, w := range ws {
		codes = append(codes, w.Code)
	}
	return codes
}

// 250,000 failures are drawn 400 times in 1e8 times drawn, not 999; but for a
// user who asks for 999.
func TestFewerDrawings(t *testing.T) {
	many := []recurrent.History{{Times: make([]float64, 100_000)}, {Times: make([]float64, 150_000)}}
	for _, c := range []struct {
		o    trendOptions
		h    []recurrent.History
		want int
		code string
	}{
		{trendOptions{replications: 999}, many, 400, "fewer-drawings"},
		{trendOptions{replications: 999, given: true}, many, 999, ""},
		{trendOptions{replications: 999}, many[:1], 999, ""},
		{trendOptions{replications: 400}, many, 400, ""},
		{trendOptions{replications: 401}, many, 400, "fewer-drawings"},
		{trendOptions{replications: 999}, []recurrent.History{{Times: make([]float64, 5_000_000)}}, fewestDrawings, "fewer-drawings"},
	} {
		t.Run(fmt.Sprintf("%d drawings of %d, %s", c.want, c.o.replications, c.code), func(t *testing.T) {
			got := codesOf(c.o.spareDrawings(c.h))
			if c.o.replications != c.want || strings.Join(got, " ") != c.code {
				t.Errorf("%d drawings, %v; want %d, %q", c.o.replications, got, c.want, c.code)
			}
		})
	}
}

func systemOf(t *testing.T, text string) *report.System {
	t.Helper()
	m, _, err := ingest.ParseSystem("system.yaml", strings.NewReader("name: own\nmodules: {m: {mtbf: 100h, mttr: 5h}}\n"+text), ingest.SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return &report.System{Model: m}
}

// What a report cannot tell of a system it says: the state at a time of a group.
func TestReportOfASystemWarns(t *testing.T) {
	for text, code := range map[string]string{
		"structure: {duplex: {of: m, crews: 1}}": "times",
		"structure: {parallel: [m, m]}":          "",
	} {
		in := systemOf(t, text)
		if err := (&reportOptions{analyzeOptions: analyzeOptions{global: &global{confidence: 0.9}}}).solve(context.Background(), in, []float64{10}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := codesOf(in.Warnings); strings.Join(got, " ") != code {
			t.Errorf("%s: %v, want %q", text, got, code)
		}
	}
}

// A report whose time is over says that its simulation was stopped.
func TestReportOutOfTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	in := systemOf(t, "structure: {k_of_n: {k: 270, n: 300, of: m}}")
	(&reportOptions{analyzeOptions: analyzeOptions{global: &global{confidence: 0.9, seed: 1}}}).simulate(ctx, in, nil)
	if got := strings.Join(codesOf(in.Warnings), " "); got != "time-limit" {
		t.Errorf("warnings %q, %v", got, in.Unsimulated)
	}
}

// Limits that no engine has room for are left out, and the answer says so.
func TestLimitsTooLarge(t *testing.T) {
	s := solving{doc: &render.Solution{}}
	if !s.without(t.Context(), fmt.Errorf("corners: %w", system.ErrTooLarge), "limits", "limits") || s.without(t.Context(), nil, "limits", "limits") {
		t.Error("what is too large is not left out, or what is not is")
	}
	if ws := s.doc.Warnings; len(ws) != 1 || ws[0].Code != "limits" {
		t.Errorf("warnings %v", ws)
	}
}
