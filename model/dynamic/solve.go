package dynamic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// Options say what to ask of a tree.
type Options struct {
	Times []float64 // hours, 0 or more: to give the unreliability at
}

// Result is what is known of the top of a tree.
type Result struct {
	// MTTF is the mean time to failure in hours, +Inf where the top may never fail, NaN where
	// it is not known. MTTFError bounds its error, by estimate; 0 where it is exact.
	MTTF, MTTFError float64

	// Ever and Never are the probabilities that the top fails some time and that it never
	// does, each a sum of positive terms.
	Ever, Never float64

	At       []At
	Parts    []Part // those with a chain, in the order of their tops
	Events   int    // basic events that matter to the top, in chains or not
	Warnings []model.Warning
}

// At is the top at a time.
type At struct {
	T                          float64 // hours
	Reliability, Unreliability float64 // of not having failed by then, and of having
}

// Part is a part of a tree that a chain solves.
type Part struct {
	Top                         string
	Events, States, Transitions int
}

// Solve answers exactly: see the package. Errors are those of [Tree.Check], of times
// outside their domain, *[UnsolvedError] for a law that a chain does not have,
// *[markov.WorkError] for times that are too long for its rates, and others that wrap
// [ErrTooLarge]; where ctx ends, its cause.
func Solve(ctx context.Context, t *Tree, o Options) (*Result, error) {
	for _, x := range o.Times {
		if !(x >= 0) || math.IsInf(x, 1) {
			return nil, &model.ParamError{Param: "time", Value: x, Want: "a finite number of hours of 0 or more"}
		}
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	t, err := t.pruned()
	if err != nil {
		return nil, err
	}
	s, err := newSolver(ctx, t, asWritten)
	if err != nil {
		return nil, err
	}
	r, err := s.solve(ctx, o)
	if err != nil {
		return nil, err
	}
	return r, s.addOrder(ctx, r, o)
}

// solver is a tree made ready: its parts and its static part.
type solver struct {
	tree      *Tree
	links     *links
	parts     []part
	chains    []*chain
	leaves    []leaf
	structure *system.Structure // nil where the top is one leaf, or decided
	top       node
}

func newSolver(ctx context.Context, t *Tree, p policy) (*solver, error) {
	l, err := newLinks(t)
	if err != nil {
		return nil, err
	}
	s := &solver{tree: t, links: l, parts: l.parts()}
	err = s.make(ctx, p)
	if errors.Is(err, system.ErrTooLarge) {
		s.parts = []part{{t.Top, l.closure(t.Top)}}
		err = s.make(ctx, p)
	}
	return s, err
}

// make makes the chains of the parts and the diagram of the rest.
func (s *solver) make(ctx context.Context, p policy) error {
	f := newFormulas(s.links, s.parts)
	var err error
	if s.top, err = f.top(); err != nil {
		return err
	}
	if s.top.Node == nil { // decided from the start
		s.parts, s.leaves = nil, nil
		return nil
	}
	s.chains = make([]*chain, len(s.parts))
	for k, part := range s.parts {
		if s.chains[k], err = newChain(ctx, newNet(s.tree, part.elements, part.top, s.links.home), p, maxStates); err != nil {
			return err
		}
	}
	s.leaves, s.structure = f.leaves, nil
	if _, one := s.top.Node.(system.Use); one || s.top.Node == nil {
		return nil
	}
	f.model.Top = s.top.Node
	s.structure, err = system.New(ctx, f.model)
	if deep := (*model.ParamError)(nil); errors.As(err, &deep) {
		return fmt.Errorf("gates, and dependencies one behind the other, go down more than %d levels: %w", system.MaxDepth, ErrTooLarge)
	}
	return err
}

// evaluate is the top, given its leaves.
func (s *solver) evaluate(ctx context.Context, up, down []float64) (chance, error) {
	switch use, one := s.top.Node.(system.Use); {
	case one:
		return chance{up[use.Unit], down[use.Unit]}, nil
	case s.top.always:
		return chance{0, 1}, nil
	case s.top.Node == nil:
		return chance{1, 0}, nil
	}
	works, fails, err := s.structure.Evaluate(ctx, up, down)
	return chance{works, fails}, err
}

func (s *solver) solve(ctx context.Context, o Options) (*Result, error) {
	r := &Result{MTTF: math.NaN()}
	for k, p := range s.parts {
		r.Parts = append(r.Parts, Part{s.tree.Elements[p.top].Name, s.events(p.elements), s.chains[k].states, s.chains[k].built.Transitions()})
	}
	r.Events = s.events(s.links.closure(s.tree.Top))
	ever, err := s.ever(ctx)
	if err != nil {
		return nil, err
	}
	r.Ever, r.Never = ever.down, ever.up
	if r.At, err = s.at(ctx, o.Times); err != nil {
		return nil, err
	}
	if err := s.addMTTF(ctx, r); err != nil {
		return r, err
	}
	r.checkMTTF()
	return r, nil
}

// checkMTTF says where a mean time to failure is not given that nothing else explains: a
// number holds it not, as the rates are too far apart.
func (r *Result) checkMTTF() {
	explained := slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return strings.HasPrefix(w.Code, "mttf-") })
	if r.Never > 0 || explained || !math.IsNaN(r.MTTF) && !math.IsInf(r.MTTF, 0) {
		return
	}
	r.MTTF = math.NaN()
	r.warn("mttf-rough", "the mean time to failure is not given: the rates are too far apart for it")
}

