package datasets

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

func sharesOf(t *testing.T, name string, edit func(*Cells)) *Shares {
	t.Helper()
	d, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := d.Cells()
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(cells)
	}
	s, err := CheckShares(cells, d.Bases)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func set(category, column, value string) func(*Cells) {
	return func(c *Cells) {
		for _, row := range c.Rows {
			if row[c.column("category")] == category {
				row[c.column(column)] = value
			}
		}
	}
}

// By hand: counts 3 and 5 of 8 are 37.5 and 62.5 %. A half may be rounded in
// either direction, so 38 and 62 agree; 64 does not.
func TestCheckShares(t *testing.T) {
	read := func(text string) *Cells {
		c, err := ReadCells(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	bases := []Basis{{Name: "failures"}, {Name: "outages", Total: 12, Less: "unknown"}}
	s, err := CheckShares(read("category,count,printed_pct\ndisc,3,38\ntape,5,64\nunknown,2,\n"), bases)
	if err != nil {
		t.Fatal(err)
	}
	if b := s.Bases; b[0] != (BasisShares{"failures", 8, 1, 1}) || b[1] != (BasisShares{"outages", 10, 0, 2}) {
		t.Errorf("%+v", b)
	}
	oracle.Near(t, "disc of 8", s.Rows[0].Of[0].Percent, 37.5, 1e-15)
	oracle.Near(t, "tape of 10", s.Rows[1].Of[1].Percent, 50, 1e-15)
	oracle.Near(t, "sum of the printed", s.PrintedSum, 102, 1e-15)
	if s.Rows[2].Of != nil || s.Rows[2].Printed != nil {
		t.Errorf("a row without a percentage has a share: %+v", s.Rows[2])
	}
	for text, want := range map[string]string{
		"category,count,printed_pct\ndisc,many,38\n": `disc: "many" is not a count`,
		"category,count,printed_pct\ndisc,-2,38\n":   `"-2" is not a count`,
		"category,count,printed_pct\ndisc,3,NaN\n":   `"NaN" is not a percentage`,
		"category,count,printed_pct\ndisc,3,101\n":   `"101" is not a percentage`,
		"category,count,printed_pct\ndisc,,38\n":     "a total of 0 failures",
		"category,count,printed_pct\ndisc,3,38\n":    `no count of "unknown"`,
	} {
		if _, err := CheckShares(read(text), bases); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	s, err = CheckShares(read("category,count,printed_pct\ndisc,0,0\ntape,7,100\n"), bases[:1])
	if err != nil || s.Bases[0] != (BasisShares{"failures", 7, 2, 0}) {
		t.Errorf("none and all: %+v, %v", s, err)
	}
	if s, err := CheckShares(read("minute,event\n3,dump\n"), nil); s != nil || err != nil {
		t.Errorf("%v, %v for a table without percentages", s, err)
	}
}

func verdict(t *testing.T, s *Shares, basis int, want BasisShares) {
	t.Helper()
	if s.Bases[basis] != want {
		t.Errorf("got %+v, want %+v", s.Bases[basis], want)
	}
}

// Llama 3, Table 5: 148 of 419 is 35.3 %, not 30.1; the other 17 agree.
func TestLlama3(t *testing.T) {
	const basis = "unexpected interruptions"
	s := sharesOf(t, "llama3-table5", nil)
	verdict(t, s, 0, BasisShares{basis, 419, 17, 1})
	first := s.Rows[0]
	if first.Category != "Faulty GPU" || first.Of[0].Agrees {
		t.Errorf("%+v", first)
	}
	oracle.Near(t, "faulty GPU", first.Of[0].Percent, 35.32219570405728, 1e-14)

	verdict(t, sharesOf(t, "llama3-table5", set("Faulty GPU", "printed_pct", "35.3")), 0, BasisShares{basis, 419, 18, 0})
	verdict(t, sharesOf(t, "llama3-table5", set("SSD", "count", "4")), 0, BasisShares{basis, 420, 13, 5}) // 4/420, and 72, 35 and 17 of 420 round elsewhere
}

// Gunawi, Table 3: the percentages are of the 340 tags, not of the 597 - 355
// outages with a known cause.
func TestGunawi2016(t *testing.T) {
	s := sharesOf(t, "gunawi2016-table3", nil)
	verdict(t, s, 0, BasisShares{"cause tags", 340, 13, 0})
	if b := s.Bases[1]; b.Total != 242 || b.Agree > 1 {
		t.Errorf("%+v", b)
	}
	oracle.Near(t, "UPGRADE of the tags", s.Rows[1].Of[0].Percent, 5400./340, 1e-14)
	oracle.Near(t, "UPGRADE of the outages", s.Rows[1].Of[1].Percent, 5400./242, 1e-14)
	if b := sharesOf(t, "gunawi2016-table3", set("UNKNOWN", "count", "257")).Bases[1]; b.Total != 340 || b.Differ != 0 {
		t.Errorf("with 257 unknown: %+v", b)
	}
}

func TestOtherTables(t *testing.T) {
	verdict(t, sharesOf(t, "issre2022-table4", nil), 0, BasisShares{"post-mortems", 354, 12, 2}) // 28 is 7.91 %, printed 8.0; 60 is 16.95 %, printed 17.0
	verdict(t, sharesOf(t, "teams2022", nil), 0, BasisShares{"incidents", 152, 5, 0})
	verdict(t, sharesOf(t, "fthsdp2026-interruptions", nil), 0, BasisShares{"interruptions", 678, 10, 0})
	lemons := sharesOf(t, "rsc2024-lemon-nodes", nil)
	verdict(t, lemons, 0, BasisShares{"lemon nodes", 40, 0, 8})
	verdict(t, lemons, 1, BasisShares{"nodes, one fewer", 39, 8, 0})
	oracle.Near(t, "sum of Meta's percentages", sharesOf(t, "meta2018-table2", nil).PrintedSum, 100, 1e-15)
}
