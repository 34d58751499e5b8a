package gray

import (
	"math"
	"slices"
)

// Relation says how a claim's number is meant.
type Relation string

const (
	Equals  Relation = "="     // the computed value rounds to the printed one
	Over    Relation = "over"  // "over", "more than", "at least"
	Under   Relation = "under" // "fewer than"
	Roughly Relation = "about" // "about", "a few", "several": within a factor 1.5
)

// Claim is one quantitative statement of the paper, recomputed.
type Claim struct {
	ID        string
	Page      int
	Text      string // the statement, in our words
	Relation  Relation
	Published float64
	Decimals  int // printed after the point
	Unit      string
	Computed  float64
	Source    string // what it was computed from: the log, Figure 1, Table 1 or a formula
	Agrees    bool
	Note      string
}

// statement is a claim before it is computed.
type statement struct {
	id        string
	page      int
	text      string
	relation  Relation
	published float64
	decimals  int
	unit      string
	source    string
	compute   func(Evidence) float64
	note      string
}

// Claims recomputes every statement, in the order of the pages.
func Claims(e Evidence) []Claim {
	claims := make([]Claim, len(statements))
	for i, s := range statements {
		c := Claim{
			ID: s.id, Page: s.page, Text: s.text, Relation: s.relation, Published: s.published, Decimals: s.decimals,
			Unit: s.unit, Computed: s.compute(e), Source: s.source, Note: s.note,
		}
		c.Agrees = c.holds()
		claims[i] = c
	}
	slices.SortStableFunc(claims, func(a, b Claim) int { return a.Page - b.Page })
	return claims
}

// holds judges the computed value by the claim's relation.
func (c Claim) holds() bool {
	switch c.Relation {
	case Over:
		return c.Computed > c.Published
	case Under:
		return c.Computed < c.Published
	case Roughly:
		return within(c.Computed/c.Published, 1.5)
	}
	unit := math.Pow(10, float64(-c.Decimals))
	return math.Abs(math.Round(c.Computed/unit)*unit-c.Published) < unit/2
}

// within reports whether ratio is between 1/factor and factor.
func within(ratio, factor float64) bool { return ratio >= 1/factor && ratio <= factor }
