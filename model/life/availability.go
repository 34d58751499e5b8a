package life

import (
	"math"
	"slices"

	"mtbf/model"
)

// Availability combines estimates of MTBF m and MTTR r, of the same
// confidence and from data that are independent of each other, into the
// steady-state availability m/(m+r) and unavailability r/(m+r). Each is
// computed directly, never as one minus the other.
//
// Both depend on r/m alone, whose logarithm is a difference: its limits are
// the distances of those of log r and log m from their points, combined by
// [squareAndAdd]. The limits of r and m need not be symmetric. With exact
// Poisson limits of m and those of [Mean], nominal 90 % covers 90 % to 93 %
// where 20 failures or more are expected, and up to 96 % where 5 are.
//
// Where m or r is not estimable, neither is the result; its limits are then
// the corners, worst r with worst m, and they may be 0 and 1: without
// failures and repairs nothing bounds the downtime of the next failure. The
// warnings of both estimates are kept. A point of 0 h of repair is treated as
// not estimable.
func Availability(mtbf, mttr model.Estimate) (availability, unavailability model.Estimate) {
	point, lo, hi := math.NaN(), quotient(mttr.Lo, mtbf.Hi), quotient(mttr.Hi, mtbf.Lo)
	method := "corners of the limits of MTBF and MTTR"
	if mtbf.Estimable() && mttr.Estimable() && mttr.Point > 0 {
		point, lo, hi = oddsOfDown(mtbf, mttr)
		method = "limits of log MTTR and log MTBF, squared and added; conservative where failures are few"
	}
	down := model.Estimate{
		Point: share(point), Lo: share(lo), Hi: share(hi),
		Confidence: math.Min(mtbf.Confidence, mttr.Confidence), Method: method,
		Warnings: slices.Concat(mtbf.Warnings, mttr.Warnings),
	}
	up := down
	up.Point, up.Lo, up.Hi = 1/(1+point), 1/(1+hi), 1/(1+lo)
	return up, down
}

// oddsOfDown returns r/m and its limits.
func oddsOfDown(mtbf, mttr model.Estimate) (point, lo, hi float64) {
	r := around(math.Log(mttr.Point), math.Log(mttr.Lo), math.Log(mttr.Hi))
	m := around(-math.Log(mtbf.Point), -math.Log(mtbf.Hi), -math.Log(mtbf.Lo))
	lo, hi = squareAndAdd(r, m)
	return mttr.Point / mtbf.Point, math.Exp(lo), math.Exp(hi)
}

// quotient returns r/m for a limit r of MTTR and the opposite limit m of MTBF,
// either of which may be 0 or +Inf.
func quotient(r, m float64) float64 {
	switch {
	case r == 0 || math.IsInf(m, 1):
		return 0
	case m == 0 || math.IsInf(r, 1):
		return math.Inf(1)
	}
	return r / m
}

// share returns odds/(1+odds), 1 for +Inf.
func share(odds float64) float64 {
	if math.IsInf(odds, 1) {
		return 1
	}
	return odds / (1 + odds)
}
