package montecarlo

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/montecarlo/internal/gate"
)

// Result is what a simulation found.
type Result struct {
	Method          string // "plain"
	System          string
	Replications    uint64
	Events          uint64 // failures, repairs, takeovers and the like
	Seed            uint64
	Complete        bool   // false: its context ended it
	Stopped         string // "rel-error", "replications", "max-events", "cannot-fail", "time-limit" or "cancelled"
	Horizon, Warmup float64

	Measures Measures
	At       []Point
	Mission  Mission
	Causes   []Cause // most downtime first
	Trace    []TracePoint
	Warnings []model.Warning
}

// Measures are those of system.Measures, simulated. With a warm-up that was
// long enough they are those of the steady state.
type Measures struct {
	Availability, Unavailability Estimate
	MTBF, MUT, MDT               Estimate // hours
	MTTF                         Estimate // hours, from all new
	FailureFrequency             Estimate // per hour
}

// Point is the state of the system at a time, from all new at 0 with repairs:
// Reliability is the chance that it has not failed by T.
type Point struct {
	T                            float64
	Reliability, Unreliability   Estimate
	Availability, Unavailability Estimate
}

// Mission is what happens in a mission after its warm-up.
type Mission struct {
	Hours              float64
	Failures, Downtime Distribution
}

// Distribution is the mean and the quantiles of a number.
type Distribution struct{ Mean, P50, P90, P99 Estimate }

// Cause is a unit, or the common cause of a group, and what began with its
// failure while the system worked.
type Cause struct {
	Name          string
	Failures      uint64  // of the system, in all missions
	Downtime      float64 // hours a mission
	DowntimeShare float64
}

// TracePoint is what was known after so many replications.
type TracePoint struct {
	Replications         uint64
	Unavailability, MTBF Estimate
}

// Result makes estimates of what a part has counted.
func (p *Shard) Result() (*Result, error) {
	if err := p.whole(); err != nil {
		return nil, err
	}
	if p.Shards != 1 {
		return nil, p.refuse("is not the whole: merge all parts first")
	}
	c := p.total()
	if c.N == 0 {
		return nil, p.refuse("is empty")
	}
	e := p.estimator(&c)
	o := &p.Options
	r := &Result{
		Method: "plain", System: p.System, Replications: c.N, Events: c.Events, Seed: o.Seed,
		Complete: p.Stopped != gate.StoppedCancelled && p.Stopped != gate.StoppedTime, Stopped: p.Stopped, Horizon: o.Horizon, Warmup: o.Warmup,
	}
	r.Measures = p.measures(&e)
	r.mission(p, &e)
	r.at(p, &e)
	r.causes(p, &e)
	r.trace(p)
	r.warn(p, &e)
	return r, nil
}

func (p *Shard) measures(e *estimator) Measures {
	var m Measures
	m.Unavailability = e.unavailability()
	m.Availability = e.availability(m.Unavailability)
	m.MTTF = e.firstFailure()
	undefined := e.none(0, math.Inf(1), "not defined")
	m.MTBF, m.MUT, m.MDT, m.FailureFrequency = undefined, undefined, undefined, undefined
	if p.Facts.Timeless {
		m.MTTF = undefined
		return m
	}
	if !p.Facts.Unrepaired {
		m.MTBF, m.MDT, m.FailureFrequency = e.meanUp(), e.meanDown(), e.frequency()
		m.MUT = m.MTBF
	}
	return m
}

func (r *Result) mission(p *Shard, e *estimator) {
	r.Mission.Hours = e.window * e.horizon
	zero := Estimate{model.Estimate{Confidence: e.confidence, Method: "simulated"}, math.NaN()}
	r.Mission.Failures.Mean, r.Mission.Downtime.Mean = zero, zero
	if e.Failures.value() > 0 {
		mean, se := meanOfSum(e.Failures, e.Failures2, e.N)
		r.Mission.Failures.Mean = e.positive(mean, se, e.n-1, "simulated: mean of missions")
	}
	if e.Some > 0 {
		mean, se := meanOfSum(e.Down, e.Down2, e.N)
		r.Mission.Downtime.Mean = e.mean(mean*e.horizon, se*e.horizon, e.n, e.outages(), "simulated: mean of missions")
	}
	for _, d := range []struct {
		to    *Distribution
		of    counts
		scale float64
		whole bool
	}{{&r.Mission.Failures, p.Failed, 1, true}, {&r.Mission.Downtime, p.Downtime, e.horizon, false}} {
		d.to.P50 = e.quantile(d.of, 0.5, d.scale, d.whole)
		d.to.P90 = e.quantile(d.of, 0.9, d.scale, d.whole)
		d.to.P99 = e.quantile(d.of, 0.99, d.scale, d.whole)
	}
}

