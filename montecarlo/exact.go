package montecarlo

import (
	"math/big"

	"mtbf/internal/num"
)

// exact is a sum that does not depend on the order of its terms. Terms are scaled to be
// near or below 1, or counts.
type exact struct{ num.Fixed }

func (e *exact) add(x float64) { e.Add(x) }

func (e *exact) merge(o exact) { e.Merge(o.Fixed) }

func (e exact) big() *big.Int { return e.Big() }

func (e exact) value() float64 { return e.Value() }

// spread returns the sum of (x - mean x)(y - mean y) from the sums of x, y and
// xy over n, without cancellation: (n sum xy - sum x sum y)/n in whole numbers.
func spread(n uint64, x, y, xy exact) float64 {
	if n == 0 {
		return 0
	}
	all := new(big.Int).Mul(xy.big(), new(big.Int).SetUint64(n))
	all.Lsh(all, 128)
	all.Sub(all, new(big.Int).Mul(x.big(), y.big()))
	return num.Scaled(all, -256) / float64(n)
}
