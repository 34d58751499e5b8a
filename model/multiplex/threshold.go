package multiplex

import (
	"errors"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// ErrNotRestored tells that organs err too often for the scheme to correct:
// wrong lines become more from stage to stage.
var ErrNotRestored = errors.New("the organs err too often: no number of lines makes the scheme correct them")

// Threshold is a greatest error of an organ with which a construction works,
// and the construction: there are several, and they are not to be confused.
type Threshold struct {
	Name        string
	Error       float64
	Description string
}

// Thresholds returns the thresholds of this package, from the least to the
// greatest.
func Thresholds() []Threshold {
	_, rigorous := RigorousTriplication()
	level := VonNeumann(1).Bundle.Fiducial
	// Neither fails: the level is below 1/8, the greatest that two tiers restore.
	scheme, _ := CriticalError(NAND, level, 2)
	_, best, _ := BestFiducial(NAND, 2)
	return []Threshold{
		{"triplication, rigorous", rigorous, "single lines, every organ three times, errors of inputs not assumed independent"},
		{"multiplexing, level 0.07", scheme, "von Neumann's scheme: NAND, two restoring tiers, endless bundles, worst inputs"},
		{"multiplexing, best level", best, "the same at the level that bears the greatest error"},
		{"NAND formulas", NANDThreshold(), "formulas of 2-input NAND organs of any depth"},
		{"majority formulas", majorityThreshold(3), "formulas of 3-input majority organs; also triplication with independent errors"},
	}
}

// NANDThreshold returns the error from which on formulas of noisy two-input
// NAND organs forget their inputs. There the level that a tier leaves as it
// is, x = e + (1-2e)(1-x^2), becomes stable: the slope is -1. The equation is
// solved numerically; its root is (3 - sqrt 7)/4 = 0.0886.
func NANDThreshold() float64 {
	return num.Root(func(e float64) float64 {
		_, slope := NAND.transfer(nandFixed(e), e)
		return slope + 1
	}, 0, 0.25)
}

// nandFixed returns the level that a tier of NAND organs leaves as it is.
func nandFixed(e float64) float64 {
	return 2 * (1 - e) / (1 + math.Sqrt(1+4*(1-2*e)*(1-e)))
}

// MajorityThreshold returns the error from which on formulas of noisy majority
// organs with an odd number k >= 3 of inputs forget their inputs. There the
// level 1/2 becomes stable: the slope (1-2e) s is 1, where
//
//	s = k C(k-1, (k-1)/2) / 2^(k-1)
//
// is that of the faultless organ. It is 1/6 for k = 3, and von Neumann's limit of
// triplication with independent errors is the same. A *model.ParamError tells
// of another k; the greatest taken is 9,999.
func MajorityThreshold(k int) (float64, error) {
	if k < 3 || k%2 == 0 || k > 9999 {
		return 0, &model.ParamError{Param: "inputs", Value: k, Want: "an odd number from 3 to 9999"}
	}
	return majorityThreshold(k), nil
}

func majorityThreshold(k int) float64 {
	s := float64(k)
	for i := 2; i < k; i += 2 {
		s *= float64(i-1) / float64(i)
	}
	return (1 - 1/s) / 2
}

// RigorousTriplication returns the greatest organ error e for which von
// Neumann proved triplication on single lines without assuming independent
// inputs, and the level that errors then stay below: the e at which
//
//	x = e + 3 (e + (1-2e) h),  h = 3x^2 - 2x^3
//
// has a double root x [von Neumann 1956, section 8]. Solved for e, that is
// (x - 3h)/(4 - 6h), and the double root is where this is greatest.
func RigorousTriplication() (level, e float64) {
	cubic := func(x float64) (h, slope float64) { return x * x * (3 - 2*x), 6 * x * (1 - x) }
	level = num.Root(func(x float64) float64 {
		h, slope := cubic(x)
		return 4 - 6*h - 12*slope + 6*slope*x
	}, 0, 0.2)
	h, _ := cubic(level)
	return level, (level - 3*h) / (4 - 6*h)
}

// CriticalError returns the organ error at which a scheme of endless bundles
// stops restoring a fiducial level: from it on, the mean fraction of wrong
// lines behind the last tier, at the [Scheme.Worst] inputs, is the level itself
// or more. NAND tiers restore in pairs and must be even in number. The error is
// ErrNotRestored where faultless organs do not restore the level, or a
// *model.ParamError.
func CriticalError(o Organ, fiducial float64, tiers int) (float64, error) {
	if err := checkRestoring(o, tiers); err != nil {
		return 0, err
	}
	if err := checkFiducial(fiducial); err != nil {
		return 0, err
	}
	if wrong, _ := worstMean(o, fiducial, tiers, 0); wrong >= fiducial {
		return 0, ErrNotRestored
	}
	return critical(o, fiducial, tiers), nil
}

func checkRestoring(o Organ, tiers int) error {
	if err := checkOrgan(o); err != nil {
		return err
	}
	if o == NAND && tiers%2 != 0 {
		return &model.ParamError{Param: "tiers", Value: tiers, Want: "an even number, as a pair of NAND tiers restores"}
	}
	return checkTiers(tiers)
}

func critical(o Organ, fiducial float64, tiers int) float64 {
	return num.Root(func(e float64) float64 {
		wrong, _ := worstMean(o, fiducial, tiers, e)
		return wrong - fiducial
	}, 0, 0.5)
}

// BestFiducial returns the fiducial level with the greatest [CriticalError],
// and that error. At this level the mean fraction of wrong lines, at the
// critical error, has the slope 1 in the level. A scheme without tiers restores
// nothing: ErrNotRestored.
func BestFiducial(o Organ, tiers int) (fiducial, e float64, err error) {
	if err := checkRestoring(o, tiers); err != nil {
		return 0, 0, err
	}
	if tiers == 0 {
		return 0, 0, ErrNotRestored
	}
	const least = 1e-3 // one tier of faultless organs restores it
	greatest := num.Root(func(level float64) float64 {
		wrong, _ := worstMean(o, level, tiers, 0)
		return wrong - level
	}, least, 0.5)
	fiducial = num.Root(func(level float64) float64 {
		_, slope := worstMean(o, level, tiers, critical(o, level, tiers))
		return slope - 1
	}, least, greatest*(1-1e-9))
	return fiducial, critical(o, fiducial, tiers), nil
}

// worstMean returns the mean fraction of wrong lines behind the last tier of
// endless bundles at the worst inputs, and its slope in the fiducial level. The
// executive organ, NAND or majority, is then right where two bundles are, of
// which each has the fraction level wrong.
func worstMean(o Organ, level float64, tiers int, e float64) (wrong, slope float64) {
	x, slope := noisy(level*(2-level), e), 2*(1-level)*(1-2*e)
	for range tiers {
		next, s := o.transfer(x, e)
		x, slope = next, slope*s
	}
	return x, slope
}
