package system

import "context"

// Structure is a model made ready for questions: checked, taken apart into
// modules that share no units, and each module that is not a plain series,
// parallel or k-out-of-n made into a decision diagram. Making it is the costly
// part. Questions do not change it, so several goroutines may ask at once, if
// their group solver allows it.
type Structure struct {
	m     *Model
	plan  *plan // of what is up or down; nil where the top is a Partial alone
	share *share
}

// New makes m ready. It returns a *model.ParamError where [Validate] does, a
// *[SharedError] where a unit of a group is used outside of it, and an error
// that wraps [ErrTooLarge] where a diagram has no room or takes too long, and
// the cause of ctx where that ends. Of a model that is [Model.Coupled] it takes what
// [Model.Clustered] returns, and refuses the rest with [ErrCoupled].
//
// Units are taken to fail and to be repaired independently of each other, but
// for those of a [Group], which a chain solves. A group whose fields leave its
// units independent (as many crews as units, coverage 1, no delays, no common
// cause, no cold spares) is treated as a plain k-out-of-n.
func New(ctx context.Context, m *Model) (*Structure, error) {
	if err := Validate(m); err != nil {
		return nil, err
	}
	if m.Coupled() {
		return nil, ErrCoupled
	}
	upOrDown, partials := split(m.Top)
	s := &Structure{m: m}
	var err error
	if upOrDown != nil {
		if s.plan, err = newPlan(ctx, m, upOrDown, make([]int32, len(m.Units))); err != nil {
			return nil, err
		}
	}
	s.share, err = newShare(ctx, m, upOrDown, partials)
	return s, err
}

// Top is the top of the model that the structure is of.
func (s *Structure) Top() Node { return s.m.Top }

// name is that of the unit or group that a leaf is.
func (p *plan) name(l Leaf) string {
	if l.Group != nil {
		return l.Group.name()
	}
	return p.gates.Model.Units[l.Unit].Name
}

// part is that of the unit, or of the group's units.
func (p *plan) part(l Leaf) *Component {
	return &p.gates.Model.Components[p.partOf(l)]
}

func (p *plan) partOf(l Leaf) int {
	unit := l.Unit
	if l.Group != nil {
		unit = l.Group.Units[0]
	}
	return p.gates.Model.Units[unit].Component
}
