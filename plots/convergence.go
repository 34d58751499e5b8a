package plots

import (
	"fmt"

	"mtbf/montecarlo"

	"mtbf/model"
)

// Convergence draws the estimate of unavailability against the missions
// simulated, with its limits, and the exact value where there is one (else NaN).
func Convergence(r *montecarlo.Result, exact float64) *Figure {
	title := "Unavailability as the simulation went on: "
	if !r.Complete {
		title = "Unavailability as the simulation, not complete, went on: "
	}
	c := newChart(title+clip(r.System, 40), "Missions", "Unavailability", true, false)
	v := Curve{Name: fmt.Sprintf("Simulated, with %.3g %% limits", 100*r.Measures.Unavailability.Confidence), Lo: []float64{}, Hi: []float64{}}
	for _, t := range r.Trace {
		v.X, v.Y = append(v.X, float64(t.Replications)), append(v.Y, t.Unavailability.Point)
		v.Lo, v.Hi = append(v.Lo, t.Unavailability.Lo), append(v.Hi, t.Unavailability.Hi)
	}
	c.add(v)
	c.level("Exact", exact, 1)
	return c.figure("convergence", fmt.Sprintf("The simulated unavailability settles at %s after %s missions.", short(r.Measures.Unavailability.Point), model.Grouped(fmt.Sprint(r.Replications))))
}
