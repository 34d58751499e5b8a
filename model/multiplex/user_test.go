package multiplex_test

import (
	"errors"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/multiplex"
)

// Three modules of reliability 0.9 behind a voter that never fails: 3 x 0.81 -
// 2 x 0.729 = 0.972; and three inputs that are wrong once in ten give a majority
// organ without errors 3 x 0.01 - 2 x 0.001 = 0.028.
func TestTriplicationByHand(t *testing.T) {
	module, err := multiplex.Failing(0.1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := multiplex.Voted(3, module, multiplex.Chance{Works: 1})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "works", r.Works, 0.972, 1e-14)
	oracle.Near(t, "fails", r.Fails, 0.028, 1e-14)
	c, err := multiplex.Cascaded(1, 0.1, 0)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "one level of a cascade", c.Error, 0.028, 1e-14)
}

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
	oracle.Refused(t, "inputs")(multiplex.VonNeumann(1000).Moments(multiplex.Exactly()))
	oracle.Refused(t, "organs")(multiplex.Demand{}.Residual())
	oracle.Refused(t, "length")(multiplex.Path{}.Triplicate())
	oracle.Refused(t, "module")(multiplex.Voted(3, multiplex.Chance{}, multiplex.Chance{}))
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
