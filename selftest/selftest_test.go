package selftest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
)

// results are those of all cases, computed once.
var results = sync.OnceValue(func() (all []Result) {
	for _, c := range Cases() {
		all = append(all, c.Check(context.Background()))
	}
	return all
})

func TestCases(t *testing.T) {
	seen := map[string]bool{}
	commands := map[string]int{}
	for _, r := range results() {
		if !r.OK() {
			t.Errorf("%s: got %.12g, want %.12g: off by %.2g, allowed %.2g; %.2f of %g standard errors; %v", r.ID, r.Value, r.Expected, r.Error(), r.Relative, r.Z(), r.Sigmas, r.Err)
		}
		if seen[r.ID] || !strings.HasPrefix(r.ID, r.Command+"/") || r.About == "" || r.Claim == "" || r.Source == "" {
			t.Errorf("%s is not described: %+v", r.ID, r.Case)
		}
		seen[r.ID] = true
		commands[r.Command]++
	}
	for _, name := range []string{"analyze", "table1", "fit", "trend", "replay", "duplex", "solve", "simulate", "size", "multiplex"} {
		if commands[name] < 7 {
			t.Errorf("%d cases of %s", commands[name], name)
		}
	}
	t.Logf("%d cases: %v", len(seen), commands)
}

// Tolerances say what a source can tell: a simulation knows its figure to 2 %,
// a count is whole, and all else is relative.
func TestTolerances(t *testing.T) {
	for _, r := range results() {
		switch {
		case r.Expected == 0 || math.IsNaN(r.Expected) || math.IsInf(r.Expected, 0):
			t.Errorf("%s expects %g, to which nothing is relative", r.ID, r.Expected)
		case r.Sigmas > 0:
			if r.Sigmas > 4 || r.Relative != 0 || r.SE > 0.02*math.Abs(r.Value) {
				t.Errorf("%s: %g standard errors of %g about %g", r.ID, r.Sigmas, r.SE, r.Value)
			}
		case r.Relative == 0 && r.Expected != math.Trunc(r.Expected), r.Relative > 0.2:
			t.Errorf("%s: %g within %g", r.ID, r.Expected, r.Relative)
		}
	}
}

// A wrong expectation fails, in either direction, whichever case it is.
func TestWrongExpectationFails(t *testing.T) {
	for _, r := range results() {
		for _, sign := range []float64{-1, 1} {
			wrong := r
			switch {
			case r.Sigmas > 0:
				wrong.Expected = r.Value + sign*(r.Sigmas+0.1)*r.SE
			case r.Relative > 0:
				wrong.Expected *= 1 + sign*3*r.Relative
			default:
				wrong.Expected += sign
			}
			if wrong.OK() {
				t.Errorf("%s: %.15g passes for %.15g", r.ID, r.Value, wrong.Expected)
			}
		}
	}
}

func TestOKRejects(t *testing.T) {
	computed := Case{Expected: 2.5e-31, Relative: 1e-3}
	drawn := Case{Expected: 7, Sigmas: 4}
	for _, c := range []struct {
		name string
		Result
		want bool
	}{
		{"equal", Result{computed, Figure{Value: 2.5e-31}, nil}, true},
		{"near", Result{computed, Figure{Value: 2.502e-31}, nil}, true},
		{"off", Result{computed, Figure{Value: 2.503e-31}, nil}, false},
		{"zero where 2.5e-31 is due", Result{computed, Figure{}, nil}, false},
		{"not a number", Result{computed, Figure{Value: math.NaN()}, nil}, false},
		{"infinite", Result{computed, Figure{Value: math.Inf(1)}, nil}, false},
		{"error", Result{computed, Figure{Value: 2.5e-31}, errors.New("no")}, false},
		{"just as near as must be", Result{Case{Expected: 8, Relative: 0.25}, Figure{Value: 10}, nil}, true},
		{"drawn, just as near as must be", Result{drawn, Figure{7.5, .125}, nil}, true},
		{"drawn, with an error below 0", Result{drawn, Figure{7, -.1}, nil}, false},
		{"drawn", Result{drawn, Figure{7.3, .1}, nil}, true},
		{"drawn too far", Result{drawn, Figure{7.5, .1}, nil}, false},
		{"drawn without an error", Result{drawn, Figure{7, 0}, nil}, false},
		{"drawn, error not a number", Result{drawn, Figure{7, math.NaN()}, nil}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.OK() != c.want {
				t.Errorf("%s: %t", c.name, c.OK())
			}
		})
	}
}

// The same cases come with the same figures.
func TestDeterministic(t *testing.T) {
	again := Cases()
	for i, r := range results() {
		if r.Sigmas == 0 {
			continue
		}
		if f := again[i].Check(context.Background()).Figure; f != r.Figure {
			t.Errorf("%s: %v, then %v", r.ID, r.Figure, f)
		}
	}
}

// A context that has ended ends a simulation.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	all := Cases()
	i := slices.IndexFunc(all, func(c Case) bool { return c.Sigmas > 0 })
	if r := all[i].Check(ctx); r.OK() {
		t.Errorf("%s: %v", r.ID, r.Figure)
	}
}

// A grid of 3 by 3 places has 6 links along and 6 across.
func TestGrid(t *testing.T) {
	text := grid(3, 0.875)
	for _, link := range []string{"[p0-0, p1-0, a]", "[p0-0, p0-1, a]", "[p1-2, p2-2, a]", "[p2-1, p2-2, a]"} {
		if strings.Count(text, link) != 1 {
			t.Errorf("no link %s", link)
		}
	}
	if n := strings.Count(text, ", a]"); n != 12 {
		t.Errorf("%d links", n)
	}
	if !strings.Contains(text, "source: p0-0, target: p2-2}") || !strings.Contains(text, "reliability: 0.875") {
		t.Error(text)
	}
}
