package mtbf_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/internal/shapes"
)

// culprit is what is left of shapes that came out the same when all that does not
// matter is plain.
type culprit struct {
	logs int
	seed uint64 // of one such log
}

// shrinkShape puts the choices of a shape back to the plain ones, as long as the log
// of the seed comes out the same.
func shrinkShape(ctx context.Context, log *shapes.Log, o shapeOutcome) shapes.Shape {
	s := log.Shape
	for _, d := range slices.Concat(shapes.Dimensions, shapes.Dimensions) { // a choice may wait for a later one
		plainer := s.With(d.Name, d.Choices[0].Name)
		smaller := shapes.New(log.Seed, plainer)
		if smaller.Asks == log.Asks && readShape(ctx, smaller).outcome == o {
			s = plainer
		}
	}
	return s
}

// culprits is a table of them, those of the most logs first.
func culprits(found map[string]*culprit) string {
	var b strings.Builder
	names := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(cmp.Compare(found[b].logs, found[a].logs), cmp.Compare(a, b))
	})
	for _, name := range names {
		fmt.Fprintf(&b, "%5d  seed %-6d %s\n", found[name].logs, found[name].seed, name)
	}
	return b.String()
}
