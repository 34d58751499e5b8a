package faulttree

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/model"
)

const (
	maxMembers = 100     // of a common cause group
	maxUnits   = 500_000 // of all groups
	maxSets    = 4095    // of its members that may fail at once: all of 12
)

// phiTolerance is by how much phi factors, which are printed rounded, may miss a sum of 1.
const phiTolerance = 1e-4

// alphaTolerance is by how much alpha factors may, before a warning tells.
const alphaTolerance = 1e-3

var groupModels = map[string]GroupModel{"beta-factor": BetaFactor, "MGL": MGL, "alpha-factor": AlphaFactor, "phi-factor": PhiFactor}

// groupParts are what a group holds.
var groupParts = []string{"members", "distribution", "factors", "factor"}

// declareGroup takes the name of a common cause group and its model.
func (r *reader) declareGroup(c *element, in *scope) error {
	if err := c.check("!name", "!model"); err != nil {
		return err
	}
	name, err := c.defined()
	if err != nil {
		return err
	}
	kind, known := groupModels[c.attr("model")]
	if !known {
		return c.faultAt("model", "model: %q is not known%s it is one of %s", shown(c.attr("model")), hint(c.attr("model"), sorted(groupModels)), strings.Join(sorted(groupModels), ", "))
	}
	if other := r.groups[join(in.path, name)]; other != nil {
		return c.faultAt("name", "%q is defined twice, first as a common cause group at %s", shown(name), other.place())
	}
	r.groups[join(in.path, name)] = c
	g := &Group{Name: name, Model: kind, At: c.place(), at: c}
	r.model.Groups = append(r.model.Groups, g)
	r.groupList = append(r.groupList, groupText{c, in, g})
	return nil
}

// members makes those of all groups events, if they are not defined as such.
func (r *reader) members() error {
	for _, t := range r.groupList {
		label, of, err := t.at.content()
		if err != nil {
			return err
		}
		t.group.Label = label
		part, err := t.part(of, "members")
		if err != nil {
			return err
		}
		if err := part.check(); err != nil {
			return err
		}
		for _, e := range part.of {
			if err := r.member(t, e); err != nil {
				return err
			}
		}
		switch n := len(t.group.Members); {
		case n < 2:
			return part.fault("a common cause group of %s; it has two or more", model.Counted(n, "member"))
		case n > maxMembers:
			return part.fault("a common cause group of more than %d members", maxMembers)
		}
	}
	return nil
}

// part returns the one element of a name that a group holds.
func (t *groupText) part(of []*element, name string) (*element, error) {
	var found *element
	for _, e := range of {
		switch known := e.name; {
		case known != "members" && known != "distribution" && known != "factors" && known != "factor":
			return nil, e.stranger("<"+t.at.name+">", groupParts)
		case known == name && found != nil:
			return nil, e.fault("<%s> holds <%s> twice", t.at.name, name)
		case known == name:
			found = e
		}
	}
	if found == nil {
		return nil, t.at.fault("<%s> holds no <%s>", t.at.name, name)
	}
	return found, nil
}

func (r *reader) member(t groupText, e *element) error {
	if e.name != "basic-event" {
		return e.stranger("<members>", []string{"basic-event"})
	}
	if err := e.check("!name"); err != nil {
		return err
	}
	if err := e.alone(); err != nil {
		return err
	}
	d := r.events.find(e.attr("name"), t.in)
	if d == nil {
		name, err := e.defined()
		if err != nil {
			return err
		}
		d = &definition{kind: anEvent, at: e, in: t.in, event: &Event{At: e.place(), at: e}}
		if err := r.events.add(d, name, t.in.private); err != nil {
			return err
		}
		d.event.Name = d.name
		r.model.Events = append(r.model.Events, d.event)
	}
	switch {
	case d.kind != anEvent:
		return e.faultAt("name", "%q is a %s, defined at %s, not a basic event", shown(e.attr("name")), d.kind, d.at.place())
	case d.event.Group == t.group:
		return e.faultAt("name", "the member %q stands twice in the group", d.name)
	case d.event.Group != nil:
		return e.faultAt("name", "the event %q is a member of another common cause group, %q at %s", d.name, d.event.Group.Name, d.event.Group.At)
	}
	d.event.Group = t.group
	t.group.Members = append(t.group.Members, d.event)
	return nil
}

// groupNumbers makes the expressions of all groups.
func (r *reader) groupNumbers() error {
	for _, t := range r.groupList {
		_, of, err := t.at.content()
		if err != nil {
			return err
		}
		e, err := t.part(of, "distribution")
		if err != nil {
			return err
		}
		if err := e.check(); err != nil {
			return err
		}
		only, err := e.only(e.of, "expression")
		if err != nil {
			return err
		}
		if t.group.distribution, err = r.expression(only, t.in); err != nil {
			return err
		}
		if err := r.factors(t, of); err != nil {
			return err
		}
	}
	return nil
}

// factors takes those of a group, each at its level or, without one, at that after the
// one before.
func (r *reader) factors(t groupText, of []*element) error {
	name := "factors"
	if slices.ContainsFunc(of, func(e *element) bool { return e.name == "factor" }) {
		name = "factor"
	}
	part, err := t.part(of, name)
	if err != nil {
		return err
	}
	list := []*element{part}
	if name == "factors" {
		if err := part.check(); err != nil {
			return err
		}
		list = part.of
	}
	g := t.group
	g.factors = make([]*expression, len(g.Members))
	level := g.lowest() - 1
	for _, e := range list {
		if e.name != "factor" {
			return e.stranger("<factors>", []string{"factor"})
		}
		if level, err = e.level(g, level+1); err != nil {
			return err
		}
		if g.factors[level-1] != nil {
			return e.fault("the factor of level %d is given twice", level)
		}
		only, err := e.only(e.of, "expression")
		if err != nil {
			return err
		}
		if g.factors[level-1], err = r.expression(only, t.in); err != nil {
			return err
		}
	}
	return r.complete(g, part)
}

