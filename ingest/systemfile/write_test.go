package systemfile

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// again writes a system and reads what was written.
func again(t *testing.T, m *system.Model) (*system.Model, string) {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, m, "written"); err != nil {
		t.Fatal(err)
	}
	back, _, err := Parse("written.yaml", bytes.NewReader(out.Bytes()), Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return back, out.String()
}

// sameTo fails where two numbers are not the same to the last digit, NaN being itself.
func sameTo(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s: %.17g read again, %.17g before", what, got, want)
	}
}

// checkAgain checks that a system reads again as the same one: the same units, the same
// answers to the last digit, limits to the fifteenth, and the same text when it is written
// once more.
func checkAgain(t *testing.T, m *system.Model) {
	t.Helper()
	back, text := again(t, m)
	oracle.Equal(t, "name", back.Name, m.Name)
	if len(back.Units) != len(m.Units) {
		t.Fatalf("%d units, not %d\n%s", len(back.Units), len(m.Units), text)
	}
	for i, u := range m.Units {
		oracle.Equal(t, "unit", back.Units[i].Name, u.Name)
		was, is := m.Components[u.Component], back.Components[back.Units[i].Component]
		oracle.Equal(t, "module", is.Name, was.Name)
		oracle.Equal(t, "resources", is.Resources, was.Resources)
		for what, e := range map[string][2]*model.Estimate{"mtbf": {is.MTBFEstimate, was.MTBFEstimate}, "mttr": {is.MTTREstimate, was.MTTREstimate}, "fixed": {is.FixedEstimate, was.FixedEstimate}} {
			if (e[0] == nil) != (e[1] == nil) {
				t.Fatalf("%s: %s: estimate %v, not %v\n%s", u.Name, what, e[0], e[1], text)
			}
			if e[1] != nil {
				sameTo(t, u.Name+" "+what, e[0].Point, e[1].Point)
				oracle.Near(t, u.Name+" "+what+" lo", e[0].Lo, e[1].Lo, 1e-14)
				oracle.Near(t, u.Name+" "+what+" hi", e[0].Hi, e[1].Hi, 1e-14)
			}
		}
	}
	checkOnceMore(t, back, text)
	got, err := solve.System(t.Context(), back)
	want, failed := solve.System(t.Context(), m)
	if err != nil || failed != nil {
		if failed == nil || err == nil || err.Error() != failed.Error() {
			t.Fatalf("%v read again, %v before", err, failed)
		}
		return
	}
	for what, x := range map[string][2]float64{
		"availability": {got.Availability, want.Availability}, "unavailability": {got.Unavailability, want.Unavailability}, "MTBF": {got.MTBF, want.MTBF},
		"MDT": {got.MDT, want.MDT}, "MTTF": {got.MTTF, want.MTTF}, "frequency": {got.FailureFrequency, want.FailureFrequency}, "capacity": {got.ExpectedCapacity, want.ExpectedCapacity},
	} {
		sameTo(t, what, x[0], x[1])
	}
}

// checkOnceMore checks that what was read is written as it was, but for where it came
// from, and limits with two sides in their last digit.
func checkOnceMore(t *testing.T, back *system.Model, text string) {
	t.Helper()
	var once bytes.Buffer
	if err := Write(&once, back, "written"); err != nil {
		t.Fatal(err)
	}
	loose := regexp.MustCompile(`(?m)^  # from .*\n|(lo|hi|error_factor): [0-9.e+]+`)
	oracle.Equal(t, "once more", loose.ReplaceAllString(once.String(), ""), loose.ReplaceAllString(text, ""))
}

// Every system that ships with the program, and every one of the documentation that reads
// no other file and asks nothing, reads again as itself.
func TestWrittenSystemsReadAgain(t *testing.T) {
	texts := map[string]string{}
	shipped, err := filepath.Glob("../../datasets/systems/*.yaml")
	if err != nil || len(shipped) == 0 {
		t.Fatal(shipped, err)
	}
	for _, path := range shipped {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(path)] = string(text)
	}
	page, err := os.ReadFile("../../docs/system-files.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```yaml\n# (\\S+)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		texts[block[1]] = block[2]
	}
	written := 0
	for name, text := range texts {
		if strings.Contains(text, "choose:") || strings.Contains(text, "empirical:") || strings.Contains(text, "log:") || !strings.Contains(text, "structure:") {
			continue
		}
		written++
		t.Run(name, func(t *testing.T) {
			m, _, err := Parse(name, strings.NewReader(text), Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkAgain(t, m)
		})
	}
	if written < 25 {
		t.Errorf("%d systems alone", written)
	}
}

