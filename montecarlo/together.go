package montecarlo

import (
	"math"

	"mtbf/model/system"
)

// together is a group of units without lives, of which sets fail at once for a whole
// mission: a Poisson number of sets of each size, as [system.Group.FailedSets] says.
type together struct {
	units, need int
	sizes       []size // by the mean numbers of their sets
}

// together is a group of units without lives.
func (b *builder) together(g *system.Group) (renewal, error) {
	part := &b.p.m.Components[b.p.m.Units[g.Units[0]].Component]
	means, err := g.FailedSets(part)
	if err != nil {
		return renewal{}, err
	}
	t := &together{units: len(g.Units), need: g.K}
	all := 0.0
	for k, mean := range means {
		if mean > 0 {
			all += mean
			t.sizes = append(t.sizes, size{k, all})
		}
	}
	r := b.unit(g.Units[0]) // notes what such units leave undefined
	b.p.causes = append(b.p.causes, groupName(g, b.p.m))
	r.together, r.cause = t, int32(len(b.p.causes)-1)
	return r, nil
}

// fails draws whether too few are left.
func (t *together) fails(r *Stream) bool {
	if len(t.sizes) == 0 {
		return false
	}
	all := t.sizes[len(t.sizes)-1].rate
	if math.IsInf(all, 1) { // a set fails for sure, and so do all of its size
		return true
	}
	failed, good := make([]bool, t.units), t.units
	for at := r.Exp(); at < all && good >= t.need; at += r.Exp() {
		for u := range anySet(sizeOf(t.sizes, r), t.units, r) {
			if !failed[u] {
				failed[u] = true
				good--
			}
		}
	}
	return good < t.need
}

// size is how many units fail at once; rate is that of such and of those before it in a
// list.
type size struct {
	units int
	rate  float64
}

// sizeOf draws one of the sizes.
func sizeOf(sizes []size, r *Stream) int {
	last := len(sizes) - 1
	if last == 0 {
		return sizes[0].units
	}
	x := r.Float64() * sizes[last].rate
	for _, z := range sizes[:last] {
		if x < z.rate {
			return z.units
		}
	}
	return sizes[last].units
}

// anySet draws so many of n units, any set alike.
func anySet(size, n int, r *Stream) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for u := 0; size > 0; u++ {
			if size < n-u && r.Float64()*float64(n-u) >= float64(size) {
				continue
			}
			size--
			if !yield(u) {
				return
			}
		}
	}
}
