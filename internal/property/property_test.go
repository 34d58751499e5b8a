package property

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Two checks of one test draw the same cases, and so does every run: the first
// draws are written down here.
func TestCasesAreTheSameEveryTime(t *testing.T) {
	draw := func() []int {
		var drawn []int
		Check(t, func(r *rapid.T) { drawn = append(drawn, rapid.IntRange(0, 999).Draw(r, "n")) })
		return drawn
	}
	first := draw()
	if again := draw(); !slices.Equal(first, again) {
		t.Errorf("%v and then %v", first, again)
	}
	if len(first) < 20 || !slices.Equal(first[:5], []int{1, 175, 94, 36, 780}) {
		t.Errorf("%d cases, which begin with %v", len(first), first[:5])
	}
}
