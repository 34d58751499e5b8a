package life

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// The first column of each is printed in textbooks; all are scipy 1.17.1
// binom.cdf, searched one by one.
func TestSampleSizeAgainstScipy(t *testing.T) {
	for _, c := range []struct {
		reliability, confidence float64
		allowed, want           int
	}{
		{0.9, 0.9, 0, 22}, {0.9, 0.9, 1, 38}, {0.9, 0.9, 2, 52}, {0.9, 0.9, 3, 65},
		{0.95, 0.95, 0, 59}, {0.95, 0.95, 1, 93}, {0.95, 0.95, 2, 124},
		{0.99, 0.95, 0, 299}, {0.999, 0.9, 2, 5321}, {0.5, 0.75, 0, 2},
		{0.1, 0.9, 0, 1}, // 0.1^1 is 1-0.9, but for rounding
	} {
		t.Run(fmt.Sprint(c.reliability, c.confidence, c.allowed), func(t *testing.T) {
			name := fmt.Sprintf("R %v, C %v, %d allowed", c.reliability, c.confidence, c.allowed)
			oracle.Near(t, name, float64(sure(SampleSize(c.reliability, c.confidence, c.allowed))), float64(c.want), 0)
		})
	}
	// log(0.1)/log(1 - 1e-7), a plan for rare events
	oracle.Near(t, "rare", float64(sure(SampleSize(1-1e-7, 0.9, 0))), 2302584979e-2, 1e-8)
}

// scipy 1.17.1: binom.cdf, beta.ppf. 1700 h turn a reliability of 0.95 over
// 1000 h with shape 2.3 into 0.95^(1.7^2.3) = 0.84045.
func TestDemonstrationAgainstScipy(t *testing.T) {
	d := Demonstration{Reliability: 0.95, Mission: 1000, Shape: 2.3, Confidence: 0.9, Allowed: 1}
	oracle.Near(t, "units", float64(sure(d.Units(1700))), 23, 0)
	oracle.Near(t, "hours", sure(d.Hours(20)), 1805.4582649066904, 1e-9)
	oracle.Near(t, "pass", sure(d.Pass(20, 1700, 0.97)), 0.40286830865707757, 1e-9)
	none := d
	none.Allowed = 0
	oracle.Near(t, "hours without a failure", sure(none.Hours(8)), 2116.8031931856453, 1e-12)
	oracle.Near(t, "mission itself", float64(sure(d.Units(1000))), float64(sure(SampleSize(0.95, 0.9, 1))), 0)
}

// A test of just those hours is passed with probability 1-C where the
// reliability is the one to be shown; one unit less asks for more hours.
func TestDemonstrationLaws(t *testing.T) {
	for _, d := range []Demonstration{
		{0.9, 500, 0.7, 0.8, 0}, {0.99, 500, 3.1, 0.95, 2}, {0.9999, 20, 1, 0.6, 5},
	} {
		for _, n := range []int{6, 40, 700} {
			hours := sure(d.Hours(n))
			oracle.Near(t, "consumer's risk", sure(d.Pass(n, hours, d.Reliability)), 1-d.Confidence, 1e-8)
			oracle.Near(t, "units of those hours", float64(sure(d.Units(hours*(1+1e-9)))), float64(n), 0)
			if more := sure(d.Hours(n + 1)); more >= hours {
				t.Errorf("%d units: %v h, %d units: %v h", n, hours, n+1, more)
			}
		}
	}
}

