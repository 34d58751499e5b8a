package system

import (
	"fmt"
	"strings"
)

// location is a place in a structure, such as "structure.series[2].k_of_n": a
// word or the number of an item below another place. It is written out only
// when there is something wrong there.
type location struct {
	above  *location
	name   string // "" for an item
	number int
}

func (t *location) in(name string) *location { return &location{above: t, name: name} }

func (t *location) item(i int) *location { return &location{above: t, number: i} }

func (t *location) String() string {
	var words []string
	for ; t != nil; t = t.above {
		switch {
		case t.name == "":
			words = append(words, fmt.Sprintf("[%d]", t.number))
		case t.above == nil:
			words = append(words, t.name)
		default:
			words = append(words, "."+t.name)
		}
	}
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
		words[i], words[j] = words[j], words[i]
	}
	return strings.Join(words, "")
}
