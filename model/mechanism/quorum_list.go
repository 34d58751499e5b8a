package mechanism

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtbf/model"
)

// QuorumList is any quorum system, by its quorums.
type QuorumList struct {
	N    int     // copies
	Sets [][]int // quorums, of copies numbered from 0
}

// FanoPlane is the quorum system of seven copies whose quorums are the seven lines of
// three points of the least projective plane.
func FanoPlane() QuorumList {
	return QuorumList{7, [][]int{{0, 1, 2}, {0, 3, 4}, {0, 5, 6}, {1, 3, 5}, {1, 4, 6}, {2, 3, 6}, {2, 4, 5}}}
}

// Copies is the number of copies.
func (q QuorumList) Copies() int { return q.N }

func (q QuorumList) check() error {
	if err := firstFault([]fault{
		{!(q.N >= 1 && q.N <= mostShape), "copies", q.N, "a number from 1 to 10,000"},
		{!(len(q.Sets) >= 1 && len(q.Sets) <= mostQuorums), "quorums", len(q.Sets), "1 to 10,000 of them"},
	}); err != nil {
		return err
	}
	for _, set := range q.Sets {
		if len(set) == 0 {
			return &model.ParamError{Param: "quorum", Value: "empty", Want: "one copy or more"}
		}
		for _, c := range set {
			if c < 0 || c >= q.N {
				return &model.ParamError{Param: "quorum", Value: c, Want: fmt.Sprintf("of copies numbered from 0 to %d", q.N-1)}
			}
		}
	}
	return nil
}

// Minimal returns the least quorums.
func (q QuorumList) Minimal() ([][]int, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	return least(q.N, q.Sets), nil
}

// least leaves out quorums that hold another.
func least(copies int, all [][]int) [][]int {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b []int) int { return cmp.Compare(len(a), len(b)) })
	var kept [][]int
	var sets []copySet
	for _, q := range all {
		s := setOf(copies, q)
		if slices.ContainsFunc(sets, func(t copySet) bool { return t.within(s) }) {
			continue
		}
		kept, sets = append(kept, q), append(sets, s)
	}
	return kept
}

// mostDecisions bounds the decisions about a list of quorums.
const mostDecisions = 200_000

// availability decides about one copy after the other: a quorum is up if one is up
// given that the copy is, or given that it is not. Lists of quorums that were met before
// are not decided again.
func (q QuorumList) availability(up, down []float64) (some, none float64, err error) {
	all, err := q.Minimal()
	if err != nil {
		return 0, 0, err
	}
	d := decider{up: up, down: down, known: map[string][2]float64{}}
	sets := make([]copySet, len(all))
	for i, set := range all {
		sets[i] = setOf(q.N, set)
	}
	some, none = d.decide(0, sets)
	if len(d.known) > mostDecisions {
		return 0, 0, &model.ParamError{Param: "quorums", Value: len(q.Sets), Want: "so few, or so like each other, that they are decided in 200,000 steps; solve takes a system file with more"}
	}
	return min(some, 1), min(none, 1), nil
}

type decider struct {
	up, down []float64
	known    map[string][2]float64 // by the quorums that are left
}

// decide returns the probability that one of the quorums is up, and that none is, where
// all copies before from are decided and no part of them.
func (d *decider) decide(from int, quorums []copySet) (some, none float64) {
	if len(quorums) == 0 {
		return 0, 1
	}
	if len(d.known) > mostDecisions {
		return 0, 0
	}
	word, bit := from/64, uint64(1)<<(from%64)
	holds := func(s copySet) bool { return s[word]&bit != 0 }
	if !slices.ContainsFunc(quorums, holds) {
		return d.decide(from+1, quorums)
	}
	key := keyOf(quorums)
	if at, ok := d.known[key]; ok {
		return at[0], at[1]
	}
	var with, without []copySet
	done := false // a quorum is all up
	for _, s := range quorums {
		if holds(s) {
			s = slices.Clone(s)
			s[word] &^= bit
			done = done || !slices.ContainsFunc(s, func(w uint64) bool { return w != 0 })
		} else {
			without = append(without, s)
		}
		with = append(with, s)
	}
	up, notUp := 1.0, 0.0
	if !done {
		up, notUp = d.decide(from+1, leastSets(with))
	}
	down, notDown := d.decide(from+1, without)
	some, none = d.up[from]*up+d.down[from]*down, d.up[from]*notUp+d.down[from]*notDown
	d.known[key] = [2]float64{some, none}
	return some, none
}

