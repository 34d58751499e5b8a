package faulttree

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// chain is gates inside each other, with a formula each around the next.
func chain(gates int, around func(i int, next string) string) string {
	var b strings.Builder
	for i := range gates {
		next := fmt.Sprintf(`<gate name="g%d"/>`, i+1)
		if i == gates-1 {
			next = `<basic-event name="a"/>`
		}
		fmt.Fprintf(&b, `<define-gate name="g%d">%s</define-gate>`, i, around(i, next))
	}
	return b.String()
}

// TestChains: gates of one argument are no nodes; of others the engines' bound holds.
func TestChains(t *testing.T) {
	same := func(_ int, next string) string { return next }
	oracle.Near(t, "gates of one argument", chance(t, read(t, small(chain(1000, same)), Options{}), "", 0), 0.1, 1e-15)
	if _, _, err := Read([]Source{{"m.xml", strings.NewReader(small(chain(1001, same)))}}, Options{}); err == nil || !strings.Contains(err.Error(), "gates are more than 1000 deep") {
		t.Errorf("%v", err)
	}
	mixed := func(i int, next string) string {
		return []string{`<or>` + next + `<basic-event name="b"/></or>`, `<and>` + next + `<basic-event name="c"/></and>`}[i%2]
	}
	oracle.Near(t, "and, or", chance(t, read(t, small(chain(400, mixed)), Options{}), "", 0), 0.2+0.8*0.3*0.1, 1e-13)
	var e *model.ParamError
	if _, _, err := read(t, small(chain(600, mixed)), Options{}).System("", 0); !errors.As(err, &e) {
		t.Errorf("%v", err)
	}
	parameters := strings.NewReplacer("define-gate", "define-parameter", "gate", "parameter", `<basic-event name="a"/>`, `<float value="0.25"/>`)
	last := small(parameters.Replace(chain(1000, same)) + `<define-gate name="top"><basic-event name="e"/></define-gate><define-basic-event name="e"><parameter name="g0"/></define-basic-event>`)
	oracle.Equal(t, "parameters", chance(t, read(t, last, Options{}), "", 0), 0.25)
}

// TestLongXor: of 300 events that happen with 0.1 an odd number do with (1-0.8^300)/2.
func TestLongXor(t *testing.T) {
	events, references := "", ""
	for i := range 300 {
		events += fmt.Sprintf(`<define-basic-event name="x%d"><float value="0.1"/></define-basic-event>`, i)
		references += fmt.Sprintf(`<basic-event name="x%d"/>`, i)
	}
	m := read(t, small(`<define-gate name="top"><xor>`+references+`</xor></define-gate>`+events), Options{})
	oracle.Near(t, "odd", chance(t, m, "", 0), (1-math.Pow(0.8, 300))/2, 1e-12)
}

// TestUnusedBranch: what no event asks for may have no value.
func TestUnusedBranch(t *testing.T) {
	m := read(t, small(`<define-gate name="top"><basic-event name="e"/></define-gate>
<define-basic-event name="e"><ite><gt><parameter name="x"/><float value="0"/></gt><parameter name="inverse"/><float value="0.25"/></ite></define-basic-event>
<define-parameter name="x"><float value="0"/></define-parameter><define-parameter name="inverse"><div><float value="1"/><parameter name="x"/></div></define-parameter>`), Options{})
	oracle.Equal(t, "event", probabilityOf(t, m, "e"), 0.25)
}

// TestTooMuch: what has no end is refused before it fills the memory.
func TestTooMuch(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"elements", `<opsa-mef><model-data>` + strings.Repeat("<a/>", maxElements) + `</model-data></opsa-mef>`, "more than 1000000 elements"},
		{"bytes", `<opsa-mef>` + strings.Repeat(" ", maxBytes), "more than 64 MiB"},
		{"attributes", `<opsa-mef ` + strings.Repeat(`a="1" `, 30) + `/>`, "has the attribute a twice"},
		{"name", `<opsa-mef><define-fault-tree name="` + strings.Repeat("x", 300) + `"/></opsa-mef>`, "more than 200 characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var e *Error
			if _, _, err := Read([]Source{{"m.xml", strings.NewReader(c.text)}}, Options{}); !errors.As(err, &e) || !strings.Contains(e.Text, c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
	if _, _, err := Read(nil, Options{}); err == nil {
		t.Error("no file was read")
	}
}

// TestEncodings of one text.
func TestEncodings(t *testing.T) {
	text := func(encoding string) string {
		return `<?xml version="1.0" encoding="` + encoding + "\"?>\r\n<opsa-mef>\r\n <label>réservoir</label>\r\n <model-data>\r\n  <define-basic-event name=\"é\"/> </model-data></opsa-mef>"
	}
	wide := func(low, high int) string {
		var b bytes.Buffer
		for _, u := range utf16.Encode([]rune("\ufeff" + text("UTF-16"))) {
			pair := [2]byte{}
			pair[low], pair[high] = byte(u), byte(u>>8)
			b.Write(pair[:])
		}
		return b.String()
	}
	latin := strings.NewReplacer("é", "\xe9")
	for name, s := range map[string]string{
		"UTF-8": text("UTF-8"), "UTF-8 with a mark": "\ufeff" + text("utf-8"), "no declaration": strings.TrimPrefix(text("utf-8"), `<?xml version="1.0" encoding="utf-8"?>`),
		"Latin 1": latin.Replace(text("ISO-8859-1")), "Windows": latin.Replace(text("windows-1252")), "UTF-16, low first": wide(0, 1), "UTF-16, high first": wide(1, 0),
	} {
		t.Run(name, func(t *testing.T) {
			m := read(t, s, Options{})
			oracle.Equal(t, "label", m.Label, "réservoir")
			oracle.Equal(t, "name", m.Events[0].Name, "é")
			oracle.Equal(t, "place", m.Events[0].At, Place{"model.xml", 5, 3})
		})
	}
}
