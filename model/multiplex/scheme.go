package multiplex

import (
	"math"

	"mtbf/model"
)

// Organ is the kind of organ that a scheme is made of.
type Organ uint8

const (
	NAND     Organ = iota // Sheffer's stroke: no where both inputs are yes, else yes
	Majority              // of three inputs: what two or all of them are
)

func (o Organ) String() string {
	if o == Majority {
		return "majority"
	}
	return "NAND"
}

// Lines is the number of lines that an organ takes, 2 or 3.
func (o Organ) Lines() int {
	if o == Majority {
		return 3
	}
	return 2
}

// MaxLines is the largest bundle computed exactly.
const MaxLines = 100_000

// maxTiers bounds the restoring tiers of a scheme.
const maxTiers = 100

// Bundle is a bundle of N lines that carry one message. It reads yes where at
// least (1 - Fiducial) N lines are stimulated, no where at most Fiducial N are,
// and between them it says nothing: a malfunction.
type Bundle struct {
	N        int
	Fiducial float64 // von Neumann's level Delta, in (0, 1/2)
}

// slack is by how much Fiducial N may miss a whole number and be taken as it:
// 0.29 x 100 is 29, though float64 has it below.
const slack = 1e-9

// No is the greatest number of stimulated lines that reads no, the whole part
// of Fiducial N.
func (b Bundle) No() int { return int(math.Floor(b.Fiducial*float64(b.N) + slack)) }

// Yes is the least number of stimulated lines that reads yes, N - No().
func (b Bundle) Yes() int { return b.N - b.No() }

// Scheme is a multiplexed organ: N organs that execute, one a line, and Tiers
// restoring tiers of N organs each behind them.
type Scheme struct {
	Organ  Organ
	Bundle Bundle
	Error  float64 // probability that an organ gives the opposite of what it should, in [0, 1/2)
	Tiers  int     // restoring tiers, 0 or more
}

// VonNeumann returns the scheme that von Neumann computed for bundles of n
// lines: NAND organs that err with probability 0.005, the level 0.07, and two
// restoring tiers [von Neumann 1956, section 10].
func VonNeumann(n int) Scheme {
	return Scheme{Organ: NAND, Bundle: Bundle{N: n, Fiducial: 0.07}, Error: 0.005, Tiers: 2}
}

// Validate returns a *model.ParamError for the first field outside its domain.
func (s Scheme) Validate() error {
	if err := checkOrgan(s.Organ); err != nil {
		return err
	}
	if s.Bundle.N < 1 || s.Bundle.N > MaxLines {
		return &model.ParamError{Param: "lines", Value: s.Bundle.N, Want: "a whole number from 1 to 100,000"}
	}
	if err := checkFiducial(s.Bundle.Fiducial); err != nil {
		return err
	}
	if err := checkError(s.Error); err != nil {
		return err
	}
	return checkTiers(s.Tiers)
}

func checkOrgan(o Organ) error {
	if o > Majority {
		return &model.ParamError{Param: "organ", Value: int(o), Want: "NAND (0) or majority (1)"}
	}
	return nil
}

func checkFiducial(level float64) error {
	if !(level > 0 && level < 0.5) {
		return &model.ParamError{Param: "fiducial level", Value: level, Want: "a number in (0, 1/2)"}
	}
	return nil
}

func checkError(e float64) error {
	if !(e >= 0 && e < 0.5) {
		return &model.ParamError{Param: "organ error", Value: e, Want: "a number in [0, 1/2)"}
	}
	return nil
}

func checkTiers(n int) error {
	if n < 0 || n > maxTiers {
		return &model.ParamError{Param: "tiers", Value: n, Want: "a whole number from 0 to 100"}
	}
	return nil
}
