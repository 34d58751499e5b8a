package galileo

import (
	"math"
	"slices"
)

// bruteMost is the most elements of a tree that is solved by brute force.
const bruteMost = 40

// written is an element of a tree as the tests write it: a gate, an event, a dependency or
// a restriction.
type written struct {
	name, keyword string
	kids          []int
	k             int
	chance        float64 // of a pdep
	rate, dorm    float64
	phases        int
	prob          float64
}

// bruteState is all that is known at one time. It is compared as it is: nothing is left
// out of it and nothing is exchanged.
type bruteState struct {
	failed, dead, claimed, started [bruteMost]bool
	uses, phase                    [bruteMost]uint8
}

// brute solves a tree as its text says, step by step, and simplifies nothing: the other
// way to the same numbers.
type brute struct {
	of     []written
	top    int
	depth  []int
	gates  []int // from below, and as they are written
	home   []int // spare input that an element waits with, -1
	states []bruteState
	number map[bruteState]int
	next   []map[int]float64
	first  map[int]float64
	clash  bool // a restriction forbids what is forced
}

func (w *written) isEvent() bool { return w.keyword == "" }
func (w *written) isSpare() bool {
	return slices.Contains([]string{"csp", "wsp", "hsp", "spare"}, w.keyword)
}
func (w *written) isDependency() bool  { return w.keyword == "fdep" || w.keyword == "pdep" }
func (w *written) isRestriction() bool { return w.keyword == "seq" || w.keyword == "mutex" }
func (w *written) isGate() bool {
	return !w.isEvent() && !w.isDependency() && !w.isRestriction()
}

func newBrute(of []written, top int) *brute {
	b := &brute{of: of, top: top, number: map[bruteState]int{}, first: map[int]float64{}, depth: make([]int, len(of)), home: make([]int, len(of))}
	for range of {
		for i := range of {
			if of[i].isGate() {
				for _, kid := range of[i].kids {
					b.depth[i] = max(b.depth[i], b.depth[kid]+1)
				}
			}
		}
	}
	for d := range of {
		for i := range of {
			if of[i].isGate() && b.depth[i] == d {
				b.gates = append(b.gates, i)
			}
		}
	}
	for i := range of {
		b.home[i] = b.waitsWith(i)
	}
	return b
}

// waitsWith walks along gates other than spare gates, up and down, from an element.
func (b *brute) waitsWith(from int) int {
	seen, queue, home := map[int]bool{}, []int{from}, -1
	for len(queue) > 0 {
		i := queue[0]
		if queue = queue[1:]; seen[i] {
			continue
		}
		seen[i] = true
		for g := range b.of {
			switch w := &b.of[g]; {
			case !w.isGate() || !slices.Contains(w.kids, i):
			case w.isSpare():
				home = i
			default:
				queue = append(queue, g)
			}
		}
		if w := &b.of[i]; w.isGate() && !w.isSpare() {
			queue = append(queue, w.kids...)
		}
	}
	if seen[b.top] {
		return -1
	}
	return home
}

func (b *brute) active(s *bruteState, i int) bool { return b.home[i] < 0 || s.started[b.home[i]] }

// start starts what waits with a spare input, and returns the events with a probability.
func (b *brute) start(s *bruteState, input int) (events []int) {
	if s.started[input] {
		return nil
	}
	s.started[input] = true
	for i := range b.of {
		if b.home[i] != input || s.failed[i] {
			continue
		}
		if b.of[i].isSpare() {
			events = append(events, b.start(s, b.of[i].kids[s.uses[i]])...)
		}
		if b.of[i].prob > 0 && b.of[i].dorm < 1 {
			events = append(events, i)
		}
	}
	return events
}

// fail lets events fail together; now has what failed with them.
func (b *brute) fail(s *bruteState, events []int) (now map[int]bool, started []int) {
	now = map[int]bool{}
	for _, e := range events {
		s.failed[e], now[e] = true, true
	}
	for _, g := range b.gates {
		if s.failed[g] || s.dead[g] {
			continue
		}
		fails, starts := b.gate(s, g, now)
		started = append(started, starts...)
		if fails {
			s.failed[g], now[g] = true, true
		}
	}
	return now, started
}

