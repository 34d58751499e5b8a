package solve

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// exactPair is the closed form of a repaired pair in 200 bits: with rates a and b of failure
// and repair and the roots r of x^2 - (3a+b)x + 2a^2,
//
//	1 - R(t) = 1 - (r2 e^(-r1 t) - r1 e^(-r2 t))/(r2 - r1).
func exactPair(a, b, t float64) (up, down float64) {
	const bits = 400
	f := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	n := func() *big.Float { return new(big.Float).SetPrec(bits) }
	A, B, T := f(a), f(b), f(t)
	sum := n().Add(n().Mul(f(3), A), B)
	product := n().Mul(f(2), n().Mul(A, A))
	root := n().Sqrt(n().Sub(n().Mul(sum, sum), n().Mul(f(4), product)))
	r2 := n().Quo(n().Add(sum, root), f(2))
	r1 := n().Quo(product, r2)
	R := n().Sub(n().Mul(r2, expNeg(n().Mul(r1, T))), n().Mul(r1, expNeg(n().Mul(r2, T))))
	R.Quo(R, n().Sub(r2, r1))
	up, _ = R.Float64()
	down, _ = n().Sub(f(1), R).Float64()
	return up, down
}

// expNeg is e^-x of x >= 0: a Taylor series of x over a power of two, squared again.
func expNeg(x *big.Float) *big.Float {
	n := func() *big.Float { return new(big.Float).SetPrec(x.Prec()) }
	halvings := max(0, x.MantExp(nil)+8)
	if halvings > 60 {
		return n() // 0, for all that a float64 can tell
	}
	small := n().SetMantExp(x, -halvings)
	sum, term := n().SetInt64(1), n().SetInt64(1)
	for k := int64(1); k <= 60; k++ {
		term.Quo(term.Mul(term, small), n().SetInt64(k))
		sum.Add(sum, term)
	}
	sum.Quo(n().SetInt64(1), sum)
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// From lives a hundred times as long as repairs to 10^10 times, at a thousandth of the
// mean time to failure to a thousand times: the smaller of R and 1-R, where it can be
// held, has its digits.
func TestStiffPairs(t *testing.T) {
	for k := 2; k <= 10; k++ {
		mttr := 4.0
		mtbf := mttr * math.Pow(10, float64(k))
		m := copies(t, 2, mtbf, mttr, func(use []system.Node, _ []int) system.Node { return &system.Parallel{Of: use} })
		a, b := 1/mtbf, 1/mttr
		mttf := (3*a + b) / (2 * a * a)
		for e := -3; e <= 3; e++ {
			t.Run(fmt.Sprintf("10^%d lives, 10^%d MTTF", k, e), func(t *testing.T) {
				hours := mttf * math.Pow(10, float64(e))
				got := outage(t, m, false, hours)[0]
				up, down := exactPair(a, b, hours)
				if down < 0.5 {
					oracle.Near(t, "1-R", got.Unreliability, down, 1e-9)
				} else if up > 1e-290 {
					oracle.Near(t, "R", got.Reliability, up, 1e-9)
				}
			})
		}
	}
}

// A larger chain, 5 of 9 unlike units with lives of 10^4 and 10^8 repairs, of whose
// failures, rare as they are, R(t) = e^(-t/MTTF) to a share of about MTTR/MTTF.
func TestStiffLargeChain(t *testing.T) {
	for _, k := range []float64{4, 8} {
		t.Run(fmt.Sprintf("10^%g lives", k), func(t *testing.T) {
			m := &system.Model{Name: "large"}
			var use []system.Node
			for i := range 9 {
				m.Components = append(m.Components, part(t, fmt.Sprintf("u%d", i), (3+float64(i))*math.Pow(10, k), 2+0.7*float64(i)))
				m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("u%d", i), Component: i})
				use = append(use, system.Use{Unit: i})
			}
			m.Top = &system.KOfN{K: 5, Of: use}
			chain, err := SystemChain(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "states", chain.Chain.States(), 257)
			mttf, err := chain.MTTF(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, share := range []float64{1e-3, 20} {
				got := outage(t, m, false, share*mttf)[0]
				oracle.Near(t, "1-R", got.Unreliability, -math.Expm1(-share), 1e-7)
				oracle.Near(t, "R", got.Reliability, math.Exp(-share), 1e-7)
			}
		})
	}
}
