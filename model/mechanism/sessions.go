package mechanism

import (
	"context"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
)

// Sessions are messages between two ends over several paths. A message is sent on every
// path that is up, Tries times on each, and is lost if no try succeeds; the session is
// down, and both ends are told, where no path is up. Paths and tries fail
// independently.
type Sessions struct{ Paths []SessionPath }

// SessionPath is one way between the ends.
type SessionPath struct {
	Availability float64 // fewer messages are lost with it, and the session is less often down
	Loss         float64 // probability that one try is lost on a path that is up; more are lost with it
	Tries        int     // on this path, 1 or more; fewer messages are lost with them
}

// LikePaths returns paths that are alike, with so many retries after the first try.
func LikePaths(n int, availability, loss float64, retries int) Sessions {
	s := Sessions{}
	for range min(max(n, 0), mostPaths+1) {
		s.Paths = append(s.Paths, SessionPath{availability, loss, min(retries, mostTries) + 1})
	}
	return s
}

// mostPaths bounds the paths, and mostTries the tries on each.
const (
	mostPaths = 1000
	mostTries = 1_000_000
)

// SessionsResult tells how often a session is down, and messages are lost.
type SessionsResult struct {
	Up, Down    float64 // probability that a path is up, and that none is
	Lost        float64 // probability that a message is lost: the session down or all tries lost
	LostWhileUp float64 // that the session is up and yet all tries are lost
	LostIfUp    float64 // LostWhileUp of the time that the session is up; 0 where it never is
	Delivered   float64 // 1 - Lost
}

// Solve returns how often the session is down and messages are lost. With a and u the
// availability of a path and its complement, l its loss and t its tries,
//
//	Down        = product of u
//	Lost        = product of (u + a l^t)
//	LostWhileUp = Lost - Down
//	Delivered   = 1 - Lost
//
// where each is a sum of positive terms: a difference of two products is that of
// their terms, one after the other exchanged. The error is a *model.ParamError.
func (s Sessions) Solve() (SessionsResult, error) {
	if err := s.check(); err != nil {
		return SessionsResult{}, err
	}
	r := SessionsResult{Down: 1, Lost: 1}
	for _, p := range s.Paths {
		u, all, some := p.parts()
		r.LostWhileUp = r.LostWhileUp*(u+all) + r.Down*all
		r.Up += r.Down * p.Availability
		r.Delivered += r.Lost * some
		r.Down *= u
		r.Lost *= u + all
	}
	if r.Up > 0 {
		r.LostIfUp = r.LostWhileUp / r.Up
	}
	return r, nil
}

// parts returns the probabilities that a path is down, that it is up and all tries are
// lost, and that it is up and one is not.
func (p SessionPath) parts() (down, allLost, some float64) {
	a, t := p.Availability, float64(p.Tries)
	if p.Loss == 0 {
		return 1 - a, 0, a
	}
	log := t * math.Log(p.Loss)
	return 1 - a, a * math.Exp(log), a * -math.Expm1(log)
}

func (s Sessions) check() error {
	bad := []fault{{!(len(s.Paths) >= 1 && len(s.Paths) <= mostPaths), "paths", len(s.Paths), "a number from 1 to 1000"}}
	for _, p := range s.Paths {
		bad = append(bad,
			fault{notShare(p.Availability), "path availability", p.Availability, "a number from 0 to 1"},
			fault{notShare(p.Loss), "loss per try", p.Loss, "a probability from 0 to 1"},
			fault{!(p.Tries >= 1 && p.Tries <= mostTries), "tries", p.Tries, "a number from 1 to a million"})
	}
	return firstFault(bad)
}

// AsModule returns the paths as a group of which one is needed: its availability is Up.
func (s Sessions) AsModule() SystemPart {
	part := SystemPart{N: len(s.Paths), K: 1}
	for _, p := range s.Paths {
		part.Modules = append(part.Modules, SystemModule{Availability: p.Availability, Unavailability: 1 - p.Availability})
	}
	return part
}

// AsDelivery returns what delivers a message, or does not, as a module: the session up
// and one try not lost. Its availability is Delivered.
func (r SessionsResult) AsDelivery() SystemPart {
	return SystemPart{N: 1, K: 1, Modules: []SystemModule{{Availability: r.Delivered, Unavailability: r.Lost}}}
}

// SessionOutages is how a session of like paths goes down, where the times of a path
// are known.
type SessionOutages struct {
	PerYear  float64 // in the long run
	Mean     float64 // length of one, hours
	MTBF     float64 // mean time from the end of one to the next, hours
	MTTF     float64 // mean time to the first, all paths up at first, hours
	Down, Up float64 // shares of the time
}

// SessionTimes are those of a path, hours; both exponential, each path with a repair of
// its own.
type SessionTimes struct {
	Paths int
	MTBF  float64 // the time to an outage of the session rises with it
	MTTR  float64 // and falls with this
}

// Availability is that of a path, MTBF/(MTBF+MTTR).
func (s SessionTimes) Availability() float64 { return s.MTBF / (s.MTBF + s.MTTR) }

// Solve returns how the session goes down: a group of paths of which one is needed. The
// error is a *model.ParamError.
func (s SessionTimes) Solve(ctx context.Context) (SessionOutages, error) {
	if err := firstFault([]fault{
		{!(s.Paths >= 1 && s.Paths <= mostCopies), "paths", s.Paths, "a number from 1 to 400"},
		{notPositive(s.MTBF), "path mtbf", s.MTBF, "a positive number of hours between 1e-100 and 1e100"},
		{notPositive(s.MTTR), "path mttr", s.MTTR, "a positive number of hours between 1e-100 and 1e100"},
	}); err != nil {
		return SessionOutages{}, err
	}
	g := markov.Group{Kind: markov.Redundant, N: s.Paths, K: 1, FailureRate: 1 / s.MTBF, RepairRate: 1 / s.MTTR}
	m, err := g.Measures(ctx)
	if err == nil {
		err = seldom("paths", s.Paths, m.MTTF)
	}
	if err == nil {
		err = within("path mtbf", s.MTBF, m)
	}
	if err != nil {
		return SessionOutages{}, err
	}
	return SessionOutages{
		PerYear: model.HoursPerYear * m.FailureFrequency, Mean: m.MDT, MTBF: m.MTBF, MTTF: m.MTTF,
		Down: m.Unavailability, Up: m.Availability,
	}, nil
}

// AsModule returns the paths as a group of which one is needed, with their times.
func (s SessionTimes) AsModule() SystemPart {
	return SystemPart{N: s.Paths, K: 1, Modules: []SystemModule{{MTBF: s.MTBF, MTTR: s.MTTR}}}
}
