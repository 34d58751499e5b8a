package galileo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dynamic"
)

// randomTree writes a tree of 3 to 9 events with gates of all kinds, dependencies and
// restrictions.
func randomTree(r *rand.Rand) (of []written, top int) {
	events := 3 + r.IntN(7)
	alike := r.IntN(3) == 0
	for i := range events {
		w := randomEvent(r, i)
		if alike && i > 0 && r.IntN(4) > 0 { // so that some may be exchanged
			name := w.name
			w = of[0]
			w.name = name
		}
		of = append(of, w)
	}
	var roots []int
	for i := range events {
		roots = append(roots, i)
	}
	spares := map[int]bool{}
	for g := 0; len(roots) > 1 && g < 12; g++ {
		w := written{name: fmt.Sprintf("g%d", g), keyword: pick(r, "and", "or", "or", "and", "vot", "pand", "por", "pand<", "por<", "csp", "wsp", "spare", "csp", "hsp")}
		n := min(len(roots), 2+r.IntN(2))
		r.Shuffle(len(roots), func(i, j int) { roots[i], roots[j] = roots[j], roots[i] })
		w.kids = slices.Clone(roots[:n])
		roots = roots[n:]
		if again := r.IntN(len(of)); r.IntN(3) == 0 && !slices.Contains(w.kids, again) && (!w.isSpare() || of[again].isEvent()) {
			w.kids = append(w.kids, again) // shared with others
		}
		if w.keyword == "vot" {
			w.k = 1 + r.IntN(len(w.kids))
		}
		if w.isSpare() {
			for _, kid := range w.kids {
				spares[kid] = true
			}
		}
		roots = append(roots, len(of))
		of = append(of, w)
	}
	top = roots[len(roots)-1]
	for i := r.IntN(3); i > 0; i-- {
		if w := randomDependency(r, len(of), events, i); w != nil {
			of = append(of, *w)
		}
	}
	if r.IntN(4) == 0 {
		of = append(of, randomRestriction(r, of, events, top))
	}
	return of, top
}

// randomRestriction is one of events, or of gates too.
func randomRestriction(r *rand.Rand, of []written, events, top int) written {
	w := written{name: "restriction", keyword: pick(r, "seq", "mutex"), kids: r.Perm(events)[:2+r.IntN(min(2, events-1))]}
	for i := range w.kids {
		if gate := r.IntN(len(of)); r.IntN(3) == 0 && gate != top && !of[gate].isDependency() && !slices.Contains(w.kids, gate) {
			w.kids[i] = gate
		}
	}
	return w
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func randomEvent(r *rand.Rand, i int) written {
	w := written{name: fmt.Sprintf("e%d", i), dorm: pick(r, 0, 0, 0.3, 0.7, 1.0)}
	switch r.IntN(12) {
	case 0:
		w.prob = pick(r, 0.15, 0.4, 0.9, 1)
	case 1:
		w.rate, w.phases = 0.5+2*r.Float64(), 2+r.IntN(2)
	case 2:
		w.rate, w.phases = 1e-7*(0.5+r.Float64()), 1
	case 3:
		w.phases = 1 // never by itself
	default:
		w.rate, w.phases = 0.1+2*r.Float64(), 1
	}
	return w
}

func randomDependency(r *rand.Rand, elements, events, i int) *written {
	w := &written{name: fmt.Sprintf("d%d", i), keyword: pick(r, "fdep", "fdep", "pdep"), chance: 1}
	w.kids = []int{r.IntN(elements)}
	n := 1 + r.IntN(2)
	if w.keyword == "pdep" {
		w.chance, n = pick(r, 0.2, 0.6), 1
	}
	for _, e := range r.Perm(events) {
		if e != w.kids[0] && len(w.kids) <= n {
			w.kids = append(w.kids, e)
		}
	}
	if len(w.kids) < 2 {
		return nil
	}
	return w
}

// text is a tree in the Galileo form.
func text(of []written, top int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "toplevel %q;\n", of[top].name)
	for _, w := range of {
		fmt.Fprintf(&b, "%q ", w.name)
		switch {
		case w.isEvent() && w.prob > 0:
			fmt.Fprintf(&b, "prob=%g dorm=%g", w.prob, w.dorm)
		case w.isEvent() && w.phases > 1:
			fmt.Fprintf(&b, "lambda=%v phases=%d dorm=%g", w.rate, w.phases, w.dorm)
		case w.isEvent():
			fmt.Fprintf(&b, "lambda=%v dorm=%g", w.rate, w.dorm)
		case w.keyword == "vot":
			fmt.Fprintf(&b, "%dof%d", w.k, len(w.kids))
		case w.keyword == "pdep":
			fmt.Fprintf(&b, "pdep=%g", w.chance)
		default:
			b.WriteString(w.keyword)
		}
		for _, kid := range w.kids {
			fmt.Fprintf(&b, " %q", of[kid].name)
		}
		b.WriteString(";\n")
	}
	return b.String()
}

// TestRandomTreesByBruteForce: 300 trees whose meaning is agreed on come out as they do
// step by step; those that are refused have a clash, or a form that is named.
func TestRandomTreesByBruteForce(t *testing.T) {
	const want, rel = 300, 1e-9
	r := rand.New(rand.NewPCG(26, 23))
	times := []float64{0, 0.3, 2}
	solved, refused, infinite, ordered := 0, 0, 0, 0
	for n := 0; solved < want; n++ {
		of, top := randomTree(r)
		source := text(of, top)
		file, err := Read("tree.dft", strings.NewReader(source))
		if err != nil {
			refused++
			continue
		}
		b := newBrute(of, top)
		b.generate()
		got, err := dynamic.Solve(t.Context(), file.Tree, dynamic.Options{Times: times})
		if err != nil {
			var form *dynamic.FormError
			if !errors.As(err, &form) || !b.clash {
				t.Fatalf("%v\n%s", err, source)
			}
			refused++
			continue
		}
		if b.clash {
			continue // in a part that does not matter
		}
		solved++
		mean, ever, never := b.mttf()
		name := fmt.Sprintf("tree %d: ", n)
		switch {
		case math.IsInf(got.MTTF, 1) != (never > 0):
			t.Errorf("%sMTTF %g, P(never) %g", name, got.MTTF, never)
		case math.IsInf(got.MTTF, 1):
			infinite++
		default:
			oracle.Near(t, name+"MTTF", got.MTTF, mean, rel)
		}
		oracle.Near(t, name+"P(ever)", got.Ever, ever, rel)
		oracle.Near(t, name+"P(never)", got.Never, never, rel)
		for _, at := range got.At {
			oracle.Near(t, fmt.Sprintf("%sF(%g)", name, at.T), at.Unreliability, b.unreliability(at.T), rel)
		}
		if slices.ContainsFunc(got.Warnings, func(w model.Warning) bool { return w.Code == "simultaneous-order" }) {
			ordered++
		}
		if t.Failed() {
			t.Fatal(source)
		}
	}
	t.Logf("%d solved, of which %d may never fail and %d depend on the order at one instant; %d refused", solved, infinite, ordered, refused)
	if infinite < 30 || ordered < 3 {
		t.Errorf("%d may never fail, %d depend on order: the trees are too plain", infinite, ordered)
	}
}
