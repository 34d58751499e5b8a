package mechanism_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
)

func seconds(t testing.TB, mean float64) model.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(mean / 3600)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// giveUp is the mean time in seconds.
func giveUp(t testing.TB, tree mechanism.Process, uniform bool) float64 {
	t.Helper()
	found, err := mechanism.MeanTimeToGiveUp(t.Context(), tree, uniform)
	if err != nil {
		t.Fatal(err)
	}
	return found.MeanHours * 3600
}

// TestIntensityOneByHand: with l crashes a second and a = exp(-l), the time E from
// an edge with an empty history is that of one second, which has no crash with
// probability a, one with l a, and the top gives up at the second:
//
//	E = (P(N >= 1) + P(N >= 2))/l + a E + l a S
//
// where S, with the crash in the past, lasts until another within period seconds:
//
//	S = (1 - a^period)/l + a^period E
func TestIntensityOneByHand(t *testing.T) {
	for _, c := range []struct {
		l      float64
		period float64
	}{{0.3, 2}, {0.07, 5}, {1.9, 3}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			a, b := math.Exp(-c.l), math.Exp(-c.l*c.period)
			second := ((1 - a) + (1 - a - c.l*a)) / c.l
			want := (second + a*(1-b)) / (1 - a - c.l*a*b)
			oracle.Near(t, "seconds", giveUp(t, above("top", 1, int(c.period), crashing(t, "worker", c.l)), false), want, 1e-12)
		})
	}
}

// TestGiveUpLaws: what must be so whatever the numbers.
func TestGiveUpLaws(t *testing.T) {
	const rate = 0.11
	one := giveUp(t, above("top", 2, 4, crashing(t, "a", rate)), true)
	// All ends of workers that start at once are one stream of crashes, whatever else
	// is restarted with them.
	for _, strategy := range mechanism.Strategies() {
		t.Run(strategy, func(t *testing.T) {
			tree := above("top", 2, 4, crashing(t, "a", 0.3*rate), crashing(t, "b", 0.7*rate))
			tree.Strategy, _ = mechanism.ParseStrategy(strategy)
			oracle.Near(t, "two workers", giveUp(t, tree, true), one, 1e-13)
		})
	}
	t.Run("intensity 0", func(t *testing.T) {
		worker := crashing(t, "worker", 1.0/5)
		worker.Start = seconds(t, 2)
		oracle.Near(t, "start and one life", giveUp(t, above("top", 0, 3, worker), false), 7, 1e-13)
		oracle.Near(t, "from any point on", giveUp(t, above("top", 0, 3, worker), true), 7, 1e-13)
	})
	t.Run("a level that passes everything on", func(t *testing.T) {
		tree := above("top", 2, 4, above("inner", 0, 9, crashing(t, "a", rate)))
		oracle.Near(t, "is none", giveUp(t, tree, true), one, 1e-13)
	})
	t.Run("never", func(t *testing.T) {
		temporary, transient, idle := crashing(t, "a", rate), crashing(t, "b", rate), mechanism.Process{Name: "c"}
		temporary.Restart, transient.Restart, transient.Normal = mechanism.Temporary, mechanism.Transient, 0.25
		inner := above("inner", 1, 5, crashing(t, "d", rate))
		inner.Restart = mechanism.Transient
		for _, child := range []mechanism.Process{temporary, transient, idle, inner} {
			if mean := giveUp(t, above("top", 1, 5, child), true); !math.IsInf(mean, 1) {
				t.Errorf("%s: %g", child.Name, mean)
			}
		}
	})
	t.Run("start times delay it", func(t *testing.T) {
		slow := crashing(t, "a", rate)
		slow.Start = seconds(t, 0.5)
		if mean := giveUp(t, above("top", 2, 4, slow), true); !(mean > one) {
			t.Errorf("%g, without start times %g", mean, one)
		}
	})
}

// TestRarePrecision: mpmath 1.3 in 60 digits solves the linear equations of the
// states by the crashes of the last P seconds; a crash in a month, 3 in 5 s.
func TestRarePrecision(t *testing.T) {
	oracle.Near(t, "seconds", giveUp(t, above("top", 3, 5, crashing(t, "worker", 1.0/2592000)), false), 1.6144695716844393172e24, 1e-13)
}

// TestWaitingEnds: a is started until second 7; b, which ended in second 1, is
// handled then, when the restart of second 0 is out of the period.
func TestWaitingEnds(t *testing.T) {
	slow := func(name string) mechanism.Process {
		return mechanism.Process{Name: name, Start: seconds(t, 3)}
	}
	m, err := mechanism.NewMachine(above("top", 1, 5, slow("a"), slow("b")))
	if err != nil {
		t.Fatal(err)
	}
	const top, a, b = 0, 1, 2
	var log []string
	m.OnAction(func(verb string, i int) { log = append(log, verb+" "+m.Process(i).Name) })
	m.Begin()
	m.Started(a)
	m.Started(b)
	m.End(a, false)
	m.SetSecond(1)
	m.End(b, false)
	m.SetSecond(7)
	oracle.Equal(t, "until then", log, []string{"start a", "start b", "start a"})
	m.Started(a)
	oracle.Equal(t, "then", log[3:], []string{"start b"})
	m.SetSecond(12)
	m.End(a, false) // waits: b is still being started
	oracle.Equal(t, "over", m.Over(), false)
	m.Started(b)
	oracle.Equal(t, "over", m.Over(), true)
	oracle.Equal(t, "in the end", log[4:], []string{"stop b", "give up top"})
	if s, _ := m.Status(top); s != mechanism.Down {
		t.Errorf("the top is %d", s)
	}
}

