package system

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
)

// fewer returns the unavailability of k of n static parts that fail with probability q.
func fewer(t *testing.T, k, n int, q float64, beta float64, cause *model.CommonCause) (up, down float64) {
	t.Helper()
	m := alike(nil, n, static("c", 1-q))
	g := &Group{K: k, Beta: beta, CommonCause: cause}
	for u := range n {
		g.Units = append(g.Units, u)
	}
	m.Top = g
	r, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Availability, r.Unavailability
}

// TestCommonCauseOfStaticParts: every set of the units is an event of its own. The
// numbers are sums of exact rationals over all sets; SCRAM 0.16.2 prints the same six
// digits of each, .00202297, .00134512 and 5.09025e-5. 2 of 3 with q = .01 and beta .1 is
// 1 - .999 (1 - 3 .009^2 + 2 .009^3).
func TestCommonCauseOfStaticParts(t *testing.T) {
	for _, c := range []struct {
		name  string
		k, n  int
		q     float64
		beta  float64
		cause *model.CommonCause
		want  float64
	}{
		{"beta 2 of 4", 2, 4, .02, .1, nil, .002022967045856},
		{"MGL 2 of 4", 2, 4, .02, 0, &model.CommonCause{MGL: []float64{.1, .5, .25}}, .0013451208135331978},
		{"MGL that is beta", 2, 4, .02, 0, &model.CommonCause{MGL: []float64{.1, 1, 1}}, .002022967045856},
		{"beta 1 of 2", 1, 2, .001, .05, nil, 5.0902454875e-05},
		{"alpha that is beta", 1, 2, .001, 0, &model.CommonCause{Alpha: []float64{.95, .05}, Staggered: true}, 5.0902454875e-05},
		{"beta 2 of 3", 2, 3, .01, .1, nil, .001241300458},
		{"nearly perfect", 1, 3, 1e-9, 0, &model.CommonCause{MGL: []float64{.1, .5}}, 5.00000000677e-11},
	} {
		t.Run(c.name, func(t *testing.T) {
			up, down := fewer(t, c.k, c.n, c.q, c.beta, c.cause)
			digits := 1e-12
			if c.q < 1e-3 {
				digits = 1e-7 // 1-R has no more
			}
			oracle.Near(t, "unavailability", down, c.want, digits)
			oracle.Near(t, "availability", up, 1-c.want, 1e-14)
		})
	}
}

// TestSurvivorsByEnumeration: the sum over how many fail is that over all
// combinations of the sets of 4 units, 2^15 of them.
func TestSurvivorsByEnumeration(t *testing.T) {
	for i, q := range [][]float64{{0, .2, .03, .007, .1}, {0, 1e-3, 1e-7, 0, 1e-9}, {0, 1e-30, 1e-60, 0, 0}, {0, 1 - 1e-12, 0, .5, 0}, {0, 0, .9, .5, 0}, {0, 1, 0, 0, 0}, {0, .5, .5, .5, 1}} {
		for k := 1; k <= 4; k++ {
			t.Run(fmt.Sprint(i, k), func(t *testing.T) {
				up, down := survivors(means(q), k)
				wantUp, wantDown := overAllSets(q, k)
				oracle.Near(t, "enough", up, wantUp, 1e-12)
				oracle.Near(t, "fewer", down, wantDown, 1e-12)
			})
		}
	}
}

// means are the mean numbers of sets whose single ones fail with the probabilities q.
func means(q []float64) []float64 {
	m := make([]float64, len(q))
	for j := 1; j < len(q); j++ {
		m[j] = -num.Choose(len(q)-1, j) * math.Log1p(-q[j])
	}
	return m
}

func overAllSets(q []float64, k int) (enough, fewer float64) {
	n := len(q) - 1
	sets := 1<<n - 1
	for happen := range uint(1) << sets {
		p, hit := 1.0, 0
		for set := 1; set <= sets; set++ {
			x := q[bits.OnesCount(uint(set))]
			if happen&(1<<(set-1)) == 0 {
				p *= 1 - x
				continue
			}
			p *= x
			hit |= set
		}
		if n-bits.OnesCount(uint(hit)) >= k {
			enough += p
		} else {
			fewer += p
		}
	}
	return enough, fewer
}

// TestSurvivorsOfMany: of 64 units the two sides add to 1, and none in service is the
// product of all sets that do not happen.
func TestSurvivorsOfMany(t *testing.T) {
	q := make([]float64, 65)
	for j := 1; j <= 64; j++ {
		q[j] = .3 / num.Choose(64, j)
	}
	none := 0.0
	for j := 1; j <= 64; j++ {
		none += num.Choose(64, j) * math.Log1p(-q[j])
	}
	up, down := survivors(means(q), 64)
	oracle.Near(t, "all work", up, math.Exp(none), 1e-12)
	oracle.Near(t, "both", up+down, 1, 1e-12)
	up, down = survivors(means(q), 40)
	oracle.Near(t, "both of 40", up+down, 1, 1e-12)
}
