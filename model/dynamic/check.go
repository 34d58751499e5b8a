package dynamic

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"mtbf/internal/sharing"
	"mtbf/model"
)

// FormError tells of a form whose meaning is not agreed on, or that is none.
type FormError struct {
	Element string // a gate, an event, a dependency or a restriction
	Text    string
}

func (e *FormError) Error() string { return fmt.Sprintf("%q: %s", e.Element, e.Text) }

func fault(element, format string, args ...any) error {
	return &FormError{element, fmt.Sprintf(format, args...)}
}

// Check returns a *[FormError] unless the tree means one thing: numbers are in their
// domain, nothing is an input of itself, and none of the forms stands in it that programs
// take in different ways.
func (t *Tree) Check() error {
	if len(t.Elements) == 0 || t.Top < 0 || t.Top >= len(t.Elements) {
		return &model.ParamError{Param: "top", Value: t.Top, Want: "an element of the tree"}
	}
	for i := range t.Elements {
		if err := t.checkElement(&t.Elements[i]); err != nil {
			return err
		}
	}
	if err := t.checkCircles(); err != nil {
		return err
	}
	if err := t.checkDepth(); err != nil {
		return err
	}
	for _, d := range t.Dependencies {
		if err := t.checkDependency(d); err != nil {
			return err
		}
	}
	for _, r := range t.Restrictions {
		if err := t.checkRestriction(r); err != nil {
			return err
		}
	}
	return t.checkSpares()
}

func (t *Tree) known(name string, of ...int) error {
	for _, i := range of {
		if i < 0 || i >= len(t.Elements) {
			return fault(name, "no element has the number %d", i)
		}
	}
	return nil
}

func (t *Tree) checkElement(e *Element) error {
	if err := t.known(e.Name, e.Of...); err != nil {
		return err
	}
	switch {
	case e.Kind > Spare:
		return fault(e.Name, "there is no kind %d", e.Kind)
	case e.Kind == Basic:
		return checkEvent(e)
	case len(e.Of) == 0:
		return fault(e.Name, "a gate has inputs")
	case e.Kind == Vote && (e.K < 1 || e.K > len(e.Of)):
		return fault(e.Name, "%d of %d inputs cannot fail", e.K, len(e.Of))
	}
	sorted := slices.Sorted(slices.Values(e.Of))
	if len(slices.Compact(sorted)) < len(e.Of) && e.Kind != And && e.Kind != Or {
		return fault(e.Name, "an input stands twice in a %s", e.Kind)
	}
	return nil
}

func checkEvent(e *Element) error {
	v := e.Event
	laws := 0
	for _, has := range []bool{v.Rate > 0, v.Probability > 0, v.Life != nil} {
		if has {
			laws++
		}
	}
	switch {
	case len(e.Of) > 0:
		return fault(e.Name, "a basic event has no inputs")
	case laws > 1:
		return fault(e.Name, "a basic event has one law")
	case !(v.Rate >= 0) || math.IsInf(v.Rate, 1):
		return fault(e.Name, "a rate is 0 or more, not %g", v.Rate)
	case !(v.Probability >= 0 && v.Probability <= 1):
		return fault(e.Name, "a probability is from 0 to 1, not %g", v.Probability)
	case !(v.Dormancy >= 0 && v.Dormancy <= 1):
		return fault(e.Name, "a dormancy is from 0 to 1, not %g", v.Dormancy)
	case v.Phases < 0 || v.Phases > MaxPhases:
		return fault(e.Name, "an event has 1 to %d phases, not %d", MaxPhases, v.Phases)
	}
	return nil
}

// MaxPhases is the most phases that an event has.
const MaxPhases = 250

// checkCircles looks for an element that is an input of itself.
func (t *Tree) checkCircles() error {
	const open, done = 1, 2
	seen := make([]uint8, len(t.Elements))
	type frame struct{ at, next int }
	for i := range t.Elements {
		if seen[i] != 0 {
			continue
		}
		seen[i] = open
		for stack := []frame{{at: i}}; len(stack) > 0; {
			f := &stack[len(stack)-1]
			of := t.Elements[f.at].Of
			if f.next == len(of) {
				seen[f.at] = done
				stack = stack[:len(stack)-1]
				continue
			}
			kid := of[f.next]
			f.next++
			switch seen[kid] {
			case 0:
				seen[kid] = open
				stack = append(stack, frame{at: kid})
			case open:
				return fault(t.Elements[kid].Name, "is an input of itself, through %q", t.Elements[f.at].Name)
			}
		}
	}
	return nil
}

// maxDepth is how many gates may be inside each other.
const maxDepth = 1000

