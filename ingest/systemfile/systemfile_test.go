package systemfile

import (
	"compress/gzip"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// fakeLog gives the estimates of a log that the tests do not have.
func fakeLog(spec From) (Rates, error) {
	switch filepath.Base(spec.Log) {
	case "outages.csv":
		return Rates{
			MTBF: model.Estimate{Point: 31 * 8766, Lo: 28 * 8766, Hi: 35 * 8766, Confidence: 0.9, Method: "fake"},
			MTTR: model.Estimate{Point: 1.5, Lo: 1.25, Hi: 1.75, Confidence: 0.9, Method: "fake"},
		}, nil
	case "silent.csv":
		return Rates{MTBF: model.NotEstimable(1234, math.Inf(1), 0.9, "fake")}, nil
	}
	return Rates{}, errors.New(spec.Log + ": no such log")
}

func readText(t testing.TB, text string) (*system.Model, []model.Warning) {
	t.Helper()
	m, warnings, err := Parse("system.yaml", strings.NewReader(text), Options{FromLog: fakeLog})
	if err != nil {
		t.Fatal(err)
	}
	return m, warnings
}

// refused reads text that must be refused and returns the error, which must
// have a place and an excerpt.
func refused(t testing.TB, text string) *Error {
	t.Helper()
	_, _, err := Parse("system.yaml", strings.NewReader(text), Options{FromLog: fakeLog})
	return placed(t, err)
}

func placed(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	switch {
	case !errors.As(err, &e):
		t.Fatalf("%v is not an *Error", err)
	case e.Line < 1 || e.Column < 1 || e.Text == "" || !strings.Contains(e.Excerpt, "^") || strings.Contains(e.Text, "\n"):
		t.Fatalf("an Error without place, sentence or excerpt: %#v", e)
	}
	return e
}

// The structure by hand, line by line of the file.
func TestDesign(t *testing.T) {
	m, warnings, err := Read("testdata/good/design.yaml", nil, Options{FromLog: func(s From) (Rates, error) {
		oracle.Equal(t, "log", s.Log, filepath.Join("testdata", "good", "outages.csv"))
		oracle.Equal(t, "category", s.Category, "administration/operations")
		return fakeLog(s)
	}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "name", m.Name, "transaction-node")
	oracle.Equal(t, "limits", m.Limits, map[string]float64{"cost": 130, "weight": 191})
	top := m.Top.(*system.Series).Of
	oracle.Equal(t, "nodes", len(top), 8)

	duplex := *top[0].(*system.Group)
	if !math.IsNaN(duplex.UncoveredMTTR) {
		t.Errorf("uncovered MTTR %v", duplex.UncoveredMTTR)
	}
	duplex.UncoveredMTTR = 0
	oracle.Equal(t, "duplex", duplex, system.Group{Name: "duplex of cpu", Kind: system.Duplex, Units: []int{0, 1}, K: 1,
		Coverage: 0.999, Detection: 10. / 3600, Switchover: 5. / 3600, Beta: 0.02})
	discs := top[1].(*system.Group)
	oracle.Equal(t, "discs", []any{discs.Kind, discs.Units, discs.K, discs.Crews, discs.Coverage.P()}, []any{system.Redundant, []int{2, 3, 4}, 2, 1, 1.0})
	fans := top[2].(*system.Group)
	oracle.Equal(t, "fans", []any{fans.Kind, fans.Units, fans.K, fans.DormancyFactor, fans.Coverage.P()}, []any{system.Standby, []int{5, 6}, 1, 0.0, 0.99})
	oracle.Equal(t, "lines", top[3], system.Node(&system.Parallel{Of: []system.Node{
		&system.Series{Of: []system.Node{system.Use{Unit: 7}, system.Use{Unit: 8}}},
		&system.Series{Of: []system.Node{system.Use{Unit: 9}, system.Use{Unit: 10}}}}}))
	oracle.Equal(t, "network", top[4], system.Node(&system.Network{Source: "a", Target: "c", Edges: []system.Edge{
		{From: "a", To: "b", Node: system.Use{Unit: 11}}, {From: "b", To: "c", Node: system.Use{Unit: 12}}, {From: "a", To: "c", Node: system.Use{Unit: 13}}}}))
	oracle.Equal(t, "choose", top[5], system.Node(&system.Choose{Components: []int{1}, Need: 1, Min: 1, Max: 4}))
	oracle.Equal(t, "mains", top[6], system.Node(system.Use{Unit: 14}))
	oracle.Equal(t, "partial", len(top[7].(*system.Capacity).Of), 100)
	oracle.Equal(t, "unit names", []string{m.Units[0].Name, m.Units[4].Name, m.Units[7].Name, m.Units[8].Name, m.Units[14].Name, m.Units[114].Name},
		[]string{"cpu.1", "disc.3", "line.1", "link.1", "mains", "line.105"})
	oracle.Equal(t, "mains shared", m.Units[14], system.Unit{Name: "mains", Component: 2, Shared: true})
	oracle.Equal(t, "warnings", warnings, []model.Warning{
		{Code: "unused-limit", Text: `testdata/good/design.yaml:22: the limit on "weight" has no effect: no module has that resource; give it to the modules, or delete the limit`},
		{Code: "unused-module", Text: `testdata/good/design.yaml:9: the module "operator" is not used in the structure`}})
	checkDesignParts(t, m)
}

func checkDesignParts(t *testing.T, m *system.Model) {
	t.Helper()
	cpu, fan, line, operator := m.Components[0], m.Components[3], m.Components[4], m.Components[6]
	oracle.Near(t, "cpu life", cpu.Life.Mean(), 8766, 1e-15)
	oracle.Near(t, "cpu repair", cpu.Repair.Mean(), 4, 1e-15)
	oracle.Equal(t, "families", []string{cpu.Life.Family(), fan.Life.Family(), fan.Repair.Family()}, []string{"exponential", "weibull", "lognormal"})
	oracle.Near(t, "fan life", fan.Life.Quantile(1-1/math.E), 30000, 1e-12)
	oracle.Near(t, "fan repair, median", fan.Repair.Quantile(0.5), 2, 1e-12)
	oracle.Near(t, "fan repair, 95 %", fan.Repair.Quantile(0.95), 6, 1e-12)
	if line.Availability != 0.99 || !math.IsNaN(line.Reliability) || line.Life != nil || !math.IsNaN(cpu.Availability) {
		t.Errorf("line %+v, cpu %+v", line, cpu)
	}
	oracle.Near(t, "operator", operator.Life.Mean(), 31*8766, 1e-15)
	oracle.Near(t, "operator, upper limit", operator.MTBFEstimate.Hi, 35*8766, 1e-15)
	oracle.Near(t, "operator, repair", operator.MTTREstimate.Point, 1.5, 1e-15)
	oracle.Equal(t, "source", operator.Source, "outages.csv: administration/operations")
}

// exampleFiles are the systems that ship with the program.
func exampleFiles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../../datasets/systems/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no example systems: %v", err)
	}
	return names
}

