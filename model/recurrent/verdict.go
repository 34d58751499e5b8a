package recurrent

import (
	"errors"
	"fmt"
	"math"

	"mtbf/model"
)

// Direction is what a verdict says of a rate.
type Direction string

const (
	Improving Direction = "improving"
	Worsening Direction = "worsening"
	NoTrend   Direction = "no evidence of a trend"
)

// Verdict tells in words whether one constant rate describes the failures.
type Verdict struct {
	Direction Direction
	PValue    float64 // the one that decided, two-sided; 1 where there was nothing to test
	Tests     []Test  // those that the data allow
	Text      string  // one sentence
	Warnings  []model.Warning
}

// manyUnits is the number of units with failures from which the clustered test
// takes the place of the Lewis-Robinson test.
const manyUnits = 10

// fewest is the number of failures below which no trend is claimed.
const fewest = 4

// Trend judges whether units fail at a constant rate, at the level 1-confidence.
// It finds a trend if two tests agree on it: Laplace's, which is good for Poisson
// failures, and one that holds for others too: [Clustered] for ten or more units
// with failures or few failures each, [LewisRobinson] else. The p-value is the
// larger of theirs. Where that other one cannot be made, as with gaps that are
// all equal, [MILHDBK189] takes its place. For Poisson failures the level is kept;
// for renewals more clustered than these, a single unit with 10 to 20 failures
// may seem to have a trend up to twice as often as it says. Units must fail
// independently: where one event strikes many, give it the one history of
// [TotalTime]. "No evidence of a trend" is no proof of a constant rate: a change
// and its undoing cancel; [ChangePoint] and [Segments] look for those.
//
// A *model.ParamError tells of a bad history or a confidence outside (0, 1).
func Trend(histories []History, confidence float64) (Verdict, error) {
	if err := model.CheckConfidence(confidence); err != nil {
		return Verdict{}, err
	}
	if err := check(histories); err != nil {
		return Verdict{}, err
	}
	v := Verdict{Direction: NoTrend, PValue: 1}
	for _, test := range []func([]History) (Test, error){Laplace, MILHDBK189, robust(histories)} {
		t, err := test(histories)
		var data *DataError
		if errors.As(err, &data) {
			continue
		}
		if err != nil {
			return Verdict{}, err
		}
		v.Tests = append(v.Tests, t)
	}
	v.judge(1 - confidence)
	return v, nil
}

// robust returns the test that holds where failures are not Poisson: by units
// where there are many, or where they have too few gaps each to tell how these
// vary.
func robust(histories []History) func([]History) (Test, error) {
	units, n := 0, 0
	for _, h := range watched(histories) {
		if k := len(h.free()); k > 0 {
			units, n = units+1, n+k
		}
	}
	if units >= manyUnits || (units > 1 && n < fewest*units) {
		return Clustered
	}
	return LewisRobinson
}

func (v *Verdict) judge(level float64) {
	if len(v.Tests) < 2 || v.Tests[0].Failures < fewest {
		v.Text = "there are too few failures to tell a trend"
		v.Warnings = append(v.Warnings, model.Warning{Code: "few-failures", Text: "fewer than 4 failures: no trend can be told"})
		return
	}
	laplace, other := v.Tests[0], v.Tests[len(v.Tests)-1]
	v.PValue = math.Max(laplace.PValue, other.PValue)
	evidence := fmt.Sprintf("Laplace U = %.2f, p %s; %s p %s", laplace.Statistic, pText(laplace.PValue), model.Written(other.Name), pText(other.PValue))
	switch {
	case v.PValue >= level:
		v.Text = "no evidence of a trend (" + evidence + ")"
		if laplace.PValue < level {
			v.Warnings = append(v.Warnings, model.Warning{Code: "clustered", Text: "only the Laplace test finds a trend: failures may come in clusters, and limits that suppose Poisson failures are then too narrow"})
		}
	case laplace.Statistic < 0:
		v.Direction = Improving
		v.Text = "failures become less frequent (" + evidence + "): one constant rate does not describe them"
	default:
		v.Direction = Worsening
		v.Text = "failures become more frequent (" + evidence + "): one constant rate does not describe them"
	}
}

// pText writes a p-value; one below what a float can hold is not 0.
func pText(p float64) string {
	if p < 1e-300 {
		return "< 1e-300"
	}
	return fmt.Sprintf("= %.2g", p)
}
