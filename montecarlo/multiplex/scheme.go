package multiplex

import (
	"math"

	"mtbf/model"
	"mtbf/model/multiplex"
)

// Organ is what a gate does, in the words of the theory.
type Organ = multiplex.Organ

// The organs.
const (
	NAND     = multiplex.NAND
	Majority = multiplex.Majority
)

// answers reports whether an organ that makes no error is stimulated by so many
// stimulated lines.
func answers(o Organ, stimulated int) bool {
	if o == Majority {
		return stimulated >= 2
	}
	return stimulated < 2
}

// Scheme is one actuation of a multiplexed organ: an executive stage of N organs
// that takes one line of every input bundle each, and Tiers restoring stages, in
// which the one bundle stands for all inputs. Before every stage the lines of all
// bundles but the first are permuted at random, each permutation as likely as any
// other. All N (Tiers+1) organs err on their own.
//
// All inputs mean "stimulated", but for one of Dissent. It is a failure if more than Fiducial N lines
// of the last bundle carry the wrong value, which for NAND is "stimulated" after
// an even number of tiers.
type Scheme struct {
	Organ    Organ
	N        int     // lines of a bundle, 2 to 1,000,000
	Error    float64 // probability that an organ's output is wrong, in [0, 1/2)
	Fiducial float64 // von Neumann's level Delta, in [0, 1/2)
	Tiers    int     // 0 to 100; von Neumann's scheme has 2

	// Stimulated is the share of stimulated lines in every input bundle, in
	// (1/2, 1]; 0 is 1-Fiducial, the worst that still means "stimulated". The lines
	// that are not are the whole part of (1-Stimulated) N, or, if the inputs are
	// Independent, each is one with the probability 1-Stimulated.
	Stimulated  float64
	Independent bool

	// Dissent says that the third bundle of a majority organ means "not stimulated"
	// and has no line that is: with the others at the level, its worst inputs.
	Dissent bool
}

const (
	maxLines = 1_000_000
	maxTiers = 100
)

// check fills in defaults and refuses what is outside its domain with a
// *model.ParamError.
func (s Scheme) check() (Scheme, error) {
	if s.Stimulated == 0 {
		s.Stimulated = 1 - s.Fiducial
	}
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{s.Organ <= Majority, "organ", uint8(s.Organ), "NAND or Majority"},
		{s.N >= 2 && s.N <= maxLines, "lines", s.N, "a whole number from 2 to 1,000,000"},
		{s.Error >= 0 && s.Error < 0.5, "organ error", s.Error, "a probability in [0, 1/2)"},
		{s.Fiducial >= 0 && s.Fiducial < 0.5, "fiducial level", s.Fiducial, "a share in [0, 1/2)"},
		{s.Tiers >= 0 && s.Tiers <= maxTiers, "tiers", s.Tiers, "a whole number from 0 to 100"},
		{s.Stimulated > 0.5 && s.Stimulated <= 1, "stimulated", s.Stimulated, "a share in (1/2, 1]"},
	} {
		if !c.ok {
			return s, &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	s.Independent = s.Independent && s.Stimulated < 1
	s.Dissent = s.Dissent && s.Organ == Majority
	return s, nil
}

// share is the whole part of a share of the lines; that of 7 % of 100 is 7 even
// though 0.07 in binary may be less.
func (s *Scheme) share(x float64) int {
	return int(math.Floor(x * float64(s.N) * (1 + 1e-12)))
}

// limit is how many lines may be wrong.
func (s *Scheme) limit() int { return s.share(s.Fiducial) }

// silent is how many lines of an input bundle are not stimulated.
func (s *Scheme) silent() int { return s.share(1 - s.Stimulated) }

// wanted reports whether the lines of the output are to be stimulated.
func (s *Scheme) wanted() bool { return s.Organ == Majority || s.Tiers%2 == 1 }

// gates is the number of organs.
func (s *Scheme) gates() uint64 { return uint64(s.N) * uint64(s.Tiers+1) }

// fails reports whether so many stimulated lines at the end are a failure.
func (s *Scheme) fails(stimulated int) bool {
	if s.wanted() {
		return s.N-stimulated > s.limit()
	}
	return stimulated > s.limit()
}
