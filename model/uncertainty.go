package model

// Uncertainty is a distribution of what a number may be, such as an MTBF that is
// known from few failures or from a data sheet.
type Uncertainty interface {
	// Quantile returns the number that is not exceeded with probability p in (0, 1).
	Quantile(p float64) float64
	// Estimate returns a point with two-sided limits at a confidence in (0, 1).
	Estimate(confidence float64) Estimate
}
