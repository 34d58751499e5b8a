package faulttree

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"

	"mtbf/internal/oracle"
)

// TestRandomTrees: trees drawn at random, with votes, complements, house events and common
// cause groups, against all states of their events, which a script of Python went
// through, and against SCRAM 0.16.2 in 6 digits. In two of them SCRAM is wrong.
func TestRandomTrees(t *testing.T) {
	list, err := os.Open("testdata/random/probabilities.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	rows, err := csv.NewReader(list).ReadAll()
	if err != nil || len(rows) < 30 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	differs := map[string]bool{"064": true, "265": true}
	for _, row := range rows[1:] {
		t.Run(row[0], func(t *testing.T) {
			m, _, err := readFile(t, "testdata/random/"+row[0]+".xml", Options{})
			if err != nil {
				t.Fatal(err)
			}
			enumerated, err := strconv.ParseFloat(row[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			got := chance(t, m, "g0", 0)
			oracle.Near(t, "probability", got, enumerated, 1e-12)
			oracle.Equal(t, "as SCRAM", fmt.Sprintf("%.6g", got) == row[2], !differs[row[0]])
		})
	}
}
