package census

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"mtbf/model"
)

// part is some of the units of a study, which one goroutine walks through.
type part struct {
	*study
	runs  []run
	clock clock
	tallies
	places  []place  // by set of causes; made when one is met
	work    []*sweep // those of planned outages
	touched []*sweep // by the outages of one unit, reused
}

// place is where the failures and the downtime of a set of causes count.
type place struct {
	rule    int // of under-reporting
	tallies []*tally
	sweeps  []*sweep
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
	if s.opt.Join || s.opt.IncidentGap != nil {
		size = max(size, len(s.outages))
	}
	clock := newClock(s.exposure, s.window)
	var parts []*part
	for rest := s.runs; len(rest) > 0 || len(parts) == 0; {
		cut, n := 0, 0
		for ; cut < len(rest) && n < size; cut++ {
			n += rest[cut].last - rest[cut].first
		}
		p := &part{study: s, runs: rest[:cut], clock: clock}
		p.work = []*sweep{&p.all, &p.planned}
		parts, rest = append(parts, p), rest[cut:]
	}
	return parts
}

// tally walks through all outages.
func (s *study) tally() *tallies {
	parts := s.parts()
	t := s.makeRoom(parts)
	if s.opt.IncidentGap != nil {
		for _, f := range s.clustered() {
			parts[0].count(&f)
		}
	}
	each(len(parts), s.opt.Workers, func(i int) { parts[i].walk() })
	for _, p := range parts {
		t.add(&p.tallies)
	}
	return t
}

// makeRoom makes room for the shares and the repair times of all parts, one
// behind the other, and gives each its piece of it: no part has more than that,
// unless failures are joined and it is the only one.
func (s *study) makeRoom(parts []*part) *tallies {
	t := &tallies{shares: make([]float64, 0, len(s.outages))}
	failures := make([][]int, len(parts))
	each(len(parts), s.opt.Workers, func(i int) { failures[i] = parts[i].bySet() })
	need := make([][]int, len(parts))
	var total []int
	for i, p := range parts {
		need[i] = s.byNode(failures[i])
		total = append(total, make([]int, max(0, len(need[i])-len(total)))...)
		for n, k := range need[i] {
			total[n] += k
		}
		p.shares = piece(&t.shares, len(p.stretch()))
	}
	t.shares = t.shares[:0]
	for n, all := range total {
		if all == 0 {
			continue
		}
		times := make([]float64, 0, all)
		for i, p := range parts {
			if n < len(need[i]) && need[i][n] > 0 {
				p.at(node(n)).repairs.Times = piece(&times, need[i][n])
			}
		}
		t.at(node(n)).repairs.Times = times[:0]
	}
	return t
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

// byNode turns numbers by set of causes into numbers by place in the tree.
func (s *study) byNode(counts []int) []int {
	var places []int
	for set, k := range counts {
		if k == 0 {
			continue
		}
		for _, n := range s.sets.of(int32(set)) {
			places = append(places, make([]int, max(0, int(n)+1-len(places)))...)
			places[n] += k
		}
	}
	return places
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

// count takes a failure at every place in the tree that it counts in.
func (p *part) count(f *failure) {
	if !p.inferred || f.start != p.window.From {
		p.shares = append(p.shares, p.clock.share(f.start))
	}
	at := p.place(f.causes)
	for _, t := range at.tallies {
		t.count(f, at.rule, len(p.opt.Reported))
	}
}

// place returns where a set of causes counts.
func (p *part) place(causes int32) *place {
	for int(causes) >= len(p.places) {
		p.places = append(p.places, place{})
	}
	at := &p.places[causes]
	if at.tallies == nil {
		at.rule = p.reportedRule(causes)
		at.sweeps = append(at.sweeps, &p.all)
		for _, n := range p.sets.of(causes) {
			t := p.at(n)
			at.tallies, at.sweeps = append(at.tallies, t), append(at.sweeps, &t.down)
		}
	}
	return at
}

// sweep measures the downtime of one unit. An outage that no other one of the
// unit touches needs no account of what runs beside it.
func (p *part) sweep(r run) {
	capacity := p.capacity(r.unit)
	touched := p.touched[:0]
	busy := math.Inf(-1) // until when the outages so far run
	spell := p.spell(&p.outages[r.first])
	for i := r.first; i < r.last; i++ {
		o, next := &p.outages[i], model.Interval{From: math.Inf(1)}
		if i+1 < r.last {
			next = p.spell(&p.outages[i+1])
		}
		alone := busy <= spell.From && spell.To <= next.From
		for _, sw := range p.sweepsOf(o) {
			if alone {
				sw.addAlone(spell.From, spell.To)
				continue
			}
			if len(sw.running) == 0 && !slices.Contains(touched, sw) {
				sw.capacity = capacity
				touched = append(touched, sw)
			}
			sw.add(spell.From, spell.To)
		}
		busy, spell = max(busy, spell.To), next
	}
	for _, sw := range touched {
		sw.finish()
	}
	p.touched = touched
}

// sweepsOf returns the measures of downtime that an outage counts in.
func (p *part) sweepsOf(o *outage) []*sweep {
	if o.kind.Is(model.Planned) {
		return p.work
	}
	return p.place(o.causes).sweeps
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
