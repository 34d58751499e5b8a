package multiplex

import (
	"errors"
	"math"
)

// ErrNotRestored tells that organs err too often for the scheme to correct:
// wrong lines become more from stage to stage.
var ErrNotRestored = errors.New("the organs err too often: no number of lines makes the scheme correct them")

// Levels are the fractions of stimulated lines that restoring tiers of an
// endless bundle lead to, or from.
type Levels struct {
	No, Yes  float64 // stable: a bundle between Unstable and either comes near it
	YesLack  float64 // 1 - Yes, with its own digits
	Unstable float64 // what is below goes to No, what is above to Yes
}

// RestoredLevels returns the levels of restoring tiers of organs of error e.
//
// Majority organs: the fixed points of e + (1-2e)(3x^2 - 2x^3),
//
//	Unstable = 1/2,  No, Yes = (1 -+ sqrt((1-6e)/(1-2e))) / 2
//
// NAND organs invert: with f(x) = e + (1-2e)(1-x^2) a tier takes No to Yes and
// Yes to No, and Unstable to itself. A pair of tiers restores as a majority
// organ does:
//
//	Unstable = (sqrt(1 + 4(1-2e)(1-e)) - 1) / (2(1-2e))
//	No, Yes  = (1 -+ sqrt(1 - 12e + 8e^2)) / (2(1-2e))
//
// The error is ErrNotRestored where there are no stable levels, from e = 1/6
// and [NANDThreshold] on, or a *model.ParamError for an e outside [0, 1/2).
func RestoredLevels(o Organ, e float64) (Levels, error) {
	if err := checkOrgan(o); err != nil {
		return Levels{}, err
	}
	if err := checkError(e); err != nil {
		return Levels{}, err
	}
	keep := 1 - 2*e
	if o == Majority {
		d := (1 - 6*e) / keep
		if d <= 0 {
			return Levels{}, ErrNotRestored
		}
		no := 2 * e / keep / (1 + math.Sqrt(d))
		return Levels{No: no, Yes: 1 - no, YesLack: no, Unstable: 0.5}, nil
	}
	d := 1 - 12*e + 8*e*e
	if d <= 0 {
		return Levels{}, ErrNotRestored
	}
	no := 2 * e * (3 - 2*e) / keep / (1 + math.Sqrt(d))
	yes, _ := o.transfer(no, e)
	return Levels{No: no, Yes: yes, YesLack: noisy(no*no, e), Unstable: nandFixed(e)}, nil
}

// nandFixed returns the level that a tier of NAND organs leaves as it is.
func nandFixed(e float64) float64 {
	return 2 * (1 - e) / (1 + math.Sqrt(1+4*(1-2*e)*(1-e)))
}
