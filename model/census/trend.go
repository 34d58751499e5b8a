package census

import (
	"fmt"

	"mtbf/model/rate"
)

// trendLevel is the p-value below which a trend is worth a warning.
const trendLevel = 0.05

// Trend is the two-sided Laplace test of a constant rate against one that
// rises or falls over the window.
type Trend struct {
	U        float64 // above 0: failures come later than a constant rate has them
	PValue   float64
	Failures int
}

// Rising reports whether failures become more frequent.
func (t Trend) Rising() bool { return t.U > 0 }

// Significant reports whether the trend is unlikely to be chance.
func (t Trend) Significant() bool { return t.PValue < trendLevel }

// pText writes a p-value; one below what a float can hold is not 0.
func pText(p float64) string {
	if p < 1e-300 {
		return "< 1e-300"
	}
	return fmt.Sprintf("= %.2g", p)
}

// trend tests the shares of the exposure that had passed when each failure
// began. nil where they are too few.
func (s *study) trend(all shares) *Trend {
	if all.N < 4 || s.window.Hours() == 0 {
		return nil
	}
	u, p, err := rate.LaplaceOfSum(all.Sum.Value(), all.N)
	if err != nil {
		return nil
	}
	t := &Trend{U: u, PValue: p, Failures: all.N}
	if t.Significant() {
		direction := "less"
		if t.Rising() {
			direction = "more"
		}
		s.warn("trend", "failures seem to become %s frequent over the window (Laplace U = %.2f, p %s), and one constant MTBF may not describe them; failures in clusters look so too: 'mtbf trend' tells them apart", direction, u, pText(p))
	}
	return t
}
