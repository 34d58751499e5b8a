package multiplex

import (
	"runtime"

	"mtbf/model"
)

// Options say how a scheme is simulated. The zero value is the default: seed 0,
// one worker, a relative error of 1 %, limits of 95 %.
type Options struct {
	Seed    uint64
	Workers int // 0: one. It does not change any result

	// A run stops at the first of these. RelError is the standard error of the
	// probability over it; 0 is 1 % if there is no MaxBatches, else none. A batch
	// is a wiring with its 512 replications in a plain run, and 1024 weighted
	// replications in a tilted one. MaxBatches, 2 or more, is by default what 2^40
	// organs allow, but 32 at least; in a tilted run 10,000.
	RelError   float64
	MaxBatches int

	Confidence float64 // of limits; 0: 0.90
}

const (
	defaultOrgans = 1 << 40
	defaultTilted = 10_000
	maxBatches    = 1 << 40
	workersMost   = 4 // a processor
)

// check fills in defaults, and refuses what is outside its domain with a
// *model.ParamError.
func (o Options) check() (Options, error) {
	if o.RelError == 0 && o.MaxBatches == 0 {
		o.RelError = 0.01
	}
	if o.Confidence == 0 {
		o.Confidence = model.DefaultConfidence
	}
	o.Workers = min(max(1, o.Workers), workersMost*runtime.GOMAXPROCS(0))
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{o.RelError >= 0 && o.RelError < 1, "rel-error", o.RelError, "a number in [0, 1)"},
		{o.MaxBatches == 0 || o.MaxBatches >= 2 && o.MaxBatches <= maxBatches, "max-batches", o.MaxBatches, "a number of 2 or more"},
		{o.Confidence >= 1e-9 && o.Confidence <= 1-1e-9, "confidence", o.Confidence, "a number in (0, 1), no nearer to its ends than 1e-9"},
	} {
		if !c.ok {
			return o, &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return o, nil
}
