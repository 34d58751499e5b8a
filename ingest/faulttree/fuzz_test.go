package faulttree

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"mtbf/model"
	"mtbf/model/system"
)

// typed reports whether an error is of a kind that tells what to do.
func typed(err error) bool {
	var e *Error
	var parameter *model.ParamError
	var tops *TopsError
	return errors.As(err, &e) || errors.As(err, &parameter) || errors.As(err, &tops)
}

// FuzzRead: whatever the bytes, an answer or an error of a known kind; what is read gives
// systems that are sound, or such an error.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.xml", "testdata/bad/*.xml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range files {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Add([]byte(`<opsa-mef><define-initiating-event name="i" event-tree="a"/><define-rule name="r"><set-house-event name="h"><constant value="true"/></set-house-event></define-rule>
<define-event-tree name="a"><define-functional-event name="f"/><define-sequence name="s"/><define-sequence name="t"><event-tree name="b"/></define-sequence><define-branch name="c"><sequence name="t"/></define-branch>
<initial-state><rule name="r"/><fork functional-event="f"><path state="y"><collect-formula><gate name="g"/></collect-formula><sequence name="s"/></path><path state="n"><collect-expression><float value=".5"/></collect-expression><branch name="c"/></path></fork></initial-state></define-event-tree>
<define-event-tree name="b"><define-sequence name="u"/><initial-state><if><test-functional-event name="f" state="n"/><block><collect-formula><not><gate name="g"/></not></collect-formula></block></if><sequence name="u"/></initial-state></define-event-tree>
<define-fault-tree name="t"><define-gate name="g"><or><basic-event name="e"/><house-event name="h"/></or></define-gate><define-house-event name="h"/><define-basic-event name="e"><float value=".1"/></define-basic-event></define-fault-tree></opsa-mef>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, _, err := Read([]Source{{"f.xml", bytes.NewReader(text)}}, Options{})
		if err != nil {
			if !typed(err) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		for _, top := range append([]string{""}, m.Tops()[:min(3, len(m.Tops()))]...) {
			s, _, err := m.System(top, 1000)
			if err != nil {
				if !typed(err) {
					t.Fatalf("%T %v", err, err)
				}
				continue
			}
			if err := system.Validate(s); err != nil {
				t.Fatal(err)
			}
			for _, p := range s.Components {
				if !(p.Unavailability >= 0 && p.Unavailability <= 1) {
					t.Fatalf("%q fails with %g", p.Name, p.Unavailability)
				}
			}
		}
		for _, i := range m.Initiators {
			if i.Tree == nil {
				continue
			}
			paths, _, err := m.Paths(t.Context(), i, 1000)
			if err != nil && !typed(err) {
				t.Fatalf("%T %v", err, err)
			}
			for _, p := range paths {
				if p.System != nil && system.Validate(p.System) != nil || !(p.Factor >= 0) {
					t.Fatalf("%+v", p)
				}
			}
		}
		for _, e := range m.Events {
			if p, err := m.Probability(e, 1000); err == nil && !(p >= 0 && p <= 1) || err != nil && !typed(err) {
				t.Fatalf("%q: %g, %v", e.Name, p, err)
			}
		}
	})
}
