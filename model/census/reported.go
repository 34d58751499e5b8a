package census

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/rate"
)

// Reported says which part of a category's failures reaches the log:
// somewhere from Lo to Hi, the same number twice where it is known.
type Reported struct {
	Category string // a path of the tree, or the name of one level
	Lo, Hi   float64
}

// Point returns the fraction taken for the point estimate: the middle.
func (r Reported) Point() float64 { return (r.Lo + r.Hi) / 2 }

// applies reports whether the rule speaks of cause: by path, or because one
// of its levels bears the name.
func (r Reported) applies(cause model.Category) bool {
	isName := func(level string) bool { return strings.EqualFold(level, r.Category) }
	for path := cause; path != ""; path = path.Parent() {
		if isName(path.String()) {
			return true
		}
	}
	return slices.ContainsFunc(cause.Levels(), isName)
}

func checkReported(rules []Reported, log *model.Log, some bool) error {
	for _, r := range rules {
		if !(r.Lo > 0 && r.Lo <= r.Hi && r.Hi <= 1) {
			return &model.ParamError{Param: "reported " + r.Category, Value: fmt.Sprintf("%g..%g", r.Lo, r.Hi), Want: "a fraction above 0 and at most 1, or a range of such"}
		}
		if some && !slices.ContainsFunc(log.Causes, func(set []model.Category) bool { return slices.ContainsFunc(set, r.applies) }) {
			return &model.ParamError{Param: "reported", Value: r.Category, Want: "a category of this log" + someOf(log)}
		}
	}
	return nil
}

// maxNamed is how many categories a message names.
const maxNamed = 15

// someOf names the categories of a log for a message, if they are few.
func someOf(log *model.Log) string {
	names := map[string]bool{}
	for _, set := range log.Causes {
		for _, cause := range set {
			for path := cause; path != ""; path = path.Parent() {
				names[path.String()] = true
			}
		}
	}
	if len(names) == 0 || len(names) > maxNamed {
		return ""
	}
	return ", one of " + strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}

// reportedRule returns the number of the rule for a failure with these
// causes, len(Reported) for none. A failure with several causes is as likely
// to be reported as its best reported cause.
func (s *study) reportedRule(set int32) int {
	none := len(s.opt.Reported)
	if none == 0 {
		return none
	}
	best := -1
	for _, cause := range s.sets.sets[set] {
		i := slices.IndexFunc(s.opt.Reported, func(r Reported) bool { return r.applies(cause) })
		if i < 0 {
			return none
		}
		if best < 0 || s.opt.Reported[i].Point() > s.opt.Reported[best].Point() {
			best = i
		}
	}
	if best < 0 {
		return none
	}
	return best
}

// correct adds the MTBF with the failures that were not reported: each count
// is divided by its reporting fraction, at the pessimistic end of a range for
// the lower limit of MTBF and at the optimistic end for the upper.
func (s *study) correct(r *Row, t *tally) error {
	rules := s.opt.Reported
	if t.failures == 0 || t.byRule[len(rules)] == t.failures {
		return nil
	}
	var counts []int
	var lo, point, hi []float64
	for i, n := range t.byRule {
		if n == 0 {
			continue
		}
		rule := Reported{Lo: 1, Hi: 1}
		if i < len(rules) {
			rule = rules[i]
			r.Reported = &rules[i]
		}
		counts = append(counts, n)
		lo, point, hi = append(lo, rule.Lo), append(point, rule.Point()), append(hi, rule.Hi)
	}
	if len(counts) > 1 {
		r.Reported = nil
	}
	corrected, err := s.weighted(counts, point, r.OperatingHours)
	if err != nil {
		return err
	}
	pessimist, err := s.weighted(counts, lo, r.OperatingHours)
	if err != nil {
		return err
	}
	optimist, err := s.weighted(counts, hi, r.OperatingHours)
	if err != nil {
		return err
	}
	corrected.Lo = math.Min(corrected.Lo, pessimist.Lo)
	corrected.Hi = math.Max(corrected.Hi, optimist.Hi)
	r.CorrectedMTBF = &corrected
	return nil
}

// weighted returns the MTBF of counts that were reported with probabilities p.
func (s *study) weighted(counts []int, p []float64, operating float64) (model.Estimate, error) {
	if len(counts) == 1 {
		m, err := rate.MTBF(counts[0], operating, s.opt.Confidence, s.opt.Termination)
		return m.Scale(p[0]), err
	}
	r, err := rate.Weighted(counts, p, operating, s.opt.Confidence)
	return r.Inverse(), err
}