// gate tells whether a gate fails now, marks one that never will, and claims spares.
func (b *brute) gate(s *bruteState, g int, now map[int]bool) (fails bool, started []int) {
	w := &b.of[g]
	down := 0
	for _, kid := range w.kids {
		if s.failed[kid] {
			down++
		}
	}
	switch w.keyword {
	case "and":
		return down == len(w.kids), nil
	case "or":
		return down > 0, nil
	case "vot":
		return down >= w.k, nil
	case "pand", "pand<":
		for i, kid := range w.kids {
			for j := range i {
				left := w.kids[j]
				if s.failed[kid] && !s.failed[left] || w.keyword == "pand<" && now[kid] && now[left] {
					s.dead[g] = true
					return false, nil
				}
			}
		}
		return down == len(w.kids), nil
	case "por", "por<":
		for _, kid := range w.kids[1:] {
			if s.failed[kid] && (!s.failed[w.kids[0]] || w.keyword == "por<" && now[kid]) {
				s.dead[g] = true
				return false, nil
			}
		}
		return s.failed[w.kids[0]], nil
	}
	if !s.failed[w.kids[s.uses[g]]] {
		return false, nil
	}
	for k := int(s.uses[g]) + 1; k < len(w.kids); k++ {
		if kid := w.kids[k]; !s.failed[kid] && !s.claimed[kid] {
			s.uses[g], s.claimed[kid] = uint8(k), true
			if b.active(s, g) {
				started = b.start(s, kid)
			}
			return false, started
		}
	}
	return true, nil
}

func (b *brute) forbidden(s *bruteState) bool {
	for _, w := range b.of {
		if !w.isRestriction() {
			continue
		}
		down := 0
		for i, kid := range w.kids {
			if !s.failed[kid] {
				continue
			}
			down++
			if w.keyword == "seq" && i > 0 && !s.failed[w.kids[i-1]] || w.keyword == "mutex" && down > 1 {
				return true
			}
		}
	}
	return false
}

// due is what is forced: a start, or the dependent of a dependency.
type due struct {
	start         bool
	order, target int
	chance        float64
}

func (b *brute) forced(now map[int]bool, started []int) (all []due) {
	for _, e := range started {
		w := &b.of[e]
		p := (w.prob - w.prob*w.dorm) / (1 - w.prob*w.dorm)
		all = append(all, due{true, e, e, p})
	}
	for d, w := range b.of {
		if w.isDependency() && now[w.kids[0]] {
			for k, e := range w.kids[1:] {
				all = append(all, due{false, d*bruteMost + k, e, w.chance})
			}
		}
	}
	return all
}

// settle goes through all that is forced, in order, and calls visit with what comes of it.
func (b *brute) settle(s bruteState, all []due, p float64, visit func(bruteState, float64)) {
	all = slices.DeleteFunc(slices.Clone(all), func(d due) bool { return s.failed[d.target] })
	if len(all) == 0 || s.failed[b.top] {
		visit(s, p)
		return
	}
	slices.SortStableFunc(all, func(x, y due) int {
		if x.start != y.start {
			if x.start {
				return -1
			}
			return 1
		}
		return x.order - y.order
	})
	d, rest := all[0], all[1:]
	if d.chance < 1 {
		b.settle(s, rest, p*(1-d.chance), visit)
	}
	now, started := b.fail(&s, []int{d.target})
	if b.forbidden(&s) {
		b.clash = true
		return
	}
	b.settle(s, append(slices.Clone(rest), b.forced(now, started)...), p*d.chance, visit)
}

