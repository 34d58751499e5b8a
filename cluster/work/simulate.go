package work

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"mtbf"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

// Simulation says what shards are simulated.
type Simulation struct {
	Dir          string // that paths start from
	System       string
	Method       rare.Method // plain, or accelerated
	RelError     float64     // of an accelerated method; 0: as the engine has it
	Seed         uint64
	Replications uint64
	Shards       int
	Confidence   float64
	Horizon      float64 // hours, 0: long enough for the steady state
	Warmup       float64
	Times        []float64
}

// Options are those of the engine, for one shard.
func (s *Simulation) Options(shard int) mtbf.SimulateOptions {
	return mtbf.SimulateOptions{
		Method: s.Method, Counts: true,
		Options: montecarlo.Options{
			Seed: s.Seed, RelError: s.RelError, MaxReplications: s.Replications, Confidence: s.Confidence, Horizon: s.Horizon, Warmup: s.Warmup, Times: s.Times,
			Shard: shard, Shards: s.Shards, Workers: 1,
		},
	}
}

// simulate reads numbers of shards, from 0, and writes what each has counted, as merge
// takes it, in base64.
func simulate(ctx context.Context, plan string, in *bufio.Scanner, out *bufio.Writer) error {
	text, err := os.ReadFile(plan)
	if err != nil {
		return err
	}
	var s Simulation
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("%s: %w", plan, err)
	}
	if err := os.Chdir(s.Dir); err != nil {
		return err
	}
	m, _, err := mtbf.ReadSystem(ctx, s.System, mtbf.SystemOptions{Confidence: s.Confidence})
	if err != nil {
		return err
	}
	for in.Scan() {
		shard, err := strconv.Atoi(in.Text())
		if err != nil || shard < 0 || shard >= s.Shards {
			return fmt.Errorf("%q is no shard of %d", in.Text(), s.Shards)
		}
		done, err := mtbf.Simulate(ctx, m, s.Options(shard))
		if err != nil {
			return err
		}
		text, err := json.Marshal(done.Counted())
		if err != nil {
			return err
		}
		if err := answer(out, text); err != nil {
			return err
		}
	}
	return nil
}
