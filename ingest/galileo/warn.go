package galileo

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/place"
	"mtbf/model"
	"mtbf/model/dynamic"
)

// notes are warnings, each with the names that it is about.
type notes struct {
	codes []string
	text  map[string]string
	names map[string][]string
}

func (n *notes) add(code, text, name string) {
	if n.text == nil {
		n.text, n.names = map[string]string{}, map[string][]string{}
	}
	if _, known := n.text[code]; !known {
		n.codes = append(n.codes, code)
		n.text[code] = text
	}
	if !slices.Contains(n.names[code][max(0, len(n.names[code])-mostNames):], name) {
		n.names[code] = append(n.names[code], name)
	}
}

// mostNames is how many names a warning lists.
const mostNames = 8

func listed(names []string) string {
	if more := len(names) - mostNames; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), more)
	}
	return strings.Join(names, ", ")
}

// end is the place after all text.
func (r *reader) end() place.Mark { return r.at }

// warnings tells of what was read as other programs may not.
func (r *reader) warnings() {
	t := r.file.Tree
	for _, name := range t.Unused() {
		r.notes.add("unused", "not used by the top", name)
	}
	waiting := t.Waiting()
	for _, s := range r.all {
		if s.element < 0 || s.keys == nil || !waiting[s.element] {
			continue
		}
		if _, given := s.keys["dorm"]; !given {
			r.notes.add("dormancy-assumed", "no dorm is given, so that they age while they wait as in use (hot), whatever the gate is called", s.name.text)
		} else if e := t.Elements[s.element].Event; e.Probability > 0 && e.Dormancy < 1 {
			r.notes.add("fails-to-start", "a probability and dorm: they fail with dorm times the probability at time 0, and with what is left of it when they start", s.name.text)
		}
	}
	r.keywords(waiting)
	for _, input := range t.InUse() {
		r.notes.add("spare-in-use", "inputs of spare gates that are also of other gates of the top: they are in use from the start", t.Elements[input].Name)
	}
	for _, code := range r.notes.codes {
		r.file.Warnings = append(r.file.Warnings, model.Warning{Code: code, Text: r.notes.text[code] + ": " + listed(r.notes.names[code])})
	}
}

// keywords tells of cold and hot spares whose dorm says otherwise.
func (r *reader) keywords(waiting []bool) {
	t := r.file.Tree
	for _, s := range r.all {
		want, named := map[string]float64{"csp": 0, "hsp": 1}[s.keyword.text]
		if s.element < 0 || !named {
			continue
		}
		for _, kid := range t.Elements[s.element].Of[1:] {
			if e := &t.Elements[kid]; e.Kind == dynamic.Basic && waiting[kid] && e.Event.Dormancy != want {
				r.notes.add("spare-keyword", "csp, wsp and hsp are one gate: what counts is dorm, which says otherwise for", e.Name)
			}
		}
	}
}
