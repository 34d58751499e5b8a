package system

// shortSets returns the sets of [zdd.minimal], or of [zdd.primes], of so many kids at most.
// A set that another one makes larger than minimal is larger than that one, so that those
// of a part with one kid fewer say all that is needed of it.
func (z zdd) shortSets(d *diagram, failing, coherent bool, most int) edge {
	b := newBDD(z.ctx, z.limit)
	b.most = z.most
	p := primer{z: z, b: b}
	s := shortener{primer: p, coherent: coherent, works: 1, made: map[shortKey]edge{}}
	if failing {
		s.works = 0
	}
	root := s.sets(p.function(d, failing), int32(most))
	z.full = z.full || b.full
	return root
}

// shortener makes sets of few kids.
type shortener struct {
	primer
	coherent bool
	works    int32 // of a coherent function: 1 where kids are to work
	made     map[shortKey]edge
}

type shortKey struct {
	f    edge
	most int32
}

func (s *shortener) sets(f edge, most int32) edge {
	switch {
	case f == trueEdge:
		return baseFamily
	case f == falseEdge || most == 0 || s.z.full || s.b.full:
		return emptyFamily
	}
	key := shortKey{f, most}
	if e, ok := s.made[key]; ok {
		return e
	}
	level := s.b.level(f)
	f0, f1 := s.b.split(f, level) // where the kid works, and where it has failed
	var e edge
	switch {
	case !s.coherent:
		both := s.sets(s.b.and(f0, f1), most)
		failed, works := s.z.but(s.sets(f1, most-1), both), s.z.but(s.sets(f0, most-1), both)
		e = s.z.make(2*level, s.z.make(2*level+1, both, works), failed)
	case s.works == 1:
		without := s.sets(f1, most)
		e = s.z.make(2*level+1, without, s.z.without(s.sets(f0, most-1), without))
	default:
		without := s.sets(f0, most)
		e = s.z.make(2*level, without, s.z.without(s.sets(f1, most-1), without))
	}
	s.made[key] = e
	return e
}
