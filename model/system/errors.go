package system

import (
	"errors"
	"fmt"
)

// ErrTooLarge tells that a structure needs a larger diagram than there is room
// for: too many units are shared, or a network is too wide. Simulation has no
// such limit.
var ErrTooLarge = errors.New("the structure is too large for the exact engine: simulate it")

// SharedError tells of a unit that belongs to a group whose units depend on
// each other, and is used outside that group as well.
type SharedError struct{ Unit, Group string }

func (e *SharedError) Error() string {
	return fmt.Sprintf("unit %q belongs to group %q, whose units depend on each other, and is used outside of it: simulate the system", e.Unit, e.Group)
}

// GroupError tells that a question about a group needs another engine.
type GroupError struct{ Group, Question string }

func (e *GroupError) Error() string {
	return fmt.Sprintf("group %q: the units of a group depend on each other, so the exact engine cannot tell its %s: use a chain or simulate", e.Group, e.Question)
}

// setsError tells that the minimal sets of a diagram have no room. It is an
// [ErrTooLarge]: what does not need them may be known all the same.
type setsError struct{ nodes int }

func (e *setsError) Error() string {
	return fmt.Sprintf("they have no room: the diagram that they are of has %d nodes", e.nodes)
}

func (e *setsError) Is(target error) bool { return target == ErrTooLarge }
