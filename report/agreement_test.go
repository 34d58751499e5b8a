package report

import (
	"math"
	"reflect"
	"testing"

	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
)

// Each measure of a simulation is held against its own exact value: of unavailability,
// MTBF and MDT that of the MTBF lies beside its limits, and the MTTFF has none.
func TestEachMeasureIsHeldAgainstItsAnswer(t *testing.T) {
	of := func(point, half float64) montecarlo.Estimate {
		return montecarlo.Estimate{Estimate: model.Estimate{Point: point, Lo: point - half, Hi: point + half, Confidence: 0.9}, RelativeError: 0.1}
	}
	exact := &solve.Result{}
	exact.Measures = system.Measures{Availability: 0.9, Unavailability: 0.1, MTBF: 95, MUT: 95, MDT: 10, MTTF: math.NaN()}
	exact.UnrepairedMTTF = math.NaN()
	s := System{Exact: exact, Plain: &montecarlo.Result{Method: "plain", Replications: 1200, Measures: montecarlo.Measures{
		Unavailability: of(0.11, 0.02), Availability: of(0.89, 0.02), MTBF: of(90, 4), MDT: of(11, 1), MTTF: of(16, 1)}}}
	want := [][]string{
		{"Unavailability", "", "0.11", "0.09", "0.13", "0.1", "yes"},
		{"MTBF, mean up time per failure", "h", "90", "86", "94", "95", "no"},
		{"MDT, mean down time", "h", "11", "10", "12", "10", "yes"}, // a limit holds itself
		{"MTTFF, new at t = 0", "h", "16", "15", "17", "", ""},
	}
	section := s.simulation()
	if got := section.Tables[0].Rows; !reflect.DeepEqual(got, want) || len(section.Tables[0].Head) != 7 {
		t.Errorf("%q, not %q", got, want)
	}
	c, _ := s.simulated()
	if got, want := c.outside(), " Of 3 measures, the 90 % limits of 1 do not hold the exact value: MTBF (86.0000 to 94.0000 h, exactly 95.0000 h). By chance alone this is so of 10 % of limits."; got != want {
		t.Errorf("%q, not %q", got, want)
	}
	exact.MTBF, exact.MUT = 94, 94
	c, _ = s.simulated()
	if got, want := c.outside(), " The 90 % limits of all 3 measures hold the exact value."; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
