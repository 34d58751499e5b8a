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
			var l marks
			if l.add(model.Interval{From: 0, To: 3}, 10, 1) {
				t.Error("the first mark hides something")
			}
			hides := l.add(model.Interval{From: c.then.from, To: c.then.to}, 10, c.then.style)
			if hides != c.hides || !slices.Equal(l, c.want) {
				t.Errorf("%v, hides %v; not %v, %v", l, hides, c.want, c.hides)
			}
		})
	}
}

// Planned work is no failure: it has marks of its own, neither counts for the order of
// the units nor for the colours, and hides no failure that follows it closely.
func TestPlannedWorkOfATimeline(t *testing.T) {
	log := &model.Log{
		Units:  []model.Unit{{Name: "often planned"}, {Name: "failed"}},
		Causes: [][]model.Category{{"upgrade"}, {"disc"}},
		Outages: []model.Outage{
			{Start: 0, End: 9, Kind: model.Planned}, {Start: 100, End: 109, Kind: model.Planned}, {Start: 200, End: 209, Kind: model.Planned},
			{Start: 50, End: 51, Unit: 1, Kind: model.Planned}, {Start: 52, End: 60, Unit: 1, Causes: 1},
		},
	}
	window := model.Interval{To: 15_000} // marks of at least 5 h, of which 10 h are one
	styles := topCauses(log)
	if !slices.Equal(styles.names, []string{"disc"}) {
		t.Errorf("colours for %q", styles.names)
	}
	lanes, _ := lanesOf(log, window, styles)
	if len(lanes) != 2 || lanes[0].unit != "failed" || lanes[0].count != 1 || lanes[1].count != 0 {
		t.Fatalf("lanes %+v", lanes)
	}
	if want := (marks{{52, 60, 0}}); !slices.Equal(lanes[0].marks, want) {
		t.Errorf("failures %v, not %v", lanes[0].marks, want)
	}
	if want := (marks{{0, 9, 0}, {100, 109, 0}, {200, 209, 0}}); !slices.Equal(lanes[1].planned, want) || len(lanes[1].marks) != 0 {
		t.Errorf("planned %v and %v, not %v", lanes[1].planned, lanes[1].marks, want)
	}
	if l := styles.legend(lanes); len(l.entries) != 2 || l.entries[1].name != "planned work, no failure" {
		t.Errorf("legend %+v", l.entries)
	}
	if l := styles.legend(nil); len(l.entries) != 1 {
		t.Errorf("legend without planned work: %+v", l.entries)
	}
}