// The first by the Python package reliability, whose own answer is one failure
// short: with 84 allowed the producer's risk is 0.2015. All by scipy 1.17.1,
// searched one by one.
func TestPlanMTBFAgainstScipy(t *testing.T) {
	for _, c := range []struct {
		required, design, consumer, producer float64
		allowed                              int
		hours, risk                          float64
	}{
		{2500, 3000, 0.2, 0.2, 85, 234229.79836812284, 0.1988012144918556},
		{1000, 2000, 0.1, 0.1, 14, 20128.011869355898, 0.08683442890070717},
		{100, 1000, 0.05, 0.1, 1, 474.3864518390577, 0.08253836389717602},
		{500, 600, 0.1, 0.05, 259, 140433.338838487, 0.049982648610252124},
	} {
		t.Run(fmt.Sprint(c.required, c.design, c.consumer), func(t *testing.T) {
			p := sure(PlanMTBF(c.required, c.design, c.consumer, c.producer))
			oracle.Near(t, "failures allowed", float64(p.Allowed), float64(c.allowed), 0)
			oracle.Near(t, "hours", p.Hours, c.hours, 1e-11)
			oracle.Near(t, "producer's risk", p.ProducerRisk, c.risk, 1e-9)
			oracle.Near(t, "passes at the required MTBF", sure(p.Pass(c.required)), c.consumer, 1e-10)
			oracle.Near(t, "passes at the design MTBF", sure(p.Pass(c.design)), 1-c.risk, 1e-10)
		})
	}
}

// By hand: failures at 3 and 4 h, two still running at 5 h, shape 2: 9 + 16 +
// 25 + 25 = 75 over two failures. One that entered at 3 h brings 9 less.
func TestWeibayesByHand(t *testing.T) {
	obs := Observations{Exact(3), Exact(4), RightCensored(5).Times(2)}
	oracle.Near(t, "scale", sure(Weibayes(obs, 2, 0.9)).Point, math.Sqrt(75./2), 1e-15)
	obs[1].Entry = 3
	oracle.Near(t, "late entry", sure(Weibayes(obs, 2, 0.9)).Point, math.Sqrt(66./2), 1e-15)
	e := sure(Weibayes(Observations{RightCensored(5).Times(2)}, 2, 0.9))
	oracle.Near(t, "no failures", e.Lo, math.Sqrt(50/math.Log(10)), 1e-14)
	if e.Estimable() || !math.IsInf(e.Hi, 1) || !warned(e)["no-failures"] {
		t.Errorf("no failures: %+v", e)
	}
}

// NIST 8.4.5.1: 2 failures in 800 h, 90 %: 127.07 to 2251.23 h. Shape 1 is a
// constant rate; shape s of times to the power 1/s gives its limits to the 1/s.
func TestWeibayesOfAConstantRate(t *testing.T) {
	obs := Observations{Exact(100), Exact(250), RightCensored(450)}
	e := sure(Weibayes(obs, 1, 0.9))
	oracle.Near(t, "point", e.Point, 400, 1e-15)
	oracle.Near(t, "lower", e.Lo, 127.07, 5e-5)
	oracle.Near(t, "upper", e.Hi, 2251.23, 5e-6)
	for i := range obs {
		obs[i].Lower, obs[i].Upper = math.Pow(obs[i].Lower, 1/300.), math.Pow(obs[i].Upper, 1/300.)
	}
	steep := sure(Weibayes(obs, 300, 0.9))
	oracle.Near(t, "steep", math.Pow(steep.Point, 300), 400, 1e-11)
	oracle.Near(t, "steep upper", math.Pow(steep.Hi, 300), e.Hi, 1e-11)
}

// Twelve units of shape 1.6 and scale 100 h, stopped at 80 h: nominal 90 %
// limits hold at least as often.
func TestWeibayesCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(43, 47))
	life := sure(dist.NewWeibull(1.6, 100, 0))
	const samples = 4000
	held := 0
	for range samples {
		obs := make(Observations, 12)
		for i := range obs {
			if at := life.Quantile(random.Float64()); at < 80 {
				obs[i] = Exact(at)
			} else {
				obs[i] = RightCensored(80)
			}
		}
		if e := sure(Weibayes(obs, 1.6, 0.9)); e.Lo <= 100 && 100 <= e.Hi {
			held++
		}
	}
	share := 100 * float64(held) / samples
	t.Logf("covers %v %%", share)
	if room := 400 * math.Sqrt(0.9*0.1/samples); share < 90-room || share > 97 {
		t.Errorf("covers %v %%", share)
	}
}