func TestExamples(t *testing.T) {
	units := map[string]int{
		"duplexed-discs": 2, "tmr-with-voter": 4, "two-terminals-two-lines": 4, "two-of-three-shared-mains": 4,
		"cold-standby-pump": 2, "bridge": 5, "raid6": 8, "three-replicas": 3, "five-replicas": 5, "process-pair": 2, "node-after-gray": 11, "node-with-mechanisms": 18,
	}
	files := exampleFiles(t)
	oracle.Equal(t, "number of examples", len(files), len(units))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		m, warnings, err := Read(file, nil, Options{})
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		oracle.Equal(t, name+": name", m.Name, name)
		oracle.Equal(t, name+": units", len(m.Units), units[name])
		oracle.Equal(t, name+": warnings", warnings, []model.Warning(nil))
		if err := system.Validate(m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s: no comment that says what it is: %v", name, err)
		}
	}
}

// unusedKeys counts warnings of keys without effect.
func unusedKeys(warnings []model.Warning) (n int) {
	for _, w := range warnings {
		if w.Code == "unused-key" {
			n++
		}
	}
	return n
}

const twoKinds = "modules:\n  disc: {mtbf: 10000h, mttr: 24h}\n  line: {availability: 0.99}\n"

// Redundancy is a plain KOfN until something makes its units depend on each
// other.
func TestPlainOrGroup(t *testing.T) {
	for text, plain := range map[string]bool{
		"duplex: {of: disc}": true,
		"duplex: {of: disc, coverage: 1, detection: 0, takeover: 0s, beta: 0}":  true,
		"duplex: {of: disc, crews: 2}":                                          true,
		"duplex: {of: disc, crews: 7}":                                          true,
		"duplex: {of: [disc, disc]}":                                            true,
		"duplex: {of: [disc, line]}":                                            true,
		"duplex: {of: {series: [disc, line]}}":                                  true,
		"duplex: {of: disc, crews: 1}":                                          false,
		"duplex: {of: [disc, disc], crews: 1}":                                  false,
		"duplex: {of: disc, coverage: 0.999}":                                   false,
		"duplex: {of: disc, coverage: 0}":                                       false,
		"duplex: {of: disc, detection: 250ms}":                                  false,
		"duplex: {of: disc, takeover: 5s}":                                      false,
		"duplex: {of: disc, beta: 1e-9}":                                        false,
		"duplex: {of: line, beta: 0.1}":                                         false,
		"duplex: {of: disc, idle_coverage: 0.9}":                                false,
		"duplex: {of: disc, idle_coverage: 1}":                                  true,
		"duplex: {of: disc, mgl: [0.1]}":                                        false,
		"k_of_n: {k: 2, n: 3, of: line, alpha: [0.9, 0.08, 0.02]}":              false,
		"k_of_n: {k: 2, n: 3, of: disc}":                                        true,
		"k_of_n: {k: 2, n: 3, of: disc, crews: 3}":                              true,
		"k_of_n: {k: 2, of: [disc, disc, line]}":                                true,
		"k_of_n: {k: 2, n: 3, of: disc, crews: 2}":                              false,
		"k_of_n: {k: 2, n: 3, of: line, beta: 0.02}":                            false,
		"standby: {of: disc, spares: 1, mode: hot}":                             false,
		"standby: {of: disc, spares: 2, active: 3, mode: warm, dormancy: 0.25}": false,
	} {
		m, _ := readText(t, twoKinds+"structure:\n  "+text+"\n")
		_, isPlain := m.Top.(*system.KOfN)
		_, isGroup := m.Top.(*system.Group)
		if isPlain != plain || isGroup == plain {
			t.Errorf("%s: %T", text, m.Top)
		}
		if err := system.Validate(m); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestStandby(t *testing.T) {
	for text, want := range map[string]float64{"mode: cold": 0, "mode: hot": 1, "mode: warm, dormancy: 0.25": 0.25, "dormancy: 0.125": 0.125, "mode: cold, dormancy: 0": 0, "mode: hot, dormancy: 1": 1} {
		m, _ := readText(t, twoKinds+"structure:\n  standby: {of: disc, spares: 2, active: 3, "+text+", takeover: 90s, uncovered_mttr: 2h, coverage: 0.5}\n")
		g := m.Top.(*system.Group)
		oracle.Equal(t, text, []any{g.DormancyFactor, g.K, len(g.Units), g.UncoveredMTTR, g.Switchover}, []any{want, 3, 5, 2.0, 0.025})
	}
}

// TestCommonCause: what is written is what the groups hold.
func TestCommonCause(t *testing.T) {
	for _, c := range []struct {
		text string
		want system.Group
	}{
		{"k_of_n: {k: 2, n: 3, of: disc, mgl: [0.1, 0.25]}", system.Group{CommonCause: &model.CommonCause{MGL: []float64{.1, .25}}}},
		{"k_of_n: {k: 2, n: 3, of: line, alpha: [0.9, 0.08, 0.02]}", system.Group{CommonCause: &model.CommonCause{Alpha: []float64{.9, .08, .02}}}},
		{"duplex: {of: disc, coverage: 0.5, idle_coverage: 0, alpha: [0.9, 0.1], staggered: true}", system.Group{IdleCoverage: model.NoCoverage, CommonCause: &model.CommonCause{Alpha: []float64{.9, .1}, Staggered: true}}},
		{"standby: {of: disc, spares: 1, mode: hot, idle_coverage: 1, coverage: 0.5}", system.Group{IdleCoverage: 1}},
		{"standby: {of: disc, spares: 1, mode: hot, coverage: 0.5, mgl: [0.5]}", system.Group{CommonCause: &model.CommonCause{MGL: []float64{.5}}}},
	} {
		t.Run(c.text, func(t *testing.T) {
			m, warnings := readText(t, twoKinds+"structure:\n  "+c.text+"\n")
			g := m.Top.(*system.Group)
			oracle.Equal(t, "cause", g.CommonCause, c.want.CommonCause)
			oracle.Equal(t, "idle coverage", g.IdleCoverage, c.want.IdleCoverage)
			oracle.Equal(t, "warnings", unusedKeys(warnings), 0)
			if err := system.Validate(m); err != nil {
				t.Error(err)
			}
		})
	}
	_, warnings := readText(t, twoKinds+"structure:\n  standby: {of: disc, spares: 1, mode: cold, coverage: 0.5, idle_coverage: 0.9}\n")
	oracle.Equal(t, "warnings of cold spares with idle_coverage", unusedKeys(warnings), 1)
}

// Copies of a node have units of their own, but for the shared ones.
func TestCopies(t *testing.T) {
	m, _ := readText(t, twoKinds+"shared: {mains: line}\nstructure:\n  k_of_n: {k: 2, n: 3, of: {series: [disc, mains]}}\n")
	var names []string
	for _, n := range m.Top.(*system.KOfN).Of {
		for _, u := range n.(*system.Series).Of {
			names = append(names, m.Units[u.(system.Use).Unit].Name)
		}
	}
	oracle.Equal(t, "units", names, []string{"disc.1", "mains", "disc.2", "mains", "disc.3", "mains"})
	m, _ = readText(t, twoKinds+"structure:\n  series: [{duplex: {of: disc, crews: 1}}, {duplex: {of: disc, crews: 1}}]\n")
	top := m.Top.(*system.Series).Of
	oracle.Equal(t, "group names", []string{top[0].(*system.Group).Name, top[1].(*system.Group).Name}, []string{"duplex of disc.1", "duplex of disc.2"})
	m, _ = readText(t, twoKinds+"structure: disc\n")
	oracle.Equal(t, "one unit", []any{m.Top, m.Units[0].Name}, []any{system.Node(system.Use{}), "disc"})
	m, _ = readText(t, twoKinds+"structure:\n  k_of_n: {k: 5, n: 1e6, of: disc}\n")
	oracle.Equal(t, "a million", []any{len(m.Units), m.Units[999_999].Name}, []any{1_000_000, "disc.1000000"})
}

func TestWritings(t *testing.T) {
	want, _ := readText(t, twoKinds+"structure:\n  series:\n    - disc\n    - parallel: [line, line]\n")
	for name, text := range map[string]string{
		"list in the column of its key": twoKinds + "structure:\n  series:\n  - disc\n  - parallel:\n    - line\n    - line\n",
		"JSON":                          `{"modules": {"disc": {"mtbf": 10000, "mttr":24}, "line": {"availability":9.9e-1}}, "structure": {"series": ["disc", {"parallel": ["line", "line"]}]}}`,
		"quotes and commas":             "modules: {'disc': {mtbf: \"10,000h\", mttr: 'PT24H',}, line: {availability: .99}}\nstructure: {series: [disc, {parallel: [\"line\", line,],}]}\n",
		"carriage returns":              strings.ReplaceAll(twoKinds+"structure:\n  series:\n    - disc\n    - parallel: [line, line]\n", "\n", "\r\n"),
		"document marks":                "# a system\n---\n" + twoKinds + "structure: # it\n  series: # of\n\n    - disc # one\n    - parallel: [line,\n      # and\n  line]\n...\n",
		"byte order mark":               "\ufeff" + twoKinds + "structure: {series: [disc, parallel]}\n",
	} {
		text = strings.Replace(text, "[disc, parallel]", "[disc, {parallel: [line, line]}]", 1)
		m, _ := readText(t, text)
		oracle.Equal(t, name+": structure", m.Top, want.Top)
		oracle.Equal(t, name+": units", m.Units, want.Units)
		oracle.Near(t, name+": mtbf", m.Components[0].Life.Mean(), 10000, 1e-15)
		oracle.Near(t, name+": mttr", m.Components[0].Repair.Mean(), 24, 1e-15)
	}
}

func TestScalars(t *testing.T) {
	m, _ := readText(t, `name: "a \"node\" \u00e9\t/ \\ #1"
modules:
  it's 'it'#not: {mtbf: 1y}
  'a, "b"': {mtbf: 2y}
  "7": {mtbf: 3y}
  -x: {mtbf: 4y}
  "a:b": {mtbf: 5y}
  'it''s': {mtbf: 6y}
structure: {series: [it's 'it'#not, 'a, "b"', "7", -x, a:b, 'it''s']}
`)
	oracle.Equal(t, "name", m.Name, "a \"node\" é\t/ \\ #1")
	var names []string
	for _, u := range m.Units {
		names = append(names, u.Name)
	}
	oracle.Equal(t, "units", names, []string{"it's 'it'#not", `a, "b"`, "7", "-x", "a:b", "it's"})
}

func TestNetwork(t *testing.T) {
	m, _ := readText(t, twoKinds+"structure:\n  network: {edges: [[1, 2, disc], [2, out, {duplex: {of: line}}]], source: 1, target: out, directed: true}\n")
	n := m.Top.(*system.Network)
	oracle.Equal(t, "places", []any{n.Source, n.Target, n.Directed, n.Edges[1].From}, []any{"1", "out", true, "2"})
}

// Complements keep the digits that are written.
func TestComplements(t *testing.T) {
	m, _ := readText(t, "modules:\n  a: {unavailability: 1e-20}\n  b: {unreliability: 3e-25}\n  c: {unreliability: 0}\n  d: {unavailability: 1}\nstructure: {series: [a, b, c, d]}\n")
	var got []system.Chance
	for i := range m.Components {
		availability, reliability := m.Components[i].Fixed()
		if !availability.Given() {
			availability = reliability
		}
		got = append(got, availability)
	}
	oracle.Equal(t, "chances", got, []system.Chance{{Works: 1, Fails: 1e-20}, {Works: 1, Fails: 3e-25}, {Works: 1, Fails: 0}, {Works: 0, Fails: 1}})
	oracle.Equal(t, "wrong", system.Validate(m), error(nil))
}

// A drawn diagram: blocks at places, joined by edges that never fail, and one that does.
func TestNetworkOfPlaces(t *testing.T) {
	m, _ := readText(t, twoKinds+"structure:\n  network:\n    edges: [[1, 2], [2, out, line], [1, out]]\n    places: {1: disc, out: {duplex: {of: disc}}}\n    source: 1\n    target: out\n")
	oracle.Equal(t, "network", m.Top, system.Node(&system.Network{
		Source: "1", Target: "out",
		Edges:  []system.Edge{{From: "1", To: "2", Node: system.Wire{}}, {From: "2", To: "out", Node: system.Use{Unit: 0}}, {From: "1", To: "out", Node: system.Wire{}}},
		Places: []system.Place{{Name: "1", Node: system.Use{Unit: 1}}, {Name: "out", Node: &system.KOfN{K: 1, Of: []system.Node{system.Use{Unit: 2}, system.Use{Unit: 3}}}}},
	}))
}

func TestWarnings(t *testing.T) {
	_, warnings := readText(t, twoKinds+"shared: {mains: line}\nstructure:\n  k_of_n: {k: 1, n: 4, of: {duplex: {of: disc, crews: 1, uncovered_mttr: 2h}}}\n")
	oracle.Equal(t, "warnings", warnings, []model.Warning{
		{Code: "unused-key", Text: "system.yaml:6: duplex: uncovered_mttr has no effect, as coverage is 1"},
		{Code: "unused-shared", Text: `system.yaml:4: the shared unit "mains" is not used in the structure`},
	})
}

// A mean time to repair above the mean life is told once a module, whatever the copies.
func TestExchangedTimes(t *testing.T) {
	_, warnings := readText(t, "modules:\n  a: {mtbf: 24h, mttr: 10000h}\n  b: {mtbf: 24h, mttr: 24h}\n  c: {mtbf: 24h}\n  d: {life: {deterministic: {value: 2h}}, repair: {uniform: {low: 1h, high: 4h}}}\nstructure: {series: [{k_of_n: {k: 2, n: 3, of: a}}, b, c, d]}\n")
	oracle.Equal(t, "warnings", warnings, []model.Warning{
		{Code: "mttr-above-mtbf", Text: `system.yaml:2: module "a": its mean time to repair, 10000 h, is above its mean life, 24 h, so that it is down most of the time; were the two exchanged?`},
		{Code: "mttr-above-mtbf", Text: `system.yaml:5: module "d": its mean time to repair, 2.5 h, is above its mean life, 2 h, so that it is down most of the time; were the two exchanged?`},
	})
}

func TestEmpirical(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("lives.csv", "unit,hours\na,1200\nb,2400h\nc,30d\n")
	write("system.yaml", "modules:\n  disc:\n    life: {empirical: {file: lives.csv, column: Hours}}\n    repair: {deterministic: {value: 90m}}\nstructure: disc\n")
	m, _, err := Read(filepath.Join(dir, "system.yaml"), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "mean of 1200, 2400 and 720", m.Components[0].Life.Mean(), 1440, 1e-14)
	oracle.Near(t, "repair", m.Components[0].Repair.Mean(), 1.5, 1e-15)
	oracle.Equal(t, "source", m.Components[0].Source, "lives.csv: Hours")
}

// The times of a distribution come from a file of at most 64 MiB.
func TestEmpiricalBounds(t *testing.T) {
	const row = 1 << 16
	for _, c := range []struct {
		name string
		size int64
		want string
	}{
		{"all of it", 64 << 20, ""},
		{"a byte too many", 64<<20 + 1, "life.csv.gz has more than 1000000 times or 67108864 bytes; draw a sample"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "life.csv.gz")
			file, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			packed, _ := gzip.NewWriterLevel(file, gzip.BestSpeed)
			io.WriteString(packed, "hours,note\n")
			rest := c.size - int64(len("hours,note\n"))
			for rest > 0 {
				n := min(rest, row)
				if rest-n < 4 { // no stub of a row
					n = rest
				}
				io.WriteString(packed, "7,"+strings.Repeat("x", int(n)-3)+"\n")
				rest -= n
			}
			if err := errors.Join(packed.Close(), file.Close()); err != nil {
				t.Fatal(err)
			}
			times, err := readTimes(path, "hours")
			switch {
			case c.want == "" && (err != nil || len(times) != 1024):
				t.Errorf("%d times, %v", len(times), err)
			case c.want != "" && (err == nil || !strings.HasSuffix(err.Error(), c.want)):
				t.Errorf("error %v, not %q", err, c.want)
			}
		})
	}
}

