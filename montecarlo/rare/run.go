package rare

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"mtbf/internal/num"
	"mtbf/montecarlo"
	"mtbf/montecarlo/internal/gate"
)

// blocks is the number of blocks of a run, each a fixed range of cycles.
// What is drawn does not depend on who draws it, and blocks are put together in
// their order.
const blocks = 64

// tail is how many of a block's largest contributions are kept.
const tail = 24

// sums are those of a block, or of a run.
type sums struct {
	Cycles int `json:",omitempty"`
	Hits   int `json:",omitempty"`
	Steps  int `json:",omitempty"`

	Length   float64 `json:",omitempty"`
	First    float64 `json:",omitempty"`
	Down     float64 `json:",omitempty"`
	Failures float64 `json:",omitempty"`
	Failed   float64 `json:",omitempty"`

	Squared  float64   `json:",omitempty"` // of Down
	Balanced float64   `json:",omitempty"`
	Largest  []float64 `json:",omitempty"` // of Down, in falling order

	At []sums `json:",omitempty"` // until each of several times
}

func (s *sums) add(y *cycle) {
	s.Cycles++
	s.Steps += y.steps
	s.Length += y.length
	s.First += y.first
	for j := range y.at {
		if s.At == nil {
			s.At = make([]sums, len(y.at))
		}
		s.At[j].add(&y.at[j])
	}
	if y.failed == 0 {
		return
	}
	s.Down += y.down
	s.Failures += y.failures
	s.Failed += y.failed
	s.Balanced += y.balanced
	for _, x := range y.parts {
		s.part(x)
	}
	if y.parts == nil {
		s.part(y.down)
	}
}

// part adds what one weight has contributed.
func (s *sums) part(x float64) {
	s.Hits++
	s.Squared += x * x
	s.keep(x)
}

// clone returns sums that share nothing with s.
func (s sums) clone() sums {
	s.Largest, s.At = slices.Clone(s.Largest), slices.Clone(s.At)
	for j := range s.At {
		s.At[j] = s.At[j].clone()
	}
	return s
}

// keep keeps x if it is among the largest.
func (s *sums) keep(x float64) {
	if len(s.Largest) == tail && x <= s.Largest[tail-1] {
		return
	}
	at := len(s.Largest)
	for at > 0 && s.Largest[at-1] < x {
		at--
	}
	s.Largest = slices.Insert(s.Largest, at, x)
	s.Largest = s.Largest[:min(len(s.Largest), tail)]
}

// sample is a number of blocks in order.
type sample struct {
	blocks []sums
	total  sums
	share  float64 // of balanced cycles, where they guard the others; 0 elsewhere
	whole  bool
}

// plan says what to run: blocks of so many cycles each, from the streams
// first, first+1, ...
type plan struct {
	make    func() cycler
	seed    uint64
	first   uint64
	block   int
	workers int
	share   float64

	shard, shards int // every shards-th block from shard on is run; 0: all
}

// own are the numbers of the blocks to run.
func (p *plan) own() []int {
	var own []int
	for b := p.shard; b < blocks; b += max(p.shards, 1) {
		own = append(own, b)
	}
	return own
}

// run simulates the blocks, in rounds in which each goes on by as many cycles.
// Where ctx ends it early, what is returned are the rounds that were finished.
func (p *plan) run(ctx context.Context) (*sample, error) {
	halt, stop := gate.HaltAt(ctx)
	defer stop()
	r := &sample{share: p.share, whole: true, blocks: make([]sums, blocks)}
	var cyclers []cycler
	for range min(max(1, p.workers), blocks) {
		cyclers = append(cyclers, p.make())
	}
	for done := 0; done < p.block && r.whole; {
		more := min(p.block-done, max(roundLeast, done/4))
		next, err := p.round(r.blocks, cyclers, done, more, halt)
		if err != nil {
			return nil, err
		}
		if r.whole = next != nil; r.whole {
			r.blocks = next
			done += more
		}
	}
	r.sum()
	return r, nil
}

// roundLeast is the least number of cycles of a block in a round.
const roundLeast = 16

