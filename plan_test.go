package mtbf_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
)

func planned(t *testing.T, o mtbf.PlanOptions) *mtbf.TestPlan {
	t.Helper()
	p, err := mtbf.Plan(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// chi2.ppf(0.9; 2c+2)/2 MTBFs, scipy 1.17.1; without a failure -log(0.1) of them.
func TestPlanOfAnMTBF(t *testing.T) {
	p := planned(t, mtbf.PlanOptions{MTBF: 10_000, Units: 20})
	for c, want := range []float64{23025.850929940458, 38897.20169867429, 53223.20337834211, 66807.83068255865, 79935.89586052632, 92746.73893351626} {
		oracle.Near(t, "hours in all", p.Tests[c].TotalHours, want, 1e-12)
		oracle.Near(t, "hours each", p.Tests[c].Hours, want/20, 1e-12)
		oracle.Near(t, "consumer's risk", p.Tests[c].ConsumerRisk, 0.1, 1e-12)
		oracle.Near(t, "shown", p.Tests[c].Shown, 10_000, 1e-12)
	}
	if len(p.Tests) != 6 || p.AcceptanceNumber != nil || !math.IsNaN(p.Tests[0].ProducerRisk) {
		t.Errorf("%+v", p)
	}
	for c, want := range []int{47, 78, 107} { // 23,026 h by 500 h, rounded up, and so on
		found := planned(t, mtbf.PlanOptions{MTBF: 10_000, Hours: 500}).Tests[c]
		oracle.Near(t, "units", float64(found.Units), float64(want), 0)
		oracle.Near(t, "hours", found.TotalHours, 500*float64(want), 0)
	}
	each := p.Tests[0].Hours
	oracle.Near(t, "there and back", float64(planned(t, mtbf.PlanOptions{MTBF: 10_000, Hours: each}).Tests[0].Units), 20, 0)
}

// 5 MTBFs of test: P(N <= 1) = 0.0404, P(N <= 2) = 0.125 (scipy 1.17.1 poisson.cdf).
func TestPlanOfATestThatIsGiven(t *testing.T) {
	p := planned(t, mtbf.PlanOptions{MTBF: 10_000, Units: 20, Hours: 2500})
	if p.AcceptanceNumber == nil || *p.AcceptanceNumber != 1 || len(p.Tests) != 3 || len(p.Warnings) != 0 {
		t.Fatalf("%+v", p)
	}
	for c, want := range [][2]float64{{0.006737946999085468, 21714.72409516259}, {0.04042768199451279, 12854.395127787333}, {0.12465201948308108, 9394.398838523553}} {
		oracle.Near(t, "consumer's risk", p.Tests[c].ConsumerRisk, want[0], 1e-11)
		oracle.Near(t, "shown", p.Tests[c].Shown, want[1], 1e-11)
	}
	short := planned(t, mtbf.PlanOptions{MTBF: 10_000, Units: 20, Hours: 10})
	if short.AcceptanceNumber != nil || len(short.Warnings) != 1 || short.Warnings[0].Code != "test-too-short" {
		t.Errorf("%+v", short)
	}
	attribute := planned(t, mtbf.PlanOptions{Reliability: 0.9, Units: 60, Design: 0.98})
	if n := attribute.AcceptanceNumber; n == nil || *n != 2 {
		t.Fatalf("%+v", attribute)
	}
	oracle.Near(t, "binomial, consumer", attribute.Tests[2].ConsumerRisk, 0.053045081815992726, 1e-10)
	oracle.Near(t, "binomial, producer", attribute.Tests[2].ProducerRisk, 0.11874202512133669, 1e-10)
	oracle.Near(t, "binomial, shown", attribute.Tests[2].Shown, 0.913721957776702, 1e-9)
}

// Success run: log(0.1)/log(R), rounded up, and the numbers that textbooks print.
func TestPlanOfAReliability(t *testing.T) {
	for _, c := range []struct {
		reliability, confidence float64
		units                   []int
	}{
		{0.9, 0.9, []int{22, 38, 52, 65}}, {0.95, 0.9, []int{45}}, {0.99, 0.9, []int{230}}, {0.99, 0.95, []int{299, 473, 628, 773}}, {0.95, 0.95, []int{59, 93, 124}},
	} {
		t.Run(fmt.Sprint(c.reliability, c.confidence), func(t *testing.T) {
			p := planned(t, mtbf.PlanOptions{Reliability: c.reliability, Confidence: c.confidence})
			for allowed, want := range c.units {
				oracle.Near(t, "units", float64(p.Tests[allowed].Units), float64(want), 0)
				if !math.IsNaN(p.Tests[allowed].TotalHours) {
					t.Error("a time where there is none")
				}
			}
		})
	}
	weibull := mtbf.PlanOptions{Reliability: 0.95, Mission: 1000, Shape: 2.3, Hours: 1700}
	oracle.Near(t, "Weibayes units", float64(planned(t, weibull).Tests[1].Units), 23, 0)
	weibull.Hours, weibull.Units = 0, 20
	oracle.Near(t, "Weibayes hours", planned(t, weibull).Tests[1].Hours, 1805.4582649066904, 1e-9)
	weibull.Units = 3
	oracle.Near(t, "no more failures than units", float64(len(planned(t, weibull).Tests)), 3, 0)
}

// The first plans that keep both risks, searched one by one with scipy 1.17.1; of
// whole units the risks are those of the test that is run.
func TestPlanThatKeepsBothRisks(t *testing.T) {
	for name, c := range map[string]struct {
		o         mtbf.PlanOptions
		allowed   int
		producers float64
	}{
		"hours":       {mtbf.PlanOptions{MTBF: 1000, Design: 2000}, 14, 0.08683442890070717},
		"whole units": {mtbf.PlanOptions{MTBF: 87_660, Design: 262_980, Hours: 8766}, 5, 0.09433383460597333},
		"binomial":    {mtbf.PlanOptions{Reliability: 0.9, Design: 0.98}, 2, 0.08593410298133619},
		"Weibayes":    {mtbf.PlanOptions{Reliability: 0.95, Mission: 1000, Shape: 2.3, Units: 8, Design: 0.99}, 2, 0.08983761061941509},
	} {
		t.Run(name, func(t *testing.T) {
			p := planned(t, c.o)
			if p.AcceptanceNumber == nil || *p.AcceptanceNumber != c.allowed || !p.Sought() {
				t.Fatalf("%v, not %d", p.AcceptanceNumber, c.allowed)
			}
			for _, test := range p.Tests {
				if test.ConsumerRisk > 0.1*(1+1e-9) {
					t.Errorf("consumer's risk %v", test.ConsumerRisk)
				}
				if test.Allowed == c.allowed {
					oracle.Near(t, "producer's risk", test.ProducerRisk, c.producers, 1e-9)
				} else if (test.ProducerRisk > 0.1) != (test.Allowed < c.allowed) {
					t.Errorf("%d allowed: producer's risk %v", test.Allowed, test.ProducerRisk)
				}
			}
		})
	}
	other := planned(t, mtbf.PlanOptions{MTBF: 1000, Design: 2000, Allowed: []int{13}})
	oracle.Near(t, "the risk of another", other.Tests[0].ProducerRisk, 0.10057206670275871, 1e-9)
	if other.AcceptanceNumber != nil || other.Sought() {
		t.Errorf("%+v", other)
	}
}

// The operating characteristic rises from the consumer's risk, at what is to be
// demonstrated, to what the producer's risk leaves, at the design.
func TestAcceptance(t *testing.T) {
	for _, o := range []mtbf.PlanOptions{
		{MTBF: 1000, Design: 2000}, {MTBF: 1000, Units: 7, Hours: 300}, {Reliability: 0.9, Design: 0.98}, {Reliability: 0.5, Mission: 10, Shape: 3, Hours: 4},
	} {
		p := planned(t, o)
		for _, test := range p.Tests {
			last := mtbf.Acceptance{}
			seen := 0
			for _, a := range test.Acceptance {
				if a.Truth <= last.Truth || a.Probability < last.Probability {
					t.Errorf("%+v after %+v", a, last)
				}
				switch last = a; a.Truth {
				case o.MTBF + o.Reliability:
					seen++
					oracle.Near(t, "consumer's risk", a.Probability, test.ConsumerRisk, 1e-12)
				case o.Design:
					seen++
					oracle.Near(t, "producer's risk", 1-a.Probability, test.ProducerRisk, 1e-9)
				}
			}
			if want := 1 + int(math.Ceil(math.Min(1, o.Design))); seen != want {
				t.Errorf("%d of %d points that matter", seen, want)
			}
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		param string
		o     mtbf.PlanOptions
	}{
		"neither":          {"MTBF and reliability", mtbf.PlanOptions{}},
		"both":             {"MTBF and reliability", mtbf.PlanOptions{MTBF: 5, Reliability: 0.9}},
		"negative MTBF":    {"MTBF", mtbf.PlanOptions{MTBF: -5}},
		"reliability":      {"reliability", mtbf.PlanOptions{Reliability: 1.5}},
		"units":            {"units", mtbf.PlanOptions{MTBF: 5, Units: -1}},
		"design":           {"design", mtbf.PlanOptions{MTBF: 5, Design: 5}},
		"hardly better":    {"design MTBF", mtbf.PlanOptions{MTBF: 5, Design: 5.00001}},
		"too few units":    {"design", mtbf.PlanOptions{Reliability: 0.95, Mission: 1, Units: 3, Design: 0.951}},
		"producer's risk":  {"producer's risk", mtbf.PlanOptions{MTBF: 5, Design: 8, ProducerRisk: 1}},
		"confidence":       {"confidence", mtbf.PlanOptions{MTBF: 5, Confidence: 2}},
		"allowed":          {"failures allowed", mtbf.PlanOptions{MTBF: 5, Allowed: []int{0, -1}}},
		"more than units":  {"units", mtbf.PlanOptions{Reliability: 0.9, Units: 3, Allowed: []int{3}}},
		"hours of nothing": {"test hours", mtbf.PlanOptions{Reliability: 0.9, Hours: 5}},
		"hours":            {"test hours", mtbf.PlanOptions{MTBF: 5, Hours: -1}},
		"short hours":      {"test hours", mtbf.PlanOptions{MTBF: 5, Hours: 1e-12}},
		"long hours":       {"test hours", mtbf.PlanOptions{MTBF: 1, Units: 1e9, Hours: 1e6}},
		"mission":          {"mission", mtbf.PlanOptions{Reliability: 0.9, Mission: math.Inf(1)}},
	} {
		t.Run(name, func(t *testing.T) { oracle.Refused(t, c.param)(mtbf.Plan(t.Context(), c.o)) })
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := mtbf.Plan(ended, mtbf.PlanOptions{Reliability: 0.9, Design: 0.98}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
