package render

import (
	"math"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/mechanism"
)

// What a number of a module is written as: without the dust of floating point, with its
// limits where a system file takes them, and with a note where it does not.
func TestNumberOfAModule(t *testing.T) {
	limited := func(point, lo, hi float64) model.Estimate {
		return model.Estimate{Point: point, Lo: lo, Hi: hi, Confidence: 0.95}
	}
	for _, c := range []struct {
		name       string
		m          MechanismModule
		want, note string
	}{
		{"dust", MechanismModule{MTBF: mechanism.Known(158400.00000000015)}, "{mtbf: 158400h}", ""},
		{"a short time", MechanismModule{MTBF: mechanism.Known(8766), MTTR: mechanism.Known(5. / 3600)}, "{mtbf: 1y, mttr: 5s}", ""},
		{"limits", MechanismModule{MTBF: limited(1000, 500.00000000000006, 3001)}, "{mtbf: {point: 1000h, lo: 500h, hi: 3001h, confidence: 0.95}}", ""},
		{"a range", MechanismModule{MTBF: mechanism.Between(1000, 3001)}, "{mtbf: {lo: 1000h, hi: 3001h, confidence: 0.9}}", "confidence of its own"},
		{"no upper limit", MechanismModule{MTBF: limited(1000, 500, math.Inf(1))}, "{mtbf: 1000h}", "the point stands alone"},
		{"availability", MechanismModule{Availability: limited(0.99, 0.9, 0.9999999609711086)}, "{availability: {point: 0.99, lo: 0.9, hi: 0.9999999609711085, confidence: 0.95}}", ""},
		{"availability of 1", MechanismModule{Availability: limited(0.99, 0.9, 1)}, "{availability: 0.99}", "the point stands alone"},
		{"availability, range", MechanismModule{Availability: mechanism.Between(0.9, 0.99)}, "{availability: {lo: 0.9, hi: 0.99, confidence: 0.9}}", "odds of the limits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.m.Confidence = 0.9
			text, err := c.m.YAML("part")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "  part: "+c.want+"\n") {
				t.Errorf("%s\nwant %s", text, c.want)
			}
			if c.note == "" && strings.Contains(string(text), "#") || !strings.Contains(string(text), c.note) {
				t.Errorf("%s\nwant the note %q", text, c.note)
			}
		})
	}
}

// No number is made of what has neither a point nor two limits.
func TestNoNumberOfAModule(t *testing.T) {
	for _, c := range []struct {
		name string
		mtbf model.Estimate
	}{
		{"nothing", model.Estimate{}},
		{"infinite", mechanism.Known(math.Inf(1))},
		{"bounded from below", mechanism.Between(5, math.Inf(1))},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := MechanismModule{MTBF: c.mtbf, Confidence: 0.9}
			if text, err := m.YAML("part"); err == nil {
				t.Errorf("written: %s", text)
			}
		})
	}
}

// Nearly 1 is written with the figures of its distance from 1.
func TestMechanismValueKeepsNines(t *testing.T) {
	for _, c := range []struct {
		name string
		x    float64
		want string
	}{
		{"seven nines", 0.9999999609711086, "0.9999999610"},
		{"three nines", 0.9995, "0.99950000"},
		{"one", 1, "1.0000000"},
		{"as near as there is", math.Nextafter(1, 0), "0.9999999999999999"},
		{"far from 1", 0.5, "0.50000000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mechanismValue(&c.x); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
