// Package system describes systems of modules and computes their measures
// exactly where units fail and are repaired independently: a binary decision
// diagram over the structure, from it availability, failure frequency, cut
// sets and importance. What independence cannot say (repair crews, standby,
// coverage, common cause) is a Group, which a chain solves (package markov).
package system

import (
	"math"
	"slices"

	"mtbf/model"
)

// Model is a system: components, the units made of them, and the structure.
type Model struct {
	Name       string
	Components []Component
	Units      []Unit
	Top        Node
	Limits     map[string]float64 // greatest totals of resources, for sizing
}

// Component is a kind of unit and its numbers: lifetimes and repairs, or a
// steady-state availability, or a reliability without time.
type Component struct {
	Name         string
	Life         model.Distribution // nil if not given
	Repair       model.Distribution // nil if not repaired, or not given
	Availability float64            // steady state, and 0 or NaN if not given: see Fixed
	Reliability  float64            // without time, and 0 or NaN if not given
	Resources    map[string]float64 // what one unit costs
	Source       string             // where the numbers come from, such as "outages.csv: hardware/disc"

	MTBFEstimate, MTTREstimate *model.Estimate // with limits, where the numbers are uncertain; nil otherwise
	FixedEstimate              *model.Estimate // of the availability or the reliability, likewise

	// Distributions of what the numbers may be; nil where they are known, or come
	// from a log.
	MTBFUncertainty, MTTRUncertainty, FixedUncertainty model.Uncertainty

	// Unavailability and Unreliability are given instead of their complements, which
	// have no room for a small one such as 1e-20; 0 or NaN if they are not.
	Unavailability, Unreliability float64
}

// Chance is a probability to work and its complement, each with its digits; NaN if
// it is not known.
type Chance struct{ Works, Fails float64 }

// Given reports whether a chance is known.
func (c Chance) Given() bool { return !math.IsNaN(c.Works) }

// NoChance is one that is not known.
func NoChance() Chance { return Chance{math.NaN(), math.NaN()} }

// chanceOf is what is given by its complement or, if that is 0 or NaN, by itself.
func chanceOf(works, fails float64) Chance {
	if fails == 0 || math.IsNaN(fails) {
		return Chance{works, 1 - works}
	}
	return Chance{1 - fails, fails}
}

// Fixed returns the availability and the reliability that a component without a life
// is given, neither by itself nor by its complement if it is left out, be it 0 or NaN. A
// 0 beside a NaN is given: nothing ever works.
func (p *Component) Fixed() (availability, reliability Chance) {
	availability, reliability = chanceOf(p.Availability, p.Unavailability), chanceOf(p.Reliability, p.Unreliability)
	steady, timeless := availability.Given(), reliability.Given()
	if timeless && availability.Works == 0 && availability.Fails != p.Unavailability {
		availability = NoChance()
	}
	if steady && reliability.Works == 0 && reliability.Fails != p.Unreliability {
		reliability = NoChance()
	}
	return availability, reliability
}

// Unit is one physical part. Its name is that of the part, with ".1", ".2", ...
// where the part is used more than once; a shared unit has the name it is shared
// under.
type Unit struct {
	Name      string
	Component int // index into Model.Components
	Shared    bool
}

// Node is a place in the structure.
type Node interface{ isNode() }

// Use is a unit; the same shared unit may be used in many places.
type Use struct{ Unit int }

// Series works while all of its nodes work.
type Series struct{ Of []Node }

// Parallel works while any of its nodes works.
type Parallel struct{ Of []Node }

// KOfN works while at least K of its nodes work.
type KOfN struct {
	K  int
	Of []Node
}

// Network works while a path of working edges and places leads from Source to
// Target, both of which are of the path.
type Network struct {
	Edges          []Edge
	Places         []Place // those that can fail; the others never do
	Source, Target string
	Directed       bool
}

// Place is a place of a Network with what must work there.
type Place struct {
	Name string
	Node Node
}

