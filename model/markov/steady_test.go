package markov

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
)

// anyChain draws a chain in which a ring keeps every state reachable, with
// rates from 1e-12 to 1e6.
func anyChain(t *rapid.T, n int) []transition {
	rate := rapid.Map(rapid.Float64Range(-12, 6), func(x float64) float64 { return math.Pow(10, x) })
	var list []transition
	for i := range n {
		list = append(list, transition{i, (i + 1) % n, rate.Draw(t, "ring")})
	}
	state := rapid.IntRange(0, n-1)
	for range rapid.IntRange(0, n*n).Draw(t, "more") {
		if from, to := state.Draw(t, "from"), state.Draw(t, "to"); from != to {
			list = append(list, transition{from, to, rate.Draw(t, "rate")})
		}
	}
	return list
}

// rationals solves a x = b exactly by Gaussian elimination.
func rationals(a [][]*big.Rat, b []*big.Rat) []*big.Rat {
	n := len(b)
	for k := range n {
		pivot := k
		for a[pivot][k].Sign() == 0 {
			pivot++
		}
		a[k], a[pivot], b[k], b[pivot] = a[pivot], a[k], b[pivot], b[k]
		for i := range n {
			if i == k || a[i][k].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(a[i][k], a[k][k])
			for j := k; j < n; j++ {
				a[i][j] = new(big.Rat).Sub(a[i][j], new(big.Rat).Mul(f, a[k][j]))
			}
			b[i] = new(big.Rat).Sub(b[i], new(big.Rat).Mul(f, b[k]))
		}
	}
	for k := range n {
		b[k] = new(big.Rat).Quo(b[k], a[k][k])
	}
	return b
}

// generator returns the exact Q of a chain.
func generator(c *Chain) [][]*big.Rat {
	n := c.States()
	q := make([][]*big.Rat, n)
	for i := range q {
		q[i] = make([]*big.Rat, n)
		for j := range q[i] {
			q[i][j] = new(big.Rat).SetFloat64(c.Rate(i, j))
		}
		sum := new(big.Rat)
		for _, x := range q[i] {
			sum.Add(sum, x)
		}
		q[i][i] = sum.Neg(sum)
	}
	return q
}

func exactSteady(c *Chain) []float64 {
	q, n := generator(c), c.States()
	a, b := make([][]*big.Rat, n), make([]*big.Rat, n)
	for j := range n {
		a[j], b[j] = make([]*big.Rat, n), new(big.Rat)
		for i := range n {
			a[j][i] = q[i][j]
			if j == n-1 { // one balance equation is given up for the sum
				a[j][i] = big.NewRat(1, 1)
				b[j] = big.NewRat(1, 1)
			}
		}
	}
	return floats(rationals(a, b))
}

func floats(x []*big.Rat) []float64 {
	f := make([]float64, len(x))
	for i := range x {
		f[i], _ = x[i].Float64()
	}
	return f
}

// exactMTTF returns the mean times to leave the up states, from Q_up x = -1.
func exactMTTF(m *Model) float64 {
	q := generator(m.Chain)
	var a [][]*big.Rat
	var b []*big.Rat
	start := 0
	for i := range q {
		if !m.Up[i] {
			continue
		}
		if i == m.Start {
			start = len(a)
		}
		var row []*big.Rat
		for j := range q {
			if m.Up[j] {
				row = append(row, q[i][j])
			}
		}
		a, b = append(a, row), append(b, big.NewRat(-1, 1))
	}
	return floats(rationals(a, b))[start]
}

// TestAnyChain: steady state and MTTF of random stiff chains equal exact
// rational solutions, entry by entry; the iterations for large chains give the
// same; shares add up; a change of the unit of time changes times only.
func TestAnyChain(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(r, "n")
		list := anyChain(r, n)
		up := []int{0}
		for i := 1; i < n-1; i++ {
			if rapid.Bool().Draw(r, "up") {
				up = append(up, i)
			}
		}
		m := newModel(t, n, up, list)
		s, err := m.Chain.Steady(context.Background())
		if err != nil {
			r.Fatal(err)
		}
		for i, p := range exactSteady(m.Chain) {
			near(r, fmt.Sprint("p", i), s.P[i], p, 1e-13)
		}
		got := measures(t, m)
		near(r, "MTTF", got.MTTF, exactMTTF(m), 1e-13)
		near(r, "A+U", got.Availability+got.Unavailability, 1, 1e-14)
		near(r, "cycle", got.MUT+got.MDT, got.MeanCycleTime, 1e-13)
		for i := range list {
			list[i].Rate *= 0x1p-7
		}
		slow := measures(t, newModel(t, n, up, list))
		near(r, "slow MTTF", slow.MTTF, 128*got.MTTF, 1e-15)
		near(r, "slow MDT", slow.MDT, 128*got.MDT, 1e-15)
		near(r, "slow U", slow.Unavailability, got.Unavailability, 1e-15)
	})
}

