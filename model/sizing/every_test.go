package sizing

import (
	"fmt"
	"testing"

	"mtbf/model/system"
)

// Copies 2 to 4 of a part that needs two, or 1 to 2 of either of two parts, or up to two of
// two parts in any mix: 3, 4 and 5 answers, of which each is there once.
func TestEveryAnswer(t *testing.T) {
	tree := &tree{questions: []*system.Choose{
		{Components: []int{0}, Need: 2, Min: 1, Max: 4},
		{Components: []int{0, 1}, Need: 1, Max: 2},
		{Components: []int{0, 1}, Need: 1, Max: 2, Mix: true},
	}}
	for q, want := range []string{"[2] [3] [4]", "[0 1] [0 2] [1 0] [2 0]", "[0 1] [0 2] [1 0] [1 1] [2 0]"} {
		var got []string
		for _, l := range tree.everyAnswer(q, 100) {
			got = append(got, fmt.Sprint(l.copies))
		}
		if fmt.Sprint(got) != "["+want+"]" {
			t.Errorf("question %d: %v, not %s", q, got, want)
		}
		if few := tree.everyAnswer(q, 2); few != nil {
			t.Errorf("question %d: %d answers where 2 are allowed", q, len(few))
		}
	}
}

// A small choice is judged whole, so that it is proved; with the work for 5 designs in each
// draw only candidates are, and they find no cheaper one.
func TestSmallChoiceIsProved(t *testing.T) {
	m, seen := observedModel(t, 3, 3000)
	o := Options{AllowedUnavailability: 1e-6, Confidence: .9, Uncertain: seen, Draws: 200, Stream: pcg(5)}
	all, err := Size(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Stream, o.Work = pcg(5), 5*200
	some, err := Size(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	if !all.ProvedOptimal || all.Bound != all.Best.Resources[all.Objective] {
		t.Errorf("proved %v, bound %g of %v", all.ProvedOptimal, all.Bound, all.Best)
	}
	if all.Best.Resources[all.Objective] > some.Best.Resources[some.Objective] {
		t.Errorf("%v of all designs, %v of some", all.Best, some.Best)
	}
	if all.Cheaper == nil || all.Cheaper.Copies(0) != all.Best.Copies(0)-1 {
		t.Errorf("next cheaper %v of %v", all.Cheaper, all.Best)
	}
}