// Edge joins two places of a Network. Traffic goes both ways unless the network
// is directed.
type Edge struct {
	From, To string
	Node     Node // a Wire for an edge that never fails
}

// Wire never fails. It stands only at an edge of a Network.
type Wire struct{}

// Capacity is neither up nor down: it delivers the share of its nodes that work.
// It may stand only at the top, or in a series at the top.
type Capacity struct{ Of []Node }

// Choose is a question for sizing: how many copies of which parts. No engine
// solves a model that still asks.
type Choose struct {
	Components []int // indices into Model.Components
	Need       int
	Min, Max   int // copies
	Mix        bool

	// Group tells how the copies depend on each other, nil if they do not. Its K
	// is Need, and its units are the copies: what it holds there is not read.
	Group *Group
}

// GroupKind is the way in which the units of a group depend on each other.
type GroupKind uint8

const (
	Redundant GroupKind = iota // k-of-n, all active
	Duplex                     // two active units, one of which serves
	Standby                    // K active units and spares that wait
)

// Group is a set of like units that depend on each other: through repair
// crews, coverage, takeover, standby or common cause. It works while at least K
// of its N units work, and as the fields say.
type Group struct {
	Name  string
	Kind  GroupKind
	Units []int // indices into Model.Units; N is their number
	K     int

	Crews          int                 // repairs at the same time; 0: as many as units
	Coverage       model.FaultCoverage // P(the group carries on when a unit that serves fails); left out, perfect
	IdleCoverage   model.FaultCoverage // P(it carries on when one fails that does not serve); left out, Coverage
	UncoveredMTTR  float64             // hours to repair the group after a takeover that failed; 0 or NaN: the part's MTTR
	Detection      float64             // hours until a failure is seen
	Switchover     float64             // hours until another unit serves
	Beta           float64             // fraction of a unit's failures that take the whole group
	CommonCause    *model.CommonCause  // failures that take some of the units, in place of Beta; nil: none
	DormancyFactor float64             // failure rate of a waiting spare over that of an active unit
}

func (Use) isNode()       {}
func (Wire) isNode()      {}
func (*Series) isNode()   {}
func (*Parallel) isNode() {}
func (*KOfN) isNode()     {}
func (*Network) isNode()  {}
func (*Capacity) isNode() {}
func (*Choose) isNode()   {}
func (*Group) isNode()    {}

// Measures are what an engine answers; NaN where the input does not define a
// measure. Times are in hours.
type Measures struct {
	Availability     float64
	Unavailability   float64 // computed directly
	MTBF             float64 // mean up time per failure: MTBF = MUT, A = MTBF/(MTBF+MDT)
	MUT, MDT         float64 // mean up and down times in steady state
	MTTF             float64 // mean time to the first failure from all new
	FailureFrequency float64 // per calendar hour
	ExpectedCapacity float64 // of a [Capacity]
}

// Children returns the nodes right below n: of a network those of its edges but
// wires, then those of its places.
func Children(n Node) []Node {
	if missing(n) {
		return nil
	}
	switch n := n.(type) {
	case *Series:
		return n.Of
	case *Parallel:
		return n.Of
	case *KOfN:
		return n.Of
	case *Capacity:
		return n.Of
	case *Network:
		of := make([]Node, 0, len(n.Edges)+len(n.Places))
		for _, e := range n.Edges {
			if e.Node != Node(Wire{}) {
				of = append(of, e.Node)
			}
		}
		for _, p := range n.Places {
			of = append(of, p.Node)
		}
		return of
	}
	return nil
}

// With returns the network with other nodes in the place of its [Children], of which
// there must be as many.
func (n *Network) With(children []Node) *Network {
	w := *n
	w.Edges, w.Places = slices.Clone(n.Edges), slices.Clone(n.Places)
	for i := range w.Edges {
		if w.Edges[i].Node != Node(Wire{}) {
			w.Edges[i].Node, children = children[0], children[1:]
		}
	}
	for i := range w.Places {
		w.Places[i].Node = children[i]
	}
	return &w
}
