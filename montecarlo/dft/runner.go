package dft

import (
	"math"

	"mtbf/model/dist"
	"mtbf/model/dynamic"
	"mtbf/montecarlo"
)

// runner runs one tree again and again.
type runner struct {
	walk   *dynamic.Walk
	last   float64 // hours at which a run ends
	stream montecarlo.Stream
	draw   func() float64
	left   []float64 // hours in use until each event fails
	events uint64
}

func newRunner(w *dynamic.Walk, last float64) *runner {
	r := &runner{walk: w, last: last, left: make([]float64, w.Events())}
	r.draw = func() float64 { return r.stream.Float64() }
	return r
}

// run is the time in hours until the top fails, +Inf where it does not by the last.
func (r *runner) run() (float64, error) {
	for k := range r.left {
		r.left[k] = r.life(r.walk.Event(k))
	}
	if err := r.walk.Begin(r.draw); err != nil {
		return 0, err
	}
	now, forbidden := 0.0, 0
	for !r.walk.Failed() {
		k, wait := r.next()
		if r.walk.Safe() || now+wait > r.last || forbidden > forbiddenMax {
			return math.Inf(1), nil
		}
		now += wait
		r.events++
		r.age(wait)
		r.left[k] = 0
		happens, err := r.walk.Fail(k, r.draw)
		if err != nil {
			return 0, err
		}
		if !happens { // it goes on as if it had just been exponential
			forbidden++
			r.left[k] = r.stream.Exp() / r.walk.Event(k).Rate
		}
	}
	return now, nil
}

// next is the event that fails first, and the hours until then.
func (r *runner) next() (event int, wait float64) {
	wait = math.Inf(1)
	for k, left := range r.left {
		if speed := r.walk.Speed(k); speed > 0 && left/speed < wait {
			event, wait = k, left/speed
		}
	}
	return event, wait
}

// age lets hours pass.
func (r *runner) age(hours float64) {
	for k := range r.left {
		r.left[k] = max(0, r.left[k]-hours*r.walk.Speed(k))
	}
}

// life draws how long an event lasts in use, in hours.
func (r *runner) life(e *dynamic.Event) float64 {
	switch {
	case e.Life != nil:
		d := e.Life.(dist.Distribution)
		return d.InverseSurvival(r.stream.Float64() * math.Exp(d.LogSurvival(0)))
	case e.Rate > 0:
		sum := 0.0
		for range max(1, e.Phases) {
			sum += r.stream.Exp()
		}
		return sum / e.Rate
	}
	return math.Inf(1)
}
