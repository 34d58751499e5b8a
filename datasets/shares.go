package datasets

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Basis is a total that printed percentages may be shares of.
type Basis struct {
	Name string // what is counted, in the plural

	// Total is the number that the paper names; 0 stands for the sum of the
	// counts that have a printed percentage. The count of the category Less,
	// if one is named, is taken off.
	Total int
	Less  string
}

// Shares are the printed percentages of a table beside those that its counts
// give.
type Shares struct {
	Bases      []BasisShares
	Rows       []RowShares
	PrintedSum float64 // of the printed percentages
}

// BasisShares tells how many percentages are shares of a total.
type BasisShares struct {
	Name   string
	Total  int
	Agree  int
	Differ int
}

// RowShares is one row of the table.
type RowShares struct {
	Category string
	Count    *int     // nil where the paper prints none
	Printed  *float64 // percent; nil where the paper prints none
	Decimals int      // of Printed
	Of       []Share  // one for each basis; none without Printed
}

// Share is a count as a percentage of a total:
//
//	Percent = 100 Count/Total
//
// Where the paper prints no count it is the whole number whose share is
// nearest to the printed percentage. The share agrees if it rounds to what is
// printed, a half in either direction.
type Share struct {
	Count   int
	Percent float64
	Agrees  bool
}

// CheckShares compares the columns count and printed_pct of a table. It is nil
// if the table has no printed percentages. A cell that is no number, and a
// total that is not positive, is an error.
func CheckShares(c *Cells, bases []Basis) (*Shares, error) {
	if c == nil || c.column("printed_pct") < 0 {
		return nil, nil
	}
	s := &Shares{}
	for _, cells := range c.Rows {
		row, err := c.rowShares(cells)
		if err != nil {
			return nil, err
		}
		if row.Printed != nil {
			s.PrintedSum += *row.Printed
		}
		s.Rows = append(s.Rows, row)
	}
	for _, b := range bases {
		total, err := s.total(b)
		if err != nil {
			return nil, err
		}
		s.add(BasisShares{Name: b.Name, Total: total})
	}
	return s, nil
}

// rowShares reads one row.
func (c *Cells) rowShares(cells []string) (RowShares, error) {
	row := RowShares{Category: cells[max(c.column("category"), 0)]}
	if i := c.column("count"); i >= 0 && cells[i] != "" {
		n, err := strconv.Atoi(cells[i])
		if err != nil || n < 0 {
			return row, fmt.Errorf("%s: %q is not a count", row.Category, cells[i])
		}
		row.Count = &n
	}
	text := cells[c.column("printed_pct")]
	if text == "" {
		return row, nil
	}
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || !(p >= 0 && p <= 100) {
		return row, fmt.Errorf("%s: %q is not a percentage", row.Category, text)
	}
	_, fraction, _ := strings.Cut(text, ".")
	row.Printed, row.Decimals = &p, len(fraction)
	return row, nil
}

// total returns the number that a basis stands for.
func (s *Shares) total(b Basis) (int, error) {
	total, found := b.Total, b.Less == ""
	for _, r := range s.Rows {
		switch {
		case r.Count == nil:
		case b.Less != "" && r.Category == b.Less:
			total -= *r.Count
			found = true
		case b.Total == 0 && r.Printed != nil:
			total += *r.Count
		}
	}
	if !found {
		return 0, fmt.Errorf("no count of %q to take off", b.Less)
	}
	if total <= 0 {
		return 0, fmt.Errorf("a total of %d %s has no shares", total, b.Name)
	}
	return total, nil
}

// add computes the shares of one more total.
func (s *Shares) add(b BasisShares) {
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Printed == nil {
			continue
		}
		share := r.share(b.Total)
		if share.Agrees {
			b.Agree++
		} else {
			b.Differ++
		}
		r.Of = append(r.Of, share)
	}
	s.Bases = append(s.Bases, b)
}

// share returns the row's share of a total.
func (r RowShares) share(total int) Share {
	n := int(math.Round(*r.Printed * float64(total) / 100))
	if r.Count != nil {
		n = *r.Count
	}
	percent := 100 * float64(n) / float64(total)
	half := 0.5 * math.Pow10(-r.Decimals)
	return Share{Count: n, Percent: percent, Agrees: math.Abs(percent-*r.Printed) <= half*(1+1e-9)}
}
