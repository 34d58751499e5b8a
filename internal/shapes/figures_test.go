package shapes

import (
	"math"
	"testing"
)

// at is an hour as a time in seconds, on a day far from 0.
func at(hour float64) int64 { return 20_000*day + int64(3600*hour) }

// Worked by hand. Two units, seen from the first start to the last event.
func TestFiguresByHand(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		h    history
		want Figures
	}{
		// a 0-2 and 1-4 are 4 h down and 2 + 3 h of repairs; b 90-100; 2 x 100 h.
		{"overlap", history{outages: []outage{{start: at(0), end: at(2)}, {start: at(1), end: at(4)}, {unit: 1, start: at(90), end: at(100)}}},
			Figures{Failures: 3, Downtime: 14, MTTR: 5, MTBF: 62, Unavailability: 0.07}},
		// a 0-2, unknown at 10, 100-106; b open from 80 on: 26 h. 2 x 106 h; 34 h over two repairs that ended.
		{"unknown and open", history{outages: []outage{{start: at(0), end: at(2)}, {start: at(10), unknown: true}, {start: at(100), end: at(106)}, {unit: 1, start: at(80), open: true}}},
			Figures{Failures: 4, Downtime: 34, MTTR: 17, MTBF: 44.5, Unavailability: 34.0 / 212}},
		// 4 h planned: 200 - 10 - 4 of operation, 10 of 196 h.
		{"planned", history{outages: []outage{{start: at(0), end: at(10)}, {unit: 1, start: at(96), end: at(100), kind: planned}}},
			Figures{Failures: 1, Downtime: 10, MTTR: 10, MTBF: 186, Unavailability: 10.0 / 196}},
		// Two days of one unit: 15 + 12 h are 24 of the first, 3 of the second.
		{"days", history{days: true, adds: true, outages: []outage{{start: at(0), end: at(15)}, {start: at(0), end: at(12)}, {start: at(24), end: at(27)}}},
			Figures{Failures: 3, Downtime: 27, MTTR: 10, MTBF: 7, Unavailability: 27.0 / 48}},
		// A warning is no failure, though it shows the unit.
		{"moments", history{moments: true, outages: []outage{{start: at(0)}, {start: at(50)}, {unit: 1, start: at(20), kind: nothing}}},
			Figures{Failures: 2, Downtime: nan, MTTR: nan, MTBF: 50, Unavailability: nan}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.h.figures(""); !got.Same(c.want, 1e-12) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// Same tells figures apart that differ in one number, and what is told from what
// is not.
func TestSameTellsApart(t *testing.T) {
	a := Figures{Failures: 3, Downtime: 14, MTTR: 5, MTBF: 62, Unavailability: 0.07}
	for i, change := range []func(f *Figures){
		func(f *Figures) { f.Failures++ }, func(f *Figures) { f.Downtime *= 1.00001 }, func(f *Figures) { f.MTTR = math.NaN() },
		func(f *Figures) { f.MTBF = 0 }, func(f *Figures) { f.Unavailability = math.Inf(1) },
	} {
		b := a
		change(&b)
		if a.Same(b, 1e-6) || b.Same(a, 1e-6) {
			t.Errorf("change %d is not seen", i)
		}
	}
}
