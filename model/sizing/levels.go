package sizing

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

const (
	maxLevels  = 4096    // of one part at one question
	maxMixed   = 200_000 // of several
	maxCounted = 5e8     // units counted for these
	maxGrouped = 64      // copies in a group, which take a chain each
	nothing    = 1e-300  // an unavailability that no further copy can be seen to lower
)

// checkQuestion returns what is wrong with a question.
func (t *tree) checkQuestion(q *system.Choose) error {
	bad := func(name string, value any, want string) error {
		return &model.ParamError{Param: "choose: " + name, Value: value, Want: want}
	}
	switch {
	case q.Group != nil && q.Group.Kind > system.Standby:
		return bad("kind", q.Group.Kind, "redundant, duplex or standby")
	case alternatives(q) == 0:
		return bad("of", "empty", "a list of one module or more")
	case q.Need < 1 || q.Need > maxNeed:
		return bad("need", q.Need, fmt.Sprintf("a whole number from 1 to %d", maxNeed))
	case q.Min < 0 || q.Min > maxNeed:
		return bad("redundancy", q.Min, fmt.Sprintf("a least number of copies from 0 to %d", maxNeed))
	case q.Max < q.Min || q.Max < q.Need:
		return bad("redundancy", q.Max, fmt.Sprintf("a greatest number of copies of %d or more", max(q.Min, q.Need)))
	case q.Group != nil && len(q.Structures) > 0:
		return bad("of", "a structure", "a module, where copies depend on each other: the chain of a group has like units")
	case q.Group != nil && q.Mix && len(q.Components) > 1:
		return bad("mix", true, "possible where copies depend on each other: the chain of a group has like units")
	}
	for _, p := range q.Components {
		if p < 0 || p >= len(t.m.Components) {
			return bad("of", p, "the number of a part")
		}
	}
	return nil
}

// levels returns the answers to a question, without regard to each other. Spend
// is the whole.
func (f *search) levels(number int) ([]point, error) {
	q := f.t.questions[number]
	a := &asker{search: f, question: q, number: number, lo: max(q.Min, q.Need)}
	var err error
	switch {
	case q.Group != nil:
		err = a.grouped(groupOf(q))
	case q.Mix && alternatives(q) > 1:
		err = a.mixed()
	default:
		err = a.uniform()
	}
	return a.points, err
}

// groupOf is the group that copies make, but for their number.
func groupOf(q *system.Choose) *system.Group {
	g := *q.Group
	g.K = q.Need
	return &g
}

// asker collects the answers to one question.
type asker struct {
	*search
	question *system.Choose
	number   int
	lo       int
	points   []point
}

// add takes an answer, unless it breaks a limit.
func (a *asker) add(copies []int, c chance) bool {
	p := point{value: value{spend: a.cost(a.number, copies), loss: c.loss()}, level: &level{question: a.number, copies: copies, chance: c}}
	if !p.spend.within(a.limit) {
		return false
	}
	a.points = append(a.points, p)
	return true
}

// cover adds a bound for all answers that cost as much or more.
func (a *asker) cover(cost spend, copies []int) {
	if cost.within(a.limit) {
		a.points = append(a.points, point{value: value{spend: cost, bound: true}, level: &level{question: a.number, copies: copies, chance: certain}})
	}
}

// only is a list of copies of one part.
func (a *asker) only(part, n int) []int {
	copies := make([]int, alternatives(a.question))
	copies[part] = n
	return copies
}

// coverPart covers n or more copies of a part.
func (a *asker) coverPart(part, n int) {
	copies := a.only(part, n)
	a.cover(a.cost(a.number, copies), copies)
}

// uniform adds copies of one part, for each of the parts.
func (a *asker) uniform() error {
	for part := range alternatives(a.question) {
		if err := a.uniformOf(part); err != nil {
			return err
		}
	}
	return nil
}

