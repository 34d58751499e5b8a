package ingest

import (
	"fmt"
	"slices"

	"mtbf/internal/near"
	"mtbf/internal/table"
)

// stateByHand reads the states of the column that the user names.
func (f *fileReader) stateByHand(by *StateRule, sample [][]string) error {
	i := table.Find(f.mapping.header, by.Column)
	if i < 0 {
		return fmt.Errorf("state: no column %q; the columns are %s%s", by.Column, table.QuoteNames(f.mapping.header, 40), near.Hint(by.Column, f.mapping.header))
	}
	for _, v := range by.Down {
		if slices.ContainsFunc(by.Up, func(u string) bool { return plainWord(u) == plainWord(v) }) {
			return fmt.Errorf("state: %q cannot mean both down and up", v)
		}
	}
	s := &stateFinder{f: f, sample: sample, line: f.newTimeline(sample)}
	c := valuesOf(i, f.mapping.header[i], sample)
	r := &stateRule{column: i, name: f.mapping.header[i], use: paired, soft: -1, blank: otherState}
	known, flag := s.known(c)
	switch {
	case by.Rows != "":
		r.use = stateUses[by.Rows]
	case flag:
		r.use = flagged
	case s.intervals():
		r.use = chosen
	}
	if r.use == flagged {
		r.blank = upState
	}
	if by.Blank != "" {
		r.blank = stateMeanings[by.Blank]
	}
	switch {
	case by.listed():
		r.meanings = byHand(by, known)
		if r.rest = stateMeanings[by.Rest]; by.Rest == "" && len(by.Down) > 0 && len(by.Up) == 0 {
			r.rest = upState
		}
	case known != nil:
		r.meanings = known
	default:
		return fmt.Errorf("state: say with --down which values of %q mean down", r.name)
	}
	r.cause = f.keepsStates(i)
	f.sayStates(r, c)
	f.useStates(r, sample)
	return nil
}

// listed reports whether values of the column are in the rule.
func (r *StateRule) listed() bool {
	return len(r.Down) > 0 || r.Rows != "" && len(r.Up)+len(r.Planned)+len(r.Drain) > 0
}

// keepsStates reports whether the profile gives the column of states another part too.
func (f *fileReader) keepsStates(column int) bool {
	if f.profile.Name == generic {
		return false
	}
	for role, s := range f.mapping.from {
		if _, asked := f.opt.Columns[role]; !asked && len(f.profile.Columns[role]) > 0 && slices.Equal(s.columns, []int{column}) {
			return true
		}
	}
	return false
}

// sayStates notes which values of the sample may mean planned work, or do.
func (f *fileReader) sayStates(r *stateRule, c *valuesColumn) {
	if c == nil {
		return
	}
	r.drains = c.meaning(r.meanings, func(w stateWord) bool { return w == drainState })
	r.plans = c.meaning(r.meanings, func(w stateWord) bool { return w == plannedState })
}

// byHand returns what values mean as the user says, or a profile; a known word that
// leaves the state as it was still does.
func byHand(by *StateRule, known map[string]stateWord) map[string]stateWord {
	meanings := map[string]stateWord{}
	for word, w := range known {
		if w == otherState || by.Rows != "" {
			meanings[word] = w
		}
	}
	for _, set := range []struct {
		values []string
		mean   stateWord
	}{{by.Up, upState}, {by.Other, otherState}, {by.Drain, drainState}, {by.Planned, plannedState}, {by.Down, downState}} {
		for _, v := range set.values {
			meanings[plainWord(v)] = set.mean
		}
	}
	return meanings
}

// known returns the meanings of the words of a column that the user names, nil where
// they are not known, and whether it is a flag.
func (s *stateFinder) known(c *valuesColumn) (meanings map[string]stateWord, flag bool) {
	if c == nil {
		return nil, false
	}
	if r, _ := s.flag(c); r != nil {
		return r.meanings, r.use == flagged
	}
	for _, family := range stateWords().Families {
		if family.covers(c) {
			return family.meanings, false
		}
	}
	if r, err := s.binary(c); err == nil && r != nil {
		return r.meanings, false
	}
	return nil, false
}
