package census

import (
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// part is some of the units of a study, which one goroutine walks through.
type part struct {
	*study
	runs         []run
	clock        clock
	shares       shares     // as in tallies
	found        []gathered // by set of causes
	sweeps       [][]*sweep // by set of causes: where its downtime counts; made when one is met
	down         []*sweep   // by node
	workAlone    num.Fixed  // hours of planned outages that no other one of their unit touches
	planned, all sweep
	touched      []*sweep // by the outages of one unit, reused
}

// A study has as few parts as most workers can use, each of so many outages that
// what it gathers, by set of causes, is little beside them. They depend on the log
// alone, so that the sums do too.
const (
	maxParts = 16
	minPart  = 1 << 16
	perSet   = 16
)

// parts cuts the units into parts. Where failures are joined there is one: new
// sets of causes are made on the way.
func (s *study) parts() []*part {
	size := max(minPart, len(s.outages)/maxParts, perSet*len(s.sets.sets))
	if s.joins() {
		size = max(size, len(s.outages))
	}
	stretches := s.stretches(size)
	if len(stretches) == 0 {
		stretches = [][]run{nil}
	}
	clock := newClock(s.served.exposure(s.exposure.parts), s.served.measured(s.window))
	parts := make([]*part, len(stretches))
	for i, runs := range stretches {
		p := &part{study: s, runs: runs, clock: clock}
		p.meet(int32(len(s.sets.sets) - 1))
		parts[i] = p
	}
	return parts
}

// tally walks through all outages.
func (s *study) tally() (*tallies, error) {
	parts := s.parts()
	sets, times, err := s.makeRoom(parts)
	if err != nil {
		return nil, err
	}
	if s.opt.IncidentGap != nil {
		for _, f := range s.clustered() {
			parts[0].count(&f)
		}
	}
	if err := each(s.ctx, len(parts), s.opt.Workers, func(i int) { parts[i].walk() }); err != nil {
		return nil, err
	}
	if sets == nil {
		sets = s.inTree(parts[0].causeSetsSeen())
	}
	return s.gather(parts, sets, times[:0]), nil
}

// joins reports whether a failure may be several outages.
func (s *study) joins() bool { return s.opt.MergeOverlapping || s.opt.IncidentGap != nil }

func (p *part) walk() {
	for i, r := range p.runs {
		if p.check(i) != nil {
			return // the one who asked sees it too
		}
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
		p.shares.add(p.clock.share(p.served.passed(f.start)))
	}
	p.meet(f.causes)
	p.found[f.causes].count(f, p.served)
}

// meet makes room for a set of causes.
func (p *part) meet(set int32) {
	for int(set) >= len(p.found) {
		p.found, p.sweeps = append(p.found, gathered{}), append(p.sweeps, nil)
	}
}

// causeSetsSeen returns, by number, whether the part has met a set of causes.
func (p *part) causeSetsSeen() []int {
	counts := make([]int, len(p.found))
	for set := range counts {
		if g := &p.found[set]; g.failures > 0 || g.alone != (num.Fixed{}) || p.sweeps[set] != nil {
			counts[set] = 1
		}
	}
	return counts
}

// sweepsOf returns the measures of the downtime of causes.
func (p *part) sweepsOf(causes int32) []*sweep {
	if p.sweeps[causes] == nil {
		var all []*sweep
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
	in := p.observedLevels(r)
	up := p.served.levels(p.unexcused(r, in))
	in = p.served.levels(in)
	spell := p.served.measured(p.spell(&p.outages[r.first]))
	for i := r.first; i < r.last; i++ {
		o, next := &p.outages[i], model.Interval{From: math.Inf(1)}
		if i+1 < r.last {
			next = p.served.measured(p.spell(&p.outages[i+1]))
		}
		if busy <= spell.From && spell.To <= next.From {
			p.addAlone(o, spell, in)
		} else {
			p.add(o, spell, r.unit, in, up)
		}
		busy, spell = max(busy, spell.To), next
	}
	for _, sw := range p.touched {
		sw.finish()
	}
	p.touched = p.touched[:0]
}

// addAlone adds an outage that no other one of the unit touches.
func (p *part) addAlone(o *outage, spell model.Interval, in levels) {
	hours := spell.To - spell.From
	if in != nil {
		hours = in.hours(spell.From, spell.To)
	}
	if o.kind.Is(model.Planned) {
		p.workAlone.Add(hours)
	}
	if p.isDown(o) {
		p.found[o.causes].alone.Add(hours)
	}
}

// isDown reports whether an outage is downtime of its causes.
func (s *study) isDown(o *outage) bool { return s.opt.IncludePlanned || !o.kind.Is(model.Planned) }

// add adds an outage to the sweeps that it counts in: that of everything, that of
// planned work, and those of its causes, which see only the units that are observed
// and not excused.
func (p *part) add(o *outage, spell model.Interval, unit int32, in, up levels) {
	p.addTo(&p.all, spell, unit, in)
	if o.kind.Is(model.Planned) {
		p.addTo(&p.planned, spell, unit, in)
	}
	if p.isDown(o) {
		for _, sw := range p.sweepsOf(o.causes) {
			p.addTo(sw, spell, unit, up)
		}
	}
}

// addTo adds a spell of a unit to a sweep.
func (p *part) addTo(sw *sweep, spell model.Interval, unit int32, in levels) {
	if len(sw.running) == 0 && !slices.Contains(p.touched, sw) {
		sw.begin(p.capacity(unit), in)
		p.touched = append(p.touched, sw)
	}
	sw.add(spell.From, spell.To)
}
