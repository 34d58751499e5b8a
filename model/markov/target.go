package markov

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// PairConvention names one of the figures of a pair.
type PairConvention uint8

const (
	GrayApproximation PairConvention = iota
	MeanUpTime
	MTTFF
	MeanCycleTime
)

// String returns the name as output has it, such as "mean_up_time".
func (f PairConvention) String() string {
	if f > MeanCycleTime {
		return fmt.Sprintf("figure %d", uint8(f))
	}
	return [...]string{"gray_approximation", "mean_up_time", "mttf_all_new", "failure_to_failure"}[f]
}

// By returns the named figure, in hours; NaN for none of them.
func (p PairMTBF) By(f PairConvention) float64 {
	if f > MeanCycleTime {
		return math.NaN()
	}
	return [...]float64{p.GrayApproximation, p.MeanUpTime, p.MTTFF, p.MeanCycleTime}[f]
}

// TargetError tells that no value of a parameter gives a pair the wanted figure.
type TargetError struct {
	Param      string
	Convention PairConvention
	Target     float64 // hours
	Min, Max   float64 // hours that the figure can take
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("%s: no value gives a %s of %g h, which ranges from %.6g to %.6g h", e.Param, e.Convention, e.Target, e.Min, e.Max)
}

// searched is how far below and above a natural scale parameters are searched.
const searched = 1e15

// MTBFFor returns the MTBF of a module, in hours, that gives the pair the target
// for a figure; d.MTBF is not looked at. It fails with *[TargetError] if there
// is none, such as a time between failures below half the repair time.
func (d Pair) MTBFFor(f PairConvention, target float64) (float64, error) {
	d.MTBF = d.MTTR
	most := max(math.Sqrt(d.MTTR)*math.Sqrt(target)*searched, 4*target) // no pair lasts less than half as long as a module
	return d.solve("mtbf", f, target, d.MTTR/searched, most, func(d *Pair, x float64) { d.MTBF = x })
}

// MTTRFor returns the MTTR, up to d.MTBF, that gives the pair the target for a
// figure; d.MTTR is not looked at. It fails with *[TargetError] if there is
// none: with failures that are not covered, or of common cause, no repair is
// fast enough for some targets.
func (d Pair) MTTRFor(f PairConvention, target float64) (float64, error) {
	d.MTTR = d.MTBF
	return d.solve("mttr", f, target, d.MTBF/searched, d.MTBF, func(d *Pair, x float64) { d.MTTR = x })
}

// solve finds x between lo and hi, on a logarithmic scale, by the closed form,
// which is monotone in both parameters there.
func (d Pair) solve(param string, f PairConvention, target, lo, hi float64, set func(*Pair, float64)) (float64, error) {
	if err := checkHours("target", target); err != nil {
		return 0, err
	}
	if f > MeanCycleTime {
		return 0, &model.ParamError{Param: "figure", Value: uint8(f), Want: "a figure of a pair, GrayApproximation (0) to FailureToFailure (3)"}
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	figure := func(x float64) float64 {
		set(&d, x)
		return d.closedForm().By(f)
	}
	a, b := figure(lo), figure(hi)
	switch {
	case a == target:
		return lo, nil
	case b == target:
		return hi, nil
	case (a < target) == (b < target):
		return 0, &TargetError{param, f, target, min(a, b), max(a, b)}
	}
	miss := func(logX float64) float64 {
		x := math.Exp(logX)
		switch logX { // the ends as they are, or one that is just beyond the target is not
		case math.Log(lo):
			x = lo
		case math.Log(hi):
			x = hi
		}
		return math.Log(figure(x) / target)
	}
	return math.Exp(num.Root(miss, math.Log(lo), math.Log(hi))), nil
}

// Grid returns the figures of the pair for every MTTR, in hours, and every
// coverage: one row for each MTTR. A fixed d.UncoveredMTTR stays. The error is a
// *model.ParamError.
func (d Pair) Grid(mttr, coverage []float64) ([][]PairMTBF, error) {
	rows := make([][]PairMTBF, len(mttr))
	for i, r := range mttr {
		rows[i] = make([]PairMTBF, len(coverage))
		for j, c := range coverage {
			d.MTTR, d.Coverage = r, model.Covered(c)
			figures, err := d.ClosedForm()
			if err != nil {
				return nil, err
			}
			rows[i][j] = figures
		}
	}
	return rows, nil
}
