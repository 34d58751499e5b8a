// Package gray holds the published numbers of J. Gray, "Why Do Computers Stop
// and What Can Be Done About It?" (Tandem TR 85.7, 1985) against an outage log:
// Table 1 cell by cell, and every claim of the paper that can be recomputed,
// each with a verdict.
//
// What the log says comes in as the results of ordinary analyses; the only
// constants here are the paper's own numbers. Change a row of the log and the
// verdicts change. Pages are those of the report [Gray 1985].
package gray

import (
	"math"

	"mtbf/model"
	"mtbf/model/census"
)

// ExposureYears is the exposure of the paper's sample: "over 1,300 system
// years" (p. 7).
const ExposureYears = 1300

// Published is a row of a published table of failure categories.
type Published struct {
	Category      model.Category // "" for the total
	Depth         int            // 0 for the total
	Percent       float64
	Years         float64 // MTBF; 0 where none is printed
	Underreported bool    // marked (?) in the paper
}

// Stage is a line of the paper's Figure 1: what has happened, minutes after a
// failure.
type Stage struct {
	Minute float64
	Text   string
}

// Evidence is what the log and the figure say.
type Evidence struct {
	Sample    *census.Table  // every outage
	Kept      *census.Table  // without infant failures and failures of discs that are not duplexed
	Duplexed  *census.Table  // outages of duplexed discs, infant ones included
	Mature    *census.Table  // the same, infant ones left out
	Notes     map[string]int // outages by the note on the row, such as fire
	Timeline  []Stage
	Published []Published
}

// failures returns the failures of a category in a table; "" is the whole. It
// is NaN without a table.
func failures(t *census.Table, category model.Category) float64 {
	if t == nil {
		return math.NaN()
	}
	if category == "" {
		return float64(t.Total.Failures)
	}
	for _, r := range t.Categories {
		if r.Category == category {
			return float64(r.Failures)
		}
	}
	return 0
}

// row returns the row of a category.
func row(t *census.Table, category model.Category) (census.Row, bool) {
	if t == nil {
		return census.Row{}, false
	}
	if category == "" {
		return t.Total, true
	}
	for _, r := range t.Categories {
		if r.Category == category {
			return r, true
		}
	}
	return census.Row{}, false
}
