// Package dft simulates dynamic fault trees: what the chains of package dynamic cannot
// take, laws that are not exponential, and a check of them for the rest.
//
// The answer depends on the tree, the seed and the options alone: run r draws from the
// stream (seed, r), whoever does it, and counts do not depend on the order of the runs.
package dft

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/montecarlo"
)

// Options say how a tree is simulated. The zero value but for Times is the default: seed
// 0, one worker, runs until the relative standard error at each time is 1 %, limits of
// 90 %.
type Options struct {
	Times      []float64 // hours above 0: to estimate the unreliability at
	Seed       uint64
	Workers    int     // 0: one. It does not change any result
	Runs       int     // 0: until RelError is reached, ten million at most
	RelError   float64 // 0: 1 % where Runs is 0
	Confidence float64
}

const (
	block        = 10_000 // runs between looks at the error
	mostRuns     = 10_000_000
	runsMost     = 1_000_000_000
	relError     = 0.01
	workersMost  = 4 // a processor
	forbiddenMax = 100_000
)

func (o Options) check() (Options, error) {
	if o.RelError == 0 && o.Runs == 0 {
		o.RelError = relError
	}
	if o.Runs == 0 {
		o.Runs = mostRuns
	}
	if o.Confidence == 0 {
		o.Confidence = model.DefaultConfidence
	}
	o.Workers = min(max(1, o.Workers), workersMost*runtime.GOMAXPROCS(0))
	switch {
	case len(o.Times) == 0:
		return o, &model.ParamError{Param: "times", Value: "none", Want: "one time or more to give the unreliability at"}
	case o.Runs < 2 || o.Runs > runsMost:
		return o, &model.ParamError{Param: "replications", Value: o.Runs, Want: "a whole number of 2 to 1,000,000,000"}
	case !(o.RelError >= 0 && o.RelError < 1):
		return o, &model.ParamError{Param: "relative error", Value: o.RelError, Want: "a number from 0 to below 1"}
	case !(o.Confidence >= 1e-9 && o.Confidence <= 1-1e-9):
		return o, &model.ParamError{Param: "confidence", Value: o.Confidence, Want: "a number in (0, 1), no nearer to its ends than 1e-9"}
	}
	for _, t := range o.Times {
		if !(t > 0) || math.IsInf(t, 1) {
			return o, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number of hours"}
		}
	}
	return o, nil
}

// Result is what runs of a tree tell.
type Result struct {
	Seed     uint64
	Runs     int // done
	Events   uint64
	At       []At
	Complete bool // false where the context ended the simulation
	Reached  bool // the relative error that was asked for, at all times
	Warnings []model.Warning
}

// At is the top at a time.
type At struct {
	T             float64 // hours
	Failures      int     // runs in which the top has failed by then
	Unreliability montecarlo.Estimate
}

// Simulate runs a tree until the last of the times, again and again. Errors are those of
// [dynamic.NewWalk], a *[dynamic.FormError] for what has no agreed meaning, and a
// *model.ParamError for options outside their domain.
func Simulate(ctx context.Context, t *dynamic.Tree, options Options) (*Result, error) {
	o, err := options.check()
	if err != nil {
		return nil, err
	}
	w, err := dynamic.NewWalk(t)
	if err != nil {
		return nil, err
	}
	s := &simulation{Options: o, walk: w, last: slices.Max(o.Times), failures: make([]int, len(o.Times))}
	return s.run(ctx)
}

// simulation counts.
type simulation struct {
	Options
	walk     *dynamic.Walk
	last     float64
	runs     int
	events   uint64
	failures []int // by time
}

func (s *simulation) run(ctx context.Context) (*Result, error) {
	complete := true
	for s.runs < s.Runs && !s.enough() {
		n := min(block, s.Runs-s.runs)
		whole, err := s.block(ctx, n)
		if err != nil {
			return nil, err
		}
		if !whole {
			complete = false
			break
		}
	}
	return s.result(complete), nil
}

// enough reports whether the error asked for is reached at each time.
func (s *simulation) enough() bool {
	return s.RelError > 0 && s.runs > 0 && !slices.ContainsFunc(s.failures, func(n int) bool { return !(relative(n, s.runs) <= s.RelError) })
}

// relative is the relative standard error of a count.
func relative(n, runs int) float64 {
	p := float64(n) / float64(runs)
	return math.Sqrt((1 - p) / (p * float64(runs)))
}

// block does so many more runs, all of them or none.
func (s *simulation) block(ctx context.Context, n int) (whole bool, err error) {
	times := make([]float64, n)
	halt := new(atomic.Bool)
	defer context.AfterFunc(ctx, func() { halt.Store(true) })()
	var taken atomic.Int64
	var events atomic.Uint64
	var group sync.WaitGroup
	faults := make([]error, s.Workers)
	for k := range s.Workers {
		group.Go(func() {
			r := newRunner(s.walk.Copy(), s.last)
			for i := int(taken.Add(1)) - 1; i < n && !halt.Load(); i = int(taken.Add(1)) - 1 {
				r.stream = montecarlo.NewStream(s.Seed, uint64(s.runs+i))
				if times[i], faults[k] = r.run(); faults[k] != nil {
					halt.Store(true)
				}
			}
			events.Add(r.events)
		})
	}
	group.Wait()
	for _, err := range faults {
		if err != nil {
			return false, err
		}
	}
	if ctx.Err() != nil {
		return false, nil
	}
	s.runs += n
	s.events += events.Load()
	for _, x := range times {
		for k, t := range s.Times {
			if x <= t {
				s.failures[k]++
			}
		}
	}
	return true, nil
}

func (s *simulation) result(complete bool) *Result {
	r := &Result{Seed: s.Seed, Runs: s.runs, Events: s.events, Complete: complete, Reached: s.runs > 0 && s.enough()}
	for k, t := range s.Times {
		r.At = append(r.At, At{t, s.failures[k], s.estimate(s.failures[k])})
	}
	if !complete {
		r.Warnings = append(r.Warnings, model.Warning{Code: "incomplete", Text: "the simulation was stopped before all its runs"})
	}
	return r
}

// estimate is the probability that n of all runs tell, with the limits of Clopper and
// Pearson.
func (s *simulation) estimate(n int) montecarlo.Estimate {
	const method = "simulated: share of runs, limits of Clopper and Pearson"
	x, runs, tail := float64(n), float64(s.runs), (1-s.Confidence)/2
	switch {
	case s.runs == 0:
		return montecarlo.Estimate{Estimate: model.NotEstimable(0, 1, s.Confidence, method), RelativeError: math.NaN()}
	case n == 0:
		none := model.Warning{Code: "no-failures", Text: "no run failed by then: only an upper limit can be given"}
		return montecarlo.Estimate{Estimate: model.NotEstimable(0, num.BetaQuantileUpper(1, runs, 2*tail), s.Confidence, method, none), RelativeError: math.NaN()}
	}
	e := model.Estimate{Point: x / runs, Lo: num.BetaQuantile(x, runs-x+1, tail), Hi: 1, Confidence: s.Confidence, Method: method}
	if n < s.runs {
		e.Hi = num.BetaQuantileUpper(x+1, runs-x, tail)
	}
	return montecarlo.Estimate{Estimate: e, RelativeError: relative(n, s.runs)}
}
