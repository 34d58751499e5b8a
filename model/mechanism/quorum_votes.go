package mechanism

import (
	"math/big"

	"mtbf/internal/num"
)

// Votes is the quorum system of weighted votes: any copies that have Needed votes
// together.
type Votes struct {
	Weights []int // votes of each copy, 0 or more
	Needed  int   // 1 up to all votes; availability falls with it
}

// MajorityQuorum needs more than half of n copies with a vote each.
func MajorityQuorum(n int) Votes { return ThresholdQuorum(n, n/2+1) }

// ThresholdQuorum needs any so many of n copies.
func ThresholdQuorum(n, needed int) Votes {
	v := Votes{Needed: needed}
	for range min(max(n, 0), mostVotes+1) {
		v.Weights = append(v.Weights, 1)
	}
	return v
}

// WeightedMajority needs more than half of the votes.
func WeightedMajority(weights ...int) Votes {
	v := Votes{Weights: weights}
	v.Needed = v.total()/2 + 1
	return v
}

// mostVotes bounds the copies and their votes.
const mostVotes = 10_000

// Copies is the number of copies.
func (v Votes) Copies() int { return len(v.Weights) }

func (v Votes) total() int {
	total := 0
	for _, w := range v.Weights {
		total += min(w, mostVotes+1)
	}
	return total
}

// alike reports whether all copies have the same votes.
func (v Votes) alike() bool {
	for _, w := range v.Weights {
		if w != v.Weights[0] || w < 1 {
			return false
		}
	}
	return len(v.Weights) > 0
}

func (v Votes) intersects() bool { return !disjointVotes(v.Weights, v.Needed, v.Needed) }

// disjointVotes reports whether the copies can be parted so that one side has a votes or
// more and the other b.
func disjointVotes(weights []int, a, b int) bool {
	sums, total := big.NewInt(1), 0 // bit s: some copies have s votes together
	for _, w := range weights {
		sums.Or(sums, new(big.Int).Lsh(sums, uint(w)))
		total += w
	}
	for s := a; s <= total-b; s++ {
		if sums.Bit(s) == 1 {
			return true
		}
	}
	return false
}

func (v Votes) check() error { return v.checkNeed("votes needed") }

func (v Votes) checkNeed(name string) error {
	bad := []fault{{!(len(v.Weights) >= 1 && len(v.Weights) <= mostVotes), "copies", len(v.Weights), "a number from 1 to 10,000"}}
	for _, w := range v.Weights {
		bad = append(bad, fault{w < 0, "votes", w, "a number of 0 or more"})
	}
	if err := firstFault(bad); err != nil {
		return err
	}
	total := v.total()
	return firstFault([]fault{
		{total > mostVotes, "votes", total, "up to 10,000 in all"},
		{!(v.Needed >= 1 && v.Needed <= total), name, v.Needed, "a number from 1 to that of all votes"},
	})
}

// availability follows the votes that are up, copy by copy; what reaches Needed stays
// there.
func (v Votes) availability(up, down []float64) (some, none float64, err error) {
	var reached num.Adder
	at := make([]float64, v.Needed) // by the votes that are up
	at[0] = 1
	for i, w := range v.Weights {
		if w == 0 {
			continue
		}
		for s := v.Needed - 1; s >= 0; s-- {
			x := at[s] * up[i]
			at[s] *= down[i]
			if s+w >= v.Needed {
				reached.Add(x)
			} else {
				at[s+w] += x
			}
		}
	}
	return min(reached.Total(), 1), min(num.Sum(at), 1), nil
}

// Minimal returns the least quorums: those that every copy of them is needed in.
func (v Votes) Minimal() ([][]int, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	left := make([]int, len(v.Weights)+1) // votes from a copy on
	for i := len(v.Weights) - 1; i >= 0; i-- {
		left[i] = left[i+1] + v.Weights[i]
	}
	x := voteLister{votes: v, left: left, patience: 100 * mostQuorums}
	x.list(0, 0, nil)
	if x.patience <= 0 || len(x.found) > mostQuorums {
		return nil, tooManyQuorums()
	}
	return x.found, nil
}

type voteLister struct {
	votes    Votes
	left     []int
	patience int
	found    [][]int
}

// list adds all quorums that hold those chosen and none other of the copies before i.
func (x *voteLister) list(i, sum int, chosen []int) {
	x.patience--
	switch {
	case x.patience <= 0 || len(x.found) > mostQuorums || sum+x.left[i] < x.votes.Needed:
		return
	case sum >= x.votes.Needed:
		for _, c := range chosen {
			if sum-x.votes.Weights[c] >= x.votes.Needed {
				return
			}
		}
		x.found = append(x.found, append([]int(nil), chosen...))
		return
	}
	x.list(i+1, sum+x.votes.Weights[i], append(chosen, i))
	x.list(i+1, sum, chosen)
}

// ReadWrite is data that are written to a quorum and read from another, of the same
// copies with their votes.
type ReadWrite struct {
	Weights      []int // votes of each copy
	Read, Write  int   // votes needed; the availability of each falls with its own
	Availability []float64
}

// ReadWriteResult tells how often data can be read and written.
type ReadWriteResult struct {
	Read, NoRead   float64
	Write, NoWrite float64
	ReadsLatest    bool // any read quorum meets any write quorum: what was written last is read
	OneWriter      bool // any two write quorums meet: of two writes at the same time one wins
}

// Solve returns how often data can be read and written. ReadsLatest and OneWriter hold
// where Read + Write and 2 Write are more than all votes, and else where the copies
// cannot be parted so. The error is a *model.ParamError.
func (r ReadWrite) Solve() (ReadWriteResult, error) {
	read, write := Votes{r.Weights, r.Read}, Votes{r.Weights, r.Write}
	if err := read.checkNeed("votes to read"); err != nil {
		return ReadWriteResult{}, err
	}
	if err := write.checkNeed("votes to write"); err != nil {
		return ReadWriteResult{}, err
	}
	up, down, err := Quorums{read, r.Availability}.copies()
	if err != nil {
		return ReadWriteResult{}, err
	}
	out := ReadWriteResult{
		ReadsLatest: !disjointVotes(r.Weights, r.Read, r.Write),
		OneWriter:   !disjointVotes(r.Weights, r.Write, r.Write),
	}
	if out.Read, out.NoRead, err = read.availability(up, down); err != nil {
		return ReadWriteResult{}, err
	}
	if out.Write, out.NoWrite, err = write.availability(up, down); err != nil {
		return ReadWriteResult{}, err
	}
	return out, nil
}

// AsModule returns the copies as a group that serves while data can be both read and
// written: its availability is the lesser of the two.
func (r ReadWrite) AsModule() (SystemPart, error) {
	if _, err := r.Solve(); err != nil {
		return SystemPart{}, err
	}
	return Quorums{Votes{r.Weights, max(r.Read, r.Write)}, r.Availability}.AsModule()
}
