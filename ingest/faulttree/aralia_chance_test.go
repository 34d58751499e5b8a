package faulttree

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// araliaSlow are the trees that take tenths of a second or seconds. Of nus9601 nobody
// has published a value.
var araliaSlow = []string{"cea9601", "das9701", "edf9203", "edf9204", "edfpa14r"}

// TestAraliaChances: the probabilities of 42 trees, to the digits printed of SCRAM 0.16.2
// or, where that found none, of the data set; and 32 of them to 1e-9 of another program's
// decision diagrams.
func TestAraliaChances(t *testing.T) {
	want := araliaPrinted(t)
	var other struct {
		Expected struct {
			Rows []struct {
				Tree        string
				Probability float64
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/j_openpsa/j10_aralia.json"), &other)
	exact := map[string]float64{}
	for _, row := range other.Expected.Rows {
		exact[row.Tree] = row.Probability
	}
	oracle.Equal(t, "trees with all digits", len(exact), 32)
	oracle.Equal(t, "trees", len(want), 42)
	for name, p := range want {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && slices.Contains(araliaSlow, name) {
				t.Skip("takes long")
			}
			got := chance(t, read(t, araliaText(t, name), Options{}), "", 0)
			oracle.Near(t, "probability", got, p, 6e-6)
			if e, ok := exact[name]; ok {
				oracle.Near(t, "probability", got, e, 1e-9)
			}
		})
	}
}

// araliaPrinted are the probabilities of the trees that have one.
func araliaPrinted(t testing.TB) map[string]float64 {
	rows, at := araliaRows(t)
	number := func(s string) float64 {
		p, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return math.NaN()
		}
		return p
	}
	want := map[string]float64{}
	for _, row := range rows {
		p := number(row[at["probability_scram"]])
		if math.IsNaN(p) {
			p = number(row[at["probability_published"]])
		}
		if !math.IsNaN(p) {
			want[row[0]] = p
		}
	}
	return want
}

func BenchmarkAralia(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(araliaPrinted(b))) {
		m := read(b, araliaText(b, name), Options{})
		b.Run("tree="+name, func(b *testing.B) {
			p := 0.0
			for b.Loop() {
				p = chance(b, m, "", 0)
			}
			b.ReportMetric(p, "probability")
		})
	}
}

// TestAraliaCutSets: the numbers of minimal cut sets of the coherent trees, counted without
// a list, and of one tree by order.
func TestAraliaCutSets(t *testing.T) {
	counted := 0
	rows, at := araliaRows(t)
	for _, row := range rows {
		want, err := strconv.ParseFloat(cmp.Or(row[at["mcs_recounted"]], row[at["mcs_published"]]), 64)
		if err != nil || row[at["not"]] != "0" { // not known, or not coherent
			continue
		}
		counted++
		t.Run(row[0], func(t *testing.T) {
			m, _, err := read(t, araliaText(t, row[0]), Options{}).System("", 0)
			if err != nil {
				t.Fatal(err)
			}
			s, err := system.New(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			sets, err := s.CutSets(t.Context(), system.SetOptions{MaxSets: 1}, nil)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "sets", sets.Count, want)
			sum := 0.0
			for _, n := range sets.ByOrder {
				sum += n
			}
			oracle.Equal(t, "sets of all orders", sum, want)
			if row[0] == "baobab1" {
				oracle.Equal(t, "by order", sets.ByOrder, []float64{0, 0, 1, 1, 70, 400, 2212, 14748, 8460, 10624, 6600, 3072})
			}
		})
	}
	oracle.Equal(t, "trees", counted, 39)
}
