package render

import (
	"fmt"
	"math"
	"strconv"

	"mtbf"
	"mtbf/internal/measure"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

// Simulation is the result of simulate. It holds nothing that depends on the
// machine, so that one seed prints the same bytes everywhere.
type Simulation struct {
	Schema       string                    `json:"schema"`
	System       string                    `json:"system"`
	Method       string                    `json:"method"`
	Reason       string                    `json:"reason"`
	Replications uint64                    `json:"replications"`
	Events       uint64                    `json:"events"`
	Seed         uint64                    `json:"seed"`
	Complete     bool                      `json:"complete"`
	Stopped      string                    `json:"stopped"`
	HorizonHours *float64                  `json:"horizon_hours"`
	WarmupHours  *float64                  `json:"warmup_hours"`
	Measures     []measure.Measure[SimEst] `json:"-"`
	ByName       map[string]SimEst         `json:"measures"`
	At           []SimulatedPoint          `json:"at,omitempty"`
	Mission      *SimulatedMission         `json:"mission,omitempty"`
	Causes       []SimulatedCause          `json:"causes,omitempty"`
	Trace        []SimulatedProgress       `json:"trace,omitempty"`
	Warnings     []Warning                 `json:"warnings"`
}

// SimEst is an estimate with its relative standard error.
type SimEst struct {
	Estimate
	RelativeError *float64 `json:"relative_error"`
}

// SimulatedPoint is the state at a time.
type SimulatedPoint struct {
	T              float64 `json:"t_hours"`
	Reliability    SimEst  `json:"reliability"`
	Unreliability  SimEst  `json:"unreliability"`
	Availability   SimEst  `json:"availability"`
	Unavailability SimEst  `json:"unavailability"`
}

// SimulatedMission is what happens in a mission.
type SimulatedMission struct {
	Hours    float64            `json:"hours"`
	Failures SimulatedQuantiles `json:"failures"`
	Downtime SimulatedQuantiles `json:"downtime_hours"`
}

// SimulatedQuantiles are the mean and the quantiles of a number.
type SimulatedQuantiles struct {
	Mean SimEst `json:"mean"`
	P50  SimEst `json:"p50"`
	P90  SimEst `json:"p90"`
	P99  SimEst `json:"p99"`
}

// SimulatedCause is what began with the failure of a unit.
type SimulatedCause struct {
	Unit          string   `json:"unit"`
	Failures      uint64   `json:"failures"`
	DowntimeHours *float64 `json:"downtime_hours_per_mission"`
	DowntimeShare *float64 `json:"downtime_share"`
}

// SimulatedProgress is what was known after so many replications.
type SimulatedProgress struct {
	Replications   uint64 `json:"replications"`
	Unavailability SimEst `json:"unavailability"`
}

func simEst(e montecarlo.Estimate) SimEst {
	return SimEst{newEstimate(e.Estimate), finite(e.RelativeError)}
}

// NewSimulation makes the document of a simulation; ofFile are the warnings of
// reading the system.
func NewSimulation(name string, seed uint64, r *mtbf.Simulation, ofFile []model.Warning) *Simulation {
	var s *Simulation
	switch {
	case r.Plain == nil:
		s = accelerated(name, seed, r.Rare, r.Reason)
	case r.Rare == nil:
		s = missions(r.Plain, r.Reason)
	default:
		s = missions(r.Plain, r.Reason)
		s.firstOutages(r.Rare)
	}
	s.addWarnings(ofFile)
	return s
}

func missions(r *montecarlo.Result, reason string) *Simulation {
	s := &Simulation{
		Schema: "mtbf.simulate/2", System: r.System, Method: r.Method, Reason: reason, Replications: r.Replications, Events: r.Events,
		Seed: r.Seed, Complete: r.Complete, Stopped: r.Stopped, HorizonHours: finite(r.Horizon), WarmupHours: finite(r.Warmup), Warnings: []Warning{},
	}
	m := r.Measures
	s.measures(simEst(m.Availability), simEst(m.Unavailability), simEst(m.MTBF), simEst(m.MDT), simEst(m.MTTF), simEst(m.FailureFrequency))
	for _, p := range r.At {
		s.At = append(s.At, SimulatedPoint{p.T, simEst(p.Reliability), simEst(p.Unreliability), simEst(p.Availability), simEst(p.Unavailability)})
	}
	quantiles := func(d montecarlo.Distribution) SimulatedQuantiles {
		return SimulatedQuantiles{simEst(d.Mean), simEst(d.P50), simEst(d.P90), simEst(d.P99)}
	}
	s.Mission = &SimulatedMission{r.Mission.Hours, quantiles(r.Mission.Failures), quantiles(r.Mission.Downtime)}
	for _, c := range r.Causes {
		s.Causes = append(s.Causes, SimulatedCause{c.Name, c.Failures, finite(c.Downtime), finite(c.DowntimeShare)})
	}
	for _, t := range r.Trace {
		s.Trace = append(s.Trace, SimulatedProgress{t.Replications, simEst(t.Unavailability)})
	}
	s.addWarnings(r.Warnings)
	return s
}

func accelerated(name string, seed uint64, r *rare.Result, reason string) *Simulation {
	s := &Simulation{
		Schema: "mtbf.simulate/2", System: name, Method: string(r.Method), Reason: reason + "; " + r.Reason, Replications: uint64(r.Cycles),
		Events: uint64(r.Transitions), Seed: seed, Complete: r.Complete, Stopped: r.Stopped, Warnings: []Warning{},
	}
	bare := func(e model.Estimate) SimEst { return SimEst{newEstimate(e), nil} }
	u := SimEst{newEstimate(r.Unavailability), finite(r.RelError)}
	if r.Complete {
		s.Stopped = "cycles fixed by the pilot"
	}
	s.measures(bare(r.Availability), u, bare(r.MTBF), bare(r.MDT), bare(r.MTTF), bare(r.FailureFrequency))
	for _, p := range r.At {
		s.At = append(s.At, SimulatedPoint{p.T, bare(p.Reliability), SimEst{newEstimate(p.Unreliability), finite(p.RelError)}, bare(p.Availability), bare(p.Unavailability)})
	}
	s.addWarnings(r.Warnings)
	if !math.IsInf(r.RelErrorBound, 1) {
		s.Warnings = append(s.Warnings, Warning{Code: "error-bound", Text: fmt.Sprintf("the relative error is %s by the sample; %s is what the balanced cycles alone guarantee", number.Sig(r.RelError, 2), number.Sig(r.RelErrorBound, 2))})
	}
	return s
}

// firstOutages takes the first outages by the times from an accelerated method, where
// that knows them better.
func (s *Simulation) firstOutages(r *rare.Result) {
	for i, p := range r.At {
		if known := s.At[i].Unreliability.RelativeError; known != nil && *known <= p.RelError {
			continue
		}
		s.At[i].Reliability = SimEst{newEstimate(p.Reliability), nil}
		s.At[i].Unreliability = SimEst{newEstimate(p.Unreliability), finite(p.RelError)}
	}
	s.Complete = s.Complete && r.Complete
	s.addWarnings(r.Warnings)
}

// measures sets those that are told, and the MUT, which is the MTBF, for data.
func (s *Simulation) measures(a, u, mtbf, mdt, mttf, f SimEst) {
	all := measure.Measures[SimEst]{Availability: a, Unavailability: u, MTBFHours: mtbf, MDTHours: mdt, MTTFHours: mttf, FailureFrequency: f}
	s.Measures, s.ByName = all.Simulated(), map[string]SimEst{"mut_hours": mtbf}
	for _, m := range s.Measures {
		s.ByName[m.Key] = m.Value
	}
}

func (s *Simulation) addWarnings(ws []model.Warning) {
	s.Warnings = append(s.Warnings, newWarnings(ws)...)
}

// Blocks returns the estimates, the times asked for, the causes.
func (s *Simulation) Blocks() []Block {
	state := ""
	if !s.Complete {
		state = ", INCOMPLETE"
	}
	blocks := []Block{{
		Title: fmt.Sprintf("%s (simulated: %s, %s missions or cycles, seed %d%s)", s.System, s.Method, number.Thousands(strconv.FormatUint(s.Replications, 10)), s.Seed, state),
		Grid:  s.grid(), Foot: []string{"Method: " + s.Reason + "."},
	}}
	if len(s.At) > 0 {
		g := &Grid{Alike: columnsAlike([]int{1, 2}), Header: []string{"Time, h", "Unreliability F(t) [limits]", "Unavailability [limits]"}}
		for _, p := range s.At {
			g.Rows = append(g.Rows, []string{number.Plain(p.T), simLimits(p.Unreliability), simLimits(p.Unavailability)})
		}
		blocks = append(blocks, Block{Title: "Time-dependent measures (new at t = 0), with repairs", Grid: g})
	}
	if len(s.Causes) > 0 {
		g := &Grid{Left: 1, Header: []string{"Initiating unit", "Failures", "Share of downtime, %"}}
		for _, c := range s.Causes[:min(len(s.Causes), maxListed)] {
			share := orAbsent(c.DowntimeShare, func(x float64) string { return number.Sig(100*x, 3) })
			g.Rows = append(g.Rows, []string{printable.Clip(c.Unit, 40), number.Thousands(strconv.FormatUint(c.Failures, 10)), share})
		}
		blocks = append(blocks, Block{Title: "Initiating units", Grid: g})
	}
	return withWarnings(blocks, s.Warnings)
}

func (s *Simulation) grid() *Grid {
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{"Measure", "Estimate", "Limits", "Unit"}}
	for _, m := range s.Measures {
		if m.Key == "availability" {
			u := s.ByName["unavailability"]
			if u.Lo != nil && u.Hi != nil {
				point := number.Absent
				if m.Value.Point != nil && u.Point != nil {
					point = number.Percent(*m.Value.Point, *u.Point)
				}
				g.Rows = append(g.Rows, []string{m.Label, point, number.Percent(1-*u.Hi, *u.Hi) + " to " + number.Percent(1-*u.Lo, *u.Lo), m.Unit})
				continue
			}
		}
		g.Rows = append(g.Rows, []string{m.Label, sigOrAbsent(m.Value.Point, 5), sigOrAbsent(m.Value.Lo, 5) + " to " + sigOrAbsent(m.Value.Hi, 5), m.Unit})
	}
	return g
}

