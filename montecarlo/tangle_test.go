package montecarlo

import (
	"fmt"
	"testing"

	"mtbf/model/system"
)

// A node that is used twice is one place, however often the nodes above it are
// used twice too: with x of a level (x before and a) or (x before and b), and x
// a or b at first, three places a level, in place of 2^16 in all. It is down
// where a and b are.
func TestTangleOfNodesUsedTwice(t *testing.T) {
	const levels = 16
	m := modelOf(2, partOf("u", exponentialOf(t, 100), exponentialOf(t, 1)), func(use []system.Node) system.Node {
		var x system.Node = &system.Parallel{Of: use}
		for range levels {
			x = &system.Parallel{Of: []system.Node{&system.Series{Of: []system.Node{x, use[0]}}, &system.Series{Of: []system.Node{x, use[1]}}}}
		}
		return x
	})
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	tangle := p.steps[p.root].tangle
	if tangle.leaves != 2 || len(tangle.places) != 1+3*levels {
		t.Fatalf("%d leaves and %d places, want 2 and %d", tangle.leaves, len(tangle.places), 1+3*levels)
	}
	k := newKnot(tangle)
	for i, c := range []struct { // one after the other
		leaf       int
		down, want bool
	}{{0, true, false}, {1, true, true}, {0, false, false}, {0, true, true}, {1, false, false}, {0, false, false}} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if k.tell(tangle.above[c.leaf], c.down); k.down[tangle.top] != c.want {
				t.Errorf("leaf %d down %v: the system's is %v", c.leaf, c.down, !c.want)
			}
		})
	}
}
