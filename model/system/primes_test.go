package system

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// cube is what some units are to do: 0 nothing, 1 fail, 2 work.
type cube []int

// implies reports whether the system fails in every state of the cube.
func (c cube) implies(fails []bool) bool {
	for s, down := range fails {
		if !down && c.holds(s) {
			return false
		}
	}
	return true
}

func (c cube) holds(state int) bool {
	for i, x := range c {
		if works := state>>i&1 == 1; x == 1 && works || x == 2 && !works {
			return false
		}
	}
	return true
}

// primesOf lists the prime implicants of failing, by trying all cubes.
func primesOf(m *Model) []string {
	n := len(m.Units)
	fails := make([]bool, 1<<n)
	state := make([]bool, n)
	for s := range fails {
		for i := range state {
			state[i] = s>>i&1 == 1
		}
		fails[s] = !works(m.Top, state)
	}
	var found []string
	c := make(cube, n)
	var visit func(i int)
	visit = func(i int) {
		if i < n {
			for c[i] = 0; c[i] < 3; c[i]++ {
				visit(i + 1)
			}
			c[i] = 0
			return
		}
		if !c.implies(fails) {
			return
		}
		for j, x := range c {
			if x == 0 {
				continue
			}
			c[j] = 0
			smaller := c.implies(fails)
			c[j] = x
			if smaller {
				return
			}
		}
		found = append(found, c.text(m))
	}
	visit(0)
	slices.Sort(found)
	return found
}

