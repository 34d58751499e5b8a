package ingest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed states.yaml
var statesText []byte

// stateWord is what a word of a log tells of its unit.
type stateWord uint8

const (
	noState      stateWord = iota // blank, or a word that is not known
	downState                     // it does not serve
	upState                       // it does
	plannedState                  // it does not, for planned work
	drainState                    // it does not, perhaps for planned work
	otherState                    // nothing new
)

// isDown reports whether a unit does not serve.
func (w stateWord) isDown() bool { return w == downState || w == plannedState || w == drainState }

// stateFamily is a set of words that stand against each other.
type stateFamily struct {
	Name      string   `yaml:"name"`
	Intervals bool     `yaml:"intervals"`
	Alone     bool     `yaml:"alone"`
	Turns     float64  `yaml:"turns"`
	Surely    []string `yaml:"surely"`
	Down      []string `yaml:"down"`
	Up        []string `yaml:"up"`
	Planned   []string `yaml:"planned"`
	Drain     []string `yaml:"drain"`
	Other     []string `yaml:"other"`

	meanings map[string]stateWord
}

// workFamily is words of planned work and those that are opposed to it.
type workFamily struct {
	Planned   []string `yaml:"planned"`
	Unplanned []string `yaml:"unplanned"`
	Neither   []string `yaml:"neither"`
}

// stateVocabulary is the words that logs write for states.
type stateVocabulary struct {
	Families  []*stateFamily      `yaml:"families"`
	Flags     *stateFamily        `yaml:"flags"`
	Nothing   []string            `yaml:"nothing"`
	Nouns     []string            `yaml:"nouns"`
	Status    []string            `yaml:"status"`
	Cancelled []string            `yaml:"cancelled"`
	Lists     []string            `yaml:"lists"`
	Nested    []string            `yaml:"nested"`
	Choices   []*stateFamily      `yaml:"choices"`
	Work      []workFamily        `yaml:"work"`
	Names     map[string][]string `yaml:"names"`
}

var stateWords = sync.OnceValue(func() *stateVocabulary {
	v := &stateVocabulary{}
	if err := decodeYAML("states.yaml", statesText, v); err != nil {
		panic("ingest: " + err.Error()) // a test reads it
	}
	for _, f := range slices.Concat(v.Families, v.Choices, []*stateFamily{v.Flags}) {
		f.meanings = map[string]stateWord{}
		for _, set := range []struct {
			words []string
			mean  stateWord
		}{{f.Down, downState}, {f.Up, upState}, {f.Planned, plannedState}, {f.Drain, drainState}, {f.Other, otherState}} {
			for _, word := range set.words {
				f.meanings[word] = set.mean
			}
		}
	}
	return v
})

// isUp reports whether a word means up in some family.
func (v *stateVocabulary) isUp(word string) bool {
	return slices.ContainsFunc(v.Families, func(f *stateFamily) bool { return f.meanings[word] == upState })
}

// named reports whether a column is called as those of a kind are.
func (v *stateVocabulary) named(kind, column string) bool {
	words := slices.DeleteFunc(wordsOf(column), func(w string) bool { return w == "is" || w == "has" || w == "was" })
	return slices.Contains(v.Names[kind], strings.Join(words, " "))
}

// plainWord writes a value as the vocabulary does: in lower case, without the marks
// that Slurm puts behind a state, "_" and "-" as blanks.
func plainWord(text string) string {
	text = strings.TrimRight(strings.ToLower(strings.TrimSpace(text)), "*~#!%$@^")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }), " ")
}

// meaning returns what a value tells, of several states joined by "+" the worst.
func meaning(meanings map[string]stateWord, value string) stateWord {
	word := plainWord(value)
	if w, ok := meanings[word]; ok {
		return w
	}
	if noun, rest, ok := strings.Cut(word, " "); ok && slices.Contains(stateWords().Nouns, noun) { // node down
		if w, ok := meanings[rest]; ok {
			return w
		}
	}
	worst := noState
	if parts := strings.Split(word, "+"); len(parts) > 1 {
		for _, part := range parts {
			switch w := meanings[plainWord(part)]; {
			case w == downState, w.isDown() && worst != downState, worst == noState:
				worst = w
			}
		}
	}
	return worst
}

// maxStates is how many different values a column of states has at most.
const maxStates = 16

// valuesColumn is what a column of few different values says in the sample.
type valuesColumn struct {
	index  int
	name   string
	rows   int
	filled int
	values []string // different ones, as they come
	counts map[string]int
}

// valuesOf looks at a column; it returns nil for one of too many values.
func valuesOf(index int, name string, sample [][]string) *valuesColumn {
	c := &valuesColumn{index: index, name: name, rows: len(sample), counts: map[string]int{}}
	for _, record := range sample {
		value := strings.TrimSpace(record[index])
		if value == "" {
			continue
		}
		if c.counts[value] == 0 {
			if len(c.values) == maxStates {
				return nil
			}
			c.values = append(c.values, value)
		}
		c.counts[value]++
		c.filled++
	}
	return c
}

// share returns the part of the cells that say something whose values are so.
func (c *valuesColumn) share(is func(value string) bool) float64 {
	n := 0
	for value, count := range c.counts {
		if is(value) {
			n += count
		}
	}
	if c.filled == 0 {
		return 0
	}
	return float64(n) / float64(c.filled)
}

// meaning returns the values that have a meaning, in the order in which they came.
func (c *valuesColumn) meaning(meanings map[string]stateWord, is func(stateWord) bool) (values []string) {
	for _, value := range c.values {
		if is(meaning(meanings, value)) {
			values = append(values, value)
		}
	}
	return values
}
