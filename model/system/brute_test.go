package system

import (
	"context"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// brute is what enumerating every state of the units tells.
type brute struct {
	up, down       float64
	frequency      float64
	birnbaum       []float64
	givenUp        []float64 // P(system fails | unit works)
	givenDown      []float64
	cuts, paths    []uint
	fussellVesely  []float64
	unitUp, unitDn []float64
}

// enumerate finds all measures of m, a model of few units without groups, by
// their definitions.
func enumerate(m *Model) *brute {
	n := len(m.Units)
	b := &brute{birnbaum: make([]float64, n), givenUp: make([]float64, n), givenDown: make([]float64, n), fussellVesely: make([]float64, n)}
	rate := make([]float64, n)
	for i, u := range m.Units {
		p := &m.Components[u.Component]
		s := p.steady()
		b.unitUp, b.unitDn = append(b.unitUp, s.Availability), append(b.unitDn, s.Unavailability)
		rate[i] = s.FailureFrequency
	}
	system := make([]bool, 1<<n)
	state := make([]bool, n)
	for s := range system {
		for i := range state {
			state[i] = s>>i&1 == 1
		}
		system[s] = works(m.Top, state)
	}
	b.tails(system)
	for i := range n {
		b.unit(i, system)
		b.frequency += b.birnbaum[i] * rate[i]
	}
	b.sets(system)
	return b
}

// chance is the probability of a state, of unit except left out (-1: none).
func (b *brute) chance(s uint, except int) float64 {
	p := 1.0
	for i := range b.unitUp {
		switch {
		case i == except:
		case s>>i&1 == 1:
			p *= b.unitUp[i]
		default:
			p *= b.unitDn[i]
		}
	}
	return p
}

func (b *brute) tails(system []bool) {
	var up, down num.Adder
	for s, w := range system {
		if w {
			up.Add(b.chance(uint(s), -1))
		} else {
			down.Add(b.chance(uint(s), -1))
		}
	}
	b.up, b.down = up.Total(), down.Total()
}

func (b *brute) unit(i int, system []bool) {
	var decides, up, down num.Adder
	for s := range system {
		other := s ^ 1<<i
		p := b.chance(uint(s), i)
		switch works := s>>i&1 == 1; {
		case works && !system[s]:
			up.Add(p)
		case works && !system[other]:
			decides.Add(p)
		case !works && !system[s]:
			down.Add(p)
		}
	}
	b.birnbaum[i], b.givenUp[i], b.givenDown[i] = decides.Total(), up.Total(), down.Total()
}

// sets finds the minimal cut sets (bits: failed units) and path sets, and from
// the cut sets the Fussell-Vesely measures.
func (b *brute) sets(system []bool) {
	n := len(b.unitUp)
	all := uint(1)<<n - 1
	for s := range system {
		failed := all &^ uint(s)
		minimalCut, minimalPath := !system[s], system[s]
		for i := range n {
			bit := uint(1) << i
			minimalCut = minimalCut && (failed&bit == 0 || system[uint(s)|bit])
			minimalPath = minimalPath && (uint(s)&bit == 0 || !system[uint(s)&^bit])
		}
		if minimalCut {
			b.cuts = append(b.cuts, failed)
		}
		if minimalPath {
			b.paths = append(b.paths, uint(s))
		}
	}
	for i := range n {
		var sum num.Adder
		for s := range system {
			failed := all &^ uint(s)
			if slices.ContainsFunc(b.cuts, func(c uint) bool { return c>>i&1 == 1 && c&failed == c }) {
				sum.Add(b.chance(uint(s), -1))
			}
		}
		b.fussellVesely[i] = sum.Total() / b.down
	}
}

func TestRandomSystemsAgainstEnumeration(t *testing.T) {
	kinds := map[Op]int{}
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 3))
		n := 3 + r.IntN(8)
		top := forest{r, n}.node(4)
		if seed%10 == 1 {
			n, top = 12, forest{r, n}.vote()
		}
		var parts []Component
		for i := range n {
			q := []float64{0.3, 0.04, 1e-3, 1e-9}[r.IntN(4)] * (0.5 + r.Float64())
			parts = append(parts, downWith(fmt.Sprintf("u%d", i), q))
		}
		m := of(top, parts...)
		name := fmt.Sprintf("seed %d", seed)
		s, err := New(context.Background(), m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, x := range s.plan.modules {
			kinds[x.op]++
		}
		compare(t, name, s, enumerate(m))
		if t.Failed() {
			t.Fatal(name)
		}
	}
	for o := OpLeaf; o <= opDiagram; o++ {
		if o != OpNetwork && o != OpNot && kinds[o] < 20 { // networks and structures that are not coherent have tests of their own
			t.Errorf("operation %d was tried %d times only", o, kinds[o])
		}
	}
}

