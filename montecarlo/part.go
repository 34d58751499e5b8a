package montecarlo

import (
	"cmp"
	"fmt"
	"io"
	"reflect"
	"slices"

	"mtbf/model"
	"mtbf/montecarlo/internal/sealed"
)

// partSchema names the form in which parts are written. The first had no checksum.
const partSchema = "mtbf.simulate.part/2"

// Shard is what a run, or a shard of one, has counted: whole numbers only, so
// that parts give the same bytes in whatever order they are put together. It
// goes through JSON unchanged, with a checksum that tells if it was changed on
// the way.
type Shard struct {
	Schema   string
	Checksum string // SHA-256 of the rest as it is written; not filled in before
	System   string // name
	Hash     string // of the system
	Options  Options
	Shard    int
	Shards   int
	Facts    facts
	PerBlock uint64 // replications in a block
	Blocks   uint64 // of this part that are done, from its first
	Stopped  string // why it stopped, as in Result

	// Segments are the sums of the blocks between two checks, see checkAt.
	Segments         []core
	Failed, Downtime counts // how often a mission had so many failures, so much downtime
	Causes           map[int32]*causeSum
}

// causeSum is what began with the failure of one unit, or the common cause of
// a group.
type causeSum struct {
	Name string
	tally
}

// tally counts outages.
type tally struct {
	Failures uint64
	Outages  uint64 // those that began before the window too
	Down     exact
}

func (t *tally) merge(o tally) {
	t.Failures += o.Failures
	t.Outages += o.Outages
	t.Down.merge(o.Down)
}

// checkAt returns the number of blocks after which check number k is made: 1,
// 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, ... a quarter more each time.
func checkAt(k int) uint64 {
	n := uint64(1)
	for range k {
		n += max(1, n/4)
	}
	return n
}

// segmentOf returns the segment that a block of the whole run belongs to.
func segmentOf(block uint64) int {
	k := 0
	for n := uint64(1); n <= block; k++ {
		n += max(1, n/4)
	}
	return k
}

// segment returns the sums of a segment, making it if needed.
func (p *Shard) segment(k int) *core {
	for len(p.Segments) <= k {
		p.Segments = append(p.Segments, newCore(len(p.Options.Times)))
	}
	return &p.Segments[k]
}

// take adds a block, number block of the whole run.
func (p *Shard) take(b *block, number uint64, names []string) {
	p.segment(segmentOf(number)).merge(&b.core)
	p.Failed.merge(&b.failed)
	p.Downtime.merge(&b.downtime)
	for _, c := range b.causes {
		p.blame(c.cause, names[c.cause], c.tally)
	}
	p.Blocks++
}

// blame adds what began with a cause.
func (p *Shard) blame(cause int32, name string, t tally) {
	if p.Causes[cause] == nil {
		p.Causes[cause] = &causeSum{Name: name}
	}
	p.Causes[cause].merge(t)
}

// total returns the sums of all segments.
func (p *Shard) total() core {
	c := newCore(len(p.Options.Times))
	for i := range p.Segments {
		c.merge(&p.Segments[i])
	}
	return c
}

// blocks is how many blocks a part has in all when it is complete.
func (p *Shard) blocks() uint64 {
	if p.Options.MaxReplications == 0 {
		return 1 << 62
	}
	all := (p.Options.MaxReplications + p.PerBlock - 1) / p.PerBlock
	if all <= uint64(p.Shard) {
		return 0
	}
	return (all - uint64(p.Shard) + uint64(p.Shards) - 1) / uint64(p.Shards)
}

// A ShardError tells of a part that cannot be used, by name.
type ShardError struct {
	Shard  string // such as "part 2 of 4"
	Reason string
}

func (e *ShardError) Error() string { return e.Shard + ": " + e.Reason }

func (p *Shard) name() string { return fmt.Sprintf("part %d of %d", p.Shard+1, p.Shards) }

func (p *Shard) refuse(format string, args ...any) error {
	return &ShardError{p.name(), fmt.Sprintf(format, args...)}
}

// Merge puts the parts of a run together, in any order; the result is that of
// the run in one piece. A *[ShardError] tells of parts that are not of the same
// run, that come twice, are missing or were not finished.
func Merge(parts []*Shard) (*Shard, error) {
	if len(parts) == 0 || slices.Contains(parts, nil) {
		return nil, &model.ParamError{Param: "parts", Value: "none", Want: "all parts of a run"}
	}
	first := parts[0]
	there := map[int]bool{}
	for _, p := range parts {
		if err := cmp.Or(p.fits(first), p.whole()); err != nil {
			return nil, err
		}
		if there[p.Shard] {
			return nil, p.refuse("comes twice")
		}
		there[p.Shard] = true
	}
	for i := range first.Shards {
		if !there[i] {
			return nil, &ShardError{fmt.Sprintf("part %d of %d", i+1, first.Shards), "is missing"}
		}
	}
	whole := newPart(first)
	for _, p := range parts {
		whole.merge(p)
	}
	return whole, nil
}