// TestFirstFaultIsNamed: of several faults the first in the order of the fields,
// and those of the claim before those of the test.
func TestFirstFaultIsNamed(t *testing.T) {
	good := Demonstration{Reliability: 0.9, Mission: 100, Shape: 2, Confidence: 0.9}
	d := Demonstration{Allowed: -1}
	for _, c := range []struct {
		param string
		mend  func()
	}{
		{"reliability", func() { d.Reliability = good.Reliability }},
		{"mission", func() { d.Mission = good.Mission }},
		{"shape", func() { d.Shape = good.Shape }},
		{"confidence", func() { d.Confidence = good.Confidence }},
		{"failures allowed", func() { d.Allowed = good.Allowed }},
	} {
		t.Run(c.param, func(t *testing.T) {
			oracle.Refused(t, c.param)(d.Units(0))
			oracle.Refused(t, c.param)(d.Hours(0))
			oracle.Refused(t, c.param)(d.Pass(0, 0, 0))
		})
		c.mend()
	}
	oracle.Refused(t, "test hours")(d.Units(0))
	oracle.Refused(t, "test hours")(d.Pass(0, 0, 0))
	oracle.Refused(t, "true reliability")(d.Pass(0, 1, 0))
	oracle.Refused(t, "units")(d.Pass(0, 1, 0.9))
	oracle.Refused(t, "units")(d.Hours(0))
	d.Shape = 1e-9
	oracle.Refused(t, "test hours")(d.Hours(1)) // none are enough, and none are answered
	oracle.Refused(t, "reliability")(SampleSize(0, 0, -1))
	oracle.Refused(t, "confidence")(SampleSize(0.9, 0, -1))
	oracle.Refused(t, "failures allowed")(SampleSize(0.9, 0.9, -1))
}

func TestPlansRefuse(t *testing.T) {
	d := Demonstration{Reliability: 0.9, Mission: 100, Shape: 2, Confidence: 0.9}
	with := func(change func(*Demonstration)) Demonstration { c := d; change(&c); return c }
	for name, call := range map[string]func() error{
		"reliability 1":      func() error { _, err := SampleSize(1, 0.9, 0); return err },
		"confidence":         func() error { _, err := SampleSize(0.9, math.NaN(), 0); return err },
		"allowed":            func() error { _, err := SampleSize(0.9, 0.9, -1); return err },
		"too many units":     func() error { _, err := SampleSize(1-1e-12, 0.9, 0); return err },
		"mission":            func() error { _, err := with(func(d *Demonstration) { d.Mission = 0 }).Units(5); return err },
		"shape":              func() error { _, err := with(func(d *Demonstration) { d.Shape = -1 }).Hours(5); return err },
		"test hours":         func() error { _, err := d.Units(math.Inf(1)); return err },
		"no hours suffice":   func() error { _, err := with(func(d *Demonstration) { d.Shape = 1e-9 }).Hours(1); return err },
		"no units suffice":   func() error { _, err := with(func(d *Demonstration) { d.Shape = 99 }).Units(1e-9); return err },
		"units":              func() error { _, err := with(func(d *Demonstration) { d.Allowed = 5 }).Hours(5); return err },
		"units that pass":    func() error { _, err := d.Pass(0, 5, 0.9); return err },
		"design not better":  func() error { _, err := PlanMTBF(100, 100, 0.1, 0.1); return err },
		"hardly better":      func() error { _, err := PlanMTBF(100, 100.0001, 0.1, 0.1); return err },
		"required":           func() error { _, err := PlanMTBF(-1, 100, 0.1, 0.1); return err },
		"risks":              func() error { _, err := PlanMTBF(100, 200, 0.6, 0.5); return err },
		"risk":               func() error { _, err := PlanMTBF(100, 200, 0, 0.5); return err },
		"MTBF":               func() error { _, err := MTBFPlan{Hours: 5}.Pass(0); return err },
		"Weibayes shape":     func() error { _, err := Weibayes(Observations{Exact(2)}, 0, 0.9); return err },
		"Weibayes all at 0":  func() error { _, err := Weibayes(Observations{Exact(0)}, 2, 0.9); return err },
		"Weibayes interval":  func() error { _, err := Weibayes(Observations{IntervalCensored(2, 3)}, 2, 0.9); return err },
		"Weibayes certainty": func() error { _, err := Weibayes(Observations{Exact(2)}, 2, 1); return err },
	} {
		var bad *model.ParamError
		if err := call(); !errors.As(err, &bad) {
			t.Errorf("%s: %v, want a *model.ParamError", name, err)
		}
	}
}

