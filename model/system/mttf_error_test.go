package system

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"

	"mtbf/model"
)

// pairsMTTF is the exact mean time to failure of pairs of rates in series, by
// inclusion and exclusion: a pair lives with the probability
// exp(-at) + exp(-bt) - exp(-(a+b)t), and the integral of exp(-st) is 1/s.
func pairsMTTF(rates []float64) float64 {
	sum := new(big.Rat)
	var expand func(pair int, rate *big.Rat, sign int64)
	expand = func(pair int, rate *big.Rat, sign int64) {
		if 2*pair == len(rates) {
			sum.Add(sum, new(big.Rat).Quo(big.NewRat(sign, 1), rate))
			return
		}
		a, b := new(big.Rat).SetFloat64(rates[2*pair]), new(big.Rat).SetFloat64(rates[2*pair+1])
		expand(pair+1, new(big.Rat).Add(rate, a), sign)
		expand(pair+1, new(big.Rat).Add(rate, b), sign)
		expand(pair+1, new(big.Rat).Add(rate, new(big.Rat).Add(a, b)), -sign)
	}
	expand(0, new(big.Rat), 1)
	f, _ := sum.Float64()
	return f
}

// Pairs of any rates in series, single Weibull lives of any shape, and lives of
// which the last is fixed: a mean time is off by no more than the error that is
// stated with it, which is small itself.
func TestMTTFIsWithinItsError(t *testing.T) {
	lived := func(top Node, lives ...model.Distribution) *Model {
		var parts []Component
		for i, l := range lives {
			parts = append(parts, Component{Name: fmt.Sprint("p", i), Life: l, Availability: math.NaN(), Reliability: math.NaN()})
		}
		return of(top, parts...)
	}
	type trial struct {
		name string
		m    *Model
		want float64
	}
	var all []trial
	for _, rates := range [][]float64{{1, 2}, {1, 1, 1, 2}, {1e-3, 1e-9}, {1e3, 1e-6, 1e-2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {1e-9, 1e-9, 1, 1}} {
		top, lives, exact := &Series{}, []model.Distribution{}, []float64{}
		for i, r := range rates {
			if i%2 == 0 {
				top.Of = append(top.Of, &Parallel{units(i, 2)})
			}
			life := expo{1 / r}
			lives, exact = append(lives, life), append(exact, 1/life.mean)
		}
		all = append(all, trial{fmt.Sprint("pairs ", rates), lived(top, lives...), pairsMTTF(exact)})
	}
	for _, shape := range []float64{0.25, 0.5, 1, 2, 4, 50} { // Gamma(1+1/shape): 24, 2, 1, ...
		all = append(all, trial{fmt.Sprint("weibull ", shape), lived(Use{0}, weib{700, shape}), 700 * math.Gamma(1+1/shape)})
	}
	for _, last := range []float64{1, 17.3, 5e4} {
		all = append(all, trial{fmt.Sprint("fixed ", last), lived(&Parallel{units(0, 2)}, fixed{last / 3}, fixed{last}), last})
		// The longer of 1 and an exponential life of mean 1: 1 + 1/e.
		all = append(all, trial{fmt.Sprint("fixed and exponential ", last), lived(&Parallel{units(0, 2)}, fixed{last}, expo{last}), last * (1 + math.Exp(-1))})
	}
	for e := -9; e < 20; e++ { // where x = log t tells t to few digits
		life := 1.3 * math.Pow10(e)
		all = append(all, trial{fmt.Sprint("fixed ", life), lived(Use{0}, fixed{life}), life})
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			m, err := structure(t, c.m).UnrepairedMTTF(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			off := math.Abs(m.Hours - c.want)
			if !(off <= m.Error+2e-16*c.want) || m.Error > 1e-11*c.want {
				t.Errorf("%.17g h, stated to %.2g; want %.17g, so off by %.2g", m.Hours, m.Error, c.want, off)
			}
		})
	}
}
