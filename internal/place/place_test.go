package place

import (
	"errors"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

func TestFault(t *testing.T) {
	s := &Source{Name: "a.xml", Lines: []string{"<a>", "\t<b\x1b>", "", strings.Repeat("x", 100) + "y"}}
	for _, c := range []struct {
		name string
		at   Mark
		want string
	}{
		{"first line", Mark{1, 2}, "a.xml:1:2: not 1\n> 1 | <a>\n    |  ^"},
		{"tabs and what cannot be printed", Mark{2, 2}, "a.xml:2:2: not 1\n  1 | <a>\n> 2 |  <b\uFFFD>\n    |  ^"},
		{"far to the right", Mark{4, 101}, "a.xml:4:101: not 1\n  2 |\n  3 |\n> 4 | " + strings.Repeat("x", 35) + "y\n    | " + strings.Repeat(" ", 35) + "^"},
		{"beyond the end", Mark{5, 1}, "a.xml:5:1: not 1\n  3 |\n  4 | " + strings.Repeat("x", 72) + "\n> 5 |\n    | ^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			oracle.Equal(t, "error", s.Fault(c.at, "not %d", 1).Error(), c.want)
		})
	}
	cause := errors.New("cause")
	if err := s.Fault(Mark{1, 1}, "a: %w", cause); !errors.Is(err, cause) {
		t.Errorf("%v has lost its cause", err)
	}
}
