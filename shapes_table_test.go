package mtbf_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/shapes"
)

// shapeTally counts the outcomes of logs.
type shapeTally struct {
	n     [shapeOutcomes]int // of random logs
	alone [shapeOutcomes]int // of logs that are plain in all else
	wrong []uint64           // seeds
}

// shapeTable counts outcomes by the choices that logs are made of.
type shapeTable struct {
	all     [shapeOutcomes]int
	asks    [shapeOutcomes]int // of logs that nobody can know
	choices map[[2]string]*shapeTally
	small   map[string]*culprit // by outcome and shape
}

func newShapeTable() *shapeTable {
	return &shapeTable{choices: map[[2]string]*shapeTally{}, small: map[string]*culprit{}}
}

func (t *shapeTable) of(dimension, choice string) *shapeTally {
	key := [2]string{dimension, choice}
	if t.choices[key] == nil {
		t.choices[key] = &shapeTally{}
	}
	return t.choices[key]
}

func (t *shapeTable) add(log *shapes.Log, o shapeOutcome) {
	t.all[o]++
	if log.Asks {
		t.asks[o]++
	}
	for dimension, choice := range log.Shape {
		c := t.of(dimension, choice)
		c.n[o]++
		if o == wrongShape {
			c.wrong = append(c.wrong, log.Seed)
		}
	}
}

func (t *shapeTable) blame(o shapeOutcome, s shapes.Shape, seed uint64) {
	key := fmt.Sprintf("%-7s  %s", o, s)
	if t.small[key] == nil {
		t.small[key] = &culprit{seed: seed}
	}
	t.small[key].logs++
}

// addAlone reads n logs of every choice alone.
func (t *shapeTable) addAlone(ctx context.Context, n int) {
	for _, d := range shapes.Dimensions {
		for _, c := range d.Choices {
			shape, shows := shapes.Alone(d.Name, c.Name)
			for seed := range uint64(n) {
				if shows {
					t.of(d.Name, c.Name).alone[readShape(ctx, shapes.New(seed, shape)).outcome]++
				}
			}
		}
	}
}

// String is the table, the names of columns by where they come from.
func (t *shapeTable) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-46s %26s   %24s\n", "", "random logs", "this alone")
	fmt.Fprintf(&b, "%-46s %5s %5s %6s %7s   %5s %5s %5s %7s  seeds of wrong ones\n", "", "right", "asked", "wrong", "refused", "right", "asked", "wrong", "refused")
	for _, d := range shapes.Dimensions {
		fmt.Fprintln(&b, d.Name)
		for _, name := range groupsOf(d) {
			t.row(&b, d, name)
		}
		t.misread(&b, d)
	}
	fmt.Fprintf(&b, "%-46s %5d %5d %6d %7d\n", "nobody can know", t.asks[0], t.asks[1], t.asks[2], t.asks[3])
	fmt.Fprintf(&b, "%-46s %5d %5d %6d %7d\n", "all", t.all[0], t.all[1], t.all[2], t.all[3])
	return b.String()
}

// groupsOf is the groups of the names, or the choices themselves, in order.
func groupsOf(d shapes.Dimension) []string {
	var out []string
	for _, c := range d.Choices {
		if name := groupOf(c); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func groupOf(c shapes.Choice) string {
	if c.Group != "" {
		return "names: " + c.Group
	}
	return c.Name
}

func (t *shapeTable) row(b *strings.Builder, d shapes.Dimension, name string) {
	var sum shapeTally
	for _, c := range d.Choices {
		if groupOf(c) != name {
			continue
		}
		tally := t.of(d.Name, c.Name)
		for o := range shapeOutcomes {
			sum.n[o] += tally.n[o]
			sum.alone[o] += tally.alone[o]
		}
		sum.wrong = append(sum.wrong, tally.wrong...)
	}
	seeds := fmt.Sprint(sum.wrong[:min(3, len(sum.wrong))])
	fmt.Fprintf(b, "  %-44s %5d %5d %6d %7d   %5d %5d %5d %7d  %s\n", name, sum.n[0], sum.n[1], sum.n[2], sum.n[3], sum.alone[0], sum.alone[1], sum.alone[2], sum.alone[3], seeds)
}

// misread lists the names that alone are enough to go wrong.
func (t *shapeTable) misread(b *strings.Builder, d shapes.Dimension) {
	for _, o := range []shapeOutcome{wrongShape, refusedShape} {
		var names []string
		for _, c := range d.Choices {
			if c.Group != "" && t.of(d.Name, c.Name).alone[o] > 0 {
				names = append(names, c.Name)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(b, "    %s alone: %s\n", o, strings.Join(names, ", "))
		}
	}
}