func (c cube) text(m *Model) string {
	var words []string
	for i, x := range c {
		switch x {
		case 1:
			words = append(words, m.Units[i].Name)
		case 2:
			words = append(words, "-"+m.Units[i].Name)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func textOf(s Set) string {
	words := slices.Clone(s.Units)
	for _, w := range s.Working {
		words = append(words, "-"+w)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// TestPrimeImplicants: those of random structures that need not be coherent are those
// that trying all cubes finds, each with its probability; how many there are of each
// order, and the measures of importance, are those of all states.
func TestPrimeImplicants(t *testing.T) {
	negative := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 23))
		w := &wood{Rand: r, units: 2 + r.IntN(5)}
		m := &Model{Top: w.node(4)}
		up, down := make([]float64, w.units), make([]float64, w.units)
		for i := range w.units {
			name := fmt.Sprintf("u%d", i)
			down[i] = []float64{0.3, 0.04, 1e-3, 1e-9}[r.IntN(4)] * (0.5 + r.Float64())
			up[i] = 1 - down[i]
			m.Components = append(m.Components, Component{Name: name, Unavailability: down[i]})
			m.Units = append(m.Units, Unit{Name: name, Component: i, Shared: true})
		}
		s, err := New(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		sets, err := s.CutSets(context.Background(), SetOptions{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		byOrder := make([]float64, 40)
		for _, x := range sets.Sets {
			got = append(got, textOf(x))
			byOrder[len(x.Units)+len(x.Working)]++
			p := 1.0
			for i, u := range m.Units {
				if slices.Contains(x.Units, u.Name) {
					p *= down[i]
				}
				if slices.Contains(x.Working, u.Name) {
					p *= up[i]
				}
			}
			oracle.Near(t, fmt.Sprintf("seed %d, %s", seed, textOf(x)), x.Probability, p, 1e-12)
		}
		slices.Sort(got)
		if want := primesOf(m); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %q, by all cubes %q", seed, got, want)
		}
		for order, n := range byOrder {
			told := 0.0
			if order < len(sets.ByOrder) {
				told = sets.ByOrder[order]
			}
			if told != n {
				t.Fatalf("seed %d: %v of each order, listed %v", seed, sets.ByOrder, byOrder)
			}
		}
		result, err := s.Solve(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(result.Warnings, func(w model.Warning) bool { return w.Code == "not-coherent" })
		oracle.Equal(t, "not-coherent is told", told, !m.Coherent())
		for _, x := range result.Importance {
			i := slices.IndexFunc(m.Units, func(u Unit) bool { return u.Name == x.Unit })
			given := func(q float64) float64 {
				d, u := slices.Clone(down), slices.Clone(up)
				d[i], u[i] = q, 1-q
				_, fails := enumerated(m, u, d)
				return fails
			}
			failed, working := given(1), given(0)
			name := fmt.Sprintf("seed %d, %s", seed, x.Unit)
			if b := failed - working; math.Abs(b) > 1e-3*max(failed, working) {
				oracle.Near(t, name+": Birnbaum", x.Birnbaum, b, 1e-10)
				if b < 0 {
					negative++
				}
			} else if math.Abs(x.Birnbaum-b) > 1e-12 {
				t.Errorf("%s: Birnbaum %g, by all states %g", name, x.Birnbaum, b)
			}
			if q := result.Unavailability; q > 0 {
				oracle.Near(t, name+": RAW", x.RiskAchievementWorth, failed/q, 1e-10)
				if working > 0 {
					oracle.Near(t, name+": RRW", x.RiskReductionWorth, q/working, 1e-10)
				} else if !math.IsInf(x.RiskReductionWorth, 1) {
					t.Errorf("%s: RRW %g", name, x.RiskReductionWorth)
				}
			}
		}
	}
	if negative < 50 {
		t.Errorf("%d measures below 0 only", negative)
	}
}

// TestShortSets: of random structures, coherent or not, the sets of few units that are made
// alone are those of all that have as few.
func TestShortSets(t *testing.T) {
	diagrams := 0
	for seed := range uint64(800) {
		r := rand.New(rand.NewPCG(seed, 29))
		w := &wood{Rand: r, units: 3 + r.IntN(4)}
		m := alike(w.node(5), w.units, Component{Name: "u", Unavailability: .1})
		s, err := New(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.plan.modules {
			x := &s.plan.modules[i]
			if x.op != opDiagram {
				continue
			}
			diagrams++
			for _, failing := range []bool{true, false} {
				most := 1 + r.IntN(4)
				z := newZDD(context.Background(), setBudget)
				var all edge
				if s.plan.coherent {
					all = z.minimal(x.d, failing)
				} else {
					all = z.primes(x.d, failing)
				}
				short := z.shortSets(x.d, failing, s.plan.coherent, most)
				want := slices.DeleteFunc(setsIn(z, all), func(s string) bool { return len(strings.Fields(s)) > most })
				if got := setsIn(z, short); !slices.Equal(got, want) {
					t.Fatalf("seed %d, %d at most: %q, of all %q", seed, most, got, want)
				}
			}
		}
	}
	if diagrams < 100 {
		t.Errorf("%d diagrams only", diagrams)
	}
}

// setsIn lists the sets of a family in order.
func setsIn(z zdd, e edge) []string {
	switch e {
	case emptyFamily:
		return nil
	case baseFamily:
		return []string{""}
	}
	k := z.knots[e.node()]
	all := setsIn(z, k.lo)
	for _, s := range setsIn(z, k.hi) {
		all = append(all, fmt.Sprintf("%d %s", k.level, s))
	}
	slices.Sort(all)
	return all
}

// TestEachSet: the sets that are handed on are those that are listed, with a cut-off and a
// greatest order too, and what is left out is told.
func TestEachSet(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 31))
		w := &wood{Rand: r, units: 3 + r.IntN(4)}
		m := alike(w.node(4), w.units, Component{Name: "u", Unavailability: .1})
		s, err := New(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		o := SetOptions{MaxOrder: 1 + r.IntN(4), MinProbability: []float64{0, 0.05, 1e-3}[r.IntN(3)]}
		listed, err := s.CutSets(context.Background(), o, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, x := range listed.Sets {
			want = append(want, textOf(x))
		}
		given, err := s.EachSet(context.Background(), o, nil, func(x Set) error { got = append(got, textOf(x)); return nil })
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(given.Sets) != 0 {
			t.Fatalf("seed %d: %q, listed %q", seed, got, want)
		}
		if math.Abs(given.Truncated-listed.Truncated) > 1e-12 {
			t.Errorf("seed %d: %g left out, listed %g", seed, given.Truncated, listed.Truncated)
		}
	}
}
