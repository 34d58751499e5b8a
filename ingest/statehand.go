package ingest

import (
	"fmt"
	"slices"

	"mtbf/internal/table"
)

// stateByHand reads the states of the column that the user names.
func (f *fileReader) stateByHand(by *StateRule, sample [][]string) error {
	i := table.Find(f.mapping.header, by.Column)
	if i < 0 {
		return fmt.Errorf("state: no column %q; the columns are %s", by.Column, table.QuoteNames(f.mapping.header, 40))
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
	case flag:
		r.use, r.blank = flagged, upState
	case s.intervals():
		r.use = chosen
	}
	switch {
	case len(by.Down) > 0:
		r.meanings = byHand(by, known)
		if len(by.Up) == 0 {
			r.rest = upState
		}
	case known != nil:
		r.meanings = known
	default:
		return fmt.Errorf("state: say with --down which values of %q mean down", r.name)
	}
	f.useStates(r, sample)
	return nil
}

// byHand returns what values mean as the user says; a known word that leaves the state
// as it was still does.
func byHand(by *StateRule, known map[string]stateWord) map[string]stateWord {
	meanings := map[string]stateWord{}
	for word, w := range known {
		if w == otherState {
			meanings[word] = w
		}
	}
	for _, set := range []struct {
		values []string
		mean   stateWord
	}{{by.Up, upState}, {by.Other, otherState}, {by.Planned, plannedState}, {by.Down, downState}} {
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
