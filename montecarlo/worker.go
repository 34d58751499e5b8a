package montecarlo

import (
	"math"
	"slices"
	"sync/atomic"

	"mtbf/model/system"
)

// worker simulates missions of a plan, one after another, in memory that it
// keeps. Once it is told to halt, or has more intervals at once than it may,
// what it returns is of no use.
type worker struct {
	plan     *plan
	halt     *atomic.Bool
	dense    bool // had too many intervals at once
	stream   Stream
	events   uint64 // failures, repairs and the like
	units    []unitState
	crews    []*crewState
	clusters []*clusterState
	state    *system.State
	stack    []interval // the intervals of steps under way, those of kids above their step's
	spare    []interval
	sorter   []merger[interval]
	depth    int
	begins   []edge
	ends     []edge
	edges    merger[edge]
	runs     []int
	causes   []tally // of the block at hand
	blamed   []int32 // causes that are not 0
	lives    [batch]float64
	repairs  [batch]float64
}

func newWorker(p *plan) *worker {
	w := &worker{plan: p, halt: new(atomic.Bool), units: make([]unitState, len(p.units)), state: p.state.Fresh(), causes: make([]tally, len(p.causes))}
	for i := range p.groups {
		c := newCrewState(&p.groups[i])
		c.lives, c.repairs = new(draws), new(draws)
		w.crews = append(w.crews, c)
	}
	for _, c := range p.clusters {
		w.clusters = append(w.clusters, newClusterState(c))
	}
	return w
}

// intervalsMost bounds the memory of a worker: some 100 MB.
const intervalsMost = 1 << 22

// over reports whether a list that grows must not go on.
func (w *worker) over(list []interval) bool {
	w.dense = w.dense || len(list) > intervalsMost
	return w.dense || w.halt.Load()
}

// begin makes everything new at 0, with the stream of a replication.
func (w *worker) begin(s Stream) {
	w.stream = s
	clear(w.units)
	for _, c := range w.crews {
		c.fresh = true
	}
	for _, k := range w.clusters {
		k.fresh = true
	}
}

// outages returns when the system is down between from and to. Every call goes
// on where the last ended. An outage that lasts at to ends later than that, no
// matter when.
func (w *worker) outages(from, to float64) []interval {
	w.stack = w.stack[:0]
	w.eval(w.plan.root, from, to)
	return w.stack
}

// eval puts the intervals of a step on the stack.
func (w *worker) eval(at int32, from, to float64) {
	s := &w.plan.steps[at]
	switch s.op {
	case fromUnit:
		w.stack = w.renew(w.stack, &w.plan.units[s.source], &w.units[s.source], from, to)
	case fromGroup:
		w.stack = w.crews[s.source].run(w.stack, w, nil, to)
	case fromCluster:
		w.stack = w.clusters[s.source].run(w.stack, w, to)
	case fromSweep:
		w.sweep(s.sweep, from, to)
	case cross:
		w.cross(s, from, to)
	case unite:
		w.unite(s, from, to)
	case invert:
		w.invert(s, from, to)
	default:
		w.atLeast(s, from, to)
	}
}

// cross is a parallel: what all kids have in common. Once nothing is left the
// other kids need not be known; they catch up if they are asked later.
func (w *worker) cross(s *step, from, to float64) {
	base := len(w.stack)
	w.eval(s.kids[0], from, to)
	for _, kid := range s.kids[1:] {
		mid := len(w.stack)
		if mid == base {
			return
		}
		w.eval(kid, from, to)
		w.spare = intersect(w.spare[:0], w.stack[base:mid], w.stack[mid:])
		w.stack = append(w.stack[:base], w.spare...)
	}
}

// unite is a series: what any kid has.
func (w *worker) unite(s *step, from, to float64) {
	base := len(w.stack)
	if w.depth == len(w.sorter) {
		w.sorter = append(w.sorter, merger[interval]{})
	}
	at := w.depth
	w.sorter[at].begin()
	w.depth++
	for _, kid := range s.kids {
		w.eval(kid, from, to)
		w.sorter[at].run(len(w.stack) - base)
	}
	w.depth--
	w.sorter[at].sort(w.stack[base:], fromLess)
	w.stack = w.stack[:base+len(coalesce(w.stack[base:]))]
}

