package markov

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// extremePairs are pairs at the ends of every domain.
func extremePairs(visit func(Pair)) {
	lengths := []float64{1e-75, 1e-30, 1e-9, 1, 24, 1e15, 1e75}
	shares := []float64{0, 1e-17, 0.5, 1 - 0x1p-53, 1}
	for i, mtbf := range lengths {
		for j, mttr := range lengths {
			for k, coverage := range shares {
				for l, beta := range shares {
					p := Pair{MTBF: mtbf, MTTR: mttr, Crews: 1 + (i+j+k+l)%2, Coverage: model.Covered(coverage), Beta: beta}
					visit(p)
					p.UncoveredMTTR, p.Switchover = lengths[(i+k+l)%len(lengths)], lengths[(j+l)%len(lengths)]
					visit(p)
				}
			}
		}
	}
}

// The chain and the closed form, which is sums and products of positive terms,
// agree, and every figure is a number and every share of time one.
func TestPairsAtTheEndsOfTheirDomains(t *testing.T) {
	extremePairs(func(p Pair) {
		closed, err := p.ClosedForm()
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		r, err := p.Solve()
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		for f := GrayApproximation; f <= MeanCycleTime; f++ {
			oracle.Near(t, f.String(), r.MTBF.By(f), closed.By(f), 1e-14)
		}
		for _, m := range []Measures{r.Outages, r.Failures} {
			if !(m.Availability >= 0 && m.Availability <= 1 && m.Unavailability >= 0 && m.Unavailability <= 1) {
				t.Errorf("%+v: availability %v, unavailability %v", p, m.Availability, m.Unavailability)
			}
			for _, x := range []float64{m.MTBF, m.MUT, m.MDT, m.MTTF, m.FailureFrequency} {
				if !(x >= 0) || math.IsInf(x, 1) {
					t.Errorf("%+v: %+v", p, m)
				}
			}
		}
	})
}

// What gives a pair a target is no number that does not, and where nothing does
// the range that is told leaves the target out.
func TestTargetsAtTheEndsOfTheirDomains(t *testing.T) {
	var found, none int
	extremePairs(func(p Pair) {
		for _, target := range []float64{1e-75, 1e-9, 1, 1e6, 1e30, 1e75} {
			for f := GrayApproximation; f <= MeanCycleTime; f++ {
				for _, q := range []struct {
					ask func(PairConvention, float64) (float64, error)
					to  func(p *Pair) *float64
				}{{p.MTBFFor, func(p *Pair) *float64 { return &p.MTBF }}, {p.MTTRFor, func(p *Pair) *float64 { return &p.MTTR }}} {
					x, err := q.ask(f, target)
					var impossible *TargetError
					if errors.As(err, &impossible) {
						none++
						if !(target < impossible.Min || target > impossible.Max) {
							t.Errorf("%+v: %v", p, err)
						}
						continue
					}
					if err != nil {
						t.Fatalf("%+v: %v", p, err)
					}
					found++
					solved := p
					*q.to(&solved) = x
					oracle.Near(t, f.String(), solved.closedForm().By(f), target, 1e-12)
				}
			}
		}
	})
	t.Logf("%d targets met, %d out of reach", found, none)
}

func TestPairsBeyondTheirDomainsAreRefused(t *testing.T) {
	good := Pair{MTBF: 1000, MTTR: 10, Coverage: 1}
	for name, spoil := range map[string]func(p *Pair){
		"mtbf": func(p *Pair) { p.MTBF = 1e300 }, "mttr": func(p *Pair) { p.MTTR = 1e-300 }, "uncovered mttr": func(p *Pair) { p.UncoveredMTTR = 1e-320 },
		"detection": func(p *Pair) { p.Detection = math.Inf(1) }, "takeover": func(p *Pair) { p.Switchover = math.NaN() },
		"coverage": func(p *Pair) { p.Coverage = 1 + 0x1p-52 }, "beta": func(p *Pair) { p.Beta = -1e-320 },
	} {
		p := good
		spoil(&p)
		var param *model.ParamError
		if _, err := p.Solve(); !errors.As(err, &param) || param.Param != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	var param *model.ParamError
	if _, err := good.MTBFFor(MeanUpTime, 1e300); !errors.As(err, &param) || param.Param != "target" {
		t.Errorf("target: %v", err)
	}
}
