package recurrent

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"testing"

	"mtbf/model"
)

// FuzzHistories: whatever the times of two units, every entry answers with
// figures that are numbers in order, or with a ParamError or DataError.
func FuzzHistories(f *testing.F) {
	f.Add(0.0, 100.0, 20.0, 80.0, 0.9, []byte{1, 2, 3, 4, 200, 201, 202, 255})
	f.Add(-5.0, 1e-3, 0.0, 1e9, 0.5, []byte{0, 0, 255, 255})
	f.Add(0.0, 1e-90, 1.0, 1e90, 0.999999, []byte{7})
	f.Fuzz(func(t *testing.T, from1, to1, from2, to2, confidence float64, data []byte) {
		half := len(data) / 2
		hs := []History{spread(from1, to1, data[:half]), spread(from2, to2, data[half:])}
		stream := random(uint64(len(data)))
		accept(t, func() error { return fuzzCurve(t, hs, confidence) })
		accept(t, func() error { return fuzzPowerLaw(t, hs, confidence) })
		accept(t, func() error {
			v, err := Trend(hs, confidence)
			ordered(t, "trend", 0, v.PValue, 1)
			return err
		})
		accept(t, func() error {
			c, err := ChangePoint(context.Background(), hs, confidence, 5, stream)
			if err == nil {
				ordered(t, "change", c.Time.Lo, c.Time.Point, c.Time.Hi)
				ordered(t, "its p", 0, c.PValue, 1)
			}
			return err
		})
		accept(t, func() error { _, err := GoodnessOfFit(context.Background(), hs, 5, stream); return err })
		accept(t, func() error { _, err := Segments(context.Background(), hs, 6, confidence); return err })
		accept(t, func() error { _, err := Duane(hs[0]); return err })
	})
}

// spread makes a history whose failures lie at the given shares of it; equal
// bytes are ties and 255 is the end.
func spread(from, to float64, data []byte) History {
	h := History{Unit: "fuzzed", From: from, To: to}
	for _, b := range data {
		share := float64(b) / 255
		h.Times = append(h.Times, from*(1-share)+to*share)
	}
	if len(data) >= 8 { // one time as it comes
		h.Times[0] = math.Float64frombits(binary.LittleEndian.Uint64(data))
	}
	slices.Sort(h.Times)
	return h
}

func accept(t *testing.T, call func() error) {
	t.Helper()
	var param *model.ParamError
	var data *DataError
	if err := call(); err != nil && !errors.As(err, &param) && !errors.As(err, &data) {
		t.Fatalf("%T: %v", err, err)
	}
}

// ordered fails unless lo <= x <= hi, within rounding.
func ordered(t *testing.T, name string, lo, x, hi float64) {
	t.Helper()
	slack := 1e-9 * math.Abs(x)
	if !(lo <= x+slack && x <= hi+slack) {
		t.Fatalf("%s: %g in [%g, %g]", name, x, lo, hi)
	}
}

func fuzzCurve(t *testing.T, hs []History, confidence float64) error {
	c, err := MCF(context.Background(), hs, confidence, Log)
	if err != nil {
		return err
	}
	last := 0.0
	for _, p := range c.Points {
		ordered(t, "mean", p.Lo, p.Mean, p.Hi)
		ordered(t, "rise", last, p.Mean, math.Inf(1))
		ordered(t, "variance", 0, p.Variance, math.Inf(1))
		last = p.Mean
	}
	return nil
}

func fuzzPowerLaw(t *testing.T, hs []History, confidence float64) error {
	p, err := FitPowerLaw(hs, confidence)
	if err != nil {
		return err
	}
	if math.IsNaN(p.Beta.Point) || math.IsNaN(p.LogLikelihood) {
		t.Fatalf("beta %g, log-likelihood %g", p.Beta.Point, p.LogLikelihood)
	}
	for name, e := range map[string]model.Estimate{
		"beta": p.Beta, "lambda": p.Lambda(), "alpha": p.Alpha(), "MTBF": must(p.MTBF(p.Age)), "expected": must(p.Expected(Ages{From: 0, To: p.Age})),
		"age": must(p.AgeAtMTBF(p.Age)), "prediction": must(p.Predict(Ages{From: 0, To: p.Age})),
	} {
		ordered(t, name, e.Lo, math.Max(e.Lo, e.Hi), e.Hi)
		if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo < 0 {
			t.Fatalf("%s: [%g, %g]", name, e.Lo, e.Hi)
		}
	}
	return nil
}
