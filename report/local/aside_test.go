package local

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// One unit of MTBF 100 h and MTTR 10 h is down 10/110 of the time, whatever the beta and
// the coverage of the group that it is left of: they are left aside in words.
func TestOneUnitHasNoBetaAndNoCoverage(t *testing.T) {
	const crewed = "{k_of_n: {k: 1, n: 3, of: m, crews: 1, beta: 0.1}}"
	for structure, set := range map[string]map[string]float64{
		"{k_of_n: {k: 1, n: 1, of: " + crewed + "}}": {"group1.copies": 1, "group1.beta": 0.101},
		crewed:                          {"group1.copies": 1, "group1.coverage": 0.9},
		"{parallel: [m, m]}":            {"group1.copies": 1, "group1.coverage": 0.9, "group1.beta": 0.2},
		"{k_of_n: {k: 1, n: 3, of: m}}": {"group1.copies": 1, "group1.coverage": 0.9, "group1.beta": 0.2},
		"{standby: {of: m, spares: 2, mode: warm}}": {"group1.copies": 1, "group1.beta": 0.2},
	} {
		t.Run(structure, func(t *testing.T) {
			e := entryOf(t, "modules: {m: {mtbf: 100h, mttr: 10h}}\nstructure: "+strings.Replace(structure, "mode: warm", "mode: cold, coverage: 0.9", 1)+"\n")
			a, err := new(server).answerTo(t.Context(), e, set)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "unavailability", *a.Measures.Unavailability, 10./110, 1e-12)
			if len(a.Changes) != len(set) {
				t.Fatalf("%d changes of %d are told", len(a.Changes), len(set))
			}
			for _, c := range a.Changes {
				want := map[Quantity]string{Beta: "left aside: one unit shares nothing", Coverage: "left aside: there is no unit more than must work"}
				if c.Aside != want[c.Quantity] {
					t.Errorf("%s: %q, not %q", c.Quantity, c.Aside, want[c.Quantity])
				}
			}
		})
	}
}

// Where all of two units must work, 1 - (100/110)^2 of the time one is down, whatever the
// coverage and the time to repair what is not covered.
func TestNoCoverageWhereAllMustWork(t *testing.T) {
	e := entryOf(t, "modules: {m: {mtbf: 100h, mttr: 10h}}\nstructure: {k_of_n: {k: 2, n: 3, of: m, coverage: 0.5, uncovered_mttr: 50h}}\n")
	a, err := new(server).answerTo(t.Context(), e, map[string]float64{"group1.copies": 2, "group1.coverage": 0.9, "group1.beta": 0})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", *a.Measures.Unavailability, 1-1./1.21, 1e-12)
	if why := a.Changes[1].Aside; a.Changes[1].Quantity != Coverage || why != "left aside: there is no unit more than must work" {
		t.Errorf("%s: %q", a.Changes[1].Quantity, why)
	}
	if why := a.Changes[2].Aside; why != "" { // two units have a beta
		t.Errorf("%s: %q", a.Changes[2].Quantity, why)
	}
}

// An aside stands in the file of the change.
func TestAsideIsSaidInTheFile(t *testing.T) {
	e := entryOf(t, "modules: {m: {mtbf: 100h, mttr: 10h}}\nstructure: {parallel: [m, m]}\n")
	set := map[string]float64{"group1.copies": 1, "group1.beta": 0.2}
	c, err := new(server).change(e, set)
	if err != nil || !strings.Contains(string(c.file), "beta 0 -> 0.2 (left aside: one unit shares nothing)") {
		t.Errorf("%v: %s", err, c.file)
	}
}
