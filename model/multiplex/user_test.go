package multiplex_test

import (
	"errors"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/multiplex"
)

// A bundle of four lines of faultless organs at the level of a quarter: three
// lines stimulated in each of two inputs meet in two or three, so that one or two
// of four NAND organs give yes: half of the time two, which is no no.
func TestBundleByHand(t *testing.T) {
	s := multiplex.Scheme{Bundle: multiplex.Bundle{N: 4, Fiducial: 0.25}}
	r, err := s.Run(t.Context(), multiplex.Exactly(3, 3))
	if err != nil {
		t.Fatal(err)
	}
	out := r.Stages[0]
	oracle.Near(t, "one line", out.Probability(1), 0.25, 1e-14)
	oracle.Near(t, "two lines", out.Probability(2), 0.75, 1e-14)
	oracle.Near(t, "residual", r.Residual, 0.75, 1e-14)
}

// Fields left out are refused by name; an organ left out is a NAND.
func TestLeftOut(t *testing.T) {
	var s multiplex.Scheme
	oracle.Refused(t, "lines")(s.Residual(t.Context()))
	oracle.Refused(t, "lines")(s.Margin())
	oracle.Refused(t, "lines")(s.Run(t.Context(), multiplex.Inputs{}))
	oracle.Refused(t, "fiducial level")(s.Size(t.Context(), 1e-9))
	oracle.Refused(t, "inputs")(multiplex.VonNeumann(1000).Run(t.Context(), multiplex.Inputs{}))
	oracle.Refused(t, "organs")(multiplex.Demand{}.Residual())
	oracle.Refused(t, "residual error")(multiplex.SizeEq26(0))
	oracle.Refused(t, "organ")(multiplex.CriticalError(9, 0.1, 2))
	var bad *model.ParamError
	if _, _, err := multiplex.SizePrinted(0); !errors.As(err, &bad) {
		t.Errorf("no residual error: %v", err)
	}
	if s.Organ != multiplex.NAND || s.Organ.Lines() != 2 {
		t.Errorf("an organ left out is %v", s.Organ)
	}
	var none multiplex.Counts
	if none.Lines() != 0 || none.Mean() != 0 || none.AtMost(3) != 0 || none.MoreThan(0) != 0 {
		t.Error("counts of nothing")
	}
}
