package mechanism_test

import (
	"errors"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// By hand: hardware every 10 h and Heisenbugs every 5 h make .3 faults an hour; without
// the hardware .2, and with .75 of the Heisenbugs as well .05: every 20 h.
func TestPairKindByHand(t *testing.T) {
	faults := mechanism.FaultRates{mechanism.Hardware: mechanism.Known(10), mechanism.Heisenbug: mechanism.Known(5)}
	for _, c := range []struct {
		kind    string
		covered float64 // of Heisenbugs; 0: not given
		mtbf    float64
	}{
		{"none", 0, 1 / .3},
		{"lockstep", 0, 5},
		{"state", .75, 20},
	} {
		t.Run(c.kind, func(t *testing.T) {
			kind, ok := mechanism.FindPairKind(c.kind)
			if !ok {
				t.Fatal("no such kind")
			}
			given := map[mechanism.FaultClass]model.Estimate{}
			if c.covered > 0 {
				given[mechanism.Heisenbug] = mechanism.Known(c.covered)
			}
			got, err := kind.MTBF(faults, given)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTBF", got.Point, c.mtbf, 1e-13)
		})
	}
	t.Run("not given", func(t *testing.T) {
		kind, _ := mechanism.FindPairKind("delta")
		got, err := kind.MTBF(mechanism.FaultRates{mechanism.Hardware: mechanism.Known(10), mechanism.Heisenbug: mechanism.Known(5), mechanism.Bohrbug: mechanism.Known(40)}, nil)
		if err != nil || got.Estimable() {
			t.Fatalf("%+v, %v: a coverage that is not given has no point", got, err)
		}
		oracle.Near(t, "lo", got.Lo, 1/.225, 1e-13)
		oracle.Near(t, "hi", got.Hi, 40, 1e-13)
	})
}

// The table of n02: sums of rates by hand; the coverages of its middle rows are inputs.
func TestPairKindsOracle(t *testing.T) {
	var peer struct {
		Input struct {
			Rates      map[string]float64 `json:"rates_per_year"`
			Mechanisms []struct {
				Mechanism string
				Coverage  map[string]float64
			}
		}
		Expected struct {
			Rows []struct {
				Mechanism string
				MTBF      float64 `json:"mtbf_years"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n02_mechanism_table.json"), &peer)
	faults := mechanism.FaultRates{}
	for class, rate := range peer.Input.Rates {
		faults[mechanism.FaultClass(class)] = mechanism.Known(1 / rate)
	}
	for i, m := range peer.Input.Mechanisms {
		t.Run(m.Mechanism, func(t *testing.T) {
			name := strings.Fields(m.Mechanism)[0]
			if strings.Contains(m.Mechanism, "transactions") {
				name = "transactions"
			}
			kind, ok := mechanism.FindPairKind(name)
			if !ok {
				t.Fatal("no such kind")
			}
			given := map[mechanism.FaultClass]model.Estimate{}
			for class, share := range m.Coverage {
				given[mechanism.FaultClass(class)] = mechanism.Known(share)
			}
			got, err := kind.MTBF(faults, given)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTBF", got.Point, peer.Expected.Rows[i].MTBF, 1e-12)
		})
	}
}

func TestPairKindRefuses(t *testing.T) {
	kind, _ := mechanism.FindPairKind("lockstep")
	for _, c := range []struct {
		name   string
		faults mechanism.FaultRates
	}{
		{"no faults", nil},
		{"a time of 0", mechanism.FaultRates{mechanism.Hardware: mechanism.Known(0)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var param *model.ParamError
			if _, err := kind.MTBF(c.faults, nil); !errors.As(err, &param) {
				t.Errorf("error %v", err)
			}
		})
	}
	if _, ok := mechanism.FindPairKind("triple"); ok {
		t.Error("a kind that there is not was found")
	}
}
