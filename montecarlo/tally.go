package montecarlo

import (
	"math"
	"slices"
)

// core are the sums that every estimate but the quantiles and causes comes
// from. They do not depend on the order of the replications. Times are in
// horizons.
type core struct {
	N, Events           uint64
	Some                uint64 // replications with downtime
	Down, Down2         exact  // downtime in the window, and its square
	Failures, Failures2 exact
	FailuresDown        exact    // the product of the two
	Firsts, Censored    uint64   // first failures asked for, and not come to
	First, First2       exact    // times to them, or to the end of patience
	DownAt, FailedBy    []uint64 // replications, of each time
}

func newCore(times int) core {
	return core{DownAt: make([]uint64, times), FailedBy: make([]uint64, times)}
}

func (c *core) reset() {
	at, by := c.DownAt, c.FailedBy
	clear(at)
	clear(by)
	*c = core{DownAt: at, FailedBy: by}
}

// window adds the downtime and the failures of a mission. Products are rounded
// before they are summed, on every machine.
func (c *core) window(down, failures float64) {
	if down > 0 {
		c.Some++
	}
	c.Down.add(down)
	c.Down2.add(float64(down * down))
	c.Failures.add(failures)
	c.Failures2.add(float64(failures * failures))
	c.FailuresDown.add(float64(failures * down))
}

// first adds a time to the first failure, +Inf if it was not waited for.
func (c *core) first(m *mission, t float64) {
	c.Firsts++
	if infinite(t) {
		c.Censored++
		t = m.patience
	}
	t = math.Max(0, t/m.horizon)
	c.First.add(t)
	c.First2.add(float64(t * t))
}

func (c *core) merge(o *core) {
	c.N += o.N
	c.Events += o.Events
	c.Some += o.Some
	c.Firsts += o.Firsts
	c.Censored += o.Censored
	from := o.sums()
	for i, to := range c.sums() {
		to.merge(*from[i])
	}
	for i := range c.DownAt {
		c.DownAt[i] += o.DownAt[i]
		c.FailedBy[i] += o.FailedBy[i]
	}
}

func (c *core) sums() [7]*exact {
	return [...]*exact{&c.Down, &c.Down2, &c.FailuresDown, &c.Failures, &c.Failures2, &c.First, &c.First2}
}

// A histogram has a bucket for 0 and 256 for every power of 2 from 2^minPower
// to 2^maxPower, so that a bucket is 1/256 wide or less in relation to its
// value, and whole numbers up to 512 have buckets of their own.
const (
	bucketBits = 8
	minPower   = -64
	maxPower   = 40
	buckets    = (maxPower-minPower)<<bucketBits + 2
)

// histogram counts values of 0 or more.
type histogram struct {
	count   []uint32
	touched []int32 // buckets that are not empty
}

func newHistogram() histogram { return histogram{count: make([]uint32, buckets)} }

func (h *histogram) reset() {
	for _, i := range h.touched {
		h.count[i] = 0
	}
	h.touched = h.touched[:0]
}

func (h *histogram) add(x float64) {
	i := bucketOf(x)
	if h.count[i] == 0 {
		h.touched = append(h.touched, int32(i))
	}
	h.count[i]++
}

func bucketOf(x float64) int {
	if x <= 0 {
		return 0
	}
	i := int(math.Float64bits(x)>>(52-bucketBits)) - (1023+minPower)<<bucketBits
	return min(max(i, 0)+1, buckets-1)
}

// edges returns the bounds of a bucket.
func edges(bucket int) (lo, hi float64) {
	if bucket == 0 {
		return 0, 0
	}
	at := func(i int) float64 {
		return math.Float64frombits(uint64(i-1+(1023+minPower)<<bucketBits) << (52 - bucketBits))
	}
	return at(bucket), at(bucket + 1)
}

// counts are the buckets of a histogram in order, with how many values each
// has; a sum of histograms.
type counts map[int32]uint64

func (c counts) merge(h *histogram) {
	for _, i := range h.touched {
		c[i] += uint64(h.count[i])
	}
}

// order returns the buckets in order.
func (c counts) order() []int32 {
	var all []int32
	for i := range c {
		all = append(all, i)
	}
	slices.Sort(all)
	return all
}

// ordered returns the k-th smallest value, k from 1, and the bounds of its
// bucket. Within a bucket values are taken to be evenly spread.
func (c counts) ordered(k uint64) (x, lo, hi float64) {
	before := uint64(0)
	for _, i := range c.order() {
		if n := c[i]; before+n >= k {
			lo, hi = edges(int(i))
			return lo + (hi-lo)*(float64(k-before)-0.5)/float64(n), lo, hi
		}
		before += c[i]
	}
	return math.Inf(1), math.Inf(1), math.Inf(1)
}