func TestEmpiricalTimes(t *testing.T) {
	for n, want := range map[int]string{1_000_000: "", 1_000_001: "has more than 1000000 times or 67108864 bytes; draw a sample"} {
		path := filepath.Join(t.TempDir(), "life.csv")
		if err := os.WriteFile(path, []byte("hours\n"+strings.Repeat("7\n", n)), 0o600); err != nil {
			t.Fatal(err)
		}
		times, err := readTimes(path, "hours")
		switch {
		case want == "" && (err != nil || len(times) != n):
			t.Errorf("%d times, not %d: %v", len(times), n, err)
		case want != "" && (err == nil || !strings.HasSuffix(err.Error(), want)):
			t.Errorf("%d times: error %v, not %q", n, err, want)
		}
	}
}

func TestFromStdin(t *testing.T) {
	m, _, err := Read("-", strings.NewReader(twoKinds+"structure: disc\n"), Options{})
	if err != nil || len(m.Units) != 1 {
		t.Fatalf("%v, %v", m, err)
	}
	_, _, err = Read("-", strings.NewReader("modules:\n"), Options{})
	if e := placed(t, err); !strings.HasPrefix(err.Error(), "standard input:1:1: ") {
		t.Errorf("%v", e)
	}
	if _, _, err := Read("nowhere.yaml", nil, Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that does not exist: %v", err)
	}
	e := refusedWith(t, "modules: {disc: {from: {log: outages.csv}}}\nstructure: disc\n", Options{})
	if !strings.Contains(e.Text, "cannot be read here") {
		t.Errorf("no FromLog: %v", e)
	}
}

