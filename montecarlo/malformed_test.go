package montecarlo

import (
	"errors"
	"testing"
)

// TestMalformedParts: a part that no run has made is refused wherever one is taken.
func TestMalformedParts(t *testing.T) {
	m, o := exactSystems(t)["duplex"], Options{Seed: 3, MaxReplications: 700, Times: []float64{5}}
	made := runOf(t, m, o)
	with := func(change func(*Shard)) *Shard {
		p := *made
		change(&p)
		return &p
	}
	for name, p := range map[string]*Shard{
		"zero":                {},
		"no blocks":           with(func(p *Shard) { p.PerBlock = 0 }),
		"no shards":           with(func(p *Shard) { p.Shards = 0 }),
		"no such shard":       with(func(p *Shard) { p.Shard = -1 }),
		"no failures":         with(func(p *Shard) { p.Failed = nil }),
		"no causes":           with(func(p *Shard) { p.Causes = nil }),
		"a cause of nothing":  with(func(p *Shard) { p.Causes = map[int32]*causeSum{0: nil} }),
		"sums of other times": with(func(p *Shard) { p.Segments = []core{newCore(3)} }),
		"times out of domain": with(func(p *Shard) { p.Options.Times = []float64{-1} }),
	} {
		t.Run(name, func(t *testing.T) {
			o := o
			o.Resume = p
			_, run := Run(t.Context(), m, o)
			_, merged := Merge([]*Shard{p})
			_, result := p.Result()
			for of, err := range map[string]error{"Run": run, "Merge": merged, "Result": result} {
				var part *ShardError
				if !errors.As(err, &part) {
					t.Errorf("%s: %v", of, err)
				}
			}
		})
	}
}

// TestNegativeShards: a run is not made of fewer than no shards.
func TestNegativeShards(t *testing.T) {
	if _, err := Run(t.Context(), exactSystems(t)["duplex"], Options{MaxReplications: 100, Shards: -1}); err == nil {
		t.Error("-1 shards are taken")
	}
}
