package sizing

import (
	"math"

	"mtbf/internal/num"
)

// chance is the probability to work and that to fail, each found directly.
type chance struct{ up, down float64 }

// certain is the chance of what never fails.
var certain = chance{up: 1}

// maxLoss stands for the loss of what never works.
const maxLoss = 1e9

// loss is -log P(works), which keeps the digits of the smaller probability.
func (c chance) loss() float64 {
	if c.down < 0.5 {
		return -math.Log1p(-c.down)
	}
	return min(-math.Log(c.up), maxLoss)
}

// chanceOf is the chance with a loss.
func chanceOf(loss float64) chance {
	return chance{up: math.Exp(-loss), down: -math.Expm1(-loss)}
}

// logDown is log P(fails) of a loss. It is its own inverse, up to the sign.
func logDown(loss float64) float64 { return num.Log1mExp(-loss) }

// and is the chance that both work.
func (c chance) and(d chance) chance {
	return chance{up: c.up * d.up, down: c.down + c.up*d.down}
}

// or is the chance that one works at least.
func (c chance) or(d chance) chance {
	return chance{up: c.up + c.down*d.up, down: c.down * d.down}
}

// tally holds the probabilities that exactly 0, 1, ... k-1 of some independent
// units work, and in the last place that k or more do.
type tally []float64

func newTally(k int) tally {
	t := make(tally, k+1)
	t[0] = 1
	return t
}

// add counts one more unit into t, from its state before: sums of positive
// terms only.
func (t tally) add(c chance) {
	k := len(t) - 1
	t[k] += t[k-1] * c.up
	for i := k - 1; i > 0; i-- {
		t[i] = t[i]*c.down + t[i-1]*c.up
	}
	t[0] *= c.down
}

// chance is that of k or more.
func (t tally) chance() chance {
	k := len(t) - 1
	return chance{up: t[k], down: num.Sum(t[:k])}
}
