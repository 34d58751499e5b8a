// Package rare simulates systems that hardly ever fail: regenerative cycles whose
// failures are made frequent, and weighted for it, by balanced failure biasing, by
// approximate zero-variance importance sampling, by forcing failures into repair
// windows, or by splitting. It answers with the measures of the steady state, and for
// exponential units and groups with the first outage by a time; missions, availability
// at a time and causes are for package montecarlo.
package rare

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// Method is a way to simulate rare failures.
type Method string

const (
	Auto         Method = "auto"         // the cheapest that answers, by a pilot
	Plain        Method = "plain"        // cycles without bias
	Biasing      Method = "biasing"      // balanced failure biasing
	ZeroVariance Method = "zerovariance" // approximate zero-variance importance sampling
	Window       Method = "window"       // failures forced into repair windows
	Splitting    Method = "splitting"    // fixed-effort splitting
)

// Options say how to simulate; the zero value is auto to 1 % at 90 %.
type Options struct {
	Method     Method
	RelError   float64 // relative standard error of the unavailability to reach; 0: 0.01
	Confidence float64 // of intervals; 0: 0.90
	Seed       uint64
	Workers    int `json:"-"` // 0: all processors; the result does not depend on it
	MaxCycles  int // 0: 50,000,000

	// Times are hours by which the first outage from all new is asked for, beside the
	// steady state. They are for exponential units and groups, repaired or not.
	Times     []float64
	OnlyTimes bool // the steady state is not asked for

	// Shard is one of Shards parts of a run, from 0; of [Run] only. Its blocks are every
	// Shards-th.
	Shard, Shards int `json:"-"`
}

// Result is what a simulation of rare failures tells of the steady state.
type Result struct {
	Method   Method // that answered
	Reason   string // why this one
	Complete bool   // false where the context ended the run
	Stopped  string // "cycles", as many as the pilot asked for, "time-limit" or "cancelled"

	Unavailability, Availability model.Estimate
	FailureFrequency             model.Estimate // per hour
	MTBF, MDT                    model.Estimate // mean up and down time, hours
	MTTF                         model.Estimate // from all up, hours; not estimable by window

	RelError      float64 // relative standard error of Unavailability, from its own sample
	RelErrorBound float64 // what the balanced cycles alone guarantee; +Inf where there are none
	Cycles        int
	PilotCycles   int
	Transitions   int     // of all cycles, the pilot's too
	FailureCycles int     // cycles with a failure
	ESS           float64 // effective sample size of the weighted downtimes
	HillIndex     float64 // Hill's estimate for the largest of them; from 0.5 on like an infinite variance
	At            []Point // as asked for, in rising order
	Warnings      []model.Warning
}

// ErrWeights tells that a few cycles carry the whole estimate, so that it
// and its error cannot be trusted: the variance may be infinite.
var ErrWeights = errors.New("a few cycles carry the whole estimate: its variance may be infinite")

// ErrUnseen tells that too few cycles of a pilot had a failure.
var ErrUnseen = errors.New("the system failed in too few cycles of the pilot")

// Simulate simulates the steady state of a system that hardly ever fails. A pilot
// run chooses the method, where the options do not, and the number of cycles,
// which is then fixed: a run that stops as soon as its error looks small reads
// low. The pilot is not part of the result.
//
// Biasing, zero variance and splitting take exponential units and groups;
// window takes units of any distributions. Refusals are a *model.ParamError, a
// *[Error], or wrap [ErrWeights], [ErrUnseen], [ErrCycle] or [ErrTime].
//
// A context that ends stops the run between two transitions. What is known is
// returned, not Complete, if it is only the pilot; the context's cause if that
// is not enough for an answer.
func Simulate(ctx context.Context, m *system.Model, opt Options) (*Result, error) {
	opt.Shard, opt.Shards = 0, 1
	p, err := Run(ctx, m, opt)
	if err != nil {
		return nil, err
	}
	r, err := p.Result()
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r, err
}

