package supervise_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
	"mtbf/montecarlo"
	"mtbf/montecarlo/supervise"
)

func seconds(t testing.TB, mean float64) model.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(mean / 3600)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func above(name string, strategy mechanism.Strategy, intensity, period int, children ...mechanism.Process) mechanism.Process {
	return mechanism.Process{Name: name, Strategy: strategy, Intensity: intensity, Period: period, Children: children}
}

func simulate(t testing.TB, tree mechanism.Process, o supervise.Options) *supervise.Result {
	t.Helper()
	r, err := supervise.Simulate(t.Context(), tree, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAgainstExact: 100,000 times a tree gives up, and the exact mean.
func TestAgainstExact(t *testing.T) {
	worker := func(name string, life, start float64) mechanism.Process {
		p := mechanism.Process{Name: name, Life: seconds(t, life)}
		if start > 0 {
			p.Start = seconds(t, start)
		}
		return p
	}
	once := worker("once", 20, 0)
	once.Restart = mechanism.Temporary
	for i, c := range []struct {
		name string
		edge bool
		tree mechanism.Process
	}{
		{"OTP's default", true, above("top", mechanism.OneForOne, 1, 5, worker("a", 10, 0))},
		{"at any point of a second", false, above("top", mechanism.OneForOne, 1, 5, worker("a", 10, 0))},
		{"two levels (k07)", false, above("top", mechanism.OneForOne, 1, 60, above("inner", mechanism.OneForOne, 2, 5, worker("a", 5, 0)))},
		{"start times, one for one", false, above("top", mechanism.OneForOne, 2, 5, worker("a", 9, 0.7), worker("b", 4, 1.3))},
		{"start times, rest for one", false, above("top", mechanism.RestForOne, 2, 4, worker("a", 9, 0.7), worker("b", 4, 1.3))},
		{"start times, one for all", true, above("top", mechanism.OneForAll, 2, 4, worker("a", 9, 0.7), worker("b", 4, 1.3))},
		{"a tree", false, above("top", mechanism.RestForOne, 1, 9, above("left", mechanism.OneForAll, 1, 2, worker("a", 8, 0.4), worker("b", 6, 0), once), worker("c", 7, 0))},
	} {
		t.Run(c.name, func(t *testing.T) {
			exact, err := mechanism.MeanTimeToGiveUp(t.Context(), c.tree, !c.edge)
			if err != nil {
				t.Fatal(err)
			}
			r := simulate(t, c.tree, supervise.Options{Seed: uint64(i), Runs: 100_000, Edge: c.edge, Workers: 2})
			oracle.Equal(t, "runs", []int{r.Runs, r.Unfinished}, []int{100_000, 0})
			z := (r.GiveUp.Point/exact.MeanHours - 1) / r.GiveUp.RelativeError
			t.Logf("exact %.8g s, %d states; simulated %.6g s, z %.2f", exact.MeanHours*3600, exact.States, r.GiveUp.Point*3600, z)
			oracle.Within4(t, "mean", z)
			oracle.Equal(t, "top gave up", r.GaveUp[0], supervise.Count{Process: "top", Mean: 1})
		})
	}
}

// TestOneWorkerByHand: crashes and starts of one worker drawn one after the other,
// and the rule on a list of restarts, against the exact mean: nothing is shared.
func TestOneWorkerByHand(t *testing.T) {
	const runs, life, start, intensity, period = 100_000, 6.0, 0.8, 2, 4
	worker := mechanism.Process{Name: "a", Life: seconds(t, life), Start: seconds(t, start)}
	exact, err := mechanism.MeanTimeToGiveUp(t.Context(), above("top", mechanism.OneForOne, intensity, period, worker), true)
	if err != nil {
		t.Fatal(err)
	}
	sum, squares := 0.0, 0.0
	for run := range uint64(runs) {
		s := montecarlo.NewStream(8, run)
		phase, at, past := s.Float64(), 0.0, []float64(nil)
		for len(past) <= intensity {
			at += start*s.Exp() + life*s.Exp()
			now := math.Floor(at + phase)
			past = append(past, now)
			past = slices.DeleteFunc(past, func(tick float64) bool { return tick < now-period })
		}
		sum, squares = sum+at, squares+at*at
	}
	mean := sum / runs
	oracle.Within4(t, "mean", (mean-exact.MeanHours*3600)/math.Sqrt((squares/runs-mean*mean)/runs))
}

// TestOtherLaws: lives of 1.5 s exactly, with intensity 1 and period 1: crashes at
// 1.5, 3, 4.5 s fall in different seconds and two of three are a second apart, so
// that the top gives up at the second or third. From the edge of a second: seconds
// 1, 3: not; 3, 4: gives up, at 4.5 s.
func TestOtherLaws(t *testing.T) {
	life, err := dist.NewDeterministic(1.5 / 3600)
	if err != nil {
		t.Fatal(err)
	}
	tree := above("top", mechanism.OneForOne, 1, 1, mechanism.Process{Name: "a", Life: life})
	r := simulate(t, tree, supervise.Options{Runs: 3, Edge: true})
	oracle.Near(t, "seconds", r.GiveUp.Point*3600, 4.5, 1e-12)
	oracle.Equal(t, "events", r.Events, uint64(9))
	// From a random point on: seconds 1, 3, 4 below one half and 2, 3 above.
	r = simulate(t, tree, supervise.Options{Runs: 40_000})
	oracle.Within4(t, "at any point", (r.GiveUp.Point*3600-3.75)/(0.75/math.Sqrt(40_000)))
}

// TestOneAnswer: workers change nothing, the seed does.
func TestOneAnswer(t *testing.T) {
	tree := above("top", mechanism.OneForAll, 1, 5, mechanism.Process{Name: "a", Life: seconds(t, 9), Start: seconds(t, 1)})
	first := simulate(t, tree, supervise.Options{Seed: 5, Runs: 999})
	oracle.Equal(t, "with three workers", simulate(t, tree, supervise.Options{Seed: 5, Runs: 999, Workers: 3}), first)
	if again := simulate(t, tree, supervise.Options{Seed: 6, Runs: 999}); again.GiveUp.Point == first.GiveUp.Point {
		t.Error("another seed has the same answer")
	}
}

// TestUnfinished: what never gives up, or too late, has a lower limit alone.
func TestUnfinished(t *testing.T) {
	temporary := mechanism.Process{Name: "a", Life: seconds(t, 9), Restart: mechanism.Temporary}
	rare := mechanism.Process{Name: "a", Life: seconds(t, 1e9)}
	for _, worker := range []mechanism.Process{temporary, rare} {
		r := simulate(t, above("top", mechanism.OneForOne, 1, 5, worker), supervise.Options{Runs: 50, MaxEvents: 100})
		oracle.Equal(t, "unfinished", r.Unfinished, 50)
		if !math.IsNaN(r.GiveUp.Point) || !(r.GiveUp.Lo > 0) || !math.IsInf(r.GiveUp.Hi, 1) || len(r.GiveUp.Warnings) != 1 {
			t.Errorf("%+v", r.GiveUp)
		}
	}
}

// TestCoverage: limits of 90 % of 200 runs hold the exact mean as often as they say.
func TestCoverage(t *testing.T) {
	tree := above("top", mechanism.OneForOne, 1, 5, mechanism.Process{Name: "a", Life: seconds(t, 10)})
	exact, err := mechanism.MeanTimeToGiveUp(t.Context(), tree, true)
	if err != nil {
		t.Fatal(err)
	}
	held := 0.0
	for seed := range uint64(1000) {
		if e := simulate(t, tree, supervise.Options{Seed: seed, Runs: 200}).GiveUp; e.Lo <= exact.MeanHours && exact.MeanHours <= e.Hi {
			held++
		}
	}
	oracle.Covers(t, "mean", held, 1000, 0.9)
}

func TestRefused(t *testing.T) {
	tree := above("top", mechanism.OneForOne, 1, 5, mechanism.Process{Name: "a", Life: seconds(t, 10)})
	for param, o := range map[string]supervise.Options{
		"runs": {Runs: 1}, "max-events": {MaxEvents: -1}, "confidence": {Confidence: 1},
	} {
		t.Run(param, func(t *testing.T) {
			oracle.Refused(t, param)(supervise.Simulate(t.Context(), tree, o))
		})
	}
	t.Run("tree", func(t *testing.T) {
		oracle.Refused(t, "tree")(supervise.Simulate(t.Context(), mechanism.Process{Name: "a"}, supervise.Options{}))
	})
	t.Run("ended", func(t *testing.T) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		r, err := supervise.Simulate(ended, tree, supervise.Options{})
		if err != nil || r.Complete || r.Runs == 10_000 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
