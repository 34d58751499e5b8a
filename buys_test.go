package mtbf_test

import (
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
)

// The steps of the shipped node, from its chains written down again: pairs as four states
// (both, one, none, not covered: then one), the rest as products and sums (mpmath, 30
// digits).
func TestBuys(t *testing.T) {
	m, _, err := mtbf.ReadSystem(t.Context(), "dataset:node-with-mechanisms", mtbf.SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := mtbf.Buys(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	want := []mtbf.Bought{
		{"one of each", 0.01126599202141, 164.9555150767},
		{"pair of software", 0.007600074532341, 277.8048404224},
		{"pair of processor", 0.005950477976704, 401.0689273115},
		{"copy of disc", 0.003570471140255, 417.7432751681},
		{"copy of line", 0.002078065455493, 715.9191637036},
		{"copy of processor and 4 others", 4.629875983357e-05, 23292.08555033},
	}
	oracle.Equal(t, "steps", len(got), len(want))
	for i, w := range want {
		t.Run(w.Name, func(t *testing.T) {
			oracle.Equal(t, "name", got[i].Name, w.Name)
			oracle.Near(t, "unavailability", got[i].Unavailability, w.Unavailability, 1e-11)
			oracle.Near(t, "mtbf", got[i].MTBF, w.MTBF, 1e-11)
		})
	}
}

// Names of parts of all kinds, and what is left without them: of 2 of 3 two in series,
// U = 1 - (9/10)^2; a spare's active unit. The last step is the system itself.
func TestBuysNames(t *testing.T) {
	for _, c := range []struct {
		name, structure string
		want            []string
		first           float64
	}{
		{"none", "m", []string{"one of each"}, 0.1},
		{"spare", "{standby: {of: m, spares: 1, mode: cold}}", []string{"one of each", "spare of m"}, 0.1},
		{"k of n", "{k_of_n: {k: 2, n: 3, of: m}}", []string{"one of each", "copy of m"}, 0.19},
		{"one crew", "{k_of_n: {k: 2, n: 3, of: m, crews: 1}}", []string{"one of each", "2 of 3 of m"}, 0.19},
		{"two in a branch", "{parallel: [{series: [m, o]}, m]}", []string{"one of each", "copy of m and o"}, 0.19},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "name: x\nmodules: {m: {mtbf: 9h, mttr: 1h}, o: {mtbf: 9h, mttr: 1h}}\nstructure: " + c.structure + "\n"
			m, _, err := systemfile.Parse("x", strings.NewReader(text), systemfile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := mtbf.Buys(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "steps", len(got), len(c.want))
			for i, name := range c.want {
				oracle.Equal(t, "name", got[i].Name, name)
			}
			oracle.Near(t, "without redundancy", got[0].Unavailability, c.first, 1e-12)
			whole, err := mtbf.Solve(t.Context(), m, mtbf.SolveOptions{})
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "whole", got[len(got)-1].Unavailability, whole.Unavailability, 1e-15)
		})
	}
}
