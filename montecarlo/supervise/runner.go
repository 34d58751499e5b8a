package supervise

import (
	"math"
	"sync/atomic"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
	"mtbf/montecarlo"
)

// Below are seconds.
const (
	secondsPerHour = 3600
	latest         = 1 << 53 // the last second whose number is exact
	lookEvery      = 1 << 12 // events between looks at whether to halt
)

// runner runs one tree after the other.
type runner struct {
	tree    *mechanism.Machine
	workers []int
	process []mechanism.Process // of every number
	due     []float64           // when what a worker does is over
	epoch   []uint64
	options Options
	gaveUp  []int32
}

func newRunner(tree mechanism.Process, o Options) (*runner, error) {
	m, err := mechanism.NewMachine(tree)
	if err != nil {
		return nil, err
	}
	n := m.Processes()
	r := &runner{tree: m, due: make([]float64, n), epoch: make([]uint64, n), options: o}
	for i := range n {
		r.process = append(r.process, m.Process(i))
		if len(r.process[i].Children) == 0 {
			r.workers = append(r.workers, i)
		}
	}
	m.OnAction(func(verb string, i int) {
		if verb == "give up" {
			r.gaveUp[i]++
		}
	})
	return r, nil
}

// run starts the tree and follows it until the top gives up.
func (r *runner) run(s montecarlo.Stream, halt *atomic.Bool) outcome {
	o := outcome{gaveUp: make([]int32, len(r.process)), whole: true}
	r.gaveUp = o.gaveUp
	phase := 0.0
	if !r.options.Edge {
		phase = s.Float64()
	}
	r.tree.Reset()
	r.tree.Begin()
	r.draw(&s, 0)
	for !r.tree.Over() {
		i, at := r.next()
		if at+phase >= latest || o.events == r.options.MaxEvents {
			return o
		}
		if o.events++; o.events%lookEvery == 0 && halt.Load() {
			o.whole = false
			return o
		}
		o.seconds = at
		r.tree.SetSecond(int(at + phase))
		if status, _ := r.tree.Status(i); status == mechanism.Starting {
			r.tree.Started(i)
		} else {
			r.tree.End(i, r.normal(&s, i))
		}
		r.draw(&s, at)
	}
	o.over = true
	return o
}

// next returns the worker whose time is over first.
func (r *runner) next() (worker int, at float64) {
	at = math.Inf(1)
	for _, i := range r.workers {
		if r.due[i] < at {
			worker, at = i, r.due[i]
		}
	}
	return worker, at
}

// draw draws how long what workers do now will take, of those that do something new.
func (r *runner) draw(s *montecarlo.Stream, now float64) {
	for _, i := range r.workers {
		status, epoch := r.tree.Status(i)
		if epoch == r.epoch[i] {
			continue
		}
		r.epoch[i], r.due[i] = epoch, math.Inf(1)
		switch status {
		case mechanism.Up:
			r.due[i] = now + time(s, r.process[i].Life)
		case mechanism.Starting:
			r.due[i] = now + time(s, r.process[i].Start)
		}
	}
}

// normal draws whether a worker ends normally.
func (r *runner) normal(s *montecarlo.Stream, i int) bool {
	p := r.process[i].Normal
	return p > 0 && s.Float64() < p
}

// time draws a time that is not negative, in seconds; +Inf of no law.
func time(s *montecarlo.Stream, law model.Distribution) float64 {
	switch {
	case law == nil:
		return math.Inf(1)
	case law.Family() == "exponential":
		return law.Mean() * s.Exp() * secondsPerHour
	}
	d := law.(dist.Distribution) // as the machine checked
	return d.InverseSurvival(s.Float64()*math.Exp(d.LogSurvival(0))) * secondsPerHour
}
