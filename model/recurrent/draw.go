package recurrent

import (
	"context"
	"slices"

	"mtbf/model"
)

// simulated returns the p-value of drawings of which extreme tells whether each
// is at least as far out as the data, or the cause of the end of ctx.
func simulated(ctx context.Context, drawings int, extreme func() bool) (float64, error) {
	beyond := 1
	for range drawings {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if extreme() {
			beyond++
		}
	}
	return float64(beyond) / float64(1+drawings), nil
}

func checkDrawings(n int, stream Stream) error {
	if n < 1 {
		return &model.ParamError{Param: "drawings", Value: n, Want: "at least 1"}
	}
	if stream == nil {
		return &model.ParamError{Param: "stream", Value: "none", Want: "a stream of random numbers"}
	}
	return nil
}

// sorter sorts shares, each in [0, 1), in a time that grows as their number: into
// as many buckets of equal width, and then within these, where few are. It keeps
// its room.
type sorter struct {
	ends []int32 // of the buckets, in room
	room []float64
}

// fewShares is the number of shares that are sorted as fast without buckets.
const fewShares = 128

func (s *sorter) sort(shares []float64) {
	n := len(shares)
	if n < fewShares {
		slices.Sort(shares)
		return
	}
	if len(s.room) != n {
		s.ends, s.room = make([]int32, n), make([]float64, n)
	}
	clear(s.ends)
	bucket := func(share float64) int { return min(n-1, int(share*float64(n))) }
	for _, x := range shares {
		s.ends[bucket(x)]++
	}
	before := int32(0)
	for i, in := range s.ends {
		s.ends[i], before = before, before+in
	}
	for _, x := range shares {
		b := bucket(x)
		s.room[s.ends[b]] = x
		s.ends[b]++
	}
	first := int32(0)
	for _, end := range s.ends {
		sortFew(s.room[first:end])
		first = end
	}
	copy(shares, s.room)
}

// sortFew sorts what is mostly nothing, one or two.
func sortFew(x []float64) {
	if len(x) > 12 {
		slices.Sort(x)
		return
	}
	for i := 1; i < len(x); i++ {
		for j := i; j > 0 && x[j] < x[j-1]; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
}
