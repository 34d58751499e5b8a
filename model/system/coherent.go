package system

// Coherent reports whether nothing in the structure works while something else fails, so
// that a failure never helps: it has no [Not]. A structure that has some may still be
// coherent, which this does not find out.
func (m *Model) Coherent() bool {
	found := false
	m.each(m.Top, map[Node]bool{}, func(n Node) {
		if _, is := n.(*Not); is {
			found = true
		}
	})
	return !found
}
