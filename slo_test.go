package mtbf

import (
	"errors"
	"testing"
)

// Targets as people write them; no digit of what they allow is lost.
func TestTargetsOfObjectives(t *testing.T) {
	for text, want := range map[string]float64{
		"99.9": 0.001, "99.9%": 0.001, "99.9 %": 0.001, "0.999": 0.001, " 99.95": 0.0005, "50": 0.5, "99.9999999": 1e-9, "0.999999999999": 1e-12, "40%": 0.6, "0.4": 0.6, "99": 0.01,
	} {
		o, err := Objective{SLO: text}.rules()
		if err != nil || o.Allowed != want || o.WindowHours != 0 {
			t.Errorf("%q: %+v, %v; want %g", text, o, err, want)
		}
	}
	o, err := Objective{SLO: "99.9", SLOWindow: "30d"}.rules()
	if err != nil || o.WindowHours != 720 {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := (Objective{}).rules(); o != nil || err != nil {
		t.Errorf("nothing asked: %+v, %v", o, err)
	}
}

func TestObjectivesThatAreNone(t *testing.T) {
	for _, o := range []Objective{
		{SLO: "100"}, {SLO: "100%"}, {SLO: "1"}, {SLO: "0"}, {SLO: "3"}, {SLO: "49.9"}, {SLO: "-99.9"}, {SLO: "101"}, {SLO: "999"}, {SLO: "nan"}, {SLO: "0x1p-1"}, {SLO: "99,9"}, {SLO: "three nines"}, {SLO: "%"}, {SLO: "1e999"},
		{SLO: "1e-300"}, {SLO: "1e-999999999"}, {SLO: "99.9", SLOWindow: "0"}, {SLO: "99.9", SLOWindow: "-3d"}, {SLO: "99.9", SLOWindow: "soon"}, {SLOWindow: "30d"},
	} {
		_, err := o.rules()
		if e := (*OptionError)(nil); !errors.As(err, &e) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
