package system

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// What is given by its complement keeps its digits: two units of 1e-20 in parallel
// fail with 1e-40, in series with a third of 3e-19 with 3e-19 + 1e-40, and of two out
// of three with 3e-40, to the last digits.
func TestComplementsKeepTheirDigits(t *testing.T) {
	u := []Node{Use{0}, Use{1}, Use{2}}
	for _, part := range []Component{{Name: "u", Unavailability: 1e-20}, {Name: "u", Unreliability: 1e-20}, {Name: "u", Availability: 1, Unavailability: 1e-20, Reliability: math.NaN()}} {
		for _, c := range []struct {
			name           string
			top            Node
			fails, decides float64
		}{
			{"parallel", &Parallel{u[:2]}, 1e-40, 1e-20},
			{"series", &Series{u[:2]}, 2e-20, 1},
			{"2 of 3", &KOfN{2, u}, 3e-40, 2e-20},
			{"network", &Network{Source: "s", Target: "t", Edges: []Edge{{"s", "a", Wire{}}, {"a", "t", u[0]}, {"s", "t", u[1]}}}, 1e-40, 1e-20},
			{"beta", &Group{Units: []int{0, 1}, K: 1, Beta: .25}, .25e-20, math.NaN()},
		} {
			t.Run(c.name, func(t *testing.T) {
				n := 3
				if c.name != "2 of 3" {
					n = 2
				}
				s := structure(t, alike(c.top, n, part))
				got, err := s.Solve(context.Background(), nil)
				if err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, "works", got.Availability, 1, 1e-15)
				oracle.Near(t, "fails", got.Unavailability, c.fails, 1e-15)
				if part.Unreliability > 0 {
					at, err := s.At(context.Background(), nil, 7)
					if err != nil {
						t.Fatal(err)
					}
					oracle.Near(t, "fails at 7 h", at[0].UnrepairedUnreliability, c.fails, 1e-15)
				}
				if math.IsNaN(c.decides) {
					return
				}
				oracle.Near(t, "Birnbaum", got.Importance[0].Birnbaum, c.decides, 1e-14)
				cuts, err := s.CutSets(context.Background(), SetOptions{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, "sum over the cut sets", cuts.RareEventSum, c.fails, 1e-15)
			})
		}
	}
}

// A number and its complement agree or are refused; one that is given once counts.
func TestFixedComplements(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		name                string
		part                Component
		availability, fails float64 // NaN: not given
		reliability         float64
		wrong               bool
	}{
		{"availability", Component{Availability: .75}, .75, .25, none, false},
		{"unavailability", Component{Unavailability: .25}, .75, .25, none, false},
		{"unreliability", Component{Unreliability: .25}, none, none, .75, false},
		{"never works", Component{Unavailability: 1}, 0, 1, none, false},
		{"never reliable", Component{Unreliability: 1}, none, none, 0, false},
		{"as a file gives it", Component{Availability: .75, Unavailability: .25, Reliability: none}, .75, .25, none, false},
		{"NaN for what is left out", Component{Availability: none, Unavailability: none, Reliability: none, Unreliability: .25}, none, none, .75, false},
		{"both", Component{Unavailability: .25, Unreliability: .25}, .75, .25, .75, true},
		{"no complements", Component{Availability: .9, Unavailability: .25}, .75, .25, none, true},
		{"above 1", Component{Unavailability: 1.5}, -.5, 1.5, none, true},
		{"below 0", Component{Unreliability: -.5}, none, none, 1.5, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			availability, reliability := c.part.Fixed()
			oracle.Equal(t, "given", []bool{availability.Given(), reliability.Given()}, []bool{!math.IsNaN(c.availability), !math.IsNaN(c.reliability)})
			if availability.Given() && (availability.Works != c.availability || availability.Fails != c.fails) {
				t.Errorf("availability %v", availability)
			}
			if reliability.Given() && reliability.Works != c.reliability {
				t.Errorf("reliability %v", reliability)
			}
			var param *model.ParamError
			if err := Validate(alike(Use{0}, 1, c.part)); errors.As(err, &param) != c.wrong {
				t.Errorf("error %v", err)
			}
		})
	}
}
