package sizing

import (
	"cmp"
	"math"
	"slices"
)

// spend is what is paid of every resource, beyond the least that the questions
// cost anyway.
type spend [maxResources]float64

func (s spend) plus(t spend) spend {
	for i := range s {
		s[i] += t[i]
	}
	return s
}

func (s spend) minus(t spend) spend {
	for i := range s {
		s[i] -= t[i]
	}
	return s
}

func (s spend) within(t spend) bool {
	for i := range s {
		if s[i] > t[i] {
			return false
		}
	}
	return true
}

func (s spend) least(t spend) spend {
	for i := range s {
		s[i] = min(s[i], t[i])
	}
	return s
}

// level is an answer to one question.
type level struct {
	question int
	copies   []int // by part of the question
	chance   chance
}

// value is what a way to answer questions is worth.
type value struct {
	spend spend
	loss  float64
	bound bool // no design, but as good as any that it stands for
}

func (v *value) plus(w *value) value {
	return value{v.spend.plus(w.spend), v.loss + w.loss, v.bound || w.bound}
}

// beats reports whether v is as good as w in everything. No bound beats a
// design.
func (v *value) beats(w *value) bool {
	return (!v.bound || w.bound) && v.loss <= w.loss && v.spend.within(w.spend)
}

// point is a way to answer the questions below a node.
type point struct {
	value
	level       *level
	left, right *point // what it is made of, where it has no level
}

// mark is a value and where it comes from. It has no pointers, so that millions
// are sorted fast.
type mark struct {
	value
	i, j int32
}

// pareto returns the points that no other beats, by spend.
func (f *search) pareto(list []point) []point {
	marks := make([]mark, len(list))
	for i := range list {
		marks[i] = mark{list[i].value, int32(i), 0}
	}
	marks = pareto(marks, len(f.names), func() bool { return false })
	kept := make([]point, len(marks))
	for i, m := range marks {
		kept[i] = list[m.i]
	}
	return kept
}

// pareto returns the marks that no other beats, by spend. It orders the list
// that it is given. Once ended, which is asked now and then, it hurries and
// returns anything.
func pareto(list []mark, resources int, ended func() bool) []mark {
	compared, hurry := 0, false
	slices.SortFunc(list, func(p, q mark) int {
		if compared++; compared%piece == 0 {
			hurry = ended()
		}
		if hurry {
			return 0
		}
		for i := range resources {
			if c := cmp.Compare(p.spend[i], q.spend[i]); c != 0 {
				return c
			}
		}
		if c := cmp.Compare(p.loss, q.loss); c != 0 {
			return c
		}
		return rank(p.bound) - rank(q.bound)
	})
	if hurry {
		return nil
	}
	switch resources {
	case 1:
		return stairs(list)
	case 2:
		return twoResourceFrontier(list)
	}
	return scan(list)
}

// piece is how much is done before it is asked whether to end.
const piece = 1 << 16

func rank(bound bool) int {
	if bound {
		return 1
	}
	return 0
}

// stairs keeps, of marks in order of one spend, the designs with less loss than
// all designs before, and the bounds with less than all before.
func stairs(list []mark) []mark {
	kept := list[:0]
	least := [2]float64{math.Inf(1), math.Inf(1)} // of designs, of all
	for _, p := range list {
		if p.loss >= least[rank(p.bound)] {
			continue
		}
		kept = append(kept, p)
		least[1] = min(least[1], p.loss)
		if !p.bound {
			least[0] = p.loss
		}
	}
	return kept
}

// twoResourceFrontier does so for two resources.
func twoResourceFrontier(list []mark) []mark {
	kept := list[:0]
	var designs, all edge
	for _, p := range list {
		if !p.bound && designs.beats(&p) || p.bound && all.beats(&p) {
			continue
		}
		kept = append(kept, p)
		all.add(&p)
		if !p.bound {
			designs.add(&p)
		}
	}
	return kept
}

// edge holds, of marks so far, the second spend and the loss that no other
// beats: by rising spend and falling loss.
type edge []struct{ spend, loss float64 }

// find is the place of the first corner that spends more.
func (e edge) find(spend float64) int {
	low, high := 0, len(e)
	for low < high {
		middle := (low + high) / 2
		if e[middle].spend > spend {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

func (e edge) beats(p *mark) bool {
	at := e.find(p.spend[1])
	return at > 0 && e[at-1].loss <= p.loss
}

func (e *edge) add(p *mark) {
	if e.beats(p) {
		return
	}
	from := e.find(p.spend[1])
	if from > 0 && (*e)[from-1].spend == p.spend[1] {
		from--
	}
	to := from
	for to < len(*e) && (*e)[to].loss >= p.loss {
		to++
	}
	*e = slices.Replace(*e, from, to, struct{ spend, loss float64 }{p.spend[1], p.loss})
}

// scan compares with all that are kept.
func scan(list []mark) []mark {
	kept := list[:0]
	for _, p := range list {
		if !slices.ContainsFunc(kept, func(q mark) bool { return q.beats(&p.value) }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// thin returns about most points or fewer, in place of a longer list in order
// of spend: of every block of neighbours the least loss, and a bound that is as
// good as all of them.
func thin(list []point, most int) []point {
	if len(list) <= most {
		return list
	}
	block := 1 + 2*len(list)/most
	thinned := []point{list[0]}
	for rest := list[1:]; len(rest) > 0; {
		some := rest[:min(block, len(rest))]
		rest = rest[len(some):]
		thinned = append(thinned, together(some))
		if best := bestDesign(some); best != nil {
			thinned = append(thinned, *best)
		}
	}
	return thinned
}

// together is a bound that stands for all of the points.
func together(list []point) point {
	b := list[0]
	for _, p := range list[1:] {
		b.spend, b.loss = b.spend.least(p.spend), min(b.loss, p.loss)
	}
	b.bound = true
	return b
}

func bestDesign(list []point) *point {
	var best *point
	for i := range list {
		if p := &list[i]; !p.bound && (best == nil || p.loss < best.loss) {
			best = p
		}
	}
	return best
}
