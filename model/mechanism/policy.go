package mechanism

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// DefectClass is a class of defects with one mean time to the problem.
type DefectClass struct {
	Years float64 // mean years of use by one user until a defect of the class fails, positive
	Share float64 // of the defects, 0 or more; shares count in proportion to their sum
}

// Defects are those known in a product, with fixes that may be bad themselves. Most
// failures come from few defects of high rate, and for most of the others corrective
// service is better than preventive [Adams 1984].
type Defects struct {
	Classes []DefectClass
	Count   float64 // of defects, positive
	Years   float64 // of use that are looked at, positive
	Systems float64 // that are used; 0: one

	// BadFix is the probability in [0, 1] that a fix is itself bad, and Outages how
	// many a bad one causes. Infant mortality: a fix that others have used for d years
	// before is bad with probability
	//
	//	Seasoned + (BadFix - Seasoned) exp(-d/Maturing)
	//
	// Seasoned is at most BadFix. With a Maturing of 0 fixes do not mature.
	BadFix, Outages, Seasoned float64
	Maturing                  float64 // years
}

// ChangePolicy says which defects are fixed, and when.
type ChangePolicy struct {
	Name  string
	UpTo  float64 // classes of so many years and less are fixed: 0 none, +Inf all
	Delay float64 // years until the fixes are installed, such as at the next release
}

// PolicyOutcome is what a policy leads to, in all systems over the years.
type PolicyOutcome struct {
	Policy      ChangePolicy
	Outages     float64 // expected
	FromDefects float64 // of these, of defects left in or not yet fixed
	FromFixes   float64 // and of bad fixes
	Fixes       float64 // installed
	MTBFHours   float64 // of one system, by outages; +Inf if there are none
}

// Rediscovery is how often defects fail, before any is fixed.
type Rediscovery struct {
	RatePerDefectYear float64   // failures of a defect in a year of use by one user
	FailureShares     []float64 // of every class, of the failures
	DefectShares      []float64 // of every class, of the defects
	MTBFYears         float64   // of one system with all defects
}

const maxClasses = 1000

// Rediscovery returns how often the defects fail: the mean of 1/Years over them.
func (d Defects) Rediscovery() (Rediscovery, error) {
	shares, err := d.shares()
	if err != nil {
		return Rediscovery{}, err
	}
	r := Rediscovery{DefectShares: shares}
	var rate num.Adder
	for i, c := range d.Classes {
		rate.Add(shares[i] / c.Years)
	}
	r.RatePerDefectYear = rate.Total()
	for i, c := range d.Classes {
		r.FailureShares = append(r.FailureShares, shares[i]/c.Years/r.RatePerDefectYear)
	}
	r.MTBFYears = 1 / (d.Count * r.RatePerDefectYear)
	return r, nil
}

