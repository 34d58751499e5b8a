package datasets_test

import (
	"context"
	"strings"
	"testing"

	"mtbf/datasets"
	"mtbf/internal/oracle"
)

// Every dataset inside is found by its name, opened and read.
func TestAllAreRead(t *testing.T) {
	for _, d := range datasets.All() {
		if !d.Embedded() {
			continue
		}
		t.Run(d.Name, func(t *testing.T) {
			found, err := datasets.Find(d.Name)
			if err != nil {
				t.Fatal(err)
			}
			if cells, err := found.Cells(); err != nil || len(cells.Rows) == 0 || len(cells.Header) == 0 {
				t.Errorf("%+v, %v", cells, err)
			}
			r, err := found.Open()
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
		})
	}
}

// 3 of 8 are 37.5 %, and so printed; 5 of 8 are 62.5 %, printed as 60.
func TestSharesByHand(t *testing.T) {
	cells, err := datasets.ReadCells(strings.NewReader("category,count,printed_pct\na,3,37.5\nb,5,60\n"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := datasets.CheckShares(cells, []datasets.Basis{{Name: "failures", Total: 8}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "printed in all", s.PrintedSum, 97.5, 1e-15)
	oracle.Near(t, "share of b", s.Rows[1].Of[0].Percent, 62.5, 1e-15)
	if s.Bases[0].Agree != 1 || s.Bases[0].Differ != 1 {
		t.Errorf("%+v", s.Bases)
	}
}

// Nothing has no shares, no name and no content.
func TestNothing(t *testing.T) {
	for name, cells := range map[string]*datasets.Cells{"nil": nil, "zero": {}} {
		t.Run(name, func(t *testing.T) {
			if s, err := datasets.CheckShares(cells, nil); s != nil || err != nil {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
	var none datasets.Dataset
	for name, err := range map[string]error{
		"name":    second(datasets.Find("")),
		"opened":  second(none.Open()),
		"read":    second(none.Cells()),
		"fetched": second(datasets.Fetcher{}.Fetch(context.Background(), none, t.TempDir())),
		"cells":   second(datasets.ReadCells(strings.NewReader(""))),
		"by name": second(datasets.Open("")),
	} {
		t.Run(name, func(t *testing.T) {
			if err == nil {
				t.Error("there was something")
			}
		})
	}
}

func second(_ any, err error) error { return err }
