package census

import (
	"cmp"
	"slices"
	"strings"
)

// makeRoom makes room for the repair times of all parts, and gives
// each its pieces of it: no part has more than that. The times lie by set of
// causes, in the order of the tree that it returns, so that those of a place in
// the tree mostly lie together. Where failures are joined it does nothing: they
// may have more causes than outages have.
func (s *study) makeRoom(parts []*part) (sets []int32, times []float64, err error) {
	if s.joins() {
		return nil, nil, nil
	}
	outages := make([][]int, len(parts))
	if err := each(s.ctx, len(parts), s.opt.Workers, func(i int) { outages[i] = parts[i].bySet() }); err != nil {
		return nil, nil, err
	}
	total := make([]int, len(s.sets.sets))
	for _, counts := range outages {
		for set, n := range counts {
			total[set] += n
		}
	}
	sets = s.inTree(total)
	times = make([]float64, 0, len(s.outages))
	for _, set := range sets {
		for i, p := range parts {
			p.found[set].repairs.Times = piece(&times, outages[i][set])
		}
	}
	return sets, times, nil
}

// inTree returns the sets of causes of which there are any: in the order of the
// tree by their first cause, those with several last. Their places in the tree
// are numbered on the way.
func (s *study) inTree(counts []int) []int32 {
	var sets []int32
	for set, n := range counts {
		if n > 0 {
			sets = append(sets, int32(set))
			s.sets.of(int32(set))
		}
	}
	first := func(set int32) string { // a slash comes before all letters
		if len(s.sets.sets[set]) == 0 {
			return ""
		}
		return strings.ReplaceAll(string(s.sets.sets[set][0]), "/", "\x00")
	}
	slices.SortStableFunc(sets, func(a, b int32) int {
		several := func(set int32) int { return min(2, len(s.sets.sets[set])) }
		return cmp.Or(cmp.Compare(several(a), several(b)), cmp.Compare(first(a), first(b)))
	})
	return sets
}

// gather puts together what the parts have gathered by set of causes. times is the
// room they had.
func (s *study) gather(parts []*part, sets []int32, times []float64) *tallies {
	t := &tallies{joined: s.joinedToCarried()}
	var spans [][]span // of times, by node
	for _, set := range sets {
		all, from := gathered{}, len(times)
		for _, p := range parts {
			all.add(&p.found[set])
			times = append(times, p.found[set].repairs.Times...)
		}
		t.bySet = append(t.bySet, repairsOf{set, times[from:len(times):len(times)], all.repairs.Censored})
		rule := s.reportedRule(set)
		for _, n := range s.sets.of(set) {
			place := t.at(n)
			place.add(&all)
			place.covered.Down.Merge(all.alone)
			if place.byRule == nil {
				place.byRule = make([]int, len(s.opt.Reported)+1)
			}
			place.byRule[rule] += all.failures
			spans = append(spans, make([][]span, max(0, int(n)+1-len(spans)))...)
			spans[n] = append(spans[n], span{from, len(times)})
		}
		t.all.Down.Merge(all.alone)
	}
	for n, own := range spans {
		if own != nil {
			t.of[n].repairs.Times = together(times, own)
		}
	}
	for _, p := range parts {
		t.shares.merge(p.shares)
		for n, down := range p.down {
			if down != nil {
				t.at(node(n)).covered.merge(down.total)
			}
		}
		t.all.merge(p.all.total)
		t.planned.merge(p.planned.total)
		t.planned.Down.Merge(p.workAlone)
		if !s.opt.IncludePlanned { // it is in no cause's
			t.all.Down.Merge(p.workAlone)
		}
	}
	return t
}

// span is a stretch of a slice.
type span struct{ from, to int }

// together returns what is in the spans, in order: a part of all if they are next
// to each other.
func together(all []float64, spans []span) []float64 {
	for i := range spans[1:] {
		if spans[i].to != spans[i+1].from {
			parts := make([][]float64, len(spans))
			for j, s := range spans {
				parts[j] = all[s.from:s.to]
			}
			return slices.Concat(parts...)
		}
	}
	from, to := spans[0].from, spans[len(spans)-1].to
	return all[from:to:to]
}

// piece cuts room for n numbers off all.
func piece(all *[]float64, n int) []float64 {
	from := len(*all)
	*all = (*all)[:from+n]
	return (*all)[from : from : from+n]
}

// stretch returns the outages of the part.
func (p *part) stretch() []outage {
	if len(p.runs) == 0 {
		return nil
	}
	return p.outages[p.runs[0].first:p.runs[len(p.runs)-1].last]
}

// bySet counts the outages of the part that are downtime, by their set of causes.
func (p *part) bySet() []int {
	counts := make([]int, len(p.sets.sets))
	all := p.stretch()
	for i := range all {
		if p.isDown(&all[i]) {
			counts[all[i].causes]++
		}
	}
	return counts
}
