package systemfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// answered writes a text with an answer for each question, in the order of the structure.
func answered(t *testing.T, text string, dir string, answers ...[]int) string {
	t.Helper()
	f, before, err := ParseFile("asks.yaml", strings.NewReader(text), Options{FromLog: fakeLog})
	if err != nil {
		t.Fatal(err)
	}
	of := Answers{}
	var walk func(system.Node)
	walk = func(n system.Node) {
		if c, ok := n.(*system.Choose); ok {
			of[c], answers = answers[0], answers[1:]
		}
		for _, kid := range system.Children(n) {
			walk(kid)
		}
	}
	walk(f.Model.Top)
	var out bytes.Buffer
	if err := f.Write(&out, of, dir); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(out.String(), "\n\n")
	again, warnings, err := Parse("design.yaml", strings.NewReader(out.String()), Options{FromLog: fakeLog})
	if err != nil || len(warnings) > len(before) {
		t.Fatalf("what was written: %v, %v\n%s", err, warnings, out.String())
	}
	oracle.Equal(t, "name", again.Name, f.Model.Name)
	return body
}

// An answer stands in the place of its question, in the form that the file has around it.
func TestAnswersInPlace(t *testing.T) {
	const modules = "name: s\nmodules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}}\n"
	for _, c := range []struct{ question, design string }{
		{"structure: {choose: {of: a, redundancy: 1..4}}", modules + "structure: a"},
		{"structure: {series: [b, {choose: {of: a, redundancy: 1..4}}]}", modules + "structure: {series: [b, a]}"},
		{"structure:\n  series:\n    - b\n    - choose: {of: a, redundancy: 1..4}  # how many?\n", modules + "structure:\n  series:\n    - b\n    - a  # how many?"},
		{"structure:\n  choose:\n    of: [b]\n    # a comment that goes with the question\n    redundancy: 1..4\n", modules + "structure:\n  # a comment that goes with the question\n  b"},
	} {
		t.Run(c.question, func(t *testing.T) {
			oracle.Equal(t, "the design", answered(t, modules+c.question, "", []int{1}), c.design+"\n")
		})
	}
}

// Comments inside what an answer replaces stand above it, in their order: those of a block on
// lines before that on which it begins, those of brackets within them.
func TestCommentsOfAnswersStay(t *testing.T) {
	const modules = "name: s\nmodules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}}\n"
	for _, c := range []struct {
		question, design string
		answers          [][]int
	}{
		{
			"structure:\n  series:\n    - choose:   # which\n        of:\n          - a  # ours\n          # theirs\n          - b\n        redundancy: 1..4  # few\n    - b\n",
			modules + "structure:\n  series:\n    # which\n    # ours\n    # theirs\n    - a  # few\n    - b", [][]int{{1, 0}},
		},
		{
			"structure: {series: [b, {choose: {of: a, # how many\n  redundancy: 1..4}}, {choose: {of: b,\n  # or of these\n  redundancy: 1..4}}]}\n",
			modules + "structure: {series: [b,  # how many\n                        a,  # or of these\n                      b]}", [][]int{{1}, {1}},
		},
		{
			"structure:\n  k_of_n:\n    k: 1\n    n: 2\n    of:\n      series:\n        - b\n        # how many\n        - choose: {of: a, redundancy: 1..4}\n",
			modules + "structure:\n  k_of_n:\n    k: 1\n    n: 2\n    of:\n      # how many\n      [{series: [b, a]}, {series: [b, {k_of_n: {k: 1, n: 2, of: a}}]}]", [][]int{{1}, {2}},
		},
	} {
		t.Run(c.question, func(t *testing.T) {
			oracle.Equal(t, "the design", answered(t, modules+c.question, "", c.answers...), c.design+"\n")
		})
	}
}

