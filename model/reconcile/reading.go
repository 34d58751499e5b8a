package reconcile

import (
	"cmp"
	"math"
	"slices"
)

// rank turns what was found into readings, the closest first, and keeps as
// many as are asked for.
func (p *puzzle) rank(all []settled) []Reading {
	type ranked struct {
		Reading
		off float64
	}
	list := make([]ranked, len(all))
	for i, s := range all {
		r := p.reading(s)
		list[i] = ranked{r, off(r.Misses)}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.off, b.off), cmp.Compare(a.Total.Lo, b.Total.Lo), cmp.Compare(a.FromYears, b.FromYears))
	})
	readings := make([]Reading, min(len(list), p.opt.Best))
	for i := range readings {
		readings[i] = list[i].Reading
	}
	return readings
}

// off adds up how far the misses are from what is printed, in units of the
// last decimal. A range counts by its farther end, so that a reading which
// leaves a row open comes after one that settles it.
func off(misses []Miss) float64 {
	sum := 0.0
	for _, m := range misses {
		sum += math.Max(m.Hi-m.Value, m.Value-m.Lo) * math.Pow10(m.Decimals)
	}
	return sum
}

// reading works out the ranges, the exposures and the misses.
func (p *puzzle) reading(s settled) Reading {
	box := slices.Clone(s.box)
	attributions := p.tighten(s.n, box)
	r := Reading{Total: CountRange{s.n, s.n}, Counts: box[:len(p.rows)]}
	r.FromYears, r.ToYears = p.exposures(s)
	for i := range p.cells {
		if c := &p.cells[i]; s.mask[c.row]&c.bit == 0 {
			lo, hi := p.gives(c, &r, box[c.row], attributions)
			r.Misses = append(r.Misses, Miss{c.Cell, lo, hi})
		}
	}
	if !p.totalMatters() {
		r.Total.Lo = p.opt.MinTotal
		for _, n := range box[:len(p.rows)] {
			r.Total.Lo = max(r.Total.Lo, n.Lo)
		}
	}
	if p.tree.root < len(p.rows) {
		r.Counts[p.tree.root] = r.Total
	}
	return r
}

// tighten narrows linked rows to the counts that the others leave them, and
// returns the attributions. Those counts are a range without gaps.
func (p *puzzle) tighten(n int, box []CountRange) CountRange {
	if p.linked {
		for r := range box {
			if r != p.tree.root && box[r].Lo < box[r].Hi {
				box[r] = p.narrowed(n, box, r)
			}
		}
	}
	attributions, _ := p.tree.fits(n, box)
	return attributions.meet(box[p.tree.root])
}

func (p *puzzle) narrowed(n int, box []CountRange, r int) CountRange {
	whole, left := box[r], box[r]
	defer func() { box[r] = whole }()
	fits := func(k int) bool {
		box[r] = CountRange{k, k}
		_, ok := p.tree.fits(n, box)
		return ok
	}
	for left.Lo < left.Hi && !fits(left.Lo) {
		left.Lo++
	}
	for left.Lo < left.Hi && !fits(left.Hi) {
		left.Hi--
	}
	return left
}

// exposures returns those with which all MTBFs that s holds do hold.
func (p *puzzle) exposures(s settled) (from, to float64) {
	from, to = p.ends[0], p.ends[1]
	for i := range p.cells {
		c := &p.cells[i]
		if c.Column != MTBFColumn || s.mask[c.row]&c.bit == 0 {
			continue
		}
		n := s.box[c.row].Lo
		if c.row == p.tree.root {
			n = s.n
		}
		from = math.Max(from, float64(c.below)*float64(n)/p.unit)
		to = math.Min(to, float64(c.above)*float64(n)/p.unit)
	}
	return from, math.Max(from, to)
}

// gives returns what a reading has in place of the cell c.
func (p *puzzle) gives(c *cell, r *Reading, counts, attributions CountRange) (lo, hi float64) {
	if c.row == p.tree.root {
		counts = r.Total
		if c.Column == ShareColumn {
			counts = attributions
		}
	}
	lo, hi = float64(counts.Lo), float64(counts.Hi)
	switch c.Column {
	case ShareColumn:
		n := float64(r.Total.Lo)
		return 100 * lo / n, 100 * hi / n
	case MTBFColumn:
		return r.FromYears / hi, r.ToYears / lo
	}
	return lo, hi
}
