package dynamic

// Unused are the names of elements, dependencies and restrictions that do not matter to
// the top.
func (t *Tree) Unused() []string {
	var names []string
	in, err := t.used()
	if err != nil {
		return nil
	}
	for i, e := range t.Elements {
		if !in[i] {
			names = append(names, e.Name)
		}
	}
	for _, d := range t.Dependencies {
		if !in[d.Dependent] && (len(names) == 0 || names[len(names)-1] != d.Name) {
			names = append(names, d.Name)
		}
	}
	for _, r := range t.Restrictions {
		if !in[r.Of[0]] {
			names = append(names, r.Name)
		}
	}
	return names
}

func (t *Tree) used() ([]bool, error) {
	l, err := newLinks(t)
	if err != nil {
		return nil, err
	}
	in := make([]bool, len(t.Elements))
	for _, i := range l.closure(t.Top) {
		in[i] = true
	}
	return in, nil
}

// pruned is the tree without what does not matter to its top.
func (t *Tree) pruned() (*Tree, error) {
	in, err := t.used()
	if err != nil {
		return nil, err
	}
	p := &Tree{}
	number := make([]int, len(t.Elements))
	for i, e := range t.Elements {
		if in[i] {
			number[i] = len(p.Elements)
			p.Elements = append(p.Elements, e)
		}
	}
	renumber := func(of []int) []int {
		now := make([]int, len(of))
		for k, i := range of {
			now[k] = number[i]
		}
		return now
	}
	for i := range p.Elements {
		p.Elements[i].Of = renumber(p.Elements[i].Of)
	}
	p.Top = number[t.Top]
	for _, d := range t.Dependencies {
		if in[d.Dependent] {
			d.Trigger, d.Dependent = number[d.Trigger], number[d.Dependent]
			p.Dependencies = append(p.Dependencies, d)
		}
	}
	for _, r := range t.Restrictions {
		if in[r.Of[0]] {
			r.Of = renumber(r.Of)
			p.Restrictions = append(p.Restrictions, r)
		}
	}
	return p, nil
}

// Waiting tells of each element whether it waits with an input of a spare gate that is not
// in use from the start.
func (t *Tree) Waiting() []bool {
	waits := make([]bool, len(t.Elements))
	home, err := t.spareModules()
	if err != nil {
		return waits
	}
	started := t.started(home)
	for i, h := range home {
		waits[i] = h >= 0 && !started[h]
	}
	return waits
}

// started tells of the inputs of spare gates whether they are in use at the start.
func (t *Tree) started(home []int) []bool {
	on := make([]bool, len(t.Elements))
	for again := true; again; {
		again = false
		for i, e := range t.Elements {
			if e.Kind == Spare && !on[e.Of[0]] && (home[i] < 0 || on[home[i]]) {
				on[e.Of[0]], again = true, true
			}
		}
	}
	return on
}

// InUse are inputs of spare gates that do not wait although they are not the first,
// because other gates than spare gates join them to the top, and for which this matters.
func (t *Tree) InUse() []int {
	home, err := t.spareModules()
	if err != nil {
		return nil
	}
	var all []int
	seen := make([]bool, len(t.Elements))
	for _, e := range t.Elements {
		if e.Kind != Spare {
			continue
		}
		for _, kid := range e.Of[1:] {
			if home[kid] < 0 && !seen[kid] {
				seen[kid] = true
				all = append(all, kid)
			}
		}
	}
	return all
}
