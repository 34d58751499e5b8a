package systemfile

import (
	"math"

	"mtbf/model"
	"mtbf/model/system"
)

// node makes the node that n describes. Top tells that it stands at the top,
// or in a series there, where alone a partial may be.
func (b *builder) node(n *nodeText, top bool) (system.Node, error) {
	switch {
	case n.Series != nil:
		of, err := b.nodes(n.Series, top && n == b.file.Structure)
		return &system.Series{Of: of}, err
	case n.Parallel != nil:
		of, err := b.nodes(n.Parallel, false)
		return &system.Parallel{Of: of}, err
	case n.KOfN != nil:
		return b.kOfN(n.KOfN)
	case n.Duplex != nil:
		return b.duplex(n.Duplex)
	case n.Standby != nil:
		return b.standby(n.Standby)
	case n.Network != nil:
		return b.network(n.Network)
	case n.Choose != nil:
		return b.choose(n.Choose)
	case n.Partial != nil:
		return b.partial(n.Partial, top)
	}
	return b.use(n)
}

func (b *builder) nodes(texts []*nodeText, top bool) ([]system.Node, error) {
	of := make([]system.Node, 0, len(texts))
	for _, t := range texts {
		node, err := b.node(t, top)
		if err != nil {
			return nil, err
		}
		of = append(of, node)
	}
	return of, nil
}

// use is a fresh unit of a module, or a shared unit.
func (b *builder) use(n *nodeText) (system.Node, error) {
	if part, ok := b.parts[n.Unit]; ok {
		return system.Use{Unit: b.freshUnit(part)}, nil
	}
	unit, err := b.sharedUnit(n)
	return system.Use{Unit: unit}, err
}

func (b *builder) freshUnit(part int) int {
	b.fresh[part]++
	b.model.Units = append(b.model.Units, system.Unit{Component: part})
	return len(b.model.Units) - 1
}

func (b *builder) sharedUnit(n *nodeText) (int, error) {
	module, ok := b.file.Shared[n.Unit]
	if !ok {
		return 0, b.noSuchName(n)
	}
	unit, ok := b.shared[n.Unit]
	if !ok {
		unit = len(b.model.Units)
		b.shared[n.Unit] = unit
		b.model.Units = append(b.model.Units, system.Unit{Name: n.Unit, Component: b.parts[*module], Shared: true})
	}
	return unit, nil
}

func (b *builder) noSuchName(n *nodeText) error {
	known := append(named(b.decoder, b.file.Modules), named(b.decoder, b.file.Shared)...)
	return b.fault(b.at(n), "%q is neither a module nor a shared unit; %sdefine it under modules:", clipped(n.Unit), didYouMean(n.Unit, known))
}

// copies makes the nodes of a likeText: fresh ones, n of them, or those of the
// list.
func (b *builder) copies(l *likeText, n int) ([]system.Node, error) {
	if l.List {
		return b.nodes(l.Nodes, false)
	}
	of := make([]system.Node, 0, n)
	for range n {
		node, err := b.node(l.Nodes[0], false)
		if err != nil {
			return nil, err
		}
		of = append(of, node)
	}
	return of, nil
}

// number is how many nodes a likeText stands for, given n, 0 if it was left
// out.
func (b *builder) number(what string, l *likeText, n *int) (int, error) {
	given := b.given(n)
	if !l.List {
		if only := l.Nodes[0]; b.file.Shared[only.Unit] != nil && !(given && *n == 1) {
			return 0, b.fault(b.at(only), "%s: %q is one shared unit, of which there are no copies; name a module, or list the nodes", what, only.Unit)
		}
		if !given {
			return 0, b.fault(b.at(l), "%s: n is missing; say how many there are", what)
		}
		return *n, nil
	}
	if given && *n != len(l.Nodes) {
		return 0, b.fault(b.at(n), "%s: n is %d but of: lists %s; leave n out, or name one module", what, *n, model.Counted(len(l.Nodes), "node"))
	}
	return len(l.Nodes), nil
}

