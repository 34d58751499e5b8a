package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"

	"mtbf/model"
)

// Retried is what retries buy with one soft share of the faults: the MTBF factor of
// 1, 2, ... retries, with limits where the share has them.
type Retried struct {
	Name    string
	Factors []model.Estimate
}

// Retry draws by which factor retries make an MTBF longer against their number, a
// curve a soft share. Limits are a band; a share of which only the limits are known is a
// band between two lines.
func Retry(title string, shares []Retried) *Figure {
	c := newChart(title, "Retries", "MTBF factor", false, true)
	most := 0
	for _, s := range shares {
		v := Curve{Name: s.Name}
		var upper []float64
		ranged := false
		for i, f := range s.Factors {
			v.X, v.Y = append(v.X, float64(i+1)), append(v.Y, f.Point)
			v.Lo, v.Hi = append(v.Lo, f.Lo), append(v.Hi, f.Hi)
			if !f.Estimable() {
				ranged, v.Y[i] = true, f.Lo
			}
			upper = append(upper, f.Hi)
		}
		most = max(most, len(v.X))
		c.add(v)
		if ranged {
			c.styles--
			c.add(Curve{X: v.X, Y: upper})
		}
	}
	f := c.figure("retry", retryAlt(shares))
	if most > 1 {
		c.X.Min, c.X.Max = 1, float64(most)
		c.X.Tick.Marker = wholeTicks(most)
	}
	return f
}

// wholeTicks are the numbers from 1 on, at most some ten of them with a label.
func wholeTicks(most int) plot.ConstantTicks {
	var all plot.ConstantTicks
	step := 1 + (most-1)/12
	for n := 1; n <= most; n++ {
		t := plot.Tick{Value: float64(n)}
		if (n-1)%step == 0 {
			t.Label = fmt.Sprint(n)
		}
		all = append(all, t)
	}
	return all
}

// retryAlt says what the figure shows.
func retryAlt(shares []Retried) string {
	text := "The MTBF factor against the number of retries."
	for _, s := range shares {
		if len(s.Factors) == 0 {
			continue
		}
		switch last := s.Factors[len(s.Factors)-1]; {
		case last.Estimable() && !math.IsInf(last.Point, 0):
			text += fmt.Sprintf(" %s: %.3g with %d retries.", capital(s.Name), last.Point, len(s.Factors))
		case !math.IsNaN(last.Lo+last.Hi) && !math.IsInf(last.Hi, 0):
			text += fmt.Sprintf(" %s: %.3g to %.3g with %d retries.", capital(s.Name), last.Lo, last.Hi, len(s.Factors))
		}
	}
	return text
}
