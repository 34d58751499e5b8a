package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/internal/table"
)

// knownShare is the part of what a column says that must be words of states.
const knownShare = 0.95

// leastKnown is that part where both down and up are among them, and rows alternate:
// other words, such as "agent started", change nothing.
const leastKnown = 0.75

// filledStates is the part of the rows in which a column of states must say something.
const filledStates = 0.75

// chooseStates finds the column that tells up from down, or failures from other rows:
// by the user's word, else by what the columns hold and are called.
func (f *fileReader) chooseStates(sample [][]string) error {
	byHand := cmp.Or(f.opt.State, f.profile.State)
	switch {
	case byHand != nil && byHand.Column == "":
		return nil
	case byHand != nil:
		return f.stateByHand(byHand, sample)
	case f.profile.DayRows || f.profile.LastOf != "" || len(sample) == 0:
		return nil
	}
	if c := f.unitOfStates(sample); c != nil {
		f.mapWithout(c.index, sample)
	}
	s := &stateFinder{f: f, sample: sample, line: f.newTimeline(sample)}
	for i, name := range f.mapping.header {
		if c := valuesOf(i, name, sample); c != nil && !s.spoken(i) {
			s.columns = append(s.columns, c)
		}
	}
	return s.find()
}

// stateFinder looks for the column of states in a sample.
type stateFinder struct {
	f       *fileReader
	sample  [][]string
	line    *timeline
	columns []*valuesColumn
}

// spoken reports whether a column has a part already that no column of states has, or
// a condition of the user looks at it.
func (s *stateFinder) spoken(i int) bool {
	f := s.f
	for _, role := range []Role{roleStart, roleEnd, rolePlanned} {
		if slices.Contains(f.mapping.from[role].columns, i) {
			return true
		}
	}
	named := func(c Condition) bool { return table.Find(f.mapping.header, c.Column) == i }
	skips := func(column string) bool { return table.Find(f.mapping.header, column) == i }
	return slices.ContainsFunc(f.opt.Where, named) || slices.ContainsFunc(slices.Collect(maps.Keys(f.profile.Skip)), skips)
}

// find takes the first column that is a flag, tells states, or kinds of messages, in
// this order.
func (s *stateFinder) find() error {
	for _, look := range []func(*valuesColumn) (*stateRule, error){s.flag, s.states, s.binary, s.choice, s.drains} {
		for _, c := range s.columns {
			r, err := look(c)
			if err != nil {
				return err
			}
			if r != nil {
				s.f.useStates(r, s.sample)
				s.say(r, c)
				return nil
			}
		}
	}
	return nil
}

// intervals reports whether rows tell how long they last.
func (s *stateFinder) intervals() bool { return s.line.told > 0 }

func (s *stateFinder) rule(c *valuesColumn, use stateUse, meanings map[string]stateWord) *stateRule {
	r := &stateRule{column: c.index, name: c.name, use: use, soft: -1, meanings: meanings, blank: otherState}
	if use == flagged {
		r.blank = upState
	}
	r.drains = c.meaning(meanings, func(w stateWord) bool { return w == drainState })
	r.plans = c.meaning(meanings, func(w stateWord) bool { return w == plannedState })
	return r
}

// flag takes a column of two values, of which one is the other with "no" before it, or
// that is called after failures and says yes and no, or in which kinds of failures
// stand against "no failure".
func (s *stateFinder) flag(c *valuesColumn) (*stateRule, error) {
	if r := s.kinds(c); r != nil {
		return r, nil
	}
	meanings := stateWords().Flags.meanings
	if yes, no := negation(c.values); yes != "" {
		if stateWords().isUp(yes) {
			return nil, nil // ready against not ready: states
		}
		meanings = map[string]stateWord{yes: downState, no: upState}
	} else if !stateWords().named("failure", c.name) || !yesOrNo(c) {
		return nil, nil
	}
	if changes := s.rule(c, paired, meanings); !s.intervals() && (s.steady() || s.alternate(changes)) {
		return changes, nil // a failure goes on from one row to the next
	}
	return s.rule(c, flagged, meanings), nil
}

// alternate reports whether the state changes from row to row, or is told again only
// while a unit is down.
func (s *stateFinder) alternate(r *stateRule) bool {
	changes, up, pairs := s.line.changes(r)
	return changes >= fewSteps && (up == 0 || float64(changes) >= alternating*float64(pairs))
}

// alternating is the share of rows after which the state changes from which rows tell
// changes, and no failures one by one.
const alternating = 0.95