func near(r *rapid.T, name string, got, want, rel float64) {
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		r.Fatalf("%s: got %.17g, want %.17g", name, got, want)
	}
}

// TestSweepsAgree: the methods of large chains, on random small ones.
func TestSweepsAgree(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(3, 60).Draw(r, "n")
		m := newModel(t, n, []int{0, 1}, anyChain(r, n))
		want, _ := eliminate(context.Background(), m.Chain.dense())
		got, err := m.Chain.iterate(context.Background(), m.Chain.balanceGuess())
		if err != nil {
			return // named; only large chains of weak links are known to do this
		}
		for i, p := range want {
			near(r, fmt.Sprint("p", i), got.P[i], p, 1e-11)
		}
		a := m.absorbing()
		if mttf, err := a.regenerate(context.Background()); err == nil {
			near(r, "MTTF", mttf, eliminated(a), 1e-11)
		}
		mttf, err := a.restart(context.Background())
		if err != nil {
			r.Fatal(err)
		}
		near(r, "MTTF", mttf, eliminated(a), 1e-12)
	})
}

// birthDeath is n like units with c crews, all failing on while the system is
// down; it is up while k are good. State i has i failed.
func birthDeath(t testing.TB, n, crews, k int, l, m float64) *Model {
	t.Helper()
	var list []transition
	for i := range n {
		list = append(list, transition{i, i + 1, float64(n-i) * l}, transition{i + 1, i, float64(min(i+1, crews)) * m})
	}
	up := make([]int, n-k+1)
	for i := range up {
		up[i] = i
	}
	return newModel(t, n+1, up, list)
}

// TestSmallEntries: in a birth-death chain p(i+1)/p(i) is the ratio of the
// rates; with 30 units and mu/lambda = 1e6 the last is 1e-180, the MTTF 1e157.
func TestSmallEntries(t *testing.T) {
	const n, l, mu = 30, 2e-7, 0.2
	m := birthDeath(t, n, n, 1, l, mu)
	s, err := m.Chain.Steady(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	// independent units: binomial with q = l/(l+mu)
	q := l / (l + mu)
	choose := 1.0
	for i := range n + 1 {
		oracle.Near(t, fmt.Sprint("p", i), s.P[i], choose*math.Pow(q, float64(i))*math.Pow(1-q, float64(n-i)), 1e-12)
		choose *= float64(n-i) / float64(i+1)
	}
	oracle.Near(t, "MTTF", measures(t, m).MTTF, birthDeathMTTF(n, n, 1, l, mu), 1e-12)
	regenerated, err := m.absorbing().regenerate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF by cycles", regenerated, birthDeathMTTF(n, n, 1, l, mu), 1e-12)
	if !(regenerated > 1e150) {
		t.Errorf("MTTF %g", regenerated)
	}
}

// birthDeathMTTF is the mean time from 0 failed to n-k+1 failed: the sum of the
// mean passage times h(i) = (1 + d(i) h(i-1)) / b(i), all positive.
func birthDeathMTTF(n, crews, k int, l, m float64) float64 {
	h, sum := 0.0, 0.0
	for i := range n - k + 1 {
		h = (1 + float64(min(i, crews))*m*h) / (float64(n-i) * l)
		sum += h
	}
	return sum
}

// TestLargeMTTF: PERF's MTTF of 1e256, here 43 units with mu/lambda = 1e6.
func TestLargeMTTF(t *testing.T) {
	m := birthDeath(t, 43, 1, 1, 3e-7, 0.3)
	want := birthDeathMTTF(43, 1, 1, 3e-7, 0.3)
	got, err := m.absorbing().regenerate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "by cycles", got, want, 1e-12)
	oracle.Near(t, "by elimination", measures(t, m).MTTF, want, 1e-12)
	if !(want > 1e200) {
		t.Errorf("%g", want)
	}
}

