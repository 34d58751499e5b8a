package life

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// kmCase is an oracle file of kind kaplan_meier, made with R survival 3.5.3.
type kmCase struct {
	Kind  string
	Input struct {
		Times      []float64
		Status     []int
		Confidence float64
	}
	Expected struct {
		Times    []float64
		NRisk    []float64    `json:"n_risk"`
		NEvent   []float64    `json:"n_event"`
		NCensor  []float64    `json:"n_censor"`
		Survival []float64    `json:"survival"`
		LogSE    []*float64   `json:"std_err_cumhaz_scale"`
		SE       []*float64   `json:"greenwood_se_survival"`
		Plain    limitsOfR    `json:"ci95_plain"`
		Log      limitsOfR    `json:"ci95_log"`
		LogLog   limitsOfR    `json:"ci95_loglog"`
		Logit    limitsOfR    `json:"ci95_logit"`
		Arcsin   limitsOfR    `json:"ci95_arcsin"`
		PlainQ   quantilesOfR `json:"quantiles_plain"`
		LogQ     quantilesOfR `json:"quantiles_log"`
		LogLogQ  quantilesOfR `json:"quantiles_loglog"`
		LogitQ   quantilesOfR `json:"quantiles_logit"`
		ArcsinQ  quantilesOfR `json:"quantiles_arcsin"`
		RMST     []struct{ Tau, RMST, SE float64 }
	}
}

type limitsOfR struct{ Lower, Upper []*float64 }

// quantilesOfR has null for a time that the curve does not reach.
type quantilesOfR struct {
	P               []float64
	T, Lower, Upper []*float64
}

func (c kmCase) observations() Observations {
	var obs Observations
	for i, t := range c.Input.Times {
		obs = append(obs, status(t, c.Input.Status[i]))
	}
	return obs
}

// The files print fifteen digits.
const printed = 1e-13

func TestKaplanMeierAgainstR(t *testing.T) {
	seen := 0
	for _, path := range oracle.Shared(t, "oracles/b_km/*.json") {
		var c kmCase
		if oracle.Load(t, path, &c); c.Kind != "kaplan_meier" {
			continue
		}
		seen++
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			c.checkSteps(t)
			c.checkLimits(t)
			c.checkMean(t)
		})
	}
	if seen != 4 {
		t.Errorf("%d files of kind kaplan_meier, want 4", seen)
	}
}

func (c kmCase) checkSteps(t *testing.T) {
	curve, want := sure(KaplanMeier(context.Background(), c.observations())), c.Expected
	if len(curve.Steps) != len(want.Times) {
		t.Fatalf("%d steps, want %d", len(curve.Steps), len(want.Times))
	}
	for i, s := range curve.Steps {
		name := fmt.Sprintf("t = %v: ", s.Time)
		oracle.Near(t, name+"time", s.Time, want.Times[i], 0)
		oracle.Near(t, name+"at risk", s.AtRisk, want.NRisk[i], 0)
		oracle.Near(t, name+"failures", s.Failures, want.NEvent[i], 0)
		oracle.Near(t, name+"censored", s.Censored, want.NCensor[i], 0)
		oracle.Near(t, name+"survival", s.Survival, want.Survival[i], printed)
		oracle.Near(t, name+"failure", s.Failure, 1-want.Survival[i], 3e-13)
		oracle.Near(t, name+"standard error of log S", math.Sqrt(s.LogVariance), orInf(want.LogSE[i]), printed)
		if s.Survival > 0 { // R has none there
			oracle.Near(t, name+"standard error", s.Survival*math.Sqrt(s.LogVariance), *want.SE[i], printed)
		}
	}
}

func (c kmCase) checkLimits(t *testing.T) {
	curve, want := sure(KaplanMeier(context.Background(), c.observations())), c.Expected
	for kind, l := range map[CITransform]limitsOfR{PlainLimits: want.Plain, LogLimits: want.Log, LogLogLimits: want.LogLog, LogitLimits: want.Logit, ArcsinLimits: want.Arcsin} {
		for i, at := range want.Times {
			if l.Lower[i] == nil {
				continue // S = 0
			}
			name := fmt.Sprintf("t = %v, %v: ", at, kind)
			survival, failure, err := curve.At(at, c.Input.Confidence, kind)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, name+"lower", survival.Lo, *l.Lower[i], 1e-12)
			oracle.Near(t, name+"upper", survival.Hi, *l.Upper[i], 1e-12)
			oracle.Near(t, name+"lower complement", 1-failure.Hi, *l.Lower[i], 1e-12)
			oracle.Near(t, name+"upper complement", 1-failure.Lo, *l.Upper[i], 1e-12)
		}
	}
	for kind, q := range map[CITransform]quantilesOfR{PlainLimits: want.PlainQ, LogLimits: want.LogQ, LogLogLimits: want.LogLogQ, LogitLimits: want.LogitQ, ArcsinLimits: want.ArcsinQ} {
		for i, p := range q.P {
			name := fmt.Sprintf("quantile %v, %v: ", p, kind)
			e := sure(curve.Quantile(p, c.Input.Confidence, kind))
			if q.T[i] == nil && e.Estimable() {
				t.Errorf("%spoint %v, want none", name, e.Point)
			} else if q.T[i] != nil {
				oracle.Near(t, name+"point", e.Point, *q.T[i], 0)
			}
			oracle.Near(t, name+"upper", e.Hi, orInf(q.Upper[i]), 0)
			if q.Lower[i] != nil {
				oracle.Near(t, name+"lower", e.Lo, *q.Lower[i], 0)
			} else { // R gives none; the time is beyond the data then
				oracle.Near(t, name+"lower", e.Lo, want.Times[len(want.Times)-1], 0)
			}
		}
	}
}

func (c kmCase) checkMean(t *testing.T) {
	curve := sure(KaplanMeier(context.Background(), c.observations()))
	const z = 1.959963984540054
	for _, m := range c.Expected.RMST {
		e := sure(curve.MeanUpTo(m.Tau, 0.95))
		oracle.Near(t, fmt.Sprintf("mean up to %v", m.Tau), e.Point, m.RMST, printed)
		oracle.Near(t, fmt.Sprintf("its lower limit, %v", m.Tau), e.Lo, m.RMST-z*m.SE, 1e-12)
		oracle.Near(t, fmt.Sprintf("its upper limit, %v", m.Tau), e.Hi, math.Min(m.Tau, m.RMST+z*m.SE), 1e-12)
	}
}

func orInf(x *float64) float64 {
	if x == nil {
		return math.Inf(1)
	}
	return *x
}