func (s *solver) events(of []int) int {
	n := 0
	for _, i := range of {
		if s.tree.Elements[i].Kind == Basic {
			n++
		}
	}
	return n
}

// ever is the top after any time.
func (s *solver) ever(ctx context.Context) (chance, error) {
	up, down := s.room()
	for i, l := range s.leaves {
		x := l.fixed()
		switch {
		case l.part >= 0:
			x.down, x.up = s.chains[l.part].chances()
		case l.event != nil:
			x = l.event.everAt()
		}
		up[i], down[i] = x.up, x.down
	}
	return s.evaluate(ctx, up, down)
}

func (s *solver) room() (up, down []float64) {
	return make([]float64, len(s.leaves)), make([]float64, len(s.leaves))
}

// fixed is the chance of a draw.
func (l *leaf) fixed() chance { return chance{1 - l.draw, l.draw} }

// at is the top at each of the times.
func (s *solver) at(ctx context.Context, times []float64) ([]At, error) {
	if len(times) == 0 {
		return nil, nil
	}
	ofParts := make([][]chance, len(s.chains))
	for k, c := range s.chains {
		var err error
		if ofParts[k], err = c.at(ctx, times); err != nil {
			return nil, err
		}
	}
	all := make([]At, len(times))
	up, down := s.room()
	for k, t := range times {
		for i, l := range s.leaves {
			x := l.fixed()
			switch {
			case l.part >= 0:
				x = ofParts[l.part][k]
			case l.event != nil:
				x = l.event.at(t)
			}
			up[i], down[i] = x.up, x.down
		}
		top, err := s.evaluate(ctx, up, down)
		if err != nil {
			return nil, err
		}
		all[k] = At{t, top.up, top.down}
	}
	return all, nil
}

// smallTree is how many events a tree may have whose mean time to failure is found by a
// chain of the whole of it, and not by quadrature.
const smallTree = 12

// largePart is how many states a part has more than to be large.
const largePart = 1000

// mttfEnough is the relative error up to which a mean time to failure is given.
const mttfEnough = 1e-7

// wholeStates bounds the chain of the whole tree, where quadrature costs too much.
const wholeStates = 400_000

