// Package property checks laws on cases that are drawn at random, by rapid.
// Only tests import it.
package property

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

// Cases are the same every time, so that a run that was green stays green;
// -rapid.seed=N draws others.
func init() {
	for name, value := range map[string]string{"rapid.seed": "1985", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// Check fails the test if a law does not hold in a case that it draws, and
// shows the smallest such case.
func Check(t *testing.T, law func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, law)
}
