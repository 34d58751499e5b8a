package montecarlo

import "math"

// renewal is a unit that fails and is repaired on its own, or one without times
// that is down for a whole mission with a probability, or a group of such.
type renewal struct {
	life, repair sampler // a unit that fails once has an endless repair
	timeless     bool
	chance       float64   // to be down, of a timeless one
	together     *together // a group of such, in place of a chance; nil: one unit
	cause        int32
}

// unitState is a unit at work: the next interval that it is down, or one that
// it is down beyond the end of what was asked for. A fresh one is new at 0.
type unitState struct {
	next  interval
	drawn bool
}

// batch is how many times are drawn at once, at most.
const batch = 128

// renew appends to dst when a unit is down between from and to, beginnings
// before to only.
func (w *worker) renew(dst []interval, u *renewal, s *unitState, from, to float64) []interval {
	if !s.drawn {
		s.drawn = true
		s.next = interval{from: math.Inf(-1), to: 0, cause: u.cause}
		if u.timeless {
			return w.draw(dst, u, s)
		}
	} else if s.next.from >= to {
		return dst
	} else {
		if s.next.to > from {
			dst = append(dst, s.next)
		}
		if s.next.to >= to {
			return dst
		}
	}
	return w.cycles(dst, u, s, from, to)
}

// fails draws whether a timeless unit, or a group of them, is down.
func (u *renewal) fails(r *Stream) bool {
	if u.together != nil {
		return u.together.fails(r)
	}
	return r.Float64() < u.chance
}

// draw decides once for a timeless unit, or a group of them.
func (w *worker) draw(dst []interval, u *renewal, s *unitState) []interval {
	w.events++
	if !u.fails(&w.stream) {
		s.next.from, s.next.to = math.Inf(1), math.Inf(1)
		return dst
	}
	s.next.to = math.Inf(1)
	return append(dst, s.next)
}

// cycles goes on from an interval that ends before to.
func (w *worker) cycles(dst []interval, u *renewal, s *unitState, from, to float64) []interval {
	cycle := u.life.mean + u.repair.mean
	for x := s.next; ; {
		n := 1 + int(math.Min(batch-1, (to-x.to)/cycle))
		lives, repairs := w.lives[:n], w.repairs[:n]
		u.life.fill(&w.stream, lives)
		u.repair.fill(&w.stream, repairs)
		for i, life := range lives {
			x.from = x.to + life
			if x.to = x.from + repairs[i]; x.to == x.from {
				x.to = lasting(x.from, x.to)
			}
			if x.to > from && x.from < to {
				dst = append(dst, x)
			}
			if x.to >= to {
				s.next = x
				w.events += 2 * uint64(i+1)
				return dst
			}
		}
		w.events += 2 * uint64(n)
		if w.over(dst) {
			return dst
		}
	}
}

// lasting returns to, or the next number after from if to is not later: an
// outage of no length is one.
func lasting(from, to float64) float64 {
	if to > from {
		return to
	}
	return math.Nextafter(from, math.Inf(1))
}
