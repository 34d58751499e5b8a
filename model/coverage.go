package model

import "math"

// FaultCoverage is the probability that the other units of a group carry on when
// one of them fails: that the failure is seen and the takeover works. The zero
// value, as where it is left out, is a perfect one, and [NoCoverage] is none.
type FaultCoverage float64

// NoCoverage is that of a group which every failure takes down: the least number
// there is, for 0 stands for a field left out.
const NoCoverage FaultCoverage = math.SmallestNonzeroFloat64

// Covered returns the coverage of a probability, from 0 to 1.
func Covered(p float64) FaultCoverage {
	if p == 0 {
		return NoCoverage
	}
	return FaultCoverage(p)
}

// P returns the probability.
func (c FaultCoverage) P() float64 {
	switch c {
	case 0:
		return 1
	case NoCoverage:
		return 0
	}
	return float64(c)
}

// Or returns the coverage, or the other where it is left out.
func (c FaultCoverage) Or(other FaultCoverage) FaultCoverage {
	if c == 0 {
		return other
	}
	return c
}
