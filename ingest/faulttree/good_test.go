package faulttree

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// TestCooling by hand: with Q = 1 - exp(-1e-4 1000) each pump fails alone with 0.9 Q and
// both with 0.1 Q; the house event is false, and the valve fails with 0.002:
//
//	pumps = 1 - (1-0.1 Q) (1-(0.9 Q)^2),   top = 1 - (1-pumps) (1-0.002) (1-1e-20).
func TestCooling(t *testing.T) {
	m, warnings, err := readFile(t, "testdata/good/cooling.xml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "warnings", warnings, []model.Warning(nil))
	oracle.Equal(t, "name", m.Name, "cooling")
	oracle.Equal(t, "label of the model", m.Label, "Cooling of the storage pool")
	oracle.Equal(t, "label", m.Gates[0].Label, "no cooling")
	oracle.Equal(t, "place", m.Gates[0].At, Place{"cooling.xml", 9, 5})
	oracle.Equal(t, "tops", m.Tops(), []string{"top"})
	q := -math.Expm1(-0.1)
	pumps := 0.1*q + (1-0.1*q)*0.81*q*q
	oracle.Near(t, "pumps", chance(t, m, "pumps", 1000), pumps, 1e-14)
	oracle.Near(t, "top", chance(t, m, "", 1000), 0.002+0.998*pumps, 1e-14)

	s, _, err := m.System("", 1000)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, u := range s.Units {
		names = append(names, u.Name)
	}
	oracle.Equal(t, "units", names, []string{"[pumpA]", "[pumpA pumpB]", "[pumpB]", "valve", "power"})
	oracle.Equal(t, "source", s.Components[4].Source, "cooling.xml:35")
	oracle.Equal(t, "unavailability", s.Components[4].Unavailability, 1e-20)
	p, err := m.Probability(m.Events[slices.IndexFunc(m.Events, func(e *Event) bool { return e.Name == "pumpA" })], 1000)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "pump", p, q, 1e-15)
}

// TestMissionTime: what needs one asks for it, and what does not is solved without.
func TestMissionTime(t *testing.T) {
	m, _, err := readFile(t, "testdata/good/cooling.xml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = m.System("", 0)
	var e *Error
	if !errors.Is(err, ErrMissionTime) || !errors.As(err, &e) || e.Line != 29 {
		t.Errorf("%v, want an error of line 29 that asks for the mission time", err)
	}
	for _, hours := range []float64{-1, math.Inf(1)} {
		if _, _, err := m.System("", hours); err == nil {
			t.Errorf("a mission time of %g was taken", hours)
		}
		if _, _, err := readFile(t, "testdata/good/cooling.xml", Options{MissionTime: hours}); err == nil {
			t.Errorf("a mission time of %g was taken", hours)
		}
	}
	m, _, err = readFile(t, "testdata/good/cooling.xml", Options{MissionTime: 1000})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "the mission time of the options", chance(t, m, "", math.NaN()), chance(t, m, "", 1000))
}

