package multiplex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// run is s.Run for inputs that are valid.
func run(t testing.TB, s Scheme, in Inputs) Result {
	t.Helper()
	r, err := s.Run(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestWorkedByHand: two NAND organs of error e, two lines, one stimulated in
// each input. The two meet at the same organ with probability 1/2. If they do,
// one organ should say no and one yes; if not, both should say yes:
//
//	P(2) = 1/2 (1-e)e + 1/2 (1-e)^2
//	P(1) = 1/2 ((1-e)^2 + e^2) + 1/2 2e(1-e)
//	P(0) = 1/2 e(1-e) + 1/2 e^2
//
// for e = 1/5: 2/5, 1/2, 1/10. A restoring tier takes k = 0 to two organs that
// should say yes, 2 to none, and 1 to one and one or to two, as before: so
//
//	P'(2) = 1/10 (16/25) + 1/2 (2/5) + 2/5 (1/25) = 7/25
func TestWorkedByHand(t *testing.T) {
	s := Scheme{NAND, Bundle{2, 0.4}, 0.2, 1}
	c := newChain(context.Background(), 2, minTol)
	first := c.execute(s, Exactly(1, 1))
	for k, want := range []float64{0.1, 0.5, 0.4} {
		oracle.Near(t, "executive", first.Probability(k), want, 1e-15)
	}
	oracle.Near(t, "tier", c.restore(s, first).Probability(2), 7./25, 1e-15)

	// Three bundles of two lines, one stimulated in each: the first two meet at
	// one organ (1/2), which then says yes, or each organ has one (1/2), and the
	// third decides at one of them. One organ says yes either way.
	s.Organ = Majority
	one := c.execute(s, Exactly(1, 1, 1))
	oracle.Near(t, "majority, both organs yes", one.Probability(2), 0.2*0.8, 1e-15)
	oracle.Near(t, "majority, one organ yes", one.Probability(1), 0.8*0.8+0.2*0.2, 1e-15)
}

// TestVonNeumann: the exact chain at his numbers, to the seven digits of an
// independent program (a banded chain with binomials by saddle point), and his own columns beside it.
func TestVonNeumann(t *testing.T) {
	exact := []float64{2.227664e-2, 2.631321e-3, 3.405993e-4, 6.377937e-6, 3.889370e-10, 1.969388e-18, 1.484495e-22}
	for i, row := range Published() {
		s := VonNeumann(row.N)
		r := run(t, s, s.Worst()[0])
		oracle.Near(t, "exact", r.Residual, exact[i], 3e-7)
		oracle.Near(t, "mass", r.Stages[2].MoreThan(-1), 1, 1e-13)
		oracle.Near(t, "editor's column", Eq26(float64(row.N)), row.Editor, 0.5e-2)
		if r.Cut > 1e-13*r.Residual || r.Yes || len(r.Stages) != 3 || len(r.Warnings) > 0 {
			t.Errorf("N = %d: cut %g, yes %v, %d stages, %v", row.N, r.Cut, r.Yes, len(r.Stages), r.Warnings)
		}
		if ratio := r.Residual / row.Printed; (ratio > 1) != (row.N > 1000) || ratio > 13 {
			t.Errorf("N = %d: exact is %.2f of the printed", row.N, ratio)
		}
	}
	eq27 := []float64{2.79e-2, 2.73e-3, 3.07e-4, 4.54e-6, 1.61e-10, 2.85e-19, 1.28e-23}
	for i, row := range Published() {
		oracle.Near(t, "eq. 27", Eq27(float64(row.N)), eq27[i], 0.3e-2)
	}
}

// TestPublishedTable compares the typed table with the file beside the module.
func TestPublishedTable(t *testing.T) {
	rows := table(t, "vonneumann_residual_error.csv")
	if len(rows) != len(Published()) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range Published() {
		oracle.Near(t, "N", float64(row.N), rows[i][0], 0)
		oracle.Near(t, "printed", row.Printed, rows[i][1], 0)
		oracle.Near(t, "editor", row.Editor, rows[i][2], 0)
	}
}

// TestPRISM: the probabilities that fewer than a tenth of the lines are
// stimulated, as PRISM's benchmark nand/reliable.pctl has them, to 1e-8 as
// printed there. Its comment calls perr the probability that a gate works; it
// is that of an error.
func TestPRISM(t *testing.T) {
	for _, row := range table(t, "prism_nand_oracle.csv") {
		n, k := int(row[0]), int(row[1])
		s := Scheme{NAND, Bundle{n, 0.1}, row[2], 2 * k}
		last := run(t, s, Independently(row[3], row[3])).Stages[2*k]
		oracle.Near(t, "P(z/N < 0.1)", last.AtMost(n/10-1), row[4], 1e-8/row[4])
	}
}

// TestDenseChains compares all probabilities of the last stage with sums of 60
// digits (testdata/chains.py), down to 1e-230.
func TestDenseChains(t *testing.T) {
	var file struct {
		Cases []struct {
			Organ                  string
			N, Tiers               int
			Level, Error, Residual float64
			Exactly                []int
			Lines, Probability     []float64
			Yes                    bool
		}
	}
	oracle.Load(t, "testdata/chains.json", &file)
	if len(file.Cases) != 7 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		s := Scheme{NAND, Bundle{c.N, c.Level}, c.Error, c.Tiers}
		if c.Organ == "majority" {
			s.Organ = Majority
		}
		in := Inputs{counts: c.Exactly, lines: c.Lines}
		r := run(t, s, in)
		oracle.Near(t, c.Organ+" residual", r.Residual, c.Residual, 1e-13)
		if r.Yes != c.Yes {
			t.Errorf("%v should read yes: %v", s, c.Yes)
		}
		last := s.run(context.Background(), in, minTol).Stages[c.Tiers]
		for k, want := range c.Probability {
			if want == 0 || want > 1e-230 {
				oracle.Near(t, c.Organ, last.Probability(k), want, 1e-12)
			}
		}
	}
}

// TestLongBundles compares residual errors with those of numpy in extended
// precision, wide bands and another way to add noise (testdata/large.py).
func TestLongBundles(t *testing.T) {
	var file struct {
		Cases []struct {
			Organ                  string
			N, Tiers               int
			Level, Error, Residual float64
		}
	}
	oracle.Load(t, "testdata/large.json", &file)
	if len(file.Cases) != 5 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		s := Scheme{NAND, Bundle{c.N, c.Level}, c.Error, c.Tiers}
		if c.Organ == "majority" {
			s.Organ = Majority
		}
		got, err := s.Residual(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, c.Organ, got, c.Residual, 1e-13)
	}
}

