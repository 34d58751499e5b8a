package mtbf

import (
	"context"
	"fmt"
	"testing"

	"mtbf/internal/oracle"
)

// The shipped groups at one and five years of 8766 h. The chains were written down again
// from the comments of the files, states and rates one by one, and their matrices raised
// by scaling, squaring and a Taylor series of 60 digits (mpmath 1.3).
func TestShippedSystemsOverTime(t *testing.T) {
	for _, c := range []struct {
		name                           string
		t, r, f, unrepaired, f0, fails float64
	}{
		{"raid6", 8766, 0.99999984387867, 1.5612133461842e-7, 0.99866971649362, 0.0013302835063754, 6.4734874315899e-10},
		{"raid6", 43830, 0.99999921422413, 7.8577586785069e-7, 0.90999938101517, 0.090000618984828, 6.4734874315899e-10},
		{"process-pair", 8766, 5.610342435583e-6, 0.99999438965756, 6.0976655760405e-6, 0.99999390233442, 3.300327529354e-5},
		{"process-pair", 43830, 5.5583622794778e-27, 1, 8.6901735599488e-27, 1, 3.300327529354e-5},
		{"three-replicas", 8766, 0.93898529071478, 0.061014709285225, 0.0076178006219161, 0.99238219937808, 2.9369158117826e-6},
		{"three-replicas", 43830, 0.72995090723745, 0.27004909276255, 3.7894398915695e-13, 0.99999999999962, 2.9369158117826e-6},
	} {
		t.Run(fmt.Sprintf("%s at %g h", c.name, c.t), func(t *testing.T) {
			m, _, err := ReadSystem(context.Background(), "dataset:"+c.name, SystemOptions{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := Solve(context.Background(), m, SolveOptions{Times: []float64{c.t}})
			if err != nil {
				t.Fatal(err)
			}
			const rel = 1e-9
			p := s.Points[0]
			oracle.Near(t, "reliability", p.Reliability, c.r, rel)
			oracle.Near(t, "unreliability", p.Unreliability, c.f, rel)
			oracle.Near(t, "reliability without repair", p.UnrepairedReliability, c.unrepaired, rel)
			oracle.Near(t, "unreliability without repair", p.UnrepairedUnreliability, c.f0, rel)
			oracle.Near(t, "unavailability", p.Unavailability, c.fails, rel)
			oracle.Near(t, "availability", p.Availability, 1-c.fails, rel)
		})
	}
}