// TestEscalation: the second crash is too much for inner, which top starts again
// with all that is in it; the temporary one is started again then, too.
func TestEscalation(t *testing.T) {
	once := mechanism.Process{Name: "once", Restart: mechanism.Temporary}
	inner := above("inner", 1, 5, mechanism.Process{Name: "a"}, once, mechanism.Process{Name: "b"})
	inner.Strategy = mechanism.OneForAll
	tree := above("top", 1, 60, mechanism.Process{Name: "first"}, inner, mechanism.Process{Name: "last"})
	tree.Strategy = mechanism.RestForOne
	crash := func(at float64, name string) mechanism.Crash { return mechanism.Crash{Second: at, Process: name} }
	replay, err := mechanism.ReplayCrashes(tree, []mechanism.Crash{
		crash(0.5, "once"), crash(0.9, "a"), crash(2, "once"), crash(5.9, "b"), crash(5.9, "once"), crash(60.1, "first"), crash(99, "a"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"",
		"stop b, start a, start b",
		"", // it is not up
		"stop a, give up inner, stop last, start a, start once, start b, start last",
		"",
		"stop last, stop b, stop a, give up top",
	}
	oracle.Equal(t, "crashes", len(replay.Crashes), len(want))
	oracle.Equal(t, "gives up at", replay.GivesUpAt, len(want))
	for i, c := range replay.Crashes {
		got := ""
		for _, a := range c.Actions {
			if got != "" {
				got += ", "
			}
			got += a.Verb + " " + a.Process
		}
		oracle.Equal(t, fmt.Sprint("crash ", i+1), got, want[i])
	}
}

func TestSuperviseRefused(t *testing.T) {
	worker := crashing(t, "worker", 0.2)
	weibull, _ := dist.NewWeibull(2, 3, 0)
	aged := mechanism.Process{Name: "worker", Life: weibull}
	mean := func(tree mechanism.Process) (any, error) {
		found, err := mechanism.MeanTimeToGiveUp(t.Context(), tree, false)
		return found, err
	}
	for _, c := range []struct {
		param string
		tree  mechanism.Process
	}{
		{"tree", worker},
		{"name", above("top", 1, 5, mechanism.Process{})},
		{"name", above("top", 1, 5, worker, worker)},
		{"top: intensity", above("top", -1, 5, worker)},
		{"top: period", above("top", 1, 0, worker)},
		{"top: strategy", mechanism.Process{Name: "top", Strategy: 9, Period: 5, Children: []mechanism.Process{worker}}},
		{"top: children", mechanism.Process{Name: "top", Life: weibull, Period: 5, Children: []mechanism.Process{worker}}},
		{"worker: restart", above("top", 1, 5, mechanism.Process{Name: "worker", Restart: 9})},
		{"worker: normal", above("top", 1, 5, mechanism.Process{Name: "worker", Normal: 1.5})},
		{"worker: life", above("top", 1, 5, aged)},
	} {
		t.Run(c.param, func(t *testing.T) { oracle.Refused(t, c.param)(mean(c.tree)) })
	}
	t.Run("target", func(t *testing.T) {
		oracle.Refused(t, "target")(mechanism.SmallestIntensity(t.Context(), above("top", 1, 5, worker), "top", 1e9, 2, false))
		oracle.Refused(t, "target")(mechanism.SmallestIntensity(t.Context(), above("top", 1, 5, worker), "top", 0, 2, false))
		oracle.Refused(t, "supervisor")(mechanism.SmallestIntensity(t.Context(), above("top", 1, 5, worker), "worker", 1, 2, false))
	})
	t.Run("worker", func(t *testing.T) {
		oracle.Refused(t, "worker")(mechanism.StartsOfCrashing(above("top", 1, 5, worker), "top"))
	})
	t.Run("crash 2", func(t *testing.T) {
		late := []mechanism.Crash{{Second: 4, Process: "worker"}, {Second: 3, Process: "worker"}}
		oracle.Refused(t, "crash 2")(mechanism.ReplayCrashes(above("top", 9, 5, worker), late))
	})
	t.Run("too many states", func(t *testing.T) {
		var tree *mechanism.TreeError
		deep := above("top", 10, 60, above("inner", 10, 60, worker))
		if _, err := mechanism.MeanTimeToGiveUp(t.Context(), deep, false); !errors.As(err, &tree) {
			t.Errorf("%v", err)
		}
		if _, err := mechanism.MeanTimeToGiveUp(t.Context(), above("top", 1, 5, crashing(t, "worker", 1e5)), false); !errors.As(err, &tree) {
			t.Errorf("%v", err)
		}
	})
	t.Run("ended", func(t *testing.T) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := mechanism.MeanTimeToGiveUp(ended, above("top", 1, 5, worker), false); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}
