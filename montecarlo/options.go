package montecarlo

import (
	"cmp"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/montecarlo/internal/gate"
)

// Options say how a system is simulated. The zero value is the default: seed 0,
// one worker, a relative error of 1 %, a mission long enough to know the steady
// state.
type Options struct {
	Seed    uint64
	Workers int `json:"-"` // 0: one a processor. It does not change any result

	// A run stops at the first of these. RelError is the standard error of
	// unavailability and MTBF (of MTTF where a unit is not repaired) over the
	// figure; 0 is 1 % if there is no MaxReplications, else none. MaxEvents are
	// the failures, repairs and missions that a run may take; where they are
	// seen not to be enough for RelError it ends after a thousandth of them.
	// 0 is 1e11 if there is no MaxReplications, else none.
	RelError        float64
	MaxReplications uint64
	MaxEvents       uint64

	// A replication is a mission from all new at 0 to Horizon, of which the
	// time after Warmup counts for all measures but MTTF and those at Times.
	// With neither set both are chosen so that the measures are those of the
	// steady state. With a Horizon and no Warmup they are the mission's.
	Horizon, Warmup float64
	Times           []float64 // hours at which reliability and availability are asked for

	Confidence float64 // of limits; 0: 0.90

	// FirstFailures is the number of replications that go on until the system
	// fails, for MTTF; 0: 4096, or all where a unit is not repaired. Where a
	// pilot finds first failures too far away, they end with the mission, and
	// MTTF is bounded only.
	FirstFailures uint64

	// Shard is one of Shards parts of a run, from 0. Its blocks are every
	// Shards-th. A part must have MaxReplications, for the whole, and no RelError.
	Shard, Shards int `json:"-"`

	// Resume goes on from a part that a Checkpoint was given.
	Resume *Shard `json:"-"`

	// Progress and Checkpoint are called now and then, one at a time.
	Progress   func(Progress) `json:"-"`
	Checkpoint func(*Shard)   `json:"-"`
}

// Progress is how far a run is.
type Progress struct {
	Replications, Events uint64
	Unavailability       Estimate
	MTBF                 Estimate
}

const (
	defaultFirsts    = 4096
	defaultEvents    = 1e11
	replicationsMost = 1 << 50
	timesMost        = 10_000
	confidenceEnds   = 1e-9
	windowLeast      = 1e-9 // of the horizon
)

// check fills in defaults that do not depend on the system, and refuses what is
// outside its domain with a *model.ParamError.
func (o Options) check() (Options, error) {
	if o.MaxReplications == 0 {
		o.RelError, o.MaxEvents = cmp.Or(o.RelError, 0.01), cmp.Or(o.MaxEvents, defaultEvents)
	}
	o.Confidence = cmp.Or(o.Confidence, model.DefaultConfidence)
	o.Workers, o.Shards = gate.Workers(o.Workers), cmp.Or(o.Shards, 1)
	o.Times = slices.Sorted(slices.Values(o.Times))
	number := func(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{number(o.RelError) && o.RelError < 1, "rel-error", o.RelError, "a number in [0, 1)"},
		{o.MaxReplications <= replicationsMost, "replications", o.MaxReplications, "a number of at most 2^50"},
		{number(o.Horizon), "horizon", o.Horizon, "a finite time of 0 or more"},
		{number(o.Warmup), "warmup", o.Warmup, "a finite time of 0 or more"},
		{o.Horizon == 0 || o.Warmup <= (1-windowLeast)*o.Horizon, "warmup", o.Warmup, "before the horizon, by a billionth of it or more"},
		{o.Confidence >= confidenceEnds && o.Confidence <= 1-confidenceEnds, "confidence", o.Confidence, "a number in (0, 1), no nearer to its ends than 1e-9"},
		{len(o.Times) <= timesMost, "at", len(o.Times), "a number of times of at most 10,000"},
		{o.Shards > 0, "shards", o.Shards, "a number of 0 or more"},
		{o.Shard >= 0 && o.Shard < o.Shards, "shard", o.Shard, "a number from 0 to one less than the shards"},
		{o.Shards == 1 || o.MaxReplications > 0 && o.RelError == 0, "shards", o.Shards, "used with a number of replications and without rel-error: a part cannot tell when the whole is good enough"},
	} {
		if !c.ok {
			return o, &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return o, o.checkTimes()
}

func (o *Options) checkTimes() error {
	for _, t := range o.Times {
		if !(t >= 0) || math.IsInf(t, 1) || o.Horizon > 0 && t > o.Horizon {
			return &model.ParamError{Param: "at", Value: t, Want: "a time from 0 to the horizon"}
		}
	}
	return nil
}
