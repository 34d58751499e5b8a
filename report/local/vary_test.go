package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

func parse(t testing.TB, text string) *system.Model {
	t.Helper()
	m, _, err := systemfile.Parse("system.yaml", strings.NewReader(text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// entryOf is an entry of a system file, with its text.
func entryOf(t testing.TB, text string) *Entry {
	t.Helper()
	f, _, err := systemfile.ParseFile("system.yaml", strings.NewReader(text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &Entry{Name: "dataset:a/node.yaml", Model: f.Model, File: f}
}

// everything has a node of every kind. Its parameters are those that the cases
// below change, so that a changed file can be held against a turned knob.
func everything(values map[string]string) string {
	text := `
name: everything
modules:
  cpu: {mtbf: ${CPU}, mttr: 4h}
  disc: {mtbf: 10000h, mttr: ${REPAIR}}
  fan: {mtbf: 30000h, mttr: 12h}
  wear: {life: {weibull: {shape: 1.6, scale: ${WEAR}}}, repair: {lognormal: {median: 2h, error_factor: 3}}}
  link: {unavailability: ${LINK}}
  power: {mtbf: 1500h, mttr: 1h}
shared:
  mains: power
structure:
  series:
    - duplex: {of: cpu, coverage: ${COVER}, detection: 5s, takeover: 5s, uncovered_mttr: 2h, idle_coverage: ${IDLE}, beta: ${BETA}}
    - k_of_n: {k: 2, n: ${COUNT}, of: disc}
    - k_of_n: {k: 2, n: ${CREWED}, of: disc, crews: 1}
    - standby: {of: fan, spares: ${SPARES}, mode: cold, coverage: 0.95}
    - parallel: [{series: [wear, mains]}, {series: [link, mains]}]
    - parallel: [${PAIR}]
    - network: {edges: [[a, b, link], [b, c, link], [a, c, wear]], source: a, target: c}
`
	standard := map[string]string{
		"CPU": "8000h", "COUNT": "3", "REPAIR": "24h", "WEAR": "20000h", "COVER": "0.98", "CREWED": "4", "SPARES": "1", "PAIR": "power, power", "LINK": "0.01", "BETA": "0.03", "IDLE": "0.9",
	}
	return os.Expand(text, func(name string) string { return cmp.Or(values[name], standard[name]) })
}

func unavailability(t *testing.T, m *system.Model) float64 {
	t.Helper()
	r, err := system.Solve(context.Background(), m, solve.Groups)
	if err != nil {
		t.Fatal(err)
	}
	return r.Unavailability
}

// find returns the knob of a quantity of a module or a group, the n-th of its
// name.
func find(t *testing.T, knobs []Knob, of string, q Quantity) Knob {
	t.Helper()
	for _, k := range knobs {
		if k.Of == of && k.Quantity == q {
			return k
		}
	}
	t.Fatalf("no knob for the %s of %q in %+v", q, of, knobs)
	return Knob{}
}

// A knob does what changing the number in the file does.
func TestKnobIsAChangeOfTheFile(t *testing.T) {
	base := parse(t, everything(nil))
	_, knobs, err := Vary(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	scaleToMean := math.Gamma(1 + 1/1.6) // of a Weibull life of shape 1.6
	for _, c := range []struct {
		of       string
		quantity Quantity
		to       float64
		name     string
		text     string
	}{
		{"cpu", MTBF, 500, "CPU", "500h"},
		{"disc", MTTR, 2.5, "REPAIR", "2.5h"},
		{"wear", MTBF, 7000 * scaleToMean, "WEAR", "7000h"},
		{"duplex of cpu", Coverage, 0.5, "COVER", "0.5"},
		{"k_of_n of disc (2 of 3)", Copies, 5, "COUNT", "5"},
		{"k_of_n of disc (2 of 3)", Copies, 2, "COUNT", "2"},
		{"k_of_n of disc (2 of 4)", Copies, 3, "CREWED", "3"},
		{"standby of fan", Copies, 4, "SPARES", "3"},
		{"parallel of power (1 of 2)", Copies, 3, "PAIR", "power, power, power"},
		{"link", Unavailability, 0.2, "LINK", "0.2"},
		{"duplex of cpu", Beta, 0.2, "BETA", "0.2"},
		{"duplex of cpu", IdleCoverage, 0.3, "IDLE", "0.3"},
	} {
		t.Run(fmt.Sprint(c.of, c.quantity), func(t *testing.T) {
			k := find(t, knobs, c.of, c.quantity)
			varied, _, err := Vary(base, map[string]float64{k.ID: c.to})
			if err != nil {
				t.Fatal(err)
			}
			got, want := unavailability(t, varied), unavailability(t, parse(t, everything(map[string]string{c.name: c.text})))
			oracle.Near(t, "unavailability", got, want, 1e-12)
			if was := unavailability(t, base); math.Abs(was/want-1) < 1e-9 {
				t.Errorf("the change changes nothing: %g", was)
			}
		})
	}
}

// A pair of discs that are down u = 24/10,024 of the time each is down u^2 with
// perfect coverage, and u^3 with three copies; with coverage it is the duplex of
// a file that says so, and three are its k of n.
func TestPairOfAFile(t *testing.T) {
	const file = "name: pair\nmodules:\n  disc: {mtbf: 10000h, mttr: 24h}\nstructure:\n  duplex: {of: disc%s}\n"
	base := parse(t, fmt.Sprintf(file, ""))
	u := 24. / 10024
	oracle.Near(t, "two", unavailability(t, base), u*u, 1e-12)
	_, knobs, _ := Vary(base, nil)
	copies, coverage := find(t, knobs, "k_of_n of disc (1 of 2)", Copies), find(t, knobs, "k_of_n of disc (1 of 2)", Coverage)
	three, _, err := Vary(base, map[string]float64{copies.ID: 3})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "three", unavailability(t, three), u*u*u, 1e-12)
	covered, _, err := Vary(base, map[string]float64{coverage.ID: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "coverage 0.9", unavailability(t, covered), unavailability(t, parse(t, fmt.Sprintf(file, ", coverage: 0.9"))), 1e-12)
	both, _, err := Vary(base, map[string]float64{copies.ID: 3, coverage.ID: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	of := "name: three\nmodules:\n  disc: {mtbf: 10000h, mttr: 24h}\nstructure:\n  k_of_n: {of: disc, k: 1, n: 3, coverage: 0.9}\n"
	oracle.Near(t, "three, coverage 0.9", unavailability(t, both), unavailability(t, parse(t, of)), 1e-12)
}

func TestVaryLeavesTheSystemAlone(t *testing.T) {
	base := parse(t, everything(nil))
	was := unavailability(t, base)
	same, knobs, err := Vary(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := unavailability(t, same); got != was {
		t.Errorf("a copy is down %g, the system %g", got, was)
	}
	for _, k := range knobs {
		for _, x := range []float64{k.Value, k.Min, k.Max} {
			if x == 0 && k.Quantity != Beta {
				continue
			}
			if _, _, err := Vary(base, map[string]float64{k.ID: x}); err != nil {
				t.Errorf("%+v at %g: %v", k, x, err)
			}
		}
	}
	if now := unavailability(t, base); now != was {
		t.Errorf("the system was down %g, now %g", was, now)
	}
}

// A longer life never makes a system worse, nor a shorter repair, one more copy
// or a better coverage.
func TestKnobsAreMonotone(t *testing.T) {
	base := parse(t, everything(nil))
	was := unavailability(t, base)
	_, knobs, _ := Vary(base, nil)
	for _, k := range knobs {
		better := k.Max
		switch k.Quantity {
		case MTTR, Unavailability, Beta:
			better = k.Min
		case Copies:
			better = k.Value + 1
		}
		varied, _, err := Vary(base, map[string]float64{k.ID: better})
		if err != nil {
			t.Fatal(err)
		}
		if now := unavailability(t, varied); now > was*(1+1e-12) {
			t.Errorf("%s: %s from %g to %g makes %g of %g", k.Of, k.Quantity, k.Value, better, now, was)
		}
	}
}

func TestVaryRefuses(t *testing.T) {
	base := parse(t, everything(nil))
	_, knobs, _ := Vary(base, nil)
	copies := find(t, knobs, "k_of_n of disc (2 of 4)", Copies)
	coverage := find(t, knobs, "duplex of cpu", Coverage)
	for name, c := range map[string]struct {
		id   string
		x    float64
		want string
	}{
		"no such knob":       {"module99.MTBF", 3, "module99.MTBF: 3 is not the ID of a knob of the system"},
		"half a copy":        {copies.ID, 2.5, "k_of_n of disc (2 of 4): copies: 2.5 is not a whole number from 2 to 10"},
		"too few copies":     {copies.ID, 1, "k_of_n of disc (2 of 4): copies: 1 is not a whole number from 2 to 10"},
		"too many copies":    {copies.ID, 11, "k_of_n of disc (2 of 4): copies: 11 is not a whole number from 2 to 10"},
		"coverage above one": {coverage.ID, 1.5, "duplex of cpu: coverage: 1.5 is not a number from 0 to 1"},
		"coverage below 0":   {coverage.ID, -0.1, "duplex of cpu: coverage: -0.1 is not a number from 0 to 1"},
		"no number":          {coverage.ID, math.NaN(), "duplex of cpu: coverage: NaN is not a number from 0 to 1"},
		"no time":            {"module0.MTBF", 0, "MTBF: 0 is not a number from "},
		"infinite time":      {"module0.MTTR", math.Inf(1), "MTTR: +Inf is not a number from "},
	} {
		t.Run(name, func(t *testing.T) {
			var param *model.ParamError
			if _, _, err := Vary(base, map[string]float64{c.id: c.x}); !errors.As(err, &param) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not %s", err, c.want)
			}
		})
	}
	for _, x := range []float64{copies.Min, copies.Max} {
		if _, _, err := Vary(base, map[string]float64{copies.ID: x}); err != nil {
			t.Errorf("%g copies: %v", x, err)
		}
	}
}

// Two units with one crew: with r = 10/100 the states of none, one and two down are as
// 1 to 2r to 2r^2, so that both are down for .02/1.22 of the time.
func TestWhatIfOfSharedCrews(t *testing.T) {
	e := entryOf(t, "modules: {a: {mtbf: 100h, mttr: 10h}}\nrepair_crews: {c: {repairs: [a]}}\nstructure: {parallel: [a, a]}\n")
	a, err := new(server).answerTo(context.Background(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", *a.Measures.Unavailability, .02/1.22, 1e-12)
}
