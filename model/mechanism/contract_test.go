package mechanism_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/mechanism"
)

func agreed(t testing.TB, c mechanism.Contract, hours ...float64) mechanism.ContractResult {
	t.Helper()
	r, err := c.Solve(context.Background(), hours...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Two copies of which one may be down, M = 300 h, R = 20 h, a crew each: the pair, void
// for the first time after M^2/2R + 3M/2 = 2,700 h, down (R/(M+R))^2 = 1/256 of the
// time, R/2 = 10 h each time, so 8766/2560 times a year. None may be down: void after
// M/2 = 150 h, valid (M/(M+R))^2 of the time.
func TestContractByHand(t *testing.T) {
	r := agreed(t, mechanism.Contract{Copies: 2, Tolerated: 1, MTTF: 300, MTTR: 20})
	oracle.Near(t, "first void", r.MeanToVoid, 2700, 1e-12)
	oracle.Near(t, "void", r.Void, 1./256, 1e-12)
	oracle.Near(t, "valid", r.Valid, 255./256, 1e-12)
	oracle.Near(t, "mean void", r.MeanVoid, 10, 1e-12)
	oracle.Near(t, "mean valid", r.MeanValid, 2550, 1e-12)
	oracle.Near(t, "voids a year", r.VoidsPerYear, 8766./2560, 1e-12)
	oracle.Near(t, "all down is void", r.AllDown, r.Void, 1e-12)
	oracle.Near(t, "all down first", r.MeanToAllDown, 2700, 1e-12)
	r = agreed(t, mechanism.Contract{Copies: 2, MTTF: 300, MTTR: 20}, 0)
	oracle.Near(t, "none may be down", r.MeanToVoid, 150, 1e-12)
	oracle.Near(t, "none may be down, valid", r.Valid, 225./256, 1e-12)
	if w := r.Within[0]; w.Void != 0 || w.NotVoid != 1 || w.AllDown != 0 {
		t.Errorf("at once: %+v", w)
	}
}

func TestContractOracle(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				Copies    int
				Tolerates int
				MTTF      float64 `json:"mttf_h"`
				MTTR      float64 `json:"mttr_h"`
				Crews     int
				First     float64 `json:"mean_h_to_first_void_from_all_up"`
				InYear    float64 `json:"p_void_in_a_year"`
				Share     float64 `json:"share_of_time_void"`
				PerYear   float64 `json:"voids_per_year"`
				Mean      float64 `json:"mean_h_void"`
				Lost      float64 `json:"all_lost_share"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/m_quorum/m03_failure_contract.json"), &file)
	if len(file.Expected.Rows) != 4 {
		t.Fatalf("%d rows", len(file.Expected.Rows))
	}
	for _, c := range file.Expected.Rows {
		t.Run(fmt.Sprintf("%d copies, %g h, %d crews", c.Copies, c.MTTR, c.Crews), func(t *testing.T) {
			if c.Tolerates != mechanism.Minority(c.Copies) {
				t.Errorf("%d tolerated", c.Tolerates)
			}
			r := agreed(t, mechanism.Contract{Copies: c.Copies, Tolerated: c.Tolerates, MTTF: c.MTTF, MTTR: c.MTTR, Crews: c.Crews}, year)
			oracle.Near(t, "first void", r.MeanToVoid, c.First, 1e-12)
			oracle.Near(t, "within a year", r.Within[0].Void, c.InYear, 1e-10)
			oracle.Near(t, "share void", r.Void, c.Share, 1e-12)
			oracle.Near(t, "voids a year", r.VoidsPerYear, c.PerYear, 1e-12)
			oracle.Near(t, "mean void", r.MeanVoid, c.Mean, 1e-12)
			oracle.Near(t, "all down", r.AllDown, c.Lost, 1e-12)
		})
	}
}

// The text says one crash of three and two of five; what is left is no minority where
// fewer are tolerated than could be, and may be outvoted where more are.
func TestContractText(t *testing.T) {
	for _, c := range []struct {
		copies, tolerated int
		says              []string
	}{
		{3, 1, []string{"no more than 1 of the 3 machines is down", "two sets of 2 of 3 have a copy in common", "No more than 1 of the 3 copies is left", "outvote", "holds again when 2 machines are up", "void for <10 h>", "Within <40 h> it is void with probability <"}},
		{5, 2, []string{"no more than 2 of the 5 machines are down", "No more than 2 of the 5 copies are left"}},
		{5, 1, []string{"Up to 3 of the 5 copies are left, fewer than the 4 that a write needs"}},
		{3, 2, []string{"no minority", "may outvote the 1 that went on", "No copy is left"}},
	} {
		t.Run(fmt.Sprintf("%d of %d", c.tolerated, c.copies), func(t *testing.T) {
			contract := mechanism.Contract{Copies: c.copies, Tolerated: c.tolerated, MTTF: 1e9, MTTR: 20}
			r := agreed(t, contract, 40)
			var all strings.Builder
			for _, clause := range contract.Text(r) {
				if strings.Count(clause.Text, "{}") != len(clause.Values) {
					t.Errorf("%q has %d values", clause.Text, len(clause.Values))
				}
				all.WriteString(clause.Sentence(func(v mechanism.ClauseValue) string {
					return strings.ReplaceAll(fmt.Sprintf("<%.3g %s>", v.Value, v.Unit), " >", ">")
				}))
			}
			for _, want := range c.says {
				if !strings.Contains(all.String(), want) {
					t.Errorf("no %q in\n%s", want, all.String())
				}
			}
		})
	}
}