func (b *builder) kOfN(t *kOfNText) (system.Node, error) {
	n, err := b.number("k_of_n", &t.Of, &t.N)
	if err != nil {
		return nil, err
	}
	if t.K > n {
		return nil, b.fault(b.at(&t.K), "k_of_n: k is %d but there are only %d; k is how many must work", t.K, n)
	}
	if t.bonds(n) || b.shocked(&t.causeText) || b.takesTime(&t.servingText, nil) {
		g := system.Group{Kind: system.Redundant, K: t.K}
		b.takeover("k_of_n", &g, &t.servingText, nil)
		return b.group("k_of_n", g, &t.Of, n, &t.bondText, &t.causeText)
	}
	of, err := b.copies(&t.Of, n)
	return &system.KOfN{K: t.K, Of: of}, err
}

func (b *builder) duplex(t *duplexText) (system.Node, error) {
	two := 2
	switch only := t.Of.Nodes[0]; {
	case t.Of.List && len(t.Of.Nodes) != two:
		return nil, b.fault(b.at(&t.Of), "duplex: of: lists %s; a duplex has two: use k_of_n for more", model.Counted(len(t.Of.Nodes), "node"))
	case !t.Of.List && b.file.Shared[only.Unit] != nil:
		return nil, b.fault(b.at(only), "duplex: %q is one shared unit, of which there are no copies; name a module", only.Unit)
	}
	if t.bonds(two) || b.shocked(&t.causeText) || b.takesTime(&t.servingText, &t.IdleCoverage) {
		g := system.Group{Kind: system.Duplex, K: 1}
		b.takeover("duplex", &g, &t.servingText, &t.IdleCoverage)
		return b.group("duplex", g, &t.Of, two, &t.bondText, &t.causeText)
	}
	of, err := b.copies(&t.Of, two)
	return &system.KOfN{K: 1, Of: of}, err
}

// bonds reports whether the n units of a group depend on each other: fewer
// crews than units, or a common cause.
func (t *bondText) bonds(n int) bool { return t.Crews > 0 && t.Crews < n || t.Beta > 0 }

// takesTime reports whether a takeover takes time, or may fail.
func (b *builder) takesTime(t *servingText, idle *float64) bool {
	return b.coverage(t) < 1 || b.given(idle) && *idle < 1 || t.Detection > 0 || t.Takeover > 0
}

func (b *builder) coverage(t *servingText) float64 {
	if b.given(&t.Coverage) {
		return t.Coverage
	}
	return 1
}

// takeover takes what happens when a unit fails; idle is the coverage of those that do not
// serve, nil where all do.
func (b *builder) takeover(what string, g *system.Group, t *servingText, idle *float64) {
	g.Coverage, g.UncoveredMTTR = model.Covered(b.coverage(t)), math.NaN()
	if b.given(idle) {
		g.IdleCoverage = model.Covered(*idle)
	}
	g.Detection, g.Switchover = float64(t.Detection), float64(t.Takeover)
	if b.given(&t.UncoveredMTTR) {
		g.UncoveredMTTR = float64(t.UncoveredMTTR)
		if g.Coverage.P() == 1 && g.IdleCoverage.P() == 1 {
			b.warn("unused-key", "%s:%d: %s: uncovered_mttr has no effect, as coverage is 1", b.name, b.at(&t.UncoveredMTTR).line, what)
		}
	}
}

func (b *builder) standby(t *standbyText) (system.Node, error) {
	if t.Spares.Nodes != nil {
		return b.duty(t)
	}
	active := 1
	if b.given(&t.Active) {
		active = t.Active
	}
	g := system.Group{Kind: system.Standby, K: active}
	var err error
	if g.DormancyFactor, err = b.dormancy(t); err != nil {
		return nil, err
	}
	b.takeover("standby", &g, &t.servingText, &t.IdleCoverage)
	if g.DormancyFactor == 0 && !b.shocked(&t.causeText) && b.given(&t.IdleCoverage) {
		b.warn("unused-key", "%s:%d: standby: idle_coverage has no effect, as spares do not fail while they wait", b.name, b.at(&t.IdleCoverage).line)
	}
	return b.group("standby", g, &t.Of, active+t.Spares.N, &t.bondText, &t.causeText)
}

