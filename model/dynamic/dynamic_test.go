package dynamic

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// tree is a tree from elements by name; the first is the top.
func tree(of ...Element) *Tree { return &Tree{Elements: of} }

func exponential(name string, rate, dormancy float64) Element {
	return Element{Name: name, Event: Event{Rate: rate, Dormancy: dormancy}}
}

func gate(name string, kind Kind, of ...int) Element { return Element{Name: name, Kind: kind, Of: of} }

func solved(t *testing.T, x *Tree, times ...float64) *Result {
	t.Helper()
	r, err := Solve(t.Context(), x, Options{Times: times})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestByHand: means worked by hand.
func TestByHand(t *testing.T) {
	shared := tree(gate("T", And, 1, 2), gate("G", Spare, 3, 5), gate("H", Spare, 4, 5),
		exponential("A", 2, 0), exponential("B", 3, 0), exponential("S", 5, 0))
	nested := tree(gate("T", Spare, 1, 2), exponential("A", 2, 0), gate("N", Spare, 3, 4), exponential("B", 3, 0), exponential("C", 5, 0))
	phases := tree(gate("T", And, 1, 2), Element{Name: "A", Event: Event{Rate: 2, Phases: 2, Dormancy: 1}}, exponential("B", 3, 1))
	circle := tree(gate("T", And, 1, 2, 3), exponential("A", 2, 1), exponential("B", 3, 1), exponential("C", 5, 1))
	circle.Dependencies = []Dependency{{"F", 1, 2, 1}, {"G", 2, 1, 1}}
	forced := tree(gate("T", And, 1, 2), exponential("A", 2, 1), exponential("B", 3, 1))
	forced.Dependencies = []Dependency{{"P", 1, 2, 0.25}}
	chained := tree(gate("T", And, 1, 2), exponential("A", 2, 1), exponential("B", 3, 1))
	chained.Restrictions = []Restriction{{"S", Sequence, []int{1, 2}}}
	for _, c := range []struct {
		name string
		tree *Tree
		want float64
	}{
		// B waits at .4: 1/(2+1.2) for the first failure, then 3 or 2 at full rate.
		{"warm spare", tree(gate("T", Spare, 1, 2), exponential("A", 2, 1), exponential("B", 3, 0.4)), 1/3.2 + 2/3.2/3 + 1.2/3.2/2},
		// A or B fails first (rate 5) and S takes its place; then the others, S (5) beside
		// B (3) or A (2), until one fails with nothing left; then the last.
		{"shared cold spare", shared, 1.0/5 + 2.0/5*(1.0/8+5.0/8/3+3.0/8/5) + 3.0/5*(1.0/7+5.0/7/2+2.0/7/5)},
		{"nested cold spares start one after another", nested, 1.0/2 + 1.0/3 + 1.0/5},
		// the greater of Erlang(2, 2) and exponential(3): 1 + 1/3 - E min; min: 1/5 + 2/5 x 1/5
		{"phases", phases, 1 + 1.0/3 - (1.0/5 + 2.0/5/5)},
		// A and B fail together, at 5
		{"dependencies in a circle", circle, 1.0/5 + 1.0/5 - 1.0/10},
		// first failure at 5; after A (2/5) B has failed with it at .25, else 1/3; after B 1/2
		{"a draw", forced, 1.0/5 + 2.0/5*0.75/3 + 3.0/5/2},
		{"one after another", chained, 1.0/2 + 1.0/3},
	} {
		t.Run(c.name, func(t *testing.T) { oracle.Near(t, "MTTF", solved(t, c.tree).MTTF, c.want, 1e-12) })
	}
}

// TestPriorities: two rates 2 and 3. In order fails with probability 2/5; simultaneously,
// by an event above both, in order counts or does not.
func TestPriorities(t *testing.T) {
	pair := func(kind Kind, exclusive bool) *Tree {
		g := gate("T", kind, 1, 2)
		g.Exclusive = exclusive
		return tree(g, exponential("A", 2, 1), exponential("B", 3, 1))
	}
	for _, kind := range []Kind{Pand, Por} {
		for _, exclusive := range []bool{false, true} {
			r := solved(t, pair(kind, exclusive))
			oracle.Near(t, "P(ever)", r.Ever, 0.4, 1e-15)
			oracle.Near(t, "P(never)", r.Never, 0.6, 1e-15)
			if !math.IsInf(r.MTTF, 1) || r.Warnings[0].Code != "may-never-fail" {
				t.Errorf("%v: %+v", kind, r)
			}
		}
		// C, at 5, fails both inputs at once
		both := pair(kind, false)
		both.Elements = []Element{both.Elements[0], gate("X", Or, 3, 5), gate("Y", Or, 4, 5), exponential("A", 2, 1), exponential("B", 3, 1), exponential("C", 5, 1)}
		inOrder := solved(t, both).Ever
		both.Elements[0].Exclusive = true
		strictly := solved(t, both).Ever
		// in order: C first (1/2), or A first (1/5); a pand then needs B or C
		oracle.Near(t, kind.String()+", inclusive", inOrder, 0.7, 1e-14)
		oracle.Near(t, kind.String()+", exclusive", strictly, 0.2, 1e-14)
	}
}

// TestFailsToStart: a spare with probability .3 of failing, of which a fifth comes while
// it waits. It has failed at 0 with .06, and starts with (.3 - .06)/(1 - .06) otherwise; in
// all it holds with .7. Then it never fails.
func TestFailsToStart(t *testing.T) {
	x := tree(gate("T", Spare, 1, 2), exponential("A", 2, 1), Element{Name: "B", Event: Event{Probability: 0.3, Dormancy: 0.2}})
	r := solved(t, x, 0.5)
	oracle.Near(t, "P(ever)", r.Ever, 0.3, 1e-14)
	oracle.Near(t, "F(.5)", r.At[0].Unreliability, 0.3*(1-math.Exp(-1)), 1e-13)
}

// TestOrderAtOneInstant: C forces B before A, so that A and B fail out of order; reversed
// they would be in order. Without C they are with 2/(2+3).
func TestOrderAtOneInstant(t *testing.T) {
	x := tree(gate("T", Pand, 1, 2), exponential("A", 2, 1), exponential("B", 3, 1), exponential("C", 5, 1))
	x.Dependencies = []Dependency{{"F", 3, 2, 1}, {"F", 3, 1, 1}}
	r := solved(t, x)
	// A first (2/10) and then B or C (B fails either way)
	oracle.Near(t, "P(ever)", r.Ever, 0.2, 1e-14)
	if w := r.Warnings[len(r.Warnings)-1]; w.Code != "simultaneous-order" || !strings.Contains(w.Text, `when "C" fails`) || !strings.Contains(w.Text, "reversed, P(ever) would be 0.7") {
		t.Errorf("%+v", r.Warnings)
	}
}

// Where the other order of what happens at one instant gives the same answer, the note says
// so: of two events that have failed at 0 with a half each, in order for both have with a
// quarter, whichever is first.
func TestOrderThatChangesNothing(t *testing.T) {
	half := Event{Probability: 0.5, Dormancy: 1}
	r := solved(t, tree(gate("T", Pand, 1, 2), Element{Name: "A", Event: half}, Element{Name: "B", Event: half}), 7)
	oracle.Near(t, "P(ever)", r.Ever, 0.25, 1e-14)
	for _, w := range r.Warnings {
		if w.Code == "simultaneous-order" && !strings.HasSuffix(w.Text, "reversed, the answer is the same") {
			t.Errorf("%s", w.Text)
		}
	}
}

// A mean time to failure that no number holds is not given, with a word.
func TestMTTFBeyondNumbers(t *testing.T) {
	r := solved(t, tree(gate("T", Spare, 1, 2), exponential("A", 1e300, 0.5), exponential("B", 1e-300, 0.5)))
	if !math.IsNaN(r.MTTF) || !slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == "mttf-rough" }) {
		t.Errorf("MTTF %g h, %+v", r.MTTF, r.Warnings)
	}
}