func refusedWith(t testing.TB, text string, opt Options) *Error {
	t.Helper()
	_, _, err := Parse("system.yaml", strings.NewReader(text), opt)
	return placed(t, err)
}

// Attacks on time, stack and memory: every one is refused, at its place.
func TestBounds(t *testing.T) {
	const million = 1_000_000
	rep := strings.Repeat
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"flow lists":        {twoKinds + "structure: " + rep("[", million), "nested more than 100 deep"},
		"flow mappings":     {twoKinds + "structure: " + rep("{a: ", million/4), "nested more than 100 deep"},
		"dashes":            {twoKinds + "structure:\n" + rep("- ", million/2), "nested more than 100 deep"},
		"indentation":       {twoKinds + "structure:\n" + stairs(1300), "nested more than 100 deep"},
		"series in series":  {twoKinds + "structure: " + rep("{series: [", 70000) + "disc" + rep("]}", 70000), "nested more than 100 deep"},
		"question marks":    {rep("? ", million/2), `a "?"`},
		"anchors":           {rep("&a ", million/3), "an anchor"},
		"tags":              {rep("!a ", million/3), "a tag"},
		"colons":            {rep("a: ", million/3), "second key on this line"},
		"merge keys":        {rep("<< ", million/3), "stands where a mapping"},
		"documents":         {rep("---\n", million/4), "a second document"},
		"too large":         {twoKinds + "structure: disc\n" + rep("# a comment\n", million/11), "goes on beyond 1048576 bytes"},
		"too large a line":  {twoKinds + "structure: " + rep("d", 2*million), "goes on beyond 1048576 bytes"},
		"long name":         {twoKinds + "structure: " + rep("d", million), "neither a module nor a shared unit"},
		"long key":          {rep("k", million) + ": 1\n", "is not known"},
		"long number":       {twoKinds + "structure:\n  k_of_n: {k: " + rep("1", million) + ", n: 3, of: disc}\n", "must be finite"},
		"many keys":         {"modules: {}\n" + numberedKeys(40000), "is not known"},
		"products of n":     {twoKinds + "structure:\n  " + rep("k_of_n: {k: 1, n: 1000000000, of: {", 40) + "duplex: {of: disc}" + rep("}}", 40), "grows beyond 1000000 units"},
		"nodes of n":        {twoKinds + "structure:\n  k_of_n: {k: 1, n: 1000000, of: {series: [disc]}}\n", "grows beyond 2000000 units and nodes here (to 2000001)"},
		"over all whole":    {twoKinds + "structure:\n  k_of_n: {k: 1, n: 1000000001, of: disc}\n", "n: 1000000001 is not a whole number up to 1000000000"},
		"all whole":         {twoKinds + "structure:\n  k_of_n: {k: 1, n: 1000000000, of: disc}\n", "grows beyond 1000000 units here (to 1000000000)"},
		"copies of shared":  {twoKinds + "shared: {s: line}\nstructure:\n  k_of_n: {k: 1, n: 1000000, of: {series: [s, s, s]}}\n", "grows beyond 1000000 units"},
		"standby of spares": {twoKinds + "structure:\n  standby: {of: disc, spares: 1000000, mode: cold}\n", "grows beyond 1000000 units"},
		"blank lines":       {twoKinds + "structure: |\n x\n" + rep("\n", million), "a block of text"},
		"brackets closed":   {rep("]", million), "stands where a value belongs"},
		"quotes":            {rep("\"", million), "text right after a closing quote"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			e := refused(t, c.text)
			if !strings.Contains(e.Text, c.want) {
				t.Errorf("%s: %v", name, e.Text)
			}
			if len(e.Error()) > 2000 {
				t.Errorf("%s: an error of %d bytes", name, len(e.Error()))
			}
			t.Logf("%s: %v", name, time.Since(start))
		})
	}
}

