package sizing

import (
	"errors"
	"fmt"
)

// ErrNoQuestion tells that a model asks for nothing to be chosen.
var ErrNoQuestion = errors.New("the structure has no choose: there is nothing to size")

// InfeasibleError tells that no design answers, and why.
type InfeasibleError struct {
	Reason                  Reason
	AllowedUnavailability   float64 // the greatest unavailability allowed
	Best                    *Design // the least unavailable design within the limits; nil if none keeps them
	Least                   float64 // the least unavailability that is possible, as far as the reason goes; NaN if not known
	ProbabilityOfCompliance float64 // InsufficientData: the greatest chance that a design meets the target
}

// Reason is why a target cannot be met.
type Reason string

const (
	FixedPart              Reason = "fixed"      // the rest of the structure misses the target, whatever is chosen
	InsufficientRedundancy Reason = "copies"     // the best of all choices misses it, without regard to limits
	OverBudget             Reason = "limits"     // what meets the target breaks a limit
	Undecided              Reason = "work"       // what was left out may hold a design that meets it
	InsufficientData       Reason = "confidence" // the data cannot show that any design meets it
)

func (e *InfeasibleError) Error() string {
	switch {
	case e.Reason == FixedPart:
		return fmt.Sprintf("the modules that are not chosen are unavailable for %.4g, more than the target allows (%.4g): improve them first", e.Least, e.AllowedUnavailability)
	case e.Reason == InsufficientRedundancy:
		return fmt.Sprintf("the best choice of all has an unavailability of %.4g, more than the target allows (%.4g): allow more copies or better modules", e.Least, e.AllowedUnavailability)
	case e.Reason == InsufficientData:
		return fmt.Sprintf("no design meets the target with that confidence, the best with a chance of %.3g: observe the modules for longer, or allow more copies", e.ProbabilityOfCompliance)
	case e.Reason == Undecided:
		return "no design that meets the target was found, but not all were looked at: allow more work, or fewer copies"
	case e.Best == nil:
		return "no design keeps the limits: raise them"
	}
	return fmt.Sprintf("the best design within the limits has an unavailability of %.4g, more than the target allows (%.4g): raise a limit", e.Best.Unavailability, e.AllowedUnavailability)
}
