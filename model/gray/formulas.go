package gray

import (
	"mtbf/model"
	"mtbf/model/multiplex"
)

// year is a year in hours.
const year = model.HoursPerYear

// pairMTBF is the MTBF of a repairable pair of modules with MTBF m and repair
// time r, both in hours, as Gray computes it: m^2/(2r), for r much below m. It
// is the mean up time per failure but for a term m, which the comment of the
// claim accounts for.
func pairMTBF(m, r float64) float64 { return m * m / (2 * r) }

// bundleFor returns the redundancy N at which von Neumann's multiplexed system
// errs once in so many actuations, more than one, by the second of his
// approximations (eq. 27).
func bundleFor(actuations float64) float64 {
	n, _ := multiplex.SizeEq27(1 / actuations)
	return n
}
