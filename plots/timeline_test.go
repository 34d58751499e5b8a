package plots

import (
	"slices"
	"testing"

	"mtbf/model"
)

// A lane with marks of at least half of 10 h. A mark takes up what begins less
// than 10 h after it has begun, or less than 10 h after its end with the same
// cause, and hides it but where it was down already for the same cause.
func TestMarksOfALane(t *testing.T) {
	type at struct {
		from, to float64
		style    int
	}
	for _, c := range []struct {
		name  string
		then  at // after one from 0 to 3, of style 1
		want  []mark
		hides bool
	}{
		{"within, same cause", at{2, 4, 1}, []mark{{0, 5, 1}}, false},
		{"longer, same cause", at{4, 30, 1}, []mark{{0, 30, 1}}, false},
		{"soon after, same cause", at{9, 12, 1}, []mark{{0, 12, 1}}, true},
		{"later, same cause", at{14.9, 17, 1}, []mark{{0, 17, 1}}, true},
		{"as late as may be, same cause", at{15, 22, 1}, []mark{{0, 5, 1}, {15, 22, 1}}, false},
		{"within, another cause", at{2, 4, 2}, []mark{{0, 5, 1}}, true},
		{"soon after, another cause", at{9.9, 12, 2}, []mark{{0, 12, 1}}, true},
		{"later, another cause", at{10, 12, 2}, []mark{{0, 5, 1}, {10, 15, 2}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l lane
			if l.mark(model.Interval{From: 0, To: 3}, 10, 1) {
				t.Error("the first mark hides something")
			}
			hides := l.mark(model.Interval{From: c.then.from, To: c.then.to}, 10, c.then.style)
			if hides != c.hides || !slices.Equal(l.marks, c.want) {
				t.Errorf("%v, hides %v; not %v, %v", l.marks, hides, c.want, c.hides)
			}
		})
	}
}