// The copies of each way in which they may depend on each other.
func TestAnswersOfGroups(t *testing.T) {
	const modules = "name: s\nmodules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}}\nstructure: {series: [a, b, "
	for _, c := range []struct {
		choose string
		copies []int
		want   string
	}{
		{"of: a, redundancy: 1..4", []int{3}, "k_of_n: {k: 1, n: 3, of: a}"},
		{"of: [a, b], need: 2, redundancy: 2..4, mix: true", []int{1, 2}, "k_of_n: {k: 2, of: [a, b, b]}"},
		{"of: [a, b], redundancy: 2..4", []int{0, 2}, "k_of_n: {k: 1, n: 2, of: b}"},
		{"of: a, redundancy: 1..4, crews: 1, beta: 0.02", []int{2}, "k_of_n: {k: 1, n: 2, of: a, crews: 1, beta: 0.02}"},
		{"of: a, redundancy: 1..4, coverage: 0.98, idle_coverage: 0.99, uncovered_mttr: 40m", []int{2}, "k_of_n: {k: 1, n: 2, of: a, coverage: 0.98, uncovered_mttr: 40m}"},
		{"of: a, redundancy: 1..4, mode: duplex, detection: 2s, takeover: 3s", []int{2}, "duplex: {of: a, detection: 2s, takeover: 3s}"},
		{"of: a, redundancy: 1..4, mode: duplex, coverage: 0.98", []int{3}, "standby: {of: a, active: 1, spares: 2, mode: hot, coverage: 0.98}"},
		{"of: a, need: 2, redundancy: 2..4, mode: standby, crews: 1", []int{3}, "standby: {of: a, active: 2, spares: 1, mode: cold, crews: 1}"},
		{"of: a, redundancy: 1..4, mode: standby, dormancy: 0.25, idle_coverage: 0.9", []int{2}, "standby: {of: a, active: 1, spares: 1, mode: warm, dormancy: 0.25, idle_coverage: 0.9}"},
		{"of: a, redundancy: 1..4, mode: standby, dormancy: 1", []int{2}, "standby: {of: a, active: 1, spares: 1, mode: hot}"},
		{"of: a, need: 2, redundancy: 2..4, mode: standby, coverage: 0.98, beta: 0.1", []int{2}, "k_of_n: {k: 2, n: 2, of: a, beta: 0.1}"},
		{"of: {series: [a, {parallel: [b, b]}]}, redundancy: 1..4", []int{2}, "k_of_n: {k: 1, n: 2, of: {series: [a, {parallel: [b, b]}]}}"},
		{"of: [{series: [a, b]}, b], mix: true, redundancy: 1..4", []int{1, 1}, "k_of_n: {k: 1, of: [b, {series: [a, b]}]}"},
		{"of: {duplex: {of: a, coverage: 0.9}}, redundancy: 1..4", []int{1}, "duplex: {of: a, coverage: 0.9}"},
	} {
		t.Run(c.choose, func(t *testing.T) {
			want := modules + "{" + c.want + "}]}\n"
			oracle.Equal(t, "the design", answered(t, modules+"{choose: {"+c.choose+"}}]}", "", c.copies), want)
		})
	}
}

// Modules that are not chosen, and limits on what only they have, are comments; in brackets
// they are left out. What the question does not name stays.
func TestAnswersLeaveOut(t *testing.T) {
	block := `modules:
  # the old one
  a:
    mtbf: 900h
    resources: {cost: 3, heat: 2}
  b: {mtbf: 700h, resources: {cost: 5}}
  "c d": {mtbf: 700h, resources: {noise: 5}}
limits:
  heat: 7
  cost: 40
structure:
  choose: {of: [a, b, "c d"], redundancy: 1..2}
`
	oracle.Equal(t, "block", answered(t, block, "", []int{0, 2, 0}), `name: "asks"
modules:
  # the old one
  # not chosen: a:
    # not chosen: mtbf: 900h
    # not chosen: resources: {cost: 3, heat: 2}
  b: {mtbf: 700h, resources: {cost: 5}}
  # not chosen: "c d": {mtbf: 700h, resources: {noise: 5}}
limits:
  # not chosen: heat: 7
  cost: 40
structure:
  k_of_n: {k: 1, n: 2, of: b}
`)
	oracle.Equal(t, "no limit is left", answered(t, strings.Replace(block, "  cost: 40\n", "", 1), "", []int{0, 0, 1}), `name: "asks"
modules:
  # the old one
  # not chosen: a:
    # not chosen: mtbf: 900h
    # not chosen: resources: {cost: 3, heat: 2}
  # not chosen: b: {mtbf: 700h, resources: {cost: 5}}
  "c d": {mtbf: 700h, resources: {noise: 5}}
# not chosen: limits:
  # not chosen: heat: 7
structure:
  "c d"
`)
	flow := `{modules: {a: {mtbf: 1h, resources: {x: 1}}, b: {mtbf: 2h, resources: {y: 1}}, c: {mtbf: 3h}}, limits: {x: 3, y: 4}, structure: {choose: {of: [a, b, c], redundancy: 1..2}}}`
	for chosen, want := range []string{
		`{name: "asks", modules: {a: {mtbf: 1h, resources: {x: 1}}}, limits: {x: 3}, structure: a}`,
		`{name: "asks", modules: {b: {mtbf: 2h, resources: {y: 1}}}, limits: {y: 4}, structure: b}`,
		`{name: "asks", modules: {c: {mtbf: 3h}}, structure: c}`,
	} {
		copies := make([]int, 3)
		copies[chosen] = 1
		oracle.Equal(t, want, answered(t, flow, "", copies), want+"\n")
	}
}

// Copies of a node that asks are one node where they are answered alike, and a list where
// not.
func TestAnswersOfCopies(t *testing.T) {
	const text = "name: s\nmodules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}}\nstructure:\n  k_of_n:\n    k: 1\n    n: 2\n    of:\n      series:\n        - b\n        - choose: {of: a, redundancy: 1..3}\n"
	alike := strings.Replace(text, "choose: {of: a, redundancy: 1..3}", "k_of_n: {k: 1, n: 2, of: a}", 1)
	oracle.Equal(t, "alike", answered(t, text, "", []int{2}, []int{2}), alike)
	before, _, _ := strings.Cut(text, "series:")
	oracle.Equal(t, "not alike", answered(t, text, "", []int{2}, []int{1}), before+"[{series: [b, {k_of_n: {k: 1, n: 2, of: a}}]}, {series: [b, a]}]\n")
}