// steady reports whether rows are checks, one every so often.
func (s *stateFinder) steady() bool {
	_, steady := steadyStep(s.line.steps())
	return steady && s.line.repeat
}

// kinds takes a column of kinds of failures one of which is none.
func (s *stateFinder) kinds(c *valuesColumn) *stateRule {
	isNothing := func(value string) bool { return slices.Contains(stateWords().Nothing, plainWord(value)) }
	if len(c.values) < 3 || !slices.ContainsFunc(c.values, isNothing) {
		return nil
	}
	meanings := map[string]stateWord{}
	for _, value := range c.values {
		if meanings[plainWord(value)] = downState; isNothing(value) {
			meanings[plainWord(value)] = upState
		}
	}
	r := s.rule(c, flagged, meanings)
	r.rest, r.cause = downState, true
	return r
}

// negation returns the plain words of two values of which one denies the other.
func negation(values []string) (yes, no string) {
	if len(values) != 2 {
		return "", ""
	}
	a, b := plainWord(values[0]), plainWord(values[1])
	for _, prefix := range []string{"no ", "not ", "non ", "no"} {
		switch {
		case b == prefix+a:
			return a, b
		case a == prefix+b:
			return b, a
		}
	}
	return "", ""
}

// yesOrNo reports whether a column says yes and no, or yes and nothing.
func yesOrNo(c *valuesColumn) bool {
	flags := stateWords().Flags.meanings
	yes := c.meaning(flags, func(w stateWord) bool { return w == downState })
	no := c.meaning(flags, func(w stateWord) bool { return w == upState })
	return len(yes) == 1 && len(no) <= 1 && len(yes)+len(no) == len(c.values) && (len(no) == 1 || c.filled < c.rows)
}

