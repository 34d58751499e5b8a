package sizing

import (
	"mtbf/model"
	"mtbf/model/system"
)

// alternatives is how many things a question has to choose from.
func alternatives(q *system.Choose) int { return len(q.Components) + len(q.Structures) }

// structureOf is the structure that alternative i of a question is; nil for a single unit.
func structureOf(q *system.Choose, i int) *system.Model {
	if i < len(q.Components) {
		return nil
	}
	return q.Structures[i-len(q.Components)]
}

// addStructures takes the structures of a question apart, of which each copy is a whole one.
func (t *tree) addStructures(q *system.Choose) error {
	for _, m := range q.Structures {
		if len(m.Components) != len(t.m.Components) {
			return &model.ParamError{Param: "choose: of", Value: m.Name, Want: "a structure of the components of the system"}
		}
		inner, err := newTree(t.ctx, m)
		if err != nil {
			return err
		}
		if len(inner.questions) > 0 {
			return &model.ParamError{Param: "choose: of", Value: m.Name, Want: "a structure without a question of its own"}
		}
		t.copied[m] = inner
	}
	return nil
}

// one is the chance that one copy of alternative i of a question works. The units of a
// copy are its own, so that copies are independent.
func (t *tree) one(s *componentValues, q *system.Choose, i int) (chance, error) {
	m := structureOf(q, i)
	if m == nil {
		return s.unit(q.Components[i])
	}
	inner := t.copied[m]
	x, err := inner.fill(s)
	if err != nil {
		return chance{}, err
	}
	return inner.root.chance(x), nil
}

// each calls f with the components of one copy of an alternative, unit by unit.
func (t *tree) each(q *system.Choose, i int, f func(component int)) {
	m := structureOf(q, i)
	if m == nil {
		f(q.Components[i])
		return
	}
	for u, used := range t.copied[m].used {
		if used {
			f(m.Units[u].Component)
		}
	}
}

// consists reports whether a copy of any alternative of a question has a component.
func (t *tree) consists(q *system.Choose, component int) bool {
	found := false
	for i := range alternatives(q) {
		t.each(q, i, func(c int) { found = found || c == component })
	}
	return found
}

// Questions are those of a model, in the order in which a [Design] answers them.
func Questions(m *system.Model) []*system.Choose {
	var found []*system.Choose
	var walk func(system.Node)
	walk = func(n system.Node) {
		if q, ok := n.(*system.Choose); ok {
			found = append(found, q)
		}
		for _, kid := range system.Children(n) {
			walk(kid)
		}
	}
	walk(m.Top)
	return found
}
