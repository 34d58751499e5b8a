package multiplex

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// tubes is von Neumann's computing machine: 2,500 tubes, each acting every 5
// microseconds, one error allowed.
func tubes(mission float64) Demand {
	return Demand{Organs: 2500, Interval: 5e-6 / 3600, Mission: mission, Errors: 1}
}

// TestExamples: von Neumann's three examples, as far as his table and formulas
// bring them, and exactly.
func TestExamples(t *testing.T) {
	for _, c := range []struct {
		name                         string
		d                            Demand
		actuations, printed, rounded float64
		exact                        int
	}{
		{name: "machine, 8 hours", d: tubes(8), actuations: 1.44e13, printed: 13_840, rounded: 14_000, exact: 14_496},
		{name: "machine, 100 years", d: tubes(100 * model.HoursPerYear), actuations: 1.57788e18, printed: 19_595, rounded: 20_000, exact: 20_592},
		{name: "nervous system", d: Demand{Organs: 1e13, Interval: 0.1 / 3600, Mission: 1e4 * model.HoursPerYear, Errors: 1}, actuations: 3.15576e25, printed: 27_951, rounded: 28_000, exact: 29_453},
	} {
		t.Run(c.name, func(t *testing.T) {
			oracle.Near(t, c.name+": actuations", c.d.Actuations(), c.actuations, 1e-12)
			delta, err := c.d.Residual()
			if err != nil {
				t.Fatal(err)
			}
			printed, _, err := SizePrinted(delta)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, c.name+": printed table", printed, c.printed, 3e-5)
			oracle.Near(t, c.name+": rounded as he does", printed, c.rounded, 2.1e-2)
			n, err := VonNeumann(0).Size(context.Background(), delta)
			if err != nil || n != c.exact {
				t.Errorf("%s: exact %d, want %d, %v", c.name, n, c.exact, err)
			}
		})
	}
}

// TestPrintedSize: his rounded numbers of actuations, and the rows themselves.
func TestPrintedSize(t *testing.T) {
	for delta, want := range map[float64]float64{7e-14: 13_836, 3.2e-26: 27_946, 9e-22: 22_854} {
		n, beyond, err := SizePrinted(delta)
		oracle.Near(t, "printed table", n, want, 3e-5)
		if err != nil || beyond != (n > 25_000) {
			t.Errorf("%g: %g lines, extrapolated: %v, %v", delta, n, beyond, err)
		}
	}
	for _, row := range Published() {
		n, beyond, _ := SizePrinted(row.Printed)
		oracle.Near(t, "row", n, float64(row.N), 1e-12)
		if beyond {
			t.Errorf("row %d is taken for extrapolated", row.N)
		}
	}
	_, _, err := SizePrinted(0.03)
	refused(t, "residual error", err)
}

func TestEquationSizes(t *testing.T) {
	for _, delta := range []float64{0.5, 1e-3, 7e-14, 1e-300} {
		a, err := SizeEq26(delta)
		oracle.Near(t, "eq. 26", Eq26(a), delta, 1e-11)
		b, err2 := SizeEq27(delta)
		oracle.Near(t, "eq. 27", Eq27(b), delta, 1e-11)
		if err != nil || err2 != nil {
			t.Error(err, err2)
		}
	}
	_, err := SizeEq26(1)
	refused(t, "residual error", err)
	_, err = SizeEq27(math.NaN())
	refused(t, "residual error", err)
}

// TestSize: the number of lines reaches delta and one line less does not.
func TestSize(t *testing.T) {
	for _, s := range []Scheme{VonNeumann(0), {NAND, Bundle{0, 0.12}, 0.003, 4}, {Majority, Bundle{0, 0.05}, 0.005, 1}, {NAND, Bundle{0, 0.07}, 1e-6, 2}, {NAND, Bundle{0, 0.013}, 0.0011, 4}} {
		for _, delta := range []float64{4e-3, 1e-5, 1e-8} {
			if delta >= s.Error {
				continue
			}
			n, err := s.Size(context.Background(), delta)
			if err != nil {
				t.Fatal(s, delta, err)
			}
			if s.leaves(context.Background(), n) > delta || s.leaves(context.Background(), n-1) <= delta {
				t.Errorf("%v for %g: %d lines leave %g, one less %g", s, delta, n, s.leaves(context.Background(), n), s.leaves(context.Background(), n-1))
			}
		}
	}
}

func TestSizeRefuses(t *testing.T) {
	s := VonNeumann(0)
	for _, delta := range []float64{0, math.NaN(), 0.005, 1e-271} {
		_, err := s.Size(context.Background(), delta)
		refused(t, "residual error", err)
	}
	s.Error = 0.0108
	if _, err := s.Size(context.Background(), 1e-6); !errors.Is(err, ErrNotRestored) {
		t.Errorf("above the critical error: %v", err)
	}
	s.Error = 0.0105
	if _, err := s.Size(context.Background(), 1e-20); !errors.Is(err, ErrTooManyLines) {
		t.Errorf("near the critical error: %v", err)
	}
	_, err := Demand{Organs: 10, Interval: 1, Mission: 0, Errors: 1}.Residual()
	refused(t, "mission", err)
}