// Files are named from where the written file stands.
func TestAnswersNameFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "out"), 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "asks.yaml")
	text := `name: s
modules:
  a: {from: {log: outages.csv, units: 3, from: 2023-01-01, to: 2026-01-01}}
  b: {from: {log: "dataset:shop", profile: generic}}
structure: {series: [b, {choose: {of: a, redundancy: 1..2}}]}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	f, _, err := ReadFile(file, nil, Options{FromLog: func(From) (Rates, error) { return fakeLog(From{Log: "outages.csv"}) }})
	if err != nil {
		t.Fatal(err)
	}
	answers := Answers{f.Model.Top.(*system.Series).Of[1].(*system.Choose): {1}}
	for to, want := range map[string]string{"": "outages.csv", dir: "outages.csv", filepath.Join(dir, "out"): `"../outages.csv"`} {
		var out bytes.Buffer
		if err := f.Write(&out, answers, to, "first", "second"); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"# first\n# second\n# line 5: choose: {of: a, redundancy: 1..2} -> a\n\nname: s\n", "{log: " + want + ", units: 3", `{log: "dataset:shop", profile: generic}`} {
			if !strings.Contains(out.String(), line) {
				t.Errorf("to %q: no %q in\n%s", to, line, out.String())
			}
		}
	}
}

// What no choose can copy is refused where it stands.
func TestChooseStructureRefused(t *testing.T) {
	const before = "modules: {a: {mtbf: 900h, mttr: 3h}, r: {reliability: 0.9}}\nshared: {s: a}\nstructure: {series: [s, {choose: {of: "
	for of, want := range map[string]string{
		"{series: [a, s]}, redundancy: 1..2":                                   `3:52: choose: "s" is one shared unit`,
		"{series: [a, {choose: {of: a, redundancy: 1..2}}]}, redundancy: 1..2": `3:52: choose: a choose inside`,
		"{standby: {of: a, spares: [a], mode: cold}}, redundancy: 1..2":        `choose: a standby with a list of spares`,
		"{series: [a, x]}, redundancy: 1..2":                                   `3:52: "x" is neither a module nor a shared unit`,
		"{parallel: [a, a]}, crews: 1, redundancy: 1..2":                       `choose: crews, beta, coverage, takeover and standby are for copies of a module`,
		"{partial: {of: a, n: 2}}, redundancy: 1..2":                           `partial: it stands only at the top`,
		"{k_of_n: {k: 1, n: 1000001, of: a}}, redundancy: 1..2":                `beyond 1000000 units`,
		"s, redundancy: 1..2":                                                  `choose: "s" is not a module`,
	} {
		_, _, err := Parse("asks.yaml", strings.NewReader(before+of+"}}]}\n"), Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", of, err, want)
		}
	}
}

// A choose of structures has them as systems of their own, named after their modules.
func TestChooseStructures(t *testing.T) {
	m, warnings, err := Parse("asks.yaml", strings.NewReader("modules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}, c: {mtbf: 1y, mttr: 1h}}\nstructure: {choose: {of: [{series: [a, {parallel: [b, b]}]}, c, {k_of_n: {k: 1, n: 2, of: b, beta: 0.1}}], redundancy: 1..2}}\n"), Options{})
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	c := m.Top.(*system.Choose)
	oracle.Equal(t, "components", c.Components, []int{2})
	var names []string
	for _, s := range c.Structures {
		names = append(names, s.Name)
		for _, u := range s.Units {
			names = append(names, u.Name)
		}
	}
	oracle.Equal(t, "units", fmt.Sprint(names), "[a+b×2 a b.1 b.2 b×2 b.1 b.2]")
	oracle.Equal(t, "units outside", len(m.Units), 0)
}

// Whatever a comment says stays on its line, in both forms of writing.
func TestCommentsStayOnTheirLine(t *testing.T) {
	const about = "x\nrest_when_down: true\r# y\u2028z\u0085"
	f, _, err := ParseFile("asks.yaml", strings.NewReader("modules: {a: {availability: 0.75}}\nstructure: {parallel: [a, a]}\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer) error{
		"a file":   func(w io.Writer) error { return f.Write(w, nil, "", about) },
		"a system": func(w io.Writer) error { return Write(w, f.Model, about) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			again, _, err := Parse("again.yaml", bytes.NewReader(out.Bytes()), Options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			oracle.Equal(t, "rests", again.RestWhenDown, false)
			oracle.Equal(t, "first line", strings.SplitN(out.String(), "\n", 2)[0], "# x rest_when_down: true # y z ")
		})
	}
}

// A module that was not chosen stays where a shared unit is one of it, though nothing uses
// the unit.
func TestModuleOfASharedUnitStays(t *testing.T) {
	const modules = "name: s\nmodules: {a: {mtbf: 900h, mttr: 3h}, b: {mtbf: 700h, mttr: 2h}}\nshared: {s: b}\n"
	oracle.Equal(t, "the design", answered(t, modules+"structure: {choose: {of: [a, b], redundancy: 1..4}}", "", []int{1, 0}), modules+"structure: a\n")
}
