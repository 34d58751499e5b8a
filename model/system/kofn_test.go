package system

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// exactTail is P(at least k of n) of probability a/b, by whole numbers.
func exactTail(k, n int, a, b int64) float64 {
	sum := new(big.Int)
	for x := k; x <= n; x++ {
		term := new(big.Int).Binomial(int64(n), int64(x))
		term.Mul(term, new(big.Int).Exp(big.NewInt(a), big.NewInt(int64(x)), nil))
		term.Mul(term, new(big.Int).Exp(big.NewInt(b-a), big.NewInt(int64(n-x)), nil))
		sum.Add(sum, term)
	}
	r := new(big.Rat).SetFrac(sum, new(big.Int).Exp(big.NewInt(b), big.NewInt(int64(n)), nil))
	f, _ := r.Float64()
	return f
}

func TestBinomialTails(t *testing.T) {
	for _, c := range []struct {
		k, n int
		a, b int64
	}{
		{1, 3, 1, 7}, {3, 3, 2, 5}, {98, 100, 999, 1000}, {700, 1000, 9, 10}, {880, 1000, 9, 10},
		{900, 1000, 9, 10}, {901, 1000, 9, 10}, {999, 1000, 9, 10}, {1000, 1000, 9, 10}, {3, 1000, 1, 1e6},
		{1, 400, 999999, 1000000}, {250, 500, 1, 2}, {400, 500, 1, 2},
		{8, 15, 1, 3}, {8, 16, 1, 3}, {9, 17, 1, 3}, // Stirling's formula from 16 on
	} {
		t.Run(fmt.Sprint(c.k, c.n, c.a), func(t *testing.T) {
			p, q := float64(c.a)/float64(c.b), float64(c.b-c.a)/float64(c.b)
			name := fmt.Sprintf("k=%d n=%d p=%g", c.k, c.n, p)
			up, down := exactTail(c.k, c.n, c.a, c.b), exactTail(c.n-c.k+1, c.n, c.b-c.a, c.b)
			gotUp, gotDown := binomial(c.k, c.n, p, q)
			oracle.Near(t, name+" by binomial, reached", gotUp, up, 1e-12)
			oracle.Near(t, name+" by binomial, not", gotDown, down, 1e-12)
			x, y := make([]float64, c.n), make([]float64, c.n)
			for i := range x {
				x[i], y[i] = p, q
			}
			f := tally{x: x, r: c.k}.newBand()
			for i := range x {
				f.add(x[i], y[i])
			}
			oracle.Near(t, name+" by counting, reached", f.reached.Total(), up, 1e-12)
			oracle.Near(t, name+" by counting, not", num.Sum(f.of), down, 1e-12)
		})
	}
}

// 19,800 of 20,000: by the binomial formula, by counting one by one, and the
// change that one unit makes, by both.
func TestManyUnits(t *testing.T) {
	const n, k = 20_000, 19_800
	p := 0.9912
	q := 1 - p // exactly: an error in p+q counts n times
	m := &module{op: OpKOfN, k: k}
	s := &state{ctx: context.Background(), most: stateWork}
	for i := range n {
		m.kids = append(m.kids, int32(i))
		s.module.up, s.module.down = append(s.module.up, p), append(s.module.down, q)
	}
	up, down := s.evaluateModule(m)
	alike := s.givens(m)[7]
	s.module.up[3] = math.Nextafter(p, 1) // no longer alike, so counted one by one
	up1, down1 := s.evaluateModule(m)
	oracle.Near(t, "up", up1, up, 1e-12)
	oracle.Near(t, "down", down1, down, 1e-12)
	oracle.Near(t, "total", up+down, 1, 1e-15)
	one := s.givens(m)[7]
	oracle.Near(t, "birnbaum", one.birnbaum, alike.birnbaum, 1e-12)
	oracle.Near(t, "down given down", one.downDown, alike.downDown, 1e-12)
	oracle.Near(t, "down given up", one.downUp, alike.downUp, 1e-12)
}

func TestStirlingAndDeviance(t *testing.T) {
	for _, n := range []int{1, 2, 15, 16, 17, 40} {
		f := new(big.Float).SetInt(new(big.Int).MulRange(1, int64(n)))
		v, _ := f.Float64()
		x := float64(n)
		want := math.Log(v) - (x+0.5)*math.Log(x) + x - math.Log(2*math.Pi)/2
		if math.Abs(stirling(n)-want) > 2e-14 {
			t.Errorf("stirling(%d) = %g, want %g", n, stirling(n), want)
		}
	}
	oracle.Near(t, "near", deviance(1e6+1, 1e6), 0.5e-6*(1-1./3e6), 1e-9)
	oracle.Near(t, "far", deviance(30, 10), 30*math.Log(3)-20, 1e-15)
	if deviance(7, 7) != 0 {
		t.Error("deviance of equal numbers")
	}
}

// Counted one by one, alike or not, against all outcomes: that r happen, and what
// each of the events changes.
func TestTallyAgainstOutcomes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	for seed := range 40 {
		n := 2 + r.IntN(7)
		c := tally{x: make([]float64, n), y: make([]float64, n), r: 1 + r.IntN(n), spend: func(int) bool { return true }}
		for i := range n {
			c.x[i] = []float64{0.4, 0.03, 1e-9, 1 - 1e-3}[r.IntN(4)] * (0.5 + r.Float64()/2)
			c.y[i] = 1 - c.x[i]
		}
		name := fmt.Sprintf("%d: %d of %d", seed, c.r, n)
		var reached, not float64
		want := make([]change, n)
		for s := range 1 << n {
			happen := bits.OnesCount(uint(s))
			for i := range want {
				want[i].outcome(c.chance(s, i), s>>i&1 == 1, happen >= c.r, happen == c.r)
			}
			if happen >= c.r {
				reached += c.chance(s, -1)
			} else {
				not += c.chance(s, -1)
			}
		}
		gotReached, gotNot := c.count()
		oracle.Near(t, name+", reached", gotReached, reached, 1e-13)
		oracle.Near(t, name+", not", gotNot, not, 1e-13)
		for i, got := range c.changes() {
			oracle.Near(t, name+", with", got.with, want[i].with, 1e-13)
			oracle.Near(t, name+", not with", got.notWith, want[i].notWith, 1e-13)
			oracle.Near(t, name+", without", got.without, want[i].without, 1e-13)
			oracle.Near(t, name+", not without", got.notWithout, want[i].notWithout, 1e-13)
			oracle.Near(t, name+", decides", got.decides, want[i].decides, 1e-13)
		}
	}
}

// chance is that of an outcome, of all events but one (-1: of all).
func (t tally) chance(outcome, except int) float64 {
	p := 1.0
	for i := range t.x {
		switch {
		case i == except:
		case outcome>>i&1 == 1:
			p *= t.x[i]
		default:
			p *= t.y[i]
		}
	}
	return p
}

// outcome adds one of chance p, the event apart.
func (c *change) outcome(p float64, with, reached, justReached bool) {
	switch {
	case with && reached:
		c.with += p
	case with:
		c.notWith += p
	case reached:
		c.without += p
	default:
		c.notWithout += p
	}
	if with && justReached {
		c.decides += p
	}
}
