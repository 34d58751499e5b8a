package systemfile

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// ofModule reads a module of one system at a confidence.
func ofModule(t *testing.T, module string, confidence float64) system.Component {
	t.Helper()
	m, _, err := Parse("system.yaml", strings.NewReader("modules: {m: {"+module+"}}\nstructure: m\n"), Options{Confidence: confidence})
	if err != nil {
		t.Fatal(err)
	}
	return m.Components[0]
}

// Every form, with limits at 0.90 unless told: the values are those of the tests of
// package uncertain, and 3 failures in 9,000 h are those of chi-square tables,
// 18,000/chi2(0.95; 8) = 18,000/15.5073 and 18,000/chi2(0.05; 6) = 18,000/1.63538.
func TestUncertainModules(t *testing.T) {
	for module, want := range map[string][3]float64{
		"mtbf: {point: 50000h, error_factor: 3}":                                                             {50000, 50000 / 3., 150000},
		"mtbf: {lo: 20000h, hi: 90000h, confidence: 0.90}":                                                   {42426.4068711928515, 20000, 90000},
		"mtbf: {point: 30000h, lo: 20000h, hi: 90000h, confidence: 0.90}":                                    {30000, 20000, 90000},
		"mtbf: {failures: 3, exposure: 9000h}":                                                               {3000, 1160.743, 11006.6},
		"mtbf: {failures: 3, exposure: 10000h, prior: jeffreys}":                                             {10000 / 3.5, 1421.75306147157414, 9227.85929221619325},
		"mtbf: {failures: 3, exposure: 9000h, prior: {gamma: {shape: 0.5, exposure: 1000h}}}":                {10000 / 3.5, 1421.75306147157414, 9227.85929221619325},
		"mtbf: {failures: 3, exposure: 9000h, prior: {gamma: {shape: 0.5, mean: 5e-4}}}":                     {10000 / 3.5, 1421.75306147157414, 9227.85929221619325},
		"mtbf: {prior: {gamma: {shape: 3.5, exposure: 10000h}}}":                                             {10000 / 3.5, 1421.75306147157414, 9227.85929221619325},
		"availability: {point: 0.999, error_factor: 3}":                                                      {0.999, 0.997005988023952096, 0.999666444296197465},
		"reliability: {lo: 0.99, hi: 0.9999, confidence: 0.90}":                                              {0.99899593, 0.99, 0.9999},
		"reliability: {failures: 2, demands: 60}":                                                            {58 / 60., 0.898764105075838361, 0.994045102869758432},
		"reliability: {failures: 2, demands: 60, prior: jeffreys}":                                           {58.5 / 61, 0.910795439507498104, 0.990379409816747867},
		"reliability: {failures: 1, demands: 40, prior: {beta: {a: 1.5, b: 19.5}}}":                          {58.5 / 61, 0.910795439507498104, 0.990379409816747867},
		"reliability: {prior: {beta: {a: 2.5, b: 58.5}}}":                                                    {58.5 / 61, 0.910795439507498104, 0.990379409816747867},
		"mtbf: 9y, mttr: {point: 8h, error_factor: 2}":                                                       {8, 4, 16},
		"life: {weibull: {shape: 2, scale: 1y}}, mttr: {lo: 3h, hi: 12h, confidence: 0.90}":                  {6, 3, 12},
		"mtbf: {point: 50000h, error_factor: 3}, repair: {deterministic: {value: 2h}}, resources: {cost: 3}": {50000, 50000 / 3., 150000},
	} {
		t.Run(module, func(t *testing.T) {
			p := ofModule(t, module, 0)
			e, u := p.MTBFEstimate, p.MTBFUncertainty
			var point float64
			switch {
			case e != nil:
				point = p.Life.Mean()
			case p.MTTREstimate != nil:
				e, u, point = p.MTTREstimate, p.MTTRUncertainty, p.Repair.Mean()
			default:
				e, u = p.FixedEstimate, p.FixedUncertainty
				availability, reliability := p.Fixed()
				if point = availability.Works; strings.HasPrefix(module, "reliability") {
					point = reliability.Works
				}
			}
			oracle.Near(t, "point", point, want[0], 2e-6)
			oracle.Near(t, "point of the estimate", e.Point, want[0], 2e-6)
			oracle.Near(t, "lo", e.Lo, want[1], 2e-6)
			oracle.Near(t, "hi", e.Hi, want[2], 2e-6)
			oracle.Near(t, "confidence", e.Confidence, 0.90, 1e-15)
			oracle.Near(t, "at another", u.Estimate(0.90).Hi, e.Hi, 1e-12)
		})
	}
}

// Limits are made again for another confidence than that of the file, and those of
// the file at that one are as written.
func TestUncertainAtAConfidence(t *testing.T) {
	for _, c := range []struct{ confidence, lo, hi float64 }{{0.80, 23613.9241072956333, 76226.2126286702811}, {0.90, 20000, 90000}} {
		t.Run(fmt.Sprint(c.confidence), func(t *testing.T) {
			e := ofModule(t, "mtbf: {lo: 20000h, hi: 90000h, confidence: 0.90}", c.confidence).MTBFEstimate
			oracle.Near(t, "lo", e.Lo, c.lo, 1e-12)
			oracle.Near(t, "hi", e.Hi, c.hi, 1e-12)
			oracle.Near(t, "confidence", e.Confidence, c.confidence, 1e-15)
		})
	}
}

// A plain number is certain, as ever.
func TestCertainModules(t *testing.T) {
	for _, module := range []string{"mtbf: 9y, mttr: 8h", "availability: 0.99", "reliability: 0", "availability: 0"} {
		t.Run(module, func(t *testing.T) {
			p := ofModule(t, module, 0)
			if p.MTBFEstimate != nil || p.MTTREstimate != nil || p.FixedEstimate != nil || p.MTBFUncertainty != nil || p.MTTRUncertainty != nil || p.FixedUncertainty != nil {
				t.Errorf("it has limits: %+v", p)
			}
		})
	}
}

// Numbers that no engine can reckon with are refused.
func TestUncertainBeyondReach(t *testing.T) {
	for _, module := range []string{
		"mtbf: {lo: 1e-29h, hi: 1e29h, confidence: 1e-3}",
		"mtbf: {prior: {gamma: {shape: 1e9, exposure: 1e-25h}}}",
	} {
		t.Run(module, func(t *testing.T) {
			if e := refused(t, "modules: {m: {"+module+"}}\nstructure: m\n"); !strings.Contains(e.Text, "mtbf: it comes to ") {
				t.Errorf("it says %q", e.Text)
			}
		})
	}
}
