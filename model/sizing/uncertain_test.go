package sizing

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

// A count on a data sheet does what the same count of a log does, draw by draw; so
// does the prior of one failure in no time, which has the same distribution.
func TestDataSheetDoesWhatALogDoes(t *testing.T) {
	m, known := observedModel(t, 3, 20_000)
	o := Options{AllowedUnavailability: 2e-6, Confidence: .9, Uncertain: known, Stream: pcg(2)}
	log := sized(t, m, o)
	for name, of := range map[string]model.Uncertainty{
		"count": uncertain.NewCountedMTBF(3, 20_000), "prior of one failure": uncertain.MTBF{PriorShape: 1, Failures: 3, Hours: 20_000},
	} {
		t.Run(name, func(t *testing.T) {
			m.Components[0].MTBFUncertainty = of
			o.Uncertain, o.Stream = nil, pcg(2)
			sheet := sized(t, m, o)
			if fmt.Sprint(sheet.Best) != fmt.Sprint(log.Best) || fmt.Sprint(sheet.Confident.Inputs) != fmt.Sprint(log.Confident.Inputs) {
				t.Errorf("by data sheet %v, %v, by log %v, %v", sheet.Best, sheet.Confident.Inputs, log.Best, log.Confident.Inputs)
			}
			oracle.Near(t, "at most", sheet.Confident.UpperLimit, log.Confident.UpperLimit, 1e-14)
		})
	}
}

// One part, two copies: q^2 <= U is met where its odds of working are U^(-1/2) - 1 or
// more, which has a chance by each distribution: with MTBF = 8 h times the odds, of a
// gamma rate, of a log-normal MTBF; of a log-normal MTTR; of log-normal odds; of a
// beta. Shares of 4,000 stratified draws agree within 1/4,000.
func TestShareOfDrawsByDistribution(t *testing.T) {
	const unmet = 2e-4
	odds := math.Pow(unmet, -.5) - 1
	gamma := func(shape, hours float64) float64 {
		lower, _ := num.LogGammaTails(shape, hours/(8*odds))
		return math.Exp(lower)
	}
	sd := math.Log(3) / 1.6448536269514722
	for name, c := range map[string]struct {
		life, repair, fixed model.Uncertainty
		want                float64
	}{
		"Jeffreys":     {life: uncertain.MTBF{PriorShape: .5, Failures: 3, Hours: 3000}, want: gamma(3.5, 3000)},
		"prior":        {life: uncertain.MTBF{PriorShape: 2, PriorHours: 900, Failures: 3, Hours: 2100}, want: gamma(5, 3000)},
		"error factor": {life: uncertain.FromErrorFactor(900, 3), want: num.NormalCDF(math.Log(900/(8*odds)) / sd)},
		"repair":       {repair: uncertain.FromErrorFactor(10, 3), want: num.NormalCDF(math.Log(1000/odds/10) / sd)},
		"odds":         {fixed: uncertain.OddsFromErrorFactor(0.99, 3), want: num.NormalCDF(math.Log(99/odds) / sd)},
		"beta":         {fixed: uncertain.PerDemand{Successes: 301.5, Failures: 3.5}, want: 1 - num.BetaCDF(301.5, 3.5, 1-math.Sqrt(unmet))},
	} {
		t.Run(name, func(t *testing.T) {
			p := repaired(t, "cpu", 1000, 8, 20)
			p.MTBFUncertainty, p.MTTRUncertainty, p.FixedUncertainty = c.life, c.repair, c.fixed
			parameter := "mtbf"
			switch {
			case c.repair != nil:
				parameter = "mttr"
			case c.fixed != nil:
				p.Life, p.Repair, p.Reliability, parameter = nil, nil, 0.98, "reliability"
			}
			m := &system.Model{Components: []system.Component{p}, Top: choose(0, 2, 6)}
			r := sized(t, m, Options{AllowedUnavailability: unmet, Confidence: .3, Draws: 4000, Stream: pcg(8)})
			if got := r.Confident.Levels[0]; got.Design.Copies(0) != 2 || math.Abs(got.ProbabilityOfCompliance-c.want) > 1./4000 {
				t.Errorf("%d copies meet it in %g of draws, want %g", got.Design.Copies(0), got.ProbabilityOfCompliance, c.want)
			}
			if !(c.want > 0.05 && c.want < 0.95) {
				t.Errorf("a chance of %g tells nothing", c.want)
			}
			if in := r.Confident.Inputs; len(in) != 1 || in[0].Parameter != parameter || math.Abs(in[0].VarianceShare-1) > 1e-9 {
				t.Errorf("inputs: %+v", in)
			}
		})
	}
}

// How long to watch is told of what was watched, and of nothing else.
func TestWatchingADataSheet(t *testing.T) {
	for name, c := range map[string]struct {
		of   model.Uncertainty
		told bool
	}{
		"count": {uncertain.NewCountedMTBF(3, 20_000), true}, "posterior": {uncertain.MTBF{PriorShape: .5, Failures: 3, Hours: 20_000}, true},
		"prior": {uncertain.MTBF{PriorShape: 4, PriorHours: 20_000}, false}, "error factor": {uncertain.FromErrorFactor(6000, 2), false},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := observedModel(t, 3, 20_000)
			m.Components[0].MTBFUncertainty = c.of
			r := sized(t, m, Options{AllowedUnavailability: 2e-6, Confidence: .9, Stream: pcg(3)})
			if got := r.Confident.Inputs[0].AdditionalTestHours; math.IsNaN(got) == c.told {
				t.Errorf("%g more unit-hours", got)
			}
		})
	}
}
