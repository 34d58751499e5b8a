package local

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

const feeds = `modules:
  feed: {mtbf: 1000h, mttr: 10h}
  ats: {mtbf: 5000h, mttr: 4h}
  mains: {mtbf: 3000h, mttr: 2h}
shared: {street: mains}
structure: {k_of_n: {k: %d, n: %d, of: {series: [%s]}}}
`

// A feed and its switch in series are down u = 1 - 1000/1010 x 5000/5004 of the time, and
// one of n such feeds u^n.
func TestCopiesOfFeeds(t *testing.T) {
	base := parse(t, fmt.Sprintf(feeds, 1, 2, "feed, ats"))
	_, knobs, err := Vary(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	k := find(t, knobs, "k_of_n of feed, ats (1 of 2)", Copies)
	if k.ID != "structure1.copies" || k.Value != 2 || k.Min != 1 || k.Max != 8 {
		t.Errorf("%+v", k)
	}
	u := 1 - 1000./1010*5000/5004
	for n := 1.; n <= 8; n++ {
		a, err := new(server).answerTo(t.Context(), &Entry{Model: base}, map[string]float64{k.ID: n})
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(n, " feeds"), *a.Measures.Unavailability, math.Pow(u, n), 1e-12)
	}
}

// A number of copies does what changing it in the file does, of what is shared too, of
// groups with a setting, and of structures in structures.
func TestCopiesOfAStructureAreAChangeOfTheFile(t *testing.T) {
	for _, c := range []struct {
		of  string
		set map[string]float64
		as  string
	}{
		{"feed, street", nil, "feed, street"},
		{"{duplex: {of: feed, coverage: 0.9}}, ats", nil, "{duplex: {of: feed, coverage: 0.9}}, ats"},
		{"{k_of_n: {k: 1, n: 2, of: feed}}, ats", map[string]float64{"group1.copies": 3, "group2.copies": 3, "group3.copies": 3}, "{k_of_n: {k: 1, n: 3, of: feed}}, ats"},
		{"{parallel: [{series: [feed, ats]}, {series: [feed, ats]}]}", map[string]float64{"structure2.copies": 3, "structure3.copies": 3, "structure4.copies": 3}, "{parallel: [{series: [feed, ats]}, {series: [feed, ats]}, {series: [feed, ats]}]}"},
	} {
		t.Run(c.of, func(t *testing.T) {
			for n := 2; n <= 5; n++ {
				set := map[string]float64{"structure1.copies": float64(n)}
				for id, x := range c.set {
					set[id] = x
				}
				varied, _, err := Vary(parse(t, fmt.Sprintf(feeds, 2, 3, c.of)), set)
				if err != nil {
					t.Fatalf("%s: %v", c.of, err)
				}
				want := unavailability(t, parse(t, fmt.Sprintf(feeds, 2, n, c.as)))
				oracle.Near(t, fmt.Sprint(n, " of ", c.of), unavailability(t, varied), want, 1e-12)
				changed, err := new(server).change(entryOf(t, fmt.Sprintf(feeds, 2, 3, c.of)), set)
				if err != nil || changed.why != nil {
					t.Fatalf("%s: %v, %v", c.of, err, changed.why)
				}
				oracle.Near(t, fmt.Sprint("the file of ", n, " of ", c.of), unavailability(t, changed.model), want, 1e-12)
			}
		})
	}
}

// What is set in a copy that goes away is left aside; what is not alike has no copies.
func TestStructuresThatAreNotCopies(t *testing.T) {
	base := parse(t, fmt.Sprintf(feeds, 1, 3, "{k_of_n: {k: 1, n: 2, of: feed}}, ats"))
	_, knobs, err := Vary(base, map[string]float64{"structure1.copies": 2, "group3.copies": 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range knobs {
		if want := k.ID == "group3.copies"; want != strings.Contains(k.Aside, "a copy that there is not any more") {
			t.Errorf("%s: %q", k.ID, k.Aside)
		}
	}
	for _, structure := range []string{
		"{parallel: [{series: [feed, ats]}, {series: [ats, feed]}]}", "{parallel: [{series: [feed, ats]}, {series: [feed, street]}]}", "{parallel: [{series: [feed, ats]}, feed]}",
		"{parallel: [{series: [feed, street]}, {series: [feed, feed]}]}", "{k_of_n: {k: 1, of: [{k_of_n: {k: 1, n: 3, of: feed}}, {k_of_n: {k: 2, n: 3, of: feed}}]}}",
		"{parallel: [{duplex: {of: feed, coverage: 0.9}}, {duplex: {of: feed, coverage: 0.8}}]}", "{parallel: [feed, ats]}",
	} {
		text := fmt.Sprintf(feeds, 1, 2, "feed")
		m := parse(t, text[:strings.Index(text, "structure:")]+"structure: "+structure+"\n")
		_, knobs, err := Vary(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range knobs {
			if strings.HasPrefix(k.ID, "structure") {
				t.Errorf("%s: %+v", structure, k)
			}
		}
	}
	if v := new(variation); v.likeStructures([]system.Node{&system.Series{}}) {
		t.Error("one structure is no set of copies")
	}
}
