package datasets

import (
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

func TestRegistry(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range All() {
		if seen[d.Name] || d.Name == "" || d.About == "" || d.Provenance == "" || d.Use == "" || d.Kind == "" || d.Origin == "" {
			t.Errorf("incomplete or double: %+v", d)
		}
		seen[d.Name] = true
		if d.Embedded() == (d.Origin == Downloaded) {
			t.Errorf("%s: origin %q", d.Name, d.Origin)
		}
		if d.Embedded() {
			checkEmbedded(t, d)
			continue
		}
		if _, err := parseAddress(d.Download.URL); err != nil || d.Download.Terms == "" || len(d.Download.Pages) == 0 {
			t.Errorf("%s: %+v, %v", d.Name, d.Download, err)
		}
	}
}

func checkEmbedded(t *testing.T, d Dataset) {
	t.Helper()
	if len(d.About) > 31 {
		t.Errorf("%s: %q is too long for the list", d.Name, d.About)
	}
	cells, err := d.Cells()
	if err != nil {
		t.Error(err)
		return
	}
	if len(cells.Rows) < 5 {
		t.Errorf("%s has %d rows", d.Name, len(cells.Rows))
	}
	if _, err := CheckShares(cells, d.Bases); err != nil {
		t.Errorf("%s: %v", d.Name, err)
	}
}

// Every file inside the program has an entry with its provenance, under the name
// of the file.
func TestEveryFileIsRegistered(t *testing.T) {
	for _, dir := range []string{"logs", "tables", "systems", "questions"} {
		entries, err := files.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			file := dir + "/" + e.Name()
			name := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
			d, err := Find(name)
			if err != nil || d.file != file {
				t.Errorf("%s has no entry: %v", file, err)
			}
			if of := "dataset:" + name; (dir == "systems" || dir == "questions") && !slices.Contains(strings.Fields(d.Use), of) {
				t.Errorf("%s is used by %q, without %s", file, d.Use, of)
			}
		}
	}
}

func TestNames(t *testing.T) {
	if got := Names(); !slices.Equal(got, []string{"shop", "gray1985"}) {
		t.Errorf("logs: %v", got)
	}
	if got := Fetchable(); !slices.Equal(got, []string{"lanl", "github-status"}) {
		t.Errorf("fetchable: %v", got)
	}
}

func TestOpen(t *testing.T) {
	data, err := Open("shop")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(data)
	if err != nil || !strings.HasPrefix(string(text), "unit,start,end,cause") {
		t.Errorf("%.40q, %v", text, err)
	}
	if err := data.Close(); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"shoes": `no dataset "shoes"; 'mtbf datasets list' has them`,
		"shopp": `did you mean "shop"?`,
		"lanl":  "datasets fetch lanl",
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGray1985Rows(t *testing.T) {
	d, err := Find("gray1985")
	if err != nil {
		t.Fatal(err)
	}
	if cells, err := d.Cells(); err != nil || len(cells.Rows) != 166 {
		t.Errorf("%v; want 166 rows", err)
	}
}

// The repair times of lanl-repair-times come out of the log.
func TestLANLRepairTimes(t *testing.T) {
	minutes := lanlMinutes(t)
	d, err := Find("lanl-repair-times")
	if err != nil {
		t.Fatal(err)
	}
	cells, err := d.Cells()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells.Rows {
		m := minutes[row[0]]
		sum := 0.0
		for _, x := range m {
			sum += x
		}
		mean := sum / float64(len(m))
		squares := 0.0
		for _, x := range m {
			squares += (x - mean) * (x - mean)
		}
		slices.Sort(m)
		median := (m[(len(m)-1)/2] + m[len(m)/2]) / 2
		want := []string{row[0], strconv.Itoa(len(m)), fixed(mean, 1), fixed(median, -1), fixed(math.Sqrt(squares/float64(len(m))), 1), fixed(sum, -1)}
		if !slices.Equal(row, want) {
			t.Errorf("got %v, want %v", row, want)
		}
	}
}

func fixed(x float64, decimals int) string { return strconv.FormatFloat(x, 'f', decimals, 64) }

// lanlMinutes returns the down times of the log by cause.
func lanlMinutes(t *testing.T) map[string][]float64 {
	t.Helper()
	minutes := map[string][]float64{}
	for _, f := range oracle.LANL(t) {
		minutes[f.Cause] = append(minutes[f.Cause], f.Minutes)
		minutes["all"] = append(minutes["all"], f.Minutes)
		if f.Cause == "none" || f.Cause == "undetermined" {
			minutes["undetermined or none"] = append(minutes["undetermined or none"], f.Minutes)
		}
	}
	return minutes
}
