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
		for _, e := range m.Events {
			if p, err := m.Probability(e, 1000); err == nil && !(p >= 0 && p <= 1) || err != nil && !typed(err) {
				t.Fatalf("%q: %g, %v", e.Name, p, err)
			}
		}
	})
}
