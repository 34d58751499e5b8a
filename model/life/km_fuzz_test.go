package life

import (
	"context"
	"encoding/binary"
	"math"
	"testing"

	"mtbf/model"
)

// rows reads observations from bytes, ten each: times in quarters, a kind, a
// count, an entry. Every eighth kind is a raw float64, whatever that is.
func rows(data []byte) Observations {
	var obs Observations
	for ; len(data) >= 10 && len(obs) < 40; data = data[10:] {
		lower, width := float64(data[0])/4, float64(data[1])/4
		o := Observation{Lower: lower, Upper: lower, Count: float64(data[3]%4) + 1, Entry: float64(data[4]) / 8}
		switch data[2] % 8 {
		case 0, 1:
			o.Upper = math.Inf(1)
		case 2:
			o.Upper = lower + width
		case 3:
			o.Lower, o.Entry = math.Inf(-1), 0
		case 4:
			o.Entry = 0
		case 7:
			o.Upper = math.Float64frombits(binary.LittleEndian.Uint64(data[2:10]))
		}
		obs = append(obs, o)
	}
	return obs
}

func mustBeSane(t *testing.T, e model.Estimate, most float64) {
	t.Helper()
	if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo < 0 || e.Hi > most || e.Lo > e.Hi || (e.Estimable() && !(e.Lo <= e.Point && e.Point <= e.Hi)) {
		t.Fatalf("estimate %+v", e)
	}
	if !e.Estimable() && len(e.Warnings) == 0 {
		t.Fatalf("not estimable, without a word: %+v", e)
	}
}

// Whatever the rows, every estimator returns an error or limits about its
// point, never NaN.
func FuzzNonParametric(f *testing.F) {
	f.Add([]byte("0123456789abcdefghijABCDEFGHIJ"))
	f.Add([]byte{8, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 1, 3, 0, 0, 0, 0, 0, 9, 4, 2, 1, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		obs := rows(data)
		if curve, err := KaplanMeier(context.Background(), obs); err == nil {
			for kind := LogLogLimits; kind <= ArcsinLimits; kind++ {
				for _, at := range []float64{0, 3, 17.25, 200, math.MaxFloat64} {
					survival, failure, err := curve.At(at, 0.9, kind)
					if err != nil {
						t.Fatal(err)
					}
					mustBeSane(t, survival, 1)
					mustBeSane(t, failure, 1)
				}
				mustBeSane(t, sure(curve.Quantile(0.3, 0.9, kind)), math.Inf(1))
			}
			mustBeSane(t, sure(curve.MeanUpTo(20, 0.9)), 20)
			if e, err := Weibayes(obs, 1.7, 0.9); err == nil {
				mustBeSane(t, e, math.Inf(1))
			}
		}
		if c, err := LogRank(context.Background(), obs[:len(obs)/2], obs[len(obs)/2:]); err == nil && !(c.PValue >= 0 && c.PValue <= 1) {
			t.Fatalf("log-rank %+v", c)
		}
		if r, err := Turnbull(context.Background(), obs); err == nil {
			lo, hi := r.Survival(17)
			if !(0 <= lo && lo <= hi && hi <= 1) || math.IsNaN(r.LogLikelihood) || math.IsNaN(r.Gap) {
				t.Fatalf("Turnbull %+v", r)
			}
		}
	})
}
