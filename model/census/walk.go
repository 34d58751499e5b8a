package census

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"mtbf/model"
)

// part is some of the units of a study, which one goroutine walks through.
type part struct {
	*study
	runs         []run
	clock        clock
	shares       []float64  // as in tallies
	found        []gathered // by set of causes
	sweeps       [][]*sweep // by set of causes: where its downtime counts, everything first; made when one is met
	down         []*sweep   // by node
	work         gathered   // planned outages
	planned, all sweep
	ofWork       []*sweep // where planned downtime counts
	touched      []*sweep // by the outages of one unit, reused
}

// A study has as few parts as most workers can use, each of so many outages that
// what it gathers is little beside them. They depend on the log alone, so that
// the sums do too.
const (
	mostParts = 16
	leastPart = 1 << 16
)

// parts cuts the units into parts. Where failures are joined there is one: new
// sets of causes are made on the way.
func (s *study) parts() []*part {
	size := max(leastPart, len(s.outages)/mostParts)
	if s.joins() {
		size = max(size, len(s.outages))
	}
	stretches := s.stretches(size)
	if len(stretches) == 0 {
		stretches = [][]run{nil}
	}
	clock := newClock(s.exposure, s.window)
	parts := make([]*part, len(stretches))
	for i, runs := range stretches {
		p := &part{study: s, runs: runs, clock: clock}
		p.ofWork = []*sweep{&p.all, &p.planned}
		p.meet(int32(len(s.sets.sets) - 1))
		parts[i] = p
	}
	return parts
}

// tally walks through all outages.
func (s *study) tally() *tallies {
	parts := s.parts()
	sets, shares, times := s.makeRoom(parts)
	if s.opt.IncidentGap != nil {
		for _, f := range s.clustered() {
			parts[0].count(&f)
		}
	}
	each(len(parts), s.opt.Workers, func(i int) { parts[i].walk() })
	if sets == nil {
		sets = s.inTree(parts[0].met())
	}
	return s.gather(parts, sets, shares[:0], times[:0])
}

// makeRoom makes room for the shares and the repair times of all parts, and gives
// each its pieces of it: no part has more than that. The times lie by set of
// causes, in the order of the tree that it returns, so that those of a place in
// the tree mostly lie together. Where failures are joined it does nothing: they
// may have more causes than outages have.
func (s *study) makeRoom(parts []*part) (sets []int32, shares, times []float64) {
	if s.joins() {
		return nil, nil, nil
	}
	outages := make([][]int, len(parts))
	each(len(parts), s.opt.Workers, func(i int) { outages[i] = parts[i].bySet() })
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
	shares = make([]float64, 0, len(s.outages))
	for _, p := range parts {
		p.shares = piece(&shares, len(p.stretch()))
	}
	return sets, shares, times
}

// joins reports whether a failure may be several outages.
func (s *study) joins() bool { return s.opt.Join || s.opt.IncidentGap != nil }

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