func (o *Options) check() error {
	if o.Method == "" {
		o.Method = Auto
	}
	if o.RelError == 0 {
		o.RelError = 0.01
	}
	if o.Confidence == 0 {
		o.Confidence = model.DefaultConfidence
	}
	if o.MaxCycles == 0 {
		o.MaxCycles = 50_000_000
	}
	o.Shards = max(o.Shards, 1)
	o.Times = slices.Sorted(slices.Values(o.Times))
	switch {
	case !(o.RelError > 0 && o.RelError < 1):
		return &model.ParamError{Param: "relative error", Value: o.RelError, Want: "a number in (0, 1)"}
	case !(o.Confidence > 0 && o.Confidence < 1):
		return &model.ParamError{Param: "confidence", Value: o.Confidence, Want: "a number in (0, 1)"}
	case slices.ContainsFunc(o.Times, func(t float64) bool { return !(t >= 0) || math.IsInf(t, 1) }):
		return &model.ParamError{Param: "at", Value: o.Times, Want: "times of 0 or more"}
	case o.Shards > MostShards:
		return &model.ParamError{Param: "shards", Value: o.Shards, Want: fmt.Sprintf("a number of at most %d where the method is accelerated", MostShards)}
	case o.Shard < 0 || o.Shard >= o.Shards:
		return &model.ParamError{Param: "shard", Value: o.Shard, Want: "a number from 0 to one less than the shards"}
	case o.MaxCycles < 0:
		return &model.ParamError{Param: "most cycles", Value: o.MaxCycles, Want: "a number of 0 or more"}
	}
	return nil
}

// candidate is a method that may answer.
type candidate struct {
	method Method
	words  string
	make   func() cycler
	block  int     // cycles of a pilot's block
	share  float64 // of balanced cycles that guard the others
	mttf   bool
	each   float64 // cycles that make one of ours; 0: 1
}

// candidates returns the methods to try, the favourite first.
func candidates(m *system.Model, method Method) ([]candidate, error) {
	if method == Window {
		c, err := windowCandidate(m)
		return []candidate{c}, err
	}
	s, err := newMachine(m, method, false)
	if err != nil {
		return nil, err
	}
	if part := s.notExponential(); part != "" {
		if method == Auto {
			c, err := windowCandidate(m)
			return []candidate{c}, err
		}
		return nil, &Error{method, fmt.Sprintf("module %q is not exponential: use the method window", part)}
	}
	return only(method, markovCandidates(s))
}

// only returns those of a method, all of auto.
func only(method Method, all []candidate) ([]candidate, error) {
	if method == Auto {
		return all, nil
	}
	asked := slices.DeleteFunc(all, func(c candidate) bool { return c.method != method })
	if len(asked) == 0 {
		return nil, &model.ParamError{Param: "method", Value: string(method), Want: "auto, plain, biasing, zerovariance, window or splitting"}
	}
	return asked, nil
}

// pilotBlock is the number of cycles in a block of a pilot.
const pilotBlock = 64

func markovCandidates(s *machine) []candidate {
	walk := func(bias, share float64, plain bool) func() cycler {
		return func() cycler { return &walker{newGraph(s, bias), share, plain} }
	}
	return []candidate{
		{ZeroVariance, "approximate zero-variance importance sampling with a tenth of the cycles balanced", walk(bias, 1-defensive, false), pilotBlock, defensive, true, 0},
		{Biasing, "balanced failure biasing with probability 0.5", walk(bias, 0, false), pilotBlock, 0, true, 0},
		{Biasing, "balanced failure biasing with probability 0.8", walk(strongBias, 0, false), pilotBlock, 0, true, 0},
		{Plain, "plain cycles", walk(bias, 0, true), pilotBlock, 0, true, 0},
		{Splitting, "fixed-effort splitting", func() cycler { return newSplitter(s) }, 1, 0, true, 0},
	}
}

// contest lets the candidates run for the task.
type contest struct {
	opt    Options
	cycles int // of pilots
	steps  int
	cheap  bool // a method was found that no other can beat by much
	reason string
	warned []model.Warning
}

