package recurrent

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// fourHundred is 5, 3, 2 and no failures in four hundreds of hours: beta .45603,
// lambda .65072 and an MTBF of 87.71 h by the grouped likelihood of MIL-HDBK-189,
// maximised with scipy.
var fourHundred = []Count{{0, 100, 1, 5, ""}, {100, 200, 1, 3, ""}, {200, 300, 1, 2, ""}, {300, 400, 1, 0, ""}}

func TestGroupedPowerLaw(t *testing.T) {
	p := must(FitGrouped(fourHundred, 0.9))
	oracle.Near(t, "beta", p.Beta.Point, .45603, 1e-5)
	oracle.Near(t, "lambda", p.Lambda().Point, .65072, 1e-5)
	oracle.Near(t, "MTBF", must(p.MTBF(400)).Point, 87.71, 1e-4)
}

// The middles of the hundreds are -150, -50, 50 and 150 h from theirs, of variance
// 12500: the ten failures add up to -800, so U = -800/sqrt(10 12500). The likelihood
// ratio is that of the figures above to the constant rate 1/40.
func TestTrendGroupedByHand(t *testing.T) {
	v := must(TrendGrouped(fourHundred, 0.9))
	if v.Direction != Improving || len(v.Tests) != 2 {
		t.Fatalf("%+v", v)
	}
	oracle.Near(t, "Laplace", v.Tests[0].Statistic, -800/math.Sqrt(125000), 1e-14)
	fitted := func(a, b float64) float64 { return .65072 * (math.Pow(b, .45603) - math.Pow(a, .45603)) }
	ratio := 0.0
	for _, c := range fourHundred {
		ratio += 2 * float64(c.Failures) * math.Log(fitted(c.From, c.To)/2.5)
	}
	oracle.Near(t, "likelihood ratio", v.Tests[1].Statistic, ratio, 5e-4) // of figures of five digits
	oracle.Near(t, "rate", must(GroupedRate(fourHundred, 0.9)).Rate.Point, 1./40, 1e-15)
	oracle.Near(t, "upper limit", must(GroupedRate(fourHundred, 0.9)).Rate.Hi, 16.96222/400, 1e-6) // chi2(.95; 22)/2
}

// Where all failures are in one interval the power law has no maximum, and its
// likelihood ratio that of the end: 2 n log(4).
func TestTrendGroupedAtTheEnd(t *testing.T) {
	counts := []Count{{0, 100, 1, 6, ""}, {100, 400, 1, 0, ""}}
	v := must(TrendGrouped(counts, 0.9))
	if v.Direction != Improving {
		t.Errorf("%+v", v)
	}
	oracle.Near(t, "likelihood ratio", v.Tests[1].Statistic, 12*math.Log(4), 1e-5)
	if v := must(TrendGrouped([]Count{{0, 100, 1, 6, ""}}, 0.9)); len(v.Tests) != 0 || v.Direction != NoTrend {
		t.Errorf("one interval tells %+v", v)
	}
	var param *model.ParamError
	if _, err := TrendGrouped(nil, 0.9); !errors.As(err, &param) {
		t.Errorf("no counts: %v", err)
	}
}

// The curve of counts is known at the ends; a unit that was not watched for a while
// has no part in it then.
func TestMCFOfCounts(t *testing.T) {
	h := AtEnds([]Count{{0, 5, 1, 2, "a"}, {5, 10, 1, 0, "a"}, {10, 15, 1, 1, "a"}, {0, 5, 1, 1, "b"}, {10, 15, 1, 2, "b"}})
	if len(h) != 3 || Units(h) != 2 || !h[2].Continued {
		t.Fatalf("%+v", h)
	}
	c := must(MCF(context.Background(), h, 0.9, Log))
	if len(c.Points) != 2 {
		t.Fatalf("%+v", c.Points)
	}
	oracle.Near(t, "at 5", c.Points[0].Mean, 1.5, 1e-15)
	oracle.Near(t, "at 15", c.Points[1].Mean, 3, 1e-15)
}

// The tests of counts keep their level: of 2000 constant rates, of 4 to 40 failures in
// five unequal intervals, no more than 12 % are found to change at the level of 10 %.
func TestTrendGroupedLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 4))
	ends := []float64{50, 120, 240, 300, 500}
	found, all := 0, 2000
	for range all {
		counts := make([]Count, len(ends))
		for i, to := range ends {
			counts[i] = Count{To: to, Units: 1}
			if i > 0 {
				counts[i].From = ends[i-1]
			}
		}
		for range 4 + r.IntN(37) {
			x, i := 500*r.Float64(), 0
			for ends[i] < x {
				i++
			}
			counts[i].Failures++
		}
		if must(TrendGrouped(counts, 0.9)).Direction != NoTrend {
			found++
		}
	}
	if share := float64(found) / float64(all); share > 0.12 || share < 0.04 {
		t.Errorf("%.3f of constant rates are found to change", share)
	}
}
