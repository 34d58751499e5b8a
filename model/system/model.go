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

	Pools        []CrewPool // repair crews that components share; a component is in one at most
	RestWhenDown bool       // units do not fail while the system is down
}

// CrewPool is a number of repair crews that the units of several components share. A
// unit that fails waits until a crew is free, which repairs it to the end.
type CrewPool struct {
	Name       string
	Crews      int
	Components []int // indices into Model.Components: whose units they repair

	// ByPriority: units of a component that is listed earlier go first. Those of one
	// component, and all of them where it is not set, are served as they come.
	ByPriority bool
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

// Not works while its node fails: a structure that has one need not be coherent, so
// that a failure can help. It stands in systems whose units all have probabilities, as
// fault trees have; system files have none.
type Not struct{ Of Node }

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

// Duty is work that one of its nodes does at a time, the others being spares: the first
// that works and does no other duty. It works while one of them does it. A node that
// comes back takes its duty again from one that stands after it. A unit of a node
// without a duty fails at DormancyFactor times its rate. A node that is a unit may be a
// spare of several duties; of those that ask for it at one time the first in the
// structure has it, and keeps it until it fails or gives it back.
type Duty struct {
	Name           string
	Of             []Node
	DormancyFactor float64
}

// Choose is a question for sizing: how many copies of which parts. No engine
// solves a model that still asks.
type Choose struct {
	Components []int // indices into Model.Components
	// Structures are what may be copied beside single units: systems of the same
	// components, of which each copy is a whole one with units of its own. What there is to
	// choose from is counted through the components first, then these.
	Structures []*Model
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
	Cluster                    // any units, of a system of their own
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

	// Cluster is the system that a group of that kind is: see [Model.Clustered]. Of the
	// fields above it has a name and units alone. Varied tells that its numbers are
	// others than those of the system, to see how they matter.
	Cluster *Model
	Varied  bool
}

func (Use) isNode()       {}
func (Wire) isNode()      {}
func (*Series) isNode()   {}
func (*Parallel) isNode() {}
func (*KOfN) isNode()     {}
func (*Not) isNode()      {}
func (*Network) isNode()  {}
func (*Capacity) isNode() {}
func (*Choose) isNode()   {}
func (*Group) isNode()    {}
func (*Duty) isNode()     {}

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
	case *Not:
		return []Node{n.Of}
	case *Capacity:
		return n.Of
	case *Duty:
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

// WithChildren returns a node like n with other nodes right below it, as many as
// [Children] returns, or in a series, a parallel or a partial any number.
func WithChildren(n Node, of []Node) Node {
	switch n := n.(type) {
	case *Series:
		return &Series{Of: of}
	case *Parallel:
		return &Parallel{Of: of}
	case *KOfN:
		return &KOfN{K: n.K, Of: of}
	case *Not:
		return &Not{Of: of[0]}
	case *Capacity:
		return &Capacity{Of: of}
	case *Duty:
		x := *n
		x.Of = of
		return &x
	case *Network:
		return n.With(of)
	}
	return n
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
