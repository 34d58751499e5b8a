package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

func structure(t *testing.T, m *Model) *Structure {
	t.Helper()
	s, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func cutSets(t *testing.T, s *Structure, o SetOptions) *Sets {
	t.Helper()
	c, err := s.CutSets(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Cut-offs keep what they should, the most probable first, and what they leave
// is accounted for to the last digit.
func TestCutOffs(t *testing.T) {
	var parts []Component
	for i := range 24 {
		parts = append(parts, downWith(fmt.Sprintf("u%d", i), 1e-4*float64(1+i%7)))
	}
	top := series(&KOfN{17, units(0, 20)}, Use{20}, parallel(Use{21}, &KOfN{2, []Node{Use{22}, Use{23}, Use{20}}}))
	s := structure(t, of(top, parts...))
	all := cutSets(t, s, SetOptions{MaxSets: MaxSets})
	if want := 4845 + 1 + 1; len(all.Sets) != want || all.Count != float64(want) || all.Truncated != 0 {
		t.Fatalf("%d sets, count %g, left %g, want %d", len(all.Sets), all.Count, all.Truncated, want)
	}
	for _, o := range []SetOptions{{MaxOrder: 3}, {MaxSets: 50}, {MinProbability: 1e-13}, {MaxOrder: 1, MaxSets: 1}, {MaxSets: 9, MinProbability: 1e-9}} {
		got := cutSets(t, s, o)
		kept, left := 0, 0.0
		for _, x := range all.Sets {
			if (o.MaxOrder == 0 || len(x.Units) <= o.MaxOrder) && x.Probability >= o.MinProbability && (o.MaxSets == 0 || kept < o.MaxSets) {
				if kept < len(got.Sets) {
					oracle.Near(t, "chance", got.Sets[kept].Probability, x.Probability, 1e-13)
				}
				kept++
				continue
			}
			left += x.Probability
		}
		if len(got.Sets) != kept || got.Count != all.Count {
			t.Errorf("%+v: %d sets, want %d", o, len(got.Sets), kept)
		}
		if math.Abs(got.Truncated-left) > 1e-14*all.RareEventSum {
			t.Errorf("%+v: left %g, want %g", o, got.Truncated, left)
		}
	}
}

// The minimal path sets of a grid are its self-avoiding walks from corner to
// corner, whose numbers are known.
func TestPathsOfGrids(t *testing.T) {
	for n, want := range map[int]float64{2: 2, 3: 12, 4: 184, 5: 8512} {
		w := gridOf(n)
		s := structure(t, alike(w, len(w.Edges), downWith("e", .1)))
		p, err := s.PathSets(context.Background(), SetOptions{MaxSets: 10}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if p.Count != want {
			t.Errorf("%d x %d: %g paths, want %g", n, n, p.Count, want)
		}
	}
}

func TestHugeCountsStayQuick(t *testing.T) {
	s := structure(t, alike(&KOfN{9_000, units(0, 10_000)}, 10_000, downWith("u", .03)))
	c := cutSets(t, s, SetOptions{MaxOrder: 3})
	if len(c.Sets) != 0 || !math.IsInf(c.Count, 1) || !(c.Truncated > 0) {
		t.Errorf("%d sets, count %g, left %g", len(c.Sets), c.Count, c.Truncated)
	}
	s = structure(t, alike(&KOfN{997, units(0, 1000)}, 1000, downWith("u", .01)))
	c = cutSets(t, s, SetOptions{MaxSets: 20})
	if len(c.Sets) != 20 || c.Count != 41417124750 {
		t.Errorf("%d sets, count %g", len(c.Sets), c.Count)
	}
}

// A set of just the least chance is listed: two units that are down half of the
// time are both down a quarter of it.
func TestLeastChanceItself(t *testing.T) {
	s := structure(t, alike(&Parallel{units(0, 2)}, 2, downWith("u", 0.5)))
	for least, listed := range map[float64]int{0.25: 1, math.Nextafter(0.25, 1): 0} {
		got := cutSets(t, s, SetOptions{MinProbability: least})
		if len(got.Sets) != listed || got.Truncated != float64(1-listed)/4 {
			t.Errorf("at least %v: %d listed, left %g", least, len(got.Sets), got.Truncated)
		}
	}
}

// A list has up to a million names, of sets of up to a thousand units.
func TestLongestLists(t *testing.T) {
	for _, c := range []struct{ units, others, listed int }{
		{100, 10_000, 10_000}, // a million names
		{101, 10_000, 9900},   // of 101 each, there is room for 9900.99
		{1000, 2, 2},
		{1001, 2, 0},
	} {
		t.Run(fmt.Sprint(c.units), func(t *testing.T) {
			top := &Parallel{append(units(0, c.units-1), &Series{units(c.units-1, c.others)})}
			got := cutSets(t, structure(t, alike(top, c.units-1+c.others, downWith("u", 0.5))), SetOptions{})
			if len(got.Sets) != c.listed || got.Count != float64(c.others) {
				t.Fatalf("%d of %g sets, want %d of %d", len(got.Sets), got.Count, c.listed, c.others)
			}
			for _, x := range got.Sets {
				if len(x.Units) != c.units {
					t.Errorf("a set of %d units", len(x.Units))
				}
			}
			oracle.Near(t, "left", got.Truncated, float64(c.others-c.listed)*math.Pow(0.5, float64(c.units)), 1e-9)
		})
	}
}

func TestSetsWithoutChances(t *testing.T) {
	s := structure(t, of(series(Use{2}, parallel(Use{0}, Use{1})), rates(.1, .2, .3)...))
	c := cutSets(t, s, SetOptions{})
	if len(c.Sets) != 2 || len(c.Sets[0].Units) != 1 || !math.IsNaN(c.Sets[0].Probability) || len(c.Warnings) != 1 {
		t.Errorf("steady state without repair: %+v", c)
	}
	c = cutSets(t, s, SetOptions{MissionTime: 2})
	oracle.Near(t, "at 2 h", c.Sets[0].Probability, -math.Expm1(-.6), 1e-15)
	if _, err := s.CutSets(context.Background(), SetOptions{MinProbability: 2}, nil); err == nil {
		t.Error("a chance of 2 was let pass")
	}
	p := structure(t, of(&Capacity{units(0, 2)}, rates(.1, .2)...))
	if _, err := p.CutSets(context.Background(), SetOptions{}, nil); err == nil {
		t.Error("cut sets of a partial")
	}
}

// tangle is a complete directed network of n places, every edge used twice.
func tangle(n int) *Model {
	w := &Network{Source: "0", Target: fmt.Sprint(n - 1), Directed: true}
	for i := range n {
		for j := range n {
			if i != j {
				w.Edges = append(w.Edges, Edge{fmt.Sprint(i), fmt.Sprint(j), Use{len(w.Edges)}})
			}
		}
	}
	return alike(w, len(w.Edges), downWith("e", .1))
}

func TestTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a diagram")
	}
	_, err := New(context.Background(), tangle(14))
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}