func (r *Result) at(p *Shard, e *estimator) {
	for k, t := range p.Options.Times {
		x := Point{T: t, Unavailability: e.share(e.DownAt[k], e.N), Availability: e.share(e.N-e.DownAt[k], e.N)}
		x.Unreliability, x.Reliability = e.share(e.FailedBy[k], e.N), e.share(e.N-e.FailedBy[k], e.N)
		if p.Facts.Available {
			x.Reliability = e.none(0, 1, "not defined")
			x.Unreliability = x.Reliability
		}
		r.At = append(r.At, x)
	}
}

func (r *Result) causes(p *Shard, e *estimator) {
	all := e.Down.value()
	var order []int32
	for i := range p.Causes {
		order = append(order, i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		if c := p.Causes[j].Down.big().Cmp(p.Causes[i].Down.big()); c != 0 {
			return c
		}
		return int(i - j)
	})
	for _, i := range order {
		c, down := p.Causes[i], p.Causes[i].Down.value()
		r.Causes = append(r.Causes, Cause{Name: c.Name, Failures: c.Failures, Downtime: down / e.n * e.horizon, DowntimeShare: down / all})
	}
}

func (r *Result) trace(p *Shard) {
	sum := newCore(len(p.Options.Times))
	for i := range p.Segments {
		sum.merge(&p.Segments[i])
		e := p.estimator(&sum)
		t := TracePoint{Replications: sum.N, Unavailability: e.unavailability(), MTBF: e.none(0, math.Inf(1), "not defined")}
		if !p.Facts.Timeless && !p.Facts.Unrepaired {
			t.MTBF = e.meanUp()
		}
		r.Trace = append(r.Trace, t)
	}
}

func (r *Result) warn(p *Shard, e *estimator) {
	add := func(code, text string) { r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: text}) }
	if p.Facts.Unrepaired {
		add("not-repaired", "a module has no repair: there is no steady state, and availability is that of the mission, new at t = 0")
	}
	if p.Facts.Timeless {
		add("not-defined", "a module has a probability but no times: it works or not for a whole mission, and failures and mean times are not defined")
	}
	if p.Options.Warmup == 0 && !p.Facts.Unrepaired && !p.Facts.Timeless {
		add("from-new", "all measures are those of a mission, new at t = 0, not of the steady state: set a warm-up, or leave out the horizon")
	}
	switch p.Stopped {
	case stoppedCannotFail:
		add("cannot-fail", "nothing that can be down takes the system down: no mission will tell more")
	case stoppedEvents:
		add("rel-error-not-reached", p.left(e.core))
	case gate.StoppedTime:
		add("incomplete", "the run was stopped by the time limit before it was good enough")
	case gate.StoppedCancelled:
		add("incomplete", "the run was cancelled before it was good enough")
	}
	if e.N > 1 && e.Some > 0 && !p.Facts.Timeless && spread(e.N, e.Down, e.Down, e.Down2) <= 0 {
		add("not-random", "all missions are alike: nothing in them is left to chance, so that they never forget how they began, and the figures are those of this window")
	}
	if n := e.outages(); n > 0 && n < fewFailures {
		add("few-failures", fmt.Sprintf("outages of the system behind these limits: %.0f; where outages differ much in length (a coefficient of variation above 1), limits of 90 %% hold the true value in 80 to 88 %% of runs", n))
	}
}

// left says in words why a run ended before its relative error.
func (p *Shard) left(c *core) string {
	need := "has no end in sight"
	if most := p.expected(c); most < 1e18 {
		need = fmt.Sprintf("would take some %.2g events", most)
	}
	seen := "no outage was seen, so that limits are one-sided"
	if c.Some > 0 {
		seen = fmt.Sprintf("outages were seen in %d of %d missions", c.Some, c.N)
	}
	return fmt.Sprintf("a relative error of %g %s; a run without another limit takes %.2g at most, and this one was left after %.2g: %s; solve the system, or set a number of missions or a time limit",
		p.Options.RelError, need, float64(p.Options.MaxEvents), float64(c.Events+c.N), seen)
}
