package ingest

import "testing"

// A weight is a number from 0 on; all else tells none, and no row is bad for it.
func TestWeights(t *testing.T) {
	for text, want := range map[string]weightCell{"0": {true, 0}, "0.25": {true, 0.25}, "1e3": {true, 1000}, "-1": {value: -1}, "40%": {}, "many": {}, "NaN": {}} {
		var c weightCell
		if err := c.UnmarshalCSV([]byte(text)); err != nil || c.set != want.set || c.set && c.value != want.value {
			t.Errorf("%q: %+v, %v; want %+v", text, c, err, want)
		}
	}
}
