package rare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mtbf/model/system"
	"mtbf/montecarlo"
)

// shardsOf runs the shards, and hands each through JSON.
func shardsOf(t *testing.T, m *system.Model, opt Options, shards int) []*Part {
	t.Helper()
	var parts []*Part
	for i := range shards {
		opt.Shard, opt.Shards, opt.Workers = i, shards, 1+i%2
		p, err := Run(context.Background(), m, opt)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(p)
		if err != nil || !IsPart(text) {
			t.Fatalf("%v: %.80s", err, text)
		}
		if p, err = ReadPart(bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p)
	}
	return parts
}

// Shards give to the last bit what a run in one piece does, in any order, by every
// method, for the steady state and by times.
func TestShardsAreTheRun(t *testing.T) {
	pairs := seriesOf(2, 1, 2, exponentialPart(t, "a", 3000, 2))
	wear := seriesOf(2, 1, 2, wearingPart(t, "a", 3000, 2, 0.5))
	for name, c := range map[string]struct {
		m      *system.Model
		opt    Options
		shards int
	}{
		"auto":          {pairs, Options{}, 2},
		"plain":         {seriesOf(1, 1, 1, exponentialPart(t, "a", 30, 2)), Options{Method: Plain}, 3},
		"biasing":       {pairs, Options{Method: Biasing}, 5},
		"zero variance": {pairs, Options{Method: ZeroVariance, Confidence: 0.5}, 64},
		"splitting":     {pairs, Options{Method: Splitting, RelError: 0.1}, 2},
		"window":        {wear, Options{Method: Window}, 3},
		"times":         {pairs, Options{Times: []float64{500, 0, 20}}, 3},
		"only times":    {pairs, Options{Method: Biasing, Times: []float64{500}, OnlyTimes: true}, 2},
		"time 0":        {pairs, Options{Times: []float64{0}}, 2},
		"cut short":     {pairs, Options{Method: Biasing, RelError: 1e-6, MaxCycles: 1000}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			c.opt.Seed = 11
			if c.opt.RelError == 0 {
				c.opt.RelError = 0.05
			}
			want, err := Simulate(context.Background(), c.m, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			parts := shardsOf(t, c.m, c.opt, c.shards)
			slices.Reverse(parts)
			whole, err := Merge(parts)
			if err != nil {
				t.Fatal(err)
			}
			got, err := whole.Result()
			if err != nil {
				t.Fatal(err)
			}
			if !sameResult(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// sameResult compares all digits: NaN, as of what is not estimable, is equal to itself.
func sameResult(a, b *Result) bool {
	return fmt.Sprintf("%+v", *a) == fmt.Sprintf("%+v", *b)
}

// A shard has the sums of its own blocks only, each of as many cycles as the pilot said.
func TestShardHasItsBlocks(t *testing.T) {
	m := seriesOf(1, 1, 2, exponentialPart(t, "a", 3000, 2))
	part := shardsOf(t, m, Options{Method: Biasing, RelError: 0.1}, 7)[3]
	for b, x := range part.Steady.Blocks {
		if own := b%7 == 3; own != (x.Cycles > 0) || own && x.Cycles != part.Steady.Cycles {
			t.Errorf("block %d has %d cycles", b, x.Cycles)
		}
	}
}

// Parts that do not make a run are refused by name.
func TestPartsThatDoNotFit(t *testing.T) {
	m := seriesOf(1, 1, 2, exponentialPart(t, "a", 3000, 2))
	opt := Options{Method: Biasing, RelError: 0.2}
	parts := shardsOf(t, m, opt, 3)
	other := func(change func(*Options), m *system.Model, shards int) *Part {
		opt := opt
		change(&opt)
		return shardsOf(t, m, opt, shards)[1]
	}
	none := func(*Options) {}
	edited := func(change func(*Part)) *Part {
		p, steady := *parts[1], *parts[1].Steady
		steady.Blocks = slices.Clone(steady.Blocks)
		p.Steady = &steady
		change(&p)
		return &p
	}
	for want, given := range map[string][]*Part{
		"part 2 of 3: is missing":                                     {parts[0], parts[2]},
		"part 1 of 3: comes twice":                                    {parts[0], parts[1], parts[0]},
		"part 2 of 4: is one of 4 parts, the first given one of 3":    {parts[0], other(none, m, 4), parts[2]},
		"part 2 of 3: is of another system than the first given":      {parts[0], other(none, seriesOf(1, 1, 2, exponentialPart(t, "a", 3000, 3)), 3), parts[2]},
		"part 2 of 3: has the seed 9, the first given 0":              {parts[0], other(func(o *Options) { o.Seed = 9 }, m, 3), parts[2]},
		"part 2 of 3: was made with other options":                    {parts[0], other(func(o *Options) { o.RelError = 0.3 }, m, 3), parts[2]},
		"part 2 of 3: had another pilot than the first given":         {parts[0], edited(func(p *Part) { p.Steady.PilotSteps++ }), parts[2]},
		"part 2 of 3: has sums that do not go together":               {parts[0], edited(func(p *Part) { p.Steady.Blocks[1].Cycles-- }), parts[2]},
		"part of an accelerated simulation: lacks some of its fields": {new(Part)},
		"all parts of a run":                                          nil,
	} {
		_, err := Merge(given)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A part that was cut off or changed is refused.
func TestDamagedPart(t *testing.T) {
	m := seriesOf(1, 1, 2, exponentialPart(t, "a", 3000, 2))
	text, err := json.Marshal(shardsOf(t, m, Options{Method: Biasing, RelError: 0.2}, 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(text); at += 97 {
		flipped := bytes.Clone(text)
		flipped[at] ^= 1
		for _, damaged := range [][]byte{flipped, text[:at]} {
			var refused *montecarlo.ShardError
			if _, err := ReadPart(bytes.NewReader(damaged)); !errors.As(err, &refused) {
				t.Errorf("at %d: %v", at, err)
			}
		}
	}
}

// Options of shards outside their domain are refused, and a run that was ended is told
// from a complete one.
func TestShardOptions(t *testing.T) {
	m := seriesOf(1, 1, 2, exponentialPart(t, "a", 3000, 2))
	for _, opt := range []Options{{Shards: 65}, {Shard: 2, Shards: 2}, {Shard: -1, Shards: 2}} {
		if _, err := Run(context.Background(), m, opt); err == nil {
			t.Errorf("%+v is taken", opt)
		}
	}
	ended, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	slow := Options{Method: Biasing, RelError: 1e-7, MaxCycles: 2e9, Shard: 1, Shards: 2}
	if p, err := Run(ended, m, slow); err == nil && p.Complete() {
		t.Error("a run that was ended is complete")
	}
}

// A part that was made up, with a checksum that is right, is refused or answers.
func FuzzPart(f *testing.F) {
	m := seriesOf(1, 1, 2, exponentialPart(f, "a", 3000, 2))
	for _, opt := range []Options{{Method: Biasing, RelError: 0.2}, {RelError: 0.2, Times: []float64{0, 50}, Shard: 1, Shards: 2}} {
		p, err := Run(context.Background(), m, opt)
		text, unwritten := json.Marshal(p)
		if err != nil || unwritten != nil {
			f.Fatal(err, unwritten)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		type bare Part
		var made bare
		if json.Unmarshal(text, &made) != nil {
			return
		}
		made.Schema = partSchema
		p := Part(made)
		text, err := json.Marshal(&p)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ReadPart(bytes.NewReader(text))
		if err != nil {
			return
		}
		if whole, err := Merge([]*Part{read}); err == nil {
			whole.Result()
		}
	})
}
