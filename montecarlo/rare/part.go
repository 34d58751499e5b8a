package rare

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/internal/sealed"
)

// partSchema names the form in which parts are written.
const partSchema = "mtbf.simulate.accelerated.part/1"

// MostShards is how many shards a run may have.
const MostShards = blocks

// Part is what a run, or a shard of one, has found: what the pilots decided, which each
// shard finds anew and alike, and the sums of its own blocks. The parts of all shards
// give the bytes of the run in one piece, in whatever order they are put together. A
// part goes through JSON unchanged, with a checksum that tells if it was changed on the
// way.
type Part struct {
	Schema   string
	Checksum string // SHA-256 of the rest as it is written; not filled in before
	System   string // name
	Hash     string // of the system
	Options  Options
	Shard    int
	Shards   int

	Steady   *Asked        // nil where there is none, or it was not asked for
	NoSteady model.Warning // why not
	First    *Asked        // the first outage by the times; nil where none is above 0
}

// Asked is one of the questions to a run, with what answers it.
type Asked struct {
	Method      Method
	Words       string  // of the method
	Share       float64 // of balanced cycles that guard the others
	MTTF        bool    // whether the method tells it
	Reason      string  // why this method
	Warnings    []model.Warning
	PilotCycles int
	PilotSteps  int
	Cycles      int    // of a block
	Blocks      []sums // all; those of other shards are empty

	stopped string // what ended the run early; "" if nothing did
}

// Run simulates a system as [Simulate] does, or one shard of it. A context that ends
// gives what is known by then, which no shard can be put together from.
func Run(ctx context.Context, m *system.Model, opt Options) (*Part, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	first, long := &contest{opt: opt}, &contest{opt: opt}
	until, err := first.until(ctx, m)
	if err != nil {
		return nil, err
	}
	steady, noSteady, err := long.lasting(ctx, m, until != nil)
	if err != nil {
		return nil, err
	}
	p := &Part{Schema: partSchema, System: m.Name, Hash: montecarlo.SystemHash(m), Options: opt, Shard: opt.Shard, Shards: opt.Shards, NoSteady: noSteady}
	p.Options.Workers, p.Options.Shard, p.Options.Shards = 0, 0, 0
	if steady != nil {
		if p.Steady, err = long.ask(ctx, steady); err != nil {
			return nil, err
		}
	}
	if until != nil {
		p.First, err = first.ask(ctx, until)
	}
	return p, err
}

// until chooses the method for the first outage by the times; nil where none is above 0.
func (c *contest) until(ctx context.Context, m *system.Model) (*pilotRun, error) {
	if len(c.opt.Times) == 0 {
		return nil, nil
	}
	all, err := passages(m, c.opt.Method, c.opt.Times)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return c.choose(ctx, all)
}

// lasting chooses the method for the steady state; nil with the reason where there is
// none, or the run is ended and known tells that it knows something else.
func (c *contest) lasting(ctx context.Context, m *system.Model, known bool) (*pilotRun, model.Warning, error) {
	why := model.Warning{Code: "incomplete", Text: "the run was ended before anything was known of the steady state"}
	if c.opt.OnlyTimes {
		return nil, why, nil
	}
	all, err := candidates(m, c.opt.Method)
	var refused *Error
	switch {
	case err != nil && len(c.opt.Times) == 0:
		return nil, why, err
	case errors.As(err, &refused):
		return nil, model.Warning{Code: "not-repaired", Text: refused.Reason}, nil
	case err != nil:
		return nil, why, nil
	}
	best, err := c.choose(ctx, all)
	if err != nil && known && ctx.Err() != nil {
		return nil, why, nil
	}
	return best, why, err
}

// Complete reports whether nothing ended the run early.
func (p *Part) Complete() bool {
	return (p.Steady == nil || p.Steady.stopped == "") && (p.First == nil || p.First.stopped == "")
}

// Result makes the estimates of a run in one piece. Its errors are those of [Simulate].
func (p *Part) Result() (*Result, error) {
	r := noSteady(p.NoSteady, p.Options.Confidence)
	if p.Options.OnlyTimes {
		r.Warnings = nil
	}
	if p.Steady != nil {
		var err error
		if r, err = p.Steady.steady(p.Options.Confidence); err != nil {
			return nil, err
		}
	}
	return r, p.First.addTimes(&p.Options, r)
}

// sample is what the blocks hold.
func (a *Asked) sample() *sample {
	r := &sample{blocks: a.Blocks, share: a.Share, whole: a.stopped == ""}
	r.sum()
	return r
}

