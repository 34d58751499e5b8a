package mtbf

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

// SimulateOptions say how a system is simulated.
type SimulateOptions struct {
	montecarlo.Options
	Method rare.Method // "" is auto: plain, or accelerated where plain would take too long
	Counts bool        // what was counted is wanted, for which auto takes missions
}

// Simulation is what was simulated: missions, or with an accelerated method; or both,
// where missions see too few outages by the times, which the other then tells.
type Simulation struct {
	Plain  *montecarlo.Result // of missions
	Rare   *rare.Result       // of an accelerated method
	Shard  *montecarlo.Shard  // what missions counted; of a shard there is nothing else
	Part   *rare.Part         // what an accelerated run found that was counted to its end; of a shard there is nothing else
	Reason string             // why this way
}

// Counted is what merge takes: of missions, or of an accelerated method; nil where there
// is neither.
func (s *Simulation) Counted() json.Marshaler {
	switch {
	case s.Part != nil:
		return s.Part
	case s.Shard != nil:
		return s.Shard
	}
	return nil
}

// Complete reports whether the simulation came to its end.
func (s *Simulation) Complete() bool {
	return (s.Rare == nil || s.Rare.Complete) && (s.Plain == nil || s.Plain.Complete)
}

const (
	asAsked       = "as asked"
	fixedMissions = "missions, as many as were asked for"
)

// Simulate simulates a system by the method asked for. Auto runs a short plain
// pilot: where plain simulation would need too many missions, an accelerated
// method is taken if one takes the system. So it is where it would need too many for the
// unreliability by one of the times. Missions and a bound on their events are for plain
// simulation, which auto is in shards; window and splitting have no times. A context that
// ends gives what is known by then.
func Simulate(ctx context.Context, m *system.Model, o SimulateOptions) (*Simulation, error) {
	switch {
	case o.Shards < 0:
		return nil, &model.ParamError{Param: "shards", Value: o.Shards, Want: "a number of 0 or more"}
	case o.Method == rare.Plain:
		return o.plain(ctx, m, asAsked)
	case len(o.Times) > 0 && (o.Method == rare.Window || o.Method == rare.Splitting):
		return nil, &model.ParamError{Param: "method", Value: string(o.Method), Want: "auto, plain, biasing or zerovariance where times are asked for"}
	case o.Method != "" && o.Method != rare.Auto && o.plainly():
		return nil, &model.ParamError{Param: "method", Value: string(o.Method), Want: "plain or auto where missions or their events, a warm-up or checkpoints are asked for"}
	case o.Method != "" && o.Method != rare.Auto:
		return o.rare(ctx, m, o.Method, asAsked)
	case o.plainly() || o.Counts || o.Shards > 1:
		return o.plain(ctx, m, "missions and checkpoints are for plain simulation")
	}
	return o.auto(ctx, m)
}

// plainly reports whether what is asked for is known to plain simulation alone.
func (o *SimulateOptions) plainly() bool {
	bounded := o.MaxEvents > 0 && o.MaxEvents < math.MaxUint64
	return bounded || o.FirstFailures > 0 || o.Horizon > 0 || o.Warmup > 0 || o.MaxReplications > 0 || o.Checkpoint != nil || o.Resume != nil
}

// plain runs missions, or a shard of them.
func (o *SimulateOptions) plain(ctx context.Context, m *system.Model, reason string) (*Simulation, error) {
	if o.MaxReplications > 0 {
		reason = fixedMissions
	}
	part, err := montecarlo.Run(ctx, m, o.Options)
	switch {
	case err != nil:
		return nil, err
	case o.Shards > 1 && ctx.Err() != nil && part.Stopped != "replications":
		return nil, context.Cause(ctx)
	case o.Shards > 1 && part.Stopped != "replications":
		return nil, fmt.Errorf("a shard was stopped by %s before its missions were done", part.Stopped)
	case o.Shards > 1:
		return &Simulation{Shard: part, Reason: reason}, nil
	}
	return counted(part, reason)
}

// counted is the simulation of missions that a part has counted.
func counted(part *montecarlo.Shard, reason string) (*Simulation, error) {
	result, err := part.Result()
	if err != nil {
		return nil, err
	}
	return &Simulation{Plain: result, Shard: part, Reason: reason}, nil
}

// rare runs an accelerated method, or a shard of it.
func (o *SimulateOptions) rare(ctx context.Context, m *system.Model, method rare.Method, reason string) (*Simulation, error) {
	part, err := rare.Run(ctx, m, o.accelerated(method))
	switch {
	case err != nil:
		return nil, err
	case o.Shards > 1 && !part.Complete():
		return nil, context.Cause(ctx)
	case o.Shards > 1:
		return &Simulation{Part: part}, nil
	}
	r, err := part.Result()
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	case !part.Complete():
		part = nil
	}
	return &Simulation{Rare: r, Part: part, Reason: reason}, nil
}

func (o *SimulateOptions) accelerated(method rare.Method) rare.Options {
	return rare.Options{
		Method: method, RelError: o.RelError, Confidence: o.Confidence, Seed: o.Seed, Workers: o.Workers, Times: o.Times, Shard: o.Shard, Shards: o.Shards,
	}
}

