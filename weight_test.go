package mtbf

import (
	"errors"
	"testing"
)

func TestWeightings(t *testing.T) {
	if w, err := (Weighting{}).rules(); w != nil || err != nil {
		t.Errorf("nothing asked: %+v, %v", w, err)
	}
	for total, want := range map[string]float64{"": 0, "1200": 1200, "2.5": 2.5} {
		if w, err := (Weighting{Weight: "users", WeightTotal: total}).rules(); err != nil || w.Total != want {
			t.Errorf("%q: %+v, %v", total, w, err)
		}
	}
	for _, bad := range []Weighting{{WeightTotal: "5"}, {Weight: "users", WeightTotal: "0"}, {Weight: "users", WeightTotal: "-1"}, {Weight: "users", WeightTotal: "many"}, {Weight: "users", WeightTotal: "inf"}} {
		_, err := bad.rules()
		if e := (*OptionError)(nil); !errors.As(err, &e) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