// uniformOf adds 1, 2, ... copies of one part, until there are enough to be
// never seen to fail.
func (a *asker) uniformOf(part int) error {
	c, err := a.t.one(a.s, a.question, part)
	if err != nil {
		return err
	}
	t := newTally(a.question.Need)
	for n := 1; n <= a.question.Max && !a.ended(); n++ {
		t.add(c)
		if n < a.lo {
			continue
		}
		if n-a.lo >= maxLevels {
			a.coverPart(part, n)
			return nil
		}
		now := t.chance()
		if !a.add(a.only(part, n), now) || now.down < nothing {
			return nil
		}
	}
	return nil
}

// grouped adds copies that depend on each other. It ends where four more in a
// row have not helped by a thousandth.
func (a *asker) grouped(g *system.Group) error {
	for i, part := range a.question.Components {
		if err := a.groupedOf(g, i, part); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) groupedOf(g *system.Group, i, part int) error {
	best, idle := math.Inf(1), 0
	for n := a.lo; n <= a.question.Max && !a.ended(); n++ {
		if idle == 4 || n-a.lo >= maxGrouped {
			a.coverPart(i, n)
			return nil
		}
		c, err := a.s.group(g, n, part)
		if err != nil {
			return err
		}
		if !a.add(a.only(i, n), c) {
			return nil
		}
		if idle++; c.down < 0.999*best {
			best, idle = c.down, 0
		}
	}
	return nil
}

// mixed adds every set of copies of all parts, up to a total that keeps their
// number in bounds.
func (a *asker) mixed() error {
	q := a.question
	parts := alternatives(q)
	chances := make([]chance, parts)
	for i := range chances {
		var err error
		if chances[i], err = a.t.one(a.s, q, i); err != nil {
			return err
		}
	}
	most := a.lo
	for most < q.Max && sets(most+1, parts) <= maxMixed {
		most++
	}
	if sets(most, parts)*float64(q.Need) > maxCounted {
		return &model.ParamError{Param: "choose: of", Value: parts, Want: "few enough modules to mix"}
	}
	a.each(newTally(q.Need), make([]int, parts), chances, 0, most)
	if most < q.Max {
		a.coverMixed(most + 1)
	}
	return nil
}

// sets is the number of ways to take at most n copies of k parts, (n+k over k).
func sets(n, k int) float64 {
	x := 1.0
	for i := 1; i <= k; i++ {
		x *= float64(n+i) / float64(i)
	}
	return x
}

// each adds all answers with the copies so far, counted in t, and up to room
// more of the parts from one on.
func (a *asker) each(t tally, copies []int, chances []chance, from, room int) {
	if from == len(copies) {
		if total(copies) >= a.lo {
			a.add(slices.Clone(copies), t.chance())
		}
		return
	}
	t = slices.Clone(t)
	for n := 0; ; n++ {
		copies[from] = n
		a.each(t, copies, chances, from+1, room-n)
		if n == room || a.ended() || !a.cost(a.number, copies).within(a.limit) {
			break
		}
		t.add(chances[from])
	}
	copies[from] = 0
}

// coverMixed adds a bound for n copies or more: as many of a part that is, in
// every resource, the cheapest of all.
func (a *asker) coverMixed(n int) {
	var cheapest spend
	for i := range alternatives(a.question) {
		cost := a.cost(a.number, a.only(i, n))
		if i == 0 {
			cheapest = cost
		}
		cheapest = cheapest.least(cost)
	}
	a.cover(cheapest, a.only(0, n))
}

// answer is the chance that the copies do what a question needs, in a scene.
func (t *tree) answer(s *componentValues, question int, copies []int) (chance, error) {
	q := t.questions[question]
	if q.Group != nil {
		only := slices.IndexFunc(copies, func(n int) bool { return n > 0 })
		return s.group(groupOf(q), copies[only], q.Components[only])
	}
	counted := newTally(q.Need)
	for i, n := range copies {
		if n == 0 {
			continue
		}
		c, err := t.one(s, q, i)
		if err != nil {
			return c, err
		}
		for range n {
			counted.add(c)
		}
	}
	return counted.chance(), nil
}
