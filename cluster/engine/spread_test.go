package engine

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// hashOfText is hash(text) of Spark's SQL: four bytes at a time, and each of those behind
// them as a number of its own, with its sign.
func hashOfText(text string) int32 {
	h, rest := uint32(42), []byte(text)
	for ; len(rest) >= 4; rest = rest[4:] {
		h = murmurAdd(h, binary.LittleEndian.Uint32(rest))
	}
	for _, b := range rest {
		h = murmurAdd(h, uint32(int8(b)))
	}
	return murmurEnd(h, uint32(len(text)))
}

// Hashes are those that spark-sql 4.3.0 prints for SELECT hash(0), hash(1), ...
func TestHashIsSparks(t *testing.T) {
	for key, want := range map[int32]int32{0: 933211791, 1: -559580957, 15: -1041903523, -7: -1618159745} {
		if got := sparkHash(key); got != want {
			t.Errorf("hash(%d) is %d, want %d", key, got, want)
		}
	}
	for text, want := range map[string]int32{"000000": -1788229777, "000015": 83407423} {
		if got := hashOfText(text); got != want {
			t.Errorf("hash('%s') is %d, want %d", text, got, want)
		}
	}
}

// spread returns how many parts each of n partitions gets.
func spread(parts, n int, hash func(part int) int32) []int {
	all := make([]int, n)
	for part := range parts {
		all[partitionOf(hash(part), n)]++
	}
	return all
}

// By the hash of their names, 16 parts fall on 9 of 16 partitions, up to 3 on one, as
// spark-sql 4.3.0 has them too: 8 has 2, and 15 has 3. By keys every partition gets as
// many as another, or one more.
func TestPartsSpreadEvenly(t *testing.T) {
	byName := spread(16, 16, func(part int) int32 { return hashOfText(fmt.Sprintf("%06d", part)) })
	if want := []int{0, 0, 0, 1, 0, 1, 0, 1, 2, 3, 0, 1, 2, 2, 0, 3}; !slices.Equal(byName, want) {
		t.Errorf("by names they spread %v, want %v", byName, want)
	}
	for _, c := range []struct{ parts, tasks int }{{1, 1}, {16, 16}, {7, 3}, {64, 64}, {1000, 64}, {10_000, 999}} {
		keys := partitionKeys(c.tasks)
		got := spread(c.parts, c.tasks, func(part int) int32 { return sparkHash(keys[part%c.tasks]) })
		if low, high := slices.Min(got), slices.Max(got); low != c.parts/c.tasks || high > low+1 {
			t.Errorf("%d parts on %d partitions: from %d to %d on one", c.parts, c.tasks, low, high)
		}
	}
}

// The statement gives each part the key of its partition.
func TestPartsAreDistributedByKeys(t *testing.T) {
	s := Step{Name: "survey", In: "/in", Out: "/out", Command: []string{"worker"}, Tasks: 3, ByPart: 6}
	keys := partitionKeys(3)
	want := fmt.Sprintf("DISTRIBUTE BY array(%d, %d, %d)[cast(substr(value, 1, 6) AS INT) %% 3] SORT BY value", keys[0], keys[1], keys[2])
	if all := strings.Join(s.sql(), "\n"); !strings.Contains(all, want) {
		t.Errorf("no %q in\n%s", want, all)
	}
}