func simLimits(e SimEst) string {
	return sigOrAbsent(e.Point, 4) + " [" + sigOrAbsent(e.Lo, 3) + ", " + sigOrAbsent(e.Hi, 3) + "]"
}

// Records returns one row a measure, and what stands beside the measures.
func (s *Simulation) Records() [][]string {
	out := newSheet("measure", "point", "lo", "hi", "confidence", "relative_error", "section", "t_hours", "unit")
	for _, m := range s.Measures {
		out.simulated("measures", m.Key, m.Value)
	}
	for _, p := range s.At {
		for _, x := range []struct {
			name  string
			value SimEst
		}{{"reliability", p.Reliability}, {"unreliability", p.Unreliability}, {"availability", p.Availability}, {"unavailability", p.Unavailability}} {
			out.simulated("at", x.name, x.value, "t_hours", bare(&p.T))
		}
	}
	if m := s.Mission; m != nil {
		out.quantiles("failures", m.Failures, "t_hours", bare(&m.Hours))
		out.quantiles("downtime_hours", m.Downtime, "t_hours", bare(&m.Hours))
	}
	for _, c := range s.Causes {
		out.add("section", "causes", "unit", c.Unit, "measure", "failures", "point", strconv.FormatUint(c.Failures, 10))
		out.add("section", "causes", "unit", c.Unit, "measure", "downtime_hours_per_mission", "point", bare(c.DowntimeHours))
		out.add("section", "causes", "unit", c.Unit, "measure", "downtime_share", "point", bare(c.DowntimeShare))
	}
	return out.records()
}

// simulated adds a row of an estimate with its relative error.
func (s *sheet) simulated(section, measure string, e SimEst, pairs ...string) {
	s.estimate(e.Estimate, append(pairs, "section", section, "measure", measure, "relative_error", bare(e.RelativeError))...)
}

// quantiles adds rows of the mean and the quantiles of a number of a mission.
func (s *sheet) quantiles(of string, q SimulatedQuantiles, pairs ...string) {
	for _, x := range []struct {
		name  string
		value SimEst
	}{{"mean", q.Mean}, {"p50", q.P50}, {"p90", q.P90}, {"p99", q.P99}} {
		s.simulated("mission", of+"_"+x.name, x.value, pairs...)
	}
}
