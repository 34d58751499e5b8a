package galileo

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dynamic"
)

// oracleCase is a file of ../shared/oracles/i_dft.
type oracleCase struct {
	Name  string
	Input struct {
		Galileo string
		Times   []float64
	}
	Expected struct {
		MTTF          any
		Unreliability []struct{ T, Q float64 }
	}
}

// TestOracles: chains in exact rationals, and Storm, on trees of every kind of gate.
func TestOracles(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/i_dft/*.json") {
		var c oracleCase
		oracle.Load(t, path, &c)
		t.Run(c.Name, func(t *testing.T) {
			f := readText(t, c.Input.Galileo)
			got, err := dynamic.Solve(t.Context(), f.Tree, dynamic.Options{Times: c.Input.Times})
			if err != nil {
				t.Fatal(err)
			}
			want, finite := c.Expected.MTTF.(float64)
			if !finite {
				want = math.Inf(1)
			}
			oracle.Near(t, "MTTF", got.MTTF, want, 1e-12)
			for i, u := range c.Expected.Unreliability {
				oracle.Near(t, "F", got.At[i].Unreliability, u.Q, 1e-12)
			}
		})
	}
}

// TestTreesOfTheLiterature: fourteen published trees as Storm and chains in exact rationals
// have them. Their files have no licence and are not here: MTBF_DFT_EXAMPLES names a copy
// of github.com/moves-rwth/dft-examples.
func TestTreesOfTheLiterature(t *testing.T) {
	folder := os.Getenv("MTBF_DFT_EXAMPLES")
	if folder == "" {
		t.Skip("MTBF_DFT_EXAMPLES names no copy of moves-rwth/dft-examples")
	}
	table, err := os.Open(oracle.SharedPath(t, "data/tables/dft_reference.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil || len(rows) != 15 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		t.Run(strings.TrimSuffix(filepath.Base(row[0]), ".dft"), func(t *testing.T) {
			file, err := os.Open(filepath.Join(folder, filepath.FromSlash(row[0])))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			f, err := Read(row[0], file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := dynamic.Solve(t.Context(), f.Tree, dynamic.Options{Times: []float64{1, 10, 100}})
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTTF", got.MTTF, number(t, row[3]), 1e-12)
			for i, a := range got.At {
				oracle.Near(t, "F", a.Unreliability, number(t, row[4+i]), 1e-9)
			}
		})
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	if text == "infinity" {
		return math.Inf(1)
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
