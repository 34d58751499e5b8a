package sizing

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
)

// Question is a choose of the model, in the order of the structure.
type Question struct {
	Name  string // its parts: "disc", or "disc or tape"; with a number where that repeats
	Parts []string
	Need  int
	// Choices are the names of the parts in the words of a design: with a number where several
	// questions ask for one.
	Choices []string
}

// Design is an answer to every question.
type Design struct {
	Choices   [][]int            // copies, by question and by the question's part; shared between designs
	Resources map[string]float64 // totals over all units, fixed ones too

	// Availability and its complement, found directly; reliability for a
	// mission.
	Availability, Unavailability float64
}

// Copies is the number of copies at a question; 0 at one that there is none of.
func (d *Design) Copies(question int) int {
	if question < 0 || question >= len(d.Choices) {
		return 0
	}
	return total(d.Choices[question])
}

func total(copies []int) int {
	n := 0
	for _, c := range copies {
		n += c
	}
	return n
}

// Words tell a design by its copies: 3 disc, 2 feed.
func (r *Result) Words(d *Design) string {
	var words []string
	for q, copies := range d.Choices {
		for i, n := range copies {
			if n > 0 {
				words = append(words, fmt.Sprintf("%d %s", n, r.Questions[q].Choices[i]))
			}
		}
	}
	return strings.Join(words, ", ")
}

// Result is what Size finds.
type Result struct {
	Questions []Question
	Objective string   // the resource that is least, or "availability"
	Resources []string // that count: minimised or limited; without either, all

	Best          Design
	ProvedOptimal bool
	// Bound is what no design can beat: the least of the resource for a
	// target; otherwise the least unavailability.
	Bound float64

	// Frontier holds every design that no other beats in all of Resources and
	// unavailability, by the first of Resources. Where the work did not
	// suffice, it is what was found. With several resources, totals that
	// differ by rounding count as different.
	Frontier []Design
	// Cheaper and Dearer are the designs next to Best among those that lead
	// from the cheapest to the best, the [Result.Steps]; for a target with a
	// confidence, among its levels; nil at the ends.
	Cheaper, Costlier *Design
	// TargetRatio is the unavailability of Cheaper, or what it does not exceed with
	// the confidence, over that allowed; 0 without a target.
	TargetRatio float64

	Saturation []Saturation // of every question, around Best
	Confident  *Confident   // nil without a confidence
	Evaluated  int          // combinations looked at
	Warnings   []model.Warning
}

const (
	codeNotProved  = "not-proved"
	codeIncomplete = "incomplete"
)

func notProved(w model.Warning) bool { return w.Code == codeNotProved }

func (r *Result) warn(code, format string, args ...any) {
	r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// Within returns the design of the frontier with the greatest availability
// whose resources keep the limits, which must be among Resources; nil if there
// is none. It is optimal where the frontier is proved.
func (r *Result) Within(limits map[string]float64) *Design {
	var best *Design
	for i := range r.Frontier {
		d := &r.Frontier[i]
		if (best == nil || d.Unavailability < best.Unavailability) && keeps(d.Resources, limits) {
			best = d
		}
	}
	return best
}

func keeps(spend, limits map[string]float64) bool {
	for name, limit := range limits {
		if spend[name] > limit*(1+rounding) {
			return false
		}
	}
	return true
}

// joinTies keeps the best of designs whose spend of the only resource differs by
// rounding.
func (r *Result) joinTies() {
	kept := r.Frontier[:0]
	for _, d := range r.Frontier {
		if n := len(kept); n > 0 && r.spent(&d) <= r.spent(&kept[n-1])*(1+rounding) {
			kept[n-1] = d
			continue
		}
		kept = append(kept, d)
	}
	r.Frontier = kept
}

// spent is what a design spends of the first resource.
func (r *Result) spent(d *Design) float64 { return d.Resources[r.Resources[0]] }

// Step is one addition on the way from the cheapest design to the best.
type Step struct {
	Design Design
	Spent  float64 // more than the step before, of the first resource
	Factor float64 // unavailability over that of the step before
}

// Steps returns the designs from the cheapest to the best in order of the first
// of Resources, each the least unavailable for what it spends of it.
func (r *Result) Steps() []Step {
	var steps []Step
	for _, d := range r.ladder() {
		s := Step{Design: *d, Factor: 1}
		if n := len(steps); n > 0 {
			before := &steps[n-1].Design
			s.Spent = r.spent(d) - r.spent(before)
			s.Factor = d.Unavailability / before.Unavailability
		}
		steps = append(steps, s)
	}
	return steps
}

// ladder is the frontier seen in the first resource alone.
func (r *Result) ladder() []*Design {
	var rungs []*Design
	for i := range r.Frontier {
		d := &r.Frontier[i]
		n := len(rungs)
		switch {
		case n > 0 && rungs[n-1].Unavailability <= d.Unavailability:
		case n > 0 && r.spent(d) <= r.spent(rungs[n-1])*(1+rounding):
			rungs[n-1] = d
		default:
			rungs = append(rungs, d)
		}
	}
	return rungs
}

// addNeighbours finds the designs next to the best.
func (r *Result) addNeighbours(o *Options) {
	r.Cheaper, r.Costlier, r.TargetRatio = nil, nil, 0
	rungs := r.ladder()
	best := r.spent(&r.Best)
	above := slices.IndexFunc(rungs, func(d *Design) bool {
		return r.spent(d) > best && d.Unavailability < r.Best.Unavailability
	})
	if above >= 0 {
		r.Costlier = rungs[above]
	}
	for _, d := range rungs {
		if r.spent(d) < best*(1-rounding) {
			r.Cheaper = d
		}
	}
	if r.Cheaper != nil && !o.Maximize {
		r.TargetRatio = r.Cheaper.Unavailability / o.slack()
	}
}
