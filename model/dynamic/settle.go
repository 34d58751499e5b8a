package dynamic

import "slices"

// forced is a failure that is due at this instant: by a dependency, or, below 0, of the
// event ^forced whose spare has been started.
type forced int32

// target is the event that is to fail.
func (m *machine) target(f forced) int32 {
	if f < 0 {
		return int32(^f)
	}
	return m.deps[f].dependent
}

// chance is the probability that it does.
func (m *machine) chance(f forced) float64 {
	if f >= 0 {
		return m.deps[f].probability
	}
	e := m.event(m.target(f))
	return leftChance(e.Probability, e.Dormancy)
}

// leftChance is the probability that an event that has not failed while it waited fails
// when it starts:
//
//	(p - p d) / (1 - p d).
func leftChance(p, dormancy float64) float64 {
	if p == 1 {
		return 1
	}
	return p * (1 - dormancy) / (1 - p*dormancy)
}

// due are the failures that the last step forces, beside those that were due before.
func (m *machine) due(s state, before []forced) []forced {
	all := slices.Clone(before)
	for _, i := range m.started {
		all = append(all, ^forced(i))
	}
	for _, i := range m.failing {
		for _, d := range m.triggers[i] {
			all = append(all, forced(d))
		}
	}
	return slices.DeleteFunc(all, func(f forced) bool { return !s.open(m.target(f)) })
}

// next is the failure that comes first: starts before dependencies, and of each as the
// policy says.
func (m *machine) next(due []forced) int {
	least := 0
	for i := range due {
		x, y := due[i], due[least]
		if (x < 0) != (y < 0) {
			if x < 0 {
				least = i
			}
			continue
		}
		if m.policy.place(max(int32(x), int32(^x))) < m.policy.place(max(int32(y), int32(^y))) {
			least = i
		}
	}
	return least
}

// settle lets all that is due happen, and calls visit with each state that may come of it
// and its probability. A failure that is forced and forbidden is an error.
func (m *machine) settle(s state, due []forced, p float64, visit func(state, float64) error) error {
	for len(due) > 0 && s[m.top] != failed {
		if len(due) > 1 {
			m.choice = true
		}
		i := m.next(due)
		f := due[i]
		due = slices.Delete(due, i, i+1)
		if q := m.chance(f); q < 1 {
			if err := m.settle(slices.Clone(s), m.stillDue(s, due), p*(1-q), visit); err != nil {
				return err
			}
			p *= q
		}
		if err := m.force(s, f); err != nil {
			return err
		}
		due = m.due(s, due)
	}
	return visit(s, p)
}

// stillDue is a copy of what is due.
func (m *machine) stillDue(s state, due []forced) []forced {
	return slices.DeleteFunc(slices.Clone(due), func(f forced) bool { return !s.open(m.target(f)) })
}

// force lets a failure happen that is due; where it is forbidden, that is an error.
func (m *machine) force(s state, f forced) error {
	m.fail(s, m.target(f))
	r := m.broken(s)
	if r == nil {
		return nil
	}
	by := "the start of its spare"
	if f >= 0 {
		by = m.deps[f].name
	}
	return fault(r.name, "it forbids that %q fails, and %q forces it: programs differ in what happens then", m.name(m.target(f)), by)
}
