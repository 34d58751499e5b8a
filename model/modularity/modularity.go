// Package modularity weighs redundancy against modularity at equal hardware.
// The hardware of a system fails once in MTBF hours. It is cut into m modules,
// each of which then fails once in m MTBF hours, and every module is there r
// times: r copies of all the hardware, however it is cut. The package answers
// what the cut, the copies and the repairs do to the system, how many copies a
// target needs in each style, and where more modules stop helping.
//
// This is the argument of [Gray 1985, p. 4]: without modules that fail fast and
// are repaired, redundancy of thousands is needed where with them two will do.
//
// # What a setting means
//
// A module and its copies are a group of package markov, of kind Duplex: all
// good copies run, Need of them serve. Modules, the voter of each, and
// everything else are independent of each other and in series, so that their
// failure rates per hour of service add up,
//
//	1/MTBF = m (too few copies + not covered + common cause + voter) + residual,
//
// and each of these terms is the exact rate of its failures.
//
//   - The time to repair a copy of a module, and the number of crews, are those
//     of a module, whatever its size: more modules have more crews in all.
//   - The voter (or switch) of a module fails at a rate of its own, as it
//     works all the time; a failure to switch at one moment is what Coverage
//     tells. It is there once, is repaired like a copy, and does not shrink with
//     the module. A module of one copy has none.
//   - What is called residual are software, operations and all else that copies
//     of hardware do not guard against [Gray 1985, p. 20].
//
// Time is in hours and rates are per hour.
package modularity

import (
	"math"

	"mtbf/model"
)

// maxRepaired bounds the copies of a repaired module, which a chain follows.
const maxRepaired = 64

// Architecture is a system of m modules with r copies of each.
type Architecture struct {
	MTBF    float64 // of one copy of all the hardware
	MTTR    float64 // mean time to repair a copy of a module, exponential; +Inf: no repair
	Modules int     // m
	Copies  int     // r, at most 64 if repaired
	Need    int     // good copies that a module needs: 0 or 1 if copies fail fast, Majority(r) if they vote
	Crews   int     // repairs of a module's copies at the same time; 0: all

	Coverage      model.FaultCoverage // P(the other copies carry on when one fails); left out, perfect
	UncoveredMTTR float64             // mean outage after a failure not covered; 0: MTTR
	Switchover    float64             // mean interruption per covered failure of a serving copy, detection included
	Beta          float64             // share of a copy's failures that take all copies of its module, 0 to 1

	VoterRate    float64 // failures of the voter or switch of one module
	ResidualRate float64 // failures of the system that have nothing to do with its hardware
	ResidualMTTR float64 // mean outage after one of them; 0: MTTR
}

// Majority returns the number of copies that outvote the rest, r/2 + 1 rounded
// down: 2 of 3, 3 of 5.
func Majority(copies int) int { return copies/2 + 1 }

// Validate reports the first field out of its domain, as a *model.ParamError.
func (s Architecture) Validate() error {
	_, err := s.checked()
	return err
}

// checked returns the setting with what was left out filled in.
func (s Architecture) checked() (Architecture, error) {
	if s.Need == 0 {
		s.Need = 1
	}
	if s.ResidualMTTR == 0 {
		s.ResidualMTTR = s.MTTR
	}
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
	share := func(x float64) bool { return x >= 0 && x <= 1 }
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{s.MTBF > 0 && finite(s.MTBF), "mtbf", s.MTBF, "a positive, finite number of hours"},
		{s.MTTR > 0, "mttr", s.MTTR, "a positive number of hours, or +Inf for no repair"},
		{s.Modules >= 1, "modules", s.Modules, "a number of 1 or more"},
		{s.Copies >= 1, "copies", s.Copies, "a number of 1 or more"},
		{!s.repaired() || s.Copies <= maxRepaired, "copies", s.Copies, "a number of 1 to 64, where copies are repaired"},
		{s.Need >= 1 && s.Need <= s.Copies, "need", s.Need, "a number from 1 to that of the copies"},
		{s.Crews >= 0, "crews", s.Crews, "a number of 0 or more"},
		{share(s.Coverage.P()), "coverage", s.Coverage.P(), "a number from 0 to 1"},
		{finite(s.UncoveredMTTR), "uncovered mttr", s.UncoveredMTTR, "a finite number of hours, 0 or more"},
		{finite(s.Switchover), "takeover", s.Switchover, "a finite number of hours, 0 or more"},
		{share(s.Beta), "beta", s.Beta, "a number from 0 to 1"},
		{finite(s.VoterRate), "voter rate", s.VoterRate, "a finite number of 0 or more"},
		{finite(s.ResidualRate), "residual rate", s.ResidualRate, "a finite number of 0 or more"},
		{s.ResidualMTTR > 0, "residual mttr", s.ResidualMTTR, "a number of hours, 0 or more"},
	} {
		if !c.ok {
			return s, &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	return s, nil
}

func (s Architecture) repaired() bool { return !math.IsInf(s.MTTR, 1) }

// moduleRate is the failure rate of one copy of one module.
func (s Architecture) moduleRate() float64 { return 1 / s.MTBF / float64(s.Modules) }

// voterRate is the failure rate of the voters of all modules.
func (s Architecture) voterRate() float64 {
	if s.Copies == 1 {
		return 0
	}
	return float64(s.Modules) * s.VoterRate
}