// TestRareEventsKeepTheirDigits: both of two events of 1e-9 in an hour, one after the
// other, and both at any order.
func TestRareEventsKeepTheirDigits(t *testing.T) {
	r := solved(t, tree(gate("T", Pand, 1, 2), exponential("A", 1e-9, 1), exponential("B", 1e-9, 1)), 1)
	f := -math.Expm1(-1e-9)
	oracle.Near(t, "pand", r.At[0].Unreliability, f*f/2, 1e-12)
	r = solved(t, tree(gate("T", And, 1, 2), exponential("A", 1e-9, 1), exponential("B", 1e-9, 1)), 1)
	oracle.Near(t, "and", r.At[0].Unreliability, f*f, 1e-14)
}

// TestQuadrature: sixteen units in eight pairs in series, by quadrature and by
// enumeration of the pairs: R(t) = (2 e^-t - e^-2t)^8, rates 1.5.
func TestQuadrature(t *testing.T) {
	x := tree(gate("T", Or))
	for pair := range 8 {
		x.Elements[0].Of = append(x.Elements[0].Of, 1+3*pair)
		x.Elements = append(x.Elements, gate("P", And, 2+3*pair, 3+3*pair), exponential("A", 1.5, 1), exponential("B", 1.5, 1))
	}
	want, binomial := 0.0, 1.0
	for k := range 9 { // of the eight, k take the second term
		sign := 1.0
		if k%2 == 1 {
			sign = -1
		}
		want += sign * binomial * math.Pow(2, float64(8-k)) / (1.5 * float64(8+k))
		binomial *= float64(8-k) / float64(k+1)
	}
	r := solved(t, x)
	oracle.Near(t, "MTTF", r.MTTF, want, 1e-12)
	if r.MTTFError <= 0 {
		t.Error("a quadrature has an error")
	}
}

