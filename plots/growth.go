package plots

import (
	"fmt"

	"mtbf/model/recurrent"
)

// Growth draws the cumulative MTBF of one history, the age at each failure
// over the failures so far, on logarithmic scales: with the power law of Crow
// and AMSAA and its limits, and with Duane's line. Either may be nil. The time
// is the label of its axis, such as "Age, h".
func Growth(h recurrent.History, law *recurrent.PowerLaw, line *recurrent.DuaneLine, time string) *Figure {
	title := "MTBF against age"
	if law != nil {
		title = growthTitle(law)
	}
	c := newChart(title, time, "Cumulative MTBF, h", true, true)
	points := cumulativeMTBF(h)
	if len(points.X) == 0 {
		return c.figure("growth", "No failures.")
	}
	ages := grid(points.X[0], max(h.To, points.X[len(points.X)-1]), 40, true)
	if law != nil {
		c.add(crow(law, ages))
	}
	if line != nil {
		c.add(duane(*line, ages))
	}
	c.add(points)
	return c.figure("growth", fmt.Sprintf("The cumulative MTBF at each failure, on logarithmic scales. %s.", title))
}

// growthTitle tells in which direction the MTBF goes.
func growthTitle(law *recurrent.PowerLaw) string {
	says := "may or may not change with age"
	switch {
	case law.Beta.Hi < 1:
		says = "grows with age"
	case law.Beta.Lo > 1:
		says = "falls with age"
	}
	return fmt.Sprintf("MTBF %s: beta %s", says, within(law.Beta, ""))
}

func cumulativeMTBF(h recurrent.History) Curve {
	v := Curve{Name: "Failures", Points: true}
	for _, i := range thin(h.Times, true) {
		v.X, v.Y = append(v.X, h.Times[i]), append(v.Y, h.Times[i]/float64(i+1))
	}
	return v
}

// crow is the cumulative MTBF of a power law with its limits.
func crow(law *recurrent.PowerLaw, ages []float64) Curve {
	v := Curve{X: ages, Lo: []float64{}, Hi: []float64{}}
	confidence := law.Beta.Confidence
	for _, t := range ages {
		e, err := law.CumulativeMTBF(t)
		if err != nil {
			return Curve{Name: "Crow-AMSAA"}
		}
		v.Y, v.Lo, v.Hi = append(v.Y, e.Point), append(v.Lo, e.Lo), append(v.Hi, e.Hi)
	}
	v.Name = fmt.Sprintf("Crow-AMSAA, with %.3g %% limits", 100*confidence)
	return v
}

func duane(line recurrent.DuaneLine, ages []float64) Curve {
	v := Curve{Name: fmt.Sprintf("Duane, slope %s", short(line.Growth)), X: ages}
	for _, t := range ages {
		v.Y = append(v.Y, line.CumulativeMTBF(t))
	}
	return v
}