// invert is a not, of what is up or down for the whole mission.
func (w *worker) invert(s *step, from, to float64) {
	base := len(w.stack)
	w.eval(s.kids[0], from, to)
	if len(w.stack) > base {
		w.stack = w.stack[:base]
		return
	}
	w.stack = append(w.stack, interval{from: math.Inf(-1), to: math.Inf(1), cause: w.plan.nobody})
}

// atLeast is a k-out-of-n: when need or more kids are down.
func (w *worker) atLeast(s *step, from, to float64) {
	base, runs := len(w.stack), len(w.runs)
	for _, kid := range s.kids {
		w.eval(kid, from, to)
		w.runs = append(w.runs, len(w.stack)-base)
	}
	w.spare = w.count(w.spare[:0], w.stack[base:], w.runs[runs:], s.need)
	w.runs = w.runs[:runs]
	w.stack = append(w.stack[:base], w.spare...)
}

// count appends to dst when need or more of the runs' intervals are running.
func (w *worker) count(dst, list []interval, runs []int, need int) []interval {
	w.split(list, runs)
	n, j := 0, 0
	var now interval
	for _, b := range w.begins {
		for ; w.ends[j].at <= b.at; j++ {
			if n--; n == need-1 {
				now.to = w.ends[j].at
				dst = append(dst, now)
			}
		}
		if n++; n == need {
			now = interval{from: b.at, cause: b.cause}
		}
	}
	for ; n >= need; j++ {
		if n--; n == need-1 {
			now.to = w.ends[j].at
			dst = append(dst, now)
		}
	}
	return dst
}

// split puts beginnings and ends of runs of intervals in order, apart.
func (w *worker) split(list []interval, runs []int) {
	w.begins, w.ends = w.begins[:0], w.ends[:0]
	for _, x := range list {
		w.begins = append(w.begins, edge{x.from, x.cause, x.leaf})
		w.ends = append(w.ends, edge{x.to, x.cause, x.leaf})
	}
	w.edges.sortRuns(w.begins, runs, atLess)
	w.edges.sortRuns(w.ends, runs, atLess)
}

// sweep finds when what shares units is down.
func (w *worker) sweep(s *sweep, from, to float64) {
	base, runs := len(w.stack), len(w.runs)
	for i, at := range s.steps {
		start := len(w.stack)
		w.eval(at, from, to)
		for j := range w.stack[start:] {
			w.stack[start+j].leaf = s.gates[i]
		}
		w.runs = append(w.runs, len(w.stack)-base)
	}
	for i := range s.groups {
		x := &s.groups[i]
		start := len(w.stack)
		w.stack = w.crews[x.group].run(w.stack, w, x, to)
		w.runs = byLeaf(w.stack[start:], start-base, w.runs)
	}
	if s.inverts {
		w.runs = w.runs[:runs]
		w.spare = s.throughout(w.spare[:0], w.state, w.stack[base:], w.plan.nobody)
		w.stack = append(w.stack[:base], w.spare...)
		return
	}
	w.split(w.stack[base:], w.runs[runs:])
	w.runs = w.runs[:runs]
	w.spare = s.outages(w.spare[:0], w.state, w.begins, w.ends)
	w.stack = append(w.stack[:base], w.spare...)
}

// byLeaf puts intervals of several leaves, each of whose are in order, leaf
// after leaf, and appends where each leaf's run ends.
func byLeaf(list []interval, offset int, runs []int) []int {
	slices.SortStableFunc(list, func(a, b interval) int { return int(a.leaf - b.leaf) })
	for i := range list {
		if i+1 == len(list) || list[i+1].leaf != list[i].leaf {
			runs = append(runs, offset+i+1)
		}
	}
	return runs
}
