package galileo

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bytes"

	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/model/markov"
)

// typed reports whether an error is of a kind that tells what to do.
func typed(err error) bool {
	var e *Error
	var param *model.ParamError
	var work *markov.WorkError
	var unsolved *dynamic.UnsolvedError
	return errors.As(err, &e) || errors.As(err, &param) || errors.As(err, &work) || errors.As(err, &unsolved) ||
		errors.Is(err, dynamic.ErrTooLarge) || errors.Is(err, context.DeadlineExceeded)
}

// FuzzRead: whatever the bytes, an answer or an error of a known kind; what is read and
// small has probabilities that are some.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.dft")
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
	f.Add([]byte(`toplevel T; T or G H P Q; G csp A B S; H 2of3 C D E; P pand< C G; Q por-incl D E; F fdep A C; R pdep=.3 B D; X seq C D; Y mutex B E;
A lambda=.1 dorm=0; B lambda=.2 phases=3 dorm=.5; S prob=.3 dorm=.2; C lambda=1; D lambda=2; E rate=3 shape=2;`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Read("f.dft", bytes.NewReader(text))
		if err != nil {
			if !typed(err) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if len(file.Tree.Elements) > 14 {
			return
		}
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
		defer stop()
		r, err := dynamic.Solve(ctx, file.Tree, dynamic.Options{Times: []float64{0, 1.5}})
		if err != nil {
			if err = file.Locate(err); !typed(err) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		for _, p := range []float64{r.Ever, r.Never, r.At[0].Unreliability, r.At[1].Unreliability, r.At[1].Reliability} {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("a probability of %g: %+v", p, r)
			}
		}
		if math.Abs(r.Ever+r.Never-1) > 1e-9 || math.Abs(r.At[1].Unreliability+r.At[1].Reliability-1) > 1e-9 || r.At[1].Unreliability > r.Ever*(1+1e-9) || r.MTTF < 0 {
			t.Fatalf("%+v", r)
		}
	})
}
