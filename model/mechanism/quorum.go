package mechanism

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// QuorumSystem is a set of copies with the sets of them, the quorums, any of which is
// enough to go on when it is wholly up. Copies are numbered from 0.
type QuorumSystem interface {
	// Copies is the number of copies.
	Copies() int
	// Minimal returns the least quorums, none of which holds another; a *model.ParamError if
	// there are more than 10,000.
	Minimal() ([][]int, error)
	// check returns a *model.ParamError for a system out of its domain.
	check() error
	// availability returns the probability that a quorum is up, and that none is, given for
	// each copy those that it is up and not. Both are sums of positive terms. The system is one that
	// check lets pass.
	availability(up, down []float64) (some, none float64, err error)
}

// Quorums is a quorum system with its copies, which are up independently.
type Quorums struct {
	System       QuorumSystem
	Availability []float64 // of each copy, or one for all; that of the system rises with each
}

// QuorumsResult tells how often a quorum is up.
type QuorumsResult struct {
	Availability   float64 // probability that some quorum is up
	Unavailability float64 // that none is
	AtHalf         float64 // the availability if each copy were up half of the time: 1/2 for all that no other dominates
	Intersecting   bool    // any two quorums have a copy in common
	NonDominated   bool    // intersecting, and no other intersecting system is up whenever this is and at times when it is not
}

// mostDominated bounds the copies up to which AtHalf tells one state from none.
const mostDominated = 48

// Solve returns how often a quorum is up.
//
// A system whose quorums intersect has at most one of a set of copies and its
// complement up, so that with every copy up half of the time it is up at most half of
// it; it is non-dominated when that is exactly half. Solve tells this for up to 48
// copies. The error is a *model.ParamError.
func (q Quorums) Solve() (QuorumsResult, error) {
	up, down, err := q.copies()
	if err != nil {
		return QuorumsResult{}, err
	}
	r := QuorumsResult{}
	if r.Availability, r.Unavailability, err = q.System.availability(up, down); err != nil {
		return QuorumsResult{}, err
	}
	half := slices.Repeat([]float64{.5}, len(up))
	if r.AtHalf, _, err = q.System.availability(half, half); err != nil {
		return QuorumsResult{}, err
	}
	if r.Intersecting, err = intersecting(q.System); err != nil {
		return QuorumsResult{}, err
	}
	step := math.Max(math.Ldexp(1, -len(up)), 1e-15)
	r.NonDominated = r.Intersecting && len(up) <= mostDominated && math.Abs(r.AtHalf-.5) < step/2
	return r, nil
}

// copies returns the probabilities of each copy to be up and down.
func (q Quorums) copies() (up, down []float64, err error) {
	if q.System == nil {
		return nil, nil, &model.ParamError{Param: "quorums", Value: "none", Want: "a quorum system"}
	}
	if err := q.System.check(); err != nil {
		return nil, nil, err
	}
	n := q.System.Copies()
	if len(q.Availability) != n && len(q.Availability) != 1 {
		return nil, nil, &model.ParamError{Param: "availability", Value: len(q.Availability), Want: fmt.Sprintf("one number for all copies or %d, one for each", n)}
	}
	up, down = make([]float64, n), make([]float64, n)
	for i := range n {
		a := q.Availability[i%len(q.Availability)]
		if notShare(a) {
			return nil, nil, &model.ParamError{Param: "availability", Value: a, Want: "a number from 0 to 1"}
		}
		up[i], down[i] = a, 1-a
	}
	return up, down, nil
}

// AsModule returns the copies as a group: K of them are needed where the quorums are all
// sets of K, otherwise any of the least quorums is enough. Its availability is the
// result's. The error is a *model.ParamError where there are more than 10,000 quorums.
func (q Quorums) AsModule() (SystemPart, error) {
	up, down, err := q.copies()
	if err != nil {
		return SystemPart{}, err
	}
	part := SystemPart{N: len(up)}
	for i := range q.Availability {
		part.Modules = append(part.Modules, SystemModule{Availability: up[i], Unavailability: down[i]})
	}
	if v, ok := q.System.(Votes); ok && v.alike() {
		part.K = (v.Needed + v.Weights[0] - 1) / v.Weights[0]
		return part, nil
	}
	part.Quorums, err = q.System.Minimal()
	return part, err
}

// intersecting reports whether any two quorums have a copy in common.
func intersecting(s QuorumSystem) (bool, error) {
	if known, ok := s.(interface{ intersects() bool }); ok {
		return known.intersects(), nil
	}
	all, err := s.Minimal()
	if err != nil {
		return false, err
	}
	sets := make([]copySet, len(all))
	for i, q := range all {
		sets[i] = setOf(s.Copies(), q)
	}
	for i, a := range sets {
		for _, b := range sets[:i] {
			if a.disjoint(b) {
				return false, nil
			}
		}
	}
	return true, nil
}

// mostQuorums bounds the least quorums of a system.
const mostQuorums = 10_000

// tooManyQuorums is the error of a system with more.
func tooManyQuorums() error {
	return &model.ParamError{Param: "quorums", Value: fmt.Sprintf("more than %d", mostQuorums), Want: "so few that they can be listed"}
}

// copySet is a set of copies, 64 a word.
type copySet []uint64

func setOf(copies int, of []int) copySet {
	s := make(copySet, (copies+63)/64)
	for _, i := range of {
		s[i/64] |= 1 << (i % 64)
	}
	return s
}

func (s copySet) disjoint(t copySet) bool {
	for i := range s {
		if s[i]&t[i] != 0 {
			return false
		}
	}
	return true
}

// within reports whether all of s is in t.
func (s copySet) within(t copySet) bool {
	for i := range s {
		if s[i]&^t[i] != 0 {
			return false
		}
	}
	return true
}
