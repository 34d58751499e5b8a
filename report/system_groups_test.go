package report

import (
	"reflect"
	"testing"
)

// What decides how a group behaves stands in the report, each number in its column: of a
// duplex, and of three units of which two are needed with one crew; and what all cost.
func TestGroupsOfASystem(t *testing.T) {
	s := System{Model: parse(t, `
name: site
modules:
  server: {mtbf: 25000h, mttr: 12h, resources: {price: 8000}}
  ups: {mtbf: 40000h, mttr: 24h, resources: {price: 6000, weight: 1.5}}
  feed: {mtbf: 1500h, mttr: 2h}
structure:
  series:
    - duplex: {of: server, coverage: 0.98, detection: 36s, takeover: 72s, uncovered_mttr: 1h, beta: 0.03}
    - k_of_n: {of: ups, k: 2, n: 3, crews: 1}
    - feed
`)}
	tables := s.dependent()
	want := [][]string{
		{"duplex of server", "duplex", "2", "1", "2", "0.98", "0.98", "0.01", "0.02", "1", "0.03", ""},
		{"k_of_n of ups", "all active", "3", "2", "1", "1", "1", "", "", "", "", ""},
	}
	if len(tables) != 1 || !reflect.DeepEqual(tables[0].Rows, want) || len(tables[0].Head) != len(want[0]) {
		t.Errorf("%v, not %q", tables, want)
	}
	spent := s.spent()
	if want := [][]string{{"price", "34,000", ""}, {"weight", "4.5", ""}}; len(spent) != 1 || !reflect.DeepEqual(spent[0].Rows, want) {
		t.Errorf("%v, not %q", spent, want)
	}
	plain := System{Model: parse(t, "name: one\nmodules:\n  a: {mtbf: 10h, mttr: 1h}\nstructure: a\n")}
	if g, r := plain.dependent(), plain.spent(); g != nil || r != nil {
		t.Errorf("%v and %v of one module", g, r)
	}
}
