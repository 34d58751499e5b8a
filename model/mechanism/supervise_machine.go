package mechanism

import (
	"encoding/binary"
	"slices"
)

// Status is what a process does.
type Status uint8

// What a process does.
const (
	Down     Status = iota // it ended or was stopped
	Starting               // it is started, or a supervisor's children are
	Up
)

// Action is something that a supervisor did.
type Action struct {
	Verb    string // start, stop or "give up"
	Process string
}

// end is the end of a child that its supervisor has not handled.
type end struct {
	child  int
	normal bool
}

// number is a number of its own for every end.
func (e end) number() uint64 {
	if e.normal {
		return uint64(e.child)<<1 | 1
	}
	return uint64(e.child) << 1
}

// Machine is a supervision tree at one moment, and what it does next is told from
// outside: which worker ends, which is started at last, which second it is. Both
// the exact mean and the simulation drive one.
type Machine struct {
	nodes  []node
	status []Status
	epochs []uint64 // changes of the status of every process
	agenda [][]int  // of supervisors: children to be started, the first of them now
	queue  [][]end  // of supervisors: ends of children to be handled
	past   [][]int  // of supervisors: seconds of restarts, within the period
	now    int      // second
	over   bool     // the top gave up
	act    func(verb string, process int)
}

// NewMachine returns the machine of a tree in second 0 of the clock, before
// [Machine.Begin]. Errors are those of [Process.Validate].
func NewMachine(tree Process) (*Machine, error) {
	nodes, err := tree.flat()
	if err != nil {
		return nil, err
	}
	n := len(nodes)
	return &Machine{
		nodes: nodes, status: make([]Status, n), epochs: make([]uint64, n),
		agenda: make([][]int, n), queue: make([][]end, n), past: make([][]int, n),
		act: func(string, int) {},
	}, nil
}

// Processes returns how many processes there are; 0 is the top.
func (m *Machine) Processes() int { return len(m.nodes) }

// Process returns a process of the tree.
func (m *Machine) Process(i int) Process { return m.nodes[i].Process }

// Status returns what a process does, and a number that is another one after each
// change of it.
func (m *Machine) Status(i int) (Status, uint64) { return m.status[i], m.epochs[i] }

// Over reports whether the top supervisor has given up.
func (m *Machine) Over() bool { return m.over }

// OnAction sets what is told of every start and stop of a worker and of every
// supervisor that gives up.
func (m *Machine) OnAction(tell func(verb string, process int)) { m.act = tell }

// Reset returns to second 0, before [Machine.Begin].
func (m *Machine) Reset() {
	for i := range m.nodes {
		m.set(i, Down)
		m.agenda[i], m.queue[i], m.past[i] = nil, nil, nil
	}
	m.now, m.over = 0, false
}

// Begin starts the tree.
func (m *Machine) Begin() { m.begin(0) }

// SetSecond tells which whole second of the clock it is. It does not go back.
func (m *Machine) SetSecond(n int) { m.now = n }

// End ends a worker that is up.
func (m *Machine) End(worker int, normal bool) {
	if m.over || m.status[worker] != Up || len(m.nodes[worker].children) > 0 {
		return
	}
	m.set(worker, Down)
	s := m.nodes[worker].parent
	m.queue[s] = append(m.queue[s], end{worker, normal})
	m.proceed(s)
}

// Started tells that a worker that was starting is up.
func (m *Machine) Started(worker int) {
	if m.over || m.status[worker] != Starting || len(m.nodes[worker].children) > 0 {
		return
	}
	m.up(worker)
	for s := m.nodes[worker].parent; s >= 0 && !m.over; s = m.nodes[s].parent {
		m.proceed(s)
	}
}

func (m *Machine) set(i int, s Status) {
	m.status[i] = s
	m.epochs[i]++
}

// begin starts a process that is down.
func (m *Machine) begin(i int) {
	n := &m.nodes[i]
	m.set(i, Starting)
	switch {
	case len(n.children) > 0:
		m.agenda[i] = n.children
		m.proceed(i)
	case n.Start == nil:
		m.act("start", i)
		m.up(i)
	default:
		m.act("start", i)
	}
}

// up tells that a process is started: its supervisor goes on to the next.
func (m *Machine) up(i int) {
	m.set(i, Up)
	if s := m.nodes[i].parent; s >= 0 {
		m.agenda[s] = m.agenda[s][1:]
	}
}

