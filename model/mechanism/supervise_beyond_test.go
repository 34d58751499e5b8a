package mechanism_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/model/mechanism"
)

// Supervisors above each other, each with OTP's default, raise the mean to about its
// square: by the eighth it is beyond double precision, and yet finite. It must not be
// told as a tree that never gives up, which one with a worker that stays down is.
func TestMeanBeyondAllNumbersIsNoNever(t *testing.T) {
	life := seconds(t, 60)
	chain := func(supervisors int, restart mechanism.Restart) mechanism.Process {
		p := mechanism.Process{Name: "worker", Life: life, Restart: restart}
		for i := range supervisors {
			p = mechanism.Process{Name: fmt.Sprint("s", i), Intensity: 1, Period: 5, Children: []mechanism.Process{p}}
		}
		return p
	}
	for _, c := range []struct {
		name    string
		tree    mechanism.Process
		refused bool
		never   bool
	}{
		{"seven supervisors", chain(7, mechanism.Permanent), false, false},
		{"eight supervisors", chain(8, mechanism.Permanent), true, false},
		{"a temporary worker", chain(8, mechanism.Temporary), false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := mechanism.MeanTimeToGiveUp(t.Context(), c.tree, false)
			var tree *mechanism.TreeError
			if errors.As(err, &tree) != c.refused || err != nil && !c.refused || math.IsInf(got.MeanHours, 1) != c.never {
				t.Errorf("%+v, %v: want refused %t, never %t", got, err, c.refused, c.never)
			}
		})
	}
}
