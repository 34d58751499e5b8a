package rate

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// limits is a pair in an oracle file, where null is "not bounded".
type limits [2]*float64

func (l limits) near(t *testing.T, name string, e model.Estimate, rel float64) {
	t.Helper()
	oracle.Near(t, name+" lower", e.Lo, *l[0], rel)
	oracle.Near(t, name+" upper", e.Hi, orInf(l[1]), rel)
}

func orInf(x *float64) float64 {
	if x == nil {
		return math.Inf(1)
	}
	return *x
}

// boundsCase is an oracle file of kind mtbf_bounds, made with R.
type boundsCase struct {
	Input struct {
		TotalTime   float64 `json:"total_time"`
		Failures    int
		Confidence  float64
		Termination string
	}
	Expected struct {
		Point    *float64                        `json:"mtbf_point"`
		TwoSided struct{ Lower, Upper *float64 } `json:"two_sided"`
		Lower    *float64                        `json:"one_sided_lower"`
		Rate     struct {
			Estimate float64
			Exact    limits  `json:"ci_two_sided_exact"`
			Upper    float64 `json:"upper_one_sided"`
		} `json:"poisson_rate"`
	}
	Tolerance struct{ Rel float64 }
}

func TestOracleBounds(t *testing.T) {
	seen := 0
	for _, path := range oracle.Shared(t, "oracles/c_mtbf_bounds/*.json") {
		var kind struct{ Kind string }
		if oracle.Load(t, path, &kind); kind.Kind != "mtbf_bounds" {
			continue
		}
		seen++
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			var c boundsCase
			oracle.Load(t, path, &c)
			c.check(t)
		})
	}
	if seen != 9 {
		t.Errorf("%d files of kind mtbf_bounds, want 9", seen)
	}
}

func (c boundsCase) check(t *testing.T) {
	in, want, rel := c.Input, c.Expected, c.Tolerance.Rel
	term := map[string]Termination{"time": TimeTerminated, "failure": FailureTerminated}[in.Termination]
	mtbf := must(MTBF(in.Failures, in.TotalTime, in.Confidence, term))
	lower := must(MTBFLower(in.Failures, in.TotalTime, in.Confidence, term))
	oracle.Near(t, "one-sided lower", lower.Lo, *want.Lower, rel)
	if in.Failures == 0 {
		// The house rule: one-sided bounds where nothing failed, and no point.
		oracle.Near(t, "lower without failures", mtbf.Lo, *want.Lower, rel)
		oracle.Near(t, "two-sided lower", mtbfLower(0, in.TotalTime, (1-in.Confidence)/2, term), *want.TwoSided.Lower, rel)
	} else {
		oracle.Near(t, "point", mtbf.Point, *want.Point, rel)
		limits{want.TwoSided.Lower, want.TwoSided.Upper}.near(t, "MTBF", mtbf, rel)
	}
	c.checkRates(t)
}

// checkRates compares the limits of the rate, which R gives as time-terminated.
func (c boundsCase) checkRates(t *testing.T) {
	in, want, rel := c.Input, c.Expected, c.Tolerance.Rel
	rate := must(Rate(in.Failures, in.TotalTime, in.Confidence, TimeTerminated))
	if in.Failures > 0 {
		oracle.Near(t, "rate", rate.Point, want.Rate.Estimate, rel)
		want.Rate.Exact.near(t, "rate", rate, rel)
	}
	lower := must(MTBFLower(in.Failures, in.TotalTime, in.Confidence, TimeTerminated))
	oracle.Near(t, "rate upper", lower.Inverse().Hi, want.Rate.Upper, rel)
}

func TestOracleRatio(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/c_mtbf_bounds/*_ratio_*.json") {
		var c struct {
			Input struct {
				Failures   [2]int
				Exposure   [2]float64
				Confidence float64
			}
			Expected struct {
				Ratio float64 `json:"rate_ratio"`
				CI    limits
				P     float64 `json:"p_value"`
			}
			Tolerance struct{ Rel float64 }
		}
		oracle.Load(t, path, &c)
		in := c.Input
		ratio, p, err := Ratio(in.Failures[0], in.Exposure[0], in.Failures[1], in.Exposure[1], in.Confidence)
		if err != nil {
			t.Fatal(err)
		}
		c.Expected.CI.near(t, filepath.Base(path), ratio, c.Tolerance.Rel)
		oracle.Near(t, "p", p, c.Expected.P, c.Tolerance.Rel)
		if in.Failures[0] > 0 {
			oracle.Near(t, "ratio", ratio.Point, c.Expected.Ratio, c.Tolerance.Rel)
		} else if ratio.Estimable() {
			t.Errorf("a ratio of %g from no failures", ratio.Point)
		}
	}
}

func TestOracleDemand(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/c_mtbf_bounds/*_demand_*.json") {
		var c struct {
			Input struct {
				Failures, Demands int
				Confidence        float64
			}
			Expected struct {
				P              float64
				ClopperPearson limits  `json:"clopper_pearson"`
				Upper          float64 `json:"one_sided_upper_cp"`
			}
			Tolerance struct{ Rel float64 }
		}
		oracle.Load(t, path, &c)
		in, want, rel := c.Input, c.Expected, c.Tolerance.Rel
		lo, hi := clopperPearson(in.Failures, in.Demands, (1-in.Confidence)/2)
		want.ClopperPearson.near(t, "Clopper-Pearson", model.Estimate{Lo: lo, Hi: hi}, rel)
		e := must(PerDemand(in.Failures, in.Demands, in.Confidence))
		if in.Failures == 0 {
			oracle.Near(t, "upper without failures", e.Hi, want.Upper, rel)
			continue
		}
		oracle.Near(t, "point", e.Point, want.P, rel)
		oracle.Near(t, "two-sided upper", e.Hi, *want.ClopperPearson[1], rel)
	}
}

// must returns the estimate, for arguments that are known to be valid.
func must(e model.Estimate, err error) model.Estimate {
	if err != nil {
		panic(err)
	}
	return e
}
