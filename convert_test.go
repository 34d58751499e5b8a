package mtbf_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
)

// probabilityOfTree solves the only top of a fault tree.
func probabilityOfTree(t testing.TB, text string) float64 {
	t.Helper()
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "written.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	top, err := mtbf.SolveFaultTree(t.Context(), tree, mtbf.FaultTreeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return top.Probability
}

// TestSystemsAsFaultTrees: the shipped systems that a fault tree can hold have the same
// unavailability as one; what SCRAM 0.16.2 (--bdd --probability 1) finds for the file that
// is written has six digits of it. The three with a voter are never repaired: at 1000 h.
func TestSystemsAsFaultTrees(t *testing.T) {
	for _, c := range []struct {
		name  string
		scram float64
	}{
		{"duplexed-discs", 5.73245e-06}, {"tmr-with-voter", 0.0273913}, {"two-terminals-two-lines", 9.95006e-05}, {"two-of-three-shared-mains", 0.000684618},
		{"raid6", 6.47349e-10}, {"three-replicas", 2.93692e-06}, {"five-replicas", 2.68127e-06}, {"process-pair", 3.30033e-05}, {"node-after-gray", 8.97652e-05}, {"node-with-mechanisms", 4.62988e-05},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _, err := mtbf.ReadSystem(t.Context(), "dataset:"+c.name, mtbf.SystemOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := mtbf.WriteFaultTree(t.Context(), &out, m, 1000); err != nil {
				t.Fatal(err)
			}
			q := probabilityOfTree(t, out.String())
			oracle.Near(t, "SCRAM", q, c.scram, 5e-6)
			exact, err := solve.System(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			if !math.IsNaN(exact.Unavailability) {
				oracle.Near(t, "unavailability", q, exact.Unavailability, 1e-12)
			}
		})
	}
}

// TestFaultTreeAsASystem: names that are no words, events in several places, a vote, and
// events that always or never happen, written and read again.
func TestFaultTreeAsASystem(t *testing.T) {
	const text = `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><and><gate name="vote"/><basic-event name="it&quot;s 1: yes"/></and><basic-event name="b"/></or></define-gate>
<define-gate name="vote"><atleast min="2"><basic-event name="b"/><basic-event name="b module"/><basic-event name="no"/></atleast></define-gate>
<define-basic-event name="b"><float value="0.0123456789012345678"/></define-basic-event><define-basic-event name="b module"><float value="0.3"/></define-basic-event>
<define-basic-event name="it&quot;s 1: yes"><float value="1e-9"/></define-basic-event><define-basic-event name="no"><float value="0"/></define-basic-event>
</define-fault-tree></opsa-mef>`
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "t.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := mtbf.WriteSystem(&out, tree, "", 0); err != nil {
		t.Fatal(err)
	}
	m, _, err := systemfile.Parse("t.yaml", bytes.NewReader(out.Bytes()), systemfile.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	exact, err := solve.System(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "read again", exact.Unavailability, probabilityOfTree(t, text), 1e-14)
	var back bytes.Buffer
	if err := mtbf.WriteFaultTree(t.Context(), &back, m, 0); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "and back", probabilityOfTree(t, back.String()), exact.Unavailability, 1e-14)
}

// TestNotToBeConverted: what the other form does not have is refused by name.
func TestNotToBeConverted(t *testing.T) {
	var refused *model.ParamError
	m, _, err := mtbf.ReadSystem(t.Context(), "dataset:bridge", mtbf.SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := mtbf.WriteFaultTree(t.Context(), &bytes.Buffer{}, m, 0); !errors.As(err, &refused) || refused.Value != "network" {
		t.Errorf("a network: %v", err)
	}
	const one = "modules: {m: {mtbf: 90h, mttr: 9h}}\n"
	for name, text := range map[string]string{
		"a partial": one + "structure: {partial: {of: m, n: 3}}", "shared crews": one + "repair_crews: {c: {crews: 1, repairs: [m]}}\nstructure: {parallel: [m, m]}",
		"no repair and no time": "modules: {m: {mtbf: 90h}}\nstructure: {parallel: [m, m]}",
	} {
		t.Run(name, func(t *testing.T) {
			m, _, err := systemfile.Parse("s.yaml", strings.NewReader(text), systemfile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := mtbf.WriteFaultTree(t.Context(), &bytes.Buffer{}, m, 0); !errors.As(err, &refused) {
				t.Errorf("%v", err)
			}
		})
	}
	tree, _, err := faulttree.Read([]faulttree.Source{{Name: "t.xml", Text: strings.NewReader(`<opsa-mef><define-fault-tree name="t"><define-gate name="g"><xor><basic-event name="a"/><basic-event name="b"/></xor></define-gate><define-basic-event name="a"><float value="0.1"/></define-basic-event><define-basic-event name="b"><float value="0.1"/></define-basic-event></define-fault-tree></opsa-mef>`)}}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := mtbf.WriteSystem(&bytes.Buffer{}, tree, "", 0); !errors.As(err, &refused) || !strings.Contains(err.Error(), "coherent") {
		t.Errorf("an xor: %v", err)
	}
}