func (t *Tree) checkDepth() error {
	all := make([]int, len(t.Elements))
	for i := range all {
		all[i] = i
	}
	for i, depth := range t.ranks(all) {
		if depth > maxDepth {
			return fault(t.Elements[i].Name, "more than %d gates are inside each other", maxDepth)
		}
	}
	return nil
}

func (t *Tree) checkDependency(d Dependency) error {
	if err := t.known(d.Name, d.Trigger, d.Dependent); err != nil {
		return err
	}
	switch {
	case t.Elements[d.Dependent].Kind != Basic:
		return fault(d.Name, "what is forced to fail is a basic event, and %q is a gate", t.Elements[d.Dependent].Name)
	case d.Trigger == d.Dependent:
		return fault(d.Name, "%q triggers itself", t.Elements[d.Trigger].Name)
	case !(d.Probability > 0 && d.Probability <= 1):
		return fault(d.Name, "a dependency has a probability above 0 and up to 1, not %g", d.Probability)
	}
	return nil
}

func (t *Tree) checkRestriction(r Restriction) error {
	if err := t.known(r.Name, r.Of...); err != nil {
		return err
	}
	if len(r.Of) < 2 {
		return fault(r.Name, "a %s has two inputs or more", r.Kind)
	}
	if sorted := slices.Sorted(slices.Values(r.Of)); len(slices.Compact(sorted)) < len(r.Of) {
		return fault(r.Name, "an input stands twice in a %s", r.Kind)
	}
	for i, of := range r.Of {
		for _, e := range t.below(of) {
			event := &t.Elements[e].Event
			switch {
			case t.Elements[e].Kind != Basic:
			case event.Probability > 0:
				return fault(r.Name, "%q below it has a probability and no rate: programs differ in what a %s then forbids", t.Elements[e].Name, r.Kind)
			case r.Kind == Sequence && i > 0 && (event.phases() > 1 || event.Life != nil):
				return fault(r.Name, "%q below it is not exponential: whether it ages while it must not fail is not said", t.Elements[e].Name)
			case event.Life != nil:
				return fault(r.Name, "%q below it is neither exponential nor Erlang: when it fails later, if it must not fail now, is not said", t.Elements[e].Name)
			}
		}
	}
	return nil
}

// below are an element and all that it is made of.
func (t *Tree) below(of ...int) []int {
	seen := map[int]bool{}
	var all []int
	for queue := slices.Clone(of); len(queue) > 0; {
		e := queue[len(queue)-1]
		if queue = queue[:len(queue)-1]; !seen[e] {
			seen[e] = true
			all = append(all, e)
			queue = append(queue, t.Elements[e].Of...)
		}
	}
	return all
}

// spareModules are elements by the spare input that they wait with, -1 for those that are
// in use from the start: what is joined to the top, or to no spare, by gates other than
// spare gates.
func (t *Tree) spareModules() ([]int, error) {
	component := make([]int, len(t.Elements))
	for c, set := range sharing.Sets(len(t.Elements), t.joins) {
		for _, i := range set {
			component[i] = c
		}
	}
	waits := map[int]int{} // by component, the spare input that it is
	top := component[t.Top]
	for _, e := range t.Elements {
		if e.Kind != Spare {
			continue
		}
		for _, kid := range e.Of {
			c := component[kid]
			if other, is := waits[c]; is && other != kid && c != top {
				return nil, fault(e.Name, "%q and %q have parts in common: programs differ in what starts when one of them is claimed", t.Elements[other].Name, t.Elements[kid].Name)
			}
			waits[c] = kid
		}
	}
	home := make([]int, len(t.Elements))
	for i := range home {
		home[i] = -1
		if c := component[i]; c != top {
			if kid, is := waits[c]; is {
				home[i] = kid
			}
		}
	}
	return home, nil
}

// joins are an element and the inputs that go the same way with it as to when they start.
func (t *Tree) joins(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if !yield(i) || t.Elements[i].Kind == Spare {
			return
		}
		for _, kid := range t.Elements[i].Of {
			if !yield(kid) {
				return
			}
		}
	}
}

// checkSpares refuses spares whose claims or starts are not agreed on.
func (t *Tree) checkSpares() error {
	home, err := t.spareModules()
	if err != nil {
		return err
	}
	first := map[int]string{}
	for i, e := range t.Elements {
		if e.Kind != Spare {
			continue
		}
		if other, is := first[e.Of[0]]; is {
			return fault(e.Name, "its first unit %q is that of %q too: whose it is is not said", t.Elements[e.Of[0]].Name, other)
		}
		first[e.Of[0]] = e.Name
		for _, kid := range e.Of {
			if home[i] >= 0 && home[i] == home[kid] {
				return fault(e.Name, "the spare gate is a part of what waits with its own input %q: programs differ in whether it ever starts", t.Elements[kid].Name)
			}
		}
	}
	return nil
}