// leastSets leaves out sets that hold another, and puts them into one order.
func leastSets(all []copySet) []copySet {
	slices.SortFunc(all, slices.Compare)
	var kept []copySet
	for i, s := range all {
		if !slices.ContainsFunc(kept, func(t copySet) bool { return t.within(s) }) && !slices.ContainsFunc(all[i+1:], func(t copySet) bool { return t.within(s) && !s.within(t) }) {
			kept = append(kept, s)
		}
	}
	return kept
}

func keyOf(quorums []copySet) string {
	var b []byte
	for _, s := range quorums {
		for _, w := range s {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	return string(b)
}

// ParseQuorumSystem reads a quorum system: majority:5, threshold:4/5 (any 4 of 5),
// votes:3,2,2,1,1 (more than half of the votes) or votes:3,2,2,1,1/6 (6 of them),
// grid:3x4 (rows x columns), wall:1,2,3 (widths from the top), tree:7 (copies), fano, or
// list:a b,b c,a c (quorums of copies by name, numbered as they come). The error is a
// *model.ParamError.
func ParseQuorumSystem(text string) (QuorumSystem, error) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(text), ":")
	s := scanQuorums(strings.ToLower(strings.TrimSpace(kind)), rest)
	if s == nil {
		return nil, &model.ParamError{Param: "quorums", Value: text, Want: "majority:N, threshold:K/N, votes:3,2,1 or votes:3,2,1/NEEDED, grid:ROWSxCOLUMNS, wall:1,2,3, tree:7, fano, or list:a b,b c,a c"}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, nil
}

// scanQuorums returns nil for what cannot be read.
func scanQuorums(kind, rest string) QuorumSystem {
	head, needed, cut := strings.Cut(rest, "/")
	switch n := numbers(rest, ","); kind {
	case "majority":
		if len(n) == 1 && n[0] >= 1 {
			return MajorityQuorum(n[0])
		}
	case "threshold":
		if n := numbers(rest, "/"); len(n) == 2 {
			return ThresholdQuorum(n[1], n[0])
		}
	case "votes":
		v := WeightedMajority(numbers(head, ",")...)
		if need := numbers(needed, ","); cut && len(need) == 1 {
			v.Needed = need[0]
		} else if cut {
			return nil
		}
		if len(v.Weights) > 0 {
			return v
		}
	case "grid":
		if n := numbers(rest, "x"); len(n) == 2 {
			return GridQuorum{n[0], n[1]}
		}
	case "wall":
		if len(n) > 0 {
			return WallQuorum{n}
		}
	case "tree":
		for levels := 1; levels <= mostLevels && len(n) == 1; levels++ {
			if n[0] == (TreeQuorum{levels}).Copies() {
				return TreeQuorum{levels}
			}
		}
	case "fano":
		if rest == "" {
			return FanoPlane()
		}
	case "list":
		return listed(rest)
	}
	return nil
}

// numbers reads whole numbers between separators; none if one is none.
func numbers(text, separator string) []int {
	var all []int
	for _, part := range strings.Split(text, separator) {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil
		}
		all = append(all, n)
	}
	return all
}

// listed reads quorums of copies by name.
func listed(text string) QuorumList {
	q, number := QuorumList{}, map[string]int{}
	for _, part := range strings.Split(text, ",") {
		var set []int
		for _, name := range strings.Fields(part) {
			if _, known := number[name]; !known {
				number[name] = len(number)
			}
			set = append(set, number[name])
		}
		q.Sets = append(q.Sets, set)
	}
	q.N = len(number)
	return q
}