// scipy 1.17.1, beta.ppf: 1 failure of 20 units in 1500 h, shape 2.3; 2 failures of 60
// units in the mission itself. Without a failure it is 0.1^(1/22).
func TestShownAgainstScipy(t *testing.T) {
	d := Demonstration{Reliability: 0.95, Mission: 1000, Shape: 2.3, Confidence: 0.9, Allowed: 1}
	oracle.Near(t, "shape 2.3", sure(d.Shown(20, 1500)), 0.9244465302569449, 1e-9)
	d.Allowed, d.Shape = 2, 1
	oracle.Near(t, "mission itself", sure(d.Shown(60, 1000)), 0.913721957776702, 1e-9)
	d.Allowed = 0
	oracle.Near(t, "no failure", sure(d.Shown(22, 1000)), 0.9006280202112785, 1e-12)
	oracle.Refused(t, "units")(d.Shown(0, 1000))
	oracle.Refused(t, "test hours")(d.Shown(22, -1))
	oracle.Refused(t, "mission")(Demonstration{Reliability: 0.9, Shape: 1, Confidence: 0.9}.Shown(0, 0))
}

// What the hours of a plan show is what they were planned to show.
func TestShownOfAPlan(t *testing.T) {
	for _, d := range []Demonstration{
		{0.9, 500, 0.7, 0.8, 0}, {0.99, 500, 3.1, 0.95, 2}, {0.9999, 20, 1, 0.6, 5},
	} {
		for _, n := range []int{6, 40, 700} {
			oracle.Near(t, "shown", sure(d.Shown(n, sure(d.Hours(n)))), d.Reliability, 1e-12)
		}
	}
}

// The fixed-length plans that go by these numbers of MIL-HDBK-781: discrimination
// ratio, multiples of the MTBF to be demonstrated, failures allowed. The risks are
// poisson.sf and poisson.cdf of scipy 1.17.1: 10 and 20 % but for rounding.
func TestFixedLengthPlans(t *testing.T) {
	for _, c := range []struct {
		name               string
		ratio, hours       float64
		allowed            int
		producer, consumer float64
	}{
		{"IX-D", 1.5, 45, 36, 0.119626641024872, 0.0994443986679541},
		{"X-D", 1.5, 29.9, 25, 0.109237232777398, 0.213511492145722},
		{"XI-D", 1.5, 21.5, 17, 0.19738978578587, 0.196465898450356},
		{"XII-D", 2, 18.8, 13, 0.095807181578704, 0.106208426428344},
		{"XIII-D", 2, 12.4, 9, 0.0983793354901106, 0.209189970353188},
		{"XIV-D", 2, 7.8, 5, 0.199442103254497, 0.210251105548743},
		{"XV-D", 3, 9.3, 5, 0.0943338346059733, 0.0986497760439574},
		{"XVI-D", 3, 5.4, 3, 0.108708394709205, 0.213291018433941},
		{"XVII-D", 3, 4.3, 2, 0.17461405668975, 0.197354690832463},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := MTBFPlan{Hours: c.hours, Allowed: c.allowed}
			oracle.Near(t, "producer's risk", sure(p.Fail(c.ratio)), c.producer, 1e-10)
			oracle.Near(t, "consumer's risk", sure(p.Pass(1)), c.consumer, 1e-10)
		})
	}
}

// scipy 1.17.1, poisson.sf.
func TestFailKeepsItsDigits(t *testing.T) {
	oracle.Near(t, "13 allowed, 9.4 expected", sure(MTBFPlan{Hours: 9.4, Allowed: 13}.Fail(1)), 0.09580718157870395, 1e-10)
	oracle.Near(t, "20 allowed, 0.1 expected", sure(MTBFPlan{Hours: 0.1, Allowed: 20}.Fail(1)), 1.7791182423419726e-41, 1e-9)
	oracle.Refused(t, "MTBF")(MTBFPlan{Hours: 5}.Fail(0))
}
