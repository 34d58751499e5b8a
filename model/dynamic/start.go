package dynamic

import (
	"cmp"
	"slices"
)

// maxDrawn is the most events with a probability that one chain has: their combinations
// are states to start in.
const maxDrawn = 14

// begin is the state before anything has failed.
func (m *machine) begin() state {
	s := make(state, m.slots)
	for _, g := range m.spares {
		s[m.flags[m.of[g][0]]] |= taken
	}
	for _, g := range m.spares {
		if m.home[g] < 0 {
			m.start(s, m.of[g][0])
		}
	}
	m.started = m.started[:0]
	return s
}

// drawn are the events that may have failed at time 0, and with what probability.
func (m *machine) drawn(s state) (events []int32, chance []float64) {
	for i, k := range m.kinds {
		if k != Basic {
			continue
		}
		p := m.event(int32(i)).Probability
		if !m.isActive(s, int32(i)) {
			p *= m.event(int32(i)).Dormancy
		}
		if p > 0 {
			events, chance = append(events, int32(i)), append(chance, p)
		}
	}
	return events, chance
}

// starts calls visit with each state that the net may start in, once everything that fails
// at time 0 has, and its probability. What fails by its probability does so
// simultaneously.
func (m *machine) starts(visit func(state, float64) error) error {
	first := m.begin()
	events, chance := m.drawn(first)
	if len(events) > maxDrawn {
		return fault(m.name(events[maxDrawn]), "more than %d events of one chain have a probability and no rate", maxDrawn)
	}
	for set := range 1 << len(events) {
		p, down := 1.0, []int32{}
		for k, e := range events {
			if set>>k&1 == 0 {
				p *= 1 - chance[k]
				continue
			}
			p *= chance[k]
			down = append(down, e)
		}
		if p == 0 {
			continue
		}
		s := slices.Clone(first)
		if err := m.settle(s, m.failAtZero(s, down), p, visit); err != nil {
			return err
		}
	}
	return nil
}

// failAtZero lets events fail at time 0, simultaneously or, to see whether that matters,
// one by one, and returns what is due then.
func (m *machine) failAtZero(s state, events []int32) []forced {
	if len(events) > 1 {
		m.choice = true
	}
	if !m.apart {
		m.fail(s, events...)
		return m.due(s, nil)
	}
	slices.SortFunc(events, func(a, b int32) int { return cmp.Compare(m.policy.place(a), m.policy.place(b)) })
	var due []forced
	for _, e := range events {
		if s.open(e) {
			m.fail(s, e)
			due = m.due(s, due)
		}
	}
	return due
}
