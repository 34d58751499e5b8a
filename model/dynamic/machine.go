package dynamic

// A state has a byte for each element and one for each slot of spares. That of an element
// is how many phases are over, for a gate 0, while it is open: while it has not failed,
// can fail and matters.
const (
	safe   = 253 // never fails
	gone   = 254 // no longer matters
	failed = 255
)

// flags of a spare input.
const (
	taken  = 1 // a gate has claimed it
	active = 2 // it has been started
)

type state []byte

// open reports whether an element can fail and matters.
func (s state) open(i int32) bool { return s[i] < safe }

// machine takes a net from state to state. It is not for several goroutines at once.
type machine struct {
	*net
	policy  policy
	apart   bool    // what fails at time 0 does so one after another
	where   []int32 // of an element, its place in the order of the policy
	dirty   []bool  // by that place: to be decided
	least   int     // no place below is dirty
	step    uint32
	stamp   []uint32 // step in which an element failed
	failing []int32  // that failed in this step
	started []int32  // events with a probability whose spare was started in this step
	claims  int      // in this step
	choice  bool     // something depended on the order of the policy
	scratch relevance
}

func (n *net) machine(p policy) *machine {
	m := &machine{net: n, policy: p, where: make([]int32, len(n.element)), dirty: make([]bool, len(n.orders[p])), stamp: make([]uint32, len(n.element))}
	for at, g := range n.orders[p] {
		m.where[g] = int32(at)
	}
	m.least = len(m.dirty)
	return m
}

// fail lets events fail simultaneously and decides all gates above them.
func (m *machine) fail(s state, events ...int32) {
	m.step++
	m.failing, m.started, m.claims = m.failing[:0], m.started[:0], 0
	for _, e := range events {
		m.failed(s, e)
	}
	m.decide(s)
	if m.claims > 1 {
		m.choice = true
	}
}

func (m *machine) failed(s state, i int32) {
	s[i] = failed
	m.stamp[i] = m.step
	m.failing = append(m.failing, i)
	m.touch(i)
}

// touch has the gates above an element decided.
func (m *machine) touch(i int32) {
	for _, g := range m.parents[i] {
		at := int(m.where[g])
		m.dirty[at] = true
		m.least = min(m.least, at)
	}
}

// decide goes through the gates to be decided, from below.
func (m *machine) decide(s state) {
	order := m.orders[m.policy]
	for at := m.least; at < len(order); at++ {
		if !m.dirty[at] {
			continue
		}
		m.dirty[at] = false
		g := order[at]
		if !s.open(g) {
			continue
		}
		switch m.outcome(s, g) {
		case failed:
			m.failed(s, g)
		case safe:
			s[g] = safe
			m.touch(g)
		}
	}
	m.least = len(order)
}

// outcome is what becomes of an open gate: it has failed, is safe, or stays open.
func (m *machine) outcome(s state, g int32) byte {
	switch m.kinds[g] {
	case Pand:
		return m.pand(s, g)
	case Por:
		return m.por(s, g)
	case Spare:
		return m.spare(s, g)
	}
	down, left := 0, 0
	for _, kid := range m.of[g] {
		switch {
		case s[kid] == failed:
			down++
		case s.open(kid):
			left++
		}
	}
	need := 1
	switch m.kinds[g] {
	case And:
		need = len(m.of[g])
	case Vote:
		need = m.gate(g).K
	}
	switch {
	case down >= need:
		return failed
	case down+left < need:
		return safe
	}
	return 0
}

// now reports whether an element failed in this step.
func (m *machine) now(s state, i int32) bool { return s[i] == failed && m.stamp[i] == m.step }

func (m *machine) pand(s state, g int32) byte {
	waits := false
	for i, kid := range m.of[g] {
		switch {
		case s[kid] != failed:
			if waits = true; s[kid] == safe {
				return safe
			}
		case waits:
			return safe
		case i > 0 && m.gate(g).Exclusive && m.now(s, kid) && m.now(s, m.of[g][i-1]):
			return safe
		}
	}
	if waits {
		return 0
	}
	return failed
}

func (m *machine) por(s state, g int32) byte {
	first, others := m.of[g][0], m.of[g][1:]
	for _, kid := range others {
		switch {
		case s[kid] != failed:
		case s[first] != failed, m.gate(g).Exclusive && m.now(s, kid):
			return safe
		}
	}
	if s[first] == failed || s[first] == safe {
		return s[first]
	}
	return 0
}

// spare claims the next input that works and is free, if the one in use has failed.
func (m *machine) spare(s state, g int32) byte {
	of := m.of[g]
	use := int(s[m.uses[g]])
	if s[of[use]] != failed {
		if s[of[use]] == safe {
			return safe
		}
		return 0
	}
	for next := use + 1; next < len(of); next++ {
		kid := of[next]
		if s[kid] == failed || s[kid] == gone || s[m.flags[kid]]&taken != 0 {
			continue
		}
		s[m.uses[g]] = byte(next)
		s[m.flags[kid]] |= taken
		if m.claims++; m.isActive(s, g) {
			m.start(s, kid)
		}
		if s[kid] == safe {
			return safe
		}
		return 0
	}
	return failed
}

// isActive reports whether what an element waits with, if anything, has been started.
func (m *machine) isActive(s state, i int32) bool {
	h := m.home[i]
	return h < 0 || s[m.flags[h]]&active != 0
}

// start starts a spare input with all that waits with it, and what the spare gates among
// this use.
func (m *machine) start(s state, input int32) {
	if s[m.flags[input]]&active != 0 {
		return
	}
	s[m.flags[input]] |= active
	for _, i := range m.housed[input] {
		switch {
		case m.kinds[i] == Spare && (s.open(i) || s[i] == safe):
			m.start(s, m.of[i][s[m.uses[i]]])
		case m.kinds[i] == Basic && s.open(i) && m.event(i).Probability > 0 && m.event(i).Dormancy < 1:
			m.started = append(m.started, i)
		}
	}
}

// broken is a restriction that a state does not keep, or nil.
func (m *machine) broken(s state) *restriction {
	for k := range m.restrictions {
		r := &m.restrictions[k]
		waits, down := false, 0
		for _, i := range r.of {
			switch {
			case s[i] != failed:
				waits = true
			case r.kind == Sequence && waits, r.kind == Exclusion && down > 0:
				return r
			default:
				down++
			}
		}
	}
	return nil
}
