package systemfile

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// The types of a system file, as it is written. The tags are the contract: the
// reader takes keys, needs and domains from them, and so does the JSON Schema.

// fileText is a system file.
type fileText struct {
	Name      string                 `yaml:"name" jsonschema_description:"what the system is called in results"`
	Modules   map[string]*moduleText `yaml:"modules" jsonschema:"required" jsonschema_description:"kinds of part by name, each with its numbers"`
	Shared    map[string]*string     `yaml:"shared" jsonschema_description:"single physical units by name, each of a module: the same unit wherever its name appears"`
	Structure *nodeText              `yaml:"structure" jsonschema:"required" jsonschema_description:"what must work for the system to work"`
	Limits    map[string]*float64    `yaml:"limits" jsonschema_description:"greatest totals of resources, for size"`

	RepairCrews  map[string]*crewsText `yaml:"repair_crews" jsonschema_description:"repair crews by name that several modules share"`
	RestWhenDown bool                  `yaml:"rest_when_down" jsonschema_description:"units do not fail while the system is down; default false"`
}

// crewsText is repair crews that several modules share.
type crewsText struct {
	Crews   int      `yaml:"crews" jsonschema:"minimum=1" jsonschema_description:"repairs at the same time; default 1"`
	Repairs textList `yaml:"repairs" jsonschema:"required" jsonschema_description:"the modules whose units they repair, with order: priority the first ones first"`
	Order   string   `yaml:"order" jsonschema:"enum=first_come,enum=priority" jsonschema_description:"who is repaired first: whoever failed first (first_come, the default), or units of the module that is listed first (priority)"`
}

// moduleText is a kind of part. It has a life and perhaps a repair, from a log
// or as given; or an availability, or a reliability, or the complement of one.
type moduleText struct {
	MTBF           mtbfText            `yaml:"mtbf" jsonschema_description:"mean operating time between failures: an exponential life; a time, or what is known of it"`
	MTTR           mttrText            `yaml:"mttr" jsonschema_description:"mean time to restoration, detection included: an exponential repair time; left out, the part is not repaired; a time, or what is known of it"`
	Life           *distributionText   `yaml:"life" jsonschema_description:"distribution of the time to failure"`
	Repair         *distributionText   `yaml:"repair" jsonschema_description:"distribution of the time to restoration; left out, the part is not repaired"`
	Availability   availabilityText    `yaml:"availability" jsonschema_description:"steady-state availability, without times; a number, or what is known of it"`
	Reliability    reliabilityText     `yaml:"reliability" jsonschema_description:"probability of working, without time; a number, or what is known of it"`
	Unavailability float64             `yaml:"unavailability" jsonschema:"minimum=0,maximum=1" jsonschema_description:"complement of the availability, with all digits of a small one"`
	Unreliability  float64             `yaml:"unreliability" jsonschema:"minimum=0,maximum=1" jsonschema_description:"complement of the reliability, with all digits of a small one"`
	From           *From               `yaml:"from" jsonschema_description:"mtbf and mttr with their limits, from an outage log"`
	Resources      map[string]*float64 `yaml:"resources" jsonschema_description:"what one unit costs: cost, weight, power, ..."`
}

// distributionText is a distribution of one family.
type distributionText struct {
	Exponential   *exponentialText   `yaml:"exponential" jsonschema_description:"constant hazard"`
	Weibull       *weibullText       `yaml:"weibull" jsonschema_description:"shape below 1: infant mortality; above 1: wear-out"`
	Lognormal     *lognormalText     `yaml:"lognormal" jsonschema_description:"the usual distribution of repair times"`
	Gamma         *shapeScaleText    `yaml:"gamma" jsonschema_description:"sum of exponential stages"`
	Loglogistic   *shapeScaleText    `yaml:"loglogistic" jsonschema_description:"hazard that rises and falls; scale is the median"`
	Normal        *normalText        `yaml:"normal" jsonschema_description:"bell curve; its part below 0 must not matter"`
	Gumbel        *gumbelText        `yaml:"gumbel" jsonschema_description:"smallest extreme value"`
	Deterministic *deterministicText `yaml:"deterministic" jsonschema_description:"always the same time"`
	Uniform       *uniformText       `yaml:"uniform" jsonschema_description:"any time between two, equally likely"`
	Empirical     *empiricalText     `yaml:"empirical" jsonschema_description:"the times in a column of a CSV file, equally likely"`
}

func (*distributionText) choice() string { return "a distribution" }

