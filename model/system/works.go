package system

import (
	"fmt"

	"mtbf/model"
)

// Works reports whether the structure works while the units do as told, one
// entry for each unit of the model, which [Validate] must take.
func (m *Model) Works(works []bool) (bool, error) {
	if len(works) != len(m.Units) {
		return false, &model.ParamError{Param: "works", Value: len(works), Want: fmt.Sprintf("one entry for each of the %d units", len(m.Units))}
	}
	l, err := newLive(m)
	if err != nil {
		return false, err
	}
	for unit, up := range works {
		if !up {
			l.change(unit, true)
		}
	}
	return l.up(), nil
}

// Children returns the nodes right below n.
func Children(n Node) []Node {
	if missing(n) {
		return nil
	}
	switch n := n.(type) {
	case *Series:
		return n.Of
	case *Parallel:
		return n.Of
	case *KOfN:
		return n.Of
	case *Capacity:
		return n.Of
	case *Network:
		of := make([]Node, len(n.Edges))
		for i, e := range n.Edges {
			of[i] = e.Node
		}
		return of
	}
	return nil
}
