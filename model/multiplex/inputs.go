package multiplex

import (
	"fmt"

	"mtbf/model"
)

// Inputs are the bundles that arrive at the executive organ: two for a NAND,
// three for a majority organ. The zero value is none and is refused.
type Inputs struct {
	counts []int     // either exactly so many lines stimulated, at random places
	lines  []float64 // or each line with this probability, independently
}

// Exactly returns bundles with exactly these numbers of stimulated lines, at
// random places: von Neumann's inputs.
func Exactly(counts ...int) Inputs { return Inputs{counts: counts} }

// Independently returns bundles of which each line is stimulated with these
// probabilities, independently of all others: the inputs of the model that the
// probabilistic model checker PRISM has of multiplexing.
func Independently(p ...float64) Inputs { return Inputs{lines: p} }

// Worst returns the inputs that a scheme must bear: of all that read as they
// are meant, one of these leaves the most wrong lines at the end. For a NAND
// both bundles mean yes, with Yes() lines stimulated in each, von Neumann's
// case; or one means no with No() lines stimulated, while in the other all are.
// With an even number of tiers the first was the worse of the two in every
// scheme tried. For a majority organ, which treats yes and no alike, two bundles
// have Yes() lines stimulated and the third, which means no, none.
//
// No other inputs within the levels are worse, whatever N: an organ's output
// changes one way with every input, so making a right input line wrong leaves
// every wrong line wrong, behind every tier.
func (s Scheme) Worst() []Inputs {
	yes, no := s.Bundle.Yes(), s.Bundle.No()
	if s.Organ == Majority {
		return []Inputs{Exactly(yes, yes, 0)}
	}
	return []Inputs{Exactly(yes, yes), Exactly(s.Bundle.N, no)}
}

// check refuses inputs that are too few, too many or out of range.
func (s Scheme) check(in Inputs) error {
	want, got := s.Organ.Lines(), len(in.counts)+len(in.lines)
	if got != want {
		return &model.ParamError{Param: "inputs", Value: got, Want: fmt.Sprintf("the %d that a %v organ has", want, s.Organ)}
	}
	for _, k := range in.counts {
		if k < 0 || k > s.Bundle.N {
			return &model.ParamError{Param: "stimulated lines", Value: k, Want: fmt.Sprintf("a whole number from 0 to %d", s.Bundle.N)}
		}
		if 2*k == s.Bundle.N {
			return ambiguous("stimulated lines", k)
		}
	}
	for _, p := range in.lines {
		if !(p >= 0 && p <= 1) {
			return &model.ParamError{Param: "line probability", Value: p, Want: "a number in [0, 1]"}
		}
		if p == 0.5 {
			return ambiguous("line probability", p)
		}
	}
	return nil
}

func ambiguous(param string, value any) error {
	return &model.ParamError{Param: param, Value: value, Want: "other than one half, which means neither yes nor no"}
}

// outputs returns what the output behind the last tier should read. An input
// means yes where more than half of its lines are stimulated, and every NAND
// tier inverts.
func (s Scheme) outputs(in Inputs) bool {
	yes := 0
	for _, k := range in.counts {
		if 2*k > s.Bundle.N {
			yes++
		}
	}
	for _, p := range in.lines {
		if p > 0.5 {
			yes++
		}
	}
	if s.Organ == Majority {
		return yes >= 2
	}
	return (yes < 2) == (s.Tiers%2 == 0)
}