// compare checks all measures of s against enumeration.
func compare(t *testing.T, name string, s *Structure, b *brute) {
	t.Helper()
	got, err := s.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const rel = 1e-12
	oracle.Near(t, name+" availability", got.Availability, b.up, rel)
	oracle.Near(t, name+" unavailability", got.Unavailability, b.down, rel)
	oracle.Near(t, name+" frequency", got.FailureFrequency, b.frequency, rel)
	for _, g := range got.Importance {
		i := slices.IndexFunc(s.m.Units, func(u Unit) bool { return u.Name == g.Unit })
		at := name + " " + g.Unit
		oracle.Near(t, at+" Birnbaum", g.Birnbaum, b.birnbaum[i], rel)
		oracle.Near(t, at+" criticality", g.Criticality, b.birnbaum[i]*b.unitDn[i]/b.down, rel)
		oracle.Near(t, at+" achievement", g.RiskAchievementWorth, b.givenDown[i]/b.down, rel)
		oracle.Near(t, at+" reduction", g.RiskReductionWorth, b.down/b.givenUp[i], rel)
		oracle.Near(t, at+" Fussell-Vesely", g.FussellVesely, b.fussellVesely[i], rel)
	}
	cuts, err := s.CutSets(context.Background(), SetOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	compareSets(t, name+" cut sets", s, cuts, b.cuts, b.unitDn)
	paths, err := s.PathSets(context.Background(), SetOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	compareSets(t, name+" path sets", s, paths, b.paths, b.unitUp)
}

func compareSets(t *testing.T, name string, s *Structure, got *Sets, want []uint, chance []float64) {
	t.Helper()
	if len(got.Sets) != len(want) || got.Count != float64(len(want)) || got.Truncated != 0 {
		t.Errorf("%s: %d listed, count %g, left %g, want %d", name, len(got.Sets), got.Count, got.Truncated, len(want))
	}
	for j, set := range got.Sets {
		mask, p := uint(0), 1.0
		for _, u := range set.Units {
			i := slices.IndexFunc(s.m.Units, func(x Unit) bool { return x.Name == u })
			mask |= 1 << i
			p *= chance[i]
		}
		if !slices.Contains(want, mask) || bits.OnesCount(mask) != len(set.Units) {
			t.Errorf("%s: %v is not minimal", name, set.Units)
		}
		oracle.Near(t, name, set.Probability, p, 1e-14)
		if j > 0 && set.Probability > got.Sets[j-1].Probability {
			t.Errorf("%s: %v stands after a less probable set", name, set.Units)
		}
	}
}

func TestRareNetworkKeepsBothTails(t *testing.T) {
	var parts []Component
	for i := range 5 {
		parts = append(parts, downWith(fmt.Sprintf("e%d", i), 1e-9*float64(i+2)))
	}
	m := of(bridge(Use{0}, Use{1}, Use{2}, Use{3}, Use{4}), parts...)
	s, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "rare bridge", s, enumerate(m))
	for i := range m.Components {
		m.Components[i] = repaired(m.Components[i].Name, 1e-9*float64(i+2), 3)
	}
	compare(t, "bridge that hardly works", s, enumerate(m))
}
