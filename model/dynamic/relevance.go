package dynamic

// relevance finds what still matters in a state.
type relevance struct {
	in    []bool
	queue []int32
}

func (r *relevance) reset(n int) {
	if r.in == nil {
		r.in = make([]bool, n)
	}
	clear(r.in)
	r.queue = r.queue[:0]
}

func (r *relevance) add(i int32) bool {
	if r.in[i] {
		return false
	}
	r.in[i] = true
	r.queue = append(r.queue, i)
	return true
}

// simplify makes states alike that do not differ in what can still happen to the top:
// events that can never fail make gates safe, and what no longer matters is gone.
func (m *machine) simplify(s state) {
	for m.settleSafe(s) {
	}
	if !s.open(m.top) {
		return
	}
	m.mark(s)
	for i := range m.kinds {
		if i := int32(i); s.open(i) && !m.scratch.in[i] {
			s[i] = gone
		}
	}
	for _, g := range m.spares {
		if !m.scratch.in[g] {
			s[m.uses[g]] = 0
		}
	}
	for i, slot := range m.flags {
		if slot >= 0 && s[slot] != 0 {
			m.tidy(s, int32(i), slot)
		}
	}
}

// tidy forgets what is no longer of use about a spare input.
func (m *machine) tidy(s state, input, slot int32) {
	if !m.anyOpen(s, m.housed[input]) {
		s[slot] &^= active
	}
	if !s.open(input) && s[input] != safe {
		s[slot] &^= taken
	}
}

func (m *machine) anyOpen(s state, of []int32) bool {
	for _, i := range of {
		if s.open(i) {
			return true
		}
	}
	return false
}

// settleSafe makes events safe that cannot fail any more, and what is above them, and
// reports whether there were any.
func (m *machine) settleSafe(s state) bool {
	found := false
	for i, k := range m.kinds {
		if i := int32(i); k == Basic && s.open(i) && !m.canFail(s, i) {
			s[i], found = safe, true
			m.touch(i)
		}
	}
	if found {
		m.step++
		m.failing, m.started = m.failing[:0], m.started[:0]
		m.decide(s)
	}
	return found
}

// canFail reports whether an event may fail by itself, some time, or be forced to.
func (m *machine) canFail(s state, i int32) bool {
	e := m.event(i)
	if e.Rate > 0 || e.Life != nil || e.Probability > 0 && !m.isActive(s, i) && e.Dormancy < 1 {
		return true
	}
	for _, d := range m.forcedBy[i] {
		if s.open(m.deps[d].trigger) {
			return true
		}
	}
	return false
}

// mark finds all that matters to the top.
func (m *machine) mark(s state) {
	r := &m.scratch
	r.reset(len(m.kinds))
	r.add(m.top)
	for again := true; again; {
		for len(r.queue) > 0 {
			i := r.queue[len(r.queue)-1]
			r.queue = r.queue[:len(r.queue)-1]
			m.markBelow(s, r, i)
		}
		again = m.markRestrictions(s, r) || m.markSpares(s, r)
	}
}

// markBelow adds what an open element that matters depends on.
func (m *machine) markBelow(s state, r *relevance, i int32) {
	switch m.kinds[i] {
	case Basic:
		for _, d := range m.forcedBy[i] {
			if t := m.deps[d].trigger; s.open(t) {
				r.add(t)
			}
		}
	case Spare:
		if s[i] == safe {
			return
		}
		use := int(s[m.uses[i]])
		for k, kid := range m.of[i][use:] {
			if s.open(kid) && (k == 0 || s[m.flags[kid]]&taken == 0) {
				r.add(kid)
			}
		}
	default:
		for _, kid := range m.of[i] {
			if s.open(kid) {
				r.add(kid)
			}
		}
	}
}

// markRestrictions adds what a restriction watches that may forbid something that matters:
// a failure is forbidden that would make a gate fail, too.
func (m *machine) markRestrictions(s state, r *relevance) bool {
	added := false
	for k := range m.restrictions {
		matters := false
		for _, i := range m.restrictions[k].below {
			matters = matters || r.in[i]
		}
		for _, i := range m.restrictions[k].of {
			if matters && s.open(i) && r.add(i) {
				added = true
			}
		}
	}
	return added
}

// markSpares adds spare gates that may still claim or start something that matters. One
// that is safe still starts the unit in use, when it is started itself.
func (m *machine) markSpares(s state, r *relevance) bool {
	added := false
	for _, g := range m.spares {
		if (s.open(g) || s[g] == safe) && !r.in[g] && m.mayStart(s, r, g) {
			added = r.add(g) || added
		}
	}
	return added
}

func (m *machine) mayStart(s state, r *relevance, g int32) bool {
	use := int(s[m.uses[g]])
	for k, kid := range m.of[g][use:] {
		flags := s[m.flags[kid]]
		if k == 0 && flags&active != 0 || k > 0 && (flags&taken != 0 || s[g] == safe) {
			continue
		}
		if r.in[kid] || k > 0 && s[kid] == safe && m.wanted(r, kid, g) {
			return true
		}
		for _, i := range m.housed[kid] {
			if r.in[i] {
				return true
			}
		}
	}
	return false
}

// wanted reports whether another spare gate that matters may claim an input.
func (m *machine) wanted(r *relevance, input, g int32) bool {
	for _, other := range m.users[input] {
		if other != g && r.in[other] {
			return true
		}
	}
	return false
}