// round returns the blocks with more cycles; nil if it was halted.
func (p *plan) round(blocks []sums, cyclers []cycler, done, more int, halt *atomic.Bool) ([]sums, error) {
	next, own := slices.Clone(blocks), p.own()
	errs := make([]error, len(blocks))
	var taken atomic.Int64
	var group sync.WaitGroup
	for _, c := range cyclers {
		group.Go(func() {
			for i := int(taken.Add(1)) - 1; i < len(own) && !halt.Load(); i = int(taken.Add(1)) - 1 {
				b := own[i]
				next[b] = next[b].clone()
				first := p.first + uint64(b)*uint64(p.block) + uint64(done)
				errs[b] = p.some(c, first, more, halt, &next[b])
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil && err != errHalted {
			return nil, err
		}
	}
	if halt.Load() {
		return nil, nil
	}
	return next, nil
}

// some simulates cycles from the streams first, first+1, ...
func (p *plan) some(c cycler, first uint64, more int, halt *atomic.Bool, sums *sums) error {
	for i := range uint64(more) {
		stream := montecarlo.NewStream(p.seed, first+i)
		y := cycle{halt: halt}
		if err := c.cycle(&stream, &y); err != nil {
			return err
		}
		sums.add(&y)
	}
	return nil
}

// at returns what was found until each of several times; r itself where there are
// none.
func (r *sample) at() []*sample {
	n := len(r.blocks[0].At)
	if n == 0 {
		return []*sample{r}
	}
	all := make([]*sample, n)
	for j := range all {
		all[j] = &sample{whole: r.whole, share: r.share}
		for b := range r.blocks {
			one := r.blocks[b].At[j]
			all[j].blocks = append(all[j].blocks, one)
		}
		all[j].sum()
	}
	return all
}

// last is what was found until the last of several times.
func (r *sample) last() *sample {
	all := r.at()
	return all[len(all)-1]
}

// sum adds up the blocks.
func (r *sample) sum() {
	var length, first, down, failures, failed, squared, balanced num.Adder
	t := &r.total
	for i := range r.blocks {
		b := &r.blocks[i]
		t.Cycles += b.Cycles
		t.Hits += b.Hits
		t.Steps += b.Steps
		length.Add(b.Length)
		first.Add(b.First)
		down.Add(b.Down)
		failures.Add(b.Failures)
		failed.Add(b.Failed)
		squared.Add(b.Squared)
		balanced.Add(b.Balanced)
		t.Largest = append(t.Largest, b.Largest...)
	}
	t.Length, t.First, t.Down, t.Failures = length.Total(), first.Total(), down.Total(), failures.Total()
	t.Failed, t.Squared, t.Balanced = failed.Total(), squared.Total(), balanced.Total()
	slices.SortFunc(t.Largest, func(a, b float64) int { return cmp.Compare(b, a) })
}

// effective is the effective sample size of the contributions to the downtime,
// (sum c)^2 / sum c^2 (Kish).
func (r *sample) effective() float64 {
	if r.total.Squared == 0 {
		return 0
	}
	return r.total.Down / r.total.Squared * r.total.Down
}

// tailMost is how many of the largest contributions tell of the tail.
const tailMost = 48

// tail is Hill's estimate of the tail exponent's inverse from the largest
// contributions: from 1/2 on the variance of a power law is infinite. 0 where
// there are too few.
func (r *sample) tail() float64 {
	k := min(tailMost, r.total.Hits/10)
	if k < 12 || k >= len(r.total.Largest) || !(r.total.Largest[k] > 0) {
		return 0
	}
	sum := 0.0
	for _, x := range r.total.Largest[:k] {
		sum += math.Log(x / r.total.Largest[k])
	}
	return sum / float64(k)
}

// largestShare is that of the largest contribution in the downtime.
func (r *sample) largestShare() float64 {
	if len(r.total.Largest) == 0 {
		return 0
	}
	return r.total.Largest[0] / r.total.Down
}

// measure picks numerator and denominator of a measure.
type measure func(s *sums) (y, x float64)

// The measures as ratios of sums over cycles.
var (
	unavailability measure = func(s *sums) (y, x float64) { return s.Down, s.Length }
	frequency      measure = func(s *sums) (y, x float64) { return s.Failures, s.Length }
	mdt            measure = func(s *sums) (y, x float64) { return s.Down, s.Failures }
	mut            measure = func(s *sums) (y, x float64) { return s.Length - s.Down, s.Failures }
	mttf           measure = func(s *sums) (y, x float64) { return s.First, s.Failed }
)

// ratio returns the ratio r of the sums and its relative standard error by the
// delta method over the n blocks, whose sums y_b and x_b are independent:
//
//	variance = n/(n-1) sum (y_b - r x_b)^2 / (sum x_b)^2.
func (r *sample) ratio(m measure) (point, relative float64) {
	y, x := m(&r.total)
	point = y / x
	sum := 0.0
	for i := range r.blocks {
		yb, xb := m(&r.blocks[i])
		d := yb - point*xb
		sum += d * d
	}
	n := float64(len(r.blocks))
	return point, math.Sqrt(n/(n-1)*sum) / math.Abs(y)
}

// guarantee bounds the relative standard error of the unavailability from what
// the balanced cycles alone would have: weights of the mixture are at most
// 1/share of theirs, so that its second moment is at most
//
//	E[W D^2] <= E[W1 D^2]/share,
//
// of which the right side is estimated from the same cycles. +Inf where no
// cycles guard the others.
func (r *sample) guarantee() float64 {
	if r.share == 0 || r.total.Down == 0 {
		return math.Inf(1)
	}
	n := float64(r.total.Cycles)
	mean := r.total.Down / n
	return math.Sqrt(max(0, r.total.Balanced/n/r.share/mean/mean-1) / n)
}
