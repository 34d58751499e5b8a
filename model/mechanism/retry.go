package mechanism

import (
	"math"

	"mtbf/model"
)

// Retry is what is known of faults that are met by trying again. All but Tries are
// probabilities, with limits where they are uncertain.
type Retry struct {
	Soft    model.Estimate // share of faults that are soft: gone, or likely to be, when the same is tried again
	Cure    model.Estimate // probability that a retry cures a soft fault
	Covered model.Estimate // share of faults that a recovery is tried for at all
	Tries   int            // retries before a fault is given up, 1 or more
	MTBF    model.Estimate // hours between faults, each a failure if nothing is retried; the zero value: not asked for
	MTTR    model.Estimate // hours to restoration after a failure; the zero value: not asked for
}

// RetryResult is what retry buys.
type RetryResult struct {
	Survived model.Estimate // share of faults that are not failures any more
	Lost     model.Estimate // share that still are
	Factor   model.Estimate // by which the MTBF grows, 1/Lost; +Inf where nothing is lost
	Ceiling  model.Estimate // the factor that no number of tries exceeds
	MTBF     model.Estimate // hours between failures; the zero value if it was not asked for
	// Unavailability is MTTR/(MTBF+MTTR) with the MTBF found; the zero value if it was
	// not asked for.
	Unavailability model.Estimate
}

// Solve returns what n retries buy. With s the soft share, r the cure of a retry and c
// the share covered,
//
//	survived = c s (1 - (1-r)^n)
//	lost     = (1-c) + c ((1-s) + s (1-r)^n)
//	factor   = 1 / lost
//	ceiling  = 1 / ((1-c) + c (1-s))      for r > 0, and 1 for r = 0
//
// Both shares are sums of positive terms. The error is a *model.ParamError.
func (r Retry) Solve() (RetryResult, error) {
	if r.Tries < 1 || r.Tries > maxTries {
		return RetryResult{}, &model.ParamError{Param: "tries", Value: r.Tries, Want: "a count from 1 to a million"}
	}
	for _, p := range []struct {
		name  string
		share model.Estimate
	}{{"soft share", r.Soft}, {"cure", r.Cure}, {"covered share", r.Covered}} {
		if err := checkShare(p.name, p.share); err != nil {
			return RetryResult{}, err
		}
	}
	asked := []bool{r.MTBF.Hi > 0, r.MTBF.Hi > 0 && r.MTTR.Hi > 0}
	for i, time := range []*model.Estimate{&r.MTBF, &r.MTTR} {
		if !asked[i] {
			*time = Known(1)
		}
		if err := checkTime([]string{"mtbf", "mttr"}[i], *time); err != nil {
			return RetryResult{}, err
		}
	}
	f, err := Carry(r.at, r.Soft, r.Cure, r.Covered, r.MTBF, r.MTTR)
	if err != nil {
		return RetryResult{}, err
	}
	result := RetryResult{Survived: f[0], Lost: f[1], Factor: f[2], Ceiling: f[3]}
	if asked[0] {
		result.MTBF = f[4]
	}
	if asked[1] {
		result.Unavailability = f[5]
	}
	return result, nil
}

// maxTries bounds the tries.
const maxTries = 1_000_000

func (r Retry) at(x []float64) ([]float64, error) {
	soft, cure, covered, mtbf, mttr := x[0], x[1], x[2], x[3], x[4]
	none := float64(r.Tries) * math.Log1p(-cure) // ln of the probability that no retry cures
	hard := (1 - covered) + covered*(1-soft)
	survived, lost := covered*soft*-math.Expm1(none), hard+covered*soft*math.Exp(none)
	ceiling := 1 / hard
	if cure == 0 {
		ceiling = 1
	}
	return []float64{survived, lost, 1 / lost, ceiling, mtbf / lost, mttr / (mtbf/lost + mttr)}, nil
}

// checkShare refuses what is not a probability with limits about it.
func checkShare(name string, e model.Estimate) error {
	if !(e.Lo >= 0 && e.Lo <= e.Hi && e.Hi <= 1) || e.Estimable() && !(e.Point >= e.Lo && e.Point <= e.Hi) {
		return &model.ParamError{Param: name, Value: e.Point, Want: "a probability from 0 to 1, within its limits"}
	}
	return nil
}

// checkTime refuses what is not a positive time with limits about it; only the upper
// limit may be infinite.
func checkTime(name string, e model.Estimate) error {
	if !(e.Lo > 0 && e.Lo <= e.Hi) || e.Estimable() && !(e.Point >= e.Lo && e.Point <= e.Hi && !math.IsInf(e.Point, 1)) {
		return &model.ParamError{Param: name, Value: e.Point, Want: "a positive time, within its limits"}
	}
	return model.CheckPositive(name, e.Lo)
}

// Ended is a published share, for both ends of what is not known here.
type Ended struct {
	What   string
	Share  float64
	Source string
}

// SoftShares are published shares of soft faults, from the greatest to the least. None is
// used unless it is asked for: those of Gray are of a system whose bugs that come again
// were gone, those of Chandra and Chen of faults that users reported.
func SoftShares() []Ended {
	return []Ended{
		{"Tandem spooler, 131 of 132 faults", 131. / 132, "Gray 1985, pp. 18-19"},
		{"MVS/XA, recoveries that succeed", .76, "Gray 1985, pp. 18-19"},
		{"Tandem, faults that pairs tolerate", .75, "Lee and Iyer 1995"},
		{"Three open programs, greatest", .14, "Chandra and Chen 2000"},
		{"Three open programs, least", .05, "Chandra and Chen 2000"},
	}
}

// RetryAssumptions are those of [Retry].
func RetryAssumptions() []Assumption {
	return []Assumption{
		{"Most software faults that are left in the field are soft: they are gone when the program starts afresh and tries again", "Gray 1985, pp. 17-18"},
		{"Each retry of a soft fault succeeds with the same probability, whatever was tried before", "derived here"},
		{"A hard fault comes again in every retry and is a failure", "Gray 1985, p. 17"},
		{"Faults that no recovery is tried for are failures; MVS/XA had routines for 90 % of them", "Gray 1985, pp. 18-19"},
		{"A retry takes no time and does no harm", "derived here"},
	}
}
