package measure

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"mtbf/model/system"
)

// exact are measures that are all different.
var exact = Exact(system.Measures{
	Availability: 0.75, Unavailability: 0.25, MTBF: 30, MUT: 31, MDT: 10, MTTF: 50, FailureFrequency: 0.025, ExpectedCapacity: 0.8,
}, 40, Finite)

// Every measure stands in the list under its key, in the order of data, and under
// a label but for the MUT.
func TestListOfMeasures(t *testing.T) {
	want := []Measure[float64]{
		{"availability", "Availability", "%", 0.75}, {"unavailability", "Unavailability", "", 0.25}, {"mtbf_hours", "MTBF, mean up time per failure", "h", 30},
		{"mut_hours", "", "", 31}, {"mdt_hours", "MDT, mean down time", "h", 10}, {"mttf_hours", "MTTFF, new at t = 0, with repairs", "h", 50},
		{"mttf_without_repair_hours", "MTTF without repairs", "h", 40}, {"failure_frequency_per_hour", "Failure frequency", "1/h", 0.025}, {"delivered_share", "Expected capacity", "", 0.8},
	}
	var got []Measure[float64]
	for _, m := range exact.List() {
		got = append(got, Measure[float64]{m.Key, m.Label, m.Unit, *m.Value})
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

// Data have the keys of the list; the MTTF without repairs stands elsewhere.
func TestMeasuresAsJSON(t *testing.T) {
	text, err := json.Marshal(exact)
	const want = `{"availability":0.75,"unavailability":0.25,"mtbf_hours":30,"mut_hours":31,"mdt_hours":10,"mttf_hours":50,"failure_frequency_per_hour":0.025,"delivered_share":0.8}`
	if err != nil || string(text) != want {
		t.Errorf("%s, not %s: %v", text, want, err)
	}
	nan := math.NaN()
	none := Exact(system.Measures{Availability: nan, Unavailability: 0, MTBF: math.Inf(1), MUT: nan, MDT: nan, MTTF: nan, FailureFrequency: nan, ExpectedCapacity: nan}, nan, Finite)
	text, err = json.Marshal(none)
	const wantNone = `{"availability":null,"unavailability":0,"mtbf_hours":null,"mut_hours":null,"mdt_hours":null,"mttf_hours":null,"failure_frequency_per_hour":null}`
	if err != nil || string(text) != wantNone {
		t.Errorf("%s, not %s: %v", text, wantNone, err)
	}
}

// A simulation tells one MTTF, and nothing of what is delivered.
func TestSimulatedMeasures(t *testing.T) {
	var got []string
	for _, m := range (Measures[int]{}).Simulated() {
		got = append(got, m.Label)
	}
	want := []string{"Availability", "Unavailability", "MTBF, mean up time per failure", "MDT, mean down time", "MTTFF, new at t = 0", "Failures per hour"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}
