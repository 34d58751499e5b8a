package multiplex

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"mtbf/internal/oracle"
)

// table returns the numbers of a table of published values, without its header.
func table(t *testing.T, name string) [][]float64 {
	t.Helper()
	f, err := os.Open(oracle.Shared(t, "data/tables/"+name)[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]float64
	for _, record := range records[1:] {
		var row []float64
		for _, field := range record {
			x, err := strconv.ParseFloat(field, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, x)
		}
		rows = append(rows, row)
	}
	return rows
}

// Range returns the least and the greatest count that was kept.
func (c Counts) Range() (lo, hi int) { return c.lo, c.lo + len(c.p) - 1 }

// Probability returns the probability of exactly k stimulated lines.
func (c Counts) Probability(k int) float64 {
	if k < c.lo || k >= c.lo+len(c.p) {
		return 0
	}
	return c.p[k-c.lo]
}
