package model

// Availability returns MTBF/(MTBF+MTTR) for a mean operating time between
// failures mtbf > 0 and a mean time to restoration mttr >= 0 in the same unit
// [Gray 1985, p. 3].
func Availability(mtbf, mttr float64) float64 {
	return mtbf / (mtbf + mttr)
}

// Unavailability returns MTTR/(MTBF+MTTR), computed directly: 1-Availability
// would lose the digits of a small unavailability.
func Unavailability(mtbf, mttr float64) float64 {
	return mttr / (mtbf + mttr)
}
