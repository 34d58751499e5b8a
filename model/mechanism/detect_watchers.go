package mechanism

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Watchers are n like detectors on other machines, each for itself, of which
// Needed must agree. One that is down says nothing.
type Watchers struct {
	Watchers, Needed int     // 1 <= Needed <= Watchers
	Detect           float64 // probability that one that is up sees a failure, in [0, 1]
	False            float64 // probability that it raises an alarm where there is none, in [0, 1]
	Latency          float64 // mean time until it sees a failure, exponential, 0 or more
	Availability     float64 // of one watcher, in [0, 1]
}

// Watched is what the watchers make of a failure.
type Watched struct {
	Detected, Missed float64 // probabilities; each a sum of positive terms
	FalseAlarm       float64 // probability that Needed err together
	MeanLatency      float64 // of an alarm that all watchers see, until Needed have
	AlarmLatency     float64 // of an alarm, with as many watchers as see it; NaN where none can
	of               Watchers
}

const maxWatchers = 10_000

// Outcome returns what the watchers make of a failure: with p = Detect
// Availability, Detected is the probability of Needed or more of n trials, and the
// time until m of k exponential latencies are over has the mean
//
//	Latency (1/k + 1/(k-1) + ... + 1/(k-m+1)).
func (w Watchers) Outcome() (Watched, error) {
	if err := w.check(); err != nil {
		return Watched{}, err
	}
	o := Watched{of: w, MeanLatency: w.Latency * harmonic(w.Watchers, w.Needed)}
	seen := binomial(w.Watchers, w.Detect*w.Availability, w.Detect*(1-w.Availability)+(1-w.Detect))
	o.Detected, o.Missed = min(1, num.Sum(seen[w.Needed:])), min(1, num.Sum(seen[:w.Needed]))
	wrong := binomial(w.Watchers, w.False*w.Availability, w.False*(1-w.Availability)+(1-w.False))
	o.FalseAlarm = min(1, num.Sum(wrong[w.Needed:]))
	var hours num.Adder
	for k := w.Needed; k <= w.Watchers; k++ {
		hours.Add(seen[k] * harmonic(k, w.Needed))
	}
	o.AlarmLatency = w.Latency * hours.Total() / o.Detected
	return o, nil
}

func (w Watchers) check() error {
	switch {
	case w.Watchers < 1 || w.Watchers > maxWatchers:
		return &model.ParamError{Param: "watchers", Value: w.Watchers, Want: "a whole number of 1 to 10000"}
	case w.Needed < 1 || w.Needed > w.Watchers:
		return &model.ParamError{Param: "needed", Value: w.Needed, Want: "a whole number of 1 to that of the watchers"}
	}
	for _, p := range []struct {
		name string
		of   float64
	}{{"detect", w.Detect}, {"false", w.False}, {"availability", w.Availability}} {
		if !(p.of >= 0 && p.of <= 1) {
			return &model.ParamError{Param: p.name, Value: p.of, Want: "a number in [0, 1]"}
		}
	}
	return model.CheckNotNegative("latency", w.Latency)
}

// AlarmBy returns the probability that the alarm is raised within t of a failure.
func (o Watched) AlarmBy(t float64) float64 {
	if !(t >= 0) {
		return 0
	}
	sees, not := 1.0, 0.0
	if o.of.Latency > 0 {
		sees, not = -math.Expm1(-t/o.of.Latency), math.Exp(-t/o.of.Latency)
	}
	p := o.of.Detect * o.of.Availability
	missed := o.of.Detect*(1-o.of.Availability) + (1 - o.of.Detect)
	return min(1, num.Sum(binomial(o.of.Watchers, p*sees, p*not+missed)[o.of.Needed:]))
}

// harmonic returns 1/k + ... + 1/(k-m+1).
func harmonic(k, m int) float64 {
	var sum num.Adder
	for i := k; i > k-m; i-- {
		sum.Add(1 / float64(i))
	}
	return sum.Total()
}

// binomial returns the probabilities of 0, 1, ..., n successes, with p + q = 1.
func binomial(n int, p, q float64) []float64 {
	all := make([]float64, n+1)
	switch {
	case p == 0:
		all[0] = 1
		return all
	case q == 0:
		all[n] = 1
		return all
	}
	lgn, _ := math.Lgamma(float64(n) + 1)
	choose := 1.0
	for k := range all {
		if n <= 50 { // exact but for the last bit
			all[k] = choose * math.Pow(p, float64(k)) * math.Pow(q, float64(n-k))
			choose = math.Round(choose * float64(n-k) / float64(k+1))
			continue
		}
		a, _ := math.Lgamma(float64(k) + 1)
		b, _ := math.Lgamma(float64(n-k) + 1)
		all[k] = math.Exp(lgn - a - b + float64(k)*math.Log(p) + float64(n-k)*math.Log(q))
	}
	return all
}

// WatcherLevel is a level of watchers that fail and are watched by the level above.
type WatcherLevel struct {
	Watchers         // Availability is not looked at: it follows
	MTBF     float64 // of one watcher, hours, positive
	MTTR     float64 // from when its failure is seen, hours, 0 or more
	Unseen   float64 // mean hours until a failure is found that the level above does not see, 0 or more
}

// WatchedLevel is what a level makes of failures, and how available its watchers are.
type WatchedLevel struct {
	Availability, Unavailability float64 // of one watcher
	Watched
}

// WatchLevels returns what levels of watchers make of failures, from the one that
// watches the system up to the one that nobody watches. A watcher that failed is down
//
//	detected (latency of the alarm) + missed Unseen + MTTR
//
// in the mean, with the level above detecting; in the last level, Unseen + MTTR.
// Watchers fail each for itself, and those above see a failure whatever the
// level below does.
func WatchLevels(levels []WatcherLevel) ([]WatchedLevel, error) {
	if len(levels) == 0 {
		return nil, &model.ParamError{Param: "levels", Value: 0, Want: "one level or more"}
	}
	all := make([]WatchedLevel, len(levels))
	for i := len(levels) - 1; i >= 0; i-- {
		l := levels[i]
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("level %d: %w", i+1, err)
		}
		down := l.Unseen
		if i+1 < len(levels) {
			down = all[i+1].Missed * l.Unseen
			if above := all[i+1]; above.Detected > 0 {
				down += above.Detected * above.AlarmLatency
			}
		}
		down += l.MTTR
		l.Availability = l.MTBF / (l.MTBF + down)
		o, err := l.Outcome()
		if err != nil {
			return nil, fmt.Errorf("level %d: %w", i+1, err)
		}
		all[i] = WatchedLevel{l.Availability, down / (l.MTBF + down), o}
	}
	return all, nil
}

func (l WatcherLevel) check() error {
	if err := model.CheckPositive("mtbf", l.MTBF); err != nil {
		return err
	}
	if err := model.CheckNotNegative("mttr", l.MTTR); err != nil {
		return err
	}
	return model.CheckNotNegative("unseen", l.Unseen)
}
