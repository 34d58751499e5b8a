package mtbf_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest/faulttree"
	"mtbf/internal/oracle"
)

// eventTree solves an event tree from its text.
func eventTree(t testing.TB, text string, o mtbf.EventTreeOptions) *mtbf.EventTreeSolution {
	t.Helper()
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "tree.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := mtbf.SolveEventTree(t.Context(), tree, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sequence(t testing.TB, s *mtbf.EventTreeSolution, name string) mtbf.SequenceSolution {
	t.Helper()
	for _, x := range s.Sequences {
		if x.Name == name {
			return x
		}
	}
	t.Fatalf("no sequence %q", name)
	return mtbf.SequenceSolution{}
}

// coolant is a loss of coolant with a house event, a factor, a rule, a linked tree and a
// condition. By hand, with cool = p + w - pw = .0249, q = .1 and a day:
//
//	safe       1 - cool                             = .9751
//	recovered  cool x .9 (the expression)           = .02241
//	lost       cool x .1 x 1 (night not set)        = .00249
//
// The pump is worth .02 by day; at night, set on one way, the house event makes it 1.
const coolant = `<opsa-mef>
<define-initiating-event name="leak" event-tree="first"/>
<define-rule name="note"><set-house-event name="night"><constant value="%s"/></set-house-event></define-rule>
<define-event-tree name="first">
 <define-functional-event name="cool"/>
 <define-sequence name="safe"/>
 <define-sequence name="on"><event-tree name="second"/></define-sequence>
 <initial-state><rule name="note"/><fork functional-event="cool">
  <path state="success"><collect-formula><not><gate name="cooling"/></not></collect-formula><sequence name="safe"/></path>
  <path state="failure"><collect-formula><gate name="cooling"/></collect-formula><sequence name="on"/></path>
 </fork></initial-state>
</define-event-tree>
<define-event-tree name="second">
 <define-functional-event name="operator"/>
 <define-sequence name="recovered"/><define-sequence name="lost"/>
 <define-branch name="failed"><if><test-functional-event name="operator" state="failure"/><collect-expression><float value="0.1"/></collect-expression></if><sequence name="lost"/></define-branch>
 <initial-state><fork functional-event="operator">
  <path state="success"><collect-expression><sub><float value="1"/><float value="0.1"/></sub></collect-expression><sequence name="recovered"/></path>
  <path state="failure"><branch name="failed"/></path>
 </fork></initial-state>
</define-event-tree>
<define-fault-tree name="ft">
 <define-gate name="cooling"><or><basic-event name="pump"/><basic-event name="power"/><house-event name="night"/></or></define-gate>
 <define-house-event name="night"><constant value="false"/></define-house-event>
 <define-basic-event name="pump"><float value="0.02"/></define-basic-event>
 <define-basic-event name="power"><float value="0.005"/></define-basic-event>
</define-fault-tree>
</opsa-mef>`

func TestEventTreeByHand(t *testing.T) {
	s := eventTree(t, fmt.Sprintf(coolant, "false"), mtbf.EventTreeOptions{Rate: 1e-5, CutSets: 5})
	oracle.Near(t, "safe", sequence(t, s, "safe").Probability, 0.98*0.995, 1e-14)
	oracle.Near(t, "recovered", sequence(t, s, "recovered").Probability, 0.0249*0.9, 1e-14)
	oracle.Near(t, "lost", sequence(t, s, "lost").Probability, 0.0249*0.1, 1e-14)
	oracle.Near(t, "lost an hour", sequence(t, s, "lost").Frequency, 0.0249*0.1*1e-5, 1e-14)
	oracle.Near(t, "all", s.Total, 1, 1e-14)
	oracle.Equal(t, "warnings", len(s.Warnings), 0)
	night := eventTree(t, fmt.Sprintf(coolant, "true"), mtbf.EventTreeOptions{})
	oracle.Near(t, "lost at night", sequence(t, night, "lost").Probability, 0.1, 1e-14)
	if p := sequence(t, night, "safe").Probability; p != 0 {
		t.Errorf("safe at night: %g", p)
	}
	oracle.Equal(t, "warning", night.Warnings[0].Code, "initiator-rate")
}

// TestSharedPower: two systems that share their power supply; the product of their own
// probabilities, .005597 x .01495 x .1, is 60 times too low for the last sequence. The
// probabilities are those of all 32 states.
func TestSharedPower(t *testing.T) {
	s := forked(t, []float64{0.02, 0.03, 0.005, 0.01, 0.1}, []string{
		`<or><and><basic-event name="e0"/><basic-event name="e1"/></and><basic-event name="e2"/></or>`,
		`<or><basic-event name="e3"/><basic-event name="e2"/></or>`, `<basic-event name="e4"/>`,
	})
	oracle.Near(t, "all three fail", sequence(t, s, "s111").Probability, 5.00597e-4, 1e-12)
	oracle.Near(t, "none fails", sequence(t, s, "s000").Probability+sequence(t, s, "s001").Probability, 0.98445897, 1e-12)
}