// seldom runs missions, and an accelerated method for the first outage by the times,
// of which missions would see too few.
func (o *SimulateOptions) seldom(ctx context.Context, m *system.Model, reason string) (*Simulation, error) {
	opt := o.accelerated(rare.Auto)
	opt.OnlyTimes = true
	first, err := rare.Simulate(ctx, m, opt)
	why, refused := refusal(err)
	switch {
	case refused:
		reason += ", which is not enough for F(t), but " + why
	case err == nil:
		reason += "; F(t) by " + first.Reason
	case ctx.Err() == nil:
		return nil, err
	}
	s, err := o.plain(ctx, m, reason)
	if err == nil {
		s.Rare = first
	}
	return s, err
}

// Sizes of the pilot that tells whether plain simulation will do.
const (
	pilotMissions = 512
	pilotEvents   = 200_000_000
)

// Numbers beyond which plain simulation is left for an accelerated method.
const (
	hopeless       = 1e6 // missions
	hopelessEvents = 1e11
)

func (o *SimulateOptions) auto(ctx context.Context, m *system.Model) (*Simulation, error) {
	part, reason, seldom, err := o.pilot(ctx, m)
	var long *montecarlo.MissionError
	switch {
	case errors.As(err, &long):
		reason = long.Reason
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return cutShort(ctx, part, "of a pilot that was cut short")
	case reason != "" && seldom:
		return o.seldom(ctx, m, reason)
	case reason != "":
		return o.plain(ctx, m, reason)
	default:
		reason = "the system is down too seldom for plain simulation"
	}
	s, err := o.rare(ctx, m, rare.Auto, reason)
	why, refused := refusal(err)
	switch {
	case endedBy(ctx, err) && part != nil:
		return cutShort(ctx, part, reason+", but what could do it was cut short: of a pilot")
	case refused && long != nil:
		return nil, fmt.Errorf("%s, and the accelerated methods do not take the system either: give a shorter horizon, or solve it", long.Reason)
	case refused:
		return o.plain(ctx, m, reason+", but "+why)
	}
	return s, err
}

// refusal says why the accelerated methods do not take a system.
func refusal(err error) (why string, refused bool) {
	var unfit *rare.Error
	if errors.As(err, &unfit) {
		return unfit.Reason, true
	}
	for _, x := range []error{rare.ErrTime, rare.ErrCycle, rare.ErrUnseen, rare.ErrWeights, system.ErrCoupled} {
		if errors.Is(err, x) {
			return err.Error(), true
		}
	}
	return "", false
}

// cutShort is what a pilot knew when the context ended.
func cutShort(ctx context.Context, pilot *montecarlo.Shard, reason string) (*Simulation, error) {
	if pilot.Stopped = "cancelled"; errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		pilot.Stopped = "time-limit"
	}
	return counted(pilot, reason)
}

// pilot returns what a short run knows, and why plain simulation will do; "" if
// it will not. seldom tells that it will not for the times.
func (o *SimulateOptions) pilot(ctx context.Context, m *system.Model) (part *montecarlo.Shard, reason string, seldom bool, err error) {
	opt := o.Options
	opt.RelError, opt.MaxReplications, opt.MaxEvents, opt.FirstFailures, opt.Progress = 0, pilotMissions, pilotEvents, 1, nil
	if part, err = montecarlo.Run(ctx, m, opt); err != nil {
		return nil, "", false, err
	}
	result, err := part.Result()
	if err != nil {
		return nil, "", false, err
	}
	u, n := result.Measures.Unavailability, float64(result.Replications)
	ratio := u.RelativeError / cmp.Or(o.RelError, 0.01)
	need := n * ratio * ratio
	switch {
	case u.Point == 0:
		reason = "the system cannot fail"
	case need < hopeless && need/n*float64(result.Events) < hopelessEvents:
		reason = fmt.Sprintf("a pilot of %d missions expects %.2g to be enough", result.Replications, need)
	}
	return part, reason, u.Point > 0 && o.forTimes(result) > hopeless, nil
}

// forTimes is how many missions the unreliability by each of the times takes, by a
// pilot: infinitely many where it saw no failure by then.
func (o *SimulateOptions) forTimes(pilot *montecarlo.Result) (need float64) {
	for _, p := range pilot.At {
		u := p.Unreliability
		switch {
		case p.T == 0 || !u.Estimable():
		case u.Point == 0:
			return math.Inf(1)
		default:
			ratio := u.RelativeError / cmp.Or(o.RelError, 0.01)
			need = max(need, float64(pilot.Replications)*ratio*ratio)
		}
	}
	return need
}

// MergeAccelerated puts together what the shards of an accelerated run found, in any order.
func MergeAccelerated(parts []*rare.Part) (*Simulation, error) {
	whole, err := rare.Merge(parts)
	if err != nil {
		return nil, err
	}
	r, err := whole.Result()
	if err != nil {
		return nil, err
	}
	return &Simulation{Rare: r, Reason: asAsked}, nil
}

// Merge puts together what the shards of a run have counted, in any order.
func Merge(parts []*montecarlo.Shard) (*Simulation, error) {
	whole, err := montecarlo.Merge(parts)
	if err != nil {
		return nil, err
	}
	return counted(whole, fixedMissions)
}
