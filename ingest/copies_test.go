package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// The set tells each row from all others, in one part or in many that grow
// together or one after the other.
func TestCopies(t *testing.T) {
	const n = 30_000
	for name, part := range map[string]func(i int) uint16{
		"one":                func(int) uint16 { return 7 },
		"together":           func(i int) uint16 { return uint16(i % 100) },
		"in order":           func(i int) uint16 { return uint16(i / 300) },
		"one large":          func(i int) uint16 { return uint16(max(0, i-n/2)) },
		"three rows in each": func(i int) uint16 { return uint16(i % 10_000) },
	} {
		var c copies
		key := func(i int) rowKey { return keyOf(fmt.Appendf(nil, "row\x00%d\x00", i)) }
		for i := range n {
			if c.add(part(i), key(i)) {
				t.Fatalf("%s: row %d is a copy", name, i)
			}
		}
		for i := range n {
			if !c.add(part(i), key(i)) {
				t.Fatalf("%s: row %d is no copy of itself", name, i)
			}
		}
		rows, slots := 0, 0
		for i := range 1 << 16 {
			p := c.part(uint16(i))
			rows, slots = rows+p.rows, slots+len(p.slots)
		}
		if rows != n || slots > 8*n {
			t.Errorf("%s: %d rows in %d slots", name, rows, slots)
		}
	}
}

// Keys that begin their search at the last slot go on at the first.
func TestCopiesWrap(t *testing.T) {
	var c copies
	for _, known := range []bool{false, true} {
		for i := range uint64(10) {
			if c.add(0, rowKey(^i)) != known {
				t.Errorf("key %d: known is not %v", i, known)
			}
		}
	}
}

// Starts in one hour, or near each other as numbers, are in one part; days are
// spread over the parts.
func TestPartOf(t *testing.T) {
	for _, together := range [][]string{
		{"2024-03-01T05:12:00Z", "2024-03-01T05:59:59Z", "2024-03-01T05:00"}, {"2024-03-01", "2024-03-01"},
		{"3/1/2024 5:12", "3/1/2024 5:59"}, {"1704067200", "1704067999"}, {"", ""},
	} {
		for _, text := range together {
			if partOf([]byte(text)) != partOf([]byte(together[0])) {
				t.Errorf("%q and %q are in two parts", text, together[0])
			}
		}
	}
	parts := map[uint16]bool{}
	for day := range 28 {
		parts[partOf(fmt.Appendf(nil, "2024-02-%02dT05:12:00Z", day+1))] = true
	}
	if len(parts) < 20 {
		t.Errorf("28 days in %d parts", len(parts))
	}
}

// Cells of every length up to three words, which differ in one byte, have numbers
// of their own; those that say nothing share one.
func TestNames(t *testing.T) {
	n := newNames()
	number := func(cell string) int32 {
		number, known := n.number([]byte(cell))
		if !known {
			number = n.add([]byte(cell), strings.Trim(cell, "?"))
		}
		return number
	}
	var cells []string
	for size := 1; size <= 24; size++ {
		for place := range size {
			for _, c := range "ab\x00\x01" {
				cell := []byte(strings.Repeat("-", size))
				cell[place] = byte(c)
				cells = append(cells, string(cell))
			}
		}
	}
	for i := range 3000 {
		cells = append(cells, fmt.Sprint("unit ", i))
	}
	for range 2 {
		for _, cell := range []string{"", "?", strings.Repeat("?", 30)} {
			if number(cell) != 0 {
				t.Errorf("%q is %d", cell, number(cell))
			}
		}
		for i, cell := range cells {
			if got := number(cell); got != int32(i+3) || n.texts[got] != cell {
				t.Fatalf("%q is %d, %q", cell, got, n.texts[got])
			}
		}
	}
}
