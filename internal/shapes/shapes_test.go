package shapes

import (
	"testing"
	"time"
)

// Every shape can be told: each choice alone, and what is drawn, has a history that
// fits it. Drawing ends.
func TestEveryShapeCanBeTold(t *testing.T) {
	told := func(seed uint64, s Shape) {
		done := make(chan bool)
		go func() { New(seed, s); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatalf("seed %d: no history fits %s", seed, s)
		}
	}
	for _, d := range Dimensions {
		for _, c := range d.Choices {
			if s, ok := Alone(d.Name, c.Name); ok {
				told(1, s)
			}
		}
	}
	for seed := range uint64(2000) {
		told(seed, Draw(seed))
	}
}