// TestComponents: inside left, pump is its own, 0.01, and in right that of the plant, 0.5;
// the valve of right is public.
//
//	left = pump or valve or seal, right = plant's pump or valve; with the valve, 0.02, both,
//	without it 0.5 (1 - 0.99 0.96)
func TestComponents(t *testing.T) {
	m, warnings, err := readFile(t, "testdata/good/components.xml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "warnings", warnings, []model.Warning(nil))
	oracle.Near(t, "top", chance(t, m, "", 0), 0.02+0.98*0.5*(1-0.99*0.96), 1e-14)
	var names []string
	for _, e := range m.Events {
		names = append(names, e.Name)
	}
	oracle.Equal(t, "events", names, []string{"pump", "plant.left.pump", "plant.left.inner.seal", "valve"})
	oracle.Equal(t, "a public gate by its path", chance(t, m, "plant.top", 0), chance(t, m, "top", 0))
	oracle.Near(t, "a private gate", chance(t, m, "plant.left.train", 0), 1-0.99*0.98*0.96, 1e-14)
}

// TestSeveralFiles: the order of files and definitions is free.
func TestSeveralFiles(t *testing.T) {
	tree := Source{"tree.xml", strings.NewReader(`<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><gate name="g"/><basic-event name="a"/></or></define-gate></define-fault-tree></opsa-mef>`)}
	more := Source{"more.xml", strings.NewReader(`<opsa-mef><define-fault-tree name="u"><define-gate name="g"><and><event name="a"/><event name="b"/></and></define-gate></define-fault-tree></opsa-mef>`)}
	data := Source{"data.xml", strings.NewReader(`<opsa-mef name="n"><model-data><define-basic-event name="a"><float value="0.1"/></define-basic-event><define-basic-event name="b"><float value="0.2"/></define-basic-event></model-data></opsa-mef>`)}
	m, _, err := Read([]Source{data, tree, more}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "name", m.Name, "n")
	oracle.Equal(t, "tops", m.Tops(), []string{"top"})
	oracle.Equal(t, "tree of a gate", m.Gates[1].Tree, "u")
	oracle.Near(t, "top", chance(t, m, "top", 0), 0.1, 1e-15)
}

// model of gates over events a to d of 0.1 to 0.4.
func small(gates string) string {
	text := `<opsa-mef><define-fault-tree name="t">` + gates + `</define-fault-tree><model-data>`
	for i, e := range []string{"a", "b", "c", "d"} {
		text += fmt.Sprintf(`<define-basic-event name="%s"><float value="0.%d"/></define-basic-event>`, e, i+1)
	}
	return text + `</model-data></opsa-mef>`
}

// formulaOf writes a short form of formulas as elements: a letter is an event.
func formulaOf(short string) string {
	for _, e := range []string{"a", "b", "c", "d"} {
		short = strings.ReplaceAll(short, " "+e+" ", ` <basic-event name="`+e+`"/> `)
	}
	return short
}

// TestConnectives against all 16 states of four events.
func TestConnectives(t *testing.T) {
	number := func(of ...bool) (n int) {
		for _, x := range of {
			if x {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		formula string
		happens func(a, b, c, d bool) bool
	}{
		{`<and> a  b  c </and>`, func(a, b, c, d bool) bool { return a && b && c }},
		{`<or> a  b  c </or>`, func(a, b, c, d bool) bool { return a || b || c }},
		{`<or> a </or>`, func(a, b, c, d bool) bool { return a }},
		{`<not> b </not>`, func(a, b, c, d bool) bool { return !b }},
		{`<not><not> b </not></not>`, func(a, b, c, d bool) bool { return b }},
		{`<xor> a  b </xor>`, func(a, b, c, d bool) bool { return a != b }},
		{`<xor> a  b  c  d </xor>`, func(a, b, c, d bool) bool { return number(a, b, c, d)%2 == 1 }},
		{`<iff> a  b </iff>`, func(a, b, c, d bool) bool { return a == b }},
		{`<imply> a  b </imply>`, func(a, b, c, d bool) bool { return !a || b }},
		{`<nand> a  b  c </nand>`, func(a, b, c, d bool) bool { return !(a && b && c) }},
		{`<nor> a  b  c </nor>`, func(a, b, c, d bool) bool { return !(a || b || c) }},
		{`<atleast min="1"> a  b  c </atleast>`, func(a, b, c, d bool) bool { return number(a, b, c) >= 1 }},
		{`<atleast min="2"> a  b  c  d </atleast>`, func(a, b, c, d bool) bool { return number(a, b, c, d) >= 2 }},
		{`<atleast min="3"> a  b  c </atleast>`, func(a, b, c, d bool) bool { return number(a, b, c) >= 3 }},
		{`<atleast min="2"> a <constant value="true"/> b  c </atleast>`, func(a, b, c, d bool) bool { return number(a, b, c) >= 1 }},
		{`<atleast min="2"> a <constant value="false"/> b  c  d </atleast>`, func(a, b, c, d bool) bool { return number(a, b, c, d) >= 2 }},
		{`<atleast min="2"> a <constant value="0"/> b </atleast>`, func(a, b, c, d bool) bool { return a && b }},
		{`<cardinality min="1" max="2"> a  b  c  d </cardinality>`, func(a, b, c, d bool) bool { n := number(a, b, c, d); return n == 1 || n == 2 }},
		{`<cardinality min="0" max="1"> a  b  c </cardinality>`, func(a, b, c, d bool) bool { return number(a, b, c) <= 1 }},
		{`<cardinality min="2" max="3"> a  b  c </cardinality>`, func(a, b, c, d bool) bool { return number(a, b, c) >= 2 }},
		{`<or><and> a <xor> b <nor> c  d </nor></xor></and><imply> d <iff> a  c </iff></imply></or>`,
			func(a, b, c, d bool) bool { return a && (b != !(c || d)) || !d || a == c }},
		{`<iff> a <constant value="1"/></iff>`, func(a, b, c, d bool) bool { return a }},
		{`<iff><constant value="0"/> a </iff>`, func(a, b, c, d bool) bool { return !a }},
		{`<iff><constant value="0"/><constant value="0"/></iff>`, func(a, b, c, d bool) bool { return true }},
		{`<xor><constant value="1"/><constant value="0"/></xor>`, func(a, b, c, d bool) bool { return true }},
		{`<xor> a  b <constant value="1"/></xor>`, func(a, b, c, d bool) bool { return a == b }},
		{`<xor> a <constant value="0"/></xor>`, func(a, b, c, d bool) bool { return a }},
		{`<imply> a <constant value="0"/></imply>`, func(a, b, c, d bool) bool { return !a }},
		{`<imply> a <constant value="1"/></imply>`, func(a, b, c, d bool) bool { return true }},
		{`<imply><constant value="1"/> a </imply>`, func(a, b, c, d bool) bool { return a }},
		{`<imply><constant value="0"/> a </imply>`, func(a, b, c, d bool) bool { return true }},
		{`<nand> a <constant value="1"/> b </nand>`, func(a, b, c, d bool) bool { return !(a && b) }},
		{`<nor> a <constant value="0"/></nor>`, func(a, b, c, d bool) bool { return !a }},
		{`<cardinality min="1" max="2"> a <constant value="1"/> b  c </cardinality>`, func(a, b, c, d bool) bool { return number(a, b, c) <= 1 }},
		{`<cardinality min="2" max="3"> a <constant value="0"/> b  c </cardinality>`, func(a, b, c, d bool) bool { return number(a, b, c) >= 2 }},
		{`<cardinality min="2" max="3"> a <constant value="1"/> b  c </cardinality>`, func(a, b, c, d bool) bool { n := number(a, b, c); return n == 1 || n == 2 }},
		{`<xor> a <constant value="1"/></xor>`, func(a, b, c, d bool) bool { return !a }},
		{`<and> a <or> b <constant value="true"/></or></and>`, func(a, b, c, d bool) bool { return a }},
		{`<and> a  a  b </and>`, func(a, b, c, d bool) bool { return a && b }},
		{`<nor> a  a  b </nor>`, func(a, b, c, d bool) bool { return !a && !b }},
		{`<or> a <not> a </not></or>`, func(a, b, c, d bool) bool { return true }},
		{`<and> a <constant value="false"/></and>`, func(a, b, c, d bool) bool { return false }},
	} {
		t.Run(c.formula, func(t *testing.T) {
			want := 0.0
			for s := range 16 {
				p := 1.0
				for i := range 4 {
					q := 0.1 * float64(i+1)
					if s>>i&1 == 0 {
						q = 1 - q
					}
					p *= q
				}
				if c.happens(s&1 != 0, s&2 != 0, s&4 != 0, s&8 != 0) {
					want += p
				}
			}
			m := read(t, small(`<define-gate name="top">`+formulaOf(c.formula)+`</define-gate>`), Options{})
			oracle.Near(t, "probability", chance(t, m, "", 0), want, 1e-14)
		})
	}
}

// TestConstantTop: a gate that house events decide is one unit of its name.
func TestConstantTop(t *testing.T) {
	m := read(t, small(`<define-house-event name="h"><constant value="true"/></define-house-event>
<define-gate name="always"><or><house-event name="h"/><basic-event name="a"/></or></define-gate>
<define-gate name="never"><and><not><house-event name="h"/></not><basic-event name="a"/></and></define-gate>`), Options{})
	for name, want := range map[string]float64{"always": 1, "never": 0} {
		s, _, err := m.System(name, 0)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "units", s.Units, []system.Unit{{Name: name, Shared: true}})
		oracle.Equal(t, name, chance(t, m, name, 0), want)
	}
}

// TestGateIsOneNode: a gate that is used in two places is one node, and what no formula
// below the top uses is no unit.
func TestGateIsOneNode(t *testing.T) {
	m := read(t, small(`<define-gate name="top"><or><and><gate name="g"/><basic-event name="c"/></and><and><gate name="g"/><not><gate name="g"/></not></and></or></define-gate>
<define-gate name="g"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>`), Options{})
	s, _, err := m.System("top", 0)
	if err != nil {
		t.Fatal(err)
	}
	top := s.Top.(*system.Series)
	first, second := top.Of[0].(*system.Parallel), top.Of[1].(*system.Parallel)
	if first.Of[0] != second.Of[0] || second.Of[1].(*system.Not).Of != first.Of[0] {
		t.Error("a gate became several nodes")
	}
	oracle.Equal(t, "units", len(s.Units), 3)
	oracle.Near(t, "top", chance(t, m, "top", 0), 0.1*0.2*0.3, 1e-14)
}

// TestTops: of several the error lists ten.
func TestTops(t *testing.T) {
	gates := ""
	for i := range 12 {
		gates += fmt.Sprintf(`<define-gate name="g%d"><basic-event name="a"/></define-gate>`, i)
	}
	m := read(t, small(gates), Options{})
	_, _, err := m.System("", 0)
	var several *TopsError
	if !errors.As(err, &several) || len(several.Tops) != 12 {
		t.Fatalf("%v", err)
	}
	oracle.Equal(t, "error", err.Error(), "the model has 12 gates that no other gate uses, so say which is the top: g0, g1, g2, g3, g4, g5, g6, g7, g8, g9 and 2 more")
	_, _, err = m.System("g99", 0)
	oracle.Equal(t, "no such gate", err.Error(), `gate: "g99" is not a gate of the model; did you mean "g9"?`)
	_, _, err = read(t, `<opsa-mef/>`, Options{}).System("", 0)
	oracle.Equal(t, "no gate", err.Error(), `model: "no gate" is not a fault tree: it defines none`)
	oracle.Near(t, "one of several", chance(t, m, "g11", 0), 0.1, 1e-15)
}

// TestWarnings of all codes.
func TestWarnings(t *testing.T) {
	text := small(`
<define-gate name="top"><or>
<and><basic-event name="a"/><basic-event name="a"/></and>
<and><basic-event name="b"/><not><basic-event name="b"/></not></and>
<xor><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></xor>
<basic-event name="e"/><basic-event name="m0"/><basic-event name="k0"/>
</or></define-gate>
<define-basic-event name="e"><mul><float value="0.5"/><uniform-deviate><parameter name="lo"/><float value="0.2"/></uniform-deviate></mul></define-basic-event>
<define-parameter name="lo" unit="years-1"><float value="0.1"/></define-parameter>
<define-house-event name="h"/>
<define-CCF-group name="ms" model="alpha-factor"><members><basic-event name="m0"/><basic-event name="m1"/></members><distribution><float value="0.1"/></distribution><factors><factor><float value="0.7"/></factor><factor><float value="0.1"/></factor></factors></define-CCF-group>
<define-CCF-group name="ks" model="MGL"><members><basic-event name="k0"/><basic-event name="k1"/><basic-event name="k2"/></members><distribution><float value="0.1"/></distribution><factor><float value="0.7"/></factor></define-CCF-group>`)
	text = strings.Replace(text, "<model-data>", `<define-initiating-event name="i"/><model-data>`, 1)
	m, warnings, err := Read([]Source{{"model.xml", strings.NewReader(text)}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, more, err := m.System("", 0)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "warnings", append(warnings, more...), []model.Warning{
		{Code: "argument-twice", Text: `an argument stands twice in a gate, which changes nothing: model.xml:3 "a"`},
		{Code: "argument-and-complement", Text: `an argument stands beside its complement in a gate, which so always or never happens: model.xml:4 "b"`},
		{Code: "xor-of-many", Text: `an xor of more than two arguments happens where an odd number of them do: model.xml:5`},
		{Code: "ccf-factors", Text: `the factors of common cause groups are not all as the format asks: model.xml:12 "ks" gives none above level 2, which are taken as 0, model.xml:11 "ms" gives alpha factors that add to 0.8, and are divided by it`},
		{Code: "unit-not-converted", Text: `units are not converted, and the mission time is in hours: model.xml:9 "lo" is in years-1`},
		{Code: "unused-definition", Text: `what is defined is never used: model.xml:10 house event "h", model.xml:12 basic event "d"`},
		{Code: "mean-of-deviate", Text: "random deviates stand for their means in the probabilities of: e"},
	})
	oracle.Near(t, "mean", probabilityOf(t, m, "e"), 0.075, 1e-15)
}

func probabilityOf(t testing.TB, m *Model, name string) float64 {
	t.Helper()
	for _, e := range m.Events {
		if e.Name == name {
			p, err := m.Probability(e, 0)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Fatalf("no event %q", name)
	return 0
}
