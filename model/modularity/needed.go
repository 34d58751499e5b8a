package modularity

import (
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// maxCopies bounds a count of copies that are not repaired: of those that fail
// fast, and of those that vote.
const (
	maxCopies = 1 << 20
	maxVoters = 4095
)

// RequiredRedundancy returns the least redundancy with which each style reaches an MTBF of
// target hours on the hardware of s, whose Copies and Need are not looked at:
//
//   - whole copies (one module) and s.Modules modules,
//   - not repaired, and repaired as s says,
//   - failing fast, so that one good copy is enough, and voting, so that a
//     majority is needed, with 1, 3, 5, ... copies;
//
// and the lines of a bundle, for an error in target hours, if wires is given:
//
//	delta = Actuation / (Organs target)     per organ and actuation.
//
// The least number of whole copies that nothing repairs grows exponentially,
//
//	1 + 1/2 + ... + 1/r >= target/MTBF,   r near exp(target/MTBF - 0.5772),
//
// so that its logarithm is given too. A style in which nothing reaches the
// target is not left out: not every redundancy helps. Beyond 16 copies the
// search takes it that the MTBF rises with them up to one peak; it goes to 64
// copies with repair, and without to 4095 that vote, and any number that fail
// fast with full coverage (otherwise 2^20). Errors are those of [Solve], and
// those of wires.Lines.
func RequiredRedundancy(s Architecture, target float64, wires *Multiplexed) ([]RedundancyScheme, error) {
	s.Copies, s.Need = 1, 1
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if !(target > 0) || math.IsInf(target, 1) {
		return nil, &model.ParamError{Param: "target", Value: target, Want: "a positive, finite number of hours"}
	}
	var styles []RedundancyScheme
	for _, q := range s.questions() {
		found, err := q.answer(target)
		if err != nil {
			return nil, err
		}
		styles = append(styles, found)
	}
	if wires == nil {
		return styles, nil
	}
	bundle, err := wires.answer(target)
	if err != nil {
		return nil, err
	}
	return append(styles, bundle), nil
}

// question asks for the copies of a style.
type question struct {
	setting Architecture
	vote    bool
}

func (s Architecture) questions() []question {
	var all []question
	for _, vote := range []bool{false, true} {
		for _, mttr := range []float64{math.Inf(1), s.MTTR} {
			for _, modules := range []int{1, s.Modules} {
				q := question{s, vote}
				q.setting.MTTR, q.setting.Modules = mttr, modules
				if !slices.Contains(all, q) {
					all = append(all, q)
				}
			}
		}
	}
	return all
}

// copies returns the i-th number of copies that the style may have, from 1.
func (q question) copies(i int) int {
	if q.vote {
		return 2*i - 1
	}
	return i
}

func (q question) with(i int) Architecture {
	s := q.setting
	s.Copies = q.copies(i)
	if q.vote {
		s.Need = Majority(s.Copies)
	}
	return s
}

// most is the largest i to try.
func (q question) most() int {
	switch {
	case q.setting.repaired() && q.vote:
		return maxRepaired / 2
	case q.setting.repaired():
		return maxRepaired
	case q.vote:
		return (maxVoters + 1) / 2
	}
	return maxCopies
}

func (q question) answer(target float64) (RedundancyScheme, error) {
	style := RedundancyScheme{Name: q.name(), Modules: q.setting.Modules, Assumptions: q.assumptions()}
	find := search{f: func(i int) (float64, error) { return q.with(i).mtbf() }}
	i := find.reach(target, q.most())
	if find.err == nil && i == 0 && q.beyondCounting(target) {
		return q.byLogarithm(style, target)
	}
	if style.Reached = i > 0; !style.Reached {
		i = find.peak
	}
	style.Redundancy, style.MTBF = float64(q.copies(i)), find.at(i)
	style.Log10 = math.Log10(style.Redundancy)
	return style, find.err
}

// beyondCounting reports whether some number of copies that nothing repairs
// reaches the target: all but what copies do not help against.
func (q question) beyondCounting(target float64) bool {
	s := q.with(2)
	const nearly = 1 - 1e-6
	return !s.repaired() && !q.vote && s.Coverage.P() == 1 && target*s.unrepaired().constantRate() < nearly
}

// byLogarithm finds the copies as exp(x). The last copy of a module dies at
// (x + G)/own, where the distribution of G does not depend on x once x is large.
// So does the first module to lose its last copy, and with h the rate of all
// that copies do not help against
//
//	log(1 - h MTTF) = constant - x h/own,   or   MTTF = constant + x/own for h = 0.
func (q question) byLogarithm(style RedundancyScheme, target float64) (RedundancyScheme, error) {
	u := q.with(2).unrepaired()
	h := u.constantRate()
	large := 35 + math.Log(u.modules)
	life, err := u.withLogCopies(large).mttf()
	if err != nil {
		return style, err
	}
	x := large + u.own*(target-life)
	switch {
	case target < life:
		x, err = u.logCopiesFor(target, math.Log(maxCopies/2), large)
	case h > 0:
		x = large + u.own/h*math.Log1p(h*(target-life)/(1-h*target))
	}
	style.Redundancy, style.Log10 = math.Ceil(math.Exp(x)), x/math.Ln10
	style.Reached, style.MTBF = true, target
	return style, err
}

// logCopiesFor returns the x between lo and hi where exp(x) copies live for
// target hours.
func (u unrepaired) logCopiesFor(target, lo, hi float64) (float64, error) {
	var err error
	x := num.Root(func(x float64) float64 {
		life, e := u.withLogCopies(x).mttf()
		if e != nil {
			err = e
			return 0
		}
		return life/target - 1
	}, lo, hi)
	return x, err
}