// A structure is counted before it is made: its units, and with them the nodes
// that hold them.
func TestSize(t *testing.T) {
	unit := &nodeText{Unit: "disc"}
	list := likeText{Nodes: []*nodeText{unit, unit, unit}, List: true}
	pair := likeText{Nodes: []*nodeText{{Series: []*nodeText{unit, unit}}}} // 2 units, 3 places
	for _, c := range []struct {
		name string
		node nodeText
		want count
	}{
		{"unit", *unit, count{1, 1}},
		{"series", nodeText{Series: []*nodeText{unit, pair.Nodes[0]}}, count{3, 5}},
		{"parallel", nodeText{Parallel: []*nodeText{pair.Nodes[0], pair.Nodes[0]}}, count{4, 7}},
		{"k of n of a list", nodeText{KOfN: &kOfNText{K: 2, Of: list}}, count{3, 4}},
		{"k of n", nodeText{KOfN: &kOfNText{K: 2, N: 5, Of: pair}}, count{10, 16}},
		{"duplex", nodeText{Duplex: &duplexText{Of: pair}}, count{4, 7}},
		{"standby", nodeText{Standby: &standbyText{Spares: sparesText{N: 4}, Of: pair}}, count{10, 16}},
		{"standby of two", nodeText{Standby: &standbyText{Active: 2, Spares: sparesText{N: 4}, Of: pair}}, count{12, 19}},
		{"partial", nodeText{Partial: &partialText{N: 7, Of: pair}}, count{14, 22}},
		{"network", nodeText{Network: &networkText{Edges: []*edgeText{{Node: unit}, {Node: pair.Nodes[0]}}}}, count{3, 5}},
		{"network of places", nodeText{Network: &networkText{Edges: []*edgeText{{}, {Node: unit}}, Places: placesText{{Node: *unit}, {Node: *pair.Nodes[0]}}}}, count{4, 6}},
		{"as many units as may be", nodeText{KOfN: &kOfNText{N: maxUnits, Of: likeText{Nodes: []*nodeText{unit}}}}, count{1_000_000, 1_000_001}},
		{"as many places as may be", nodeText{KOfN: &kOfNText{N: 999_999, Of: likeText{Nodes: []*nodeText{{Series: []*nodeText{unit}}}}}}, count{999_999, 1_999_999}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := (&builder{}).size(&c.node)
			if err != nil || got != c.want {
				t.Errorf("%+v, %v, not %+v", got, err, c.want)
			}
		})
	}
}

