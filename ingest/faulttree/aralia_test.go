package faulttree

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// araliaText is a tree of the Aralia data set, which is no part of the program.
func araliaText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(oracle.SharedPath(t, filepath.Join("data", "aralia", name+".xml")))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// araliaRows are those of the table of the data set, and the places of its columns.
func araliaRows(t testing.TB) (rows [][]string, at map[string]int) {
	t.Helper()
	list, err := os.Open(oracle.SharedPath(t, "data/tables/aralia.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	rows, err = csv.NewReader(list).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at = map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	return rows[1:], at
}

// TestAralia: of all 43 trees, as many gates and operators are read as the text of the file
// has tags, and as many events as the page of the data set counts, but for edfpa15p, where
// it prints the number of das9207. Of gates the page has more than 15 of the files.
func TestAralia(t *testing.T) {
	rows, _ := araliaRows(t)
	for _, row := range rows {
		t.Run(row[0], func(t *testing.T) {
			text := araliaText(t, row[0])
			m := read(t, text, Options{})
			ops := map[Op]int{}
			for _, g := range m.Gates {
				count(g.Formula, ops)
			}
			for tag, got := range map[string]int{"define-gate": len(m.Gates), "define-basic-event": len(m.Events), "and": ops[And], "or": ops[Or], "atleast": ops[AtLeast], "xor": ops[Xor], "not": ops[Not]} {
				oracle.Equal(t, tag, got, strings.Count(text, "<"+tag+">")+strings.Count(text, "<"+tag+" "))
			}
			printed, err := strconv.Atoi(strings.ReplaceAll(row[1], ",", ""))
			if err != nil {
				t.Fatal(err)
			}
			if row[0] != "edfpa15p" {
				oracle.Equal(t, "events on the page", len(m.Events), printed)
			}
			s, _, err := m.System("", 0)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "units", len(s.Units), len(m.Events))
		})
	}
}

func count(f *Formula, ops map[Op]int) {
	ops[f.Op]++
	for _, x := range f.Of {
		count(x, ops)
	}
}

// BenchmarkRead: the largest of them.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"nus9601", "das9701"} {
		text := araliaText(b, name)
		b.Run("tree="+name, func(b *testing.B) {
			for b.Loop() {
				read(b, text, Options{})
			}
		})
	}
}
