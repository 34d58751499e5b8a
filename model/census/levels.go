package census

import (
	"cmp"
	"math"
	"slices"
)

// level is a number from a time on.
type level struct {
	from  float64
	units int
}

// levels are numbers over time, in order: of units in service, or under planned work.
// Before the first it is 0. nil says nothing of the time.
type levels []level

// levelsOf adds up changes, which are in order.
func levelsOf(changes []change) levels {
	var all levels
	units := 0
	for _, c := range changes {
		units += c.n
		if n := len(all); n > 0 && all[n-1].from == c.t {
			all[n-1].units = units
			continue
		}
		all = append(all, level{c.t, units})
	}
	return all
}

// at returns the number at t.
func (l levels) at(t float64) int {
	i, exact := slices.BinarySearchFunc(l, t, func(a level, t float64) int { return cmp.Compare(a.from, t) })
	switch {
	case exact:
		return l[i].units
	case i == 0:
		return 0
	}
	return l[i-1].units
}

// since returns the levels from t on, 0 before it.
func (l levels) since(t float64) levels {
	all := levels{{t, l.at(t)}}
	for _, a := range l {
		if a.from > t {
			all = append(all, a)
		}
	}
	return all
}

// less returns the levels less others, at least 0.
func (l levels) less(others levels) levels {
	var all levels
	add := func(t float64) { all = append(all, level{t, max(0, l.at(t)-others.at(t))}) }
	for i, j := 0, 0; i < len(l) || j < len(others); {
		a, b := math.Inf(1), math.Inf(1)
		if i < len(l) {
			a = l[i].from
		}
		if j < len(others) {
			b = others[j].from
		}
		add(min(a, b))
		if a <= b {
			i++
		}
		if b <= a {
			j++
		}
	}
	return all
}

// hours returns how long the level is above 0 from one time to another.
func (l levels) hours(from, to float64) float64 {
	sum := 0.0
	for i, a := range l {
		end := to
		if i+1 < len(l) {
			end = min(to, l[i+1].from)
		}
		if a.units > 0 {
			sum += max(0, end-max(a.from, from))
		}
	}
	return sum
}