// forked is an event tree with a fork for each formula, success first.
func forked(t testing.TB, chances []float64, formulas []string) *mtbf.EventTreeSolution {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<opsa-mef><define-initiating-event name="i" event-tree="t"/><define-event-tree name="t">`)
	for f := range formulas {
		fmt.Fprintf(&b, `<define-functional-event name="f%d"/>`, f)
	}
	for s := range 1 << len(formulas) {
		fmt.Fprintf(&b, `<define-sequence name="s%0*b"/>`, len(formulas), s)
	}
	var fork func(f int, so string)
	fork = func(f int, so string) {
		if f == len(formulas) {
			fmt.Fprintf(&b, `<sequence name="s%s"/>`, so)
			return
		}
		fmt.Fprintf(&b, `<fork functional-event="f%d"><path state="works"><collect-formula><not><gate name="g%d"/></not></collect-formula>`, f, f)
		fork(f+1, so+"0")
		fmt.Fprintf(&b, `</path><path state="fails"><collect-formula><gate name="g%d"/></collect-formula>`, f)
		fork(f+1, so+"1")
		b.WriteString(`</path></fork>`)
	}
	b.WriteString(`<initial-state>`)
	fork(0, "")
	b.WriteString(`</initial-state></define-event-tree><define-fault-tree name="ft">`)
	for f, x := range formulas {
		fmt.Fprintf(&b, `<define-gate name="g%d">%s</define-gate>`, f, x)
	}
	for i, p := range chances {
		fmt.Fprintf(&b, `<define-basic-event name="e%d"><float value="%.17g"/></define-basic-event>`, i, p)
	}
	b.WriteString(`</define-fault-tree></opsa-mef>`)
	return eventTree(t, b.String(), mtbf.EventTreeOptions{CutSets: 3})
}

// formulaOf is a random formula as text and as a function of the events that happen.
func formulaOf(r *rand.Rand, events, depth int) (string, func(state int) bool) {
	if depth == 0 || r.IntN(4) == 0 {
		e := r.IntN(events)
		return fmt.Sprintf(`<basic-event name="e%d"/>`, e), func(s int) bool { return s>>e&1 == 1 }
	}
	a, f := formulaOf(r, events, depth-1)
	b, g := formulaOf(r, events, depth-1)
	switch r.IntN(4) {
	case 0:
		return "<not>" + a + "</not>", func(s int) bool { return !f(s) }
	case 1:
		return "<xor>" + a + "<and>" + b + b + "</and></xor>", func(s int) bool { return f(s) != g(s) }
	case 2:
		return "<and>" + a + b + "</and>", func(s int) bool { return f(s) && g(s) }
	}
	return "<or>" + a + b + "</or>", func(s int) bool { return f(s) || g(s) }
}

// TestEventTreesAgainstStates: each sequence of random event trees, whose formulas share
// events, against the sum over all states.
func TestEventTreesAgainstStates(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 9))
		chances := make([]float64, 3+r.IntN(4))
		for i := range chances {
			chances[i] = []float64{0.4, 0.03, 1e-4}[r.IntN(3)] * (0.5 + r.Float64())
		}
		texts := make([]string, 2+r.IntN(3))
		holds := make([]func(int) bool, len(texts))
		for i := range texts {
			texts[i], holds[i] = formulaOf(r, len(chances), 3)
		}
		want := map[string]float64{}
		for state := range 1 << len(chances) {
			p := 1.0
			for i, q := range chances {
				if state>>i&1 == 1 {
					p *= q
				} else {
					p *= 1 - q
				}
			}
			name := "s"
			for _, f := range holds {
				if f(state) {
					name += "1"
				} else {
					name += "0"
				}
			}
			want[name] += p
		}
		s := forked(t, chances, texts)
		for _, x := range s.Sequences {
			if w := want[x.Name]; w == 0 {
				oracle.Equal(t, x.Name, x.Probability, 0.0)
			} else {
				oracle.Near(t, fmt.Sprintf("seed %d, %s", seed, x.Name), x.Probability, w, 1e-10)
			}
			if x.CutSets != nil && !math.IsNaN(x.CutSets.Count) && x.CutSets.Count == 0 && x.Probability > 0 {
				t.Errorf("seed %d, %s: no sets", seed, x.Name)
			}
		}
		oracle.Near(t, "all", s.Total, 1, 1e-10)
	}
}

// TestEventTreeWarnings: paths that are not all there are, and two ways to one sequence.
func TestEventTreeWarnings(t *testing.T) {
	s := eventTree(t, `<opsa-mef><define-initiating-event name="i" event-tree="t"/><define-event-tree name="t"><define-functional-event name="f"/><define-sequence name="s"/>
<initial-state><fork functional-event="f">
<path state="low"><collect-formula><basic-event name="e"/></collect-formula><sequence name="s"/></path>
<path state="high"><collect-expression><float value="0.5"/></collect-expression><sequence name="s"/></path>
</fork></initial-state></define-event-tree><model-data><define-basic-event name="e"><float value="0.25"/></define-basic-event></model-data></opsa-mef>`, mtbf.EventTreeOptions{Rate: 1, CutSets: 3})
	oracle.Near(t, "added", s.Total, 0.75, 1e-15)
	var codes []string
	for _, w := range s.Warnings {
		codes = append(codes, w.Code)
	}
	oracle.Equal(t, "warnings", codes, []string{"paths-do-not-add-up", "several-ways"})
	if x := sequence(t, s, "s"); x.CutSets != nil || len(x.Ways) != 2 {
		t.Errorf("%+v", x)
	}
}

// TestHouseEventSetLater: one that is set on a way changes what is collected after it, not
// what was before: s has .25, as SCRAM 0.16.2 says, and with the order turned 1.
func TestHouseEventSetLater(t *testing.T) {
	const formula, house = `<collect-formula><gate name="g"/></collect-formula>`, `<set-house-event name="h"><constant value="true"/></set-house-event>`
	for _, c := range []struct {
		name, way string
		want      float64
	}{{"after", formula + house, 0.25}, {"before", house + formula, 1}, {"between", formula + house + formula, 0.25}} {
		t.Run(c.name, func(t *testing.T) {
			s := eventTree(t, `<opsa-mef><define-initiating-event name="i" event-tree="t"/><define-event-tree name="t"><define-sequence name="s"/><initial-state>`+c.way+`<sequence name="s"/></initial-state></define-event-tree>
<define-fault-tree name="f"><define-gate name="g"><or><basic-event name="e"/><house-event name="h"/></or></define-gate><define-house-event name="h"/><define-basic-event name="e"><float value="0.25"/></define-basic-event></define-fault-tree></opsa-mef>`, mtbf.EventTreeOptions{})
			oracle.Near(t, "s", sequence(t, s, "s").Probability, c.want, 1e-15)
		})
	}
}

// TestRulesWithinRules: rules that each use the next one twice are read in a moment, and
// their steps are bounded.
func TestRulesWithinRules(t *testing.T) {
	text := `<opsa-mef><define-initiating-event name="i" event-tree="t"/>`
	for r := range 40 {
		text += fmt.Sprintf(`<define-rule name="r%d"><rule name="r%d"/><rule name="r%d"/></define-rule>`, r, r+1, r+1)
	}
	text += `<define-rule name="r40"><set-house-event name="h"><constant value="true"/></set-house-event></define-rule>
<define-event-tree name="t"><define-sequence name="s"/><initial-state><rule name="r0"/><sequence name="s"/></initial-state></define-event-tree><model-data><define-house-event name="h"/></model-data></opsa-mef>`
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "rules.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = mtbf.SolveEventTree(t.Context(), tree, mtbf.EventTreeOptions{})
	var placed *faulttree.Error
	if !errors.As(err, &placed) || !strings.Contains(err.Error(), "instructions") {
		t.Errorf("%v", err)
	}
}

// TestTreesInARing: trees that lead to each other, and too many paths, are refused.
func TestTreesInARing(t *testing.T) {
	text := `<opsa-mef><define-initiating-event name="i" event-tree="a"/>
<define-event-tree name="a"><define-sequence name="s"><event-tree name="b"/></define-sequence><initial-state><sequence name="s"/></initial-state></define-event-tree>
<define-event-tree name="b"><define-sequence name="s"><event-tree name="a"/></define-sequence><initial-state><sequence name="s"/></initial-state></define-event-tree>
</opsa-mef>`
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "ring.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = mtbf.SolveEventTree(t.Context(), tree, mtbf.EventTreeOptions{})
	if err == nil || !strings.Contains(err.Error(), "lead to each other") {
		t.Errorf("%v", err)
	}
}

// TestWaysAtOnce: paths that can happen at once add to more than 1, which is said of all
// sequences and refused of one.
func TestWaysAtOnce(t *testing.T) {
	text := `<opsa-mef><define-initiating-event name="i" event-tree="t"/><define-event-tree name="t"><define-functional-event name="f"/><define-sequence name="s"/><define-sequence name="u"/>
<initial-state><fork functional-event="f"><path state="bypass"><sequence name="%s"/></path>
<path state="failure"><collect-formula><basic-event name="e"/></collect-formula><sequence name="u"/></path></fork></initial-state>
</define-event-tree><model-data><define-basic-event name="e"><float value="0.25"/></define-basic-event></model-data></opsa-mef>`
	s := eventTree(t, fmt.Sprintf(text, "s"), mtbf.EventTreeOptions{Rate: 1})
	oracle.Near(t, "added", s.Total, 1.25, 1e-15)
	oracle.Equal(t, "warning", s.Warnings[0].Code, "paths-do-not-add-up")
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "tree.xml", Text: strings.NewReader(fmt.Sprintf(text, "u"))}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = mtbf.SolveEventTree(t.Context(), tree, mtbf.EventTreeOptions{})
	if err == nil || !strings.Contains(err.Error(), `sequence "u" add to 1.25`) {
		t.Errorf("%v", err)
	}
}