// Merge puts the parts of a run together, in any order; the result is that of the run in
// one piece. A *[montecarlo.ShardError] tells of parts that are not of the same run, that
// come twice or are missing.
func Merge(parts []*Part) (*Part, error) {
	if len(parts) == 0 || slices.Contains(parts, nil) {
		return nil, &model.ParamError{Param: "parts", Value: "none", Want: "all parts of a run"}
	}
	first := parts[0]
	if err := first.sound(); err != nil {
		return nil, err
	}
	there := make([]*Part, first.Shards)
	for _, p := range parts {
		if err := cmp.Or(p.fits(first), p.sound()); err != nil {
			return nil, err
		}
		if there[p.Shard] != nil {
			return nil, p.refuse("comes twice")
		}
		there[p.Shard] = p
	}
	if i := slices.Index(there, nil); i >= 0 {
		return nil, &montecarlo.ShardError{Shard: partName(i, first.Shards), Reason: "is missing"}
	}
	whole := *first
	whole.Shard, whole.Shards = 0, 1
	whole.Steady = together(there, func(p *Part) *Asked { return p.Steady })
	whole.First = together(there, func(p *Part) *Asked { return p.First })
	return &whole, nil
}

// together takes each block from the part that has it.
func together(parts []*Part, of func(*Part) *Asked) *Asked {
	if of(parts[0]) == nil {
		return nil
	}
	whole := *of(parts[0])
	whole.Blocks = slices.Clone(whole.Blocks)
	for b := range whole.Blocks {
		whole.Blocks[b] = of(parts[b%len(parts)]).Blocks[b]
	}
	return &whole
}

func partName(shard, shards int) string { return fmt.Sprintf("part %d of %d", shard+1, shards) }

func (p *Part) refuse(format string, args ...any) error {
	return &montecarlo.ShardError{Shard: partName(p.Shard, p.Shards), Reason: fmt.Sprintf(format, args...)}
}

// fits reports what speaks against putting p together with another part.
func (p *Part) fits(o *Part) error {
	decided := func(p *Part) [2]Asked {
		var all [2]Asked
		for i, a := range []*Asked{p.Steady, p.First} {
			if a != nil {
				all[i] = *a
			}
			all[i].Blocks = nil
		}
		return all
	}
	switch {
	case p.Shards != o.Shards:
		return p.refuse("is one of %d parts, the first given one of %d", p.Shards, o.Shards)
	case p.Hash != o.Hash:
		return p.refuse("is of another system than the first given (%q, %q)", p.System, o.System)
	case p.Options.Seed != o.Options.Seed:
		return p.refuse("has the seed %d, the first given %d", p.Options.Seed, o.Options.Seed)
	case !reflect.DeepEqual(p.Options, o.Options):
		return p.refuse("was made with other options than the first given")
	case !reflect.DeepEqual(decided(p), decided(o)) || p.NoSteady != o.NoSteady:
		return p.refuse("had another pilot than the first given: the machines differ in their arithmetic")
	}
	return nil
}

// MarshalJSON writes a part with its checksum.
func (p *Part) MarshalJSON() ([]byte, error) {
	type bare Part
	x := bare(*p)
	x.Checksum = sealed.None
	return sealed.Marshal(partSchema, &x)
}

// IsPart reports whether a text begins as one that a Part has written.
func IsPart(text []byte) bool { return sealed.Is(partSchema, text) }

// ReadPart reads a part that was written as JSON, and refuses with a
// *[montecarlo.ShardError] what is not one, or was cut off or changed since.
func ReadPart(r io.Reader) (*Part, error) {
	type bare Part
	var x bare
	damage, err := sealed.Read(partSchema, r, &x)
	switch {
	case err != nil:
		return nil, err
	case damage != "":
		return nil, &montecarlo.ShardError{Shard: "part of an accelerated simulation", Reason: damage + ": simulate it again"}
	}
	p := Part(x)
	p.Checksum = ""
	return &p, p.sound()
}

// sound refuses a part whose sums cannot be those of a run.
func (p *Part) sound() error {
	opt := p.Options
	opt.Shard, opt.Shards = p.Shard, p.Shards
	times := slices.Clone(p.Options.Times)
	if err := opt.check(); err != nil || p.Shards < 1 || !slices.Equal(opt.Times, times) {
		return &montecarlo.ShardError{Shard: "part of an accelerated simulation", Reason: "lacks some of its fields"}
	}
	later := len(slices.DeleteFunc(times, func(t float64) bool { return t == 0 }))
	if (p.First == nil) != (later == 0) || !p.Steady.sound(p, 0) || !p.First.sound(p, later) {
		return p.refuse("has sums that do not go together")
	}
	return nil
}

// sound reports whether each block of the part, and no other, has its cycles.
func (a *Asked) sound(p *Part, times int) bool {
	if a == nil {
		return true
	}
	for b := range a.Blocks {
		x := &a.Blocks[b]
		own := b%p.Shards == p.Shard
		if x.Cycles < 0 || own != (x.Cycles > 0) || own && (x.Cycles != a.Cycles || len(x.At) != times) || len(x.Largest) > tail {
			return false
		}
	}
	return len(a.Blocks) == blocks
}
