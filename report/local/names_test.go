package local

import (
	"slices"
	"testing"
)

// A k_of_n has one name whether its units depend on each other or not; what has one name
// in two places is numbered, and has its own place on the page.
func TestNamesOfSets(t *testing.T) {
	m := parse(t, `modules: {a: {mtbf: 100h, mttr: 10h}}
structure: {series: [{k_of_n: {k: 2, n: 3, of: a}}, {k_of_n: {k: 2, n: 4, of: a, crews: 1}}, {k_of_n: {k: 1, n: 2, of: a}}, {k_of_n: {k: 1, n: 2, of: a}}, {parallel: [a, a]}]}
`)
	_, knobs, err := Vary(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, set := range setsOf(knobs) {
		names = append(names, set.Of)
	}
	want := []string{"a", "k_of_n of a (2 of 3)", "k_of_n of a (2 of 4)", "k_of_n of a (1 of 2), no. 1", "k_of_n of a (1 of 2), no. 2", "parallel of a (1 of 2)"}
	if !slices.Equal(names, want) {
		t.Errorf("%q, not %q", names, want)
	}
}