// What the documentation does not have together: names that are no words, nodes inside
// edges and places, modules of a log, odds with two sides, and a shared unit of its
// module's name in a tree.
func TestWrittenOddities(t *testing.T) {
	for name, text := range map[string]string{
		"names":       "modules: {\"it's 1: yes\": {mtbf: 90h, mttr: 9h}, \"a \\\"b\\\" #c\": {availability: 0.3}}\nstructure: {series: [\"it's 1: yes\", \"a \\\"b\\\" #c\"]}",
		"yaml words":  "modules: {\"yes\": {mtbf: 90h, mttr: 9h}, \"null\": {mtbf: 2e9h, mttr: 15s}, \"1e5\": {mtbf: 1000000000.5h, mttr: 9h}, Nan: {mtbf: 9h, mttr: 1h}}\nstructure: {series: [\"yes\", \"null\", \"1e5\", Nan]}",
		"edges":       "modules: {a: {mtbf: 90h, mttr: 9h}, b: {mtbf: 70h, mttr: 3h}}\nstructure: {network: {directed: true, source: 1, target: 3, edges: [[1, 2, {series: [a, {parallel: [a, b]}]}], [2, 3], [1, 3, b]], places: {2: {k_of_n: {k: 1, of: [a, b]}}, 3: b}}}",
		"from a log":  "modules: {a: {from: {log: outages.csv}, resources: {cost: 4, b: 3}}}\nlimits: {cost: 30}\nstructure: {parallel: [a, a]}",
		"two sides":   "modules: {a: {availability: {point: 0.997, lo: 0.9, hi: 0.9999, confidence: 0.8}}, b: {mtbf: {point: 700h, lo: 300h, hi: 4000h, confidence: 0.7}, mttr: {lo: 3h, hi: 20h, confidence: 0.8}}}\nstructure: {series: [a, b]}",
		"crews":       "modules: {a: {mtbf: 90h, mttr: 9h}, b: {mtbf: 70h, mttr: 3h}}\nrepair_crews: {us: {crews: 1, repairs: [b, a], order: priority}}\nrest_when_down: true\nstructure: {parallel: [a, b]}",
		"duty":        "modules: {a: {mtbf: 90h, mttr: 9h}, b: {mtbf: 70h, mttr: 3h}}\nshared: {s: b}\nstructure: {series: [{standby: {of: a, spares: [s], mode: warm, dormancy: 0.3}}, {standby: {of: {series: [a, b]}, spares: [a, s], mode: warm, dormancy: 0.3}}]}",
		"no coverage": "modules: {a: {mtbf: 90h, mttr: 9h}}\nstructure: {duplex: {of: a, coverage: 0, idle_coverage: 1}}",
		"partial":     "modules: {a: {mtbf: 90h, mttr: 9h}, b: {mtbf: 70h, mttr: 3h}}\nstructure: {series: [b, {partial: {of: [a, {parallel: [a, b]}]}}]}",
		"rates":       "modules: {a: {life: {exponential: {rate: 1.2345678901234567e-7}}, repair: {exponential: {rate: 0.3333}}}}\nstructure: {parallel: [a, a, a]}",
		"certain":     "modules: {a: {availability: 1}, b: {unavailability: 1e-20}, c: {availability: 0}}\nstructure: {parallel: [{series: [a, b]}, c]}",
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := readText(t, text)
			checkAgain(t, m)
		})
	}
}

// What no system file has is refused by name.
func TestNotToBeWritten(t *testing.T) {
	m, _, err := Read("testdata/good/distributions.yaml", nil, Options{})
	if err != nil {
		m, _ = readText(t, "modules: {a: {mtbf: 9h}}\nstructure: a")
		m.Components[0].Life = mixture{m.Components[0].Life}
	}
	asking, _ := readText(t, "modules: {a: {mtbf: 90h}}\nstructure: {choose: {of: a, redundancy: 1..2}}")
	inverse, _ := readText(t, "modules: {a: {availability: 0.9}}\nstructure: a")
	inverse.Top = &system.Not{Of: inverse.Top}
	for name, c := range map[string]struct {
		m    *system.Model
		want string
	}{"times of a file": {m, "a family"}, "a question": {asking, "a choose"}, "a not": {inverse, "coherent"}} {
		t.Run(name, func(t *testing.T) {
			var param *model.ParamError
			if err := Write(&bytes.Buffer{}, c.m); !errors.As(err, &param) || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
}

// mixture is a distribution that no system file has.
type mixture struct{ model.Distribution }

func (mixture) Family() string { return "mixture" }
