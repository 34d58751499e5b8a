package galileo

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"mtbf/internal/near"
	"mtbf/internal/place"
	"mtbf/model/dynamic"
)

// maxElements is the most statements that a file may have.
const maxElements = 20_000

// statement is one line of a tree: a gate, an event, a dependency or a restriction.
type statement struct {
	name    token
	keyword token
	k, n    int // of a vote; n is 0 where it is not said
	inputs  []token
	keys    map[string]value // of an event; of a pdep its probability
	order   []string         // of the keys
	element int              // in the tree; -1: a dependency or a restriction
}

// value is what a key is given.
type value struct {
	number float64
	key    token
	at     place.Mark
}

// reader reads the statements of a file.
type reader struct {
	*scanner
	file   *File
	top    token
	all    []*statement
	byName map[string]*statement
	notes  notes
}

// kinds are the keywords of gates.
var kinds = map[string]dynamic.Element{
	"and": {Kind: dynamic.And}, "or": {Kind: dynamic.Or},
	"pand": {Kind: dynamic.Pand}, "pand-incl": {Kind: dynamic.Pand}, "pand<=": {Kind: dynamic.Pand},
	"pand-excl": {Kind: dynamic.Pand, Exclusive: true}, "pand<": {Kind: dynamic.Pand, Exclusive: true},
	"por": {Kind: dynamic.Por}, "por-incl": {Kind: dynamic.Por}, "por<=": {Kind: dynamic.Por},
	"por-excl": {Kind: dynamic.Por, Exclusive: true}, "por<": {Kind: dynamic.Por, Exclusive: true},
	"csp": {Kind: dynamic.Spare}, "wsp": {Kind: dynamic.Spare}, "hsp": {Kind: dynamic.Spare}, "spare": {Kind: dynamic.Spare},
}

// others are the keywords of what is no gate.
var others = []string{"seq", "mutex", "fdep", "pdep"}

var (
	kOfN = regexp.MustCompile(`^([0-9]{1,6})of([0-9]{1,6})$`)
	votK = regexp.MustCompile(`^vot([0-9]{1,6})$`)
)

// laws are the keys of events that are understood.
var laws = []string{"lambda", "phases", "prob", "rate", "shape", "mean", "stddev", "dorm", "repl"}

// refused are keys of other programs that would change the answer.
var refused = map[string]string{
	"cov": "coverage", "res": "restoration", "repair": "a rate of repair", "interval": "an interval of inspection", "EAprob": "a probability of an attack", "EArate": "a rate of an attack",
}

// statements reads all of them.
func (r *reader) statements() error {
	r.byName = map[string]*statement{}
	for {
		t, err := r.next()
		switch {
		case err != nil:
			return err
		case t.text == "":
			return nil
		case t.is("toplevel"):
			err = r.toplevel(t)
		case t.is("param"):
			err = r.source.Fault(t.at, "parameters have no values here: write numbers in their places")
		default:
			err = r.statement(t)
		}
		if err != nil {
			return err
		}
	}
}

// rest are the tokens up to the end of the statement.
func (r *reader) rest(first token) ([]token, error) {
	var all []token
	for {
		t, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case t.text == "":
			return nil, r.source.Fault(first.at, "the statement has no end: a semicolon is missing")
		case t.is(";"):
			return all, nil
		case t.is("toplevel"):
			return nil, r.source.Fault(t.at, "a semicolon is missing before toplevel")
		}
		all = append(all, t)
	}
}

func (r *reader) toplevel(first token) error {
	rest, err := r.rest(first)
	switch {
	case err != nil:
		return err
	case r.top.text != "":
		return r.source.Fault(first.at, "the top is already said to be %q", r.top.text)
	case len(rest) != 1 || rest[0].is("="):
		return r.source.Fault(first.at, "after toplevel stands one name")
	}
	r.top = rest[0]
	return nil
}

// statement reads that which begins with a name.
func (r *reader) statement(name token) error {
	rest, err := r.rest(name)
	if err != nil {
		return err
	}
	switch {
	case name.is(";"), name.is("="):
		return r.source.Fault(name.at, "a statement begins with a name, not with %q", name.text)
	case len(rest) == 0:
		return r.source.Fault(name.at, "%q is neither a gate nor an event: after the name stands what it is", name.text)
	case len(r.all) == maxElements:
		return r.source.Fault(name.at, "the tree has more than %d elements", maxElements)
	}
	if other := r.byName[name.text]; other != nil {
		return r.source.Fault(name.at, "%q is already defined in line %d", name.text, other.name.at.Line)
	}
	s := &statement{name: name, keyword: rest[0], element: -1}
	r.byName[name.text], r.file.marks[name.text] = s, name.at
	r.all = append(r.all, s)
	return r.fill(s, rest)
}

