package model

// Distribution is that of a lifetime or a repair time, in hours, on t >= 0
// but for the normal and the Gumbel, which have a part below 0. Package dist
// has the implementations.
type Distribution interface {
	// Family is the name of the family as system files write it, such as
	// "weibull".
	Family() string
	// Mean is the expected time in hours; +Inf where there is none.
	Mean() float64
	// LogSurvival is log P(T > t), right far in the tail; 0 below the support.
	LogSurvival(t float64) float64
	// LogDensity is the logarithm of the density at t; a distribution without
	// one (deterministic, empirical) returns -Inf off its points and +Inf on them.
	LogDensity(t float64) float64
	// Hazard is the density over the survival, per hour.
	Hazard(t float64) float64
	// Quantile is the smallest t with P(T <= t) >= p, for p in [0, 1].
	Quantile(p float64) float64
}