type exponentialText struct {
	Rate float64 `yaml:"rate" jsonschema:"exclusiveMinimum=0" jsonschema_description:"failures per hour; or give mean"`
	Mean hours   `yaml:"mean" jsonschema:"exclusiveMinimum=0" jsonschema_description:"mean time; or give rate"`
}

type weibullText struct {
	Shape    float64 `yaml:"shape" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"slope of the Weibull plot"`
	Scale    hours   `yaml:"scale" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"time by which 63.2 % have failed, counted from location"`
	Location hours   `yaml:"location" jsonschema:"minimum=0" jsonschema_description:"time before which nothing fails; default 0"`
}

type lognormalText struct {
	MeanLog     float64 `yaml:"meanlog" jsonschema_description:"mean of the natural logarithm of the hours; with sdlog"`
	SDLog       float64 `yaml:"sdlog" jsonschema:"exclusiveMinimum=0" jsonschema_description:"standard deviation of that logarithm"`
	Median      hours   `yaml:"median" jsonschema:"exclusiveMinimum=0" jsonschema_description:"time that half exceed; with error_factor"`
	ErrorFactor float64 `yaml:"error_factor" jsonschema:"exclusiveMinimum=1" jsonschema_description:"95th percentile over median"`
}

type shapeScaleText struct {
	Shape float64 `yaml:"shape" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"shape, a number"`
	Scale hours   `yaml:"scale" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"scale, a time"`
}

type normalText struct {
	Mean hours `yaml:"mean" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"mean time"`
	SD   hours `yaml:"sd" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"standard deviation"`
}

type gumbelText struct {
	Location hours `yaml:"location" jsonschema:"required" jsonschema_description:"the most likely time"`
	Scale    hours `yaml:"scale" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"scale, a time"`
}

type deterministicText struct {
	Value hours `yaml:"value" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"the time"`
}

type uniformText struct {
	Low  hours `yaml:"low" jsonschema:"required,minimum=0" jsonschema_description:"shortest time"`
	High hours `yaml:"high" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"longest time"`
}

type empiricalText struct {
	File   string `yaml:"file" jsonschema:"required" jsonschema_description:"CSV file, relative to the system file"`
	Column string `yaml:"column" jsonschema:"required" jsonschema_description:"name of the column of times; bare numbers are hours"`
}

// nodeText is a place in the structure: a name, or one of these.
type nodeText struct {
	Unit     string       `yaml:"-"`
	Series   []*nodeText  `yaml:"series" jsonschema:"minItems=1" jsonschema_description:"works while all of its nodes work"`
	Parallel []*nodeText  `yaml:"parallel" jsonschema:"minItems=1" jsonschema_description:"works while any of its nodes works"`
	KOfN     *kOfNText    `yaml:"k_of_n" jsonschema_description:"works while at least k of n work"`
	Duplex   *duplexText  `yaml:"duplex" jsonschema_description:"two units, of which one must work"`
	Standby  *standbyText `yaml:"standby" jsonschema_description:"active units, and spares that wait"`
	Network  *networkText `yaml:"network" jsonschema_description:"works while a path of what works joins source and target"`
	Choose   *chooseText  `yaml:"choose" jsonschema_description:"a question for size: how many copies of what"`
	Partial  *partialText `yaml:"partial" jsonschema_description:"delivers the share of its units that work"`
}

func (*nodeText) choice() string { return "a place in the structure" }

// readBranch reads a name, or a mapping of one key.
func (n *nodeText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind == isList {
		return d.want(b, what, "one node (a name, or a key such as series:)")
	}
	if b.kind == isMapping {
		return d.fields(valueOf(n), b, what)
	}
	return d.text(valueOf(&n.Unit), b, what, limits{})
}

// likeText is what several units of a node are made of: one node, of which
// fresh copies are made, or a list of nodes.
type likeText struct {
	Nodes []*nodeText
	List  bool
}

func (l *likeText) readBranch(d *decoder, b *branch, what string) error {
	if l.List = b.kind == isList; l.List {
		return d.list(valueOf(&l.Nodes), b, what)
	}
	l.Nodes = []*nodeText{{}}
	d.places[l.Nodes[0]] = b
	return l.Nodes[0].readBranch(d, b, what)
}

// bondText is what makes the units of a group depend on each other.
type bondText struct {
	Crews int     `yaml:"crews" jsonschema:"minimum=1" jsonschema_description:"repairs at the same time; left out, as many as units"`
	Beta  float64 `yaml:"beta" jsonschema:"minimum=0,maximum=1" jsonschema_description:"fraction of a unit's failures that take the whole group"`
}