// pilotRun is what the pilot of a candidate found.
type pilotRun struct {
	candidate
	run    *sample
	spread float64 // relative variance of the unavailability of one cycle; of several times the largest
	cost   float64 // transitions to a relative variance of 1
}

// Pilots grow until so many cycles have failed, but not for ever, and not where
// another method has a relative variance of one cycle below pilotCheap.
const (
	pilotCheap  = 10
	pilotHits   = 400
	pilotGrowth = 4
	pilotTimes  = 3
)

// choose runs the pilots. Splitting is asked where the others saw too little.
func (c *contest) choose(ctx context.Context, all []candidate) (*pilotRun, error) {
	var pilots []*pilotRun
	var last error
	alone := all[0].method == all[len(all)-1].method
	for _, x := range all {
		if x.method == Splitting && len(pilots) > 0 {
			continue
		}
		p, err := c.pilot(ctx, x, alone)
		switch {
		case errors.Is(err, ErrCycle): // one that has not met such a cycle was only lucky
			return nil, err
		case err != nil:
			last = err
		case p != nil:
			pilots = append(pilots, p)
		}
		if ctx.Err() != nil {
			break
		}
	}
	switch {
	case len(pilots) > 0:
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case last == nil:
		return nil, ErrUnseen
	default:
		return nil, last
	}
	best := pilots[0]
	for _, p := range pilots[1:] {
		if p.cost < best.cost {
			best = p
		}
	}
	c.explain(best, pilots, len(pilots) == 1)
	return best, nil
}

// pilot runs a candidate until it has met enough failures; nil where it has
// met too few to be judged beside others.
func (c *contest) pilot(ctx context.Context, x candidate, alone bool) (*pilotRun, error) {
	plan := plan{make: x.make, seed: c.opt.Seed, first: gate.PilotStreams, block: x.block, workers: gate.Workers(c.opt.Workers), share: x.share}
	times, hits := pilotTimes, pilotHits
	switch {
	case !alone && c.cheap:
		plan.block, times, hits = max(1, x.block/8), 1, pilotHits/8
	case !alone && x.method == Plain:
		times = 1
	}
	var last *sample
	for range times {
		run, err := plan.run(ctx)
		if err != nil {
			return nil, err
		}
		c.cycles += run.total.Cycles
		c.steps += run.total.Steps
		enough := run.total.Hits >= hits
		if x.method == Splitting || x.each > 0 {
			enough = enough || run.total.Hits >= max(blocks, run.total.Cycles)/2
		}
		if enough {
			p := newPilot(x, run)
			c.cheap = c.cheap || p.spread < pilotCheap
			return p, nil
		}
		last = run
		if !run.whole {
			break
		}
		plan.first += uint64(run.total.Cycles)
		plan.block *= pilotGrowth
	}
	switch {
	case !last.whole && last.total.Hits > 0:
		return newPilot(x, last), nil
	case !alone:
		return nil, nil
	case last.total.Hits >= pilotHits/10:
		return newPilot(x, last), nil
	}
	return nil, fmt.Errorf("%s: %d cycles, %d with a failure: %w", x.method, last.total.Cycles, last.total.Hits, ErrUnseen)
}

func newPilot(x candidate, run *sample) *pilotRun {
	n := float64(run.total.Cycles)
	p := &pilotRun{candidate: x, run: run}
	for _, at := range run.at() {
		_, relative := at.ratio(unavailability)
		p.spread = max(p.spread, relative*relative*n)
	}
	p.cost = p.spread * float64(run.total.Steps) / n
	return p
}