// states takes a column that holds words of one family, down and up.
func (s *stateFinder) states(c *valuesColumn) (*stateRule, error) {
	if float64(c.filled) < filledStates*float64(c.rows) {
		return nil, nil
	}
	families := slices.Clone(stateWords().Families)
	slices.SortStableFunc(families, func(a, b *stateFamily) int { return cmp.Compare(b.share(c), a.share(c)) })
	for _, family := range families {
		if !family.covers(c) {
			continue
		}
		downs := c.meaning(family.meanings, stateWord.isDown)
		if len(downs) == 0 && (!family.Alone || s.intervals() || !stateWords().named("state", c.name)) {
			continue
		}
		r, err := s.fitting(c, family, downs)
		if r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// share is the part of what a column says that the family knows.
func (f *stateFamily) share(c *valuesColumn) float64 {
	return c.share(func(v string) bool { return meaning(f.meanings, v) != noState })
}

// covers reports whether nearly all of a column is in the family, words of up among it.
func (f *stateFamily) covers(c *valuesColumn) bool {
	least := knownShare
	if len(c.meaning(f.meanings, stateWord.isDown)) > 0 && f.Turns > 0 {
		least = leastKnown
	}
	if f.share(c) < least {
		return false
	}
	ups := c.meaning(f.meanings, func(w stateWord) bool { return w == upState })
	return slices.ContainsFunc(ups, func(v string) bool {
		return len(f.Surely) == 0 || slices.Contains(f.Surely, plainWord(v))
	})
}

// fitting returns the rule for a column of a family, if the rows are as it wants them.
func (s *stateFinder) fitting(c *valuesColumn, family *stateFamily, downs []string) (*stateRule, error) {
	r := s.rule(c, paired, family.meanings)
	switch {
	case !s.intervals():
		if s.line.turns(r) < family.Turns && !s.steady() {
			return nil, nil
		}
		return r, nil
	case !s.line.ends && !s.line.tiles() && !s.line.lastingDown(r):
		if s.line.turns(r) < max(family.Turns, 0.4) {
			return nil, nil
		}
		r.alone = true // the durations are of something else
		return r, nil
	case !family.Intervals:
		return nil, nil
	case s.line.tiles() || s.line.lastingDown(r):
		r.use = chosen
		return r, nil
	}
	return nil, &Question{
		Text: fmt.Sprintf("are the rows of %s where %q is %s all its outages? Those of other states have ends too", s.f.name, c.name, strings.Join(downs, " or ")),
		Readings: []Reading{
			{Settings: []Setting{{"state", c.name}, {"down", strings.Join(downs, ",")}}, About: "only such rows are outages"},
			{Settings: []Setting{{"state", ""}}, About: "every row is an outage"},
		},
	}
}

// mostlyUp is the availability from which a reading is believed whose opposite says
// that units are hardly ever up.
const mostlyUp = 0.9

// binary takes a column of 0 and 1, or yes and no, that is called after a state. Which
// of the two is up its name tells, or that units are up most of the time.
func (s *stateFinder) binary(c *valuesColumn) (*stateRule, error) {
	names, flags := stateWords(), stateWords().Flags.meanings
	isUp, isDown, state := names.named("up", c.name), names.named("down", c.name), names.named("state", c.name)
	if !yesOrNo(c) || c.filled < c.rows || len(c.values) != 2 || !(isUp || isDown || state) {
		return nil, nil
	}
	r := s.rule(c, paired, flags)
	if s.line.ages && statusNames[table.Fold(c.name)] == meansFail {
		r.use = flagged // failed, or still running
		return r, nil
	}
	if s.intervals() {
		r.use = chosen
		if !s.line.tiles() && !s.line.lastingDown(r) && !s.line.lastingDown(r.opposite()) {
			return nil, nil
		}
	}
	switch {
	case isDown:
		return r, nil
	case isUp:
		return r.opposite(), nil
	}
	switch down := s.line.timeDown(r); {
	case down < 1-mostlyUp:
		return r, nil
	case down > mostlyUp:
		return r.opposite(), nil
	}
	values := slices.Sorted(slices.Values(c.values))
	q := &Question{Text: fmt.Sprintf("which value of %q in %s means down, %s or %s?", c.name, s.f.name, values[0], values[1])}
	for _, value := range values {
		q.Readings = append(q.Readings, Reading{Settings: []Setting{{"state", c.name}, {"down", value}}})
	}
	return nil, q
}

// opposite returns the rule under which down is up.
func (r *stateRule) opposite() *stateRule {
	o := *r
	o.meanings = map[string]stateWord{}
	for word, w := range r.meanings {
		switch w {
		case downState:
			w = upState
		case upState:
			w = downState
		}
		o.meanings[word] = w
	}
	return &o
}

// choice takes a column that sets stops against messages, in a log of intervals.
func (s *stateFinder) choice(c *valuesColumn) (*stateRule, error) {
	for _, family := range stateWords().Choices {
		known := c.share(func(v string) bool { return meaning(family.meanings, v) != noState })
		downs := c.meaning(family.meanings, stateWord.isDown)
		if s.intervals() && known >= knownShare && len(downs) > 0 && len(downs) < len(c.values) {
			r := s.rule(c, flagged, family.meanings)
			r.rest, r.blank = downState, downState
			return r, nil
		}
	}
	return nil, nil
}

// drains takes a column of states that are all down, some of them perhaps for planned
// work.
func (s *stateFinder) drains(c *valuesColumn) (*stateRule, error) {
	if !s.intervals() {
		return nil, nil
	}
	for _, family := range stateWords().Families {
		known := c.share(func(v string) bool { return meaning(family.meanings, v).isDown() })
		drains := c.meaning(family.meanings, func(w stateWord) bool { return w == drainState || w == plannedState })
		if known >= knownShare && len(family.Drain) > 0 && len(drains) > 0 {
			return s.rule(c, remarked, family.meanings), nil
		}
	}
	return nil, nil
}

// say tells in the heading what the figures rest on.
func (s *stateFinder) say(r *stateRule, c *valuesColumn) {
	downs := c.meaning(r.meanings, stateWord.isDown)
	ups := c.meaning(r.meanings, func(w stateWord) bool { return w == upState })
	f := s.f
	switch {
	case r.use == paired && len(downs) == 0:
		f.assume("states-paired", "%s: %q tells states, and none of them is down (%s); --state '' takes every row for an outage", f.name, r.name, strings.Join(ups, ", "))
	case r.use == paired:
		f.assume("states-paired", "%s: %q tells states; an outage lasts from %s to the next %s of its unit; --state '' takes every row for an outage", f.name, r.name, strings.Join(downs, " or "), strings.Join(ups, " or "))
	case r.use == remarked:
	case len(ups) < len(downs):
		f.assume("states-chosen", "%s: rows where %q is %s are no outages; --state '' takes every row for one", f.name, r.name, cmp.Or(strings.Join(ups, " or "), "blank"))
	default:
		f.assume("states-chosen", "%s: rows where %q is %s are outages, and no others; --state '' takes every row for one", f.name, r.name, strings.Join(downs, " or "))
	}
}
