package oracle

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// LANLFailure is a row of the failures that Los Alamos published.
type LANLFailure struct {
	System, Node string
	Started      time.Time // as written, read in UTC
	Minutes      float64   // down, by the log's own column
	Cause        string    // the column that has a text, in lower case; "none" for none
}

// LANL reads ../shared/data/lanl/failures.csv, 23,739 rows, with nothing of
// this program. Without ../shared it does as [SharedPath].
func LANL(t testing.TB) []LANLFailure {
	t.Helper()
	file, err := os.Open(SharedPath(t, "data/lanl/failures.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	var all []LANLFailure
	for _, row := range rows[1:] {
		started, err := time.Parse("1/2/2006 15:04", strings.TrimSpace(row[at["Prob Started"]]))
		if err != nil {
			t.Fatal(err)
		}
		minutes, err := strconv.ParseFloat(strings.TrimSpace(row[at["Down Time"]]), 64)
		if err != nil {
			t.Fatal(err)
		}
		f := LANLFailure{row[at["System"]], row[at["nodenum"]], started, minutes, "none"}
		for _, cause := range []string{"Facilities", "Hardware", "Human Error", "Network", "Undetermined", "Software"} {
			if strings.TrimSpace(row[at[cause]]) != "" {
				f.Cause = strings.ToLower(cause)
			}
		}
		all = append(all, f)
	}
	return all
}