// explain puts the choice into words, and warns where pilots disagree.
func (c *contest) explain(best *pilotRun, all []*pilotRun, asked bool) {
	if asked {
		c.reason = best.words + ": asked for, or the only method that answers for this system"
		return
	}
	c.reason = fmt.Sprintf("%s: in a pilot it needed %.3g transitions for 1 %%", best.words, best.cost*1e4)
	for _, p := range all {
		if p == best {
			continue
		}
		c.reason += fmt.Sprintf("; %s %.3g", p.words, p.cost*1e4)
		a, ea := best.run.last().ratio(unavailability)
		b, eb := p.run.last().ratio(unavailability)
		if z := (a - b) / math.Hypot(a*ea, b*eb); math.Abs(z) > 5 {
			c.warned = append(c.warned, model.Warning{Code: "pilots-disagree", Text: fmt.Sprintf(
				"in the pilot %s and %s are %.1f standard errors apart: one of them misses a way to fail", best.method, p.method, math.Abs(z))})
		}
	}
}

// The number of cycles of a run: so much more than the pilot says.
const margin = 1.2

// ask runs the chosen method with a number of cycles fixed by the pilot, or a shard of
// them.
func (c *contest) ask(ctx context.Context, p *pilotRun) (*Asked, error) {
	need := margin * p.spread / (c.opt.RelError * c.opt.RelError)
	block := max(1, p.block/2, int(math.Ceil(min(need, 1e15)/blocks)))
	if most := int(float64(c.opt.MaxCycles) / max(p.each, 1) / blocks); block > most {
		block = max(most, 1)
		c.warned = append(c.warned, model.Warning{Code: "rel-error-not-reached", Text: fmt.Sprintf(
			"a relative error of %g would take some %.2g cycles, more than the %d allowed", c.opt.RelError, math.Min(need, math.MaxFloat64), c.opt.MaxCycles)})
	}
	plan := plan{make: p.make, seed: c.opt.Seed, block: block, workers: gate.Workers(c.opt.Workers), share: p.share, shard: c.opt.Shard, shards: c.opt.Shards}
	run, err := plan.run(ctx)
	if err != nil {
		return nil, err
	}
	whole := run.whole
	if ctx.Err() != nil && run.total.Hits < p.run.total.Hits { // of both the pilot knows more
		run, whole = p.run, false
	}
	a := &Asked{
		Method: p.method, Words: p.words, Share: p.share, MTTF: p.mttf, Reason: c.reason, Warnings: c.warned,
		PilotCycles: c.cycles, PilotSteps: c.steps, Cycles: block, Blocks: run.blocks,
	}
	if !whole {
		a.stopped = gate.StoppedBy(ctx)
	}
	return a, nil
}

// Where weights are refused and where they are warned of. An effective sample
// of n has a relative error of 1/sqrt(n) at least.
const (
	effectiveRefused = 20
	effectiveLow     = 200
	tailHeavy        = 0.7
	shareLarge       = 0.1
)

// most is the unavailability above which uptime is not told by subtraction.
const most = 0.9

// steady is what is told of the steady state.
func (a *Asked) steady(confidence float64) (*Result, error) {
	run := a.sample()
	if u, _ := run.ratio(unavailability); u > most {
		return nil, &Error{a.Method, "the system is down most of the time: simulate it by events"}
	}
	return a.result(run, confidence)
}

func (a *Asked) result(run *sample, confidence float64) (*Result, error) {
	t, err := trusted(a.Method, run)
	if err != nil {
		return nil, err
	}
	r := &Result{
		Method: a.Method, Reason: a.Reason, Complete: true, Stopped: "cycles", Cycles: run.total.Cycles, PilotCycles: a.PilotCycles,
		Transitions: run.total.Steps + a.PilotSteps, FailureCycles: run.total.Hits, ESS: t.effective, HillIndex: t.tail,
		RelError: t.relative, RelErrorBound: t.bound, Warnings: slices.Concat(a.Warnings, t.warnings),
	}
	a.end(r)
	r.fill(run, confidence, &t, a)
	return r, nil
}

// end tells in r whether a run came to its end.
func (a *Asked) end(r *Result) {
	if a.stopped == "" {
		return
	}
	r.Complete, r.Stopped = false, a.stopped
	if !slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == "incomplete" }) {
		r.Warnings = append(r.Warnings, model.Warning{Code: "incomplete", Text: "the run was ended (" + r.Stopped + ") before its number of cycles"})
	}
}

