package galileo

import (
	"fmt"
	"strings"

	"mtbf/internal/place"
	"mtbf/model"
	"mtbf/model/dynamic"
)

// note is a warning with the names that it is about.
type note struct {
	model.Warning
	names []string
}

// notes are the warnings of a file, one of a code.
type notes []*note

func (n *notes) add(w model.Warning, name string) {
	for _, x := range *n {
		if x.Code == w.Code {
			if x.names[len(x.names)-1] != name {
				x.names = append(x.names, name)
			}
			return
		}
	}
	*n = append(*n, &note{w, []string{name}})
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
		r.notes.add(model.Warning{Code: "unused-definition", Text: "not used by the top"}, name)
	}
	waiting := t.Waiting()
	for _, s := range r.all {
		if s.element < 0 || s.keys == nil || !waiting[s.element] {
			continue
		}
		if _, given := s.keys["dorm"]; !given {
			r.notes.add(model.Warning{Code: "dormancy-assumed", Text: "no dorm is given, so that they age while they wait as in use (hot), whatever the gate is called"}, s.name.text)
		} else if e := t.Elements[s.element].Event; e.Probability > 0 && e.Dormancy < 1 {
			r.notes.add(model.Warning{Code: "fails-to-start", Text: "a probability and dorm: they fail with dorm times the probability at time 0, and with what is left of it when they start, before what a dependency forces at that instant"}, s.name.text)
		}
	}
	r.keywords(waiting)
	for _, input := range t.InUse() {
		r.notes.add(model.Warning{Code: "spare-in-use", Text: "inputs of spare gates that are also of other gates of the top: they are in use from the start"}, t.Elements[input].Name)
	}
	for _, n := range r.notes {
		n.Text += ": " + listed(n.names)
		r.file.Warnings = append(r.file.Warnings, n.Warning)
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
			e := &t.Elements[kid]
			if _, given := r.byName[e.Name].keys["dorm"]; given && e.Kind == dynamic.Basic && waiting[kid] && e.Event.Dormancy != want {
				r.notes.add(model.Warning{Code: "spare-keyword", Text: "csp, wsp and hsp are one gate: what counts is dorm, which says otherwise for"}, e.Name)
			}
		}
	}
}