// lowest is the level of the first factor of a group.
func (g *Group) lowest() int { return [...]int{len(g.Members), 2, 1, 1}[g.Model] }

func (e *element) level(g *Group, next int) (int, error) {
	if err := e.check("level"); err != nil {
		return 0, err
	}
	n := len(g.Members)
	if !e.has("level") {
		if next > n {
			return 0, e.fault("a factor too many: a group of %d members has levels %d to %d", n, g.lowest(), n)
		}
		return next, nil
	}
	level, err := strconv.Atoi(e.attr("level"))
	if err != nil || level < g.lowest() || level > n {
		return 0, e.faultAt("level", "level: %q is not %s, as %s with %d members has", shown(e.attr("level")), span(g.lowest(), n), g.at.attr("model"), n)
	}
	return level, nil
}

// complete refuses a gap between the factors, and warns where those of the highest levels
// are left out, which are 0.
func (r *reader) complete(g *Group, part *element) error {
	last := 0
	for i, f := range g.factors {
		level := i + 1
		switch {
		case level < g.lowest():
		case f != nil && last != 0 && last != i, f != nil && last == 0 && level > g.lowest():
			return part.fault("the factor of level %d is missing", max(last+1, g.lowest()))
		case f != nil:
			last = level
		}
	}
	if last == 0 {
		return part.fault("the factor of level %d is missing", g.lowest())
	}
	if last < len(g.factors) {
		r.notes.factors = append(r.notes.factors, fmt.Sprintf("%s %q gives none above level %d, which are taken as 0", g.At, g.Name, last))
	}
	return nil
}

// sets are the probabilities of each set of so many members to fail at once, from one
// member on, and that which the group gives for a member.
type sets struct {
	each   []float64
	member float64
	mean   bool    // of a random deviate
	alphas float64 // the sum of the alpha factors
}

// shares returns the sets of a group: of all members together where the model is that of
// the beta factor, of every number of them in the others.
func (g *Group) shares(v *evaluator) (sets, error) {
	q, err := v.value(g.distribution)
	if err != nil {
		return sets{}, err
	}
	if !(q.value >= 0 && q.value <= 1) {
		return sets{}, g.distribution.at.fault("the common cause group %q has the probability %.6g, which is not a number from 0 to 1", g.Name, q.value)
	}
	n := len(g.Members)
	s := sets{each: make([]float64, n), member: q.value, mean: q.mean}
	factors := make([]float64, n)
	for i, f := range g.factors {
		if f == nil {
			continue
		}
		y, err := v.value(f)
		if err != nil {
			return sets{}, err
		}
		if !(y.value >= 0 && y.value <= 1) {
			return sets{}, f.at.fault("the factor of level %d is %.6g, which is not a number from 0 to 1", i+1, y.value)
		}
		factors[i], s.mean = y.value, s.mean || y.mean
	}
	for _, f := range factors {
		s.alphas += f
	}
	if g.Model == PhiFactor {
		err = g.phi(s.each, factors, q.value)
	} else {
		err = g.split(s.each, factors, q.value)
	}
	if err == nil {
		err = g.bounded(s.each)
	}
	return s, err
}

// phi gives each set its factor of the probability.
func (g *Group) phi(each, factors []float64, q float64) error {
	sum := 0.0
	for i, f := range factors {
		each[i] = f * q
		sum += f
	}
	if !(math.Abs(sum-1) <= phiTolerance) {
		return g.at.fault("the phi factors of %q add to %.6g, not to 1", g.Name, sum)
	}
	return nil
}

// split gives the sets of k members their shares of the probability,
//
//	Q_k = share_k Q / C(n-1, k-1),
//
// the shares being those of [model.CommonCause.Shares]. Alpha factors go in by their
// fraction of the sum.
func (g *Group) split(each, factors []float64, q float64) error {
	n, beta := len(g.Members), 0.0
	var cause *model.CommonCause
	switch g.Model {
	case BetaFactor:
		beta = factors[n-1]
	case MGL:
		cause = &model.CommonCause{MGL: factors[1:]}
	default:
		sum := 0.0
		for _, f := range factors {
			sum += f
		}
		if sum == 0 {
			return g.at.fault("the alpha factors of %q are all 0", g.Name)
		}
		for i := range factors {
			factors[i] /= sum
		}
		cause = &model.CommonCause{Alpha: factors}
	}
	own, shocks, err := cause.Shares(beta, n)
	if err != nil {
		return g.at.fault("the common cause group %q: %w", g.Name, err)
	}
	each[0] = own * q
	for _, s := range shocks {
		each[s.Units-1] = s.Share * q / choose(n-1, s.Units-1)
	}
	return nil
}

// bounded refuses more sets than are made events.
func (g *Group) bounded(each []float64) error {
	total := 0.0
	for i, p := range each {
		if p > 0 {
			total += choose(len(each), i+1)
		}
	}
	if total > maxSets {
		return g.at.fault("the common cause group %q has %.4g sets of members that fail at once, more than %d", g.Name, total, maxSets)
	}
	return nil
}

// choose is the number of sets of k of n.
func choose(n, k int) float64 {
	c := 1.0
	for i := 1; i <= k; i++ {
		c = c * float64(n-k+i) / float64(i)
	}
	return math.Round(c)
}
