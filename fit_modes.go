package mtbf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/life"
)

// ModeFit is what a sample tells of one mode of failure: for it, a unit that failed
// in another mode was still running when it did.
type ModeFit struct {
	Mode     string
	Failures float64
	Ranking  *life.Ranking // nil where no family could be fitted
	Reason   string        // why not
}

// ModesFit are competing modes of failure, those with the most failures first. A unit
// works until the first of them ends it; they are taken to be independent, which the
// data cannot tell.
type ModesFit struct {
	Modes    []ModeFit
	Warnings []model.Warning
}

// unnamedMode has the failures of which the mode is not told.
const unnamedMode = "(not told)"

// FitModes fits each mode of failure by itself, the other modes censored. An interval
// of another mode counts as running to its beginning, where nothing is lost but what it
// tells of the time inside it.
func FitModes(ctx context.Context, t *Times, o FitOptions) (*ModesFit, error) {
	if len(t.Modes) != len(t.Sample) {
		return nil, &model.ParamError{Param: "modes", Value: len(t.Modes), Want: "one for each time"}
	}
	out := &ModesFit{}
	failures := map[string]float64{}
	intervals := false
	for i, x := range t.Sample {
		if !x.RightCensored() {
			failures[modeName(t.Modes[i])] += x.Count
			intervals = intervals || !x.Exact()
		}
	}
	if len(failures) == 0 {
		return nil, errors.New("no failure was seen, so there is no mode of one")
	}
	for mode, n := range failures {
		out.Modes = append(out.Modes, ModeFit{Mode: mode, Failures: n})
	}
	slices.SortFunc(out.Modes, func(a, b ModeFit) int {
		return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(a.Mode, b.Mode))
	})
	for i := range out.Modes {
		if err := out.Modes[i].fit(ctx, t, o); err != nil {
			return nil, err
		}
	}
	out.warn("modes-independent", "each mode is fitted with the others censored, and the whole is their product: right where the modes are independent, which such data cannot tell")
	if n := failures[unnamedMode]; n > 0 {
		out.warn("mode-not-told", "%g of the failures have no mode: they are a mode of their own, and the others read too rare", n)
	}
	if intervals {
		out.warn("modes-of-intervals", "a failure known to an interval counts, for the other modes, as running to its beginning")
	}
	return out, nil
}

func (m *ModesFit) warn(code, format string, args ...any) {
	m.Warnings = append(m.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

func modeName(text string) string { return cmp.Or(text, unnamedMode) }

// fit fits the mode; that none of the families can be is no error.
func (m *ModeFit) fit(ctx context.Context, t *Times, o FitOptions) (err error) {
	m.Ranking, err = Fit(ctx, ofMode(t, m.Mode), o)
	var none *life.NotEstimableError
	var diverged *life.ConvergenceError
	if errors.As(err, &none) || errors.As(err, &diverged) {
		m.Reason = err.Error()
		return nil
	}
	return err
}

// ofMode is the sample with all but the failures of one mode censored.
func ofMode(t *Times, mode string) life.Observations {
	var all life.Observations
	for i, x := range t.Sample {
		if !x.RightCensored() && modeName(t.Modes[i]) != mode {
			if math.IsInf(x.Lower, -1) || x.Lower <= x.Entry && !x.Exact() {
				continue // over by its end, it tells nothing of another mode
			}
			x.Upper = math.Inf(1)
		}
		all = append(all, x)
	}
	return all
}

// Reliability estimates P(T > t) of the whole, the product over the modes by the best
// family of each, with H = -log R the sum of theirs. As the fits of the modes are
// independent, the limits recover the variances of the parts from theirs,
//
//	H -+ sqrt(sum (H_i - limit_i)^2)
//
// It is not estimable where a mode is not.
func (m *ModesFit) Reliability(ctx context.Context, t float64) (model.Estimate, error) {
	var hazard, below, above, confidence float64
	for _, mode := range m.Modes {
		if mode.Ranking == nil {
			return model.NotEstimable(0, 1, 0, "none", model.Warning{Code: "mode-not-estimable", Text: fmt.Sprintf("the mode %s could not be fitted, and so the whole is not known", mode.Mode)}), nil
		}
		e, err := mode.Ranking.Fits[0].Reliability(ctx, t)
		if err != nil {
			return e, err
		}
		h := -math.Log(e.Point)
		hazard += h
		below += square(h + math.Log(e.Hi))
		above += square(h + math.Log(e.Lo))
		confidence = e.Confidence
	}
	return model.Estimate{
		Point: math.Exp(-hazard), Lo: math.Exp(-hazard - math.Sqrt(above)), Hi: math.Exp(-max(0, hazard-math.Sqrt(below))), Confidence: confidence,
		Method: "product over modes, limits by variances recovered from theirs",
	}, nil
}

func square(x float64) float64 { return x * x }
