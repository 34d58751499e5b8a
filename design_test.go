package mtbf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"mtbf/datasets"
	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model/sizing"
	"mtbf/model/system"
)

// asksAll has every way in which copies may depend on each other, copies of structures, and
// questions in copies of a node.
const asksAll = `name: all
modules:
  a: {mtbf: 900h, mttr: 3h, resources: {cost: 4, weight: 1}}
  b: {mtbf: 700h, mttr: 2h, resources: {cost: 3, weight: 2}}
  c: {mtbf: {failures: 3, exposure: 9000h}, mttr: 5h, resources: {cost: 7}}
  d: {availability: 0.995, resources: {weight: 1}}
structure:
  series:
    - choose: {of: [a, b], need: 2, redundancy: 2..3, mix: true}
    - choose: {of: {series: [a, {duplex: {of: b, coverage: 0.97}}]}, redundancy: 1..3}
    - choose: {of: [c, {k_of_n: {k: 1, n: 2, of: b, beta: 0.1}}], redundancy: 1..2, mix: true}
    - k_of_n: {k: 1, n: 2, of: {series: [d, {choose: {of: c, redundancy: 1..2}}]}}
    - MODE
limits: {weight: 40}
`

var asksModes = []string{
	"choose: {of: a, redundancy: 1..3, crews: 1, beta: 0.02}",
	"choose: {of: a, redundancy: 1..3, coverage: 0.98, idle_coverage: 0.99, uncovered_mttr: 40m}",
	"choose: {of: b, redundancy: 1..4, mode: duplex, detection: 2s, takeover: 3m, coverage: 0.97, crews: 1}",
	"choose: {of: b, need: 2, redundancy: 2..4, mode: duplex, takeover: 3m, beta: 0.04}",
	"choose: {of: a, need: 2, redundancy: 2..4, mode: standby, crews: 1, takeover: 30s}",
	"choose: {of: a, redundancy: 1..3, mode: standby, dormancy: 0.25, idle_coverage: 0.9, coverage: 0.95}",
}

// What size says of a design is what solve says of the file of the design, for every design
// of the frontier; and the file is the same however often it is written.
func TestDesignsSolveAlike(t *testing.T) {
	for i, mode := range asksModes {
		t.Run(fmt.Sprint(i), func(t *testing.T) { checkDesigns(t, "asks.yaml", strings.Replace(asksAll, "MODE", mode, 1), "cost") })
	}
	t.Run("shop-front", func(t *testing.T) {
		text, err := datasets.Open("shop-front")
		if err != nil {
			t.Fatal(err)
		}
		defer text.Close()
		var whole bytes.Buffer
		if _, err := whole.ReadFrom(text); err != nil {
			t.Fatal(err)
		}
		checkDesigns(t, "shop-front.yaml", whole.String(), "cost")
	})
}

func checkDesigns(t *testing.T, name, text, minimize string) {
	t.Helper()
	f, _, err := systemfile.ParseFile(name, strings.NewReader(text), SystemOptions{}.resolved(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sizing.Size(t.Context(), f.Model, sizing.Options{Target: 0.9, Minimize: minimize})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Frontier) < 5 {
		t.Fatalf("a frontier of %d designs", len(r.Frontier))
	}
	for i := range r.Frontier {
		d := &r.Frontier[i]
		designed, warnings, err := DesignFile(f, d)
		if err != nil || len(warnings) > 0 {
			t.Fatal(err, warnings)
		}
		m := designed.Model
		s, err := Solve(t.Context(), m, SolveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(d.Choices), s.Unavailability, d.Unavailability, 1e-12)
		for resource, want := range d.Resources {
			if want > 0 {
				oracle.Near(t, resource, spentBy(m, resource), want, 1e-12)
			}
		}
		var once, twice bytes.Buffer
		if err := WriteDesign(&once, f, d, "", "line"); err != nil {
			t.Fatal(err)
		}
		if err := WriteDesign(&twice, f, d, "", "line"); err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "the file", once.String(), twice.String())
	}
	if _, _, err := DesignFile(f, &sizing.Design{}); err == nil {
		t.Error("a design without an answer is taken")
	}
}

// spentBy is what the units of a system take of a resource.
func spentBy(m *system.Model, resource string) float64 {
	sum := 0.0
	for _, u := range m.Units {
		sum += m.Components[u.Component].Resources[resource]
	}
	return sum
}

// Two whole paths, each a feed and a UPS in series, by hand: the path works with probability
// p = A_f A_u, the system without both of them: U = (1 - p)^2. Each path costs 9 + 14.
func TestChoosePathsByHand(t *testing.T) {
	const text = `name: paths
modules:
  feed: {mtbf: 4000h, mttr: 3h, resources: {cost: 9}}
  ups: {mtbf: 60000h, mttr: 8h, resources: {cost: 14}}
structure: {choose: {of: {series: [feed, ups]}, redundancy: 1..3}}
`
	f, _, err := systemfile.ParseFile("paths.yaml", strings.NewReader(text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Size(t.Context(), f.Model, sizing.Options{Target: 0.99999}, 1)
	if err != nil {
		t.Fatal(err)
	}
	fails := 3./4003 + 4000./4003*8/60008 // of a path: 1 - A_f A_u = q_f + A_f q_u
	oracle.Equal(t, "name", r.Questions[0].Name, "feed+ups")
	oracle.Equal(t, "copies", r.Best.Choices, [][]int{{2}})
	oracle.Near(t, "unavailability", r.Best.Unavailability, fails*fails, 1e-14)
	oracle.Near(t, "cost", r.Best.Resources["cost"], 2*(9+14), 1e-15)
	oracle.Near(t, "next cheaper", r.Cheaper.Unavailability, fails, 1e-14)
	explicit := strings.Replace(text, "{choose: {of: {series: [feed, ups]}, redundancy: 1..3}}", "{parallel: [{series: [feed, ups]}, {series: [feed, ups]}]}", 1)
	m, _, err := ParseSystem(t.Context(), "explicit.yaml", strings.NewReader(explicit), SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Solve(t.Context(), m, SolveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "written out", s.Unavailability, r.Best.Unavailability, 1e-14)
}