// grid is the chain of two machines with s states each, x and y, that fail and
// are repaired independently, and with a skew that moves both at once: it is
// reversible only for skew 0.
func grid(t testing.TB, s int, skew float64) *Chain {
	t.Helper()
	b := NewBuilder(s * s)
	for x := range s {
		for y := range s {
			i := x*s + y
			if x+1 < s {
				b.Add(i, i+s, 0.7)
				b.Add(i+s, i, 1.1)
			}
			if y+1 < s {
				b.Add(i, i+1, 0.4)
				b.Add(i+1, i, 0.6)
			}
			if skew > 0 && x+1 < s && y+1 < s {
				b.Add(i, i+s+1, skew)
			}
		}
	}
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLargeAgainstElimination: a chain just too large for elimination, by
// sweeps, detailed balance and elimination.
func TestLargeAgainstElimination(t *testing.T) {
	for skew, method := range map[float64]string{0: "exact: detailed balance", 0.05: "numeric: "} {
		c := grid(t, 40, skew)
		want, _ := eliminate(context.Background(), c.dense())
		s, err := c.Steady(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if t.Logf("skew %g: %s, error %.2g", skew, s.Method, s.Error); !strings.HasPrefix(s.Method, method) {
			t.Errorf("skew %g: %s, want %s", skew, s.Method, method)
		}
		for i := range want {
			oracle.Near(t, fmt.Sprint("p", i), s.P[i], want[i], 2e-12)
		}
	}
}

// TestBalanced: flows that differ by no more than 1e-12 of themselves balance,
// however slow they are; those below 1e-250 always do.
func TestBalanced(t *testing.T) {
	for _, c := range []struct {
		name     string
		hours    float64 // of which the rates are for one
		off      float64 // of p(0), relative to what balances
		balanced bool
	}{
		{"rounding", 1, 1e-13, true},
		{"too much", 1, 1e-11, false},
		{"too little", 1, -1e-11, false},
		{"rounding of slow flows", 1e9, 1e-13, true},
		{"too much of slow flows", 1e9, 1e-11, false},
		{"rounding of fast flows", 1e-9, 1e-13, true},
		{"too much of fast flows", 1e-9, 1e-11, false},
		{"nearly none", 1e251, 1e-1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newModel(t, 2, nil, []transition{{0, 1, 2 / c.hours}, {1, 0, 6 / c.hours}})
			if got := m.Chain.balanced([]float64{0.75 * (1 + c.off), 0.25}); got != c.balanced {
				t.Errorf("%v", got)
			}
		})
	}
	ring := newModel(t, 3, nil, []transition{{0, 1, 2}, {1, 2, 2}, {2, 0, 2}})
	if ring.Chain.balanced([]float64{1, 1, 1}) {
		t.Error("a ring of one-way transitions balances")
	}
}

// TestWatch: sweeps end where the estimated error is far below what a result may
// have, or where it is below that and the change is only rounding.
func TestWatch(t *testing.T) {
	for _, c := range []struct {
		name string
		w    watch
		err  float64
		done bool
	}{
		{"nothing changes", watch{}, roundOff, true},
		{"quick", watch{change: 4e-14, ratio: 0.5}, 4e-14, true},
		{"at a twentieth", watch{change: sweepsError / 20, ratio: 0.25}, sweepsError / 20, true},
		{"above it", watch{change: 6e-14, ratio: 0.5}, 6e-14, false},
		{"slow, not yet rounding", watch{change: 2 * roundOff, ratio: 0.99}, 2 * 99 * roundOff, false},
		{"slow, rounding", watch{change: roundOff, ratio: 0.99}, 99 * roundOff, true},
		{"slower than rounding tells", watch{change: roundOff, ratio: 0.999}, 999 * roundOff, false},
		{"no nearer", watch{change: roundOff, ratio: 1}, math.NaN(), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.w.error(); !(math.Abs(got-c.err) <= 1e-9*c.err) && !(math.IsNaN(got) && math.IsNaN(c.err)) || c.w.done() != c.done {
				t.Errorf("error %g, want %g; done: %v", got, c.err, c.w.done())
			}
		})
	}
}

// TestWatchOfRounding: a change of ten times the rounding error or less tells no
// ratio, as it may be nothing else.
func TestWatchOfRounding(t *testing.T) {
	for change, ratio := range map[float64]float64{7 * roundOff: 0, 10 * roundOff: 0, 13 * roundOff: 0.13} {
		w := watch{change: 100 * roundOff}
		if w.note(change); math.Abs(w.ratio-ratio) > 1e-9 || w.change != change || w.sweeps != 2 {
			t.Errorf("after a change of %g: %+v", change, w)
		}
	}
}

// TestRing: a ring of states is left in turn, so that p is as 1/rate; half of
// its transitions are one-way, none are in balance.
func TestRing(t *testing.T) {
	const n = 5000
	b := NewBuilder(n)
	sum := 0.0
	rate := func(i int) float64 { return 0.3 + float64(i*i%101) }
	for i := range n {
		b.Add(i, (i+n-1)%n, rate(i))
		sum += 1 / rate(i)
	}
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Steady(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		oracle.Near(t, fmt.Sprint("p", i), s.P[i], 1/rate(i)/sum, 1e-12)
	}
}

// eliminated is the mean time to failure by elimination.
func eliminated(a absorbing) float64 {
	hours, _ := a.eliminate(context.Background())
	return hours
}
