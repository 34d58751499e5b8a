package oracle

import "testing"

// The rows, their causes and minutes are counted with awk; the first is read by
// eye: system 2, node 0, down for six minutes from 10:54.
func TestLANL(t *testing.T) {
	all := LANL(t)
	if len(all) != 23739 {
		t.Fatalf("%d rows", len(all))
	}
	first := all[0]
	if first.System != "2" || first.Node != "0" || first.Minutes != 6 || first.Cause != "hardware" || first.Started.Format("2006-01-02 15:04") != "2005-06-21 10:54" {
		t.Errorf("%+v", first)
	}
	count, zeros := map[string]int{}, 0
	for _, f := range all {
		count[f.Cause]++
		if f.Minutes == 0 {
			zeros++
		}
	}
	if count["hardware"] != 14341 || zeros != 187 {
		t.Errorf("%v, %d of no length", count, zeros)
	}
}