// shares checks the defects and returns the share of every class.
func (d Defects) shares() ([]float64, error) {
	if n := len(d.Classes); n < 1 || n > maxClasses {
		return nil, &model.ParamError{Param: "classes", Value: n, Want: fmt.Sprintf("of 1 to %d classes", maxClasses)}
	}
	var sum num.Adder
	for i, c := range d.Classes {
		if err := checkHours(fmt.Sprintf("class %d: years", i+1), c.Years, false); err != nil {
			return nil, err
		}
		if err := checkHours(fmt.Sprintf("class %d: share", i+1), c.Share, true); err != nil {
			return nil, err
		}
		sum.Add(c.Share)
	}
	if sum.Total() == 0 {
		return nil, &model.ParamError{Param: "classes", Value: 0, Want: "of shares that are not all 0"}
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	var shares []float64
	for _, c := range d.Classes {
		shares = append(shares, c.Share/sum.Total())
	}
	return shares, nil
}

func (d Defects) check() error {
	for _, p := range []struct {
		name string
		of   float64
		zero bool
	}{
		{"defects", d.Count, false}, {"years", d.Years, false}, {"systems", d.Systems, true},
		{"outages", d.Outages, true}, {"maturing", d.Maturing, true},
	} {
		if err := checkHours(p.name, p.of, p.zero); err != nil {
			return err
		}
	}
	switch {
	case !(d.BadFix >= 0 && d.BadFix <= 1):
		return &model.ParamError{Param: "bad-fix", Value: d.BadFix, Want: "a number in [0, 1]"}
	case !(d.Seasoned >= 0 && d.Seasoned <= d.BadFix):
		return &model.ParamError{Param: "seasoned", Value: d.Seasoned, Want: "a number from 0 to bad-fix"}
	}
	return nil
}

// systems is how many there are.
func (d Defects) systems() float64 {
	if d.Systems == 0 {
		return 1
	}
	return d.Systems
}

// bad is the probability that a fix is bad that others have used for so long.
func (d Defects) bad(years float64) float64 {
	if d.Maturing == 0 {
		return d.BadFix
	}
	young := math.Exp(-years / d.Maturing)
	return d.Seasoned*-math.Expm1(-years/d.Maturing) + d.BadFix*young
}

// Outcome returns what a policy leads to. A defect left in causes Years/class
// outages a system, one that is fixed after a delay causes Delay/class, and its fix
// as many as a bad one does with the probability that it is bad. A delay of all the
// years or more is no fix.
func (d Defects) Outcome(p ChangePolicy) (PolicyOutcome, error) {
	shares, err := d.shares()
	switch {
	case err != nil:
		return PolicyOutcome{}, err
	case !(p.UpTo >= 0):
		return PolicyOutcome{}, &model.ParamError{Param: p.Name + ": up-to", Value: p.UpTo, Want: "a number of years, 0 or more, or all"}
	case !(p.Delay >= 0) || math.IsInf(p.Delay, 1):
		return PolicyOutcome{}, &model.ParamError{Param: p.Name + ": delay", Value: p.Delay, Want: "a number of years, 0 or more"}
	}
	return d.add(p, shares, func(c DefectClass) (float64, bool) {
		return p.Delay, c.Years <= p.UpTo && p.Delay < d.Years
	}), nil
}

// add sums a policy that tells of every class after how many years it is fixed.
func (d Defects) add(p ChangePolicy, shares []float64, when func(DefectClass) (float64, bool)) PolicyOutcome {
	o := PolicyOutcome{Policy: p}
	var left, fixed, installed num.Adder
	for i, c := range d.Classes {
		n := shares[i] * d.Count * d.systems()
		after, fixes := when(c)
		if !fixes {
			left.Add(n * (d.Years / c.Years))
			continue
		}
		left.Add(n * (after / c.Years))
		fixed.Add(n * d.bad(after) * d.Outages)
		installed.Add(n)
	}
	o.FromDefects, o.FromFixes, o.Fixes = left.Total(), fixed.Total(), installed.Total()
	o.Outages = o.FromDefects + o.FromFixes
	o.MTBFHours = d.Years * d.systems() * model.HoursPerYear / o.Outages
	return o
}

// BreakEvenYears returns the class of mean years to the problem above which a
// defect is better left alone than fixed at once,
//
//	Years/(BadFix Outages),
//
// +Inf if fixes do no harm.
func (d Defects) BreakEvenYears() (float64, error) {
	if _, err := d.shares(); err != nil {
		return 0, err
	}
	return d.Years / (d.BadFix * d.Outages), nil
}

// ClassDecision is what is best for the defects of a class.
type ClassDecision struct {
	Class      DefectClass
	Fix        bool
	AfterYears float64 // if they are fixed
	Outages    float64 // expected of one defect in one system, with that
}

// BestPolicy returns for every class what leads to the fewest outages, and what all
// of it leads to: leave the defects, or fix them after d years, where
//
//	d/class + Outages bad(d)
//
// is least: at once, or where fixes mature at
//
//	d = Maturing log(Outages (BadFix - Seasoned) class/Maturing).
//
// Without maturing this is the threshold of [Defects.BreakEvenYears].
func (d Defects) BestPolicy() ([]ClassDecision, PolicyOutcome, error) {
	shares, err := d.shares()
	if err != nil {
		return nil, PolicyOutcome{}, err
	}
	var all []ClassDecision
	for _, c := range d.Classes {
		all = append(all, d.decide(c))
	}
	k := -1
	o := d.add(ChangePolicy{Name: "best", UpTo: math.NaN(), Delay: math.NaN()}, shares, func(DefectClass) (float64, bool) {
		k++
		return all[k].AfterYears, all[k].Fix
	})
	return all, o, nil
}

func (d Defects) decide(c DefectClass) ClassDecision {
	best := ClassDecision{Class: c, Outages: d.Years / c.Years}
	delays := []float64{0}
	if d.Maturing > 0 {
		delays = append(delays, d.Maturing*math.Log(d.Outages*(d.BadFix-d.Seasoned)*(c.Years/d.Maturing)))
	}
	for _, after := range delays {
		if after >= 0 && after < d.Years {
			if n := after/c.Years + d.Outages*d.bad(after); n < best.Outages {
				best.Fix, best.AfterYears, best.Outages = true, after, n
			}
		}
	}
	return best
}