// generate finds all states and the rates between them.
func (b *brute) generate() {
	var s bruteState
	for _, w := range b.of {
		if w.isSpare() {
			s.claimed[w.kids[0]] = true
		}
	}
	for i, w := range b.of {
		if w.isSpare() && b.home[i] < 0 {
			b.start(&s, w.kids[0])
		}
	}
	b.draw(s, 0, 1, nil)
	for i := 0; i < len(b.states); i++ {
		to := map[int]float64{}
		b.next = append(b.next, to)
		s := b.states[i]
		if s.failed[b.top] {
			continue
		}
		for e, w := range b.of {
			rate := w.rate
			if !b.active(&s, e) {
				rate *= w.dorm
			}
			if !w.isEvent() || s.failed[e] || rate == 0 {
				continue
			}
			after := s
			if int(s.phase[e]) < w.phases-1 {
				after.phase[e]++
				to[b.find(after)] += rate
				continue
			}
			now, started := b.fail(&after, []int{e})
			if b.forbidden(&after) {
				continue
			}
			b.settle(after, b.forced(now, started), 1, func(x bruteState, p float64) { to[b.find(x)] += rate * p })
		}
	}
}

// draw goes through all events that may have failed at time 0.
func (b *brute) draw(s bruteState, e int, p float64, down []int) {
	if p == 0 {
		return
	}
	if e == len(b.of) {
		now, started := b.fail(&s, down)
		b.settle(s, b.forced(now, started), p, func(x bruteState, p float64) { b.first[b.find(x)] += p })
		return
	}
	q := b.of[e].prob
	if !b.active(&s, e) {
		q *= b.of[e].dorm
	}
	b.draw(s, e+1, p*(1-q), down)
	if q > 0 {
		b.draw(s, e+1, p*q, append(slices.Clone(down), e))
	}
}

func (b *brute) find(s bruteState) int {
	i, known := b.number[s]
	if !known {
		i = len(b.states)
		b.number[s] = i
		b.states = append(b.states, s)
	}
	return i
}

// mttf is the mean time to failure where it is certain, and the probabilities that it ever
// comes and never.
func (b *brute) mttf() (mean, ever, never float64) {
	means, evers, nevers := make([]float64, len(b.states)), make([]float64, len(b.states)), make([]float64, len(b.states))
	done := make([]bool, len(b.states))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		if done[i] = true; b.states[i].failed[b.top] {
			evers[i] = 1
			return
		}
		out := 0.0
		means[i] = 1
		for j, rate := range b.next[i] {
			visit(j)
			out += rate
			means[i] += rate * means[j]
			evers[i] += rate * evers[j]
			nevers[i] += rate * nevers[j]
		}
		if out == 0 {
			means[i], nevers[i] = 0, 1
			return
		}
		means[i], evers[i], nevers[i] = means[i]/out, evers[i]/out, nevers[i]/out
	}
	for i, p := range b.first {
		visit(i)
		mean, ever, never = mean+p*means[i], ever+p*evers[i], never+p*nevers[i]
	}
	return mean, ever, never
}

// unreliability at a time, by uniformisation.
func (b *brute) unreliability(t float64) float64 {
	rate := 0.0
	outs := make([]float64, len(b.states))
	for i, to := range b.next {
		for _, r := range to {
			outs[i] += r
		}
		rate = max(rate, outs[i])
	}
	now := make([]float64, len(b.states))
	for i, p := range b.first {
		now[i] = p
	}
	sum := 0.0
	for k := 0; float64(k) < rate*t+20*math.Sqrt(rate*t)+80; k++ {
		down := 0.0
		for i, p := range now {
			if b.states[i].failed[b.top] {
				down += p
			}
		}
		if rate*t == 0 {
			return down
		}
		gamma, _ := math.Lgamma(float64(k) + 1)
		sum += down * math.Exp(float64(k)*math.Log(rate*t)-rate*t-gamma)
		then := make([]float64, len(now))
		for i, p := range now {
			then[i] += p * (1 - outs[i]/rate)
			for j, r := range b.next[i] {
				then[j] += p * r / rate
			}
		}
		now = then
	}
	return sum
}
