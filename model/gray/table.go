package gray

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/census"
)

// The columns of Table 1.
const (
	Probability = "probability_pct"
	MTBFYears   = "mtbf_years"
)

// Cell is a printed number beside the one that the log gives.
type Cell struct {
	Column     string
	Published  float64
	Reproduced float64 // NaN where the log has nothing
	Lo, Hi     float64 // limits of Reproduced; equal to it for a probability
	Agrees     bool    // Reproduced rounds to Published
	Note       string
}

// Row is a row of the published table, with its cells.
type Row struct {
	Published
	Cells []Cell
}

// Table1 holds the published table against the log, cell by cell.
//
// A probability is the share of the outages that a category took part in; as
// an outage can have several causes, the total is that of the leaves and comes
// to more than 100 %. An MTBF is the operating time over the failures.
func Table1(e Evidence) []Row {
	rows := make([]Row, len(e.Published))
	for i, p := range e.Published {
		rows[i] = Row{Published: p, Cells: []Cell{probability(e, p)}}
		if p.Years > 0 {
			rows[i].Cells = append(rows[i].Cells, years(e, p))
		}
	}
	return rows
}

// probability is the first column.
func probability(e Evidence, p Published) Cell {
	all := failures(e.Kept, "")
	n := failures(e.Kept, p.Category)
	c := Cell{Column: Probability, Published: p.Percent}
	switch {
	case p.Category == "":
		n = leafFailures(e)
		c.Note = fmt.Sprintf("%.0f causes of %.0f outages; the level-1 rows as printed add to %.0f", n, all, levelOnePrinted(e.Published))
	default:
		c.Note = fmt.Sprintf("%.0f of %.0f", n, all) + severalCauses(e, p, n)
	}
	c.Reproduced = 100 * n / all
	c.Lo, c.Hi = c.Reproduced, c.Reproduced
	c.Agrees = math.Round(c.Reproduced) == p.Percent
	return c
}

// leafFailures adds the failures of the rows that have no rows below them.
func leafFailures(e Evidence) float64 {
	sum := 0.0
	for _, p := range e.Published {
		if p.Category != "" && len(below(e.Published, p)) == 0 {
			sum += failures(e.Kept, p.Category)
		}
	}
	return sum
}

// below returns the rows one level below p.
func below(rows []Published, p Published) []Published {
	var found []Published
	for _, q := range rows {
		if p.Category != "" && q.Category.Parent() == p.Category {
			found = append(found, q)
		}
	}
	return found
}

func levelOnePrinted(rows []Published) float64 {
	sum := 0.0
	for _, p := range rows {
		if p.Depth == 1 {
			sum += p.Percent
		}
	}
	return sum
}

// severalCauses says why the rows below add to more than the row itself.
func severalCauses(e Evidence, p Published, n float64) string {
	sum := 0.0
	for _, q := range below(e.Published, p) {
		sum += failures(e.Kept, q.Category)
	}
	if sum <= n {
		return ""
	}
	return fmt.Sprintf("; the rows below count %.0f, as an outage can have two causes", sum)
}

// years is the second column.
func years(e Evidence, p Published) Cell {
	c := Cell{Column: MTBFYears, Published: p.Years, Reproduced: math.NaN()}
	r, ok := row(e.Kept, p.Category)
	if !ok || !r.MTBF.Estimable() {
		c.Note = "the log has no such failure"
		return c
	}
	c.Reproduced, c.Lo, c.Hi = r.MTBF.Point/model.HoursPerYear, r.MTBF.Lo/model.HoursPerYear, r.MTBF.Hi/model.HoursPerYear
	c.Agrees = math.Round(c.Reproduced) == p.Years
	c.Note = yearsNote(c, r, e.Kept.ExposureHours/model.HoursPerYear)
	return c
}

// yearsNote says what the printed MTBF would need.
func yearsNote(c Cell, r census.Row, exposure float64) string {
	if c.Agrees {
		return fmt.Sprintf("%.0f years / %d failures", exposure, r.Failures)
	}
	needed := neededCounts(c.Published, exposure)
	note := fmt.Sprintf("%.0f/%d = %.2f; ", exposure, r.Failures, c.Reproduced)
	if needed == "" {
		n := math.Round(exposure / c.Published)
		note += fmt.Sprintf("no count gives %.0f (%.0f gives %.2f, %.0f gives %.2f)", c.Published, n, exposure/n, n-1, exposure/(n-1))
	} else {
		note += fmt.Sprintf("%.0f needs %s failures", c.Published, needed)
	}
	if c.Lo <= c.Published && c.Published <= c.Hi {
		note += fmt.Sprintf("; inside the limits %.1f to %.1f", c.Lo, c.Hi)
	}
	return note
}

// neededCounts writes the counts that give the printed MTBF, rounded: "42" or
// "114 to 123", "" for none.
func neededCounts(years, exposure float64) string {
	lo, hi := math.NaN(), math.NaN()
	for n := math.Ceil(exposure / (years + 0.5)); n <= exposure/(years-0.5); n++ {
		if math.Round(exposure/n) != years {
			continue
		}
		if math.IsNaN(lo) {
			lo = n
		}
		hi = n
	}
	switch {
	case math.IsNaN(lo):
		return ""
	case lo == hi:
		return whole(lo)
	}
	return whole(lo) + " to " + whole(hi)
}
