// Package dynamic solves fault trees in which the order of failures matters: spares that
// wait and are claimed, gates that ask what failed first, failures that force others and
// sequences that forbid them. Parts in which order does not matter are solved by decision
// diagram (package system), each of the others by a chain of its own (package markov).
//
// What a tree means, at one instant: a basic event fails; every gate above it is decided,
// those below before those above; a spare gate whose unit has failed claims the next of
// its inputs that works and that no gate has claimed. A failure that is forced by another
// comes after it, at the same time; of several that are forced at once, the one that is
// written first. What fails together with another by one basic event is simultaneous.
package dynamic

import (
	"mtbf/model"
)

// Kind is what an element of a tree is.
type Kind uint8

const (
	Basic Kind = iota // an event of its own
	And               // fails when all inputs have failed
	Or                // when one has
	Vote              // when K have
	Pand              // when all have, in their order from left to right
	Por               // when the first has, before any other
	Spare             // when the unit in use has failed and no input is left to claim
)

func (k Kind) String() string {
	return [...]string{"basic event", "and", "or", "vote", "pand", "por", "spare"}[k]
}

// Element is a gate or a basic event.
type Element struct {
	Name string
	Kind Kind
	K    int   // of a Vote, 1 to the number of inputs
	Of   []int // inputs, by their index in the tree

	// Exclusive, of a Pand or a Por: what fails simultaneously is not in order. Otherwise
	// it is.
	Exclusive bool

	Event Event // of a Basic
}

// Event is when a basic event fails: after an exponential time or so many phases of it,
// with a probability at the start, or by any other law. One that has none of them never
// fails, unless it is forced to.
type Event struct {
	Rate        float64            // per hour, of each phase
	Phases      int                // 1 or more where there is a Rate; 0 is 1
	Probability float64            // of having failed when it starts
	Life        model.Distribution // any other law; nil: none

	// Dormancy is how fast the event ages while it waits in a spare that is not in use: 0 is
	// cold, 1 is hot. An event with a Probability fails with Dormancy times that at time 0,
	// and with what is left of it when its spare starts.
	Dormancy float64
}

// failsAlone reports whether an event can fail without being forced to.
func (e *Event) failsAlone() bool { return e.Rate > 0 || e.Probability > 0 || e.Life != nil }

// phases is the number of steps to a failure.
func (e *Event) phases() int { return max(1, e.Phases) }

// Dependency forces a basic event to fail when its trigger does.
type Dependency struct {
	Name               string
	Trigger, Dependent int     // a gate or a basic event, and a basic event
	Probability        float64 // that it does, above 0; 1: always
}

// RestrictionKind is what a restriction forbids.
type RestrictionKind uint8

const (
	Sequence  RestrictionKind = iota // an input does not fail before those on its left
	Exclusion                        // no more than one of the inputs fails
)

func (k RestrictionKind) String() string { return [...]string{"seq", "mutex"}[k] }

// Restriction forbids failures: an event that would break it does not happen.
type Restriction struct {
	Name string
	Kind RestrictionKind
	Of   []int
}

// Tree is a dynamic fault tree. Elements, dependencies and restrictions stand in the order
// in which they are written.
type Tree struct {
	Elements     []Element
	Top          int
	Dependencies []Dependency
	Restrictions []Restriction
}
