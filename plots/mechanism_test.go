package plots_test

import (
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/mechanism"
	"mtbf/plots"
)

// The factors of 1 to 6 retries that each cure a half, 1/(1 - s (1 - 2^-n)): with 131 of
// 132 soft the sixth is 1/(1 - 131/132 x 63/64) = 8448/195 = 43.323; with 5 to 14 % 1.05177 and
// 1.15984.
func TestRetryFigure(t *testing.T) {
	factors := func(soft model.Estimate) (all []model.Estimate) {
		for n := 1; n <= 6; n++ {
			r, err := mechanism.Retry{Soft: soft, Cure: mechanism.Known(0.5), Covered: mechanism.Known(1), Tries: n}.Solve()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r.Factor)
		}
		return all
	}
	f := plots.Retry("What retries buy, if one cures 50 % of soft faults", []plots.Retried{
		{Name: "131/132, with limits", Factors: factors(model.Estimate{Point: 131. / 132, Lo: 0.96457, Hi: 0.99961, Confidence: 0.9})},
		{Name: "5 to 14 %", Factors: factors(mechanism.Between(0.05, 0.14))},
	})
	look(t, f)
	for _, want := range []string{"131/132, with limits: 43.3 with 6 retries", "5 to 14 %: 1.05 to 1.16 with 6 retries"} {
		if !strings.Contains(f.Alt, want) {
			t.Errorf("%q does not say %q", f.Alt, want)
		}
	}
}

// Nines of 0.01 and 1e-4, and a step that costs some.
func TestBuysFigure(t *testing.T) {
	f := plots.Buys("a node", []plots.Step{{"one of each", 0.01, 150}, {"pair of discs", 1e-4, 9000}, {"spare that harms", 2e-4, 4000}, {"remote copy", 3e-6, 90_000}})
	look(t, f)
	if want := "One of each: 2, MTBF 150 h. Pair of discs: 4, MTBF 1.03 years. Spare that harms: 3.7, MTBF 4,000 h. Remote copy: 5.52, MTBF 10.3 years."; !strings.Contains(f.Alt, want) {
		t.Errorf("%q does not say %q", f.Alt, want)
	}
}

// Gray's outage of 90 minutes, of which the network takes 53, and of 42 with 5.
func TestStagesFigure(t *testing.T) {
	before := mechanism.Stages{List: mechanism.GrayFigure1(), Every: mechanism.Known(336)}
	after, ok := before.Shrunk("network", mechanism.Known(5./60))
	if !ok {
		t.Fatal("no network")
	}
	f := plots.Stages("An outage as stages", []plots.StagedOutage{{Name: "Before", Total: 1.5, List: before.List}, {Name: "After", Total: 0.7, List: after.List}})
	look(t, f)
	if want := "Before: 90 min. After: 42 min."; !strings.Contains(f.Alt, want) {
		t.Errorf("%q does not say %q", f.Alt, want)
	}
}