func (s *solver) addMTTF(ctx context.Context, r *Result) error {
	switch use, one := s.top.Node.(system.Use); {
	case r.Never > 0:
		r.MTTF = math.Inf(1)
		r.warn("may-never-fail", fmt.Sprintf("the top may never fail: the mean time to failure is infinite; P(ever) = %.10g", r.Ever))
		return nil
	case s.top.always:
		r.MTTF = 0
		return nil
	case one:
		r.MTTF = s.leafMean(s.leaves[use.Unit])
		return nil
	}
	if most := s.wholeFirst(); most > 0 {
		if mttf, err := s.whole(ctx, most); err == nil || ctx.Err() != nil {
			r.MTTF = mttf
			return err
		}
	}
	mttf, off, err := s.integrate(ctx)
	var work *markov.WorkError
	if errors.As(err, &work) || errors.Is(err, ErrTooLarge) {
		if mttf, other := s.whole(ctx, wholeStates); other == nil {
			r.MTTF = mttf
			return nil
		}
		r.warn("mttf-costly", "the mean time to failure would take too long: "+err.Error())
		return nil
	}
	if err != nil || off <= mttfEnough*mttf {
		r.MTTF, r.MTTFError = mttf, off
		return err
	}
	r.warn("mttf-rough", fmt.Sprintf("the mean time to failure came out as %.3g h, but only to %.2g h: it is not given", mttf, off))
	return nil
}

// wholeFirst is how many states the chain of the whole tree may have to be tried before
// quadrature: that of a small tree, or where a part is so large that to follow it through
// time costs more than some times its states. 0 is not at all.
func (s *solver) wholeFirst() int {
	states := 0 // of the largest part
	for _, c := range s.chains {
		states = max(states, c.states)
	}
	switch {
	case s.events(s.links.closure(s.tree.Top)) <= smallTree:
		return 1 << 16
	case states > largePart:
		return 4 * states
	}
	return 0
}

func (s *solver) leafMean(l leaf) float64 {
	if l.part >= 0 {
		return s.chains[l.part].mttf()
	}
	return l.event.mean()
}

// whole is the mean time to failure by a chain of the whole tree.
func (s *solver) whole(ctx context.Context, most int) (float64, error) {
	c, err := newChain(ctx, newNet(s.tree, s.links.closure(s.tree.Top), s.tree.Top, s.links.home), asWritten, most)
	if err != nil {
		return math.NaN(), err
	}
	return c.mttf(), nil
}

func (r *Result) warn(code, text string) {
	r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: text})
}

// addOrder tells what the other order changes, where the order of failures that are forced
// at one instant changes something.
func (s *solver) addOrder(ctx context.Context, r *Result, o Options) error {
	at := slices.IndexFunc(s.chains, func(c *chain) bool { return c.choice != "" })
	if at < 0 {
		return nil
	}
	text := fmt.Sprintf("in %q, what happens %s depends on which of the failures at that instant is taken first, which nothing says: they are taken in the order in which they are written", s.tree.Elements[s.parts[at].top].Name, s.chains[at].choice)
	other, err := newSolver(ctx, s.tree, reversed)
	if err == nil {
		var x *Result
		if x, err = other.solve(ctx, o); err == nil {
			text += r.difference(x)
		}
	}
	var forbidden *FormError
	if errors.As(err, &forbidden) {
		text += "; reversed, it has no agreed meaning: " + err.Error()
	}
	r.warn("simultaneous-order", text)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// difference tells in what the answer of the other order is another one.
func (r *Result) difference(other *Result) string {
	text := ""
	switch {
	case other.Never > 0 && otherwise(r.Ever, other.Ever):
		text = fmt.Sprintf("; reversed, P(ever) would be %.6g", other.Ever)
	case otherwise(r.MTTF, other.MTTF):
		text = fmt.Sprintf("; reversed, the MTTF would be %.6g h", other.MTTF)
	}
	for i, a := range other.At {
		if otherwise(r.At[i].Unreliability, a.Unreliability) {
			if text == "" {
				return fmt.Sprintf("; reversed, the unreliability at %g h would be %.6g", a.T, a.Unreliability)
			}
			return text + fmt.Sprintf(" and the unreliability at %g h %.6g", a.T, a.Unreliability)
		}
	}
	if text == "" {
		return "; reversed, the answer is the same"
	}
	return text
}

// otherwise reports whether two results are not the same but for rounding. One that is
// not known is no other than any.
func otherwise(a, b float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) || a == b {
		return false
	}
	return math.IsInf(a, 0) || math.IsInf(b, 0) || math.Abs(a-b) > 1e-9*math.Max(math.Abs(a), math.Abs(b))
}
