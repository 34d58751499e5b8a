package mechanism

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// Crash is an end of a worker at a time in seconds of the supervisor's clock.
type Crash struct {
	Second  float64
	Process string
	Normal  bool // it ended normally
}

// ReplayedCrash is what the tree did when a worker ended.
type ReplayedCrash struct {
	Crash
	Actions []Action // in their order; none if the worker was not up
}

// TreeReplay is what a tree did with a list of crashes.
type TreeReplay struct {
	Crashes   []ReplayedCrash
	GivesUpAt int // the number, from 1, of the crash at which the top gave up; 0 if it did not
}

// maxSecond is the latest second whose number is exact.
const maxSecond = 1 << 53

// ReplayCrashes runs a tree through crashes that happened, in the order of their
// times of 0 or more, by the rule of [Process]: seconds are whole seconds of the
// clock, floor of the time. Starts take no time. Crashes after the top gave up are
// left out.
func ReplayCrashes(tree Process, crashes []Crash) (TreeReplay, error) {
	m, err := NewMachine(tree.instant())
	if err != nil {
		return TreeReplay{}, err
	}
	m.Begin()
	var replay TreeReplay
	before := 0.0
	for k, c := range crashes {
		param := fmt.Sprintf("crash %d", k+1)
		i := slices.IndexFunc(m.nodes, func(n node) bool { return n.Name == c.Process })
		switch {
		case i < 0 || len(m.nodes[i].children) > 0:
			return TreeReplay{}, &model.ParamError{Param: param, Value: c.Process, Want: "a worker of the tree"}
		case !(c.Second >= before && c.Second < maxSecond):
			return TreeReplay{}, &model.ParamError{Param: param, Value: c.Second, Want: "a number of seconds, 0 or more, not before the crash before it"}
		}
		before = c.Second
		m.SetSecond(int(math.Floor(c.Second)))
		done := ReplayedCrash{Crash: c}
		m.act = func(verb string, i int) {
			done.Actions = append(done.Actions, Action{verb, m.nodes[i].Name})
		}
		m.End(i, c.Normal)
		replay.Crashes = append(replay.Crashes, done)
		if m.over {
			replay.GivesUpAt = k + 1
			break
		}
	}
	return replay, nil
}

// instant returns the tree with starts that take no time.
func (p Process) instant() Process {
	p.Start = nil
	p.Children = slices.Clone(p.Children)
	for i := range p.Children {
		p.Children[i] = p.Children[i].instant()
	}
	return p
}

// Starts is how often a worker is started that crashes at once after every start.
type Starts struct {
	Starts  float64 // from the first on; exact below 2^53
	GivesUp bool    // the top gives up in the end; else the worker, or a supervisor above it, is left down
}

// StartsOfCrashing returns how often a worker that always crashes at once is
// started:
//
//	product of (intensity + 1) over the supervisors above it,
//
// up to one that is not permanent: it ends normally when it gives up, and is not
// restarted. A temporary worker is started once.
func StartsOfCrashing(tree Process, worker string) (Starts, error) {
	nodes, err := tree.flat()
	if err != nil {
		return Starts{}, err
	}
	i := slices.IndexFunc(nodes, func(n node) bool { return n.Name == worker })
	if i < 0 || len(nodes[i].children) > 0 {
		return Starts{}, &model.ParamError{Param: "worker", Value: worker, Want: "a worker of the tree"}
	}
	found := Starts{Starts: 1}
	if nodes[i].Restart == Temporary {
		return found, nil
	}
	for s := nodes[i].parent; ; s = nodes[s].parent {
		found.Starts *= float64(nodes[s].Intensity) + 1
		if math.IsInf(found.Starts, 1) {
			return Starts{}, &model.ParamError{Param: "tree", Value: worker, Want: "a worker that is started fewer than 1.8e308 times"}
		}
		switch {
		case nodes[s].parent < 0:
			found.GivesUp = true
			return found, nil
		case nodes[s].Restart != Permanent:
			return found, nil
		}
	}
}

// IntensityFor is the smallest intensity that reaches a target.
type IntensityFor struct {
	Intensity int
	GiveUp    GiveUp // with it
}

// SmallestIntensity returns the smallest intensity, up to most, with which a
// supervisor of the tree lets the top last for target hours in the mean. Errors are
// those of [MeanTimeToGiveUp], and a *model.ParamError where most is not enough.
func SmallestIntensity(ctx context.Context, tree Process, supervisor string, target float64, most int, uniform bool) (IntensityFor, error) {
	nodes, err := tree.flat()
	if err != nil {
		return IntensityFor{}, err
	}
	i := slices.IndexFunc(nodes, func(n node) bool { return n.Name == supervisor })
	switch {
	case i < 0 || len(nodes[i].children) == 0:
		return IntensityFor{}, &model.ParamError{Param: "supervisor", Value: supervisor, Want: "a supervisor of the tree"}
	case model.CheckPositive("target", target) != nil:
		return IntensityFor{}, model.CheckPositive("target", target)
	case most < 0 || most > maxIntensity:
		return IntensityFor{}, &model.ParamError{Param: "most", Value: most, Want: fmt.Sprintf("a whole number of 0 to %d", maxIntensity)}
	}
	best := 0.0
	for k := 0; k <= most; k++ {
		found, err := MeanTimeToGiveUp(ctx, tree.withIntensity(supervisor, k), uniform)
		if err != nil {
			return IntensityFor{}, err
		}
		if found.MeanHours >= target {
			return IntensityFor{k, found}, nil
		}
		best = found.MeanHours
	}
	return IntensityFor{}, &model.ParamError{Param: "target", Value: target, Want: fmt.Sprintf("within reach: an intensity of %d gives a mean of %.6g h", most, best)}
}

// withIntensity returns the tree with another intensity of one supervisor.
func (p Process) withIntensity(supervisor string, intensity int) Process {
	if p.Name == supervisor {
		p.Intensity = intensity
	}
	p.Children = slices.Clone(p.Children)
	for i := range p.Children {
		p.Children[i] = p.Children[i].withIntensity(supervisor, intensity)
	}
	return p
}

// SlidingWindow returns the mean time in hours until a supervisor of intensity 1
// gives up, if its window were the last period seconds of a clock without ticks,
// as textbooks have it: with l the rate of crashes,
//
//	1/l + 1/(l (1 - exp(-l period))).
//
// It is longer than that of the rule of [Process], whose windows are up to a second
// longer.
func SlidingWindow(crashesPerHour, period float64) (float64, error) {
	if err := model.CheckPositive("crashes an hour", crashesPerHour); err != nil {
		return 0, err
	}
	if err := model.CheckPositive("period", period); err != nil {
		return 0, err
	}
	second := -math.Expm1(-crashesPerHour * (period / secondsPerHour))
	return 1/crashesPerHour + 1/(crashesPerHour*second), nil
}