func TestBelowRange(t *testing.T) {
	s := Scheme{NAND, Bundle{100_000, 0.07}, 1e-5, 2}
	r := run(t, s, s.Worst()[0])
	if len(r.Warnings) != 1 || r.Warnings[0].Code != "below-range" || !(r.Residual+r.Cut < 1e-275) || r.Cut == 0 {
		t.Errorf("%g + %g, %v", r.Residual, r.Cut, r.Warnings)
	}
	if _, err := s.Residual(context.Background()); !errors.Is(err, ErrBelowRange) {
		t.Errorf("residual below range: %v", err)
	}
	faultless := Scheme{NAND, Bundle{100, 0.07}, 0, 2}
	if r := run(t, faultless, Independently(1, 1)); r.Residual != 0 || r.Cut != 0 || r.Warnings != nil {
		t.Errorf("faultless organs: %g + %g, %v", r.Residual, r.Cut, r.Warnings)
	}
}

func TestBundle(t *testing.T) {
	for _, c := range []struct {
		b       Bundle
		no, yes int
	}{
		{Bundle{1000, 0.07}, 70, 930},
		{Bundle{100, 0.29}, 29, 71}, // 0.29 * 100 is below 29
		{Bundle{99, 0.07}, 6, 93},
		{Bundle{3, 0.2}, 0, 3},
	} {
		t.Run(fmt.Sprint(c.no, c.yes), func(t *testing.T) {
			if c.b.No() != c.no || c.b.Yes() != c.yes {
				t.Errorf("%v reads no to %d and yes from %d, want %d and %d", c.b, c.b.No(), c.b.Yes(), c.no, c.yes)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	good := Scheme{NAND, Bundle{100, 0.07}, 0.005, 2}
	nan := math.NaN()
	for param, change := range map[string]func(*Scheme){
		"organ":          func(s *Scheme) { s.Organ = 7 },
		"lines":          func(s *Scheme) { s.Bundle.N = 0 },
		"fiducial level": func(s *Scheme) { s.Bundle.Fiducial = nan },
		"organ error":    func(s *Scheme) { s.Error = 0.5 },
		"tiers":          func(s *Scheme) { s.Tiers = -1 },
	} {
		s := good
		change(&s)
		_, err := s.Residual(context.Background())
		_, size := s.Size(context.Background(), 1e-5)
		_, margin := s.NormalResidual()
		for _, err := range []error{err, margin} {
			refused(t, param, err)
		}
		if param != "lines" {
			refused(t, param, size)
		}
	}
	for param, in := range map[string]Inputs{
		"inputs":           Exactly(93, 93, 0),
		"stimulated lines": Exactly(93, 101),
		"line probability": Independently(0.9, nan),
	} {
		_, err := good.Run(context.Background(), in)
		refused(t, param, err)
	}
	for _, in := range []Inputs{{}, Exactly(50, 90), Independently(0.5, 0.9), Exactly(-1, 90)} {
		if _, err := good.Run(context.Background(), in); err == nil {
			t.Errorf("%v was let pass", in)
		}
	}
}

// refused reports an error on t unless err is a ParamError of param.
func refused(t *testing.T, param string, err error) {
	t.Helper()
	var p *model.ParamError
	if !errors.As(err, &p) || p.Param != param || p.Want == "" {
		t.Errorf("%v is not about %s", err, param)
	}
}