// dormancy is that of the mode, or as given; the two must agree.
func (b *builder) dormancy(t *standbyText) (float64, error) {
	given := b.given(&t.Dormancy)
	switch {
	case t.Mode == "" && !given:
		return 0, b.fault(b.at(t), "standby: mode is missing; say cold, warm (with dormancy) or hot")
	case t.Mode == "warm" && !given:
		return 0, b.fault(b.at(&t.Mode), "standby: warm needs dormancy, the failure rate of a waiting spare over that of an active unit")
	case given && (t.Mode == "cold" && t.Dormancy != 0 || t.Mode == "hot" && t.Dormancy != 1):
		return 0, b.fault(b.later(&t.Mode, &t.Dormancy), "standby: mode %s and dormancy %g contradict each other; keep one of them", t.Mode, t.Dormancy)
	case t.Mode == "hot":
		return 1, nil
	}
	return t.Dormancy, nil
}

// group makes a group of n fresh units of one module with a life.
func (b *builder) group(what string, g system.Group, l *likeText, n int, bond *bondText, cause *causeText) (system.Node, error) {
	part, err := b.onePart(what, l)
	if err != nil {
		return nil, err
	}
	if l.List && len(l.Nodes) != n {
		return nil, b.fault(b.at(l), "%s: of: lists %s where there are %d; name the module once", what, model.Counted(len(l.Nodes), "node"), n)
	}
	if p := b.model.Components[part]; p.Life == nil && (g.Kind == system.Standby || bond.Crews > 0 || g.Coverage.P() < 1 || g.IdleCoverage.P() < 1 || g.Detection+g.Switchover > 0) {
		return nil, b.fault(b.at(l), "%s: module %q has no mtbf or life, which crews, coverage, takeover and standby need; give it, or use k_of_n with k and n alone", what, p.Name)
	}
	if crews := b.crewsOf(part); crews != "" && bond.Crews > 0 {
		return nil, b.fault(b.at(&bond.Crews), "%s: the crews %q repair module %q; delete crews: here, or take the module from theirs", what, crews, b.model.Components[part].Name)
	}
	g.Crews, g.Beta = bond.Crews, bond.Beta
	if g.Crews >= n {
		g.Crews = 0
	}
	if b.shocked(cause) {
		if g.CommonCause, err = b.cause(what, bond.Beta, cause, n); err != nil {
			return nil, err
		}
	}
	for range n {
		g.Units = append(g.Units, b.freshUnit(part))
	}
	return b.newGroup(what, part, &g), nil
}

// onePart is the module that all units of a group are of.
func (b *builder) onePart(what string, l *likeText) (int, error) {
	for _, n := range l.Nodes {
		part, ok := b.parts[n.Unit]
		switch {
		case n.Unit != "" && !ok && b.file.Shared[n.Unit] == nil:
			return 0, b.noSuchName(n)
		case !ok || part != b.parts[l.Nodes[0].Unit]:
			return 0, b.fault(b.at(n), "%s: with crews, common cause, coverage, takeover or spares it is made of units of one module; name that module in of:", what)
		}
	}
	return b.parts[l.Nodes[0].Unit], nil
}

func (b *builder) partial(t *partialText, top bool) (system.Node, error) {
	if !top {
		return nil, b.fault(b.at(t), "partial: it stands only at the top of the structure, or in a series there; move it up, or use k_of_n")
	}
	n, err := b.number("partial", &t.Of, &t.N)
	if err != nil {
		return nil, err
	}
	of, err := b.copies(&t.Of, n)
	return &system.Capacity{Of: of}, err
}

func (b *builder) choose(t *chooseText) (system.Node, error) {
	c := &system.Choose{Need: 1, Min: t.Redundancy.Min, Max: t.Redundancy.Max, Mix: t.Mix}
	if b.given(&t.Need) {
		c.Need = t.Need
	}
	if c.Need > c.Max {
		return nil, b.fault(b.at(&t.Need), "choose: need is %d but redundancy ends at %d; raise the redundancy", c.Need, c.Max)
	}
	seen := map[string]bool{}
	for _, n := range t.Of.Nodes {
		if n.Unit == "" {
			inner, err := b.template(n)
			if err != nil {
				return nil, err
			}
			c.Structures = append(c.Structures, inner)
			continue
		}
		part, ok := b.parts[n.Unit]
		switch {
		case !ok:
			return nil, b.fault(b.at(n), "choose: %q is not a module; %sit chooses among modules", clipped(n.Unit), didYouMean(n.Unit, named(b.decoder, b.file.Modules)))
		case seen[n.Unit]:
			return nil, b.fault(b.at(n), "choose: %q is listed twice; delete one", n.Unit)
		}
		seen[n.Unit] = true
		c.Components = append(c.Components, part)
		b.asked[part] = true
	}
	b.questions[c] = t
	return c, b.bind(c, t)
}