// causeText is what takes some units of a group at once, in place of a beta.
type causeText struct {
	MGL       []float64 `yaml:"mgl" jsonschema:"minItems=1" jsonschema_description:"multiple Greek letters beta, gamma, delta, ...: n-1 probabilities that a failure takes one unit more"`
	Alpha     []float64 `yaml:"alpha" jsonschema:"minItems=1" jsonschema_description:"alpha factors: n fractions of all failures, of those that take one unit, two, and so on; they add to 1"`
	Staggered bool      `yaml:"staggered" jsonschema_description:"with alpha: the units are tested one at a time; default false"`
}

// takeoverText is what happens when a unit takes over from another, where some of the units
// do not serve.
type takeoverText struct {
	servingText
	IdleCoverage float64 `yaml:"idle_coverage" jsonschema:"minimum=0,maximum=1" jsonschema_description:"probability that it carries on when a unit fails that does not serve; default: coverage"`
}

// servingText is what happens when a unit that serves fails.
type servingText struct {
	Coverage      float64 `yaml:"coverage" jsonschema:"minimum=0,maximum=1" jsonschema_description:"probability that the group carries on when a unit that serves fails; default 1"`
	Detection     hours   `yaml:"detection" jsonschema:"minimum=0" jsonschema_description:"time until a failure is seen; default 0"`
	Takeover      hours   `yaml:"takeover" jsonschema:"minimum=0" jsonschema_description:"time until another unit serves; default 0"`
	UncoveredMTTR hours   `yaml:"uncovered_mttr" jsonschema:"exclusiveMinimum=0" jsonschema_description:"mean time to repair the group after a failure that is not covered; default: the module's"`
}

type kOfNText struct {
	K  int      `yaml:"k" jsonschema:"required,minimum=1" jsonschema_description:"how many must work"`
	N  int      `yaml:"n" jsonschema:"minimum=1" jsonschema_description:"how many there are; a list in of: says it by itself"`
	Of likeText `yaml:"of" jsonschema:"required" jsonschema_description:"a module or a node, of which n copies are made, or a list of nodes"`
	servingText
	bondText
	causeText
}

type duplexText struct {
	Of likeText `yaml:"of" jsonschema:"required" jsonschema_description:"a module or a node, of which two copies are made, or a list of two nodes"`
	takeoverText
	bondText
	causeText
}

type standbyText struct {
	Of       likeText   `yaml:"of" jsonschema:"required" jsonschema_description:"a module, or with a list of spares any node"`
	Spares   sparesText `yaml:"spares" jsonschema:"required" jsonschema_description:"how many units wait, or a list of nodes that take over in this order"`
	Active   int        `yaml:"active" jsonschema:"minimum=1" jsonschema_description:"units that must work; default 1"`
	Mode     string     `yaml:"mode" jsonschema:"enum=cold,enum=warm,enum=hot" jsonschema_description:"cold spares do not fail while they wait, hot ones fail as if active, warm ones by dormancy"`
	Dormancy float64    `yaml:"dormancy" jsonschema:"minimum=0,maximum=1" jsonschema_description:"failure rate of a waiting spare over that of an active unit: 0 cold, 1 hot"`
	takeoverText
	bondText
	causeText
}

// sparesText is a number of spares, or a list of them.
type sparesText struct {
	N     int
	Nodes []*nodeText
}

func (t *sparesText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind == isList {
		return d.list(valueOf(&t.Nodes), b, what)
	}
	if b.kind == isScalar && !isDecimal(b.text) {
		return d.fault(b.mark, "spares: %q is not a number; write how many there are, or a list of nodes such as [%s]", clipped(b.text), clipped(b.text))
	}
	return d.number(valueOf(&t.N), b, what, limits{low: 1, high: math.Inf(1), limited: true})
}

type networkText struct {
	Edges    []*edgeText `yaml:"edges" jsonschema:"required,minItems=1" jsonschema_description:"edges [place, place, node], or [place, place] that never fail"`
	Places   placesText  `yaml:"places" jsonschema_description:"nodes by place; a place that is not listed never fails"`
	Source   placeText   `yaml:"source" jsonschema:"required" jsonschema_description:"place from which the path leads"`
	Target   placeText   `yaml:"target" jsonschema:"required" jsonschema_description:"place to which the path leads"`
	Directed bool        `yaml:"directed" jsonschema_description:"edges are used only from the first place to the second; default false"`
}

// edgeText is an edge of a network.
type edgeText struct {
	From, To placeText
	Node     *nodeText // nil if it never fails
}

