package modularity

import (
	"fmt"
	"math"

	"mtbf/model"
)

// RedundancyScheme is a way to reach a target, and the redundancy it takes.
type RedundancyScheme struct {
	Name        string
	Modules     int     // 0 for bundles
	Redundancy  float64 // copies of each module, or lines of a bundle; +Inf also beyond the largest number
	Log10       float64 // of Redundancy
	Reached     bool    // false: no redundancy that was tried will do, and Redundancy is the best one
	MTBF        float64 // hours, with that redundancy
	Assumptions []string
}

// Multiplexed is a machine built as von Neumann has it, of organs that err now
// and then and are replaced by bundles of N lines. The theory of such bundles is
// handed in.
type Multiplexed struct {
	Organs    float64 // of the machine, each a bundle
	Actuation float64 // hours from one actuation of an organ to the next
	// Lines returns the N with which a bundle errs with a probability of delta an
	// actuation.
	Lines func(delta float64) (float64, error)
}

func (w *Multiplexed) answer(target float64) (RedundancyScheme, error) {
	for _, c := range []struct {
		name  string
		value float64
	}{{"organs", w.Organs}, {"actuation", w.Actuation}} {
		if !(c.value > 0) || math.IsInf(c.value, 1) {
			return RedundancyScheme{}, &model.ParamError{Param: c.name, Value: c.value, Want: "a positive, finite number"}
		}
	}
	if w.Lines == nil {
		return RedundancyScheme{}, &model.ParamError{Param: "lines", Value: "nothing", Want: "a function"}
	}
	lines, err := w.Lines(w.Actuation / w.Organs / target)
	if err != nil {
		return RedundancyScheme{}, err
	}
	return RedundancyScheme{
		Name: "bundles of wires", Redundancy: math.Ceil(lines), Log10: math.Log10(lines), Reached: true, MTBF: target,
		Assumptions: []string{
			fmt.Sprintf("%g organs act once in %g h each", w.Organs, w.Actuation),
			"organs err independently and only for the moment; nothing is repaired",
			"the first error of any bundle is one of the machine",
			"the hardware is that of the organs, not of the other styles",
		},
	}, nil
}

func (q question) name() string {
	name := "whole copies"
	if q.setting.Modules > 1 {
		name = "modules"
	}
	if q.vote {
		name += " that vote"
	}
	if q.setting.repaired() {
		return name + ", repaired"
	}
	return name + ", not repaired"
}

func (q question) assumptions() []string {
	s := q.setting
	list := []string{fmt.Sprintf("all the hardware fails once in %g h; lives and repair times are exponential", s.MTBF)}
	if s.Modules > 1 {
		list = append(list, fmt.Sprintf("it is cut into %d modules, a copy of which fails once in %g h", s.Modules, 1/s.moduleRate()))
	}
	if q.vote {
		list = append(list, "a majority of the copies must be good")
	} else {
		list = append(list, "copies fail fast: one good copy is enough")
	}
	if s.repaired() {
		list = append(list, fmt.Sprintf("a copy is repaired in a mean of %g h", s.MTTR))
	} else {
		list = append(list, "nothing is repaired")
	}
	for _, c := range []struct {
		holds bool
		text  string
	}{
		{s.Coverage.P() < 1, fmt.Sprintf("the others carry on after a failure with probability %g", s.Coverage.P())},
		{s.Beta > 0, fmt.Sprintf("a share of %g of the failures takes all copies of a module", s.Beta)},
		{s.VoterRate > 0, fmt.Sprintf("a voter fails %g times an hour", s.VoterRate)},
		{s.ResidualRate > 0, fmt.Sprintf("all else fails %g times an hour", s.ResidualRate)},
	} {
		if c.holds {
			list = append(list, c.text)
		}
	}
	return list
}