// modes of a choose.
var modes = map[string]system.GroupKind{"": system.Redundant, "active": system.Redundant, "duplex": system.Duplex, "standby": system.Standby}

// bind says how the copies of a choose depend on each other, if they do.
func (b *builder) bind(c *system.Choose, t *chooseText) error {
	g := &system.Group{Kind: modes[t.Mode], Crews: t.Crews, Beta: t.Beta, DormancyFactor: t.Dormancy}
	b.takeover("choose", g, &t.servingText, &t.IdleCoverage)
	waits := g.Kind == system.Standby
	if !waits && b.given(&t.Dormancy) {
		return b.fault(b.at(&t.Dormancy), "choose: dormancy is for copies that wait; say mode: standby, or delete it")
	}
	if !waits && !t.bonds(c.Max) && !b.takesTime(&t.servingText, &t.IdleCoverage) {
		return nil
	}
	if c.Mix && len(c.Components) > 1 {
		return b.fault(b.at(&t.Mix), "choose: mix does not go with crews, beta, coverage, takeover or standby, whose copies are alike; delete one of them")
	}
	for _, n := range t.Of.Nodes {
		if n.Unit == "" {
			return b.fault(b.at(n), "choose: crews, beta, coverage, takeover and standby are for copies of a module, and this is a structure; say them inside it, or choose among modules")
		}
		if p := b.model.Components[b.parts[n.Unit]]; p.Life == nil {
			return b.fault(b.at(n), "choose: module %q has no mtbf or life, which crews, beta, coverage, takeover and standby need; give it, or delete those", p.Name)
		}
	}
	c.Group = g
	return nil
}

// count is how large a part of the structure becomes.
type count struct{ units, places int }

// size counts what n becomes, before anything is made, and refuses what is too
// much where it becomes so.
func (b *builder) size(n *nodeText) (count, error) {
	var c count
	var err error
	switch {
	case n.KOfN != nil:
		c, err = b.copiesSize(&n.KOfN.Of, n.KOfN.N)
	case n.Duplex != nil:
		c, err = b.copiesSize(&n.Duplex.Of, 2)
	case n.Standby != nil:
		c, err = b.copiesSize(&n.Standby.Of, max(1, n.Standby.Active)+n.Standby.Spares.N)
		for _, spare := range n.Standby.Spares.Nodes {
			if err == nil {
				err = b.addSize(&c, spare)
			}
		}
	case n.Partial != nil:
		c, err = b.copiesSize(&n.Partial.Of, n.Partial.N)
	case n.Network != nil:
		for _, m := range n.Network.nodes() {
			if err == nil {
				err = b.addSize(&c, m)
			}
		}
	case n.Choose != nil:
		for _, m := range n.Choose.Of.Nodes {
			if err == nil && m.Unit == "" {
				err = b.addSize(&c, m)
			}
		}
	case n.Unit != "":
		return count{1, 1}, nil
	}
	for _, list := range [][]*nodeText{n.Series, n.Parallel} {
		for _, m := range list {
			if err == nil {
				err = b.addSize(&c, m)
			}
		}
	}
	c.places++
	const advice = "lower n, or let one module stand for many units"
	switch {
	case err != nil:
	case c.units > maxUnits:
		err = b.fault(b.at(n), "the structure grows beyond %d units here (to %d); %s", maxUnits, c.units, advice)
	case c.places > maxPlaces:
		err = b.fault(b.at(n), "the structure grows beyond %d units and nodes here (to %d); %s", maxPlaces, c.places, advice)
	}
	return c, err
}

func (b *builder) addSize(c *count, n *nodeText) error {
	more, err := b.size(n)
	c.units += more.units
	c.places += more.places
	return err
}

// copiesSize is the size of the nodes of l, or of n copies of the only one.
func (b *builder) copiesSize(l *likeText, n int) (c count, err error) {
	for _, m := range l.Nodes {
		if err == nil {
			err = b.addSize(&c, m)
		}
	}
	if !l.List {
		n = max(n, 1)
		c.units, c.places = c.units*n, c.places*n
	}
	return c, err
}
