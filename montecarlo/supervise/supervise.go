// Package supervise runs supervision trees until the top supervisor gives up, as
// often as one likes: what the exact mean of package mechanism cannot take, laws
// that are not exponential and trees of many states, and a check of it for the rest.
// Both drive one machine, so that the check is of the chain and of the draws; the
// machine's rule is held against a real supervisor.
//
// The answer depends on the tree, the seed and the options alone: run r draws from
// the stream (seed, r), whoever does it, and sums are in the order of the runs.
package supervise

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/mechanism"
	"mtbf/montecarlo"
)

// Options say how a tree is simulated. The zero value is the default: seed 0, one
// worker, 10,000 runs of ten million events at most, limits of 90 %.
type Options struct {
	Seed       uint64
	Workers    int // 0: one. It does not change any result
	Runs       int // 0: 10,000
	MaxEvents  int // ends and starts of workers in one run; 0: 10,000,000
	Confidence float64

	// Edge starts the tree at the edge of a second of its clock; else it starts
	// at a random point of one, as a real one does.
	Edge bool
}

const (
	defaultRuns   = 10_000
	defaultEvents = 10_000_000
	maxRuns       = 100_000_000
	workersMost   = 4 // a processor
)

func (o Options) check() (Options, error) {
	if o.Runs == 0 {
		o.Runs = defaultRuns
	}
	if o.MaxEvents == 0 {
		o.MaxEvents = defaultEvents
	}
	if o.Confidence == 0 {
		o.Confidence = model.DefaultConfidence
	}
	o.Workers = min(max(1, o.Workers), workersMost*runtime.GOMAXPROCS(0))
	switch {
	case o.Runs < 2 || o.Runs > maxRuns:
		return o, &model.ParamError{Param: "runs", Value: o.Runs, Want: "a whole number of 2 to 100,000,000"}
	case o.MaxEvents < 1:
		return o, &model.ParamError{Param: "max-events", Value: o.MaxEvents, Want: "a whole number of 1 or more"}
	case !(o.Confidence >= 1e-9 && o.Confidence <= 1-1e-9):
		return o, &model.ParamError{Param: "confidence", Value: o.Confidence, Want: "a number in (0, 1), no nearer to its ends than 1e-9"}
	}
	return o, nil
}

// Result is what runs of a tree tell.
type Result struct {
	Seed       uint64
	Runs       int // done
	Unfinished int // of these, in which the top had not given up when the run was cut, or never will
	Events     uint64

	// GiveUp is the mean time in hours until the top gives up. Where runs are
	// unfinished it has a lower limit only: that of the mean time until it gave up or
	// the run was cut.
	GiveUp montecarlo.Estimate

	// GaveUp is how often each supervisor gave up in a run, in the mean.
	GaveUp []Count

	Complete bool // false where the context ended the simulation
	Warnings []model.Warning
}

// Count is a mean number in a run.
type Count struct {
	Process string
	Mean    float64
}

// Simulate runs a tree until its top supervisor gives up. Errors are those of
// [mechanism.Process.Validate], and a *model.ParamError for options outside their
// domain.
func Simulate(ctx context.Context, tree mechanism.Process, options Options) (*Result, error) {
	o, err := options.check()
	if err != nil {
		return nil, err
	}
	first, err := newRunner(tree, o)
	if err != nil {
		return nil, err
	}
	all := make([]outcome, o.Runs)
	halt := new(atomic.Bool)
	defer context.AfterFunc(ctx, func() { halt.Store(true) })()
	var taken atomic.Int64
	var group sync.WaitGroup
	for range min(o.Workers, o.Runs) {
		group.Go(func() {
			r, err := newRunner(tree, o)
			if err != nil {
				return // it was made once before
			}
			for i := int(taken.Add(1)) - 1; i < o.Runs && !halt.Load(); i = int(taken.Add(1)) - 1 {
				all[i] = r.run(montecarlo.NewStream(o.Seed, uint64(i)), halt)
			}
		})
	}
	group.Wait()
	return first.result(all, o), nil
}

// outcome is what one run tells.
type outcome struct {
	seconds float64
	events  int
	gaveUp  []int32 // of every process
	over    bool
	whole   bool // it was not halted
}

// result sums up the runs before the first that was halted.
func (r *runner) result(all []outcome, o Options) *Result {
	res := &Result{Seed: o.Seed, Complete: true}
	var hours num.Adder
	var kept []float64
	gaveUp := make([]float64, r.tree.Processes())
	for _, x := range all {
		if !x.whole {
			res.Complete = false
			break
		}
		res.Runs++
		res.Events += uint64(x.events)
		if !x.over {
			res.Unfinished++
		}
		hours.Add(x.seconds / secondsPerHour)
		kept = append(kept, x.seconds/secondsPerHour)
		for i, n := range x.gaveUp {
			gaveUp[i] += float64(n)
		}
	}
	for i, n := range gaveUp {
		if len(r.tree.Process(i).Children) > 0 {
			res.GaveUp = append(res.GaveUp, Count{r.tree.Process(i).Name, n / float64(max(1, res.Runs))})
		}
	}
	if !res.Complete {
		res.Warnings = append(res.Warnings, model.Warning{Code: "incomplete", Text: "the simulation was stopped before all its runs"})
	}
	res.GiveUp = estimate(kept, hours.Total(), res.Unfinished, o.Confidence)
	return res
}

// estimate is the mean of positive times, with Student limits of its logarithm.
func estimate(hours []float64, total float64, unfinished int, confidence float64) montecarlo.Estimate {
	const method = "simulated: mean time to give up, Student t on the logarithm"
	n := float64(len(hours))
	if n < 2 {
		few := model.Warning{Code: "incomplete", Text: "fewer than two runs were finished"}
		return montecarlo.Estimate{Estimate: model.NotEstimable(0, math.Inf(1), confidence, method, few), RelativeError: math.NaN()}
	}
	mean := total / n
	var squares num.Adder
	for _, h := range hours {
		squares.Add((h/mean - 1) * (h/mean - 1))
	}
	relative := math.Sqrt(squares.Total() / (n - 1) / n)
	factor := math.Exp(-num.StudentQuantile(n-1, (1-confidence)/2) * relative)
	if unfinished > 0 {
		cut := model.Warning{Code: "censored", Text: "in some runs the top supervisor had not given up in the end: only a lower limit of the mean time can be given"}
		return montecarlo.Estimate{Estimate: model.NotEstimable(mean/factor, math.Inf(1), confidence, method, cut), RelativeError: math.NaN()}
	}
	return montecarlo.Estimate{Estimate: model.Estimate{Point: mean, Lo: mean / factor, Hi: mean * factor, Confidence: confidence, Method: method}, RelativeError: relative}
}
