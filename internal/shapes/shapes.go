// Package shapes writes random outage logs in the shapes in which the tools of
// the field export them, and knows the figures that a careful reader would take
// from each. Only tests import it, and it imports nothing of the module: it must
// stay a stranger to how logs are read.
//
// A shape is one choice in each of the [Dimensions], drawn independently; the first
// choice of a dimension is the plain one. Every choice says why a reader can know
// the truth, or why nobody can: then the right answer is a question.
package shapes

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Choice is one way to write a part of a log.
type Choice struct {
	Name   string
	Weight int    // of the draw, among those of the dimension
	Why    string // a reader can know the truth, or cannot where Asks
	Asks   bool   // nobody can know: the right answer is a question
	MayAsk bool   // a question is as right as the figures
	Group  string // of names, where they come from; "" for all else
}

// Dimension is what the shapes of logs differ in.
type Dimension struct {
	Name    string
	Choices []Choice
}

// Shape is the name of a choice, by the name of its dimension.
type Shape map[string]string

// Log is an outage log, and what is to be read in it.
type Log struct {
	Seed     uint64
	Shape    Shape
	Text     string
	Readings []Figures // any of them is right
	Asks     bool      // nobody can know, and readings differ: the right answer is a question
	MayAsk   bool      // a question is as right as the figures
}

// Plain is the shape of the first choices.
func Plain() Shape {
	s := Shape{}
	for _, d := range Dimensions {
		s[d.Name] = d.Choices[0].Name
	}
	return s
}

// Draw returns a random shape, the same for the same seed.
func Draw(seed uint64) Shape {
	s := Shape{}
	for _, d := range Dimensions {
		s[d.Name] = d.draw(stream(seed, d.Name)).Name
	}
	return s.settle()
}

// With returns the shape with another choice in one dimension.
func (s Shape) With(dimension, choice string) Shape {
	out := Shape{}
	for d, c := range s {
		out[d] = c
	}
	out[dimension] = choice
	return out.settle()
}

// New writes a log of a shape. What happened to which unit depends on the seed and
// on what the shape can tell.
func New(seed uint64, s Shape) *Log {
	p := newPage(seed, s)
	p.happen()
	p.write()
	l := &Log{Seed: seed, Shape: s, Text: p.text(), Readings: p.readings()}
	for _, d := range Dimensions {
		c := d.choice(s[d.Name])
		l.Asks, l.MayAsk = l.Asks || c.Asks, l.MayAsk || c.MayAsk
	}
	return l
}

func (d Dimension) draw(r *rand.Rand) Choice {
	total := 0
	for _, c := range d.Choices {
		total += c.Weight
	}
	n := r.IntN(total)
	for _, c := range d.Choices {
		if n -= c.Weight; n < 0 {
			return c
		}
	}
	panic("shapes: weights do not add up")
}

func (d Dimension) choice(name string) Choice {
	for _, c := range d.Choices {
		if c.Name == name {
			return c
		}
	}
	panic("shapes: " + d.Name + " has no " + name)
}

// stream is the random numbers for one purpose, so that another choice elsewhere
// leaves them as they are.
func stream(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// Alone returns the shape that differs from the plain one in one choice, and in what
// that choice needs in order to show; false where it shows nowhere.
func Alone(dimension, choice string) (Shape, bool) {
	s := Plain()
	if needs, ok := map[string][2]string{
		"length name": {"length", "hours in the heading"},
		"moment":      {"length", "hours in the heading"},
		"states":      {"form", "state changes"},
		"status":      {"ends", "blank"},
	}[dimension]; ok {
		s = s.With(needs[0], needs[1])
	}
	s = s.With(dimension, choice)
	return s, s[dimension] == choice
}

// String lists the choices that are not plain.
func (s Shape) String() string {
	var out []string
	for _, d := range Dimensions {
		if c := s[d.Name]; c != d.Choices[0].Name {
			out = append(out, d.Name+"="+c)
		}
	}
	return strings.Join(out, "; ")
}

// Parse reads what String writes.
func Parse(text string) Shape {
	s := Plain()
	for _, part := range strings.Split(text, "; ") {
		if dimension, choice, ok := strings.Cut(part, "="); ok {
			s = s.With(dimension, choice)
		}
	}
	return s
}
