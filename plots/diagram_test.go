package plots

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"mtbf/model"
	"mtbf/model/system"
)

// units are a model with units of these names.
func units(names ...string) *system.Model {
	m := &system.Model{Name: "many", Components: []system.Component{{Name: "part"}}}
	for _, name := range names {
		m.Units = append(m.Units, system.Unit{Name: name})
	}
	return m
}

// uses are the units from one number up to another.
func uses(from, to int) []system.Node {
	var all []system.Node
	for ; from < to; from++ {
		all = append(all, system.Use{Unit: from})
	}
	return all
}

// written are the texts of a figure, each with the box that it takes from the foot of its
// descenders to the top of its capitals.
func written(f *Figure) (words []string, boxes []vg.Rectangle) {
	var r recorder.Canvas
	f.draw(draw.NewCanvas(&r, f.width, f.height))
	for _, a := range r.Actions {
		if s, ok := a.(*recorder.FillString); ok {
			w := middle(s.Size).Width(s.String)
			words = append(words, s.String)
			boxes = append(boxes, vg.Rectangle{Min: vg.Point{X: s.Point.X, Y: s.Point.Y - 0.2*s.Size}, Max: vg.Point{X: s.Point.X + w, Y: s.Point.Y + 0.7*s.Size}})
		}
	}
	return words, boxes
}

// What a group is taken to do stands above it in full: all words are within the figure, and
// none on another, be the diagram short or so long that it is drawn small.
func TestGroupsInADiagram(t *testing.T) {
	alpha := &model.CommonCause{Alpha: []float64{0.9, 0.1}}
	for name, c := range map[string]struct {
		of   system.Node
		want []string
	}{
		"duplex":    {&system.Group{Kind: system.Duplex, Units: []int{0, 1}, K: 1, Coverage: 0.99, IdleCoverage: 0.999, Beta: 0.02}, []string{"1 of 2", "coverage 0.99", "idle coverage 0.999", "beta 0.02"}},
		"k of n":    {&system.Group{Units: []int{0, 1, 2}, K: 2, Beta: 0.05}, []string{"2 of 3", "beta 0.05"}},
		"uncovered": {&system.Group{Kind: system.Standby, Units: []int{0, 1}, K: 1, Coverage: model.NoCoverage, IdleCoverage: 1}, []string{"1 of 2, standby", "coverage 0", "idle coverage 1"}},
		"nines":     {&system.Group{Units: []int{0, 1}, K: 1, Coverage: 0.9999999}, []string{"1 of 2", "coverage 0.9999999"}},
		"alpha":     {&system.Group{Units: []int{0, 1}, K: 1, CommonCause: alpha}, []string{"1 of 2", "common cause (alpha)"}},
		"mgl":       {&system.Group{Units: []int{0, 1}, K: 1, CommonCause: &model.CommonCause{MGL: []float64{0.1}}}, []string{"1 of 2", "common cause (MGL)"}},
		"asked":     {&system.Choose{Components: []int{0}, Need: 1, Max: 3, Group: &system.Group{K: 7, Coverage: 0.98, Beta: 0.1}}, []string{"coverage 0.98", "beta 0.1", "1..3 of"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := units(strings.Split("a.1 a.2 transaction-server.1 x y", " ")...)
			for _, times := range []int{1, 6} {
				m.Top = &system.Series{Of: append(slices.Repeat([]system.Node{&system.Parallel{Of: []system.Node{c.of, c.of}}}, times), uses(3, 5)...)}
				f := Diagram(m)
				words, boxes := written(f)
				for _, want := range c.want {
					if !slices.Contains(words, want) {
						t.Errorf("no %q in %q", want, words)
					}
				}
				inFigure(t, f, words, boxes)
			}
		})
	}
}

// inFigure demands that words are within a figure and apart.
func inFigure(t *testing.T, f *Figure, words []string, boxes []vg.Rectangle) {
	t.Helper()
	for i, b := range boxes {
		if b.Min.X < 0 || b.Min.Y < 0 || b.Max.X > f.width || b.Max.Y > f.height {
			t.Errorf("%q is cut off: %v of %g by %g", words[i], b, f.width, f.height)
		}
		for j, other := range boxes[:i] {
			if b.Min.X < other.Max.X && other.Min.X < b.Max.X && b.Min.Y < other.Max.Y && other.Min.Y < b.Max.Y {
				t.Errorf("%q is on %q", words[i], words[j])
			}
		}
	}
}

// Two chains of three blocks of 32 points, 14 apart, are 124 wide, and 7 from the lines that
// join them: what is needed of them stands above a bracket from one line to the other, from
// 7 to 145, and not above a block of one chain. The line that leads in is half way between
// those of the chains.
func TestWhatIsNeededStandsOverAllOfIt(t *testing.T) {
	m := units("a", "b", "c", "d", "e", "f")
	s := layout(m, &system.KOfN{K: 1, Of: []system.Node{&system.Series{Of: uses(0, 3)}, &system.Series{Of: uses(3, 6)}}}, 0)
	near(t, "width", float64(s.size().w), 152)
	var r recorder.Canvas
	s.paint(pen{draw.NewCanvas(&r, 200, 200), 1}, vg.Point{X: 0, Y: 100})
	var bracket, join vg.Path
	words := map[string]vg.Point{}
	for _, a := range r.Actions {
		switch a := a.(type) {
		case *recorder.Stroke:
			switch from, to := a.Path[0].Pos, a.Path[len(a.Path)-1].Pos; {
			case len(a.Path) == 4:
				bracket = a.Path
			case from.X == 7 && to.X == 7:
				join = a.Path
			}
		case *recorder.FillString:
			words[a.String] = a.Point
		}
	}
	if bracket == nil || join == nil {
		t.Fatalf("bracket %v, line that joins the chains %v", bracket, join)
	}
	near(t, "from", float64(bracket[1].Pos.X), 7)
	near(t, "to", float64(bracket[2].Pos.X), 145)
	near(t, "middle of the words", float64(words["1 of 2"].X+middle(8).Width("1 of 2")/2), 76)
	near(t, "half way", float64(join[0].Pos.Y+join[1].Pos.Y)/2, 100)
	if top := join[0].Pos.Y + blockTall/2; !(words["1 of 2"].Y > bracket[1].Pos.Y && bracket[0].Pos.Y > top && top > words["a"].Y) {
		t.Errorf("the words stand at %v, the bracket at %v, the blocks end at %g", words, bracket, top)
	}
}

// A diagram is as wide as other figures, or wider where its words would be too small to read:
// never smaller than three quarters, until it is three figures wide.
func TestWideDiagrams(t *testing.T) {
	for _, c := range []struct {
		blocks int
		width  vg.Length // in figures
	}{{1, 1}, {5, 1}, {36, 3}} {
		t.Run(fmt.Sprint(c.blocks), func(t *testing.T) {
			names := make([]string, c.blocks)
			var groups []system.Node
			for i := range names {
				names[i] = fmt.Sprint("a rather long name ", i+10)
			}
			for of := range slices.Chunk(uses(0, c.blocks), maxDrawn) {
				groups = append(groups, &system.Series{Of: of})
			}
			m := units(names...)
			m.Top = &system.Series{Of: groups}
			f := Diagram(m)
			if f.width < c.width*wide || c.width < 3 && f.width > 1.5*wide {
				t.Errorf("%d blocks: %g figures wide", c.blocks, f.width/wide)
			}
			words, boxes := written(f)
			inFigure(t, f, words, boxes)
		})
	}
}