// fill reads what stands after the name.
func (r *reader) fill(s *statement, rest []token) error {
	word := rest[0]
	if word.quoted {
		return r.source.Fault(word.at, "after a name stands what it is, such as and, lambda=0.1 or 2of3, and not a name")
	}
	if len(rest) > 1 && rest[1].is("=") {
		if word.text == "pdep" {
			return r.pdep(s, rest)
		}
		return r.event(s, rest)
	}
	_, isGate := kinds[word.text]
	switch k, v := kOfN.FindStringSubmatch(word.text), votK.FindStringSubmatch(word.text); {
	case k != nil:
		s.k, _ = strconv.Atoi(k[1])
		s.n, _ = strconv.Atoi(k[2])
	case v != nil:
		s.k, _ = strconv.Atoi(v[1])
	case word.text == "pdep":
		return r.source.Fault(word.at, "a pdep has a probability, such as pdep=0.3")
	case word.text == "insp" || word.text == "rdep" || word.text == "be":
		return r.source.Fault(word.at, "%q is not understood: trees here have no repairs and no inspections", word.text)
	case !isGate && !slices.Contains(others, word.text):
		return r.source.Fault(word.at, "%q is not understood%s", word.text, near.Hint(word.text, keywords()))
	}
	return r.inputs(s, rest[1:])
}

func keywords() []string {
	all := slices.Clone(others)
	for k := range kinds {
		all = append(all, k)
	}
	slices.Sort(all)
	return append(append(all, "2of3"), laws...)
}

func (r *reader) inputs(s *statement, rest []token) error {
	for _, t := range rest {
		if t.is("=") {
			return r.source.Fault(t.at, "%s has inputs and no keys: is a semicolon missing before?", s.keyword.text)
		}
	}
	if len(rest) == 0 {
		return r.source.Fault(s.keyword.at, "after %s stand its inputs", s.keyword.text)
	}
	if s.n > 0 && s.n != len(rest) {
		return r.source.Fault(s.keyword.at, "%s is of %d inputs, and there are %d", s.keyword.text, s.n, len(rest))
	}
	s.inputs = rest
	return nil
}

func (r *reader) pdep(s *statement, rest []token) error {
	if len(rest) < 3 {
		return r.source.Fault(rest[1].at, "after = stands a probability")
	}
	v, err := r.number(rest[2])
	if err != nil {
		return err
	}
	if !(v >= 0 && v <= 1) {
		return r.source.Fault(rest[2].at, "a probability is from 0 to 1, not %s", rest[2].text)
	}
	s.keys = map[string]value{"pdep": {number: v, key: rest[0], at: rest[2].at}}
	return r.inputs(s, rest[3:])
}

// event reads keys and their values.
func (r *reader) event(s *statement, rest []token) error {
	s.keys = map[string]value{}
	for len(rest) > 0 {
		key := rest[0]
		switch {
		case key.quoted || key.is("="):
			return r.source.Fault(key.at, "%q stands where a key is due, such as dorm=0", key.text)
		case refused[key.text] != "":
			return r.source.Fault(key.at, "%s (%s) is not understood: it would change the answer", key.text, refused[key.text])
		case !slices.Contains(laws, key.text):
			return r.source.Fault(key.at, "the key %q is not understood%s", key.text, near.Hint(key.text, laws))
		case len(rest) < 3 || !rest[1].is("="):
			return r.source.Fault(key.at, "the key %q has no value", key.text)
		}
		if _, again := s.keys[key.text]; again {
			return r.source.Fault(key.at, "the key %q stands twice", key.text)
		}
		v, err := r.number(rest[2])
		if err != nil {
			return err
		}
		s.keys[key.text] = value{number: v, key: key, at: rest[2].at}
		s.order = append(s.order, key.text)
		rest = rest[3:]
	}
	return nil
}

var decimal = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$`)

func (r *reader) number(t token) (float64, error) {
	if t.quoted || !decimal.MatchString(t.text) {
		return 0, r.source.Fault(t.at, "%q is not a number", t.text)
	}
	v, err := strconv.ParseFloat(t.text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, r.source.Fault(t.at, "%s is too large a number", t.text)
	}
	if v == 0 && regexp.MustCompile(`^[^eE]*[1-9]`).MatchString(t.text) {
		return 0, r.source.Fault(t.at, "%s is too small a number", t.text)
	}
	return v, nil
}

// fault is one at a key of an event.
func (r *reader) keyFault(s *statement, key, format string, args ...any) error {
	return r.source.Fault(s.keys[key].at, "%s: %s", key, fmt.Sprintf(format, args...))
}
