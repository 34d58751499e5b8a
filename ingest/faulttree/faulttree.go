// Package faulttree reads fault trees of the Open-PSA model exchange format, in one
// file or several, into a [Model] whose gates are systems to solve. One mistake has one
// position, and the work is bounded whatever the file. It solves nothing.
package faulttree

import (
	"fmt"
	"io"
)

// Source is a file of a model: what it is called in messages, and its text.
type Source struct {
	Name string
	Text io.Reader
}

// Options are what a model may need besides itself.
type Options struct {
	MissionTime float64 // hours; 0 or NaN: not given
}

// Model is what the files define, in their order.
type Model struct {
	Name   string
	Label  string
	Gates  []*Gate
	Events []*Event // basic events, also those that only a group has as members
	Houses []*House
	Groups []*Group // common cause groups

	Initiators []*Initiator
	EventTrees []*EventTree

	mission float64 // that of Options
	tops    []string
}

// Place is where something stands in a file; both numbers count from 1.
type Place struct {
	File         string
	Line, Column int
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Gate is an event that other events make.
type Gate struct {
	Name    string // unique among all gates, events and houses: with the path where it is private
	Tree    string // the fault tree that defines it
	Label   string
	Formula *Formula
	At      Place

	at    *element
	path  string // with those of all its containers
	used  bool   // by another gate
	state uint8
	rank  int // gates are after those that they are made of
}

// House is an event that is known to happen or not to.
type House struct {
	Name, Label string
	Happens     bool
	At          Place
}

// Event is a basic event.
type Event struct {
	Name, Label string
	Group       *Group // the common cause group that it is a member of; nil: none
	At          Place

	at    *element
	value *expression // nil: none given, or that of its group
}

// GroupModel is the way in which factors tell how many members fail at once.
type GroupModel uint8

const (
	BetaFactor  GroupModel = iota // Factors[n-1]
	MGL                           // Factors[1], ..., Factors[n-1]; 0 where not given
	AlphaFactor                   // Factors[0], ..., Factors[n-1]
	PhiFactor                     // Factors[0], ..., Factors[n-1]
)

// Group is a common cause group: every set of members may fail at once, and the sets do
// so independently of each other.
type Group struct {
	Name, Label string
	Model       GroupModel
	Members     []*Event
	At          Place

	at           *element
	distribution *expression
	factors      []*expression // of the levels 1, 2, ...; nil: not given
}

// Op is what a formula does with its arguments.
type Op uint8

const (
	Same        Op = iota // no operator: a reference to a gate, an event or a house
	Constant              // Value
	And                   // all of Of
	Or                    // any of Of
	Not                   // not Of[0]
	Xor                   // an odd number of Of
	Iff                   // the two of Of are equal
	Imply                 // not Of[0], or Of[1]
	Nand                  // not all of Of
	Nor                   // none of Of
	AtLeast               // K or more of Of
	Cardinality           // K up to Max of Of
)

// Formula is what a gate is made of.
type Formula struct {
	Op     Op
	K, Max int
	Of     []*Formula
	Value  bool // of a constant

	// One of these where Op is Same.
	Gate  *Gate
	Event *Event
	House *House

	At Place
}