// What may be a percentage is told from what is merely wrong.
func TestPercentHint(t *testing.T) {
	for _, c := range []struct{ coverage, want string }{
		{"1.01", "; write 99 % as 0.99"},
		{"100", "; write 99 % as 0.99"},
		{"101", ""},
		{"-1", ""},
	} {
		t.Run(c.coverage, func(t *testing.T) {
			e := refused(t, twoKinds+"structure:\n  duplex: {of: disc, coverage: "+c.coverage+"}\n")
			oracle.Equal(t, "text", e.Text, "coverage: "+c.coverage+" is not a number from 0 to 1"+c.want)
		})
	}
}

// stairs is a mapping in a mapping, each deeper by one blank.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func numberedKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String() + ": 1\n")
	}
	return b.String()
}

// agree compares a tree with goccy's of the same text.
func agree(b *branch, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.MappingNode:
		if b.kind != isMapping || len(b.keys) != len(n.Values) {
			return false
		}
		for i, v := range n.Values {
			if b.keys[i].text != v.Key.GetToken().Value || !agree(b.items[i], v.Value) {
				return false
			}
		}
		return true
	case *ast.SequenceNode:
		if b.kind != isList || len(b.items) != len(n.Values) {
			return false
		}
		for i, v := range n.Values {
			if !agree(b.items[i], v) {
				return false
			}
		}
		return true
	}
	return b.kind == isScalar && b.text == n.GetToken().Value
}