// trust is how far the weights of a run can be trusted.
type trust struct {
	effective, tail float64
	relative, bound float64 // standard error, and what balanced cycles guarantee
	widen           float64 // of limits
	warnings        []model.Warning
}

// trusted looks at the weights of a run, and refuses it where a few carry it.
func trusted(method Method, run *sample) (trust, error) {
	t := trust{effective: run.effective(), tail: run.tail(), bound: run.guarantee(), widen: 1}
	if t.effective < effectiveRefused || run.largestShare() > 0.5 {
		return t, fmt.Errorf("%s: effective sample size %.3g of %d cycles, the largest of which makes %.0f %%: %w",
			method, t.effective, run.total.Cycles, 100*run.largestShare(), ErrWeights)
	}
	_, t.relative = run.ratio(unavailability)
	if why := heavy(t.effective, t.tail, run.largestShare()); why != "" {
		bound := min(max(t.bound, t.relative), 1)
		if math.IsInf(t.bound, 1) {
			bound = max(3*t.relative, 1/math.Sqrt(t.effective))
		}
		t.widen = bound / t.relative
		t.relative = bound
		t.warnings = append(t.warnings, model.Warning{Code: "weights-heavy", Text: why + ": the relative error given is a bound, the intervals are as wide"})
	}
	return t, nil
}

// heavy says what is wrong with the weights; "" if nothing is.
func heavy(effective, tail, largest float64) string {
	switch {
	case tail > tailHeavy:
		return fmt.Sprintf("the largest weighted cycles fall as slowly as if their variance were infinite (Hill %.2f)", tail)
	case effective < effectiveLow:
		return fmt.Sprintf("the effective sample size is only %.0f", effective)
	case largest > shareLarge:
		return fmt.Sprintf("one cycle makes %.0f %% of the estimate", 100*largest)
	}
	return ""
}

// unseen over the effective sample size is the least relative error of a figure
// that is given: what no cycle has met may still happen in 3/n of them (at
// 95 %, two standard errors), such as one more failure while the system is down.
const unseen = 1.5

// estimate is that of a measure.
func (t *trust) estimate(run *sample, m measure, confidence float64, words string) model.Estimate {
	student := -num.StudentQuantile(float64(len(run.blocks)-1), (1-confidence)/2)
	point, relative := run.ratio(m)
	half := student * t.widen * max(relative, unseen/t.effective) * point
	return model.Estimate{
		Point: point, Lo: max(0, point-half), Hi: point + half, Confidence: confidence,
		Method: fmt.Sprintf("simulated: %s; ratio over %d blocks, Student t", words, len(run.blocks)),
	}
}

// share cuts an estimate of a probability at 1, and returns that of its complement.
func share(e model.Estimate) (cut, complement model.Estimate) {
	e.Point, e.Lo, e.Hi = min(e.Point, 1), min(e.Lo, 1), min(e.Hi, 1)
	return e, model.Estimate{Point: 1 - e.Point, Lo: 1 - e.Hi, Hi: 1 - e.Lo, Confidence: e.Confidence, Method: e.Method}
}

// fill makes the estimates.
func (r *Result) fill(run *sample, confidence float64, t *trust, a *Asked) {
	estimate := func(m measure) model.Estimate { return t.estimate(run, m, confidence, a.Words) }
	r.FailureFrequency, r.MTBF, r.MDT = estimate(frequency), estimate(mut), estimate(mdt)
	r.Unavailability, r.Availability = share(estimate(unavailability))
	if a.MTTF {
		r.MTTF = estimate(mttf)
		return
	}
	w := model.Warning{Code: "mttf-not-asked", Text: "the method window simulates the steady state: it has no mean time to first failure (MTTFF)"}
	r.MTTF = model.NotEstimable(0, math.Inf(1), confidence, "not estimable", w)
}
