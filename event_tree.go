package mtbf

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"mtbf/ingest/faulttree"
	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
)

// EventTreeOptions say what to ask of an event tree.
type EventTreeOptions struct {
	Initiator   string  // "": the only one
	Rate        float64 // of the initiating event, per hour; 0 or NaN: not known
	MissionTime float64 // hours; 0: not given

	CutSets  int // minimal sets to list of each sequence; 0: none
	MaxOrder int
	CutOff   float64
}

// EventTreeSolution is the exact answer for an event tree.
type EventTreeSolution struct {
	Initiator, Tree string
	Rate            float64 // per hour; NaN: not known
	Sequences       []SequenceSolution
	Total           float64 // of the probabilities of all sequences
	Warnings        []model.Warning
	Left            []string // what the end of the context has left out
}

// SequenceSolution is a sequence: what all ways that lead to it add up to.
type SequenceSolution struct {
	Name        string
	Ways        [][]faulttree.Outcome
	Probability float64 // given the initiating event
	Frequency   float64 // per hour; NaN where that of the initiating event is not known

	// CutSets are the minimal sets of one way; of several, or of none, they are nil. Where
	// successes matter they are prime implicants.
	CutSets  *system.Sets
	Coherent bool
}

// SolveEventTree finds the probability of each sequence given the initiating event,
// exactly: that of all formulas of a way together, events that they share being the same,
// times the factors that the way collects. Ways that lead to one sequence are different
// scenarios, and their probabilities are added. Its frequency is that of the initiating
// event times its probability.
func SolveEventTree(ctx context.Context, tree *faulttree.Model, o EventTreeOptions) (*EventTreeSolution, error) {
	from, err := tree.Initiator(o.Initiator)
	if err != nil {
		return nil, err
	}
	paths, warnings, err := tree.Paths(ctx, from, o.MissionTime)
	if err != nil {
		return nil, err
	}
	s := &EventTreeSolution{Initiator: from.Name, Tree: from.Tree.Name, Rate: math.NaN(), Warnings: warnings}
	if o.Rate > 0 {
		s.Rate = o.Rate
	}
	at := map[string]int{}
	var total num.Adder
	for _, p := range paths {
		i, known := at[p.Sequence]
		if !known {
			i = len(s.Sequences)
			at[p.Sequence] = i
			s.Sequences = append(s.Sequences, SequenceSolution{Name: p.Sequence, Coherent: true})
		}
		q, err := s.way(ctx, &s.Sequences[i], p, o)
		if err != nil {
			return nil, fmt.Errorf("sequence %q: %w", p.Sequence, err)
		}
		total.Add(q)
	}
	for i := range s.Sequences {
		if err := s.Sequences[i].bounded(); err != nil {
			return nil, err
		}
		s.Sequences[i].Frequency = s.Rate * s.Sequences[i].Probability
	}
	s.Total = total.Total()
	s.explain()
	return s, nil
}

// way adds one way to its sequence.
func (s *EventTreeSolution) way(ctx context.Context, to *SequenceSolution, p faulttree.Path, o EventTreeOptions) (float64, error) {
	to.Ways = append(to.Ways, p.Way)
	q := 0.0
	to.CutSets = nil
	switch {
	case p.System != nil:
		x, err := system.New(ctx, p.System)
		if err != nil {
			return 0, err
		}
		if _, q, err = x.Availability(ctx, nil); err != nil {
			return 0, err
		}
		to.Coherent = to.Coherent && p.System.Coherent()
		if len(to.Ways) == 1 && o.CutSets > 0 {
			if err := s.sets(ctx, x, to, o); err != nil {
				return 0, err
			}
			to.CutSets.Scale(p.Factor)
		}
	case p.Happens:
		q = 1
	}
	q *= p.Factor
	to.Probability += q
	return q, nil
}

// bounded refuses a sum of ways that is no probability, but for rounding.
func (x *SequenceSolution) bounded() error {
	if x.Probability > 1+1e-9 {
		return fmt.Errorf("the %d ways to sequence %q add to %.6g: the paths of some fork can happen at once", len(x.Ways), x.Name, x.Probability)
	}
	x.Probability = min(x.Probability, 1)
	return nil
}

// sets adds the minimal sets of a way, if they are to be had.
func (s *EventTreeSolution) sets(ctx context.Context, x *system.Structure, to *SequenceSolution, o EventTreeOptions) (err error) {
	to.CutSets, err = x.CutSets(ctx, system.SetOptions{MaxSets: o.CutSets, MaxOrder: o.MaxOrder, MinProbability: o.CutOff}, nil)
	if errors.Is(err, system.ErrTooLarge) {
		s.warn("cut-sets", fmt.Sprintf("no minimal sets of sequence %q: %v", to.Name, err))
		return nil
	}
	return err
}

func (s *EventTreeSolution) warn(code, text string) {
	s.Warnings = append(s.Warnings, model.Warning{Code: code, Text: text})
}

// explain warns of ways that are not all there are, or too many, and of sequences without
// sets.
func (s *EventTreeSolution) explain() {
	if math.Abs(s.Total-1) > 1e-9 {
		s.warn("paths-do-not-add-up", fmt.Sprintf("the probabilities of all sequences add to %.6g, not to 1: the paths of some fork are not all that can happen, or more than one of them can at once", s.Total))
	}
	if math.IsNaN(s.Rate) {
		s.warn("initiator-rate", fmt.Sprintf("no frequencies: that of the initiating event %s is not given; --initiator %s=RATE does, such as 0.01/y", s.Initiator, s.Initiator))
	}
	var several []string
	for _, x := range s.Sequences {
		if len(x.Ways) > 1 {
			several = append(several, x.Name)
		}
	}
	if len(several) > 0 {
		s.warn("several-ways", "several ways lead to a sequence, whose probabilities are added; no minimal sets are told of: "+strings.Join(several[:min(len(several), 10)], ", "))
	}
}
