package faulttree

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// pumps is a vote of three members of a group.
func pumps(kind, inside string) string {
	return `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><atleast min="2"><basic-event name="m0"/><event name="m1"/><basic-event name="m2"/></atleast></define-gate>
<define-gate name="one"><basic-event name="m1"/></define-gate></define-fault-tree>
<define-CCF-group name="pumps" model="` + kind + `"><label>three pumps</label><members><basic-event name="m0"/><basic-event name="m1"/><basic-event name="m2"/></members>` + inside + `</define-CCF-group></opsa-mef>`
}

// twoOfThree enumerates the 7 sets of three members, of which each fails with the
// probability of its size, for two members or more to fail.
func twoOfThree(q [3]float64) (sum float64) {
	for s := range 1 << 7 {
		p, hit := 1.0, 0
		for set := 1; set <= 7; set++ {
			x := q[set&1+set>>1&1+set>>2-1]
			if s>>(set-1)&1 == 0 {
				x = 1 - x
			} else {
				hit |= set
			}
			p *= x
		}
		if hit == 3 || hit == 5 || hit >= 6 {
			sum += p
		}
	}
	return sum
}

// TestGroups by hand, with Q = 0.02:
//
//	MGL 0.1, 0.5       0.9 Q, 0.1 0.5/2 Q, 0.1 0.5 Q
//	MGL 0.1            0.9 Q, 0.1/2 Q
//	alpha 0.9 .06 .04  0.9/1.14 Q, 2/2 .06/1.14 Q, 3 .04/1.14 Q
//	phi 0.9 .06 .04    0.9 Q, .06 Q, .04 Q
//	beta 0.1           0.9 Q, 0, 0.1 Q
func TestGroups(t *testing.T) {
	const q = 0.02
	distribution := `<distribution><float value="0.02"/></distribution>`
	factors := func(level string, of ...float64) string {
		text := "<factors>"
		for i, f := range of {
			at := ""
			if level != "" {
				at = fmt.Sprintf(` level="%d"`, i+len(level))
			}
			text += fmt.Sprintf(`<factor%s><float value="%g"/></factor>`, at, f)
		}
		return text + "</factors>"
	}
	for _, c := range []struct {
		name, text string
		each       [3]float64
	}{
		{"MGL", pumps("MGL", distribution+factors("..", 0.1, 0.5)), [3]float64{0.9 * q, 0.025 * q, 0.05 * q}},
		{"MGL without levels, factors first", pumps("MGL", factors("", 0.1, 0.5)+distribution), [3]float64{0.9 * q, 0.025 * q, 0.05 * q}},
		{"MGL of two", pumps("MGL", distribution+`<factor><float value="0.1"/></factor>`), [3]float64{0.9 * q, 0.05 * q, 0}},
		{"alpha", pumps("alpha-factor", distribution+factors(".", 0.9, 0.06, 0.04)), [3]float64{0.9 / 1.14 * q, 0.06 / 1.14 * q, 0.12 / 1.14 * q}},
		{"alpha times ten", pumps("alpha-factor", distribution+factors(".", 0.09, 0.006, 0.004)), [3]float64{0.9 / 1.14 * q, 0.06 / 1.14 * q, 0.12 / 1.14 * q}},
		{"alpha without levels", pumps("alpha-factor", distribution+factors("", 0.9, 0.06, 0.04)), [3]float64{0.9 / 1.14 * q, 0.06 / 1.14 * q, 0.12 / 1.14 * q}},
		{"phi", pumps("phi-factor", distribution+factors(".", 0.9, 0.06, 0.04)), [3]float64{0.9 * q, 0.06 * q, 0.04 * q}},
		{"beta", pumps("beta-factor", distribution+factors("...", 0.1)), [3]float64{0.9 * q, 0, 0.1 * q}},
		{"beta without a level", pumps("beta-factor", distribution+factors("", 0.1)), [3]float64{0.9 * q, 0, 0.1 * q}},
		{"nothing fails", pumps("beta-factor", `<distribution><float value="0"/></distribution><factor><float value="0.1"/></factor>`), [3]float64{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := read(t, c.text, Options{})
			oracle.Equal(t, "label", m.Groups[0].Label, "three pumps")
			oracle.Near(t, "two of three", chance(t, m, "top", 0), twoOfThree(c.each), 1e-13)
			stays := (1 - c.each[0]) * (1 - c.each[1]) * (1 - c.each[1]) * (1 - c.each[2])
			oracle.Near(t, "one", 1-chance(t, m, "one", 0), stays, 1e-13)
		})
	}
}

// TestSetsOfMembers: only sets with a member below the gate are units, in the order of
// the members.
func TestSetsOfMembers(t *testing.T) {
	m := read(t, pumps("phi-factor", `<distribution><float value="0.02"/></distribution><factors><factor><float value="0.9"/></factor><factor><float value="0.06"/></factor><factor><float value="0.04"/></factor></factors>`), Options{})
	for gate, want := range map[string]string{
		"one": "[m1]; [m0 m1]; [m1 m2]; [m0 m1 m2]",
		"top": "[m0]; [m0 m1]; [m0 m2]; [m0 m1 m2]; [m1]; [m1 m2]; [m2]",
	} {
		s, _, err := m.System(gate, 0)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range s.Units {
			names = append(names, u.Name)
		}
		oracle.Equal(t, gate, strings.Join(names, "; "), want)
	}
}

// TestLargeGroup: a beta factor has few sets, however many members.
func TestLargeGroup(t *testing.T) {
	members := ""
	for i := range 90 {
		members += fmt.Sprintf(`<basic-event name="m%d"/>`, i)
	}
	m := read(t, `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><and>`+members+`</and></define-gate></define-fault-tree>
<define-CCF-group name="g" model="beta-factor"><members>`+members+`</members><distribution><float value="0.01"/></distribution><factor><float value="0.1"/></factor></define-CCF-group></opsa-mef>`, Options{})
	oracle.Near(t, "all", chance(t, m, "", 0), 0.001, 1e-13)
}
