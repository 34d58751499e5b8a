package life

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"mtbf/model"
)

// Statistic names a measure of how badly a sample fits a distribution; a
// larger one fits worse.
type Statistic uint8

// The statistics of [Bootstrap].
const (
	AndersonA2  Statistic = iota // that of [AndersonDarling]
	KolmogorovD                  // that of [KolmogorovSmirnov]
	CramerW2                     // that of [CramerVonMises]
	PlotBend                     // one less [PlotCorrelation]
)

var statistics = [...]struct {
	name    string
	measure func(n int) func(x []float64, d model.Distribution) (float64, error)
}{
	AndersonA2:  {"Anderson-Darling", ofTails(sampleTails.anderson)},
	KolmogorovD: {"Kolmogorov-Smirnov", ofTails(sampleTails.kolmogorov)},
	CramerW2:    {"Cramer-von Mises", ofTails(sampleTails.cramer)},
	PlotBend:    {"probability-plot correlation", bend},
}

func (s Statistic) check() error {
	if int(s) < len(statistics) {
		return nil
	}
	return &model.ParamError{Param: "statistic", Value: int(s), Want: "one of the constants of Statistic"}
}

// ofTails makes a measure of a statistic of the probabilities.
func ofTails(of func(sampleTails) float64) func(int) func([]float64, model.Distribution) (float64, error) {
	return func(int) func([]float64, model.Distribution) (float64, error) {
		return func(x []float64, d model.Distribution) (float64, error) {
			u, err := tailsOf(x, d)
			return of(u), err
		}
	}
}

func bend(n int) func([]float64, model.Distribution) (float64, error) {
	ranks := medianRanks(n)
	return func(x []float64, d model.Distribution) (float64, error) {
		return 1 - plotCorrelation(x, d, ranks), nil
	}
}

// Bootstrap tests whether the complete sample x comes from a family whose
// parameters are fitted to x itself, by simulation: refit fits the family to x,
// samples of the same size are drawn from that fit, refit fits each again, and
// P is the share of them, x among them, whose statistic is no smaller:
//
//	P = (1 + samples with a statistic no smaller) / (1 + samples).
//
// Tables for known parameters would let far too much pass here. For families
// with a location and a scale, on the time or its logarithm, P is exact but for
// the number of samples, whatever refit is, if it moves with them; for others
// it is approximate, as the fit stands for the truth. PError is the standard
// error that the number of samples leaves.
//
// random is the source of uniform numbers in [0, 1); the same source gives the
// same result. Samples that refit refuses are left out, with a warning
// refits-failed; more than a tenth of them are an error, as is one from fitting
// x. A *model.ParamError tells of a sample of fewer than three values, values
// that are not finite or all the same, and of samples < 1.
// Where ctx ends, P is of the samples until then, with a warning incomplete; if
// they are fewer than 100, the cause of that is the error.
func Bootstrap(ctx context.Context, x []float64, s Statistic, refit func([]float64) (model.Distribution, error), samples int, random interface{ Float64() float64 }) (TestResult, error) {
	if err := cmp.Or(s.check(), checkSpread(x)); err != nil {
		return TestResult{}, err
	}
	if samples < 1 {
		return TestResult{}, &model.ParamError{Param: "samples", Value: samples, Want: "a count of 1 or more"}
	}
	if refit == nil || random == nil {
		return TestResult{}, &model.ParamError{Param: "refit and random", Value: "none", Want: "a fit and a stream of random numbers"}
	}
	b := bootstrap{refit: refit, measure: statistics[s].measure(len(x))}
	fitted, observed, err := b.fit(x)
	if err != nil {
		return TestResult{}, fmt.Errorf("bootstrap: the sample: %w", err)
	}
	worse, good, done := 0, 0, 0
	var failure error
	for ; done < samples; done++ {
		_, value, err := b.fit(draw(ctx, fitted, len(x), random))
		if ctx.Err() != nil {
			break
		}
		switch {
		case err != nil:
			failure = err
		case value >= observed:
			worse++
			good++
		default:
			good++
		}
	}
	if done < samples && done < fewestDrawn {
		return TestResult{}, context.Cause(ctx)
	}
	if failed := done - good; 10*failed > done {
		return TestResult{}, fmt.Errorf("bootstrap: %d of %d simulated samples: %w", failed, done, failure)
	}
	p := float64(1+worse) / float64(1+good)
	result := TestResult{
		Statistic: observed, PValue: p, PError: math.Sqrt(p * (1 - p) / float64(1+good)),
		Method: fmt.Sprintf("%s, fitted parameters, p by simulation of %d samples", statistics[s].name, good),
	}
	if good < done {
		result.Warnings = warn(nil, "refits-failed", fmt.Sprintf("%d of %d simulated samples could not be fitted", done-good, done))
	}
	if done < samples {
		result.Warnings = warn(result.Warnings, codeIncomplete, fmt.Sprintf("the simulation was ended after %d of %d samples: p is of those", done, samples))
	}
	return result, nil
}

// bootstrap fits samples of one size and measures how badly.
type bootstrap struct {
	refit   func([]float64) (model.Distribution, error)
	measure func(x []float64, d model.Distribution) (float64, error)
}

func (b bootstrap) fit(x []float64) (d model.Distribution, statistic float64, err error) {
	if d, err = b.refit(x); err != nil {
		return nil, 0, err
	}
	if statistic, err = b.measure(x, d); err == nil && math.IsNaN(statistic) {
		err = errNoStatistic
	}
	return d, statistic, err
}

var errNoStatistic = errors.New("the fitted distribution has no such statistic")

// draw returns a sample of n of d, which means nothing where ctx ends.
func draw(ctx context.Context, d model.Distribution, n int, random interface{ Float64() float64 }) []float64 {
	x := make([]float64, n)
	for i := range x {
		if i%piece == 0 && ctx.Err() != nil {
			break
		}
		x[i] = d.Quantile(math.Max(random.Float64(), 0x1p-54))
	}
	return x
}