// gather puts together what the parts have gathered by set of causes. shares and
// times are the room they had.
func (s *study) gather(parts []*part, sets []int32, shares, times []float64) *tallies {
	t := &tallies{shares: shares}
	var spans [][]span // of times, by node
	for _, set := range sets {
		all, from := gathered{}, len(times)
		for _, p := range parts {
			all.add(&p.found[set])
			times = append(times, p.found[set].repairs.Times...)
		}
		rule := s.reportedRule(set)
		for _, n := range s.sets.of(set) {
			place := t.at(n)
			place.add(&all)
			place.down.down += all.alone
			if place.byRule == nil {
				place.byRule = make([]int, len(s.opt.Reported)+1)
			}
			place.byRule[rule] += all.failures
			spans = append(spans, make([][]span, max(0, int(n)+1-len(spans)))...)
			spans[n] = append(spans[n], span{from, len(times)})
		}
		t.all.down += all.alone
	}
	for n, own := range spans {
		if own != nil {
			t.of[n].repairs.Times = together(times, own)
		}
	}
	for _, p := range parts {
		t.shares = append(t.shares, p.shares...)
		for n, down := range p.down {
			if down != nil {
				t.at(node(n)).down.addTotals(down)
			}
		}
		t.all.addTotals(&p.all)
		t.all.down += p.work.alone
		t.planned.addTotals(&p.planned)
		t.planned.down += p.work.alone
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
			var copied []float64
			for _, s := range spans {
				copied = append(copied, all[s.from:s.to]...)
			}
			return copied
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

// bySet counts the unplanned outages of the part by their set of causes.
func (p *part) bySet() []int {
	counts := make([]int, len(p.sets.sets))
	all := p.stretch()
	for i := range all {
		if !all[i].kind.Is(model.Planned) {
			counts[all[i].causes]++
		}
	}
	return counts
}

func (p *part) walk() {
	for _, r := range p.runs {
		if p.opt.IncidentGap == nil {
			for f := range p.failuresOf(r) {
				p.count(&f)
			}
		}
		p.sweep(r)
	}
}

// count takes a failure.
func (p *part) count(f *failure) {
	if !p.inferred || f.start != p.window.From {
		p.shares = append(p.shares, p.clock.share(f.start))
	}
	p.meet(f.causes)
	p.found[f.causes].count(f)
}

// meet makes room for a set of causes.
func (p *part) meet(set int32) {
	for int(set) >= len(p.found) {
		p.found, p.sweeps = append(p.found, gathered{}), append(p.sweeps, nil)
	}
}

// met returns, by number, whether the part has met a set of causes.
func (p *part) met() []int {
	counts := make([]int, len(p.found))
	for set := range counts {
		if g := &p.found[set]; g.failures > 0 || g.alone > 0 || p.sweeps[set] != nil {
			counts[set] = 1
		}
	}
	return counts
}

// sweepsOf returns the measures of downtime that an unplanned outage counts in.
func (p *part) sweepsOf(causes int32) []*sweep {
	if p.sweeps[causes] == nil {
		all := []*sweep{&p.all}
		for _, n := range p.sets.of(causes) {
			for int(n) >= len(p.down) {
				p.down = append(p.down, &sweep{})
			}
			all = append(all, p.down[n])
		}
		p.sweeps[causes] = all
	}
	return p.sweeps[causes]
}

// sweep measures the downtime of one unit. An outage that no other one of the
// unit touches needs no account of what runs beside it.
func (p *part) sweep(r run) {
	busy := math.Inf(-1) // until when the outages so far run
	spell := p.spell(&p.outages[r.first])
	for i := r.first; i < r.last; i++ {
		o, next := &p.outages[i], model.Interval{From: math.Inf(1)}
		if i+1 < r.last {
			next = p.spell(&p.outages[i+1])
		}
		alone := busy <= spell.From && spell.To <= next.From
		switch {
		case alone && o.kind.Is(model.Planned):
			p.work.alone += spell.To - spell.From
		case alone:
			p.found[o.causes].alone += spell.To - spell.From
		case o.kind.Is(model.Planned):
			p.add(spell, p.ofWork, r.unit)
		default:
			p.add(spell, p.sweepsOf(o.causes), r.unit)
		}
		busy, spell = max(busy, spell.To), next
	}
	for _, sw := range p.touched {
		sw.finish()
	}
	p.touched = p.touched[:0]
}

// add adds a spell of a unit to sweeps.
func (p *part) add(spell model.Interval, sweeps []*sweep, unit int32) {
	for _, sw := range sweeps {
		if len(sw.running) == 0 && !slices.Contains(p.touched, sw) {
			sw.capacity = p.capacity(unit)
			p.touched = append(p.touched, sw)
		}
		sw.add(spell.From, spell.To)
	}
}

// each does something for the numbers 0 to n-1, by so many workers, at least one.
func each(n, workers int, do func(i int)) {
	if workers <= 1 || n == 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, workers) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
}
