package markov

import "context"

// coarsest is the size at which coarser chains end and are solved by
// elimination.
const coarsest = 300

// coarsen makes the coarser chains of l, each by pairing the states of the one
// before, until they are small or do not shrink any more.
func (l *level) coarsen() {
	for len(l.exit) > coarsest {
		groups := l.pair()
		if groups > len(l.exit)*9/10 {
			return
		}
		l.next = l.coarser(groups)
		l = l.next
	}
}

// pair puts every state in a group with the free neighbour from which most of
// its visits come, and returns the number of groups.
func (l *level) pair() int {
	l.group = make([]int32, len(l.exit))
	for i := range l.group {
		l.group[i] = -1
	}
	groups := int32(0)
	for j := range l.group {
		if l.group[j] >= 0 {
			continue
		}
		l.group[j] = groups
		sources, rates := l.in.row(j)
		best, most := int32(-1), 0.0
		for k, i := range sources {
			if l.group[i] < 0 && rates[k] > most {
				best, most = i, rates[k]
			}
		}
		if best >= 0 {
			l.group[best] = groups
		}
		groups++
	}
	return int(groups)
}

// coarser returns the structure of the chain of groups; its rates depend on p
// and are set by [level.collect].
func (l *level) coarser(groups int) *level {
	l.edge = make([]int, len(l.in.index))
	var row, column []int32
	var entry []float64 // the entry of l.in it comes from
	for j := range l.exit {
		for e := l.in.start[j]; e < l.in.start[j+1]; e++ {
			l.edge[e] = -1
			if from := l.group[l.in.index[e]]; from != l.group[j] {
				row, column, entry = append(row, l.group[j]), append(column, from), append(entry, float64(e))
			}
		}
	}
	m := newMatrix(groups, column, row, entry).transpose()
	out := 0
	for j, lo := 0, 0; j < groups; j++ {
		hi, first := m.start[j+1], out
		for e := lo; e < hi; e++ {
			if out == first || m.index[out-1] != m.index[e] {
				m.index[out] = m.index[e]
				out++
			}
			l.edge[int(m.value[e])] = out - 1
		}
		lo = hi
		m.start[j+1] = out
	}
	m.index, m.value = m.index[:out], make([]float64, out)
	return &level{in: m, exit: make([]float64, groups), p: make([]float64, groups)}
}

// collect sets the probabilities of the groups and the rates between them,
//
//	P(I) = sum_{i in I} p(i),   Q(I, J) = sum_{i in I} p(i)/P(I) sum_{j in J} q(i, j).
func (l *level) collect(p []float64) {
	c := l.next
	clear(c.p)
	clear(c.exit)
	clear(c.in.value)
	for i, x := range p {
		c.p[l.group[i]] += max(x, negligible)
	}
	for j := range p {
		for e := l.in.start[j]; e < l.in.start[j+1]; e++ {
			if k := l.edge[e]; k >= 0 {
				from := l.in.index[e]
				c.in.value[k] += max(p[from], negligible) / c.p[l.group[from]] * l.in.value[e]
			}
		}
	}
	for e, from := range c.in.index {
		c.exit[from] += c.in.value[e]
	}
}

// cycle improves p: it sweeps, lets the coarser chains set how much each group
// has, and keeps the shares within groups. Nothing is subtracted
// (the method of Horton and Leutenegger).
func (l *level) cycle(ctx context.Context, p []float64) {
	if l.next == nil {
		l.solve(ctx, p)
		return
	}
	l.smooth(p)
	l.collect(p)
	before := append([]float64(nil), l.next.p...)
	l.next.cycle(ctx, l.next.p)
	for i := range p {
		g := l.group[i]
		if factor := l.next.p[g] / before[g]; factor > 0 && factor < 1e300 {
			p[i] *= factor
		}
	}
	l.smooth(p)
}

// solve sets p to the steady state of the coarsest chain.
func (l *level) solve(ctx context.Context, p []float64) {
	if len(p) > eliminationStates {
		for range 10 {
			l.smooth(p)
		}
		return
	}
	q := square(len(p))
	for j := range p {
		sources, rates := l.in.row(j)
		for k, i := range sources {
			q[i][j] = rates[k]
		}
	}
	if solved, err := eliminate(ctx, q); err == nil {
		copy(p, solved)
	}
}
