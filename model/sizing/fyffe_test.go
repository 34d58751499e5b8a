package sizing

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// fyffe is the problem of Fyffe, Hines and Lee: fourteen subsystems in series,
// for each the reliability, cost and weight of the parts on offer.
var fyffe = [][][3]float64{
	{{.90, 1, 3}, {.93, 1, 4}, {.91, 2, 2}, {.95, 2, 5}},
	{{.95, 2, 8}, {.94, 1, 10}, {.93, 1, 9}},
	{{.85, 2, 7}, {.90, 3, 5}, {.87, 1, 6}, {.92, 4, 4}},
	{{.83, 3, 5}, {.87, 4, 6}, {.85, 5, 4}},
	{{.94, 2, 4}, {.93, 2, 3}, {.95, 3, 5}},
	{{.99, 3, 5}, {.98, 3, 4}, {.97, 2, 5}, {.96, 2, 4}},
	{{.91, 4, 7}, {.92, 4, 8}, {.94, 5, 9}},
	{{.81, 3, 4}, {.90, 5, 7}, {.91, 6, 6}},
	{{.97, 2, 8}, {.99, 3, 9}, {.96, 4, 7}, {.91, 3, 8}},
	{{.83, 4, 6}, {.85, 4, 5}, {.90, 5, 6}},
	{{.94, 3, 5}, {.95, 4, 6}, {.96, 5, 6}},
	{{.79, 2, 4}, {.82, 3, 5}, {.85, 4, 6}, {.90, 5, 7}},
	{{.98, 2, 5}, {.99, 3, 5}, {.97, 2, 6}},
	{{.90, 4, 6}, {.92, 4, 7}, {.95, 5, 6}, {.99, 6, 9}},
}

// The exact optima for weights of 191, 190, ... 159 at a cost of 130 and up to
// eight copies, by an independent dynamic programme; those for 191, 190, 189
// and 159 with mixing are also the published ones (.986811, .986416, .985922,
// .954565).
var (
	fyffeMixed = []float64{
		.98681102, .98641607, .98592167, .98537823, .98468809, .98417552, .98350485, .98299404, .98225569, .98151832, .98102707,
		.98029019, .97950470, .97840028, .97759631, .97669049, .97570792, .97492610, .97382683, .97302662, .97192950, .97076038,
		.96929104, .96812509, .96633510, .96504161, .96371183, .96242185, .96064241, .95918839, .95803459, .95571443, .95456481,
	}
	fyffeLike = []float64{
		.98639920, .98522489, .98473819, .98473819, .98356803, .98306966, .98287892, .98220648, .98170880, .98151832, .98003627,
		.97955214, .97918488, .97722337, .97722337, .97637159, .97441572, .97441572, .97232659, .97196204, .97001500, .97001500,
		.96753129, .96655498, .96559313, .96461877, .96214888, .96086099, .96022149, .95893619, .95650299, .95456481, .95456481,
	}
)

func fyffeModel(mix bool) *system.Model {
	m := &system.Model{}
	var questions []system.Node
	for i, parts := range fyffe {
		q := &system.Choose{Need: 1, Min: 1, Max: 8, Mix: mix}
		for j, p := range parts {
			q.Components = append(q.Components, len(m.Components))
			m.Components = append(m.Components, system.Component{
				Name: fmt.Sprintf("s%d.%d", i+1, j+1), Availability: math.NaN(), Reliability: p[0],
				Resources: map[string]float64{"cost": p[1], "weight": p[2]},
			})
		}
		questions = append(questions, q)
	}
	m.Top = series(questions...)
	return m
}

func fyffeLimits(weight float64) map[string]float64 {
	return map[string]float64{"cost": 130, "weight": weight}
}

// one run at the widest limits answers for all narrower ones from its
// frontier. The optima are rounded to eight digits, so 6e-9 is their tolerance.
func TestFyffe(t *testing.T) {
	for _, c := range []struct {
		mix  bool
		want []float64
	}{{true, fyffeMixed}, {false, fyffeLike}} {
		t.Run(fmt.Sprint(c.mix), func(t *testing.T) {
			r := sized(t, fyffeModel(c.mix), Options{Maximize: true, Limits: fyffeLimits(191)})
			if !r.ProvedOptimal {
				t.Errorf("mix %v: not proved", c.mix)
			}
			for i, want := range c.want {
				weight := 191 - float64(i)
				d := r.Within(fyffeLimits(weight))
				if d == nil {
					t.Fatalf("mix %v, weight %g: no design", c.mix, weight)
				}
				oracle.Near(t, fmt.Sprintf("mix %v, weight %g", c.mix, weight), d.Availability, want, 6e-9)
			}
			t.Logf("mix %v: %d designs on the frontier, %d combinations", c.mix, len(r.Frontier), r.Evaluated)
		})
	}
}

// The dear direction: what meets the published optimum at least weight weighs
// no more than it was found for, and nothing lighter does.
func TestFyffeTarget(t *testing.T) {
	m := fyffeModel(true)
	for _, i := range []int{0, 13, 32} {
		weight := 191 - float64(i)
		r := sized(t, m, Options{AllowedUnavailability: 1 - fyffeMixed[i] + 1e-8, Minimize: "weight", Limits: map[string]float64{"cost": 130}})
		if got := r.Best.Resources["weight"]; got != weight || !r.ProvedOptimal {
			t.Errorf("target %.8f: weight %g, proved %v, want %g", fyffeMixed[i], got, r.ProvedOptimal, weight)
		}
	}
}

func BenchmarkFyffe(b *testing.B) {
	for _, mix := range []bool{true, false} {
		b.Run(fmt.Sprintf("instances=33/mix=%v", mix), func(b *testing.B) {
			m := fyffeModel(mix)
			for b.Loop() {
				r := sized(b, m, Options{Maximize: true, Limits: fyffeLimits(191)})
				for i := range 33 {
					r.Within(fyffeLimits(191 - float64(i)))
				}
				b.ReportMetric(float64(len(r.Frontier)), "designs")
			}
		})
	}
}
