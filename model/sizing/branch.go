package sizing

import (
	"math"
	"slices"
)

// branch searches the ways to answer the questions below a node that is neither
// series nor parallel.
type branch struct {
	*search
	lists  [][]point
	eval   func(kids []chance) chance
	weight int // combinations that an evaluation counts for

	kids    []chance // so far, and the best of those that are open
	best    []chance
	designs []point
	bounds  []point
}

// branch returns the Pareto options of the node.
func (f *search) branch(n *node) []point {
	b := &branch{search: f}
	if n.d != nil {
		b.ofDiagram(n.d)
	} else {
		b.ofKids(n)
	}
	for i, list := range b.lists {
		if len(list) == 0 {
			return nil
		}
		b.best[i] = chanceOf(together(list).loss)
	}
	b.climb()
	copy(b.kids, b.best)
	b.visit(0, &point{})
	return f.pareto(append(b.designs, b.bounds...))
}

// ofDiagram branches over the questions of a diagram.
func (b *branch) ofDiagram(d *diagram) {
	for _, place := range d.places {
		b.lists = append(b.lists, b.at[place-b.t.first])
	}
	b.kids = make([]chance, len(d.places))
	b.best = make([]chance, len(d.places))
	b.weight = 1 + len(d.table)/8
	b.eval = func(kids []chance) chance {
		for i, place := range d.places {
			b.x[place] = kids[i]
		}
		return d.chance(b.x)
	}
}

// ofKids branches over the children of a k-of-n that ask.
func (b *branch) ofKids(n *node) {
	fixed := newTally(n.k)
	for _, kid := range n.kids {
		if kid.asks {
			b.lists = append(b.lists, b.options(kid))
		} else {
			fixed.add(kid.chance(b.x))
		}
	}
	b.kids = make([]chance, len(b.lists))
	b.best = make([]chance, len(b.lists))
	b.weight = 1 + len(b.lists)*n.k/8
	b.eval = func(kids []chance) chance {
		t := slices.Clone(fixed)
		for _, c := range kids {
			t.add(c)
		}
		return t.chance()
	}
}

// climb takes good designs to begin with: from the cheapest, one better answer
// at a time, that which lowers the loss most for what it spends.
func (b *branch) climb() {
	at := make([]*point, len(b.lists))
	for i, list := range b.lists {
		first := slices.IndexFunc(list, func(p point) bool { return !p.bound })
		if first < 0 {
			return
		}
		at[i] = &list[first]
	}
	for !b.ended() {
		now := b.sum(at)
		if now.spend.within(b.room) && !b.beaten(&now) {
			b.take(now)
		}
		kid, to := b.upgrade(at, now)
		if to == nil {
			return
		}
		at[kid] = to
	}
}

// sum is the design of one answer for each kid.
func (b *branch) sum(at []*point) point {
	var p point
	for i, kid := range at {
		b.kids[i] = chanceOf(kid.loss)
		before := p
		p = point{value: value{spend: p.spend.plus(kid.spend)}, left: &before, right: kid}
	}
	b.looked += b.weight
	p.loss = b.eval(b.kids).loss()
	return p
}

// upgrade is the best exchange of one answer for one that costs more.
func (b *branch) upgrade(at []*point, now point) (kid int, to *point) {
	most := 0.0
	for i, list := range b.lists {
		from := at[i]
		for j := range list {
			p := &list[j]
			if p.bound || p.loss >= from.loss || p.spend[0] < from.spend[0] {
				continue
			}
			at[i] = p
			then := b.sum(at)
			at[i] = from
			gain := math.Log(now.loss/then.loss) / (then.spend[0] - now.spend[0])
			if then.spend.within(b.room) && gain > most {
				most, kid, to = gain, i, p
			}
		}
	}
	return kid, to
}

// visit answers kid i in every way that may lead to a design that none beats:
// with the open kids at their best, which spend nothing beyond the least. What
// the work does not allow becomes a bound.
func (b *branch) visit(i int, before *point) {
	for j := range b.lists[i] {
		if b.ended() {
			b.leave(i, before)
			return
		}
		p := &b.lists[i][j]
		b.kids[i] = chanceOf(p.loss)
		b.looked += b.weight
		sum := point{value: before.plus(&p.value), left: before, right: p}
		hope := sum
		hope.loss = b.eval(b.kids).loss()
		switch {
		case !hope.spend.within(b.room) || b.beaten(&hope):
		case i == len(b.lists)-1:
			b.take(hope)
		case b.over():
			hope.bound = true
			b.take(hope)
		default:
			b.visit(i+1, &sum)
		}
	}
	b.kids[i] = b.best[i]
}

// leave makes a bound of all ways in which kid i and those after it may be
// answered.
func (b *branch) leave(i int, before *point) {
	b.kids[i] = b.best[i]
	rest := point{value: before.value, left: before}
	rest.loss, rest.bound = b.eval(b.kids).loss(), true
	b.take(rest)
}

func (b *branch) beaten(p *point) bool {
	return slices.ContainsFunc(b.designs, func(q point) bool { return q.beats(&p.value) })
}

func (b *branch) take(p point) {
	if p.bound {
		b.bounds = append(b.bounds, p)
		return
	}
	b.designs = slices.DeleteFunc(b.designs, func(q point) bool { return p.beats(&q.value) })
	b.designs = append(b.designs, p)
}
