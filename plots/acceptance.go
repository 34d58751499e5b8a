package plots

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot/vg"

	"mtbf/model"
)

// Claim is what a test is to demonstrate with a confidence, an MTBF in hours or a
// reliability, and what the units are designed to have; 0 where it is not given.
type Claim struct {
	MTBF, Reliability, Confidence, Design float64
}

// Characteristic is the operating characteristic of a test that passes with no more
// than Allowed failures: the probability of that, by the truth.
type Characteristic struct {
	Allowed            int
	Truth, Probability []float64
}

// Acceptance draws operating characteristics, one curve a test, with what is to be
// demonstrated and the design as upright lines.
func Acceptance(claim Claim, tests []Characteristic) *Figure {
	title, axis, unit := claim.words()
	if len(tests) != 1 {
		title = "s" + title
	}
	c := newChart("Test"+title, axis, "Probability of acceptance, %", claim.MTBF > 0, false)
	for _, t := range tests {
		v := Curve{Name: model.Counted(t.Allowed, "failure") + " allowed"}
		for i := range t.Truth {
			v.X, v.Y = append(v.X, t.Truth[i]/unit), append(v.Y, 100*t.Probability[i])
		}
		c.add(v)
	}
	c.upright("To be demonstrated", (claim.MTBF+claim.Reliability)/unit, 3)
	if claim.Design > 0 {
		c.upright("Design", claim.Design/unit, 0)
	}
	c.level(fmt.Sprintf("Consumer's risk, %.3g %%", 100*(1-claim.Confidence)), 100*(1-claim.Confidence), 2)
	return c.figure("acceptance", "The probability that a test passes rises with the truth; it is the consumer's risk where units have just what is to be demonstrated, and the steeper the more failures are allowed.")
}

// words are the title and the axis of a claim, and the unit of the axis.
func (c Claim) words() (title, axis string, unit float64) {
	if c.MTBF == 0 {
		return fmt.Sprintf(" of a reliability of %s %%", strconv.FormatFloat(100*c.Reliability, 'g', 12, 64)), "True reliability, %", 0.01
	}
	return fmt.Sprintf(" of an MTBF of %s h", figures(c.MTBF)), "True MTBF, h", 1
}

// upright draws a line over the whole height at x, in ink.
func (c *chart) upright(name string, x float64, style int) {
	l := line(c.points([]float64{x, x}, []float64{0, 100}), style)
	l.Color, l.Width = ink, vg.Points(1)
	c.Add(l)
	c.legend.add(name, l)
}
