package recurrent

import (
	"context"
	"math"
	"slices"
)

// happening is a failure of a unit, with its cost.
type happening struct {
	time, cost float64
	unit       int32
}

// sweep goes through the failures of all units in time. For each unit k at risk
// it holds the excess over the mean,
//
//	e_k(t) = [own failures, each over Y] - [all failures since it entered, each over Y^2],
//
// as own[k] - mean, of which only the first changes with the unit; the units of
// one history have the same. A unit that leaves keeps it until it is watched again. The sum of squares over the units at risk is kept
// about the average of own, as in Welford's method, so that nothing cancels.
type sweep struct {
	from, to   float64
	happenings []happening
	entries    []int32 // units by From
	exits      []int32 // units by To
	histories  []History

	unit    []int32   // of each history, the first history of its unit
	out     []bool    // of each history, that it is over
	excess  []float64 // of each unit that left, e when it did
	own     []float64
	mean    float64 // sum of d/Y^2 over the failures so far
	active  int
	average float64 // of own over the units at risk
	squares float64 // sum of (own - average)^2 over the units at risk
	gone    float64 // sum of e^2 over the units that left
	gap     bool    // at some time between From and To no unit was at risk
}

func newSweep(histories []History) *sweep {
	s := &sweep{histories: histories, own: make([]float64, len(histories)), excess: make([]float64, len(histories)),
		unit: make([]int32, len(histories)), out: make([]bool, len(histories)), happenings: make([]happening, 0, failures(histories))}
	for k, h := range histories {
		s.unit[k] = int32(k)
		if h.Continued {
			s.unit[k] = s.unit[k-1]
		}
		for i, t := range h.Times {
			cost := 1.0
			if h.Costs != nil {
				cost = h.Costs[i]
			}
			s.happenings = append(s.happenings, happening{t, cost, s.unit[k]})
		}
	}
	slices.SortFunc(s.happenings, func(a, b happening) int { return order(a.time, b.time) })
	s.entries = s.sorted(func(h *History) float64 { return h.From })
	s.exits = s.sorted(func(h *History) float64 { return h.To })
	s.from = histories[s.entries[0]].From
	s.to = histories[s.exits[len(s.exits)-1]].To
	s.gap = s.hasGap()
	return s
}

func (s *sweep) sorted(key func(*History) float64) []int32 {
	units := make([]int32, len(s.histories))
	for k := range units {
		units[k] = int32(k)
	}
	slices.SortFunc(units, func(a, b int32) int { return order(key(&s.histories[a]), key(&s.histories[b])) })
	return units
}

func (s *sweep) hasGap() bool {
	until := s.from
	for _, k := range s.entries {
		if s.histories[k].From > until {
			return true
		}
		until = math.Max(until, s.histories[k].To)
	}
	return false
}

// pointsAtOnce is how many points are made between two looks at the context.
const pointsAtOnce = 1 << 14

// run returns a point for every time with a failure.
func (s *sweep) run(ctx context.Context) ([]Point, error) {
	points := make([]Point, 0, len(s.happenings))
	var mean, poisson float64
	for first := 0; first < len(s.happenings); {
		if len(points)%pointsAtOnce == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		t := s.happenings[first].time
		s.advance(t)
		y := float64(s.active)
		var cost float64
		last := first
		for ; last < len(s.happenings) && s.happenings[last].time == t; last++ {
			h := s.happenings[last]
			cost += h.cost
			poisson += h.cost * h.cost / (y * y)
			s.raise(h.unit, h.cost/y)
		}
		s.mean += cost / (y * y)
		mean += cost / y
		points = append(points, Point{
			Time: t, AtRisk: s.active, Failures: last - first,
			Mean: mean, Variance: s.variance(), PoissonVariance: poisson,
		})
		first = last
	}
	return points, nil
}

// advance lets in the units that entered before t and lets out those that left.
func (s *sweep) advance(t float64) {
	for len(s.entries) > 0 && s.histories[s.entries[0]].From < t {
		s.enter(s.entries[0])
		s.entries = s.entries[1:]
	}
	for len(s.exits) > 0 && s.histories[s.exits[0]].To < t {
		if !s.out[s.exits[0]] {
			s.leave(s.exits[0])
		}
		s.exits = s.exits[1:]
	}
}

// enter lets a unit in, which may have been watched before.
func (s *sweep) enter(k int32) {
	if s.histories[k].Continued && !s.out[k-1] {
		s.leave(k - 1)
	}
	n, u := s.histories[k].units(), s.unit[k]
	s.gone = math.Max(0, s.gone-float64(n)*s.excess[u]*s.excess[u])
	s.own[u] = s.mean + s.excess[u]
	s.active += n
	off := s.own[u] - s.average
	s.average += float64(n) * off / float64(s.active)
	s.squares += float64(n) * off * (s.own[u] - s.average)
}

func (s *sweep) leave(k int32) {
	n, u := s.histories[k].units(), s.unit[k]
	excess := s.own[u] - s.mean
	s.out[k], s.excess[u] = true, excess
	s.gone += float64(n) * excess * excess
	s.active -= n
	if s.active == 0 {
		s.average, s.squares = 0, 0
		return
	}
	off := s.own[u] - s.average
	s.average -= float64(n) * off / float64(s.active)
	s.squares = math.Max(0, s.squares-float64(n)*off*(s.own[u]-s.average))
}

func (s *sweep) raise(k int32, by float64) {
	before := s.average
	s.average += by / float64(s.active)
	s.squares = math.Max(0, s.squares+by*((s.own[k]-before)+(s.own[k]+by-s.average)))
	s.own[k] += by
}

func (s *sweep) variance() float64 {
	shift := s.average - s.mean
	return s.gone + s.squares + float64(s.active)*shift*shift
}
