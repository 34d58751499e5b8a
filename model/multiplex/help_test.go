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