// proceed lets a supervisor do all it can do now.
func (m *Machine) proceed(s int) {
	for !m.over {
		switch {
		case len(m.agenda[s]) > 0:
			child := m.agenda[s][0]
			if m.status[child] == Starting {
				return
			}
			m.begin(child)
			continue
		case m.status[s] == Starting:
			m.up(s)
		}
		if m.status[s] == Down || len(m.queue[s]) == 0 {
			return
		}
		e := m.queue[s][0]
		m.queue[s] = m.queue[s][1:]
		m.handle(s, e)
	}
}

// handle does what the end of a child asks for.
func (m *Machine) handle(s int, e end) {
	n, child := &m.nodes[s], &m.nodes[e.child]
	if child.Restart == Temporary || child.Restart == Transient && e.normal {
		return
	}
	if !m.allowed(s) {
		m.giveUp(s)
		return
	}
	from, to := 0, len(n.children)
	switch n.Strategy {
	case OneForOne, SimpleOneForOne:
		m.agenda[s] = []int{e.child}
		return
	case RestForOne:
		from = slices.Index(n.children, e.child)
	}
	for i := to - 1; i >= from; i-- {
		m.stop(n.children[i])
	}
	m.agenda[s] = nil
	for _, i := range n.children[from:] {
		if m.nodes[i].Restart != Temporary {
			m.agenda[s] = append(m.agenda[s], i)
		}
	}
}

// allowed adds a restart and reports whether there are not too many.
func (m *Machine) allowed(s int) bool {
	m.past[s] = append(m.within(s), m.now)
	return len(m.past[s]) <= m.nodes[s].Intensity
}

// within returns a copy of the restarts of the period that ends now.
func (m *Machine) within(s int) []int {
	var kept []int
	for _, second := range m.past[s] {
		if second >= m.now-m.nodes[s].Period {
			kept = append(kept, second)
		}
	}
	return kept
}

// giveUp stops a supervisor and tells the one above.
func (m *Machine) giveUp(s int) {
	m.stop(s)
	m.act("give up", s)
	above := m.nodes[s].parent
	if above < 0 {
		m.over = true
		return
	}
	m.queue[above] = append(m.queue[above], end{s, true})
	m.proceed(above)
}

// stop stops a process and all below it, last first. An end of it that waits to
// be handled is forgotten.
func (m *Machine) stop(i int) {
	n := &m.nodes[i]
	if n.parent >= 0 {
		m.queue[n.parent] = slices.DeleteFunc(slices.Clone(m.queue[n.parent]), func(e end) bool { return e.child == i })
	}
	if m.status[i] == Down {
		return
	}
	for k := len(n.children) - 1; k >= 0; k-- {
		m.stop(n.children[k])
	}
	m.agenda[i], m.queue[i], m.past[i] = nil, nil, nil
	if len(n.children) == 0 {
		m.act("stop", i)
	}
	m.set(i, Down)
}

// clone returns a machine that goes on from here alone. Lists are never changed
// in place but by append, so that they are clipped and shared.
func (m *Machine) clone() *Machine {
	c := *m
	c.status, c.epochs = slices.Clone(m.status), slices.Clone(m.epochs)
	c.agenda, c.queue, c.past = slices.Clone(m.agenda), slices.Clone(m.queue), slices.Clone(m.past)
	for i := range c.nodes {
		c.queue[i] = slices.Clip(c.queue[i])
		c.past[i] = slices.Clip(c.past[i])
		c.agenda[i] = slices.Clip(c.agenda[i])
	}
	return &c
}

// tick goes to the next second and forgets what is out of every period.
func (m *Machine) tick() {
	m.now++
	for s := range m.past {
		m.past[s] = m.within(s)
	}
}

// key tells states apart: what is done, what waits, and how old restarts are.
func (m *Machine) key() string {
	var b []byte
	for i, n := range m.nodes {
		b = append(b, byte(m.status[i]))
		if len(n.children) == 0 {
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(m.agenda[i])))
		for _, child := range m.agenda[i] {
			b = binary.AppendUvarint(b, uint64(child))
		}
		b = binary.AppendUvarint(b, uint64(len(m.queue[i])))
		for _, e := range m.queue[i] {
			b = binary.AppendUvarint(b, e.number())
		}
		b = binary.AppendUvarint(b, uint64(len(m.past[i])))
		for _, second := range m.past[i] {
			b = binary.AppendUvarint(b, uint64(m.now-second))
		}
	}
	return string(b)
}
