package faulttree

import "slices"

// decision is what house events and constants say of a formula.
type decision uint8

const (
	undecided decision = iota
	never
	always
)

func decided(happens bool) decision {
	if happens {
		return always
	}
	return never
}

// opposite is the decision of a complement.
func (d decision) opposite() decision { return [...]decision{undecided, always, never}[d] }

// decide is the decision of a formula, of whose gates it is known.
func (b *builder) decide(f *Formula) decision {
	switch {
	case f.Op == Constant:
		return decided(f.Value)
	case f.Op == Same && f.Gate != nil:
		return b.decisions[f.Gate]
	case f.Op == Same && f.House != nil:
		if happens, set := b.houses[f.House]; set {
			return decided(happens)
		}
		return decided(f.House.Happens)
	case f.Op == Same:
		return undecided
	}
	happen, open := 0, 0
	for _, x := range f.Of {
		switch b.decide(x) {
		case always:
			happen++
		case undecided:
			open++
		}
	}
	n := len(f.Of)
	switch f.Op {
	case And:
		return between(happen, open, n, n)
	case Or:
		return between(happen, open, 1, n)
	case Not, Nor:
		return between(happen, open, 0, 0)
	case Nand:
		return between(happen, open, 0, n-1)
	case AtLeast:
		return between(happen, open, f.K, n)
	case Cardinality:
		return between(happen, open, f.K, f.Max)
	case Imply:
		return b.implied(f)
	}
	if open > 0 {
		return undecided
	}
	return decided((happen%2 == 1) == (f.Op == Xor))
}

func (b *builder) implied(f *Formula) decision {
	switch from, to := b.decide(f.Of[0]), b.decide(f.Of[1]); {
	case from == never || to == always:
		return always
	case from == always:
		return to
	case to == never:
		return from.opposite()
	}
	return undecided
}

// between decides whether lo to hi happen, where so many do and so many others may.
func between(happen, open, lo, hi int) decision {
	switch {
	case happen+open < lo || happen > hi:
		return never
	case happen >= lo && happen+open <= hi:
		return always
	}
	return undecided
}

// below are the gates below a formula, each after those that it is made of, and of
// formulas that are decided none.
func (b *builder) below(f *Formula) []*Gate {
	var all []*Gate
	found := map[*Gate]bool{}
	open := []*Formula{f}
	for len(open) > 0 {
		last := open[len(open)-1]
		open = open[:len(open)-1]
		switch {
		case b.decide(last) != undecided:
		case last.Gate == nil:
			open = append(open, last.Of...)
		case !found[last.Gate]:
			found[last.Gate] = true
			all = append(all, last.Gate)
			open = append(open, last.Gate.Formula)
		}
	}
	slices.SortFunc(all, func(x, y *Gate) int { return x.rank - y.rank })
	return all
}
