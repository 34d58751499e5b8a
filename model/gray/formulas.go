package gray

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// year is a year in hours.
const year = model.HoursPerYear

// pairMTBF is the MTBF of a repairable pair of modules with MTBF m and repair
// time r, both in hours, as Gray computes it: m^2/(2r), for r much below m. It
// is the mean up time per failure but for a term m, which the comment of the
// claim accounts for.
func pairMTBF(m, r float64) float64 { return m * m / (2 * r) }

// bundleFor returns the redundancy N at which von Neumann's multiplexed system
// errs once in so many actuations, by the second of his approximations
// (eq. 27): the residual error is (6.4/sqrt N) 10^(-8.6 N/10000).
func bundleFor(actuations float64) float64 {
	excess := func(n float64) float64 {
		return math.Log10(6.4/math.Sqrt(n)) - 8.6*n/10_000 + math.Log10(actuations)
	}
	return num.Root(excess, 100, 1e6)
}

// recovery is the factor by which an MTBF grows when a part covered of the
// faults has a recovery that succeeds with probability success.
func recovery(success, covered float64) float64 { return 1 / (1 - success*covered) }