// TestManyUnits: of many units in series nothing is left long before one alone is seen to
// fail.
func TestManyUnits(t *testing.T) {
	x, sum := tree(gate("T", Or)), 0.0
	for i := range 3000 {
		rate := 1e-3 * (1 + float64(i%7)/10)
		sum += rate
		x.Elements[0].Of = append(x.Elements[0].Of, i+1)
		x.Elements = append(x.Elements, exponential("A", rate, 1))
	}
	oracle.Near(t, "MTTF", solved(t, x).MTTF, 1/sum, 1e-12)
}

// TestAnyLaws: static trees take any law; where order matters a chain does not.
func TestAnyLaws(t *testing.T) {
	law, err := dist.NewWeibull(2, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := Element{Name: "W", Event: Event{Life: law, Dormancy: 1}}
	r := solved(t, tree(gate("T", Or, 1, 2), w, exponential("A", 0.2, 1)), 2)
	oracle.Near(t, "F(2)", r.At[0].Unreliability, 1-math.Exp(-4.0/9-0.4), 1e-13)
	oracle.Near(t, "MTTF of one", solved(t, tree(w)).MTTF, law.Mean(), 1e-14)
	var unsolved *UnsolvedError
	if _, err := Solve(t.Context(), tree(gate("T", Pand, 1, 2), w, exponential("A", 0.2, 1)), Options{}); !errors.As(err, &unsolved) || unsolved.Event != "W" {
		t.Errorf("%v", err)
	}
}

// TestRefused: what no reader can check, and options.
func TestRefused(t *testing.T) {
	for _, x := range []*Tree{
		{}, {Top: 3, Elements: []Element{{Name: "A"}}}, tree(gate("T", Kind(9), 1), exponential("A", 2, 1)), tree(gate("T", And, 7)),
		tree(exponential("A", math.NaN(), 1)), tree(exponential("A", 2, 1.5)),
		{Elements: []Element{exponential("A", 2, 1)}, Dependencies: []Dependency{{"F", 0, 4, 1}}},
	} {
		var form *FormError
		var param *model.ParamError
		if _, err := Solve(t.Context(), x, Options{}); !errors.As(err, &form) && !errors.As(err, &param) {
			t.Errorf("%+v: %v", x, err)
		}
	}
	var param *model.ParamError
	if _, err := Solve(t.Context(), tree(exponential("A", 2, 1)), Options{Times: []float64{-1}}); !errors.As(err, &param) {
		t.Errorf("%v", err)
	}
}

// TestSymmetryMakesStatesOne: of five spare gates that are alike and share a spare, states are
// counted and not told apart: some 20, where each by itself would make hundreds.
func TestSymmetryMakesStatesOne(t *testing.T) {
	x := tree(gate("T", And), exponential("S", 0.1, 0))
	for range 5 {
		n := len(x.Elements)
		x.Elements[0].Of = append(x.Elements[0].Of, n)
		x.Elements = append(x.Elements, gate("G", Spare, n+1, 1), exponential("A", 2, 1))
	}
	r := solved(t, x)
	if len(r.Parts) != 1 || r.Parts[0].States > 30 {
		t.Errorf("%+v", r.Parts)
	}
}