func (e *edgeText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind != isList || len(b.items) < 2 || len(b.items) > 3 {
		return d.fault(b.mark, "%s: an edge is [place, place, node]: its two ends and what must work between them, if that can fail", what)
	}
	parts := []any{&e.From, &e.To}
	if len(b.items) == 3 {
		e.Node = &nodeText{}
		parts = append(parts, e.Node)
	}
	for i, part := range parts {
		if err := d.read(reflect.ValueOf(part), b.items[i], what, limits{}); err != nil {
			return err
		}
	}
	return nil
}

// placesText are the nodes at the places of a network, in the order of the file.
type placesText []*atPlaceText

type atPlaceText struct {
	Place placeText
	Node  nodeText
}

func (p *placesText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind != isMapping {
		return d.want(b, what, "a mapping, place: node,")
	}
	for i, key := range b.keys {
		at := &atPlaceText{}
		name := &branch{mark: key.mark, text: key.text, quoted: key.kind == wordQuoted}
		if err := d.read(reflect.ValueOf(&at.Place), name, what, limits{}); err != nil {
			return err
		}
		if err := d.read(reflect.ValueOf(&at.Node), b.items[i], key.text, limits{}); err != nil {
			return err
		}
		*p = append(*p, at)
	}
	return nil
}

// placeText is the name of a place in a network, which may look like a number.
type placeText string

func (p *placeText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind != isScalar {
		return d.want(b, what, "the name of a place")
	}
	if _, err := strconv.ParseUint(b.text, 10, 64); err != nil {
		var text string
		if err := d.text(valueOf(&text), b, what, limits{}); err != nil {
			return err
		}
	}
	if why := badName(b.text); why != "" {
		return d.fault(b.mark, "%s: the name %q %s", what, clipped(b.text), why)
	}
	*p = placeText(b.text)
	return nil
}

type chooseText struct {
	Of         likeText  `yaml:"of" jsonschema:"required" jsonschema_description:"the module or the node of modules to copy, or a list of them to choose from"`
	Need       int       `yaml:"need" jsonschema:"minimum=1" jsonschema_description:"how many copies must work; default 1"`
	Redundancy rangeText `yaml:"redundancy" jsonschema:"required" jsonschema_description:"how many copies there may be, such as 1..4"`
	Mix        bool      `yaml:"mix" jsonschema_description:"copies may be of different modules; default false"`
	Mode       string    `yaml:"mode" jsonschema:"enum=active,enum=duplex,enum=standby" jsonschema_description:"all copies serve (active, the default), the needed ones of the active serve (duplex), or those beyond the needed wait (standby)"`
	Dormancy   float64   `yaml:"dormancy" jsonschema:"minimum=0,maximum=1" jsonschema_description:"with standby, the failure rate of a waiting copy over that of an active one: 0 cold, the default, 1 hot"`
	takeoverText
	bondText
}

// textList is a text or a list of texts.
type textList []string

func (l *textList) readBranch(d *decoder, b *branch, what string) error {
	if b.kind == isList {
		return d.list(valueOf(l), b, what)
	}
	*l = make(textList, 1)
	return d.read(reflect.ValueOf(&(*l)[0]), b, what, limits{})
}

// rangeText is a range of whole numbers, "1..4", or one of them.
type rangeText struct{ Min, Max int }

func (r *rangeText) readBranch(d *decoder, b *branch, what string) error {
	if b.kind != isScalar {
		return d.want(b, what, "a range such as 1..4")
	}
	low, high, both := strings.Cut(b.text, "..")
	if !both {
		high = low
	}
	lo, err := strconv.ParseUint(strings.TrimSpace(low), 10, 32)
	hi, err2 := strconv.ParseUint(strings.TrimSpace(high), 10, 32)
	switch {
	case err != nil || err2 != nil:
		return d.fault(b.mark, "%s: %q is not a range of whole numbers; write least and greatest, such as 1..4", what, clipped(b.text))
	case lo > maxUnits || hi > maxUnits:
		return d.fault(b.mark, "%s: %s goes beyond %d copies, the most there may be; lower it", what, clipped(b.text), maxUnits)
	case lo > hi:
		return d.fault(b.mark, "%s: %s runs backwards; write %d..%d", what, clipped(b.text), hi, lo)
	case lo < 1:
		return d.fault(b.mark, "%s: %s begins below 1; at least one copy is needed", what, clipped(b.text))
	}
	r.Min, r.Max = int(lo), int(hi)
	return nil
}

type partialText struct {
	Of likeText `yaml:"of" jsonschema:"required" jsonschema_description:"a module or a node, of which n copies are made, or a list of nodes"`
	N  int      `yaml:"n" jsonschema:"minimum=1" jsonschema_description:"how many there are; a list in of: says it by itself"`
}