// newPart returns an empty part of the whole run that p belongs to.
func newPart(p *Shard) *Shard {
	whole := &Shard{
		Schema: p.Schema, System: p.System, Hash: p.Hash, Options: p.Options, Shards: 1, Facts: p.Facts, PerBlock: p.PerBlock, Stopped: p.Stopped,
		Failed: counts{}, Downtime: counts{}, Causes: map[int32]*causeSum{},
	}
	return whole
}

// fits reports what speaks against putting p together with another part.
func (p *Shard) fits(o *Shard) error {
	switch {
	case p.Schema != partSchema:
		return p.refuse("has the schema %q, not %q", p.Schema, partSchema)
	case p.Shards != o.Shards:
		return p.refuse("is one of %d parts, the first given one of %d", p.Shards, o.Shards)
	case p.Shard < 0 || p.Shard >= p.Shards:
		return p.refuse("has no such number")
	case p.Hash != o.Hash:
		return p.refuse("is of another system than the first given (%q, %q)", p.System, o.System)
	case p.Options.Seed != o.Options.Seed:
		return p.refuse("has the seed %d, the first given %d", p.Options.Seed, o.Options.Seed)
	case !reflect.DeepEqual(p.Options, o.Options) || p.PerBlock != o.PerBlock || p.PerBlock == 0:
		return p.refuse("was made with other options than the first given")
	case p.Blocks != p.blocks():
		return p.refuse("is not finished: %d of %d blocks", p.Blocks, p.blocks())
	}
	return nil
}

func (p *Shard) merge(o *Shard) {
	for k := range o.Segments {
		p.segment(k).merge(&o.Segments[k])
	}
	for i, n := range o.Failed {
		p.Failed[i] += n
	}
	for i, n := range o.Downtime {
		p.Downtime[i] += n
	}
	for i, c := range o.Causes {
		p.blame(i, c.Name, c.tally)
	}
	p.Blocks += o.Blocks
}

// MarshalJSON writes a part with its checksum.
func (p *Shard) MarshalJSON() ([]byte, error) {
	type bare Shard
	x := bare(*p)
	x.Checksum = sealed.None
	return sealed.Marshal(partSchema, &x)
}

// ReadPart reads a part that was written as JSON, and refuses what is not one,
// what was cut off or changed since, and what an earlier form left out.
func ReadPart(r io.Reader) (*Shard, error) {
	type bare Shard
	var x bare
	damage, err := sealed.Read(partSchema, r, &x)
	switch {
	case err != nil:
		return nil, err
	case damage != "":
		return nil, &ShardError{"part of a simulation", damage + ": simulate it again"}
	}
	p := Shard(x)
	p.Checksum = ""
	if err := p.whole(); err != nil {
		return nil, err
	}
	return &p, nil
}

// whole refuses a part whose counts cannot be those of a run.
func (p *Shard) whole() error {
	if p.Shards < 1 || p.Shard < 0 || p.PerBlock == 0 || p.Failed == nil || p.Downtime == nil || p.Causes == nil {
		return &ShardError{"part of a simulation", "lacks some of its fields"}
	}
	if _, err := p.Options.check(); err != nil {
		return p.refuse("%v", err)
	}
	missions := uint64(0)
	for i := range p.Segments {
		c := &p.Segments[i]
		missions += c.N
		if !c.sound(len(p.Options.Times)) || c.N/p.PerBlock > p.Blocks || missions/p.PerBlock > p.Blocks {
			return p.refuse("has counts that do not go together")
		}
	}
	for _, c := range p.Causes {
		if c == nil {
			return p.refuse("has a cause without counts")
		}
	}
	return nil
}

// sound reports whether the counts are of so many times, and none is of more
// replications than there are.
func (c *core) sound(times int) bool {
	above := func(n uint64) bool { return n > c.N }
	return len(c.DownAt) == times && len(c.FailedBy) == times && c.Some <= c.N && c.Firsts <= c.N && c.Censored <= c.Firsts &&
		!slices.ContainsFunc(c.DownAt, above) && !slices.ContainsFunc(c.FailedBy, above)
}
