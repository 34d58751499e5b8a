package model_test

import (
	"errors"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// TestSharesOfCommonCause: worked by hand. MGL of 4 units, beta .1, gamma .5, delta .25:
// alone .9, two .1 x .5, three .1 x .5 x .75, four .1 x .5 x .25. Alpha of 3 units .95, .04,
// .01: the sum of k alpha_k is 1.06, so that of a unit's failures .95/1.06 are alone,
// .08/1.06 with one other, .03/1.06 with both; staggered they are the alphas.
func TestSharesOfCommonCause(t *testing.T) {
	for _, c := range []struct {
		name   string
		cause  *model.CommonCause
		beta   float64
		n      int
		own    float64
		shocks []model.Shock
	}{
		{"none", nil, 0, 4, 1, nil},
		{"beta", nil, .1, 4, .9, []model.Shock{{Units: 4, Share: .1}}},
		{"mgl", &model.CommonCause{MGL: []float64{.1, .5, .25}}, 0, 4, .9, []model.Shock{{Units: 2, Share: .05}, {Units: 3, Share: .0375}, {Units: 4, Share: .0125}}},
		{"mgl is beta", &model.CommonCause{MGL: []float64{.1, 1, 1}}, 0, 4, .9, []model.Shock{{Units: 4, Share: .1}}},
		{"alpha", &model.CommonCause{Alpha: []float64{.95, .04, .01}}, 0, 3, .95 / 1.06, []model.Shock{{Units: 2, Share: .08 / 1.06}, {Units: 3, Share: .03 / 1.06}}},
		{"staggered", &model.CommonCause{Alpha: []float64{.95, .04, .01}, Staggered: true}, 0, 3, .95, []model.Shock{{Units: 2, Share: .04}, {Units: 3, Share: .01}}},
		{"rounded", &model.CommonCause{Alpha: []float64{.9504, .05}, Staggered: true}, 0, 2, .9504 / 1.0004, []model.Shock{{Units: 2, Share: .05 / 1.0004}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			own, shocks, err := c.cause.Shares(c.beta, c.n)
			if err != nil || len(shocks) != len(c.shocks) {
				t.Fatalf("%v, %v", shocks, err)
			}
			oracle.Near(t, "alone", own, c.own, 1e-14)
			for i, s := range shocks {
				if s.Units != c.shocks[i].Units {
					t.Errorf("a shock to %d, want %d", s.Units, c.shocks[i].Units)
				}
				oracle.Near(t, "share", s.Share, c.shocks[i].Share, 1e-14)
			}
		})
	}
}

func TestCommonCauseRefuses(t *testing.T) {
	some := func(n int) []float64 { return make([]float64, n) }
	for _, c := range []struct {
		name  string
		cause model.CommonCause
		beta  float64
		n     int
		param string
	}{
		{"too few letters", model.CommonCause{MGL: some(2)}, 0, 4, "mgl"},
		{"too many letters", model.CommonCause{MGL: some(4)}, 0, 4, "mgl"},
		{"a letter above 1", model.CommonCause{MGL: []float64{.1, 1.1}}, 0, 3, "mgl"},
		{"too few alphas", model.CommonCause{Alpha: []float64{.9, .1}}, 0, 3, "alpha"},
		{"an alpha below 0", model.CommonCause{Alpha: []float64{1.1, -.1}}, 0, 2, "alpha"},
		{"alphas of another sum", model.CommonCause{Alpha: []float64{.9, .08}}, 0, 2, "alpha"},
		{"both", model.CommonCause{MGL: some(1), Alpha: []float64{.9, .1}}, 0, 2, "common cause"},
		{"neither", model.CommonCause{}, 0, 2, "common cause"},
		{"staggered letters", model.CommonCause{MGL: some(1), Staggered: true}, 0, 2, "staggered"},
		{"beside beta", model.CommonCause{MGL: some(1)}, .1, 2, "beta"},
		{"too many units", model.CommonCause{MGL: some(64)}, 0, 65, "units"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var param *model.ParamError
			if _, _, err := c.cause.Shares(c.beta, c.n); !errors.As(err, &param) || param.Param != c.param {
				t.Errorf("%v", err)
			}
		})
	}
}