// checkAgrees checks that what is read here is what goccy reads.
func checkAgrees(t testing.TB, text string) {
	t.Helper()
	src, err := readSource("system.yaml", strings.NewReader(text))
	if err != nil {
		return
	}
	tree, err := composeTree(src)
	if err != nil {
		return
	}
	file, err := parser.ParseBytes([]byte(strings.Join(src.lines, "\n")), 0)
	if err != nil {
		t.Errorf("goccy refuses what is read here: %v\n%q", err, text)
		return
	}
	docs := file.Docs
	for len(docs) > 1 && docs[len(docs)-1].Body == nil { // after "..."
		docs = docs[:len(docs)-1]
	}
	if len(docs) != 1 || !agree(tree, docs[0].Body) {
		t.Errorf("goccy reads another tree of\n%q", text)
	}
}

// A text that is read is read as YAML libraries read it.
func TestTreeAgrees(t *testing.T) {
	files := exampleFiles(t)
	for _, pattern := range []string{"testdata/bad/*.yaml", "testdata/good/*.yaml", "../../datasets/questions/*.yaml"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkAgrees(t, string(text))
	}
}

// manyUnits finds counts of 10,000 and more.
var manyUnits = regexp.MustCompile(`(n|spares|active)['"]?\s*:\s*['"]?[0-9.+]*([0-9]{5}|[eE])`)

func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.yaml", "testdata/good/*.yaml", "../../datasets/systems/*.yaml", "../../datasets/questions/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "empirical") || manyUnits.MatchString(text) {
			return // it would read files, or take long
		}
		m, _, err := Parse("system.yaml", strings.NewReader(text), Options{FromLog: fakeLog})
		if err != nil {
			placed(t, err)
			return
		}
		if err := system.Validate(m); err != nil && !strings.Contains(err.Error(), "choose") {
			t.Errorf("a system that was read is not valid: %v\n%q", err, text)
		}
	})
}

// A system that says no name is called as its file.
func TestNameOfAFile(t *testing.T) {
	for path, want := range map[string]string{"plant/feed pump.yaml": "feed pump", "node.v2.yml": "node.v2", ".yaml": ".yaml", "own": "own"} {
		t.Run(path, func(t *testing.T) {
			m, _, err := Parse(path, strings.NewReader("modules: {a: {mtbf: 1h}}\nstructure: a\n"), Options{})
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "name", m.Name, want)
		})
	}
}
