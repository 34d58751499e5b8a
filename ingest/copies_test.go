package ingest

import (
	"fmt"
	"testing"
)

// The set grows from nothing, or keeps its rows when room is made for more, and
// tells each row from all others.
func TestCopies(t *testing.T) {
	const n = 20_000
	key := func(i int) rowKey { return keyOf(fmt.Appendf(nil, "row\x00%d\x00", i)) }
	for _, reserved := range []int{0, 100, n, 3 * n} {
		var c copies
		for i := range n {
			if i == n/2 {
				c.reserve(reserved)
			}
			if c.add(key(i)) {
				t.Fatalf("row %d of %d is a copy", i, n)
			}
		}
		for i := range n {
			if !c.add(key(i)) {
				t.Fatalf("row %d is no copy of itself", i)
			}
		}
	}
}

// Keys that begin their search at the last slot go on at the first.
func TestCopiesWrap(t *testing.T) {
	var c copies
	for i := range uint64(10) {
		if c.add(rowKey{64 * i, ^uint64(0)}) {
			t.Errorf("key %d is a copy", i)
		}
	}
	for i := range uint64(10) {
		if !c.add(rowKey{64 * i, ^uint64(0)}) {
			t.Errorf("key %d is lost", i)
		}
	}
}

func TestNames(t *testing.T) {
	n := newNames()
	shout := func(cell string) string { return cell + "!" }
	for range 2 {
		for i := range 1000 {
			cell := fmt.Appendf(nil, "unit %d", i)
			if got := n.of(cell, shout); got != int32(i+1) || n.texts[got] != string(cell)+"!" {
				t.Fatalf("%s is %d, %q", cell, got, n.texts[got])
			}
		}
	}
	if n.of(nil, shout) != 0 || n.texts[0] != "" {
		t.Errorf("the empty cell is %d, %q", n.of(nil, shout), n.texts[0])
	}
}
